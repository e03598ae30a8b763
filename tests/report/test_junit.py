"""JUnit's XML."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from polltool.findings import Finding
from polltool.report.junit import as_junit
from tests.report import reference
from tests.report.acme import ADVICE, AGAIN, DROPPED, FAILURE, FOLDER, UNDECLARED, view


def root_of(*findings: Finding, **options: Any) -> ET.Element:
    return reference.junit(as_junit(view(*findings, **options)))


def test_a_finding_is_a_failed_case_in_the_suite_of_its_file() -> None:
    (suite,) = root_of(UNDECLARED)
    assert suite.get("name") == f"{FOLDER}/Acme.yml"
    (case,) = suite
    assert case.get("name") == "POL201 undeclared-next-run-arg acme-scan job_id"
    assert case.get("classname") == f"{FOLDER}/Acme.yml"
    (failure,) = case
    assert failure.get("type") == "error"
    assert failure.get("message") == UNDECLARED.message
    assert (failure.text or "").splitlines() == [
        f"{FOLDER}/Acme.yml:4:11: {UNDECLARED.message}",
        f"{FOLDER}/Acme.py:2:13: passed to the next run here",
        "fix (safe): declare job_id with hidden: true",
    ]


def test_cases_of_a_file_have_names_of_their_own_that_hold_no_line() -> None:
    (suite,) = root_of(DROPPED, AGAIN)
    assert [case.get("name") for case in suite] == [
        "POL208 required-arg-dropped acme-scan url",
        "POL208 required-arg-dropped acme-scan url (2)",
    ]


def test_an_info_passes_and_says_so_unless_it_was_asked_for() -> None:
    root = root_of(ADVICE, DROPPED)
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    (output,) = root.iter("system-out")
    assert output.text == f"{FOLDER}/Acme.yml:1:7: no fromversion"
    assert root_of(ADVICE, infos=True).get("failures") == "1"


def test_what_is_suppressed_is_left_out() -> None:
    assert root_of(DROPPED, suppressed=(AGAIN,), baselined=(UNDECLARED,)).get("tests") == "1"


def test_what_could_not_be_checked_is_an_error() -> None:
    root = root_of(DROPPED, failures=(FAILURE,))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "1")
    (error,) = root.iter("error")
    assert error.get("message") == "permission denied"


def test_a_clean_run_is_a_case_that_passes() -> None:
    root = root_of()
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("1", "0", "0")
    assert [output.text for output in root.iter("system-out")] == ["1 item checked, nothing found."]
