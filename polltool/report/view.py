"""What a format is given: the report, and how much of it is shown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence

from polltool.findings import Finding
from polltool.records import dataclass, field
from polltool.report.fixable import Fixable
from polltool.report.lines import visible
from polltool.result import Report
from polltool.source import Source

_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")

SourceOf = Callable[[str], Source | None]
"""Gives the text of a file by the path that reports show, None where it is gone."""


@dataclass(frozen=True, slots=True)
class View:
    """A report, and what of it is shown and how.

    ``shown`` are the findings without the infos that nobody asked for. ``folder`` is the
    working directory as seen from the root of the repository, with forward slashes, empty
    where it is that root: a forge knows a file by its path from there.
    """

    report: Report
    shown: Sequence[Finding]
    source_of: SourceOf
    folder: str = ""
    summary: bool = True
    statistics: bool = False
    fixable: Fixable = field(default_factory=Fixable)

    @property
    def hidden(self) -> int:
        """How many findings are not shown."""
        return len(self.report.findings) - len(self.shown)

    def forge_path(self, path: str) -> str:
        """A path that reports show, as seen from the root of the repository."""
        if not self.folder or _ABSOLUTE.match(path):
            return path
        return posixpath.normpath(posixpath.join(self.folder, path))


def details(finding: Finding) -> Iterator[str]:
    """What there is to say of a finding beside its message: the other places and the fix, a line each."""
    for related in finding.related:
        place = related.place
        yield visible(f"{place.path}:{place.line}:{place.column}: {related.message}")
    if finding.fix is not None:
        yield visible(f"fix ({'safe' if finding.fix.safe else 'unsafe'}): {finding.fix.message}")
