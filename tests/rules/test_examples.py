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
from tests.fixes.mending import assert_better, make

MARK = re.compile(r"# <- ([A-Z0-9]+(?:, *[A-Z0-9]+)*)[ \t]*$")
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


FIXED = [rule for rule in RULES if rule.fix is not None]


def mend(root: Path, rule: Rule) -> None:
    """Make one fix of the rule after another; each has to mend its finding and bring no other."""
    report = checked(root)
    for _ in range(10):
        found = [finding for finding in report.findings if finding.code == rule.code]
        if not found:
            return
        fix = found[0].fix
        assert fix is not None, f"no fix: {found[0].message}"
        assert rule.fix == "safe" or not fix.safe, "the rule calls its fixes unsafe"
        make(root, fix)
        before, report = report, checked(root)
        assert_better(before, report, fix)
    raise AssertionError("the fixes come to no end")


def unmarked(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): re.sub(rf" *{MARK.pattern}", "", path.read_bytes().decode(), flags=re.M)
        for path in files
    }


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.code)
def test_the_fixes_make_of_the_bad_example_what_the_rule_says(rule: Rule, tmp_path: Path) -> None:
    written(tmp_path / "bad", rule.bad)
    written(tmp_path / "fixed", rule.mended)
    mend(tmp_path / "bad", rule)
    assert unmarked(tmp_path / "bad") == unmarked(tmp_path / "fixed")


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.code)
def test_some_fix_of_the_bad_example_is_of_the_kind_that_the_rule_names(rule: Rule, tmp_path: Path) -> None:
    written(tmp_path, rule.bad)
    fixes = [finding.fix for finding in checked(tmp_path).findings if finding.code == rule.code]
    assert (rule.fix == "safe") == any(fix is not None and fix.safe for fix in fixes)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fix is None], ids=lambda rule: rule.code)
def test_a_rule_without_fixes_brings_none(rule: Rule, tmp_path: Path) -> None:
    written(tmp_path, rule.bad)
    assert all(finding.fix is None for finding in checked(tmp_path).findings if finding.code == rule.code)
