"""The version stands in one place, and all else agrees with it."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path

import yaml

from polltool import __version__

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / ".github/workflows/release.yml"


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_changelog_begins_with_the_version() -> None:
    headings = re.findall(
        r"^## (\S+), (?:not yet released|\d{4}-\d\d-\d\d)$", read("CHANGELOG.md"), re.MULTILINE
    )
    assert headings[0] == __version__
    assert len(headings) == read("CHANGELOG.md").count("\n## ")


def test_what_the_docs_show_is_the_version() -> None:
    for page in ("README.md", "docs/ci.md"):
        assert set(re.findall(r"(?:rev: v|polltool@v)([\d.]+)", read(page))) == {__version__}, page


def test_the_extension_has_the_version() -> None:
    assert json.loads(read("editors/vscode/package.json"))["version"] == __version__


def test_the_man_page_has_the_version() -> None:
    assert f'"polltool {__version__}"' in read("man/polltool.1")


def test_the_metadata_says_what_it_is() -> None:
    found = importlib.metadata.metadata("polltool")
    assert found["Version"] == __version__
    assert "MIT" in (found["License-Expression" if "License-Expression" in found else "License"])
    classifiers = found.get_all("Classifier") or []
    tested = yaml.safe_load(RELEASE.read_text(encoding="utf-8"))["jobs"]["test"]["strategy"]["matrix"][
        "python"
    ]
    claimed = [line.rpartition(":: ")[2] for line in classifiers if re.search(r":: 3\.\d+$", line)]
    assert claimed == tested
    assert found["Requires-Python"] == f">={tested[0]}"


def test_every_action_of_the_release_is_pinned_by_hash() -> None:
    used = re.findall(r"uses: (\S+)(.*)", RELEASE.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


def test_only_the_job_that_publishes_may_say_who_it_is() -> None:
    workflow = yaml.safe_load(RELEASE.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    allowed = {name: set(job["permissions"]) for name, job in workflow["jobs"].items()}
    assert {name for name, permissions in allowed.items() if "id-token" in permissions} == {"publish"}
    assert set(workflow["jobs"]["publish"]["needs"]) == set(workflow["jobs"]) - {"publish"}
