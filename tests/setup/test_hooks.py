"""The hook goes into the pre-commit configuration that is there, and nothing else in it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from polltool.setup.hooks import FILE, TEMPLATE, entry, hook
from polltool.setup.parts import Conflict, Folder, Part
from polltool.workspace import Workspace


def made(root: Path, text: str | bytes | None, *, name: str = FILE, repository: str | None = None) -> Part:
    if text is not None:
        (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return hook(Folder(str(root), Workspace(str(root))), repository)


def new(part: Part) -> str:
    assert part.change is not None
    return part.change.new.decode()


OTHER = """\
repos:
- repo: https://github.com/pre-commit/pre-commit-hooks
  rev: v4.0.0  # as others have it
  hooks:
  - id: trailing-whitespace
"""
OURS = """\
- repo: local
  hooks:
  - id: polltool-lint
    name: polltool lint
    entry: polltool lint --force-exclude
    language: system
    types_or: [yaml, python]
    require_serial: true
"""


FIRST = """\
  - repo: local
    hooks:
      - id: polltool-lint
        name: polltool lint
        entry: polltool lint --force-exclude
        language: system
        types_or: [yaml, python]
        require_serial: true
"""


def test_a_file_of_its_own(tmp_path: Path) -> None:
    part = made(tmp_path, None)
    assert part.state == "new"
    assert new(part) == f"repos:\n{FIRST}"
    assert yaml.safe_load(new(part)) == {"repos": [entry(None)]}


def test_a_repository_in_the_place_of_what_is_installed(tmp_path: Path) -> None:
    url = "https://example.com/acme/polltool"
    (repository,) = yaml.safe_load(new(made(tmp_path, None, repository=url)))["repos"]
    assert repository["repo"] == url
    assert repository["rev"].startswith("v")
    assert repository["hooks"] == [{"id": "polltool-lint"}]


def test_it_comes_behind_the_others(tmp_path: Path) -> None:
    assert new(made(tmp_path, OTHER)) == OTHER + OURS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OTHER + "# the end\n", OTHER + OURS + "# the end\n"),
        (OTHER + "  # of the last one\n", OTHER + "  # of the last one\n" + OURS),
        (OTHER.rstrip(), OTHER + OURS.rstrip()),
        (OTHER + "fail_fast: true\n", OTHER + OURS + "fail_fast: true\n"),
        (f"{OTHER}\n{OTHER[7:]}", f"{OTHER}\n{OTHER[7:]}\n{OURS}"),
        ("fail_fast: true\nrepos: []\n", f"fail_fast: true\nrepos:\n{FIRST}"),
        ("repos:\nci: {}\n", f"repos:\n{FIRST}ci: {{}}\n"),
        ("repos:  # none yet\nci: {}\n", f"repos:  # none yet\n{FIRST}ci: {{}}\n"),
        ("repos: null\n", f"repos:\n{FIRST}"),
        ("fail_fast: true\n", f"fail_fast: true\nrepos:\n{FIRST}"),
        ("# nothing yet\n", f"# nothing yet\nrepos:\n{FIRST}"),
        ("", f"repos:\n{FIRST}"),
    ],
)
def test_places(tmp_path: Path, before: str, after: str) -> None:
    assert new(made(tmp_path, before)) == after


def test_the_indentation_of_the_others(tmp_path: Path) -> None:
    text = "repos:\n    -   repo: meta\n        hooks:\n        -   id: identity\n"
    part = new(made(tmp_path, text))
    assert part.startswith(text)
    assert part[len(text) :].splitlines()[:4] == [
        "    -   repo: local",
        "        hooks:",
        "        -   id: polltool-lint",
        "            name: polltool lint",
    ]


def test_carriage_returns_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    before = b"\xef\xbb\xbf" + OTHER.replace("\n", "\r\n").encode()
    part = made(tmp_path, before)
    assert part.change is not None
    assert part.change.new == before + OURS.replace("\n", "\r\n").encode()


def test_a_list_in_one_line(tmp_path: Path) -> None:
    text = "repos: [{repo: meta, hooks: [{id: identity}]}]  # short\n"
    part = new(made(tmp_path, text))
    assert part.endswith("  # short\n")
    assert yaml.safe_load(part)["repos"][1] == entry(None)


@pytest.mark.parametrize("identifier", ["polltool-lint", "polltool-fix"])
@pytest.mark.parametrize("repository", ["local", "https://example.com/acme/polltool"])
def test_a_hook_that_is_there(tmp_path: Path, identifier: str, repository: str) -> None:
    text = f"repos:\n- repo: {repository}\n  hooks:\n  - {{id: {identifier}}}\n"
    assert made(tmp_path, text).state == "already there"


def test_it_is_there_after_the_first_time(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(new(made(tmp_path, OTHER)))
    assert made(tmp_path, None).state == "already there"


def test_the_template_of_the_sdk_goes_before(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("repos: []\n")
    part = made(tmp_path, OTHER, name=TEMPLATE)
    assert part.path == TEMPLATE
    assert new(part) == OTHER + OURS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("repos: [\n", f"{FILE}:"),
        ("- repo: local\n", "pre-commit configuration is a mapping"),
        ("repos: 3\n", "add by hand:\nrepos:\n  - repo: local\n"),
        ("repos: &all\n- &one {repo: meta, hooks: []}\nold: *all\n", "add by hand"),
        ("a: 1\n---\nb: 1\n", f"{FILE}:2"),
        ("repos: []\n2022-02-30: a day that there is not\n", "add by hand"),
        (f"repos: []\nbig: {'9' * 5000}\n", "add by hand"),
        (b"repos: \xff\n", "no UTF-8 text"),
    ],
)
def test_what_it_cannot_be_added_to_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(Conflict) as caught:
        made(tmp_path, text)
    assert said in str(caught.value)
    assert str(caught.value).startswith(FILE)
