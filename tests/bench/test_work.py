"""How much work a run does, counted in calls: a smoke test that fails on regressions by an order of magnitude."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.synthetic import write
from bench.timing.subject import copies
from bench.timing.work import calls
from polltool import lint_paths
from polltool.cache.keys import Request
from polltool.cached import lint_cached
from polltool.result import Report

PACKS = 25
COPIES = 3
SEED = 4  # one in which mistakes are among the few items that poll


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up repository, and copies of it side by side."""
    folder = tmp_path_factory.mktemp("made")
    write(folder / "one", PACKS, seed=SEED)
    copies(str(folder / "one"), str(folder / "many"), COPIES)
    return folder


@pytest.fixture(scope="module", autouse=True)
def _everything_imported(content: Path) -> None:
    """What is done once for all runs counts for none of them."""
    lint_paths([str(content / "one")])


def lint(folder: Path, *, everything: bool = False) -> Report:
    return lint_paths(["."], cwd=str(folder), everything=everything, jobs=1)


def test_the_made_up_content_has_what_a_run_is_to_find(content: Path) -> None:
    report = lint(content / "one")
    assert {finding.code for finding in report.findings} == {"POL101", "POL201"}
    assert report.checked > 2 * PACKS
    assert not report.failures


def test_the_same_seed_makes_the_same_content(content: Path, tmp_path: Path) -> None:
    write(tmp_path, 3, seed=SEED)
    for path in tmp_path.rglob("*.*"):
        assert path.read_bytes() == (content / "one" / path.relative_to(tmp_path)).read_bytes()


def test_a_run_grows_no_faster_than_the_content(content: Path) -> None:
    one, many = calls(lambda: lint(content / "one")), calls(lambda: lint(content / "many"))
    assert many < 2 * COPIES * one


def test_what_has_nothing_to_do_with_polling_costs_next_to_nothing(content: Path) -> None:
    report = lint(content / "one")
    spent = calls(lambda: lint(content / "one"))
    assert spent / report.checked < 20_000
    assert calls(lambda: lint(content / "one", everything=True)) < 30 * spent


def test_a_warm_run_asks_for_the_files_times_and_no_more(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLTOOL_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("polltool.witness.RECENT", -(10**18))
    request = Request(str(content / "one"), (".",))
    cold = lint_cached(request, 1, None).report
    answers: list[Report] = []
    spent = calls(lambda: answers.append(lint_cached(request, 1, None).report))
    assert answers[0].findings == cold.findings
    files = sum(1 for path in (content / "one").rglob("*") if path.is_file())
    assert spent < 60 * files
