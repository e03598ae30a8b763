"""Every rule's examples: the bad one has exactly the findings that its marks announce, the good one none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from polltool import lint_paths
from polltool.engine import Report
from polltool.findings import Severity
from polltool.report.ruledocs import example_files
from polltool.rules.base import Example, Rule
from polltool.rules.registry import all_rules

MARK = re.compile(r"# <- ([A-Z0-9]+(?:, *[A-Z0-9]+)*)\s*$")
RULES = [rule for rule in all_rules() if rule.code != "POL000"]

Found = list[tuple[str, int, str]]


def written(root: Path, example: Example) -> Found:
    """Write an example as a content repository; what its marks announce: path, line, code."""
    marks: Found = []
    for index, (name, text) in enumerate(example_files(example)):
        stem = name.rpartition(".")[0]
        own = index == 0 or (index == 1 and bool(example.code))
        if stem in example.modules:
            folder = f"Packs/ApiModules/Scripts/{stem}"
        else:
            folder = f"Packs/Acme/{'Integrations' if own else 'Scripts'}/{stem}"
        path = root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for number, line in enumerate(text.split("\n"), 1):
            mark = MARK.search(line)
            if mark:
                marks += [(f"{folder}/{name}", number, code.strip()) for code in mark.group(1).split(",")]
    return marks


def checked(root: Path) -> Report:
    report = lint_paths(["."], cwd=str(root), everything=True)
    assert report.failures == ()
    return report


def of_interest(report: Report, codes: set[str]) -> Found:
    """What may not be there unannounced: errors, warnings, and anything of the named rules."""
    return sorted(
        (finding.place.path, finding.place.line, finding.code)
        for finding in report.findings
        if finding.severity >= Severity.WARNING or finding.code in codes
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_has_the_findings_that_it_marks(rule: Rule, tmp_path: Path) -> None:
    marks = written(tmp_path, rule.bad)
    codes = {rule.code, *(code for _, _, code in marks)}
    assert any(code == rule.code for _, _, code in marks), "the bad example marks no line"
    assert of_interest(checked(tmp_path), codes) == sorted(marks)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_has_none(rule: Rule, tmp_path: Path) -> None:
    assert written(tmp_path, rule.good) == []
    assert of_interest(checked(tmp_path), {rule.code}) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_no_finding_of_the_bad_example_is_graver_than_its_rule(rule: Rule, tmp_path: Path) -> None:
    written(tmp_path, rule.bad)
    found = [finding for finding in checked(tmp_path).findings if finding.code == rule.code]
    assert all(finding.severity <= rule.severity and finding.name == rule.name for finding in found)
