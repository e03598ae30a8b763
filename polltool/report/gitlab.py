"""GitLab's Code Quality report, a part of Code Climate's issue format.

Fields and severities: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from polltool.errors import Failure
from polltool.findings import Severity
from polltool.report.fingerprints import Numbered, staying
from polltool.report.lines import visible
from polltool.report.view import View

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
NOT_CHECKED = "not-checked"


def as_gitlab(view: View) -> str:
    """The report as a JSON list; what could not be checked is an issue of severity ``blocker``."""
    report = view.report
    issues = [_failure(view, failure) for failure in dict.fromkeys(report.failures)]
    issues += [_issue(view, each) for each in staying(report)]
    return json.dumps(issues, indent=2) + "\n"


def _issue(view: View, each: Numbered) -> dict[str, Any]:
    finding = each.finding
    place = finding.place
    return {
        "type": "issue",
        "check_name": finding.code,
        "categories": ["Bug Risk"],
        "description": visible(f"{finding.code} {finding.name}: {finding.message}"),
        "fingerprint": each.fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": visible(view.forge_path(place.path)),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }


def _failure(view: View, failure: Failure) -> dict[str, Any]:
    key = json.dumps([NOT_CHECKED, failure.path, failure.message])
    return {
        "type": "issue",
        "check_name": NOT_CHECKED,
        "categories": ["Bug Risk"],
        "description": visible(f"not checked: {failure.message}"),
        "fingerprint": hashlib.sha256(key.encode("ascii")).hexdigest(),
        "severity": "blocker",
        "location": {"path": visible(view.forge_path(failure.path)), "lines": {"begin": 1, "end": 1}},
    }
