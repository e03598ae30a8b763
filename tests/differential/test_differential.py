"""The linter and the simulator hold each other to account, over generated integrations.

Where a simulation goes wrong, lint has a finding that says so; where lint finds nothing to say so,
it goes well; and what is right in every part gets no error and no warning. ``make proof`` runs
tens of thousands of cases, these are the first of them. A case that they once disagreed on is
kept among ``KEPT``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from polltool.findings import Severity
from tests.differential.choices import HEALTHY, MISTAKES
from tests.differential.fixer import mend
from tests.differential.judge import TABLE, Trouble, judged, linted, written
from tests.differential.kept import HARMED, KEPT, SILENT, TYPICAL
from tests.differential.shapes import FAMILIES, Shape, fitting, shapes
from tests.differential.starts import Start, starts
from tests.proof import many


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("content") / "Packs/Acme/Integrations/Acme"


def assert_agree(folder: Path, shape: Shape, start: Start) -> None:
    """What goes wrong is found beforehand."""
    written(folder, shape)
    one = judged(folder, shape, start)
    assert one.told, (
        f"{one.trouble}, but lint has only {sorted(one.codes)}\n{shape.told}, {start}\n{one.simulation.message}"
    )


@many(100)
@given(shapes(), starts())
def test_what_goes_wrong_is_found(folder: Path, shape: Shape, start: Start) -> None:
    assert_agree(folder, shape, start)


def assert_well(folder: Path, shape: Shape, start: Start) -> None:
    """All is well, and lint says no more than advice."""
    written(folder, shape)
    findings = linted(folder)
    grave = [f"{one.code} {one.message}" for one in findings if one.severity > Severity.INFO]
    assert not grave, f"{shape.told}: {grave}"
    one = judged(folder, shape, start, findings)
    assert one.trouble is None, f"{one.trouble}: {one.simulation.message}\n{shape.told}, {start}"


@many(80)
@given(shapes(most=0), starts())
def test_what_is_right_is_silent_and_goes_well(folder: Path, shape: Shape, start: Start) -> None:
    assert not shape.mistakes
    assert_well(folder, shape, start)


@many(50)
@given(shapes(most=1))
def test_what_is_an_error_goes_wrong(folder: Path, shape: Shape) -> None:
    """Lint says of nothing that it breaks that goes well however it is started."""
    written(folder, shape)
    findings = linted(folder)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        tried = [judged(folder, shape, start, findings).trouble for start in STARTS]
        told = [f"{one.code} {one.message}" for one in errors]
        assert any(tried), f"nothing goes wrong, but lint has {told}\n{shape.told}"


@many(40)
@given(shapes(), starts())
def test_what_is_fixed_goes_well(folder: Path, shape: Shape, start: Start) -> None:
    """Once all safe fixes are made, what goes wrong still has a finding of its own, and nothing is left to fix."""
    written(folder, shape)
    root = folder.parents[3]
    found = mend(root)
    one = judged(folder, shape, start)
    assert one.told, f"{one.trouble}, but lint has only {sorted(one.codes)}\n{shape.told}, {start}"
    again = mend(root)
    assert not again, f"first {[one.code for one in found]}, then {[one.code for one in again]}\n{shape.told}"


STARTS = (Start(), Start(given=True), Start(looks=1), Start(older=True))


@pytest.mark.parametrize(("shape", "start"), KEPT)
def test_what_they_once_disagreed_on(folder: Path, shape: Shape, start: Start) -> None:
    assert_agree(folder, shape, start)


@pytest.mark.parametrize("shape", HARMED)
def test_what_a_fix_once_harmed(folder: Path, shape: Shape) -> None:
    written(folder, shape)
    mend(folder.parents[3])
    one = judged(folder, shape, Start())
    assert one.trouble is None, f"{one.trouble}: {one.simulation.message}"


@pytest.mark.parametrize("shape", SILENT)
def test_what_lint_once_cried_wolf_at(folder: Path, shape: Shape) -> None:
    assert_well(folder, shape, Start())


@pytest.mark.parametrize(
    ("part", "word"), [(part, word) for part, words in MISTAKES.items() for word in words]
)
def test_every_mistake_is_found_by_itself(folder: Path, part: str, word: str) -> None:
    """In one family at least it is a mistake, and then lint has something to say that it has not otherwise."""
    told = set()
    for family in FAMILIES:
        healthy = Shape(family=family)
        wrong = fitting(Shape(**{**dict(healthy.words), part: word}))
        for shape in (healthy, wrong):
            written(folder, shape)
            codes = {one.code for one in linted(folder)}
            told |= codes if shape is wrong else set()
            if shape is healthy:
                assert not codes, family
    assert told


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_can_come_and_is_found(folder: Path, trouble: Trouble) -> None:
    """The table has nothing for show."""
    shape, start = TYPICAL[trouble]
    written(folder, shape)
    one = judged(folder, shape, start)
    assert one.trouble is trouble
    assert one.codes & TABLE[trouble]


def test_the_words_are_told_apart() -> None:
    for part in HEALTHY:
        assert not set(HEALTHY[part]) & set(MISTAKES[part])
