"""Findings as the diagnostics that editors show."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from polltool.findings import Finding, Severity
from polltool.lsp.positions import Units, range_of
from polltool.source import Source

SOURCE = "polltool"

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}

_UNNECESSARY = frozenset({"POL005", "POL104", "POL210"})
"""Rules whose findings speak of something that does nothing, which editors fade."""
_DEPRECATED = frozenset({"POL206"})
"""Rules whose findings speak of an older way to say something, which editors strike out."""

SourceOf = Callable[[str], Source]
"""Gives the text of a file by the path that findings show."""
UriOf = Callable[[str], str]
"""Gives the URI of a file by the path that findings show."""


def diagnostic(finding: Finding, source_of: SourceOf, uri_of: UriOf, units: Units) -> types.Diagnostic:
    """A finding as a diagnostic; related places are links that lead from the yml to the code and back."""
    tags = [types.DiagnosticTag.Unnecessary] if finding.code in _UNNECESSARY else []
    tags += [types.DiagnosticTag.Deprecated] if finding.code in _DEPRECATED else []
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(
                uri_of(other.place.path), range_of(source_of(other.place.path), other.place, units)
            ),
            other.message,
        )
        for other in finding.related
    ]
    return types.Diagnostic(
        range=range_of(source_of(finding.place.path), finding.place, units),
        message=f"{finding.message} ({finding.name})",
        severity=SEVERITIES[finding.severity],
        code=finding.code,
        source=SOURCE,
        tags=tags or None,
        related_information=related or None,
        data={"command": finding.command, "argument": finding.argument},
    )
