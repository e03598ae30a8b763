"""Programs run one after another, each as often as the others, with their times and their memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Work:
    """A command line that is measured.

    ``accepted`` are the exit codes of a run that did its work, ``before`` is called ahead of each
    run and not measured.
    """

    name: str
    command: tuple[str, ...]
    cwd: str
    environ: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[int, ...] = (0, 1)
    before: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds by the clock, seconds of all processors, and the largest process in bytes."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of a piece of work; ``scale`` is how many times as much the whole would have been."""

    runs: tuple[Run, ...]
    scale: float = 1.0

    @property
    def wall(self) -> float:
        """Seconds by the clock, the median."""
        return statistics.median(run.wall for run in self.runs) * self.scale

    @property
    def cpu(self) -> float:
        """Seconds of all processors, the median."""
        return statistics.median(run.cpu for run in self.runs) * self.scale

    @property
    def memory(self) -> int:
        """Bytes of the largest process in any run."""
        return max(run.memory for run in self.runs)


class FailedError(Exception):
    """A program that did not do its work."""


def once(work: Work) -> Run:
    """Run a command line, its output thrown away.

    :raises FailedError: it ended with another exit code than the accepted ones.
    """
    work.before()
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        work.command,
        cwd=work.cwd,
        env={**environ, **work.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    code = process.returncode = os.waitstatus_to_exitcode(status)
    if code not in work.accepted:
        raise FailedError(f"{work.name}: {' '.join(work.command[:4])} ... exited with {code}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def alternating(works: Sequence[Work], rounds: int, warm_up: int = 1) -> dict[str, Measured]:
    """The runs of all pieces of work, in turns, so that what else the machine does hits all alike.

    :param warm_up: rounds that do not count: the first fills the caches of files and bytecode.
    :raises FailedError: one of them failed.
    """
    runs: dict[str, list[Run]] = {work.name: [] for work in works}
    for number in range(warm_up + rounds):
        for work in works:
            run = once(work)
            if number >= warm_up:
                runs[work.name].append(run)
    return {name: Measured(tuple(found)) for name, found in runs.items()}
