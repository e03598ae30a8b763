"""Whether fixes did what they say: their findings are gone, and no new one has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from polltool.findings import Finding, Severity

Key = tuple[str, str, str | None, str | None]
LineOf = Callable[[Finding], str]
"""Gives the text of the line that a finding lies on."""


def key(finding: Finding) -> Key:
    """What makes findings of two runs the same, wherever they lie in the file by then."""
    return (finding.code, finding.place.path, finding.command, finding.argument)


def objection(
    before: Iterable[Finding],
    after: Iterable[Finding],
    attempted: Sequence[Finding],
    line_before: LineOf,
    line_after: LineOf,
) -> str | None:
    """Why fixes do not hold, None where they do.

    ``before`` and ``after`` are the findings of the same items, ``attempted`` those of the
    first whose fixes were made.
    """
    left = list(before)
    for finding in attempted:
        left.remove(finding)
    gone, new = _unmatched(left, after)
    gone, new = _told_of_others(gone, new, line_before, line_after)
    if not new:
        return None
    stayed = {key(finding) for finding in attempted}
    for finding in new:
        if key(finding) in stayed:
            return f"{finding.code} is still found after it"
    return f"it would bring {new[0].code} ({new[0].name}) in line {new[0].place.line} of {new[0].place.path}"


def mended(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that are not there any more."""
    return _unmatched(before, after)[0]


def _unmatched(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings of either side that have no counterpart; the graver ones are matched first.

    A finding that is graver than all that are left of its kind has none.
    """
    known: dict[Key, list[Finding]] = {}
    for finding in before:
        known.setdefault(key(finding), []).append(finding)
    for same in known.values():
        same.sort(key=lambda finding: finding.severity)
    new: list[Finding] = []
    for finding in sorted(after, key=lambda finding: -finding.severity):
        same = known.get(key(finding), [])
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
