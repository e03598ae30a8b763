"""Which tests run which lines: measured once for each file of tests, and kept."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage
import pytest

from bench.surviving.forks import run_tests

_LIMIT = 900.0
"""Seconds for one file of tests, measured."""


@dataclass(slots=True)
class Reach:
    """Of each test its seconds, and of each module (by its path) its digest then and the tests by line."""

    digest: str
    seconds: dict[str, float] = field(default_factory=dict)
    modules: dict[str, tuple[str, dict[int, list[str]]]] = field(default_factory=dict)

    def tests(self, path: str, digest: str, lines: range) -> set[str]:
        """The tests that run some of the lines.

        Of lines that run when the module is imported, and of a module that has changed since, the
        tests that run any of its lines; where there is nothing else in it, all tests of a file that imports it.
        """
        then, by_line = self.modules.get(path, ("", {}))
        if then == digest:
            found = {test for line in lines for test in by_line.get(line, ())}
            at_import = not found and any(by_line.get(_begun(line, by_line)) == [] for line in lines)
        if then != digest or at_import:
            found = {test for tests in by_line.values() for test in tests}
            found = found or (set(self.seconds) if by_line else set())
        return found


def _begun(line: int, by_line: Mapping[int, object]) -> int:
    """The nearest line from here up that was seen to run: a statement of many lines is seen at some of them."""
    while line > 0 and line not in by_line:
        line -= 1
    return line


def digest(path: Path) -> str:
    """A digest of what a file has."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def measured(root: Path, tests: Sequence[Path], kept: Path, told: Callable[[str], None]) -> list[Reach]:
    """What each file of tests reaches: as kept in a folder, measured where the file is another by now."""
    found = []
    for number, path in enumerate(tests, 1):
        name = path.relative_to(root).as_posix()
        file = kept / f"{name.replace('/', '.')}.json"
        reach = _read(file)
        if reach is None or reach.digest != digest(path):
            told(f"{number}/{len(tests)} {name}")
            file.unlink(missing_ok=True)
            log = file.with_suffix(".log")
            code = run_tests(
                [name],
                _LIMIT,
                log,
                plugin=functools.partial(_Measure, root, path, file),
            )
            reach = _read(file)
            if code != 0 or reach is None:
                told(f"{name} is left out: its tests do not pass as they are, see {log}")
                continue
        found.append(reach)
    return found


class _Measure:
    """A pytest plugin that measures which lines each test runs.

    What runs while a fixture is set up that tests share, all of them reach.
    """

    def __init__(self, root: Path, tests: Path, file: Path) -> None:
        self.root = root
        self.file = file
        self.reach = Reach(digest(tests))
        self.coverage = coverage.Coverage(
            data_file=None, source=[str(root / "polltool")], messages=False, config_file=False
        )
        self.coverage.start()
        self.test = ""
        self.sharing: dict[str, list[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test = item.nodeid
        self.coverage.switch_context(self.test)
        values = (
            item.callspec.indices if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        for name in getattr(item, "fixturenames", ()):
            self.sharing.setdefault(_shared(name, values.get(name, 0)), []).append(item.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        self.coverage.switch_context(_shared(fixturedef.argname, getattr(request, "param_index", 0)))
        result = yield
        self.coverage.switch_context(self.test)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        spent = self.reach.seconds
        spent[report.nodeid] = round(spent.get(report.nodeid, 0.0) + report.duration, 3)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        for measured_file in data.measured_files():
            path = Path(measured_file)
            lines = {
                line: [one for each in tests if each for one in self.sharing.get(each, [each])]
                for line, tests in data.contexts_by_lineno(measured_file).items()
            }
            self.reach.modules[path.relative_to(self.root).as_posix()] = (digest(path), lines)
        _write(self.file, self.reach)


def _shared(fixture: str, index: int) -> str:
    """The context of a fixture that tests share: its name, and which of its parameters it has."""
    return f"{fixture} {index}"


def _write(file: Path, reach: Reach) -> None:
    """Keep it; lines that the same tests run name them together, once."""
    numbers = {test: number for number, test in enumerate(reach.seconds)}
    groups: dict[tuple[int, ...], int] = {}
    modules = {
        path: (
            then,
            {line: groups.setdefault(_group(tests, numbers), len(groups)) for line, tests in lines.items()},
        )
        for path, (then, lines) in reach.modules.items()
    }
    kept = {"digest": reach.digest, "seconds": reach.seconds, "groups": list(groups), "modules": modules}
    file.write_text(json.dumps(kept), encoding="utf-8")


def _group(tests: Sequence[str], numbers: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted({numbers[test] for test in tests if test in numbers}))


def _read(file: Path) -> Reach | None:
    if not file.exists():
        return None
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    names = list(kept["seconds"])
    groups = [[names[number] for number in group] for group in kept["groups"]]
    modules = {
        path: (then, {int(line): groups[group] for line, group in lines.items()})
        for path, (then, lines) in kept["modules"].items()
    }
    return Reach(kept["digest"], kept["seconds"], modules)
