"""Stops code that computes without end, in real time."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from polltool.simulate.errors import RunTimeout

_AGAIN = 0.5
"""Seconds until code that caught the exception gets it again."""


class Guard:
    """Raises ``RunTimeout`` in the thread of a run that takes longer than ``limit`` real seconds.

    A thread of its own watches; it is started by the first run and ends with ``close``. What
    waits in C code is not reached, nor, in Python 3.10, a loop that begins with ``try`` and
    calls nothing (it takes no Ctrl-C either).
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._changed = threading.Condition()
        self._watched: int | None = None
        self._deadline = 0.0
        self._fired = False
        self._closed = False
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the current thread until the manager is left."""
        with self._changed:
            self._watched = threading.get_ident()
            self._deadline = monotonic() + self._limit
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="polltool guard", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._watched = None
                fired, self._fired = self._fired, False
            if fired:
                _absorb()

    def close(self) -> None:
        """End the watching thread; a further run starts another."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self._thread, self._closed = None, False

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                left = self._deadline - monotonic()
                if self._watched is None or left > 0:
                    self._changed.wait(max(left, _AGAIN))
                    continue
                self._fired = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._watched), ctypes.py_object(RunTimeout)
                )
                self._deadline = monotonic() + _AGAIN


def _absorb() -> None:
    """Take an exception that is still under way: it must not hit anything but the run.

    (Taking it back with ``PyThreadState_SetAsyncExc(thread, NULL)`` leaves CPython's evaluation
    loop waiting for it ever after.)
    """
    try:
        for _ in range(1000):
            pass
    except RunTimeout:
        pass
