"""Whether fixes did what they say: their findings are gone, and no new one has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from polltool.findings import Finding, Identity, Severity

LineOf = Callable[[Finding], str]
"""Gives the text of the line that a finding lies on."""


def objection(
    before: Iterable[Finding],
    after: Iterable[Finding],
    attempted: Sequence[Finding],
    line_before: LineOf,
    line_after: LineOf,
    written: Callable[[Finding], bool],
) -> str | None:
    """Why fixes do not hold, None where they do.

    ``before`` and ``after`` are the findings of the same items, ``attempted`` those of the
    first whose fixes were made, ``written`` tells whether a finding lies in what they wrote.

    An info that shows only now that an error or a warning is mended does not count: a
    command that starts to poll gets the advice that polling commands get. What speaks of
    the fixes themselves, or of the arguments that they mend, does.
    """
    left = list(before)
    for finding in attempted:
        left.remove(finding)
    gone, new = _unmatched(left, after)
    gone, new = _told_of_others(gone, new, line_before, line_after)
    if any(finding.severity > Severity.INFO for finding in attempted):
        about = {(finding.command, finding.argument) for finding in attempted if finding.argument is not None}
        new = [
            finding
            for finding in new
            if finding.severity > Severity.INFO
            or (finding.command, finding.argument) in about
            or written(finding)
        ]
    if not new:
        return None
    stayed = {finding.identity for finding in attempted}
    for finding in new:
        if finding.identity in stayed:
            return f"{finding.code} is still found after it"
    return f"it would bring {new[0].code} ({new[0].name}) in line {new[0].place.line} of {new[0].place.path}"


def mended(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that are not there any more."""
    return _unmatched(before, after)[0]


def _unmatched(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings of either side that have no counterpart; the graver ones are matched first.

    A finding that is graver than all that are left of its kind has none.
    """
    known: dict[Identity, list[Finding]] = {}
    for finding in before:
        known.setdefault(finding.identity, []).append(finding)
    for same in known.values():
        same.sort(key=lambda finding: finding.severity)
    new: list[Finding] = []
    for finding in sorted(after, key=lambda finding: -finding.severity):
        same = known.get(finding.identity, [])
        if same and same[-1].severity >= finding.severity:
            same.pop()
        else:
            new.append(finding)
    return [finding for same in known.values() for finding in same], new


def _told_of_others(
    gone: list[Finding], new: list[Finding], line_before: LineOf, line_after: LineOf
) -> tuple[list[Finding], list[Finding]]:
    """Leave out pairs that tell the same of the same line of code, about different commands.

    A finding about code that several commands reach names the first of them; a fix in the
    yml may change which that is.
    """

    def told(finding: Finding, line_of: LineOf) -> tuple[str, str, str | None, Severity, str]:
        return (finding.code, finding.place.path, finding.argument, finding.severity, line_of(finding))

    gone = list(gone)
    unexplained = []
    for finding in new:
        mark = told(finding, line_after)
        same = next((other for other in gone if told(other, line_before) == mark), None)
        if same is None:
            unexplained.append(finding)
        else:
            gone.remove(same)
    return gone, unexplained
