"""``polltool init``: all is written or nothing, and a second time changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from polltool import resources
from tests.conftest import Content, RunPolltool

FULL = ("init", "--editor", "vscode")


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }


def test_a_new_repository(content: Content, polltool: RunPolltool) -> None:
    ran = polltool(*FULL)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        ".polltool.toml: new (configuration)",
        ".pre-commit-config.yaml: new (pre-commit hook polltool-lint)",
        ".vscode/polltool/integration.schema.json: new (schema of an integration for editors)",
        ".vscode/polltool/script.schema.json: new (schema of a script for editors)",
        ".vscode/polltool/scenario.schema.json: new (schema of a scenario for editors)",
        ".vscode/settings.json: new (yaml.schemas)",
        ".vscode/extensions.json: new (recommendations)",
    ]
    assert list(files(content.root)) == sorted(line.partition(":")[0] for line in ran.out.splitlines())
    content.integration()
    assert polltool("lint").code == 0


def test_a_second_time_changes_nothing(content: Content, polltool: RunPolltool) -> None:
    polltool(*FULL)
    before = files(content.root)
    ran = polltool(*FULL)
    assert ran.code == 0
    assert {line.partition(": ")[2].partition(" (")[0] for line in ran.out.splitlines()} == {"already there"}
    assert files(content.root) == before
    assert polltool(*FULL, "--diff").out == ""


def test_settings_lead_to_the_schemas(content: Content, polltool: RunPolltool) -> None:
    polltool(*FULL)
    schemas = json.loads((content.root / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert len(schemas) == 3
    for path in schemas:
        copy = content.root / path
        assert copy.read_bytes() == resources.schema_path(copy.name.partition(".")[0]).read_bytes()


SETTINGS = """\
{
  // ours
  "editor.tabSize": 2,
  "yaml.schemas": {
    "./.vscode/polltool/script.schema.json": "mine/*.yml", // as we want it
    "https://example.com/other.json": ["x.yml"],
  },
}
"""
EXTENSIONS = '{"recommendations": ["Redhat.vscode-yaml"], "unwantedRecommendations": ["polltool.polltool"]}'


def test_settings_are_merged(content: Content, polltool: RunPolltool) -> None:
    content.write(".vscode/settings.json", SETTINGS)
    content.write(".vscode/extensions.json", EXTENSIONS)
    ran = polltool(*FULL)
    assert ".vscode/settings.json: changed (yaml.schemas)\n" in ran.out
    assert ".vscode/extensions.json: already there (recommendations)\n" in ran.out
    new = (content.root / ".vscode/settings.json").read_text()
    left = SETTINGS.splitlines()
    assert [line for line in new.splitlines() if line in left] == left
    assert '    "./.vscode/polltool/integration.schema.json": [\n      "**/Integrations/*.yml",\n' in new
    assert new.count("script.schema.json") == 1
    assert "already there" in polltool(*FULL).out.splitlines()[-2]


def test_an_empty_file_of_settings(content: Content, polltool: RunPolltool) -> None:
    content.write(".vscode/settings.json", "")
    assert polltool(*FULL).code == 0
    assert "yaml.schemas" in json.loads((content.root / ".vscode/settings.json").read_text())


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (".vscode/settings.json", '{\n  "yaml.schemas": []\n}', ".vscode/settings.json:2: yaml.schemas is not an object"),
        (".vscode/settings.json", '{\n  "a": 1\n  "b": 2\n}', ".vscode/settings.json:3: this is no JSON with comments: a comma"),
        (".vscode/settings.json", "[]", ".vscode/settings.json:1: this is no object"),
        (".vscode/extensions.json", '{"recommendations": null}', "recommendations is not a list"),
        (".vscode/polltool/script.schema.json", "{}", "remove it, and run polltool init again"),
        (".pre-commit-config.yaml", "repos: 1", "add by hand"),
        ("pyproject.toml", "[", "pyproject.toml: this is no valid TOML"),
        ("pyproject.toml", "a = " + "[" * 100_000, "pyproject.toml: it nests too deeply"),
        ("pyproject.toml", "a = " + "9" * 5000, "pyproject.toml: this is no valid TOML"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_named_and_nothing_is_written(
    content: Content, polltool: RunPolltool, path: str, text: str, said: str
) -> None:
    content.write(path, text)
    content.write("other/.vscode/settings.json", "[]")
    before = files(content.root)
    ran = polltool(*FULL)
    assert (ran.code, ran.out) == (1, "")
    assert f"polltool: conflict: {path}" in ran.err
    assert said in ran.err
    assert ran.err.endswith("polltool: error: nothing was written\n")
    assert files(content.root) == before


def test_every_conflict_is_named(content: Content, polltool: RunPolltool) -> None:
    content.write(".vscode/settings.json", "[]")
    content.write(".vscode/extensions.json", "[]")
    content.write(".pre-commit-config.yaml", "repos: 1")
    assert polltool(*FULL).err.count("conflict: ") == 3


def test_a_configuration_that_is_wrong_ends_it(content: Content, polltool: RunPolltool) -> None:
    content.write(".polltool.toml", "selct = []")
    ran = polltool("init")
    assert ran.code == 2
    assert "did you mean select" in ran.err
    assert list(files(content.root)) == [".polltool.toml"]


@pytest.mark.parametrize(
    ("option", "said"), [("--dry-run", "would be made"), ("--diff", "+++ b/.polltool.toml")]
)
def test_it_only_shows_what_it_would_do(
    content: Content, polltool: RunPolltool, option: str, said: str
) -> None:
    ran = polltool(*FULL, option)
    assert ran.code == 0
    assert said in ran.out
    assert files(content.root) == {}


def test_the_diff_is_what_is_written(content: Content, polltool: RunPolltool) -> None:
    content.write(".pre-commit-config.yaml", "repos:\n- repo: meta\n  hooks: [{id: identity}]\n")
    content.write(".vscode/settings.json", SETTINGS)
    patch = polltool(*FULL, "--diff").out
    copy = content.root.parent / "copy"
    copy.mkdir()
    for name, data in files(content.root).items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(data)
    subprocess.run(["git", "apply", "-"], cwd=copy, input=patch.encode(), check=True, timeout=60)
    polltool(*FULL)
    assert files(copy) == files(content.root)


def test_without_an_editor_and_without_a_hook(content: Content, polltool: RunPolltool) -> None:
    assert polltool("init", "--no-pre-commit").code == 0
    assert list(files(content.root)) == [".polltool.toml"]


def test_the_folder_is_the_one_named_or_that_of_the_repository(
    content: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (content.root / "Packs").mkdir()
    assert "Packs/.polltool.toml: new" in polltool("init", "Packs").out
    subprocess.run(["git", "init", "-q", "."], cwd=content.root, check=True)
    ran = polltool("init", "nowhere")
    assert (ran.code, ran.err) == (
        2,
        "polltool: error: nowhere: no such folder; name the repository's top folder\n",
    )
    root, content.root = content.root, content.root / "Packs"
    assert "../.polltool.toml: new" in polltool("init").out
    assert (root / ".polltool.toml").is_file()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_one(content: Content, polltool: RunPolltool) -> None:
    content.write("shared/settings.json", "{}\n")
    (content.root / ".vscode").mkdir()
    (content.root / ".vscode/settings.json").symlink_to("../shared/settings.json")
    assert polltool(*FULL).code == 0
    assert os.readlink(content.root / ".vscode/settings.json") == "../shared/settings.json"
    assert b"yaml.schemas" in (content.root / "shared/settings.json").read_bytes()


def test_what_cannot_be_written_leaves_nothing(content: Content, polltool: RunPolltool) -> None:
    content.write(".vscode", "a file where a folder should be")
    ran = polltool(*FULL)
    assert ran.code in (1, 2)
    assert ".vscode" in ran.err
    assert list(files(content.root)) == [".vscode"]


def test_options_that_exclude_each_other(polltool: RunPolltool) -> None:
    ran = polltool("init", "--hook-repo", "https://example.com/x", "--no-pre-commit")
    assert ran.code == 2
    assert "leave one out" in ran.err
