"""The engine as a library: reports, failures, crashes, processes."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable

import pytest

from polltool import lint_paths, session, workspace
from polltool.engine import Report
from polltool.errors import UsageError
from polltool.findings import Finding, Severity
from polltool.policy import Policy
from polltool.rules.base import Example, ItemContext, Rule
from polltool.rules.registry import all_rules
from tests.conftest import Content

HERE = "Packs/Acme/Integrations/Acme"


POLLS = """\
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args):
    return PollResult(None, continue_to_poll=demisto.executeCommand('ready', {}))

return_results(scan_command(demisto.args()))
"""


def make_rule(
    check: Callable[[ItemContext], Iterable[Finding]],
    code: str = "TST001",
    severity: Severity = Severity.ERROR,
) -> Rule:
    example = Example(yml="")
    return Rule(code, code.lower(), severity, "summary", "why", example, example, check)


def on_the_name(code: str = "TST001", severity: Severity = Severity.ERROR) -> Rule:
    """A rule with one finding on the name of each item."""

    def check(context: ItemContext) -> list[Finding]:
        assert context.item is not None
        return [rule.finding(context.item.name_place, f"this is {context.item.name}")]

    rule = make_rule(check, code, severity)
    return rule


def lint(content: Content, *rules: Rule, **options: object) -> Report:
    return lint_paths(["."], cwd=str(content.root), rules=rules or None, **options)  # type: ignore[arg-type]


def general(content: Content, code: str, **options: object) -> Report:
    """A run of one of the real rules."""
    return lint(content, select=[code], **options)


class TestReport:
    def test_findings_are_sorted_and_counted(self, content: Content) -> None:
        for name in ("Beta", "Acme"):
            content.integration(name)
        report = lint(content, on_the_name("TST002", Severity.INFO), on_the_name("TST001", Severity.WARNING))
        assert [(finding.place.path, finding.code) for finding in report.findings] == [
            ("Packs/Acme/Integrations/Acme/Acme.yml", "TST001"),
            ("Packs/Acme/Integrations/Acme/Acme.yml", "TST002"),
            ("Packs/Acme/Integrations/Beta/Beta.yml", "TST001"),
            ("Packs/Acme/Integrations/Beta/Beta.yml", "TST002"),
        ]
        assert report.checked == 2
        counts = [report.count(severity) for severity in Severity]
        assert counts == [2, 2, 0]

    @pytest.mark.parametrize(
        ("severity", "codes"),
        [(Severity.ERROR, [1, 1, 1]), (Severity.WARNING, [0, 1, 1]), (Severity.INFO, [0, 0, 1])],
    )
    def test_the_exit_code_is_that_of_the_gravest_finding(
        self, content: Content, severity: Severity, codes: list[int]
    ) -> None:
        content.integration()
        report = lint(content, on_the_name(severity=severity))
        thresholds = (Severity.ERROR, Severity.WARNING, Severity.INFO)
        assert [report.exit_code(threshold) for threshold in thresholds] == codes
        assert report.exit_code(None) == 0

    def test_a_failure_outweighs_findings(self, content: Content) -> None:
        content.integration()
        report = lint_paths([".", "gone"], cwd=str(content.root), rules=[on_the_name()])
        assert len(report.findings) == 1
        assert report.exit_code() == 2
        assert report.exit_code(None) == 2

    def test_paths_are_relative_to_the_working_directory(self, content: Content) -> None:
        content.integration()
        report = lint_paths(
            [str(content.root)], cwd=str(content.root / "Packs" / "Acme"), rules=[on_the_name()]
        )
        assert report.findings[0].place.path == "Integrations/Acme/Acme.yml"
        (content.root / "elsewhere").mkdir()
        report = lint_paths([str(content.root)], cwd=str(content.root / "elsewhere"), rules=[on_the_name()])
        assert report.findings[0].place.path == f"../{HERE}/Acme.yml"

    def test_an_unknown_selector_is_refused_with_the_nearest_known(self, content: Content) -> None:
        with pytest.raises(UsageError, match="unknown rule 'invalid-pyton'; did you mean invalid-python"):
            lint(content, select=["invalid-pyton"])


class TestCrashes:
    def crash(self, context: ItemContext) -> Iterable[Finding]:
        raise KeyError("lost")

    def test_a_crashing_rule_is_a_finding_and_a_failure_and_the_others_run(self, content: Content) -> None:
        content.integration()
        report = lint(content, make_rule(self.crash, "TST001"), on_the_name("TST002"))
        assert [finding.code for finding in report.findings] == ["POL000", "TST002"]
        crash = report.findings[0]
        assert "rule TST001 (tst001)" in crash.message
        assert "KeyError: 'lost'" in crash.message
        assert (crash.place.path, crash.place.line) == (f"{HERE}/Acme.yml", 1)
        assert report.exit_code(None) == 2
        assert report.failures[0].detail is not None
        assert "in crash" in report.failures[0].detail

    def test_it_cannot_be_ignored(self, content: Content) -> None:
        content.integration()
        rules = (make_rule(self.crash), *all_rules())
        report = lint_paths(["."], cwd=str(content.root), rules=rules, select=["TST001"], ignore=["POL000"])
        assert [finding.code for finding in report.findings] == ["POL000"]

    def test_a_rule_that_crashes_midway_keeps_nothing_half_done(self, content: Content) -> None:
        def check(context: ItemContext) -> Iterable[Finding]:
            assert context.item is not None
            yield rule.finding(context.item.name_place, "first")
            raise RecursionError("too deep")

        rule = make_rule(check)
        content.integration()
        assert [finding.code for finding in lint(content, rule).findings] == ["POL000"]

    def test_a_crashing_stage_is_one_too(self, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
        def crash(document: object) -> None:
            raise ValueError("not my day")

        monkeypatch.setattr("polltool.model.read_item", crash)
        content.integration()
        report = lint(content, make_rule(lambda context: ()))
        assert [finding.code for finding in report.findings] == ["POL000"]
        assert "understanding the yml" in report.findings[0].message
        assert report.checked == 1


class TestUnreadable:
    def test_a_pipe_called_like_a_yml_does_not_hang(self, content: Content) -> None:
        path = content.root / "pipe.yml"
        os.mkfifo(path)
        report = lint_paths(["pipe.yml"], cwd=str(content.root), rules=[on_the_name()])
        assert [failure.path for failure in report.failures] == ["pipe.yml"]
        assert "no regular file" in report.failures[0].message

    def test_a_huge_file_is_refused(self, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workspace, "MAX_BYTES", 100)
        content.integration()
        report = lint(content, on_the_name())
        assert "too large" in report.failures[0].message
        assert report.exit_code() == 2

    def test_a_file_that_is_gone_by_now_is_a_failure(self, content: Content) -> None:
        plan = session.Plan(str(content.root), (Policy(),), all_rules()[0])
        one = session.Session(plan)
        one.prepare(str(content.root / "gone.yml"))
        from polltool.index import PollingIndex

        outcome = one.check(PollingIndex.empty())
        assert [(failure.path, failure.message) for failure in outcome.failures] == [
            ("gone.yml", "no such file")
        ]

    def test_a_rule_that_fails_to_say_whether_it_waits_is_a_failure(self, content: Content) -> None:
        def waits(context: ItemContext) -> bool:
            raise RuntimeError("cannot tell")

        content.integration()
        report = lint(content, dataclasses.replace(on_the_name(), waits=waits))
        assert [finding.code for finding in report.findings] == ["POL000"]
        assert report.exit_code() == 2

    def test_a_rule_that_waits_knows_what_polls_in_the_whole_run(self, content: Content) -> None:
        seen: list[set[str]] = []

        def check(context: ItemContext) -> list[Finding]:
            seen.append(set(context.index.entries))
            return []

        content.integration(code=POLLS)
        rule = on_the_name()
        lint(content, dataclasses.replace(rule, check=check, waits=lambda context: True))
        lint(content, dataclasses.replace(rule, check=check, waits=lambda context: False))
        lint(content, dataclasses.replace(rule, check=check))
        assert seen == [{"acme-scan"}, set()]

    def test_a_dangling_link_is_a_failure_when_it_is_named(self, content: Content) -> None:
        (content.root / "link.yml").symlink_to("nowhere.yml")
        report = lint_paths(["link.yml"], cwd=str(content.root), rules=[on_the_name()])
        assert [failure.path for failure in report.failures] == ["link.yml"]

    def test_code_that_cannot_be_read_is_a_failure_too(self, content: Content) -> None:
        yml = content.integration()
        code = yml.with_suffix(".py")
        code.unlink()
        code.symlink_to(code.name)
        report = lint(content, on_the_name())
        assert report.findings == () or report.findings[0].code == "TST001"
        assert report.checked == 1


class TestWorkingCopies:
    def test_what_is_found_there_is_info(self, content: Content) -> None:
        content.integration("Acme_dev")
        report = lint(content, on_the_name("TST001"))
        assert [finding.severity for finding in report.findings] == [Severity.INFO]

    def test_it_is_known_by_its_folder_wherever_polltool_runs(self, content: Content) -> None:
        path = content.integration("Acme_dev", yml=content.yml.format(name="Acme"))
        report = lint_paths(["Acme_dev.yml"], cwd=str(path.parent), rules=[on_the_name()])
        assert [finding.severity for finding in report.findings] == [Severity.INFO]

    def test_broken_code_stays_an_error(self, content: Content) -> None:
        content.integration("Acme_dev", code="def polling(:\n")
        report = general(content, "POL004")
        assert [finding.severity for finding in report.findings] == [Severity.ERROR]


class TestProcesses:
    def test_the_report_is_the_same_for_any_number(self, content: Content) -> None:
        for number in range(30):
            content.integration(f"Acme{number}")
        content.integration("Broken", code="def polling(:\n")
        syntax = next(rule for rule in all_rules() if rule.code == "POL004")
        rules = [on_the_name("TST002"), on_the_name("TST001"), syntax]
        reports = [lint(content, *rules, jobs=jobs) for jobs in (1, 2, 3, 50)]
        assert reports[0].checked == 31
        assert len(reports[0].findings) == 63
        assert all(report == reports[0] for report in reports)

    def test_progress_reaches_its_end(self, content: Content) -> None:
        for number in range(3):
            content.integration(f"Acme{number}")
        told: list[tuple[int, int]] = []
        lint(content, on_the_name(), progress=lambda done, total: told.append((done, total)))
        assert told == [(1, 3), (2, 3), (3, 3)]

    def test_a_worker_that_dies_is_a_failure(self, content: Content) -> None:
        def check(context: ItemContext) -> Iterable[Finding]:
            os._exit(9)

        for number in range(8):
            content.integration(f"Acme{number}")
        report = lint(content, make_rule(check), jobs=2)
        assert report.exit_code() == 2
        assert "a worker process ended before it was done" in report.failures[0].message


class TestOverlay:
    def test_unsaved_text_stands_for_the_file(self, content: Content) -> None:
        path = content.integration()
        text = path.read_bytes().replace(b"name: Acme\n", b"name: Unsaved\n")
        report = lint_paths(
            [str(path)], cwd=str(content.root), rules=[on_the_name()], overlay={str(path): text}
        )
        assert [finding.message for finding in report.findings] == ["this is Unsaved"]

    def test_unsaved_code_is_checked_with_the_yml_on_disk(self, content: Content) -> None:
        content.integration()
        report = lint_paths(
            [f"{HERE}/Acme.py"],
            cwd=str(content.root),
            select=["POL004"],
            overlay={f"{HERE}/Acme.py": b"def polling(:\n"},
        )
        assert [(finding.code, finding.place.path) for finding in report.findings] == [
            ("POL004", f"{HERE}/Acme.py")
        ]

    def test_a_file_need_not_be_on_disk(self, content: Content) -> None:
        yml = content.yml.format(name="New").encode()
        report = lint_paths(
            ["New.yml"], cwd=str(content.root), rules=[on_the_name()], overlay={"New.yml": yml}
        )
        assert [finding.message for finding in report.findings] == ["this is New"]
