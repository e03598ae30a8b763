"""All formats by name; each lies in a module of its own, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from polltool.report.lines import Line
    from polltool.report.view import View

FormatName = Literal["text", "concise", "json", "sarif", "github", "gitlab", "junit"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)
LINES: frozenset[FormatName] = frozenset({"text", "concise"})
"""The formats made of styled lines."""

COUNTING: frozenset[FormatName] = frozenset({"text", "concise", "json"})
"""The formats that can say how many findings each rule has."""


class Rendered(NamedTuple):
    """A whole report in one format, and remarks on what of it had to be left out."""

    text: str
    notes: tuple[str, ...] = ()


def lines(name: FormatName, view: View, *, width: int, frame_width: int) -> Iterator[Line]:
    """A report in a format of ``LINES``; prose is wrapped to ``width`` columns, source cut to ``frame_width``."""
    from polltool.report.text import statistics_lines, summary_line, text_lines

    if view.statistics:
        yield from statistics_lines(view.report)
        if name == "text" and view.summary:
            yield summary_line(view.report)
    elif name == "concise":
        from polltool.report.concise import concise_lines

        yield from concise_lines(view.report.findings, view.fixable)
    else:
        yield from text_lines(
            view.report,
            view.shown,
            view.source_of,
            width=width,
            frame_width=frame_width,
            summary=view.summary,
            fixable=view.fixable,
        )


def render(name: FormatName, view: View) -> Rendered:
    """A report in any format, as text without styles that ends in a newline unless it is empty."""
    if name in LINES:
        from polltool.report.lines import FRAME_WIDTH, WIDTH, plain

        styled = lines(name, view, width=WIDTH, frame_width=FRAME_WIDTH)
        return Rendered("".join(f"{plain(line)}\n" for line in styled))
    if name == "json":
        from polltool.report.json import as_json

        return Rendered(as_json(view.report, statistics=view.statistics) + "\n")
    if name == "sarif":
        from polltool.report.sarif import as_sarif

        return Rendered(*as_sarif(view))
    if name == "github":
        from polltool.report.github import as_github

        return Rendered(as_github(view))
    if name == "gitlab":
        from polltool.report.gitlab import as_gitlab

        return Rendered(as_gitlab(view))
    from polltool.report.junit import as_junit

    return Rendered(as_junit(view))
