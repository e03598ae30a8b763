"""GitLab's Code Quality report."""

from __future__ import annotations

from typing import Any

from polltool.findings import Finding
from polltool.report.gitlab import as_gitlab
from tests.report import reference
from tests.report.acme import ADVICE, AGAIN, DROPPED, FAILURE, FOLDER, UNDECLARED, view


def issues(*findings: Finding, **options: Any) -> list[dict[str, Any]]:
    return reference.gitlab(as_gitlab(view(*findings, **options)))


def test_an_issue_has_what_gitlab_reads() -> None:
    (issue,) = issues(DROPPED)
    assert issue.pop("fingerprint")
    assert issue == {
        "type": "issue",
        "check_name": "POL208",
        "categories": ["Bug Risk"],
        "description": "POL208 required-arg-dropped: no 'url'",
        "severity": "minor",
        "location": {"path": f"{FOLDER}/Acme.py", "lines": {"begin": 2, "end": 3}},
    }


def test_severities() -> None:
    found = {issue["check_name"]: issue["severity"] for issue in issues(UNDECLARED, DROPPED, ADVICE)}
    assert found == {"POL201": "major", "POL208": "minor", "POL105": "info"}


def test_nothing_found_is_an_empty_list() -> None:
    assert issues() == []


def test_what_is_suppressed_is_no_issue_and_renames_none() -> None:
    both = {issue["location"]["lines"]["begin"]: issue["fingerprint"] for issue in issues(DROPPED, AGAIN)}
    (left,) = issues(AGAIN, baselined=(DROPPED,))
    assert left["fingerprint"] == both[3]


def test_what_could_not_be_checked_blocks() -> None:
    (issue,) = issues(failures=(FAILURE,))
    assert (issue["check_name"], issue["severity"]) == ("not-checked", "blocker")
    assert issue["description"] == "not checked: permission denied"


def test_paths_start_at_the_root_of_the_repository() -> None:
    (issue,) = issues(DROPPED, folder="content")
    assert issue["location"]["path"] == f"content/{FOLDER}/Acme.py"
