"""All mistakes of a few healthy items are found: the benchmark of bench/mutants.py in small."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.mutation.content import read
from bench.mutation.judge import judge
from bench.mutation.mistakes import Mistake
from bench.mutation.reviewed import Review
from bench.mutation.run import Planned, Result, plan, run
from polltool.engine import lint_paths
from polltool.findings import Finding, Severity
from tests.mutation.samples import SAMPLES, Sample

ROOT = Path(__file__).parents[2]


def written(root: Path, sample: Sample, *, newline: str = "\n", mark: bytes = b"") -> Path:
    folder = root / "Packs" / "Acme" / "Integrations" / "Acme"
    folder.mkdir(parents=True)
    yml = folder / "Acme.yml"
    yml.write_bytes(mark + sample.yml.replace("\n", newline).encode())
    (folder / "Acme.py").write_text(sample.code, encoding="utf-8")
    for name, code in sample.modules.items():
        module = root / "Packs" / "ApiModules" / "Scripts" / name / f"{name}.py"
        module.parent.mkdir(parents=True)
        module.write_text(code, encoding="utf-8")
    return yml


def measured(root: Path, *, reuse: bool = True) -> tuple[Planned, list[Result]]:
    planned = plan([str(root)], Review(), str(root))
    return planned, run(planned, cwd=str(root), reuse=reuse)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_healthy_item_has_no_findings(name: str, tmp_path: Path) -> None:
    written(tmp_path, SAMPLES[name])
    report = lint_paths([tmp_path], cwd=str(tmp_path))
    assert [finding for finding in report.findings if finding.severity > Severity.INFO] == []
    assert report.failures == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_mistake_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    written(tmp_path, SAMPLES[name])
    _, results = measured(tmp_path)
    assert [result.mutant.label for result in results if not result.verdict.found] == []
    assert [
        (result.mutant.label, result.verdict.unexplained) for result in results if result.verdict.unexplained
    ] == []


def test_every_mistake_in_the_healthy_examples_is_found() -> None:
    planned = plan(["examples/Packs/AcmeScan"], Review(), str(ROOT))
    results = run(planned, cwd=str(ROOT))
    assert results
    assert [result.mutant.label for result in results if not result.verdict.found] == []
    assert [result.mutant.label for result in results if result.verdict.unexplained] == []
    assert planned.left_out == ()


def test_windows_files_are_no_different(tmp_path: Path) -> None:
    written(tmp_path, SAMPLES["decorated"], newline="\r\n", mark=b"\xef\xbb\xbf")
    _, results = measured(tmp_path)
    assert results
    assert all(result.verdict.found for result in results)


def test_all_kinds_of_mistakes_are_made(tmp_path: Path) -> None:
    made = set()
    for name, sample in SAMPLES.items():
        written(tmp_path / name, sample)
        planned = plan([str(tmp_path / name)], Review(), str(tmp_path))
        made |= {mutant.mistake for mutant in planned.mutants}
        assert planned.left_out == () or name == "pair"
    assert made == set(Mistake)


@pytest.mark.parametrize("name", SAMPLES)
def test_sharing_the_analysis_of_the_code_changes_no_verdict(name: str, tmp_path: Path) -> None:
    written(tmp_path, SAMPLES[name])
    _, shared = measured(tmp_path, reuse=True)
    _, anew = measured(tmp_path, reuse=False)
    assert [result.verdict for result in shared] == [result.verdict for result in anew]


def test_the_order_of_results_does_not_depend_on_jobs(tmp_path: Path) -> None:
    for name in ("decorated", "script"):
        written(tmp_path / name, SAMPLES[name])
    planned = plan([str(tmp_path)], Review(), str(tmp_path))
    one = run(planned, cwd=str(tmp_path), jobs=1)
    two = run(planned, cwd=str(tmp_path), jobs=2)
    assert [(result.mutant, result.verdict) for result in one] == [
        (result.mutant, result.verdict) for result in two
    ]


def test_what_the_original_says_already_does_not_count(tmp_path: Path) -> None:
    yml = written(tmp_path, SAMPLES["decorated"])
    planned = plan([str(tmp_path)], Review(), str(tmp_path))
    mutant = next(mutant for mutant in planned.mutants if mutant.mistake is Mistake.QUOTED)
    item = read(str(yml), mutant.path, yml.read_bytes())
    assert item is not None

    def lint(data: bytes) -> tuple[Finding, ...]:
        return lint_paths([yml], overlay={str(yml): data}, cwd=str(tmp_path)).findings

    mutated = yml.read_bytes().replace(b"polling: true", b"polling: 'true'")
    assert judge(mutant, item.source, lint(yml.read_bytes()), lint(mutated)).found
    assert not judge(mutant, item.source, lint(mutated), lint(mutated)).found
