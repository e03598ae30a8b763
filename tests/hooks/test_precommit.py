"""The pre-commit hooks, as far as that goes without pre-commit (tests/tools has the rest)."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from identify import identify

from tests.conftest import Content, RunPolltool
from tests.documents import assert_understood

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
LINT = HOOKS[0]


def takes(hook: dict[str, Any], path: Path, name: str) -> bool:
    """Whether pre-commit gives a hook a file: all of these have to hold."""
    tags = identify.tags_from_path(str(path))
    return (
        re.search(hook.get("files", ""), name) is not None
        and not re.search(hook.get("exclude", "^$"), name)
        and tags >= set(hook.get("types", ["file"]))
        and bool(tags & set(hook["types_or"]))
    )


def test_there_is_one_that_checks_and_one_that_mends() -> None:
    assert [hook["id"] for hook in HOOKS] == ["polltool-lint", "polltool-fix"]
    for hook in HOOKS:
        assert hook["entry"].split()[:2] == hook["id"].split("-")
        assert hook["language"] == "python"
        assert hook["name"]
        assert hook["description"]
        # Two processes must not see halves of one item, nor write one file.
        assert hook["require_serial"] is True
        assert hook["pass_filenames"] is True


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("Packs/Acme/Integrations/Acme/Acme.yml", True),
        ("Packs/Acme/Integrations/Acme/Acme.py", True),
        ("Packs/Acme/Scripts/AcmeScan/AcmeScan.yml", True),
        ("Packs/Acme/Scripts/script-AcmeScan.yml", True),
        ("integrations/acme.yaml", True),
        ("Acme.yml", True),
        ("Packs/Acme/Integrations/Acme/README.md", False),
        ("Packs/Acme/Integrations/Acme/Acme_image.png", False),
        ("Packs/Acme/Scripts/AcmeScan/AcmeScan.js", False),
        ("Packs/Acme/pack_metadata.json", False),
    ],
)
def test_they_take_ymls_and_their_code_wherever_they_lie(
    hook: dict[str, Any], content: Content, name: str, taken: bool
) -> None:
    assert takes(hook, content.write(name, "a: 1\n"), name) is taken


def test_a_link_to_nowhere_is_not_taken(content: Content) -> None:
    link = content.root / "gone.yml"
    link.symlink_to("nowhere.yml")
    assert not takes(LINT, link, "gone.yml")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_its_entry_is_a_command_line_of_polltool(hook: dict[str, Any]) -> None:
    program, name, *options = shlex.split(hook["entry"])
    assert program == "polltool"
    assert_understood(name, *options, "a.yml")


def test_it_passes_over_what_is_none_of_its_business(content: Content, polltool: RunPolltool) -> None:
    content.integration()
    content.write(".github/workflows/polling.yml", "on: [push]\njobs: {polling: {}}\n")
    content.write("setup.py", "import poll\n")
    content.write("Packs/Acme/Integrations/Acme/Acme_test.py", "def test_polling(): ...\n")
    names = [str(path.relative_to(content.root)) for path in content.written]
    ran = polltool(*shlex.split(LINT["entry"])[1:], "--select", "POL00", *names)
    assert ran.code == 0


def test_what_is_ignored_stays_so_although_it_is_named(content: Content, polltool: RunPolltool) -> None:
    yml = content.integration(code="def broken(\n").relative_to(content.root)
    entry = shlex.split(LINT["entry"])[1:]
    assert polltool(*entry, str(yml)).code == 1
    content.write(".gitignore", "Packs/\n")
    assert polltool(*entry, str(yml)).code == 0
