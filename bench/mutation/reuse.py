"""Spares the analysis of code that stays the same from mutant to mutant."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from unittest.mock import patch

from polltool import flows, itemcode
from polltool.code.events import RunEvents
from polltool.code.files import CodeFile
from polltool.code.machine import Incoming
from polltool.code.modules import FindModule, Module
from polltool.code.program import Program, program


@dataclass(slots=True)
class _Remembering(Program):
    """A program that runs once for each command whose arguments are not known."""

    runs: dict[str, RunEvents] = field(default_factory=dict)
    surveys: dict[str, RunEvents] = field(default_factory=dict)

    def run(self, command: str, incoming: Incoming | None = None) -> RunEvents:
        """The first run's events again, for as long as any arguments may come."""
        if incoming is not None:
            return Program.run(self, command, incoming)
        if command not in self.runs:
            self.runs[command] = Program.run(self, command)
        return self.runs[command]

    def survey(self, command: str) -> RunEvents:
        """The first survey's events again."""
        if command not in self.surveys:
            self.surveys[command] = Program.survey(self, command)
        return self.surveys[command]


@contextlib.contextmanager
def reused_analysis(*, active: bool = True) -> Iterator[None]:
    """Let everything linted inside share one analysis of each code file (of split items).

    What runs of the code do does not depend on the yml, so findings are the same.
    """
    files: dict[tuple[str, bytes], CodeFile] = {}
    programs: dict[int, Program] = {}
    make = itemcode.code_file

    def code_file(path: str, data: bytes) -> CodeFile:
        key = (path, data)
        if key not in files:
            files[key] = make(path, data)
        return files[key]

    def remembered(file: CodeFile, find_module: FindModule, module: Module | None = None) -> Program:
        if id(file) not in programs:
            made = program(file, find_module, module)
            programs[id(file)] = _Remembering(**{one.name: getattr(made, one.name) for one in fields(made)})
        return programs[id(file)]

    if not active:
        yield
        return
    with patch.object(itemcode, "code_file", code_file), patch.object(flows, "program", remembered):
        yield
