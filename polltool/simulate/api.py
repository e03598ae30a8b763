"""The door: start a command of an integration or a script and see what the server makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polltool.simulate.arguments import parameters
from polltool.simulate.clock import VirtualClock
from polltool.simulate.commandreplies import CommandBook
from polltool.simulate.http import CannedHttp
from polltool.simulate.options import ExecuteCommand, Http, Options
from polltool.simulate.runner import Runner
from polltool.simulate.sequence import Simulation
from polltool.simulate.server import Server
from polltool.simulate.subject import SERVER_NAME, Files

_ORIGIN = "this simulation"


def simulate(
    path: str,
    command: str | None = None,
    args: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    *,
    http: Http | None = None,
    execute_command: ExecuteCommand | None = None,
    options: Options | None = None,
) -> Simulation:
    """Run ``command`` with ``args`` and follow every sequence that it starts to its end.

    :param path: the item's folder, its yml, or its Python file.
    :param command: a command of the integration; not needed for a script, nor where the
        integration has one command only.
    :param params: configuration parameters; the yml's defaults stand for the others.
    :param http: what answers requests; without it every request is refused. Never the network.
    :param execute_command: what answers ``demisto.executeCommand``; without it every call is refused.
    :raises SimulationError: the item or the command cannot be simulated; the text says why.
    """
    options = options or Options()
    http = http or CannedHttp((), _ORIGIN)
    execute_command = execute_command or CommandBook((), _ORIGIN).answer
    files = Files(options.modules)
    subject = files.subject(path)
    started = subject.chosen(command)
    values, missing = parameters(subject.parameters, params or {}, subject.item.path)
    clock = VirtualClock(options.start)
    runner = Runner(subject, files, options)
    with runner.installed(clock) as sandbox, http.installed(clock):
        server = Server(subject, runner, clock, http, execute_command, options, values, sandbox.folder)
        for name in missing:
            server.warn(f"the parameter {name} is required and not given (--param {name}=...)")
        if subject.runs_as != SERVER_NAME:
            server.warn(
                f"the code starts only if __name__ is {subject.runs_as!r}; on the server it is "
                f"{SERVER_NAME!r}, so nothing would run there: if __name__ in ('__main__', '__builtin__', 'builtins')"
            )
        return server.start(started, args or {})
