"""What a simulated polling sequence was: runs, entries, schedules, and how it ended.

Plain data that the reports print. All times are virtual seconds since the command was started.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from polltool.records import dataclass, field


class Outcome(str, enum.Enum):
    """How a sequence ended (facts.md 2): by itself, by an error, or by its timeout."""

    DONE = "done"
    ERROR = "error"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Entry:
    """A War Room entry.

    ``type`` is the entry type's name in words (``note``, ``error``, ``file``, ``warning``,
    ``image``, ``map`` ...), ``format`` the format of ``contents``. ``context`` is its
    ``EntryContext``. ``silent`` is true where it shows nothing (a schedule and nothing else);
    ``by_server`` where the server made it, not the code. ``raw`` is the entry as the code gave it.
    """

    type: str
    human_readable: str | None
    contents: Any
    context: Mapping[str, Any]
    format: str = "text"
    file: str | None = None
    silent: bool = False
    by_server: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether it ends a sequence."""
        return self.type == "error"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule that the server acts upon: ``command`` runs again ``next_run`` seconds later.

    ``next_run`` is what the server waits (never below 10); ``asked`` is what the code asked
    for. ``timeout`` is None where the code gave none. ``args`` are the next run's arguments
    as the code gave them, before the server strips any. ``sequence`` is the number of the
    sequence that the schedule continues or starts.
    """

    command: str
    next_run: float
    timeout: float | None
    args: Mapping[str, Any]
    items_remaining: int | None = None
    asked: float | None = None
    sequence: int = 1


@dataclass(frozen=True, slots=True)
class StrippedArg:
    """An argument that the server took away before a run, and why, in words."""

    name: str
    value: Any
    reason: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """What the code logged (``demisto.debug`` and the like): ``level`` is debug, info or error."""

    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request that the code made; ``status`` is None where it got no reply."""

    at: float
    run: int
    method: str
    url: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command.

    ``run`` counts from 1 in the order of time; ``at`` is when it started; ``sequence`` is the
    sequence it belongs to (1 unless one run returned several schedules). ``args`` are what
    ``demisto.args()`` gave when it started. ``schedules`` are those the server acts upon.
    ``error`` is the author's traceback where the code crashed. ``executed`` is false where
    the server refused to run it (a required argument is missing, no such command).
    ``worker_seconds`` is how long it held a worker, ``slept_seconds`` how much of that it slept.
    """

    run: int
    at: float
    command: str
    args: Mapping[str, Any]
    stripped_args: tuple[StrippedArg, ...] = ()
    entries: tuple[Entry, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    sequence: int = 1
    worker_seconds: float = 0.0
    slept_seconds: float = 0.0
    log: tuple[LogLine, ...] = ()
    stdout: str = ""
    stderr: str = ""
    error: str | None = None
    executed: bool = True
    requests: tuple[Request, ...] = ()

    @property
    def scheduled(self) -> Schedule | None:
        """The first schedule, None where the run returned none."""
        return self.schedules[0] if self.schedules else None


@dataclass(frozen=True, slots=True)
class SequenceEnd:
    """How one of the sequences ended: ``at`` when, ``entry`` what the server said of a timeout."""

    sequence: int
    outcome: Outcome
    at: float
    message: str | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """A command that was started, and everything that it led to.

    ``outcome`` is ERROR where a sequence ended so, else TIMEOUT where one did, else DONE; a
    playbook task goes on when the last has ended, after ``elapsed`` seconds (facts.md 4).
    ``message`` says what happened where it is not DONE. ``ends`` has each sequence's end in
    the order of time, ``context`` the incident's context afterwards,
    ``integration_context`` the integration's.
    """

    item: str
    command: str
    outcome: Outcome
    message: str | None
    runs: tuple[Run, ...]
    ends: tuple[SequenceEnd, ...]
    elapsed: float
    worker_seconds: float
    slept_seconds: float
    warnings: tuple[str, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    integration_context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def requests(self) -> tuple[Request, ...]:
        """The HTTP requests of all runs, in order."""
        return tuple(request for run in self.runs for request in run.requests)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order of time, the server's own included."""
        told = [(run.at, 0, entry) for run in self.runs for entry in run.entries]
        told += [(end.at, 1, end.entry) for end in self.ends if end.entry is not None]
        return tuple(entry for _, _, entry in sorted(told, key=lambda one: one[:2]))
