"""Which fixes can be made in one go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from polltool.edits import Edit
from polltool.findings import Finding

_MEMBER = re.compile(r"[\r\n]*([ \t]*)- ")


def compatible(findings: Iterable[Finding], limit: int | None = None) -> list[Finding]:
    """The findings, in their order and at most ``limit``, whose fixes do not get in each other's way."""
    taken: list[Edit] = []
    chosen: list[Finding] = []
    for finding in findings:
        if limit is not None and len(chosen) == limit:
            break
        edits = edits_of([finding])
        if not any(_clash(edit, other) for edit in edits for other in taken if edit != other):
            chosen.append(finding)
            taken += edits
    return chosen


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of the findings' fixes in their order; what several of them want is done once."""
    return list(dict.fromkeys(edit for finding in findings if finding.fix for edit in finding.fix.edits))


def by_path(edits: Sequence[Edit]) -> dict[str, list[Edit]]:
    """Edits by the file that they are to be made in."""
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.path, []).append(edit)
    return found


def _clash(one: Edit, other: Edit) -> bool:
    """Whether two different edits touch the same characters, or insert where the other begins or ends.

    Members that are added to the same end of one list do not clash: each is whole, and any
    order is right.
    """
    if one.path != other.path:
        return False
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
