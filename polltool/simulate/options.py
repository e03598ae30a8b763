"""How a simulation goes: what is unsettled about the server, and where things are found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

from polltool.records import dataclass, field
from polltool.simulate.sequence import Request

FillDefaults = Literal["never", "first-run", "always"]
ScriptArgs = Literal["declared", "original"]

DEFAULT_SERVER_VERSION = "8.0.0"
DEFAULT_MAX_RUNS = 10_000
DEFAULT_RUN_TIMEOUT = 60.0
DEFAULT_RUN_SECONDS = 0.1
DEFAULT_START = 1_700_000_000.0
"""When simulations start, in seconds since 1970 (2023-11-14 22:13:20 UTC): the same in each."""


ExecuteCommand = Callable[[str, Mapping[str, Any]], Any]
"""Answers ``demisto.executeCommand``: the command and its arguments to what it returns."""


class Clock(Protocol):
    """The virtual clock as replies see it."""

    def now(self) -> float:
        """Virtual seconds since 1970."""

    def wait(self, seconds: float) -> None:
        """Let virtual time pass while the run holds its worker (a slow reply)."""


class Http(Protocol):
    """Canned replies to HTTP requests.

    ``installed`` is entered once, around the whole simulation. What it yields is not used.
    ``taken`` is asked after every run: the requests made since it was last asked (``at`` and
    ``run`` are set by the server model). ``refused`` is asked after every run as well: a request
    that has no reply ends the run whether or not its code has caught what was raised then.
    ``leftovers`` is asked at the end: warnings about replies that nothing asked for.
    """

    def installed(self, clock: Clock) -> AbstractContextManager[object]:
        """Put the replies in the place of the network until the manager is left."""

    def taken(self) -> tuple[Request, ...]:
        """The requests made since this was last asked."""

    def refused(self) -> BaseException | None:
        """What was raised last, since this was last asked, because a request has no reply."""

    def leftovers(self) -> tuple[str, ...]:
        """What is worth a warning when all is over."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is unsettled about the server is decided here; the defaults are documented in cli.md.

    ``server_version`` is what ``demisto.demistoVersion()`` tells. ``old_decorator`` takes the
    behaviour before base release 1.32.49 (bundled runtime only). ``script_args``: a re-run
    script gets the declared arguments of the schedule, or those of its first run
    (facts.md 11). ``fill_defaults``: when yml defaults fill in missing arguments (15): in the
    first run, as when a person starts the command. ``drop_empty``: arguments that are None
    or an empty string do not reach the next run (14). ``max_runs`` ends an endless schedule.
    ``default_timeout`` is the server's own for schedules without one; None: none.
    ``run_timeout`` is in real seconds: how long one run may compute before it is stopped.
    ``run_seconds`` is what each run holds a worker for beside what it sleeps or waits.
    ``start`` is when the command is started, in seconds since 1970. ``common_server_python`` is
    the path of the library to use; ``modules`` are folders where shared modules lie besides the
    usual places. ``incident``, ``context`` and ``integration_context`` are what there is before
    the first run. ``files`` are War Room files: what ``demisto.getFilePath`` finds, by entry id.
    """

    server_version: str = DEFAULT_SERVER_VERSION
    common_server_python: str | None = None
    old_decorator: bool = False
    script_args: ScriptArgs = "declared"
    fill_defaults: FillDefaults = "first-run"
    drop_empty: bool = False
    max_runs: int = DEFAULT_MAX_RUNS
    default_timeout: float | None = None
    run_timeout: float = DEFAULT_RUN_TIMEOUT
    run_seconds: float = DEFAULT_RUN_SECONDS
    start: float = DEFAULT_START
    modules: tuple[str, ...] = ()
    incident: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    integration_context: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
