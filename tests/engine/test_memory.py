"""What a run keeps of an item once it is done with it: findings, and nothing of what it read."""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from polltool import lint_paths
from polltool.itemcode import MOST_MODULES
from polltool.rules.base import Example
from polltool.rules.pol501 import RULE as SCHEDULE_LOST
from polltool.rules.registry import all_rules
from polltool.yamldoc import MapNode


@pytest.fixture
def without_collector() -> Iterator[None]:
    """What is left over then is what reference counts do not free."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _put(folder: Path, example: Example, name: str) -> None:
    item = folder / name
    item.mkdir(parents=True)
    (item / f"{name}.yml").write_text(example.yml, encoding="utf-8")
    if example.code is not None:
        (item / f"{name}.py").write_text(example.code, encoding="utf-8")


def _alive() -> int:
    """The syntax trees and the mappings of ymls that there are."""
    return sum(type(thing) in (ast.Module, MapNode) for thing in gc.get_objects())


def _held_at_the_end(folder: Path) -> tuple[int, tuple[str, ...]]:
    """How much more there is when all items are read than before, and the codes of the findings."""
    before, held = _alive(), 0

    def look(done: int, count: int) -> None:
        nonlocal held
        if done == count:
            held = _alive() - before

    report = lint_paths([folder], cwd=str(folder), jobs=1, progress=look)
    return held, tuple(finding.code for finding in report.findings)


def _example_of_each_rule(folder: Path) -> None:
    for rule in all_rules():
        _put(folder, rule.bad, f"Bad{rule.code}")


def _scripts_that_wait(folder: Path) -> None:
    for number in range(5):
        _put(folder, SCHEDULE_LOST.bad, f"Script{number}")


@pytest.mark.parametrize("content", [_example_of_each_rule, _scripts_that_wait])
@pytest.mark.usefixtures("without_collector")
def test_nothing_of_an_item_is_kept_when_the_next_ones_are_read(
    content: Callable[[Path], None], tmp_path: Path
) -> None:
    content(tmp_path)
    held, codes = _held_at_the_end(tmp_path)
    assert held == 0
    assert codes or content is _scripts_that_wait


@pytest.mark.usefixtures("without_collector")
def test_scripts_that_waited_are_read_again_where_what_they_run_polls(tmp_path: Path) -> None:
    _scripts_that_wait(tmp_path / "Scripts")
    for path, text in (SCHEDULE_LOST.bad.others or {}).items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    held, codes = _held_at_the_end(tmp_path)
    assert held == 0
    assert codes.count("POL501") == 5


@pytest.mark.usefixtures("without_collector")
def test_the_trees_of_shared_modules_are_bounded(tmp_path: Path) -> None:
    example = SCHEDULE_LOST.good
    for number in range(MOST_MODULES + 10):
        name = f"Acme{number}"
        code = f"from {name}ApiModule import *\nPollResult = 1\n{example.code}"
        _put(tmp_path / "Packs" / name / "Scripts", Example(example.yml, code), name)
        module = tmp_path / "Packs" / "ApiModules" / "Scripts" / f"{name}ApiModule"
        module.mkdir(parents=True)
        (module / f"{name}ApiModule.py").write_text(f"VALUE = {number}\n", encoding="utf-8")
    held, _ = _held_at_the_end(tmp_path)
    assert 0 < held <= MOST_MODULES + 1
