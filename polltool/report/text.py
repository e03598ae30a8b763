"""The format for people: every finding with its source line and the places that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polltool.findings import Finding, Severity
from polltool.report.fixable import Fixable
from polltool.report.frame import frame
from polltool.report.lines import FRAME_WIDTH, WIDTH, Line, Segment, Style, counted, visible, wrapped
from polltool.report.view import SourceOf
from polltool.result import Report
from polltool.source import Place

RELATED = 4
"""How many of the related places are shown with their lines."""


def severity_style(severity: Severity) -> Style:
    """The style that a severity's words are printed in."""
    styles: dict[Severity, Style] = {
        Severity.ERROR: "error",
        Severity.WARNING: "warning",
        Severity.INFO: "info",
    }
    return styles[severity]


def text_lines(
    report: Report,
    findings: Sequence[Finding],
    source_of: SourceOf,
    *,
    width: int = WIDTH,
    frame_width: int = FRAME_WIDTH,
    summary: bool = True,
    fixable: Fixable | None = None,
) -> Iterator[Line]:
    """The findings to show, each with its frames, then the summary of the whole report.

    Prose is wrapped to ``width`` columns, source lines are cut to ``frame_width``.
    """
    for index, finding in enumerate(findings):
        if index:
            yield ()
        yield from _finding(finding, source_of, width, frame_width)
    if summary and findings:
        yield ()
    if summary:
        yield summary_line(report, hidden=len(report.findings) - len(findings))
        more = (fixable or Fixable()).line(report.findings)
        if more is not None:
            yield more


def summary_line(report: Report, *, hidden: int = 0) -> Line:
    """One line: what was checked and what was found."""
    items = counted(report.checked, "item")
    fixed = f"; {len(report.fixed)} fixed" if report.fixed else ""
    failed = f"; {counted(len(report.failures), 'failure')}, see above" if report.failures else ""
    aside = _taken_out(report)
    counts = [
        (counted(report.count(severity), severity.label), severity)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        if report.count(severity)
    ]
    if not counts:
        if not report.checked and not report.failures:
            return (Segment("Nothing to check: no integration or script here."),)
        return (Segment(f"{items} checked, nothing found{aside}{fixed}{failed}.", "" if failed else "good"),)
    line = [Segment(f"{items} checked: ")]
    for index, (text, severity) in enumerate(counts):
        separator = "" if index == 0 else " and " if index == len(counts) - 1 else ", "
        line += [Segment(separator), Segment(text, severity_style(severity))]
    shown = " (-v shows the infos)" if hidden else ""
    return (*line, Segment(f"{aside}{shown}{fixed}{failed}."))


def _taken_out(report: Report) -> str:
    """What was found and does not count."""
    parts = [f"{len(report.baselined)} in the baseline"] if report.baselined else []
    parts += [f"{len(report.suppressed)} suppressed"] if report.suppressed else []
    return f" ({', '.join(parts)})" if parts else ""


def statistics_lines(report: Report) -> Iterator[Line]:
    """How many findings each rule has, with their severities."""
    by_rule: dict[tuple[str, str], list[Severity]] = {}
    for finding in report.findings:
        by_rule.setdefault((finding.code, finding.name), []).append(finding.severity)
    width = max((len(name) for _, name in by_rule), default=0)
    for (code, name), severities in sorted(by_rule.items()):
        line = [Segment(f"{len(severities):>6}  "), Segment(code, "strong"), Segment(f"  {name:<{width}}  ")]
        parts = [
            (counted(severities.count(severity), severity.label), severity)
            for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
            if severity in severities
        ]
        for index, (text, severity) in enumerate(parts):
            line += [Segment(", " if index else ""), Segment(text, severity_style(severity))]
        yield tuple(line)


def _finding(finding: Finding, source_of: SourceOf, width: int, frame_width: int) -> Iterator[Line]:
    style = severity_style(finding.severity)
    yield (
        *_where(finding.place),
        Segment(" "),
        Segment(finding.severity.label, style),
        Segment(" "),
        Segment(finding.code, "strong"),
        Segment(f" {finding.name}"),
    )
    for line in wrapped(visible(finding.message), width - 2):
        yield (Segment(f"  {line}"),)
    places = [finding.place, *(related.place for related in finding.related[:RELATED])]
    gutter = max(len(str(place.line)) for place in places) + 2
    yield from _frame(finding.place, source_of, style, frame_width, gutter)
    for related in finding.related[:RELATED]:
        yield (Segment("  "), *_where(related.place), Segment(f" {visible(related.message)}"))
        yield from _frame(related.place, source_of, "faint", frame_width, gutter)
    rest = finding.related[RELATED:]
    if rest:
        here = all(related.place.path == finding.place.path for related in rest)
        lines = ", ".join(str(related.place.line) for related in rest)
        text = counted(len(rest), "further place") + (f" (lines {lines})" if here else "")
        for line in wrapped(f"and {text}", width - 4):
            yield (Segment(f"  {line}", "faint"),)
    if finding.fix is not None:
        kind = "safe" if finding.fix.safe else "unsafe"
        for index, line in enumerate(wrapped(f"fix ({kind}): {visible(finding.fix.message)}", width - 4)):
            yield (Segment(f"  {'' if index == 0 else '  '}{line}", "good"),)


def _where(place: Place) -> Line:
    return (Segment(f"{visible(place.path)}:{place.line}:{place.column}:", "path"),)


def _frame(place: Place, source_of: SourceOf, style: Style, width: int, gutter: int) -> Iterator[Line]:
    source = source_of(place.path)
    if source is not None:
        yield from frame(source, place, style, width, gutter)
