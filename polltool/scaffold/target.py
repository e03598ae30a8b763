"""The integration that gets the commands: its files, read once."""

from __future__ import annotations

import os

from polltool.code.files import CodeFile
from polltool.errors import PolltoolError
from polltool.model import Item, Kind, Language
from polltool.records import dataclass
from polltool.scaffold.codestyle import CodeStyle, command_prefix, read_code_style
from polltool.scaffold.defaults import Suggestions, suggestions
from polltool.scaffold.parsing import Given
from polltool.simulate.errors import SimulationError
from polltool.simulate.subject import Files, ParameterDefault, Sources
from polltool.syntax import explain
from polltool.workspace import Workspace


class TargetError(PolltoolError):
    """A path that is no integration in which commands can be made; the text says what to give."""


@dataclass(frozen=True, slots=True)
class Target:
    """An integration that commands are put into.

    Paths are absolute. ``code_path`` is the file that holds the code: in a unified item, the yml.
    """

    workspace: Workspace
    yml: str
    item: Item
    code: CodeFile
    code_path: str
    style: CodeStyle
    parameters: tuple[ParameterDefault, ...]

    @property
    def unified(self) -> bool:
        """Whether the code is inside the yml."""
        return self.code_path == self.yml

    @property
    def folder(self) -> str:
        """The folder of the yml."""
        return os.path.dirname(self.yml)

    @property
    def stem(self) -> str:
        """What the integration's files are called."""
        return os.path.splitext(os.path.basename(self.code_path))[0]

    def show(self, path: str) -> str:
        """An absolute path as messages have it."""
        return self.workspace.display(path)


def read_target(path: str, workspace: Workspace) -> Target:
    """The integration that a folder, a yml or a Python file stands for.

    :raises TargetError: it is none, or none whose code can be added to.
    """
    try:
        sources = Files(workspace=workspace).sources(path)
    except SimulationError as error:
        raise TargetError(str(error)) from None
    return _target(sources, workspace)


def _target(sources: Sources, workspace: Workspace) -> Target:
    item = sources.item
    if item.kind is not Kind.INTEGRATION:
        raise TargetError(
            f"{item.path} is a script; commands go into integrations (a new polling script is made by --script)"
        )
    if item.language is not Language.PYTHON or item.subtype == "python2":
        raise TargetError(
            f"{item.path} is not written in Python 3, which the platform's polling decorator needs"
        )
    code = sources.code
    code_path = workspace.absolute(code.path)
    if not code.editable:
        raise TargetError(
            f"{item.path} has its code in a quoted or folded scalar; write it as a literal block ('script: |-') first"
        )
    try:
        style = read_code_style(code, [command.name for command in item.commands])
    except SyntaxError as error:
        problem = explain(code, error)
        raise TargetError(f"{code.path}:{problem.place.line}: {problem.message}") from None
    return Target(workspace, sources.path, item, code, code_path, style, sources.parameters)


def suggested_by(target: Target, given: Given) -> Suggestions:
    """What the integration suggests for answers that nobody gave.

    The commands that are to be made do not count: an earlier run may have made them already, and
    the same command line has to come to the same answers again.
    """
    made = {str(given[name]) for name in ("submit", "find", "command") if name in given}
    others = [command for command in target.item.commands if command.name not in made]
    if "submit" in given and "find" not in given:
        default = suggestions(others, target.item.name, None).find_command(str(given["submit"]))
        others = [command for command in others if command.name != default]
    prefix = target.style.command_prefix
    if len(others) < len(target.item.commands):
        prefix = command_prefix(command.name for command in others)
    return suggestions(others, target.item.name, prefix)
