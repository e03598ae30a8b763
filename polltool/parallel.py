"""Sessions in several processes, with the same result as in one.

Every worker keeps the items that wait for the facts about the whole run, so that only small
things travel: paths to it, the facts about its items back, the facts of all to it, findings back.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from polltool.errors import Failure
from polltool.records import dataclass, replace
from polltool.searchpath import starting_processes
from polltool.session import Outcome, Plan, Session
from polltool.witness import Witness

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from polltool.index import Facts, PollingIndex

CHUNK = 4
PAYS_FROM = 48
"""With fewer ymls than this, starting a process costs more than it saves."""

START_METHOD = "fork" if sys.platform == "linux" else "spawn"

Progress = Callable[[int, int], None]


def available_cpus() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def default_jobs(count: int) -> int:
    """How many processes pay for themselves for ``count`` ymls."""
    return 1 if count < PAYS_FROM else min(available_cpus(), 8)


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Let the garbage collector run rarely.

    A run makes trees by the million and drops them by reference count; the collector would
    walk them again and again (a third of the time) and find nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def run(
    plan: Plan, ymls: Sequence[str], jobs: int, progress: Progress | None = None, known: Facts = ()
) -> Outcome:
    """Both phases over all ymls in ``jobs`` processes; ``known`` are facts about further items."""
    jobs = min(jobs, max(1, len(ymls)))
    with rare_collections():
        if jobs == 1:
            return _run_here(plan, ymls, progress, known)
        return _run_in_workers(plan, ymls, jobs, progress, known)


def _run_here(plan: Plan, ymls: Sequence[str], progress: Progress | None, known: Facts) -> Outcome:
    session = Session(plan)
    for number, yml in enumerate(ymls, 1):
        session.prepare(yml)
        if progress is not None:
            progress(number, len(ymls))
    facts = session.facts()
    return replace(session.check(merged([*facts, *known])), facts=by_path(facts))


def by_path(facts: Sequence[tuple[str, PollingIndex]]) -> Facts:
    """Facts in the order of the items' paths, whoever found them."""
    return tuple(sorted(facts, key=lambda fact: fact[0]))


def merged(facts: Sequence[tuple[str, PollingIndex]]) -> PollingIndex:
    """The facts about the whole run."""
    from polltool.index import PollingIndex

    return PollingIndex.merge([part for _, part in by_path(facts)])


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection

    def receive(self) -> Any:
        """The worker's next message, None if it has died."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            return None


def _run_in_workers(
    plan: Plan, ymls: Sequence[str], jobs: int, progress: Progress | None, known: Facts
) -> Outcome:
    import multiprocessing  # it is slow to import, and most runs do without

    context: Any = multiprocessing.get_context(START_METHOD)
    workers: list[_Worker] = []
    try:
        with contextlib.nullcontext() if START_METHOD == "fork" else starting_processes():
            counter = context.Value("q", 0)
            for _ in range(jobs):
                here, there = context.Pipe()
                process = context.Process(target=_work, args=(plan, list(ymls), counter, there), daemon=True)
                process.start()
                there.close()
                workers.append(_Worker(process, here))
        if progress is not None:
            while not all(worker.connection.poll(0.05) for worker in workers):
                progress(min(int(counter.value), len(ymls)), len(ymls))
        received = [(worker, worker.receive()) for worker in workers]
        facts = [fact for _, found in received for fact in found or ()]
        index = merged([*facts, *known])
        for worker, found in received:
            if found is not None:
                with contextlib.suppress(OSError):  # it has died since: its outcome will be missing
                    worker.connection.send(index)
        outcomes = [worker.receive() for worker in workers]
        joined = _joined([outcome if outcome is not None else _lost(plan) for outcome in outcomes])
        return replace(joined, facts=by_path(facts))
    finally:
        for worker in workers:
            worker.connection.close()
            if worker.process.is_alive():
                worker.process.terminate()
            worker.process.join()


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    witness: Witness | None = None
    for outcome in outcomes:
        if outcome.witness is not None:
            witness = witness or Witness()
            witness.add(outcome.witness)
    return Outcome(
        tuple(finding for outcome in outcomes for finding in outcome.findings),
        tuple(failure for outcome in outcomes for failure in outcome.failures),
        sum(outcome.checked for outcome in outcomes),
        tuple(finding for outcome in outcomes for finding in outcome.suppressed),
        tuple(verdict for outcome in outcomes for verdict in outcome.verdicts),
        kept=tuple(kept for outcome in outcomes for kept in outcome.kept),
        witness=witness,
        inventory=tuple(item for outcome in outcomes for item in outcome.inventory),
    )


def _lost(plan: Plan) -> Outcome:
    message = (
        "a worker process ended before it was done (out of memory?), and what it had taken on is not "
        "checked; try --jobs 1"
    )
    return Outcome(failures=(Failure(".", message),))


def _work(plan: Plan, ymls: list[str], counter: Any, connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted and ends its workers
    with rare_collections(), contextlib.suppress(EOFError, BrokenPipeError):
        session = Session(plan)
        for yml in _claimed(ymls, counter):
            session.prepare(yml)
        connection.send(session.facts())
        connection.send(session.check(connection.recv()))


def _claimed(ymls: list[str], counter: Any) -> Iterator[str]:
    """The ymls that this worker takes: a few at a time, as long as there are any."""
    while True:
        with counter.get_lock():
            start = counter.value
            counter.value = start + CHUNK
        if start >= len(ymls):
            return
        yield from ymls[start : start + CHUNK]
