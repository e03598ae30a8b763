"""What docs/ci.md tells people to write works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from polltool.report.formats import FORMATS
from tests.documents import assert_understood, blocks, strings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


YAML = [yaml.safe_load(block) for block in blocks(PAGE, "yaml")]
COMMANDS = sorted(
    {
        line
        for text in [*blocks(PAGE, "sh"), *strings(YAML)]
        for line in text.splitlines()
        if line.startswith("polltool ") and len(line.split()) > 2
    }
    - {hook["name"] for hook in HOOKS}
)


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_exist_with_their_options(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, name, *arguments = shlex.split(line)
    assert_understood(name, *arguments)


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 4


def test_its_hooks_are_those_that_there_are() -> None:
    hooks = [
        hook
        for document in YAML
        for repo in (document.get("repos", []) if isinstance(document, dict) else document)
        for hook in repo.get("hooks", [])
    ]
    assert hooks
    by_id = {hook["id"]: hook for hook in HOOKS}
    for hook in hooks:
        for key in {"entry", "types_or", "require_serial"} & set(hook):
            assert hook[key] == by_id[hook["id"]][key]


def test_it_has_every_format() -> None:
    table = PAGE.partition("| format |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == list(FORMATS)


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link


def test_its_jobs_install_polltool_and_run_it() -> None:
    jobs = [
        job for document in YAML if isinstance(document, dict) for job in document.get("jobs", {}).values()
    ]
    scripts = [[step["run"] for step in job["steps"] if "run" in step] for job in jobs]
    scripts += [document["polltool"]["script"] for document in YAML if "polltool" in document]
    scripts = [script for script in scripts if script]  # the others use the action
    assert len(scripts) == 2
    for script in scripts:
        assert script[0] == "pip install polltool"
        assert script[1].startswith("polltool lint .")
