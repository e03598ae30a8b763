"""What a script runs by ``demisto.executeCommand``: the commands of the other items of its pack (facts.md 10)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from polltool.discovery import YML_SUFFIXES
from polltool.errors import ReadError
from polltool.simulate.arguments import as_argument, first_arguments, parameters
from polltool.simulate.entries import server_error
from polltool.simulate.errors import SimulationError
from polltool.simulate.instance import AnyDemisto, Instance
from polltool.simulate.options import Options
from polltool.simulate.runner import Runner
from polltool.simulate.sandbox import Sandbox
from polltool.simulate.subject import Files, Subject

MakeDemisto = Callable[[Instance, str, Mapping[str, Any]], AnyDemisto]
"""Makes the ``demisto`` object for a run of an instance's command with its arguments."""


class Neighbours:
    """The items that lie in the same pack as a script, found and read when they are called.

    :param params: what they are configured with, as far as they have such parameters.
    """

    def __init__(self, subject: Subject, files: Files, options: Options, params: Mapping[str, Any]) -> None:
        self._subject = subject
        self._files = files
        self._options = options
        self._params = params
        self._found: dict[str, tuple[Instance, Runner] | None] = {}

    def call(
        self, sandbox: Sandbox, make: MakeDemisto, name: str, args: Mapping[str, Any]
    ) -> list[dict[str, Any]] | None:
        """The entries that a command gives, None where no item of the pack has it.

        :raises Stopped, Unexpected: what its code asks for is not to be had.
        """
        if name not in self._found:
            self._found[name] = self._find(name)
        found = self._found[name]
        if found is None:
            return None
        instance, runner = found
        command = instance.subject.command(name)
        assert command is not None
        given = {key: as_argument(value) for key, value in args.items() if value is not None}
        try:
            arguments = first_arguments(command, given, fill_defaults=self._options.fill_defaults != "never")
        except SimulationError as error:
            return [dict(server_error(str(error)).raw)]
        host = make(instance, command.name, arguments.args)
        with runner.inside(sandbox):
            ran = runner.run(host)
        if ran.stopped is not None:
            raise ran.stopped
        instance.keep(host)
        entries = [dict(entry) for entry in ran.results]
        return entries if ran.error is None else [*entries, dict(server_error(ran.error).raw)]

    def _find(self, name: str) -> tuple[Instance, Runner] | None:
        for path in self._ymls():
            try:
                if name.encode() not in self._files.workspace.read(path):
                    continue
                subject = self._files.subject(path)
            except (ReadError, SimulationError):
                continue  # what cannot be run here answers nothing
            if subject.command(name) is not None:
                known = {parameter.name for parameter in subject.parameters}
                mine = {key: value for key, value in self._params.items() if key.split(".")[0] in known}
                values, _ = parameters(subject.parameters, mine, subject.item.path)
                return Instance(subject, values), Runner(subject, self._files, self._options)
        return None

    def _ymls(self) -> Iterator[str]:
        """The ymls of the pack's integrations and scripts, this one's excepted, in the order of their paths."""
        pack = _pack(self._subject.path)
        for kind in ("Integrations", "Scripts") if pack is not None else ():
            for folder, folders, names in os.walk(os.path.join(str(pack), kind)):
                folders.sort()
                for name in sorted(names):
                    path = os.path.join(folder, name)
                    if name.lower().endswith(YML_SUFFIXES) and path != self._subject.path:
                        yield path


def _pack(yml: str) -> str | None:
    """The folder of the pack in which an item lies; None for one that lies elsewhere."""
    folder = os.path.dirname(yml)
    for above in (folder, os.path.dirname(folder)):
        if os.path.basename(above) in ("Integrations", "Scripts"):
            return os.path.dirname(above)
    return None
