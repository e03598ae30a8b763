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
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bench.scaffolding.cases import FORMS, Form
from bench.scaffolding.content import Subject, copied, snapshot
from bench.scaffolding.judge import Files, new_findings, problems
from polltool.cli.main import main
from polltool.engine import lint_paths

SHAPES = ("as it is", "unified", "CRLF")
WRITTEN, REFUSED, FAILED = "written", "refused", "failed"
PASSED, UNABLE = "passed", "cannot run here"

_MISSING = re.compile(r"No module named|cannot import name|is not installed|cannot be imported")
"""Why tests and simulations of some integrations run nowhere but in their own image."""

_EXPECTED = ("POL105",)
"""What a lint may find that it did not before: advice that every item gets once it polls."""


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
    run here, or what went wrong; they are empty where nothing was written. ``seconds`` is the
    processor's time for making the commands, ``compiling`` that for Python to compile the
    code where it has a file of its own.
    """

    task: Task
    outcome: str
    message: str
    problems: tuple[str, ...] = ()
    tests: str = ""
    simulated: str = ""
    platform: str = ""
    seconds: float = 0.0
    compiling: float = 0.0

    @property
    def good(self) -> bool:
        """Whether all that has to hold does."""
        ran = all(one in ("", PASSED, UNABLE) for one in (self.tests, self.simulated, self.platform))
        return self.outcome != FAILED and not self.problems and ran


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of polltool or of another program; ``seconds`` count what its processor did in this process."""

    code: int
    out: str
    seconds: float = 0.0


def judged(task: Task) -> Verdict:
    """Make the commands in a copy of the integration, and judge."""
    with tempfile.TemporaryDirectory(prefix="polltool-bench-") as place:
        repository = Path(place)
        with _chdir(repository):
            copy = copied(task.subject, repository, task.shape)
            compiling = 0.0 if copy.code == copy.yml else _compiling(copy.code)
            item = copy.yml if copy.code == copy.yml else copy.yml.parent
            return replace(_judged(task, copy.yml, item, repository), compiling=compiling)


def _compiling(code: Path) -> float:
    """The processor's time for compiling a file, which tells how fast the machine is just now."""
    text = code.read_bytes()
    begin = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(text, str(code), "exec", dont_inherit=True)
    return time.process_time() - begin


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
    found += [
        f"{finding.code} in line {finding.place.line}: {finding.message}"
        for finding in new
        if finding.code not in _EXPECTED
    ]
    again = polltool(words)
    if again.code != 0 or snapshot(repository) != after:
        found.append(f"a second run exits {again.code} or changes something: {again.out[-300:]}")
    scenarios = [path for path in after if path.endswith(".scenario.yml") and path not in before]
    if len(scenarios) != 1:
        found.append(f"there are {len(scenarios)} scenarios")
        return Verdict(task, WRITTEN, "", tuple(found), seconds=ran.seconds)

    def simulated(*options: str) -> str:
        return _simulated(scenarios[0], str(item), task.subject.command, repository, options)

    return Verdict(
        task,
        WRITTEN,
        "",
        tuple(found),
        _tests(before, after, repository),
        simulated(),
        "" if task.library is None else simulated("--common-server-python", task.library),
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
    begin = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = main(words)
    return Ran(code, out.getvalue(), time.process_time() - begin)


def program(words: Sequence[str], cwd: Path) -> Ran:
    """Run a program."""
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
    return Ran(done.returncode, done.stdout)


def _tests(before: Files, after: Files, repository: Path) -> str:
    """Run the tests that were made; where those that were there need what is not here, by themselves."""
    for path, new in after.items():
        if not path.endswith("_test.py") or before.get(path) == new:
            continue
        made = sorted(set(_test_names(new)) - set(_test_names(before.get(path, b""))))
        if not made:
            return f"{path} has no new test"
        ran = _pytest(path, made, repository)
        if ran.code != 0 and path in before:
            alone = repository / Path(path).with_name("made_test.py")
            alone.write_text(_made(before[path], new), encoding="utf-8")
            ran = _pytest(str(alone.relative_to(repository)), made, repository)
        if ran.code == 0:
            return PASSED
        return UNABLE if _MISSING.search(ran.out) else ran.out[-600:]
    return "there is no test"


def _pytest(path: str, names: Sequence[str], repository: Path) -> Ran:
    options = ("-q", "-p", "no:cacheprovider", "--import-mode=importlib")
    return program(
        [sys.executable, "-m", "pytest", *options, *(f"{path}::{name}" for name in names)], repository
    )


def _made(old: bytes, new: bytes) -> str:
    """The functions and classes of a test file that were not in it before."""

    def named(data: bytes) -> dict[str, ast.stmt]:
        nodes = ast.parse(data).body
        return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}

    there = named(old)
    return "\n\n".join(ast.unparse(node) for name, node in named(new).items() if name not in there)


def _test_names(data: bytes) -> Iterator[str]:
    for node in ast.parse(data).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node.name


def _simulated(scenario: str, item: str, other: str, repository: Path, options: Sequence[str]) -> str:
    """Run the scenario; an integration in which ``other``, a command of its own, fails alike cannot run here."""
    simulate = [sys.executable, "-m", "polltool", "simulate", *options]
    ran = program([*simulate, scenario], repository)
    if ran.code == 0:
        return PASSED
    if _MISSING.search(ran.out):
        return UNABLE
    replies = yaml.safe_load((repository / scenario).read_text(encoding="utf-8"))
    only = {key: replies[key] for key in ("params", "replies") if key in replies}
    (repository / "other.scenario.yml").write_text(yaml.safe_dump(only), encoding="utf-8")
    alike = program([*simulate, item, other, "--scenario", "other.scenario.yml"], repository)
    reason = _reason(ran.out)
    return UNABLE if reason is not None and reason == _reason(alike.out) else ran.out[-600:]


def _reason(out: str) -> str | None:
    """Why the first run failed, as the outcome tells it, whatever its command is called."""
    found = re.search(r"run 1 \(([^)]*)\): ((?:.*\n)(?:    .*\n)*)", out)
    return None if found is None else found.group(2).replace(found.group(1), "COMMAND")


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
