"""What can be fixed, as the formats for people tell it."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding
from polltool.records import dataclass
from polltool.report.lines import Line, Segment


@dataclass(frozen=True, slots=True)
class Fixable:
    """What a run does with fixes: whether they were ``made``, and whether with the ``unsafe`` ones.

    A fix that was to be made and is still there did not hold, so nothing is promised of it.
    """

    made: bool = False
    unsafe: bool = False

    def marked(self, finding: Finding) -> bool:
        """Whether ``--fix``, with the options there are, would try to fix a finding."""
        fix = finding.fix
        return not self.made and fix is not None and bool(fix.edits) and (fix.safe or self.unsafe)

    def line(self, findings: Iterable[Finding]) -> Line | None:
        """How many findings can be fixed, and by which options; None where there is nothing to say."""
        fixes = [finding.fix for finding in findings if finding.fix is not None and finding.fix.edits]
        unsafe = 0 if self.unsafe else sum(not fix.safe for fix in fixes)
        now = 0 if self.made else len(fixes) - unsafe
        parts = []
        if now:
            parts.append(f"{now} can be fixed with --fix{' --unsafe-fixes' if self.unsafe else ''}")
        if unsafe:
            more = "more " if now or self.made else ""
            parts.append(f"{unsafe} {more}{'' if now else 'can be fixed '}with --fix --unsafe-fixes")
        return (Segment(f"{', '.join(parts)}."),) if parts else None
