"""Workflow commands of GitHub Actions."""

from __future__ import annotations

import dataclasses

from polltool.findings import Finding, Severity
from polltool.report.github import as_github
from tests.report.acme import ADVICE, DROPPED, FAILURE, FOLDER, UNDECLARED, view
from tests.report.reference import workflow_commands


def test_a_finding_is_one_line_that_the_runner_understands() -> None:
    line, summary = as_github(view(UNDECLARED)).splitlines()
    assert line == (
        f"::error file={FOLDER}/Acme.yml,line=4,col=11,endLine=4,endColumn=20,"
        "title=POL201 undeclared-next-run-arg::'job_id' of ['a'](b) is dropped: 100%25, really"
        f"%0A{FOLDER}/Acme.py:2:13: passed to the next run here"
        "%0Afix (safe): declare job_id with hidden: true"
    )
    assert summary == "1 item checked: 1 error."


def test_properties_are_escaped() -> None:
    place = dataclasses.replace(DROPPED.place, path="a,b:c%.yml")
    text = as_github(view(dataclasses.replace(DROPPED, place=place)))
    assert text.startswith("::warning file=a%2Cb%3Ac%25.yml,line=2,")
    (command,) = workflow_commands(text)
    assert command.properties["file"] == "a,b:c%.yml"


def test_a_place_over_several_lines_has_no_columns() -> None:
    (command,) = workflow_commands(as_github(view(DROPPED)))
    assert {key: command.properties.get(key) for key in ("line", "endLine", "col", "endColumn")} == {
        "line": "2",
        "endLine": "3",
        "col": None,
        "endColumn": None,
    }


def test_the_gravest_come_first_since_github_takes_the_first() -> None:
    text = as_github(view(ADVICE, DROPPED, UNDECLARED, failures=(FAILURE,), infos=True))
    commands = list(workflow_commands(text))
    assert [command.name for command in commands] == ["error", "error", "warning", "notice"]
    assert commands[0].message == "permission denied"
    assert commands[0].properties == {"file": "Packs/Größe & Co/x.yml", "title": "not checked"}


def test_infos_use_up_no_room_unless_they_are_asked_for() -> None:
    text = as_github(view(ADVICE, DROPPED))
    assert [command.name for command in workflow_commands(text)] == ["warning"]
    assert text.endswith("1 item checked: 1 warning and 1 info (-v shows the infos).\n")


def test_it_says_what_github_does_not_show() -> None:
    def many(count: int, severity: Severity) -> list[Finding]:
        return [dataclasses.replace(DROPPED, severity=severity)] * count

    text = as_github(view(*many(10, Severity.ERROR), *many(10, Severity.WARNING)))
    assert "only in this log" not in text
    text = as_github(view(*many(12, Severity.ERROR), *many(11, Severity.WARNING)))
    assert text.splitlines()[-1].endswith("only in this log: 2 errors, 1 warning.")
    assert len(list(workflow_commands(text))) == 23


def test_quiet_leaves_the_commands() -> None:
    text = as_github(dataclasses.replace(view(DROPPED), summary=False))
    assert text.count("\n") == 1
    assert as_github(dataclasses.replace(view(), summary=False)) == ""


def test_files_are_named_from_the_root_of_the_repository() -> None:
    (command,) = workflow_commands(as_github(view(DROPPED, folder="content")))
    assert command.properties["file"] == f"content/{FOLDER}/Acme.py"
