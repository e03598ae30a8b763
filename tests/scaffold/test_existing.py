"""A pair, or a single command, put into an integration that exists."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.scaffold.integrations import PAIR, SINGLE, contents, split


def made(target: Path, *options: str) -> int:
    return main(["new-polling-command", str(target), *options])


def added_only(before: bytes, after: bytes) -> bool:
    """Whether nothing of a file is gone or has moved."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(True), after.splitlines(True), autojunk=False)
    return all(tag in ("equal", "insert") for tag, *_ in matcher.get_opcodes())


@pytest.mark.parametrize("options", [PAIR, SINGLE], ids=["pair", "single"])
def test_files_are_only_added_to(tmp_path: Path, options: tuple[str, ...]) -> None:
    target = split(tmp_path)
    before = contents(target)
    assert made(target, *options) == 0
    after = contents(target)
    start = options[1]
    assert set(after) - set(before) == {f"test_data/{start}.scenario.yml"}
    for name, old in before.items():
        assert added_only(old, after[name]), name
        assert after[name] != old, name
