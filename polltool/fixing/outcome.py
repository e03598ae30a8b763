"""What came of fixes: the files as they should be, and the report of the run after them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from polltool.errors import Failure
from polltool.findings import Finding, in_order
from polltool.fixing.verify import mended
from polltool.records import dataclass, replace
from polltool.result import Report

if TYPE_CHECKING:
    from polltool.index import Facts

Lint = Callable[[Sequence[str], Mapping[str, bytes], "Facts"], Report]
"""Lints some ymls of a run again, with its options: over unsaved texts (by path), and with
what is known of the items that are not among them."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file's bytes before (None where there is no file yet) and after; ``path`` is the path that reports show."""

    path: str
    old: bytes | None
    new: bytes


@dataclass(frozen=True, slots=True)
class Dropped:
    """A finding whose fix was not made, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a report says of some files."""

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()

    @staticmethod
    def of(report: Report, paths: Collection[str]) -> Part:
        """The findings of a report that lie in some files."""
        return Part(
            *(
                tuple(finding for finding in findings if finding.place.path in paths)
                for findings in (report.findings, report.suppressed, report.baselined)
            )
        )

    @staticmethod
    def joined(parts: Iterable[Part]) -> Part:
        """What several parts say, in the order of a report."""
        known = tuple(parts)
        return Part(
            in_order(finding for part in known for finding in part.findings),
            in_order(finding for part in known for finding in part.suppressed),
            in_order(finding for part in known for finding in part.baselined),
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Items whose fixes were verified together: their files are written all or not at all.

    ``paths`` are all files of the items, changed or not; ``before`` and ``after`` what is
    found in them. ``reindexed`` says that other items may be judged differently now.
    """

    changes: tuple[FileChange, ...]
    paths: frozenset[str]
    before: Part
    after: Part
    reindexed: bool = False


@dataclass(frozen=True, slots=True)
class Fixing:
    """The fixes that hold, as groups of changed files, and those that were dropped."""

    first: Report
    groups: tuple[Group, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """All changed files, in the order of their paths."""
        changes = [change for group in self.groups for change in group.changes]
        return tuple(sorted(changes, key=lambda change: change.path))

    def report(self, made: Sequence[Group], lint: Lint, failures: Sequence[Failure] = ()) -> Report:
        """The report of the run once the changes of some groups are made.

        ``failures`` say what kept the others from being made. What remains is known from the
        verification, unless the fixes changed what the run knows of which commands poll:
        then everything is linted again.
        """
        after = self._after(made, lint)
        return replace(
            after,
            failures=tuple(
                sorted({*self.first.failures, *after.failures, *failures}, key=lambda one: one.sort_key)
            ),
            notes=self.first.notes,
            fixed=fixed(made),
        )

    def _after(self, made: Sequence[Group], lint: Lint) -> Report:
        if any(group.reindexed for group in made):
            texts = {change.path: change.new for group in made for change in group.changes}
            return lint(self.first.ymls, texts, ())
        touched = {path for group in made for path in group.paths}
        rest = Part(
            *(
                tuple(finding for finding in findings if finding.place.path not in touched)
                for findings in (self.first.findings, self.first.suppressed, self.first.baselined)
            )
        )
        whole = Part.joined([rest, *(group.after for group in made)])
        return replace(
            self.first, findings=whole.findings, suppressed=whole.suppressed, baselined=whole.baselined
        )


def fixed(groups: Iterable[Group]) -> tuple[Finding, ...]:
    """The findings that are gone once some groups' changes are made."""
    return in_order(
        finding for group in groups for finding in mended(group.before.findings, group.after.findings)
    )
