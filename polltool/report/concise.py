"""One line a finding, for editors and for grep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polltool.findings import Finding
from polltool.report.fixable import Fixable
from polltool.report.lines import Line, Segment, visible
from polltool.report.text import severity_style


def concise_lines(findings: Sequence[Finding], fixable: Fixable | None = None) -> Iterator[Line]:
    """``path:line:column: CODE[severity] message (command)``, with ``[*]`` where ``--fix`` helps."""
    fixable = fixable or Fixable()
    for finding in findings:
        place = finding.place
        command = f" ({visible(finding.command)})" if finding.command is not None else ""
        mark = " [*]" if fixable.marked(finding) else ""
        yield (
            Segment(f"{visible(place.path)}:{place.line}:{place.column}:", "path"),
            Segment(" "),
            Segment(finding.code, "strong"),
            Segment(f"[{finding.severity.label}]", severity_style(finding.severity)),
            Segment(f" {visible(finding.message)}{command}"),
            Segment(mark, "good"),
        )
