"""The tables of docs/public-content.md."""

from __future__ import annotations

import json

import pytest

from docs.making.census import pack_and_file, tables
from polltool.engine import Report
from polltool.findings import Finding, Severity
from polltool.report.json import as_json
from polltool.source import Place


def finding(code: str, severity: Severity, path: str) -> Finding:
    return Finding(code, "a-name", severity, "m", Place(path, 1, 1, 1, 1))


def test_rules_are_counted_and_places_are_told_by_pack_and_file() -> None:
    report = Report(
        (
            finding("POL201", Severity.ERROR, "x/Packs/Acme/Integrations/A/A.yml"),
            finding("POL201", Severity.ERROR, "x/Packs/Acme/Integrations/A/A.yml"),
            finding("POL201", Severity.INFO, "x/Packs/Acme/Integrations/A/A.yml"),
            finding("POL303", Severity.WARNING, "x/Packs/Other/Integrations/B/B.py"),
        )
    )
    assert list(tables(json.loads(as_json(report))["findings"])) == [
        "| rule | name | errors | warnings | infos |",
        "| --- | --- | --- | --- | --- |",
        "| POL201 | a-name | 2 |  | 1 |",
        "| POL303 | a-name |  | 1 |  |",
        "",
        "| rule | severity | pack | file | findings |",
        "| --- | --- | --- | --- | --- |",
        "| POL201 | error | Acme | A.yml | 2 |",
        "| POL303 | warning | Other | B.py | 1 |",
    ]


@pytest.mark.parametrize(("path", "told"), [("Packs/A/b.yml", ("A", "b.yml")), ("b.yml", ("", "b.yml"))])
def test_a_place_is_a_pack_and_a_file(path: str, told: tuple[str, str]) -> None:
    assert pack_and_file(path) == told
