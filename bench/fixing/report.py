"""The results as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bench.fixing.cases import AS_FOUND
from bench.fixing.run import Result
from polltool.findings import Finding
from polltool.rules.registry import all_rules

Part = Callable[[Result], Sequence[object]]


def markdown(results: Sequence[Result]) -> str:
    """The tables of rules and mistakes, then every case in which something does not hold."""
    return "\n".join(_lines(results)) + "\n"


def good(result: Result) -> bool:
    """Whether all that was fixed holds."""
    harm = result.bytes or result.data or result.again or result.singly
    return not (result.stayed or result.new or harm or result.failures)


def _lines(results: Sequence[Result]) -> Iterator[str]:
    ymls = {result.path for result in results}
    mistakes = [result for result in results if result.case.mistake != AS_FOUND]
    yield f"{len(mistakes)} mistakes in {len(ymls)} ymls, and the ymls as they are."
    yield ""
    yield from _rules(results)
    yield ""
    yield from _mistakes(results)
    bare = [result for result in results if result.bare]
    for title, chosen in (
        ("Does not hold", [r for r in results if not good(r)]),
        ("No safe fix offered", bare),
    ):
        if chosen:
            yield from ("", f"## {title} ({len(chosen)})", "")
            for result in chosen:
                yield f"- {result.label}"
                yield from (
                    _details(result)
                    if title == "Does not hold"
                    else (f"  - {_told(finding)}" for finding in result.bare)
                )


def _rules(results: Sequence[Result]) -> Iterator[str]:
    """For each rule with safe fixes: how many of its findings were there, and what came of them."""
    yield "| rule | findings | no safe fix | fixed | stayed | with a new finding |"
    yield "|---|---|---|---|---|---|"
    for rule in all_rules():
        of_rule = [
            (finding, result)
            for result in results
            for finding in result.expected
            if finding.code == rule.code
        ]
        if not of_rule:
            continue
        bare = sum(finding in result.bare for finding, result in of_rule)
        stayed = sum(finding in result.stayed for finding, result in of_rule)
        new = sum(bool(result.new) for _, result in of_rule)
        fixed = len(of_rule) - bare - stayed
        yield f"| {rule.code} {rule.name} | {len(of_rule)} | {bare} | {fixed} | {stayed} | {new} |"


def _mistakes(results: Sequence[Result]) -> Iterator[str]:
    """For each mistake: how often everything held."""
    yield "| mistake | cases | brought a finding to fix | held | bytes | data | again | singly |"
    yield "|---|---|---|---|---|---|---|---|"
    for mistake in dict.fromkeys(result.case.mistake for result in results):
        own = [result for result in results if result.case.mistake == mistake]
        counts = (
            len(own),
            sum(bool(result.expected) for result in own),
            sum(good(result) for result in own),
            sum(result.bytes for result in own),
            sum(bool(result.data) for result in own),
            sum(result.again for result in own),
            sum(result.singly for result in own),
        )
        yield f"| {mistake} | " + " | ".join(map(str, counts)) + " |"


def _details(result: Result) -> Iterator[str]:
    yield from (f"  - stayed: {_told(finding)}" for finding in result.stayed)
    yield from (f"  - dropped: {reason}" for reason in result.dropped)
    yield from (f"  - new: {_told(finding)}" for finding in result.new)
    yield from (f"  - failed: {failure}" for failure in result.failures)
    if result.bytes:
        yield "  - bytes outside the edits changed"
    yield from (f"  - data: {difference}" for difference in result.data)
    if result.again:
        yield "  - a second run changes something"
    if result.singly:
        yield "  - one at a time they reach something else"


def _told(finding: Finding) -> str:
    place = finding.place
    about = " ".join(filter(None, (finding.command, finding.argument)))
    return f"{finding.code} {finding.severity.label} {place.path}:{place.line} {about}: {finding.message}"
