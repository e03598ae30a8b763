"""The format for programs."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from polltool.engine import Report
from polltool.errors import Failure
from polltool.findings import Finding, Fix, Related, Severity
from polltool.report.json import as_json
from polltool.resources import schema
from polltool.source import Place

FINDING = Finding(
    code="POL201",
    name="undeclared-next-run-arg",
    severity=Severity.ERROR,
    message="Größe 日本 \x1b[31m",
    place=Place("Packs/Acme/Acme.yml", 57, 11, 57, 24),
    command="acme-url-find",
    argument="job_id",
    related=(Related(Place("Packs/Acme/Acme.py", 88, 13, 88, 20), "passed to the next run here"),),
    fix=Fix(safe=True, message="declare job_id with hidden: true"),
)
BARE = Finding("POL001", "invalid-yaml", Severity.WARNING, "m", Place("a.yml", 1, 1, 1, 1))


def loaded(report: Report, **options: bool) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(as_json(report, **options))
    jsonschema.Draft202012Validator(schema("report")).validate(document)
    return document


def test_it_has_the_keys_of_the_contract() -> None:
    report = Report((FINDING, BARE), (Failure("b.yml", "gone"), Failure("b.yml", "again")), checked=2184)
    assert loaded(report) == {
        "version": 1,
        "findings": [
            {
                "code": "POL201",
                "name": "undeclared-next-run-arg",
                "severity": "error",
                "message": "Größe 日本 \x1b[31m",
                "path": "Packs/Acme/Acme.yml",
                "line": 57,
                "column": 11,
                "end_line": 57,
                "end_column": 24,
                "command": "acme-url-find",
                "argument": "job_id",
                "related": [
                    {
                        "path": "Packs/Acme/Acme.py",
                        "line": 88,
                        "column": 13,
                        "message": "passed to the next run here",
                    }
                ],
                "fix": {"safe": True, "message": "declare job_id with hidden: true"},
            },
            {
                "code": "POL001",
                "name": "invalid-yaml",
                "severity": "warning",
                "message": "m",
                "path": "a.yml",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 1,
                "command": None,
                "argument": None,
                "related": [],
                "fix": None,
            },
        ],
        "failures": [{"path": "b.yml", "message": "gone"}, {"path": "b.yml", "message": "again"}],
        "summary": {
            "checked": 2184,
            "errors": 1,
            "warnings": 1,
            "infos": 0,
            "fixed": 0,
            "suppressed": 0,
            "baselined": 0,
            "failed": 1,
        },
    }


def test_statistics_are_a_key_of_their_own() -> None:
    document = loaded(Report((FINDING, FINDING, BARE)), statistics=True)
    assert document["statistics"] == [
        {"code": "POL001", "name": "invalid-yaml", "severity": "warning", "count": 1},
        {"code": "POL201", "name": "undeclared-next-run-arg", "severity": "error", "count": 2},
    ]


def test_it_is_ascii_whatever_the_content() -> None:
    assert as_json(Report((FINDING,))).isascii()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("report"))
