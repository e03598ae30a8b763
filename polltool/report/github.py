"""Workflow commands of GitHub Actions: a line of the log that becomes an annotation.

Their grammar: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from polltool.findings import Finding, Severity
from polltool.report.lines import counted, plain, visible
from polltool.report.text import summary_line
from polltool.report.view import View, details

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
ANNOTATIONS = 10
"""How many annotations of one kind GitHub takes from a step (and 50 from a job); the rest stays in the log."""


def as_github(view: View) -> str:
    """One command a finding, the gravest first, since GitHub takes the first of each kind.

    Infos that nobody asked for are left out as in the text: they would use up room. The
    lines at the end are for those who read the log.
    """
    findings = sorted(view.shown, key=lambda finding: (-finding.severity, finding.sort_key))
    failures = view.report.failures
    lines = [
        _command(
            "error", {"file": view.forge_path(failure.path), "title": "not checked"}, visible(failure.message)
        )
        for failure in failures
    ]
    lines += [_finding(view, finding) for finding in findings]
    kinds = Counter(COMMANDS[finding.severity] for finding in findings)
    kinds["error"] += len(failures)
    lines += _log_lines(view, kinds)
    return "".join(f"{line}\n" for line in lines)


def _finding(view: View, finding: Finding) -> str:
    place = finding.place
    properties = {"file": view.forge_path(place.path), "line": str(place.line)}
    if place.end_line == place.line:
        properties["col"] = str(place.column)
        properties["endLine"] = str(place.end_line)
        properties["endColumn"] = str(place.end_column)
    else:  # GitHub takes no columns where the lines differ
        properties["endLine"] = str(place.end_line)
    properties["title"] = f"{finding.code} {finding.name}"
    return _command(
        COMMANDS[finding.severity], properties, "\n".join([visible(finding.message), *details(finding)])
    )


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    pairs = ",".join(f"{key}={_property(visible(value))}" for key, value in properties.items())
    return f"::{name} {pairs}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _log_lines(view: View, kinds: Mapping[str, int]) -> Iterator[str]:
    if view.summary:
        yield plain(summary_line(view.report, hidden=view.hidden))
    beyond = [
        counted(count - ANNOTATIONS, kind)
        for kind in COMMANDS.values()
        if (count := kinds.get(kind, 0)) > ANNOTATIONS
    ]
    if beyond:
        yield (
            f"GitHub shows {ANNOTATIONS} annotations of a kind for each step, the gravest are first; "
            f"only in this log: {', '.join(beyond)}."
        )
