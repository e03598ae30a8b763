"""Every rule's examples: the bad one has exactly the findings that its marks announce, the good one none.

``told.txt`` has what is said of the bad ones, word for word, so that a change of it is seen:
``POLLTOOL_RECORD=1 pytest tests/rules`` writes it anew.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from polltool import lint_paths
from polltool.engine import Report
from polltool.findings import Finding, Severity
from polltool.report.ruledocs import example_files
from polltool.rules.base import Example, Rule
from polltool.rules.registry import all_rules
from polltool.source import Place
from tests.fixes.mending import assert_better, make

MARK = re.compile(r"# <- ([A-Z0-9]+(?:, *[A-Z0-9]+)*)[ \t]*$")
THIS_PYTHON = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
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


@dataclass(frozen=True)
class Checked:
    """A rule's bad example as a content repository, with what its marks announce and what is found."""

    rule: Rule
    root: Path
    marks: Found
    report: Report

    @property
    def own(self) -> list[Finding]:
        """The rule's own findings."""
        return [finding for finding in self.report.findings if finding.code == self.rule.code]

    @property
    def title(self) -> str:
        """The rule's code and name, by which people select and ignore it."""
        return f"{self.rule.code} {self.rule.name}"

    @property
    def told(self) -> list[str]:
        """All that these say, a line for each part."""
        return [line for finding in self.own for line in self._lines(finding)]

    def _lines(self, finding: Finding) -> Iterator[str]:
        about = f"{finding.command or '-'} {finding.argument or '-'}"
        yield f"{finding.severity.label} {self._at(finding.place)} {about}"
        yield f"  {finding.message.replace(THIS_PYTHON, 'Python')}"
        for related in finding.related:
            yield f"  {self._at(related.place)} {related.message}"
        if finding.fix is not None:
            yield f"  {'safe' if finding.fix.safe else 'unsafe'} fix: {finding.fix.message}"

    def _at(self, place: Place) -> str:
        """A place with what stands there."""
        lines = (self.root / place.path).read_text(encoding="utf-8").split("\n")
        where = f"{place.path.rpartition('/')[2]}:{place.line}:{place.column}"
        if place.line != place.end_line:
            return f"{where} to {place.end_line}:{place.end_column}"
        return f"{where} [{lines[place.line - 1][place.column - 1 : place.end_column - 1]}]"


TOLD = Path(__file__).parent / "told.txt"


def recorded() -> dict[str, list[str]]:
    """What is said of the bad examples, by the rule's code and name."""
    parts = re.split(r"(?m)^(POL\d{3} [a-z-]+)\n", TOLD.read_text(encoding="utf-8"))[1:]
    return {rule: text.strip("\n").split("\n") for rule, text in zip(parts[::2], parts[1::2], strict=True)}


def record(bad: Checked) -> None:
    """Write what is said of one into ``told.txt``."""
    told = {**(recorded() if TOLD.exists() else {}), bad.title: bad.told}
    parts = ["\n".join([title, *lines, ""]) for title, lines in sorted(told.items())]
    TOLD.write_text("\n".join(parts), encoding="utf-8")


@pytest.fixture(scope="module", params=RULES, ids=lambda rule: rule.code)
def bad(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    rule: Rule = request.param
    root = tmp_path_factory.mktemp("bad")
    marks = written(root, rule.bad)
    return Checked(rule, root, marks, checked(root))


def test_the_bad_example_has_the_findings_that_it_marks(bad: Checked) -> None:
    codes = {bad.rule.code, *(code for _, _, code in bad.marks)}
    assert any(code == bad.rule.code for _, _, code in bad.marks), "the bad example marks no line"
    assert of_interest(bad.report, codes) == sorted(bad.marks)


def test_what_is_said_of_the_bad_example_is_what_is_recorded(bad: Checked) -> None:
    if os.environ.get("POLLTOOL_RECORD"):
        record(bad)
    assert bad.told == recorded().get(bad.title)


def test_no_finding_of_the_bad_example_is_graver_than_its_rule(bad: Checked) -> None:
    assert all(finding.severity <= bad.rule.severity and finding.name == bad.rule.name for finding in bad.own)


def test_fixes_are_of_the_kind_that_the_rule_names(bad: Checked) -> None:
    safe = [finding.fix.safe for finding in bad.own if finding.fix is not None]
    kind = "safe" if any(safe) else "unsafe" if safe else None
    assert kind == bad.rule.fix


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_has_none(rule: Rule, tmp_path: Path) -> None:
    assert written(tmp_path, rule.good) == []
    assert of_interest(checked(tmp_path), {rule.code}) == []


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
