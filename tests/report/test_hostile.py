"""Nothing that stands in a checked file can break a report or reach a terminal as it is."""

from __future__ import annotations

import json
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings

from polltool.findings import Severity
from polltool.report.formats import FORMATS, FormatName, render
from polltool.report.lines import visible
from polltool.report.view import View
from tests.documents import strings
from tests.report import reference
from tests.report.hostile import views


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_in_any_format_steers_a_terminal(name: FormatName) -> None:
    @settings(max_examples=25, deadline=None)
    @given(views())
    def check(view: View) -> None:
        text = render(name, view).text
        assert all(line.isprintable() or visible(line) == line for line in text.split("\n"))
        if name in {"json", "sarif", "gitlab", "junit"}:
            assert text.isascii()

    check()


@settings(max_examples=25, deadline=None)
@given(views())
def test_json(view: View) -> None:
    document = json.loads(render("json", view).text)
    assert [finding["message"] for finding in document["findings"]] == [
        finding.message for finding in view.report.findings
    ]


@settings(max_examples=25, deadline=None)
@given(views())
def test_concise_has_a_line_for_each_finding(view: View) -> None:
    assert render("concise", view).text.count("\n") == len(view.report.findings)


@settings(max_examples=25, deadline=None)
@given(views())
def test_github(view: View) -> None:
    commands = list(reference.workflow_commands(render("github", view).text))
    failures, findings = view.report.failures, view.shown
    assert len(commands) == len(failures) + len(findings)
    assert {command.name for command in commands} <= {"error", "warning"}
    expected = sorted(findings, key=lambda finding: (-finding.severity, finding.sort_key))
    for command, finding in zip(commands[len(failures) :], expected, strict=True):
        assert command.message.split("\n")[0] == visible(finding.message)
        assert command.properties["file"] == visible(view.forge_path(finding.place.path))
        assert command.properties["title"] == f"{finding.code} {finding.name}"
        assert command.properties["line"] == str(finding.place.line)


@settings(max_examples=25, deadline=None)
@given(views())
def test_gitlab(view: View) -> None:
    issues = reference.gitlab(render("gitlab", view).text)
    assert len(issues) == len(view.report.findings) + len(set(view.report.failures))


@settings(max_examples=25, deadline=None)
@given(views())
def test_junit(view: View) -> None:
    root = reference.junit(render("junit", view).text)
    failures = [failure.get("message") for failure in root.iter("failure")]
    assert sorted(map(str, failures)) == sorted(visible(finding.message) for finding in view.shown)
    assert len(list(root.iter("error"))) == len(view.report.failures)


@settings(max_examples=25, deadline=None)
@given(views())
def test_sarif(view: View) -> None:
    run = reference.sarif(render("sarif", view).text)
    report = view.report
    states = {"inSource": report.suppressed, "external": report.baselined}
    results = run["results"]
    assert len(results) == len(report.findings) + len(report.suppressed) + len(report.baselined)
    for kind, findings in states.items():
        having = [result for result in results if {"kind": kind} in result.get("suppressions", [])]
        assert len(having) == len(findings)
    fingerprints = {result["partialFingerprints"]["pollingFinding/v1"] for result in results}
    assert len(fingerprints) == len(results)
    for result in results:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert unquote_to_bytes(uri)
    for text in strings(run):  # strict readers refuse a surrogate on its own
        text.encode("utf-8")
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is not bool(report.failures)
    assert len(invocation["toolExecutionNotifications"]) == len(report.failures)


def test_severities_have_a_word_in_every_format() -> None:
    from polltool.report import github, gitlab, sarif

    for words in (github.COMMANDS, gitlab.SEVERITIES, sarif.LEVELS, sarif.PROBLEM_SEVERITIES):
        assert set(words) == set(Severity)
