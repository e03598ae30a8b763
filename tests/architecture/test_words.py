"""What is said in many places is worded in one."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "polltool"


def test_guesses_are_worded_in_one_place() -> None:
    wording = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "did you mean" in path.read_text(encoding="utf-8").lower()
        or "get_close_matches" in path.read_text(encoding="utf-8")
    ]
    assert wording == ["errors.py"]
