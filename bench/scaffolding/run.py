"""Puts commands into copies of real integrations and judges what came of it."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.scaffolding.cases import FORMS, Form
from bench.scaffolding.content import Subject, copied, snapshot
from bench.scaffolding.judge import Files, new_findings, problems
from polltool.cli.main import main
from polltool.engine import lint_paths

SHAPES = ("as it is", "unified", "CRLF")
WRITTEN, REFUSED, FAILED = "written", "refused", "failed"
PASSED, UNABLE = "passed", "cannot run here"

_UNABLE = re.compile(
    r"No module named|cannot import name|is not installed|cannot be imported|ImportError|fixture"
)
"""Why tests and simulations of some integrations run nowhere but in their own image."""


@dataclass(frozen=True, slots=True)
class Task:
    """A form of commands for an integration; ``library`` is a CommonServerPython, if there is one.

    ``shape`` says how the copy is written: ``as it is``, ``unified`` or ``CRLF``.
    """

    subject: Subject
    form: Form
    shape: str
    library: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a task.

    ``outcome`` is written, refused or failed, ``problems`` are what must not be. ``tests``,
    ``simulated`` and ``platform`` (with the platform's own library) say passed, that it cannot
    run here, or what went wrong; they are empty where nothing was written. ``seconds`` is how
    long making the commands took.
    """

    task: Task
    outcome: str
    message: str
    problems: tuple[str, ...] = ()
    tests: str = ""
    simulated: str = ""
    platform: str = ""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether all that has to hold does."""
        ran = all(one in ("", PASSED, UNABLE) for one in (self.tests, self.simulated, self.platform))
        return self.outcome != FAILED and not self.problems and ran


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of polltool or of another program."""

    code: int
    out: str
    seconds: float


def judged(task: Task) -> Verdict:
    """Make the commands in a copy of the integration, and judge."""
    with tempfile.TemporaryDirectory(prefix="polltool-bench-") as place:
        repository = Path(place)
        with _chdir(repository):
            copy = copied(task.subject, repository, task.shape)
            return _judged(task, copy.yml, copy.yml if copy.code == copy.yml else copy.yml.parent, repository)


def _judged(task: Task, yml: Path, item: Path, repository: Path) -> Verdict:
    words = ["new-polling-command", str(item.relative_to(repository)), *task.form.words(task.subject)]
    before = snapshot(repository)
    linted = lint_paths([yml], cwd=str(repository), isolated=True)
    ran = polltool(words)
    after = snapshot(repository)
    if ran.code != 0:
        return _not_written(task, ran, before, after)
    found = list(problems(before, after, str(yml.relative_to(repository)), task.form.commands(task.subject)))
    new = new_findings(linted, lint_paths([yml], cwd=str(repository), isolated=True))
    found += [f"{finding.code} in line {finding.place.line}: {finding.message}" for finding in new]
    again = polltool(words)
    if again.code != 0 or snapshot(repository) != after:
        found.append(f"a second run exits {again.code} or changes something: {again.out[-300:]}")
    scenarios = [path for path in after if path.endswith(".scenario.yml") and path not in before]
    if not scenarios:
        found.append("there is no scenario")
    return Verdict(
        task,
        WRITTEN,
        "",
        tuple(found),
        _tests(before, after, repository),
        _simulated(scenarios, repository, ()),
        ""
        if task.library is None
        else _simulated(scenarios, repository, ("--common-server-python", task.library)),
        ran.seconds,
    )


def _not_written(task: Task, ran: Ran, before: Files, after: Files) -> Verdict:
    found = []
    if after != before:
        found.append("something was written all the same")
    if ran.code != 1:
        found.append(f"exit code {ran.code}")
    if "Traceback" in ran.out or "internal error" in ran.out:
        found.append("a traceback or an internal error")
    if not re.search(r"\w+\.(?:py|yml)(?::\d+)?", ran.out):
        found.append("the message names no place")
    return Verdict(task, FAILED if found else REFUSED, ran.out.strip(), tuple(found), seconds=ran.seconds)


def polltool(words: Sequence[str]) -> Ran:
    """Run polltool's command line in this process."""
    out = io.StringIO()
    begin = time.perf_counter()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(words)
    return Ran(code, out.getvalue(), time.perf_counter() - begin)


def program(words: Sequence[str], cwd: Path) -> Ran:
    """Run a program."""
    begin = time.perf_counter()
    done = subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    return Ran(done.returncode, done.stdout, time.perf_counter() - begin)


def _tests(before: Files, after: Files, repository: Path) -> str:
    """Run the tests that were made; those that were there may need what is not here."""
    for path, new in after.items():
        if not path.endswith("_test.py") or before.get(path) == new:
            continue
        made = sorted(set(_test_names(new)) - set(_test_names(before.get(path, b""))))
        if not made:
            return f"{path} has no new test"
        ran = program(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"),
                *(f"{path}::{name}" for name in made),
            ],
            repository,
        )
        if ran.code == 0:
            return PASSED
        return UNABLE if _UNABLE.search(ran.out) else ran.out[-600:]
    return "there is no test"


def _test_names(data: bytes) -> Iterator[str]:
    for node in ast.parse(data).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node.name


def _simulated(scenarios: Sequence[str], repository: Path, options: Sequence[str]) -> str:
    ran = program([sys.executable, "-m", "polltool", "simulate", *options, *scenarios], repository)
    if ran.code == 0:
        return PASSED
    return UNABLE if _UNABLE.search(ran.out) else ran.out[-600:]


@contextlib.contextmanager
def _chdir(folder: Path) -> Iterator[None]:
    back = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(back)


def tasks(subjects: Sequence[Subject], library: str | None) -> list[Task]:
    """One task for each integration, the forms and the shapes in turn."""
    return [
        Task(one, FORMS[number % len(FORMS)], SHAPES[number // len(FORMS) % len(SHAPES)], library)
        for number, one in enumerate(subjects)
    ]
