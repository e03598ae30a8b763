"""Fixes change what they say they change, and reach the same whatever way they are made in.

Over the same generated integrations as the other claims; ``make proof`` runs tens of thousands.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.differential.fixer import as_windows, mend, mend_singly, texts
from tests.differential.judge import TABLE, judged, linted, written
from tests.differential.shapes import Shape, shapes
from tests.differential.starts import Start, starts
from tests.proof import many


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content") / "Packs/Acme/Integrations/Acme"


TELLING = frozenset[str]().union(*TABLE.values())
"""Findings that tell of trouble in a simulation."""


@many(25)
@given(shapes(most=1, least=1), starts())
def test_what_safe_fixes_mend_wholly_goes_well(folder: Path, shape: Shape, start: Start) -> None:
    """Where all that tells of one mistake has a safe fix, none of it is left, and the simulation ends well.

    With two mistakes a fix may be dropped, for it would bring to light what the other does.
    """
    written(folder, shape)
    telling = [one for one in linted(folder) if one.code in TELLING]
    if not telling or not all(one.fix is not None and one.fix.safe for one in telling):
        return
    mend(folder.parents[3])
    after = linted(folder)
    assert not [one for one in after if one.code in TELLING], shape.told
    one = judged(folder, shape, start, after)
    assert one.trouble is None, f"{one.trouble}: {one.simulation.message}\n{shape.told}, {start}"


@many(12)
@given(shapes(least=1), st.randoms(use_true_random=False))
def test_one_fix_at_a_time_reaches_the_same(folder: Path, shape: Shape, chance: Random) -> None:
    """In the order of the report the same text; in any order the same but for the order of what was put in."""
    written(folder, shape)
    root = folder.parents[3]
    mend(root)
    at_once = texts(root)
    written(folder, shape)
    mend_singly(root, lambda left: left[0])
    assert texts(root) == at_once, shape.told
    written(folder, shape)
    mend_singly(root, chance.choice)
    in_any_order = texts(root)
    for path, data in at_once.items():
        assert Counter(in_any_order[path].splitlines()) == Counter(data.splitlines()), shape.told
        if path.endswith(".yml"):
            assert _unordered(in_any_order[path]) == _unordered(data), shape.told


@many(20)
@given(shapes(least=1))
def test_line_endings_and_a_mark_make_no_difference(folder: Path, shape: Shape) -> None:
    written(folder, shape)
    root = folder.parents[3]
    original = texts(root)
    mend(root)
    expected = {path: as_windows(data) for path, data in texts(root).items()}
    for path, data in original.items():
        (root / path).write_bytes(as_windows(data))
    mend(root)
    assert texts(root) == expected, shape.told


def _unordered(data: bytes) -> object:
    """What a yml says, the order of arguments apart."""

    def sort(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: sort(value) for key, value in node.items()}
        if isinstance(node, list):
            return sorted((sort(one) for one in node), key=repr)
        return node

    return sort(yaml.safe_load(data))
