"""What is different around code while it is simulated: no network, no input, a folder of its own.

Installed once around a simulation; what a run changes in the process is set back after it.
"""

from __future__ import annotations

import io
import logging
import os
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn
from unittest import mock

from polltool.records import dataclass
from polltool.simulate.errors import NetworkBlocked
from polltool.simulate.imports import SharedModules, in_place, stand_ins
from polltool.simulate.library import MOCK_NAME, NAME, USER_NAME, Library
from polltool.simulate.subject import Files

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
"""Set wherever code runs on a server, which much of it relies on when it deletes them; here to no proxy."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The surroundings of a simulation's runs; ``folder`` is the working directory, all they may write to."""

    folder: str
    library: Library
    modules: SharedModules
    environment: Mapping[str, str]

    @contextmanager
    def run(self, demisto: object, runs_as: str) -> Iterator[dict[str, Any]]:
        """The namespace for one run; what the run leaves in the process is taken away afterwards."""
        root = logging.getLogger()
        handlers, level = list(root.handlers), root.level
        sys.modules[MOCK_NAME] = demisto  # type: ignore[assignment]
        try:
            namespace = self.library.fresh(demisto)
            namespace["__name__"] = runs_as
            self.modules.namespace = namespace
            yield namespace
        finally:
            self.modules.forget()
            root.handlers[:] = handlers
            if root.level != level:
                root.setLevel(level)
            if dict(os.environ) != self.environment:
                os.environ.clear()
                os.environ.update(self.environment)
            os.chdir(self.folder)

    @contextmanager
    def within(self, outer: Sandbox) -> Iterator[None]:
        """Have these modules found in the place of those of the run around it until the manager is left."""
        with outer.modules.set_aside(), in_place(_platform(self.library)), self.modules.finding():
            yield


def _platform(library: Library) -> dict[str, object]:
    return {MOCK_NAME: None, NAME: library.module, USER_NAME: library.module}


@contextmanager
def installed(library: Library, files: Files, yml: str) -> Iterator[Sandbox]:
    """Put the surroundings in place until the manager is left."""
    modules = SharedModules(files, yml)
    with ExitStack() as stack:
        folder = os.path.realpath(stack.enter_context(tempfile.TemporaryDirectory(prefix="polltool-")))
        stack.callback(os.chdir, os.getcwd())
        os.chdir(folder)
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(mock.patch.object(sys, "stdin", io.StringIO()))
        stack.enter_context(mock.patch.object(sys, "argv", [os.path.basename(yml)]))
        stack.enter_context(mock.patch.dict(os.environ, dict.fromkeys(_PROXIES, "")))
        stack.enter_context(mock.patch.object(logging, "raiseExceptions", logging.raiseExceptions))
        for name in ("connect", "connect_ex", "sendto", "sendmsg"):
            if hasattr(socket.socket, name):
                stack.enter_context(mock.patch.object(socket.socket, name, _refuse_address))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
            stack.enter_context(mock.patch.object(socket, name, _refuse_host))
        stack.enter_context(mock.patch.object(os, "_exit", sys.exit))
        stack.enter_context(in_place({**_platform(library), **stand_ins()}))
        stack.enter_context(modules.finding())
        yield Sandbox(folder, library, modules, dict(os.environ))


def _refuse_address(_socket: object, *args: Any, **_options: Any) -> NoReturn:
    _refuse(next((part for part in reversed(args) if isinstance(part, (tuple, str, bytes))), "?"))


def _refuse_host(*args: Any, **_options: Any) -> NoReturn:
    host = args[0] if args else "?"
    port = args[1] if len(args) > 1 else None
    _refuse(host if isinstance(host, tuple) or port is None else (host, port))


def _refuse(address: Any) -> NoReturn:
    shown = ":".join(str(part) for part in address[:2]) if isinstance(address, tuple) else str(address)
    raise NetworkBlocked(
        f"the code asked for {shown}; simulations have no network: give replies in a scenario"
    )
