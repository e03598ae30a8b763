"""Which fixes can be made in one go."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence

from polltool.edits import Edit
from polltool.findings import Finding

_MEMBER = re.compile(r"[\r\n]*([ \t]*)- ")


def compatible(findings: Iterable[Finding], limit: int | None = None) -> list[Finding]:
    """The findings, in their order and at most ``limit``, whose fixes do not get in each other's way."""
    taken: dict[str, _Taken] = {}
    chosen: list[Finding] = []
    for finding in findings:
        if limit is not None and len(chosen) == limit:
            break
        edits = edits_of([finding])
        if not any(edit.path in taken and taken[edit.path].in_the_way_of(edit) for edit in edits):
            chosen.append(finding)
            for edit in edits:
                taken.setdefault(edit.path, _Taken()).add(edit)
    return chosen


class _Taken:
    """Edits of one file that do not clash, in the order of the text; of those at one place any stands for all."""

    def __init__(self) -> None:
        self._edits: list[Edit] = []
        self._spans: list[tuple[int, int]] = []

    def add(self, edit: Edit) -> None:
        span = (edit.start, edit.end)
        index = bisect.bisect_left(self._spans, span)
        if self._spans[index : index + 1] != [span]:
            self._spans.insert(index, span)
            self._edits.insert(index, edit)

    def in_the_way_of(self, edit: Edit) -> bool:
        """Whether one of them clashes with an edit: only those that reach up to it can."""
        index = bisect.bisect_left(self._spans, (edit.start, edit.end))
        below = index - 1
        while below >= 0 and self._spans[below][1] >= edit.start:
            if self._clashes(below, edit):
                return True
            below -= 1
        while index < len(self._spans) and self._spans[index][0] <= edit.end:
            if self._clashes(index, edit):
                return True
            index += 1
        return False

    def _clashes(self, index: int, edit: Edit) -> bool:
        return self._edits[index] != edit and _clash(self._edits[index], edit)


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of the findings' fixes in their order; what several of them want is done once."""
    return list(dict.fromkeys(edit for finding in findings if finding.fix for edit in finding.fix.edits))


def by_path(edits: Sequence[Edit]) -> dict[str, list[Edit]]:
    """Edits by the file that they are to be made in."""
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.path, []).append(edit)
    return found


def written(edits: Sequence[Edit], offset: int) -> bool:
    """Whether the character at ``offset`` of the text after edits (of one file) was put there by one."""
    shift = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        start = edit.start + shift
        if start <= offset < start + len(edit.text):
            return True
        shift += len(edit.text) - (edit.end - edit.start)
    return False


def _clash(one: Edit, other: Edit) -> bool:
    """Whether two different edits of a file touch the same characters, or insert where the other begins or ends.

    Members that are added to the same end of one list do not clash: each is whole, and any
    order is right.
    """
    inserts = (one.start == one.end, other.start == other.end)
    if all(inserts):
        return one.start == other.start and not _members_of_one_list(one.text, other.text)
    if any(inserts):
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def _members_of_one_list(one: str, other: str) -> bool:
    matches = (_MEMBER.match(one), _MEMBER.match(other))
    indents = {match.group(1) for match in matches if match is not None}
    return None not in matches and len(indents) == 1
