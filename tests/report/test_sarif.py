"""The format for code scanning."""

from __future__ import annotations

import dataclasses
import gzip
import json
import random
from typing import Any

import pytest

from polltool import __version__
from polltool.findings import Finding, Related, Severity
from polltool.report import sarif
from polltool.report.ruledocs import page
from polltool.rules.registry import all_rules
from polltool.source import Place
from tests.report import reference
from tests.report.acme import ADVICE, AGAIN, CODE, DROPPED, FAILURE, UNDECLARED, YML, view


def run_of(*findings: Finding, **options: Any) -> dict[str, Any]:
    return reference.sarif(sarif.as_sarif(view(*findings, **options)).text)


def test_the_tool_says_which_version_ran_with_which_rules() -> None:
    driver = run_of()["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("polltool", __version__)
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in all_rules()]
    levels = {rule["defaultConfiguration"]["level"] for rule in driver["rules"]}
    assert levels == {"error", "warning", "note"}
    for described, rule in zip(driver["rules"], all_rules(), strict=True):
        assert described["name"] == rule.name
        assert described["help"] == {"text": rule.why, "markdown": page(rule)}
        assert len(described["fullDescription"]["text"]) <= 1000
        assert len(described["properties"]["tags"]) <= 10


def test_a_result_has_its_rule_its_place_and_the_places_that_belong_to_it() -> None:
    run = run_of(UNDECLARED)
    (result,) = run["results"]
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "POL201"
    assert result["level"] == "error"
    folder = "Packs/Gr%C3%B6%C3%9Fe%20%26%20Co/Integrations/Acme"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": f"{folder}/Acme.yml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 4, "startColumn": 11, "endLine": 4, "endColumn": 20},
            }
        }
    ]
    (related,) = result["relatedLocations"]
    assert related["id"] == 1
    assert related["message"] == {"text": "passed to the next run here"}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == f"{folder}/Acme.py"
    assert result["properties"] == {"command": "acme-scan", "argument": "job_id"}
    assert run["columnKind"] == "unicodeCodePoints"
    assert "%SRCROOT%" in run["originalUriBaseIds"]


def test_a_message_links_to_the_related_places_and_to_nothing_else() -> None:
    (result,) = run_of(UNDECLARED)["results"]
    assert result["message"]["text"] == (
        "'job_id' of ['a'] (b) is dropped: 100%, really\n"
        "passed to the next run here: [Packs/Größe & Co/Integrations/Acme/Acme.py:2](1)"
    )


def applied(text: str, replacements: list[dict[str, Any]]) -> str:
    """What a reader of the log makes of a file, counting in code points and lines."""
    lines = [*text.splitlines(keepends=True), ""]

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column - 1

    for replacement in reversed(replacements):
        region = replacement["deletedRegion"]
        start = offset(region["startLine"], region["startColumn"])
        end = offset(region["endLine"], region["endColumn"])
        text = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    return text


def test_a_fix_can_be_applied() -> None:
    (fix,) = run_of(UNDECLARED)["results"][0]["fixes"]
    assert fix["description"]["text"] == "declare job_id with hidden: true (safe)"
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"].endswith("/Acme.yml")
    assert applied(YML.text, change["replacements"]) == (
        "name: Acme\r\nscript:\r\n  commands:\r\n  - name: acme-scan\r\n"
        "    arguments:\r\n    - name: job_id\r\n"
    )


def test_a_fix_in_a_file_that_is_gone_or_without_edits_is_left_out() -> None:
    assert UNDECLARED.fix is not None
    gone = dataclasses.replace(UNDECLARED.fix.edits[0], path="gone.yml")
    for edits in ((gone,), ()):
        finding = dataclasses.replace(UNDECLARED, fix=dataclasses.replace(UNDECLARED.fix, edits=edits))
        assert "fixes" not in run_of(finding)["results"][0]


class TestFingerprints:
    def prints(self, *findings: Finding, **options: Any) -> list[str]:
        results = run_of(*findings, **options)["results"]
        return [result["partialFingerprints"]["pollingFinding/v1"] for result in results]

    def moved(self, finding: Finding, lines: int) -> Finding:
        place = finding.place
        place = dataclasses.replace(place, line=place.line + lines, end_line=place.end_line + lines)
        return dataclasses.replace(finding, place=place)

    def test_a_line_inserted_above_changes_nothing(self) -> None:
        findings = (UNDECLARED, DROPPED, AGAIN)
        assert self.prints(*findings) == self.prints(*(self.moved(finding, 7) for finding in findings))

    def test_equal_findings_in_one_file_differ(self) -> None:
        assert len(set(self.prints(DROPPED, AGAIN))) == 2

    def test_another_argument_or_file_is_another_finding(self) -> None:
        other = dataclasses.replace(DROPPED, argument="file")
        elsewhere = dataclasses.replace(DROPPED, place=dataclasses.replace(DROPPED.place, path="x.py"))
        assert len(set(self.prints(DROPPED, other, elsewhere))) == 3

    def test_suppressing_one_leaves_the_others_as_they_are(self) -> None:
        assert self.prints(DROPPED, AGAIN) == self.prints(AGAIN, suppressed=(DROPPED,))


