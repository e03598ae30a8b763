"""bench/fixes.py in small: the fixes hold in healthy items with mistakes, and what does not hold is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.fixes import main
from bench.fixing.cases import AS_FOUND
from bench.fixing.report import good, markdown
from bench.fixing.run import Result, run
from polltool import lint_paths
from polltool.edits import Edit
from polltool.engine import Report
from polltool.findings import Finding
from tests.mutation.samples import SAMPLES
from tests.mutation.test_found import written


def measured(root: Path, **options: object) -> list[Result]:
    return run(["."], cwd=str(root), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", SAMPLES)
def test_all_fixes_hold(name: str, newline: str, tmp_path: Path) -> None:
    written(tmp_path, SAMPLES[name], newline=newline, mark=b"\xef\xbb\xbf" if newline == "\r\n" else b"")
    results = measured(tmp_path)
    assert [result.label for result in results if not good(result)] == []
    assert [result for result in results if result.dropped] == []
    assert sum(len(result.expected) - len(result.bare) for result in results) > 5
    assert results[0].case.mistake == AS_FOUND


def worse(report: Report, text: str) -> Report:
    """A report whose fixes write something else."""

    def spoilt(finding: Finding) -> Finding:
        if finding.fix is None:
            return finding
        edits = tuple(replace(edit, text=edit.text + text) for edit in finding.fix.edits)
        return replace(finding, fix=replace(finding.fix, edits=edits))

    return replace(report, findings=tuple(map(spoilt, report.findings)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_sample_is_as_large_as_it_is_told(tmp_path: Path, jobs: int) -> None:
    written(tmp_path, SAMPLES["decorated"])
    results = measured(tmp_path, sample=4, seed=1, jobs=jobs)
    assert len(results) == 5
    assert results == measured(tmp_path, sample=4, seed=1)


class TestWhatDoesNotHold:
    def spoil(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        def lint(paths: Sequence[str], **options: object) -> Report:
            return worse(lint_paths(paths, **options), text)  # type: ignore[arg-type]

        monkeypatch.setattr("bench.fixing.run.lint_paths", lint)

    def test_other_data(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.spoil(monkeypatch, " # \n    zeal: true")
        written(tmp_path, SAMPLES["decorated"])
        data = [result.data for result in measured(tmp_path) if result.data]
        assert any("zeal" in difference for differences in data for difference in differences)

    def test_bytes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Verification aside, a loop that changes more than the edits say is caught."""
        from polltool.fixing.texts import FileText

        real = FileText.edited

        def edited(self: FileText, edits: Sequence[Edit]) -> bytes:
            return real(self, edits).replace(b"What to scan.", b"What to check.")

        monkeypatch.setattr(FileText, "edited", edited)
        written(tmp_path, SAMPLES["decorated"])
        assert any(result.bytes for result in measured(tmp_path))

    def test_fixes_that_reach_something_else_one_at_a_time(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from polltool.fixing.texts import FileText

        real = FileText.edited

        def edited(self: FileText, edits: Sequence[Edit]) -> bytes:
            return real(self, edits) + b"# alone\n" * (len(edits) == 1)

        monkeypatch.setattr(FileText, "edited", edited)
        healthy = SAMPLES["decorated"]
        written(tmp_path, replace(healthy, yml=healthy.yml.replace("hidden: true", "hidden: false")))
        results = measured(tmp_path, sample=1)
        assert results[0].singly
        assert "one at a time they reach something else" in markdown(results)

    def test_findings_that_stay_or_come(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def trusting(*arguments: object) -> None:
            return None

        monkeypatch.setattr("polltool.fixing.loop.objection", trusting)
        self.spoil(monkeypatch, " # \n    polling: false")
        written(tmp_path, SAMPLES["decorated"])
        results = measured(tmp_path)
        assert any(result.new or result.stayed for result in results)
        assert "## Does not hold" in markdown(results)


def test_its_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, SAMPLES["decorated"])
    assert main(["--cwd", str(tmp_path), "--sample", "3", "."]) == 0
    out = capsys.readouterr().out
    assert out.startswith("3 mistakes in 1 ymls, and the ymls as they are.\n\n| rule | findings |")


def test_the_key_of_a_finding_has_no_line() -> None:
    from polltool.findings import Severity
    from polltool.source import Place

    one, other = (
        Finding("POL201", "n", Severity.ERROR, f"m{line}", Place("a.yml", line, 1, line, 2), "c", "a")
        for line in (1, 2)
    )
    assert one.identity == other.identity
