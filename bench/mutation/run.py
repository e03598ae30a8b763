"""Lints mutants, in several processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.mutation.code import read_code
from bench.mutation.content import Item, polling_items, read
from bench.mutation.edits import apply
from bench.mutation.forms import Form, polling_of
from bench.mutation.judge import Verdict, judge
from bench.mutation.mistakes import LeftOut, Mutant, mutants_of
from bench.mutation.reuse import reused_analysis
from bench.mutation.reviewed import Review
from bench.processes import each
from polltool.engine import Report, lint_paths
from polltool.workspace import Workspace

CHUNK = 40
"""How many mutants of one yml a worker takes at a time."""

# Stale polling is advice that no mutant wants, and takes as long as all the other rules together.
_NOT_ASKED = ("POL104",)


@dataclass(frozen=True, slots=True)
class Planned:
    """All mutants there are, and how each command polls."""

    mutants: tuple[Mutant, ...]
    left_out: tuple[LeftOut, ...]
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """A mutant with what was made of it.

    ``seconds`` is what linting it took; ``failures`` are what polltool could not do.
    """

    mutant: Mutant
    form: Form
    verdict: Verdict
    seconds: float
    failures: tuple[str, ...] = ()


def plan(paths: Sequence[str], review: Review, cwd: str | None = None) -> Planned:
    """Find the polling commands below some folders and make their mutants."""
    workspace = Workspace(cwd)
    mutants: list[Mutant] = []
    left_out: list[LeftOut] = []
    forms: dict[tuple[str, str], Form] = {}
    for item in polling_items(paths, cwd):
        code = read_code(item, workspace)
        polling = polling_of(item, code, workspace)
        for name, form in polling.forms.items():
            forms[item.shown, name] = form
        idle = {
            command.name: reason
            for command in item.commands
            if (reason := review.no_schedule(item.shown, command.name)) is not None
        }
        for made in mutants_of(item, code, polling.states, idle):
            if isinstance(made, LeftOut):
                left_out.append(made)
            elif (reason := review.reason(made)) is not None:
                left_out.append(LeftOut(made.path, made.mistake, made.command, made.argument, reason))
            else:
                mutants.append(made)
    return Planned(tuple(mutants), tuple(left_out), forms)


def run(
    planned: Planned,
    *,
    cwd: str | None = None,
    jobs: int = 1,
    reuse: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Lint all mutants; the results are in the mutants' order whatever ``jobs`` is."""
    chunks = list(_chunks(planned, Workspace(cwd).cwd, reuse))
    results: list[Result] = []
    for found in each(_lint_chunk, chunks, jobs):
        results += found
        if progress is not None:
            progress(len(results), len(planned.mutants))
    return results


@dataclass(frozen=True, slots=True)
class _Chunk:
    path: str
    mutants: tuple[tuple[Mutant, Form], ...]
    cwd: str
    reuse: bool


def _chunks(planned: Planned, cwd: str, reuse: bool) -> Iterator[_Chunk]:
    by_path: dict[str, list[tuple[Mutant, Form]]] = {}
    for mutant in planned.mutants:
        form = planned.forms.get((mutant.path, mutant.command), Form.NONE)
        by_path.setdefault(mutant.path, []).append((mutant, form))
    for path, mutants in by_path.items():
        for start in range(0, len(mutants), CHUNK):
            yield _Chunk(path, tuple(mutants[start : start + CHUNK]), cwd, reuse)


def _lint_chunk(chunk: _Chunk) -> list[Result]:
    workspace = Workspace(chunk.cwd)
    path = workspace.absolute(chunk.path)
    data = workspace.read(path)
    item = read(path, chunk.path, data)
    assert item is not None
    with reused_analysis(active=chunk.reuse and item.embedded is None):
        before = _lint(chunk, path, data)
        results = []
        for mutant, form in chunk.mutants:
            start = time.perf_counter()
            after = _lint(chunk, path, mutated_bytes(item, mutant))
            verdict = judge(mutant, item.source, before.findings, after.findings)
            failures = tuple(failure.message for failure in after.failures)
            results.append(Result(mutant, form, verdict, time.perf_counter() - start, failures))
    return results


def mutated_bytes(item: Item, mutant: Mutant) -> bytes:
    """The yml with the mistake in it."""
    mark = b"\xef\xbb\xbf" if item.source.bom else b""
    return mark + apply(item.source.text, mutant.edits).encode()


def _lint(chunk: _Chunk, path: str, data: bytes) -> Report:
    return lint_paths([path], overlay={path: data}, cwd=chunk.cwd, ignore=_NOT_ASKED)
