"""Executes the code of one run and tells what it did."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from polltool import runtime
from polltool.records import dataclass, replace
from polltool.runtime.settings import older_library
from polltool.simulate.clock import VirtualClock
from polltool.simulate.clock import installed as clock_installed
from polltool.simulate.errors import RunTimeout, Stopped
from polltool.simulate.guard import Guard
from polltool.simulate.imports import SharedModules
from polltool.simulate.library import NAME, USER_NAME, Library
from polltool.simulate.options import Options
from polltool.simulate.sandbox import Sandbox
from polltool.simulate.sandbox import installed as sandbox_installed
from polltool.simulate.sequence import LogLine
from polltool.simulate.subject import Files, Subject

_RUNTIME = re.compile(r"^polltool\.runtime\.\w+\.(?=\w)", re.MULTILINE)
"""Where the bundled runtime's exceptions come from: authors know them by their names alone."""
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


@dataclass(frozen=True, slots=True)
class Ran:
    """What the code of a run did.

    ``results`` are the entries it handed over, as they were then. ``error`` is None where it
    ended well; else what to show: the author's traceback, or why the run was stopped.
    ``message`` is the same in one line. ``stopped`` is what ended the run from outside.
    """

    results: tuple[Mapping[str, Any], ...]
    log: tuple[LogLine, ...]
    stdout: str
    stderr: str
    error: str | None = None
    message: str | None = None
    stopped: BaseException | None = None


class Results:
    """Takes what code hands to ``demisto.results``, as it is at that moment.

    On the server results travel as JSON: what cannot is refused there and then.
    """

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def __call__(self, results: Any) -> None:
        """Take a result or a list of them.

        :raises TypeError: it cannot be written as JSON.
        """
        self.entries.extend(json.loads(json.dumps(entry)) for entry in runtime.as_entries(results))


class Runner:
    """Executes runs of one item, one after the other, in the surroundings that ``installed`` makes."""

    def __init__(self, subject: Subject, files: Files, options: Options) -> None:
        self.subject = subject
        self._files = files
        self._options = options
        self._sandbox: Sandbox | None = None
        self._guard = Guard(options.run_timeout)

    @contextmanager
    def installed(self, clock: VirtualClock) -> Iterator[Sandbox]:
        """Have time, network and modules as in a simulation until the manager is left."""
        library = self._library()
        with ExitStack() as stack:
            stack.callback(self._guard.close)
            stack.enter_context(older_library(self._options.old_decorator))
            self._sandbox = stack.enter_context(sandbox_installed(library, self._files, self.subject.path))
            stack.enter_context(clock_installed(clock))
            yield self._sandbox

    @contextmanager
    def inside(self, sandbox: Sandbox) -> Iterator[None]:
        """Run within a run of another item: with a library and shared modules of its own."""
        self._sandbox = self._sandbox or replace(
            sandbox, library=self._library(), modules=SharedModules(self._files, self.subject.path)
        )
        with self._sandbox.within(sandbox):
            try:
                yield
            finally:
                self._guard.close()

    def _library(self) -> Library:
        given = self._options.common_server_python
        yml = self.subject.path
        real = self._files.program(given) if given is not None else self._files.library(NAME, yml)
        user = self._files.library(USER_NAME, yml)
        programs = [program for program in (real, user) if program is not None]
        return Library(programs, bundled=real is None)

    def run(self, demisto: Any) -> Ran:
        """Execute the code once with that ``demisto`` object.

        :raises KeyboardInterrupt: the user has had enough.
        """
        assert self._sandbox is not None
        results = demisto.results = Results()
        stdout, stderr = sys.stdout, sys.stderr
        out, err = io.StringIO(), io.StringIO()
        told: tuple[str | None, str | None] = (None, None)
        stopped = None
        sys.stdout, sys.stderr = out, err
        try:
            with (
                runtime.use(demisto),
                self._sandbox.run(demisto, self.subject.runs_as) as namespace,
                self._guard.watching(),
            ):
                exec(self.subject.program.code, namespace)
        except KeyboardInterrupt:
            raise
        except SystemExit as error:
            told = _exited(error)
        except BaseException as error:
            told = self._told(error)
            stopped = error if isinstance(error, Stopped) else None
        finally:
            sys.stdout, sys.stderr = stdout, stderr
        log = tuple(LogLine(level, text) for level, text in demisto.logs)
        return Ran(tuple(results.entries), log, out.getvalue(), err.getvalue(), *told, stopped)

    def _told(self, error: BaseException) -> tuple[str, str]:
        """What to show of an exception that the code did not catch."""
        if isinstance(error, RunTimeout):
            text = (
                f"the code was stopped: it computed for more than {self._options.run_timeout:g} s of real time "
                "(--run-timeout)"
            )
            shown, _, _ = authors_traceback(error).rpartition("\n")
            return f"{shown}\n{text}", text
        if isinstance(error, Stopped):
            return str(error), str(error).splitlines()[0]
        shown = authors_traceback(error)
        last = traceback.format_exception_only(error)[-1].splitlines()[0]
        message = _RUNTIME.sub("", last)
        hint = self._hint(error)
        return (f"{shown}\n{hint}", f"{message} ({hint})") if hint else (shown, message)

    def _hint(self, error: BaseException) -> str | None:
        assert self._sandbox is not None
        if isinstance(error, ModuleNotFoundError) and error.name:
            top = error.name.partition(".")[0]
            return f"the code needs the module {top}: install it beside polltool"
        if isinstance(error, NameError) and self._sandbox.library.bundled:
            return (
                "the bundled runtime stands for CommonServerPython and has its polling part only: "
                "give the real one with --common-server-python"
            )
        return None


def _exited(error: SystemExit) -> tuple[str | None, str | None]:
    """``sys.exit()`` is how ``return_error`` ends a run; anything but 0 is an error of its own."""
    if error.code in (None, 0):
        return None, None
    text = f"the code ended with sys.exit({error.code!r})"
    return text, text


def authors_traceback(error: BaseException) -> str:
    """The traceback as the author of the code knows it: without polltool's own frames."""
    told = traceback.TracebackException.from_exception(error)
    pending: list[traceback.TracebackException | None] = [told]
    while pending:
        one = pending.pop()
        if one is not None:
            one.stack = traceback.StackSummary.from_list(
                [frame for frame in one.stack if not _is_own(frame.filename)]
            )
            pending += [one.__cause__, one.__context__]
    return _RUNTIME.sub("", "".join(told.format()).rstrip("\n"))


def _is_own(path: str) -> bool:
    return os.path.abspath(path).startswith(_PACKAGE)
