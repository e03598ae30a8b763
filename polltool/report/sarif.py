"""SARIF 2.1.0, within the limits of GitHub's code scanning.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
The limits: https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from polltool import __version__
from polltool.errors import Failure
from polltool.findings import Finding, Fix, Severity
from polltool.report.fingerprints import Numbered, numbered
from polltool.report.lines import visible
from polltool.report.ruledocs import page
from polltool.report.view import View
from polltool.rules.base import Rule
from polltool.source import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
PROBLEM_SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}
ROOT = "%SRCROOT%"
FINGERPRINT = "pollingFinding/v1"

RESULTS = 25_000
LOCATIONS = 1_000
DESCRIPTION = 1_000
UPLOAD = 10_000_000
"""What GitHub takes: results in a run, locations of a result, characters of a rule's description, and
bytes of a file after gzip."""

LINKED = 4
"""How many related places a message links to; GitHub shows only those that it does."""


class Sarif(NamedTuple):
    """A log, and remarks on what had to be left out of it."""

    text: str
    notes: tuple[str, ...]


def as_sarif(view: View) -> Sarif:
    """The report as a SARIF log, with what is suppressed by comments and by a baseline.

    Where there is more than GitHub takes, the least grave results are left out.
    """
    report = view.report
    states = dict.fromkeys(report.suppressed, "inSource")
    states |= dict.fromkeys(report.baselined, "external")
    every = sorted(
        numbered(report),
        key=lambda each: (each.finding in states, -each.finding.severity),
    )
    kept = len(every)
    text = ""
    while True:
        kept = min(kept, RESULTS)
        results = sorted(every[:kept], key=lambda each: each.finding.sort_key)
        text = json.dumps(_log(view, results, states), indent=2) + "\n"
        size = len(gzip.compress(text.encode("ascii"), mtime=0)) if len(text) > UPLOAD else 0
        if size <= UPLOAD or not kept:
            break
        kept = min(kept - 1, kept * UPLOAD // size)
    notes = _notes(len(every) - kept, [each.finding for each in every[:kept]])
    return Sarif(text, notes)


def _notes(left_out: int, kept: Sequence[Finding]) -> tuple[str, ...]:
    notes = []
    if left_out:
        notes.append(
            f"sarif: {left_out} of {left_out + len(kept)} results are left out, the least grave ones: "
            f"GitHub takes {RESULTS} in a run and {UPLOAD // 1_000_000} MB after gzip; check fewer paths or rules"
        )
    crowded = sum(len(finding.related) >= LOCATIONS for finding in kept)
    if crowded:
        notes.append(f"sarif: {crowded} results are cut to {LOCATIONS} places, the most that GitHub takes")
    return tuple(notes)


def _log(view: View, results: Sequence[Numbered], states: Mapping[Finding, str]) -> dict[str, Any]:
    rules = _rules(view.report.rules, [each.finding for each in results])
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    failures = [_notification(view, failure) for failure in view.report.failures]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "polltool",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the content repository."}}},
        "invocations": [
            {"executionSuccessful": not failures, "toolExecutionNotifications": failures},
        ],
        "results": [_result(view, each, indices[each.finding.code], states) for each in results],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(rules: Sequence[Rule], findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The rules that ran, and those by name alone that findings have beside them."""
    described = {rule.code: _rule(rule) for rule in rules}
    for finding in findings:
        if finding.code not in described:
            described[finding.code] = {"id": finding.code, "name": finding.name}
    return [described[code] for code in sorted(described)]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": _sentence(_cut(rule.summary))},
        "fullDescription": {"text": _cut(rule.why)},
        "help": {"text": rule.why, "markdown": page(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": ["polling", "xsoar"],
            "precision": "high",
            "problem.severity": PROBLEM_SEVERITIES[rule.severity],
        },
    }


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."


def _cut(text: str) -> str:
    """The text as far as a rule's description may go, cut between words."""
    if len(text) <= DESCRIPTION:
        return text
    return text[: DESCRIPTION - 3].rpartition(" ")[0] + "..."


def _result(view: View, each: Numbered, rule: int, states: Mapping[Finding, str]) -> dict[str, Any]:
    finding = each.finding
    related = finding.related[: LOCATIONS - 1]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _place(view, finding.place)}],
        "partialFingerprints": {FINGERPRINT: each.fingerprint},
    }
    if related:
        result["relatedLocations"] = [
            {
                "id": number,
                "physicalLocation": _place(view, other.place),
                "message": {"text": _text(other.message)},
            }
            for number, other in enumerate(related, 1)
        ]
    fix = _fix(view, finding.fix) if finding.fix is not None else None
    if fix is not None:
        result["fixes"] = [fix]
    if states:
        # Once one result has the property, a missing one would mean that nothing is known.
        kind = states.get(finding)
        result["suppressions"] = [] if kind is None else [{"kind": kind}]
    properties = {"command": finding.command, "argument": finding.argument}
    named = {key: visible(value) for key, value in properties.items() if value is not None}
    if named:
        result["properties"] = named
    return result


def _message(finding: Finding) -> str:
    links = [
        f"{_text(related.message)}: [{_link(related.place)}]({number})"
        for number, related in enumerate(finding.related[:LINKED], 1)
    ]
    return "\n".join([_text(finding.message), *links])


def _link(place: Place) -> str:
    shown = visible(f"{place.path}:{place.line}")
    return re.sub(r"([\[\]\\])", r"\\\1", shown)


def _text(text: str) -> str:
    """Text for a message, in which only brackets followed by parentheses mean anything: a link."""
    return visible(text).replace("](", "] (")


def _place(view: View, place: Place) -> dict[str, Any]:
    return {"artifactLocation": _artifact(view, place.path), "region": _region(place)}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _artifact(view: View, path: str) -> dict[str, str]:
    seen = view.forge_path(path)
    if seen.startswith("../") or os.path.isabs(seen):
        absolute = os.path.abspath(path).replace(os.sep, "/")
        return {"uri": "file://" + _uri(absolute if absolute.startswith("/") else f"/{absolute}")}
    return {"uri": _uri(seen), "uriBaseId": ROOT}


def _uri(path: str) -> str:
    """The path in a URI; bytes of a name that are no UTF-8 are kept as they are."""
    try:
        encoded = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        encoded = path.encode("utf-8", "surrogatepass")
    return quote(encoded, safe="/")


def _fix(view: View, fix: Fix) -> dict[str, Any] | None:
    """A fix, where its edits are known and the text that they count in is there."""
    by_path: dict[str, list[dict[str, Any]]] = {}
    for edit in sorted(fix.edits):
        source = view.source_of(edit.path)
        if source is None:
            return None
        by_path.setdefault(edit.path, []).append(
            {
                "deletedRegion": _region(source.place(edit.start, edit.end)),
                "insertedContent": {"text": edit.text},
            }
        )
    if not by_path:
        return None
    kind = "safe" if fix.safe else "unsafe"
    return {
        "description": {"text": _text(f"{fix.message} ({kind})")},
        "artifactChanges": [
            {"artifactLocation": _artifact(view, path), "replacements": replacements}
            for path, replacements in by_path.items()
        ],
    }


def _notification(view: View, failure: Failure) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": _text(failure.message)},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(view, failure.path)}}],
    }
