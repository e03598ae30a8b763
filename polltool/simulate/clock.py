"""Virtual time: what the code of a run sees of ``time`` and ``datetime``.

While a clock is installed, ``time.time`` and its like, ``time.sleep`` and the classes
``datetime.datetime`` and ``datetime.date`` follow it, in the standard modules and in every
library that took them by name before. What stands in their place gives the real time once no
clock is installed: a library that is imported meanwhile may keep it.
"""

from __future__ import annotations

import datetime
import selectors
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, cast

_SECOND = 1_000_000_000


class VirtualClock:
    """Virtual seconds since 1970, in whole nanoseconds inside so that sums stay exact.

    ``slept`` is what the code has slept since the clock was made.
    """

    __slots__ = ("_nanoseconds", "_start", "slept")

    def __init__(self, start: float) -> None:
        self._start = self._nanoseconds = round(start * _SECOND)
        self.slept = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return self._nanoseconds / _SECOND

    def now_ns(self) -> int:
        """Nanoseconds since 1970."""
        return self._nanoseconds

    def ticks_ns(self) -> int:
        """Nanoseconds since a moment before the start: what measures durations."""
        return self._nanoseconds - self._start + _SECOND

    @property
    def elapsed(self) -> float:
        """Seconds since the clock was made; a whole number of them as an int, as reports show it."""
        whole, rest = divmod(self._nanoseconds - self._start, _SECOND)
        return whole + rest / _SECOND if rest else whole

    def move_to(self, elapsed: float) -> None:
        """Go to a time in seconds since the clock was made; back as well, for another worker's run."""
        self._nanoseconds = self._start + round(elapsed * _SECOND)

    def sleep(self, seconds: float) -> None:
        """Sleep, as ``time.sleep`` does."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self._nanoseconds += round(seconds * _SECOND)
        self.slept += seconds

    def wait(self, seconds: float) -> None:
        """Let the time pass that a slow reply takes."""
        self._nanoseconds += round(max(seconds, 0) * _SECOND)


_installed: list[VirtualClock] = []

_real_datetime = datetime.datetime
_real_date = datetime.date


class _LikeReal(type):
    """Makes what the real class made count as instances, and its subclasses as subclasses."""

    real: type

    def __instancecheck__(cls, instance: object) -> bool:
        return (
            isinstance(instance, cls.real) if "real" in cls.__dict__ else super().__instancecheck__(instance)
        )

    def __subclasscheck__(cls, subclass: type) -> bool:
        return (
            issubclass(subclass, cls.real) if "real" in cls.__dict__ else super().__subclasscheck__(subclass)
        )


class VirtualDate(_real_date, metaclass=_LikeReal):
    """``datetime.date`` that knows the virtual day."""

    real = _real_date

    @classmethod
    def today(cls) -> Any:
        """The day in local time."""
        return cls.fromtimestamp(_now())


class VirtualDatetime(_real_datetime, metaclass=_LikeReal):
    """``datetime.datetime`` that knows the virtual time."""

    real = _real_datetime

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        """The time, local or in ``tz``."""
        return cls.fromtimestamp(_now(), tz)

    @classmethod
    def today(cls) -> Any:
        """The time, local."""
        return cls.fromtimestamp(_now())

    @classmethod
    def utcnow(cls) -> Any:
        """The time in UTC, without a zone."""
        return cls.fromtimestamp(_now(), datetime.timezone.utc).replace(tzinfo=None)

    def __repr__(self) -> str:
        return f"datetime.{super().__repr__()}"


for _virtual, _real in ((VirtualDate, _real_date), (VirtualDatetime, _real_datetime)):
    _virtual.__name__ = _virtual.__qualname__ = _real.__name__
    _virtual.__module__ = "datetime"


def _now() -> float:
    return _installed[-1].now() if _installed else _real_time()


_real_time, _real_time_ns = time.time, time.time_ns
_real_sleep = time.sleep
_real_gmtime, _real_localtime = time.gmtime, time.localtime
_real_strftime, _real_ctime = time.strftime, time.ctime


def _sleep(seconds: float, /) -> None:
    (_installed[-1].sleep if _installed else _real_sleep)(seconds)


def _gmtime(seconds: float | None = None, /) -> time.struct_time:
    return _real_gmtime(_now() if seconds is None else seconds)


def _localtime(seconds: float | None = None, /) -> time.struct_time:
    return _real_localtime(_now() if seconds is None else seconds)


def _strftime(format_: str, moment: Any = None, /) -> str:
    return _real_strftime(format_, _localtime() if moment is None else moment)


def _ctime(seconds: float | None = None, /) -> str:
    return _real_ctime(_now() if seconds is None else seconds)


def _time_ns() -> int:
    return _installed[-1].now_ns() if _installed else _real_time_ns()


def _ticks(real: Callable[[], float]) -> Callable[[], float]:
    # Small numbers, as of a machine that has just started: asyncio counts on their precision.
    return lambda: _installed[-1].ticks_ns() / _SECOND if _installed else real()


def _ticks_ns(real: Callable[[], int]) -> Callable[[], int]:
    return lambda: _installed[-1].ticks_ns() if _installed else real()


_real_select = selectors.DefaultSelector.select


def _select(selector: selectors.DefaultSelector, timeout: float | None = None) -> Any:
    """What asyncio waits in: where nothing is ready, the time until its next timer passes virtually."""
    if not _installed or timeout is None or timeout <= 0:
        return _real_select(selector, timeout)
    ready = _real_select(selector, 0)
    if not ready:
        _installed[-1].sleep(timeout)
    return ready


_VIRTUAL: dict[int, Any] = {
    id(real): virtual
    for real, virtual in (
        (_real_datetime, VirtualDatetime),
        (_real_date, VirtualDate),
        (_real_sleep, _sleep),
        (_real_gmtime, _gmtime),
        (_real_localtime, _localtime),
        (_real_strftime, _strftime),
        (_real_ctime, _ctime),
        (_real_time, _now),
        (_real_time_ns, _time_ns),
        *((real, _ticks(real)) for real in (time.monotonic, time.perf_counter)),
        *((real, _ticks_ns(real)) for real in (time.monotonic_ns, time.perf_counter_ns)),
    )
}
"""What stands for the real functions and classes, by their identity."""


@contextmanager
def installed(clock: VirtualClock) -> Iterator[None]:
    """Have all code follow the clock until the manager is left."""
    undo = [(module, name, vars(module)[name]) for module in _followers() for name in _taken_by(module)]
    _installed.append(clock)
    try:
        selectors.DefaultSelector.select = _select  # type: ignore[method-assign, assignment]
        for module, name, value in undo:
            setattr(module, name, _VIRTUAL[id(value)])
        yield
    finally:
        _installed.remove(clock)
        selectors.DefaultSelector.select = _real_select  # type: ignore[method-assign]
        for module, name, value in undo:
            setattr(module, name, value)


_looked_at: dict[str, tuple[ModuleType, int, tuple[str, ...]]] = {}
"""By module name: the module, how many names it had, and those that stand for what is virtual."""


def _taken_by(module: ModuleType) -> tuple[str, ...]:
    names = vars(module)
    known = _looked_at.get(module.__name__)
    if known is None or known[0] is not module or known[1] != len(names):
        found = tuple(name for name, value in names.items() if id(value) in _VIRTUAL)
        known = _looked_at[module.__name__] = (module, len(names), found)
    return tuple(name for name in known[2] if id(names.get(name)) in _VIRTUAL)


def _followers() -> Iterator[ModuleType]:
    """The modules in which time is virtual: ``time``, ``datetime``, and libraries that are no part of Python.

    Python's own modules keep their real clocks: threads, queues and sockets wait in real time.
    """
    standard = sys.stdlib_module_names
    yield from (time, datetime)
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        if top in standard or top == "__main__" or top.startswith("_"):
            continue
        if top == "polltool" and not name.startswith("polltool.runtime"):
            continue
        if isinstance(cast(object, module), ModuleType):
            yield module
