"""The tables of a mutation run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bench.surviving.run import Result, Verdict


def markdown(found: Sequence[Result], totals: Mapping[str, int]) -> Iterator[str]:
    """A row for each module, then what survived."""
    yield "| module | mutants | run | killed | timed out | survived | no test | equivalent | score |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for path in totals:
        yield _row(path, totals[path], [one for one in found if one.mutant.path == path])
    yield _row("all", sum(totals.values()), found)
    for one in left(found):
        yield f"\n### {one.mutant.key} {one.verdict.value} ({one.run} of {one.reaching} tests)\n"
        yield f"```diff\n{one.mutant.diff.rstrip()}\n```"


def left(found: Sequence[Result]) -> list[Result]:
    """What the tests do not notice."""
    return [one for one in found if one.verdict in (Verdict.SURVIVED, Verdict.UNREACHED)]


def _row(name: str, total: int, found: Sequence[Result]) -> str:
    count = Counter(one.verdict for one in found)
    noticed = count[Verdict.KILLED] + count[Verdict.TIMED_OUT]
    judged = len(found) - count[Verdict.REVIEWED]
    score = f"{100 * noticed / judged:.0f} %" if judged else "-"
    cells = [count[verdict] for verdict in Verdict]
    return f"| {name} | {total} | {len(found)} | {' | '.join(map(str, cells))} | {score} |"