def test_what_is_suppressed_is_there_and_says_by_what() -> None:
    results = run_of(UNDECLARED, suppressed=(DROPPED,), baselined=(ADVICE,))["results"]
    kinds = {result["ruleId"]: result["suppressions"] for result in results}
    assert kinds == {"POL201": [], "POL208": [{"kind": "inSource"}], "POL105": [{"kind": "external"}]}
    assert "suppressions" not in run_of(UNDECLARED)["results"][0]


def test_what_could_not_be_checked_is_told() -> None:
    assert run_of()["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    (invocation,) = run_of(failures=(FAILURE,))["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"] == {"text": "permission denied"}
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("/x.yml")


def test_a_rule_that_did_not_run_is_named_where_a_finding_has_it() -> None:
    finding = dataclasses.replace(DROPPED, code="ACME1", name="ours")
    run = run_of(finding)
    rule = run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]
    assert rule == {"id": "ACME1", "name": "ours"}


@pytest.mark.parametrize(
    ("path", "folder", "uri"),
    [
        ("Packs/a b.yml", "", "Packs/a%20b.yml"),
        ("a:b.yml", "", "a%3Ab.yml"),
        ("Packs/\udcff.yml", "", "Packs/%FF.yml"),
        ("Acme.yml", "Packs/Acme", "Packs/Acme/Acme.yml"),
        ("../Other/x.yml", "Packs/Acme", "Packs/Other/x.yml"),
    ],
)
def test_uris_start_at_the_root_of_the_repository(path: str, folder: str, uri: str) -> None:
    finding = dataclasses.replace(DROPPED, place=dataclasses.replace(DROPPED.place, path=path))
    (result,) = run_of(finding, folder=folder)["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri, "uriBaseId": "%SRCROOT%"}


@pytest.mark.parametrize("path", ["../x y.yml", "/elsewhere/x y.yml"])
def test_a_file_outside_has_an_absolute_uri(path: str) -> None:
    finding = dataclasses.replace(DROPPED, place=dataclasses.replace(DROPPED.place, path=path))
    (result,) = run_of(finding)["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"].startswith("file:///")
    assert location["uri"].endswith("/x%20y.yml")
    assert "uriBaseId" not in location


class TestLimits:
    def many(self, count: int, severity: Severity = Severity.INFO, message: str = "m") -> tuple[Finding, ...]:
        return tuple(
            Finding("POL105", "server-version", severity, message, Place(f"{n:06}.yml", 1, 1, 1, 2))
            for n in range(count)
        )

    def test_the_gravest_results_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sarif, "RESULTS", 3)
        log = sarif.as_sarif(view(*self.many(4), DROPPED, UNDECLARED, suppressed=(AGAIN,)))
        results = json.loads(log.text)["runs"][0]["results"]
        assert [result["ruleId"] for result in results] == ["POL105", "POL208", "POL201"]
        assert log.notes[0].startswith("sarif: 4 of 7 results are left out, the least grave ones")
        assert sarif.as_sarif(view(UNDECLARED)).notes == ()

    def test_the_numbers_are_those_that_github_documents(self) -> None:
        assert (sarif.RESULTS, sarif.LOCATIONS, sarif.UPLOAD) == (25_000, 1_000, 10_000_000)

    def test_a_file_that_is_too_large_after_gzip_is_cut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sarif, "UPLOAD", 60_000)
        noise = random.Random(1)
        findings = [
            dataclasses.replace(finding, message=noise.randbytes(400).hex()) for finding in self.many(200)
        ]
        log = sarif.as_sarif(view(*findings, UNDECLARED))
        assert len(gzip.compress(log.text.encode())) <= 60_000
        results = reference.sarif(log.text)["results"]
        assert 50 < len(results) < 200
        assert "POL201" in {result["ruleId"] for result in results}
        assert f"{201 - len(results)} of 201 results" in log.notes[0]

    def test_places_are_cut(self) -> None:
        related = tuple(Related(Place(CODE.path, line, 1, line, 2), "here") for line in range(1, 1201))
        log = sarif.as_sarif(view(dataclasses.replace(DROPPED, related=related)))
        (result,) = json.loads(log.text)["runs"][0]["results"]
        assert len(result["locations"]) + len(result["relatedLocations"]) == 1000
        assert log.notes == ("sarif: 1 results are cut to 1000 places, the most that GitHub takes",)
