"""What others say of the action and of the CI files in the docs. Run by ``make test-tools``."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.documents import blocks
from tests.tools.programs import program

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def passes(*words: str) -> None:
    done = subprocess.run(
        [program(words[0]), *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def beginning(first: str) -> list[str]:
    """The YAML blocks of the page that begin with a key."""
    return [block for block in blocks(PAGE, "yaml") if block.startswith(first)]


def test_the_action_is_one_and_has_no_holes() -> None:
    passes("check-jsonschema", "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml"))
    passes("zizmor", "--offline", "--no-progress", str(ROOT / "action.yml"))


def test_the_release_is_a_workflow_and_has_no_holes() -> None:
    release = str(ROOT / ".github/workflows/release.yml")
    passes("check-jsonschema", "--builtin-schema", "vendor.github-workflows", release)
    passes("zizmor", "--offline", "--no-progress", release)


@pytest.mark.parametrize(
    ("first", "schema", "count"),
    [("name: polltool\non:", "vendor.github-workflows", 3), ("polltool:\n", "vendor.gitlab-ci", 1)],
)
def test_the_docs_hold_ci_files(first: str, schema: str, count: int, tmp_path: Path) -> None:
    found = beginning(first)
    assert len(found) == count
    for index, block in enumerate(found):
        file = tmp_path / f"{index}.yml"
        file.write_text(block, encoding="utf-8")
        passes("check-jsonschema", "--builtin-schema", schema, str(file))


@pytest.mark.parametrize("block", beginning("repos:"))
def test_the_docs_hold_pre_commit_configurations(block: str, tmp_path: Path) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(block, encoding="utf-8")
    passes("pre-commit", "validate-config", str(file))
