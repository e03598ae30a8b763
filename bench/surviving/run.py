"""Runs the tests that reach a mutant against it."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.surviving.forks import Replaced, run_tests
from bench.surviving.mutants import Mutant
from bench.surviving.reach import Reach, digest

PER_FILE = 6
"""A file of tests takes so many tests part at first, the others only as far as the time allows."""


FIRST = 8
"""So many tests are run by themselves before the rest."""


class Verdict(enum.Enum):
    """What came of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    UNREACHED = "reached by no test"
    REVIEWED = "equivalent (reviewed)"


@dataclass(frozen=True, slots=True)
class Result:
    """A mutant, what came of it, how many tests were run of how many that reach it, and the one that failed."""

    mutant: Mutant
    verdict: Verdict
    run: int = 0
    reaching: int = 0
    by: str = ""


def results(
    root: Path,
    chosen: Sequence[Mutant],
    reaches: Sequence[Reach],
    reviewed: Mapping[str, str],
    logs: Path,
    *,
    limit: float,
    most: float,
) -> Iterator[Result]:
    """What comes of each mutant; those that are reviewed are not run.

    :param limit: seconds for one mutant by the clock.
    :param most: seconds that the chosen tests of one mutant took together when they were measured.
    """
    digests: dict[str, str] = {}
    for mutant in chosen:
        if mutant.key in reviewed:
            yield Result(mutant, Verdict.REVIEWED)
            continue
        then = digests.setdefault(mutant.path, digest(root / mutant.path))
        tests, reaching = selected(reaches, mutant, then, most)
        if not tests:
            yield Result(mutant, Verdict.UNREACHED)
            continue
        log = logs / f"{mutant.key}.log"
        replaced = Replaced(mutant.module, root / mutant.path, mutant.text)
        code: int | None = 0
        for batch in (tests[:FIRST], tests[FIRST:]):  # most need no more than the first, nor their files
            if code == 0 and batch:
                code = run_tests(["-x", *batch], limit, log, replaced=replaced)
        if code == 5:
            raise AssertionError(f"no tests were run, see {log}")
        verdict = {0: Verdict.SURVIVED, None: Verdict.TIMED_OUT}.get(code, Verdict.KILLED)
        yield Result(mutant, verdict, len(tests), reaching, _failed(log) if code else "")


def selected(reaches: Sequence[Reach], mutant: Mutant, then: str, most: float) -> tuple[list[str], int]:
    """The tests to run against a mutant, the likeliest first, and how many tests reach it.

    Likeliest are those that have the module's name in their own (``[POL201]``), then those of files
    of which few tests reach it (their subject is just that), and the quick ones of a file. Not more
    than ``most`` seconds of them, but one at least.
    """
    name = Path(mutant.path).stem.lower()
    ranked: list[tuple[bool, int, float, int, str]] = []
    for number, reach in enumerate(reaches):
        found = sorted(
            reach.tests(mutant.path, then, mutant.lines), key=lambda test: (reach.seconds.get(test, 0), test)
        )
        for place, test in enumerate(found):
            another = not re.search(rf"\b{name}\b", test.lower())
            ranked.append((another, place // PER_FILE, len(found) / len(reach.seconds), number, test))
    chosen: list[str] = []
    spent = 0.0
    seconds: Callable[[int, str], float] = lambda number, test: reaches[number].seconds.get(test, 0.0)  # noqa: E731
    for *_, number, test in sorted(ranked):
        if spent + seconds(number, test) <= most or not chosen:
            chosen.append(test)
            spent += seconds(number, test)
    return chosen, len(ranked)


def _failed(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line for line in lines if line.startswith(("FAILED ", "ERROR "))), "")[:200]
