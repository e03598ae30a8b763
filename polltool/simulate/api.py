"""The door: start a command of an integration or a script and see what the server makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polltool.simulate.arguments import parameters
from polltool.simulate.clock import VirtualClock
from polltool.simulate.commandreplies import CommandBook
from polltool.simulate.http import CannedHttp
from polltool.simulate.neighbours import Neighbours
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
    :param params: configuration parameters; the yml's defaults stand for the others. Those of a
        script are for the integrations of its pack that it runs.
    :param http: what answers requests; without it every request is refused. Never the network.
    :param execute_command: what answers ``demisto.executeCommand``. What it refuses by
        ``UnexpectedCommand``, and every call without it, is run if the script's own pack has the
        command, else refused.
    :raises SimulationError: the item or the command cannot be simulated; the text says why.
    """
    options = options or Options()
    http = http or CannedHttp((), _ORIGIN)
    execute_command = execute_command or CommandBook((), _ORIGIN).answer
    files = Files(options.modules)
    subject = files.subject(path)
    started = subject.chosen(command)
    given = params or {}
    # A script has no parameters: they are those of the integrations that it runs.
    values, missing = parameters(subject.parameters, {} if subject.is_script else given, subject.item.path)
    clock = VirtualClock(options.start)
    runner = Runner(subject, files, options)
    with runner.installed(clock) as sandbox, http.installed(clock):
        neighbours = Neighbours(subject, files, options, given)
        server = Server(subject, runner, clock, http, execute_command, options, values, neighbours, sandbox)
        for name in missing:
            server.warn(f"the parameter {name} is required and not given (--param {name}=...)")
        if subject.runs_as != SERVER_NAME:
            server.warn(
                f"the code starts only if __name__ is {subject.runs_as!r}; on the server it is "
                f"{SERVER_NAME!r}, so nothing would run there: if __name__ in ('__main__', '__builtin__', 'builtins')"
            )
        return server.start(started, args or {})
