"""The results as Markdown and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bench.mutation.forms import Form
from bench.mutation.mistakes import LeftOut, Mistake
from bench.mutation.run import Planned, Result
from polltool.findings import Finding

_FORMS = (Form.DECORATOR, Form.SCHEDULED, Form.SHARED)


def markdown(planned: Planned, results: Sequence[Result]) -> str:
    """The table of kinds and forms, then what was missed, left out, and said without reason."""
    return "\n".join(_lines(planned, results)) + "\n"


def _lines(planned: Planned, results: Sequence[Result]) -> Iterator[str]:
    commands = {(result.mutant.path, result.mutant.command) for result in results}
    ymls = {path for path, _ in commands}
    left_out = len(planned.left_out)
    yield f"{len(results)} mutants of {len(commands)} commands in {len(ymls)} ymls, {left_out} left out."
    yield ""
    yield from _table(results)
    failures = sorted({(result.mutant.path, failure) for result in results for failure in result.failures})
    if failures:
        yield from ("", f"## polltool failed ({len(failures)})", "")
        yield from (f"- {path}: {failure}" for path, failure in failures)
    missed = [result for result in results if not result.verdict.found]
    if missed:
        yield from ("", f"## Missed ({len(missed)})", "")
        for result in missed:
            yield f"- {result.mutant.label} ({result.form.value})"
            for finding in result.verdict.near:
                yield f"  - near: {_told(finding)}"
    odd = [result for result in results if result.verdict.unexplained]
    if odd:
        yield from ("", f"## New findings that the mistake does not explain ({len(odd)})", "")
        for result in odd:
            yield f"- {result.mutant.label}"
            for finding in result.verdict.unexplained:
                yield f"  - {_told(finding)}"
    if planned.left_out:
        yield from ("", f"## Left out ({len(planned.left_out)})", "")
        yield from _left_out(planned.left_out)


def _table(results: Sequence[Result]) -> Iterator[str]:
    heads = [*(form.value for form in _FORMS), "all"]
    yield "| mistake | " + " | ".join(heads) + " |"
    yield "|---|" + "---|" * len(heads)
    for mistake in Mistake:
        of_kind = [result for result in results if result.mutant.mistake is mistake]
        if of_kind:
            yield f"| {mistake.value} | " + " | ".join(_cells(of_kind)) + " |"
    yield "| **all** | " + " | ".join(_cells(results)) + " |"


def _cells(results: Sequence[Result]) -> Iterator[str]:
    for form in _FORMS:
        yield _cell([result for result in results if result.form is form])
    yield _cell(results)


def _cell(results: Sequence[Result]) -> str:
    if not results:
        return ""
    found = sum(result.verdict.found for result in results)
    return f"{found}/{len(results)} {100 * found / len(results):.1f} %"


def _told(finding: Finding) -> str:
    place = finding.place
    about = " ".join(filter(None, (finding.command, finding.argument)))
    return f"{finding.code} {finding.severity.label} {place.path}:{place.line} {about}: {finding.message}"


def _left_out(left_out: Iterable[LeftOut]) -> Iterator[str]:
    groups: dict[tuple[str, str, str], Counter[str]] = {}
    for one in left_out:
        key = (one.path, one.mistake.value, one.reason)
        groups.setdefault(key, Counter())[" ".join(filter(None, (one.command, one.argument)))] += 1
    for (path, mistake, reason), names in groups.items():
        yield f"- {path}: {mistake}: {reason}: {', '.join(names)}"


def as_json(planned: Planned, results: Sequence[Result]) -> dict[str, object]:
    """All of it for other programs."""
    return {
        "results": [
            {
                "path": result.mutant.path,
                "command": result.mutant.command,
                "argument": result.mutant.argument,
                "mistake": result.mutant.mistake.name.lower(),
                "form": result.form.value,
                "found": result.verdict.found,
                "near": [_told(finding) for finding in result.verdict.near],
                "unexplained": [_told(finding) for finding in result.verdict.unexplained],
                "seconds": round(result.seconds, 3),
            }
            for result in results
        ],
        "left_out": [
            {
                "path": one.path,
                "command": one.command,
                "argument": one.argument,
                "mistake": one.mistake.name.lower(),
                "reason": one.reason,
            }
            for one in planned.left_out
        ],
    }
