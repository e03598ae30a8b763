"""The format for programs; schemas/report.schema.json describes it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from polltool.findings import Finding, Severity
from polltool.result import Report

VERSION = 1


def as_json(report: Report, *, statistics: bool = False) -> str:
    """The report as a JSON document."""
    document: dict[str, Any] = {
        "version": VERSION,
        "findings": [finding_value(finding) for finding in report.findings],
        "failures": failures_value(report),
        "summary": {
            "checked": report.checked,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "fixed": len(report.fixed),
            "suppressed": len(report.suppressed),
            "baselined": len(report.baselined),
            "failed": len({failure.path for failure in report.failures}),
        },
    }
    if statistics:
        counts = Counter((finding.code, finding.name, finding.severity.label) for finding in report.findings)
        document["statistics"] = [
            {"code": code, "name": name, "severity": severity, "count": count}
            for (code, name, severity), count in sorted(counts.items())
        ]
    return json.dumps(document, indent=2)


def failures_value(report: Report) -> list[dict[str, str]]:
    """What could not be checked, as JSON values."""
    return [{"path": failure.path, "message": failure.message} for failure in report.failures]


def finding_value(finding: Finding) -> dict[str, Any]:
    """A finding as JSON values."""
    place = finding.place
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "message": finding.message,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "command": finding.command,
        "argument": finding.argument,
        "related": [
            {
                "path": related.place.path,
                "line": related.place.line,
                "column": related.place.column,
                "message": related.message,
            }
            for related in finding.related
        ],
        "fix": None if fix is None else {"safe": fix.safe, "message": fix.message},
    }
