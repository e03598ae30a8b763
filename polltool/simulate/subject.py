"""What is simulated: an item with its yml, its compiled code and the defaults of its parameters."""

from __future__ import annotations

import ast
import functools
import linecache
import os
import re
import warnings
from collections.abc import Iterator
from types import CodeType

from polltool import discovery
from polltool.code.files import CodeFile
from polltool.code.modules import parse
from polltool.errors import ReadError, did_you_mean
from polltool.itemcode import CodeReader, code_file, embedded_code
from polltool.model import Command, Item, Kind, Language, read_item
from polltool.records import dataclass
from polltool.simulate.errors import SimulationError
from polltool.syntax import explain, undecodable
from polltool.workspace import Workspace
from polltool.yamldoc import Document, MapNode, ScalarNode, SeqNode, load_bytes

SERVER_NAME = "builtins"
"""What ``__name__`` is in code that the server runs."""

_NAMES = (SERVER_NAME, "__builtin__", "__main__")
_MAIN_GUARD = re.compile(r"^if\s+__name__\b[^\n]*", re.MULTILINE)
_QUOTED = re.compile(r"['\"](\w+)['\"]")


@dataclass(frozen=True, slots=True)
class ParameterDefault:
    """A configuration parameter with the value it has where none is given.

    ``type`` is the platform's number: 4, 9, 14 secrets, 8 boolean, 15 one choice, 16 several;
    ``options`` are the choices.
    """

    name: str
    type: int
    required: bool
    default: str | None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Compiled code and the file that tracebacks name."""

    path: str
    code: CodeType


@dataclass(frozen=True, slots=True)
class Sources:
    """An integration or a script as its files have it; ``path`` is the yml's absolute path."""

    item: Item
    path: str
    code: CodeFile
    parameters: tuple[ParameterDefault, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """An integration or a script that can be run.

    ``path`` is the yml's absolute path. ``runs_as`` is what ``__name__`` is in its code:
    ``builtins``, as on the server, but for code that starts only as ``__main__``.
    """

    item: Item
    path: str
    program: Program
    parameters: tuple[ParameterDefault, ...]
    runs_as: str

    @property
    def is_script(self) -> bool:
        """Whether it is a script."""
        return self.item.kind is Kind.SCRIPT

    def command(self, name: str) -> Command | None:
        """The command of that name; of a script, itself by its name or its id."""
        if self.is_script:
            script = self.item.commands[0]
            return script if name in (script.name, self.item.name, self.item.id) else None
        return self.item.command(name)

    def chosen(self, name: str | None) -> Command:
        """The command to start: the one named, or the only one there is.

        :raises SimulationError: there is none of that name, or several and none is named.
        """
        shown = self.item.path
        if not self.item.commands:
            raise SimulationError(f"{shown} has no commands")
        if name is None:
            if len(self.item.commands) == 1:
                return self.item.commands[0]
            names = ", ".join(command.name for command in self.item.commands)
            raise SimulationError(f"{shown} has several commands; say which: {names}")
        found = self.command(name)
        if found is not None:
            return found
        if self.is_script:
            raise SimulationError(
                f"{shown} is the script {self.item.name!r}, not {name!r}; leave its name out"
            )
        known = [command.name for command in self.item.commands]
        hint = did_you_mean(name, known, f"it has: {', '.join(known)}", shown=repr)
        raise SimulationError(f"{shown} has no command {name!r}; {hint}")


_KEPT = 32
_subjects: dict[tuple[str, str, bytes, tuple[str, bytes] | None], Subject] = {}
"""What was read last, by path, working directory and bytes: tests run the same item many times."""


class Files:
    """Finds and reads what a simulation needs: items, libraries, shared modules."""

    __slots__ = ("_reader", "workspace")

    def __init__(self, modules: tuple[str, ...] = (), workspace: Workspace | None = None) -> None:
        self.workspace = workspace or Workspace()
        self._reader = CodeReader(self.workspace, self._read_quietly, lambda yml: modules)

    def subject(self, given: str) -> Subject:
        """The item that a path means: a folder, a yml, or the Python beside it.

        :raises SimulationError: it is none, or its yml or code cannot be used.
        """
        yml = self._yml(given)
        data = self._read(yml)
        beside = self._reader.beside(yml)
        key = (yml, self.workspace.cwd, data, beside)
        if key not in _subjects:
            if len(_subjects) >= _KEPT:
                _subjects.clear()
            sources = self._sources(yml, data, beside)
            _subjects[key] = Subject(
                sources.item, yml, _program(sources.code), sources.parameters, _runs_as(sources.code.text)
            )
        return _subjects[key]

    def sources(self, given: str) -> Sources:
        """What a path means, as ``subject`` finds it, before its code is compiled.

        :raises SimulationError: as ``subject`` does, but for the code's syntax.
        """
        yml = self._yml(given)
        return self._sources(yml, self._read(yml), self._reader.beside(yml))

    def _sources(self, yml: str, data: bytes, beside: tuple[str, bytes] | None) -> Sources:
        shown = self.workspace.display(yml)
        document = load_bytes(shown, data)
        if document.root is None or document.problems:
            problem = document.problems[0]
            raise SimulationError(f"{shown}:{problem.place.line}: {problem.message}")
        item = read_item(document)
        if item is None:
            raise SimulationError(f"{shown} is neither an integration nor a script; give one of these")
        if item.language is not Language.PYTHON:
            raise SimulationError(
                f"{shown} is written in {item.language.value}; only Python items can be simulated"
            )
        code = embedded_code(document, item)
        if code is None and beside is None:
            stem = os.path.splitext(os.path.basename(yml))[0]
            raise SimulationError(
                f"{shown} has no code: there is neither a {stem}.py beside it nor code inside"
            )
        if code is None and beside is not None:
            code = self._code_file(*beside)
        assert code is not None
        return Sources(item, yml, code, tuple(_parameters(document)))

    def shared_module(self, name: str, yml: str) -> Program | None:
        """The shared module of that name that the item at ``yml`` imports.

        :raises SimulationError: it cannot be parsed.
        """
        code = self._reader.module(name, yml)
        return None if code is None else _program(code)

    def library(self, name: str, yml: str) -> Program | None:
        """A script of the Base pack (``CommonServerPython``) in the item's repository."""
        for folder in discovery.folders_above(self.workspace, os.path.dirname(yml)):
            for place in ((folder, "Packs", "Base"), (folder, "Base")):
                path = os.path.join(*place, "Scripts", name, f"{name}.py")
                if self.workspace.is_file(path):
                    return self.program(path)
        return None

    def program(self, path: str) -> Program:
        """The program in a Python file.

        :raises SimulationError: it cannot be read or parsed.
        """
        absolute = self.workspace.absolute(path)
        return _program(self._code_file(absolute, self._read(absolute)))

    def _yml(self, given: str) -> str:
        path = self.workspace.absolute(given)
        shown = self.workspace.display(path)
        if self.workspace.is_dir(path):
            return self._yml_in(path, shown)
        if not self.workspace.exists(path):
            hint = self.workspace.near(path) or "; give an item's folder, its yml or its .py"
            raise SimulationError(f"there is no {shown}{hint}")
        if path.lower().endswith(discovery.YML_SUFFIXES):
            return path
        yml = discovery.yml_of(self.workspace, path) if path.lower().endswith(".py") else None
        if yml is None:
            raise SimulationError(
                f"{shown} belongs to no integration or script; give an item's folder or yml"
            )
        return yml

    def _yml_in(self, folder: str, shown: str) -> str:
        """The one yml of a folder that is an item's."""
        names = [
            name for name in self.workspace.names(folder) if name.lower().endswith(discovery.YML_SUFFIXES)
        ]
        stem = os.path.basename(folder)
        for suffix in discovery.YML_SUFFIXES:
            if stem + suffix in names:
                return os.path.join(folder, stem + suffix)
        items = [
            os.path.join(folder, name)
            for name in sorted(names)
            if read_item(load_bytes(name, self._read(os.path.join(folder, name)))) is not None
        ]
        if len(items) == 1:
            return items[0]
        if not items and not self.workspace.exists(folder):
            raise SimulationError(f"there is no {shown}{self.workspace.near(folder)}")
        if not items:
            raise SimulationError(f"{shown} holds no integration or script; give an item's folder or yml")
        listed = ", ".join(os.path.basename(path) for path in items)
        raise SimulationError(f"{shown} holds several items; give one of them: {listed}")

    def _code_file(self, path: str, data: bytes) -> CodeFile:
        shown = self.workspace.display(path)
        try:
            return code_file(shown, data)
        except UnicodeDecodeError as error:
            problem = undecodable(shown, data, error)
            raise SimulationError(f"{shown}:{problem.place.line}: {problem.message}") from None

    def _read(self, path: str) -> bytes:
        try:
            return self.workspace.read(path)
        except ReadError as error:
            raise SimulationError(f"{self.workspace.display(path)}: {error}") from None

    def _read_quietly(self, path: str) -> bytes | None:
        try:
            return self.workspace.read(path)
        except ReadError:
            return None


def _program(code: CodeFile) -> Program:
    first_line = 1 if code.offsets is None else code.source.position(code.offsets[0])[0]
    try:
        compiled = _compiled(code.text, code.path, first_line)
    except SyntaxError as error:
        problem = explain(code, error)
        raise SimulationError(f"{code.path}:{problem.place.line}: {problem.message}") from None
    # Tracebacks show the lines of the file whatever the working directory is.
    lines = [line + "\n" for line in re.split(r"\r\n|\r|\n", code.source.text)]
    linecache.cache[code.path] = (len(code.source.text), None, lines, code.path)
    return Program(code.path, compiled)


@functools.lru_cache(maxsize=64)
def _compiled(text: str, path: str, first_line: int) -> CodeType:
    tree = parse(text)
    ast.increment_lineno(tree, first_line - 1)  # inside a yml, tracebacks name the yml's lines
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(tree, path, "exec", dont_inherit=True)


def _runs_as(text: str) -> str:
    """What ``__name__`` is in the code.

    The server runs code under the name ``builtins`` (Python 2: ``__builtin__``); code that
    asks for another name only would do nothing at all there, and gets what it asks for here.
    """
    asked = {name for guard in _MAIN_GUARD.findall(text) for name in _QUOTED.findall(guard)}
    return next((name for name in _NAMES if name in asked), SERVER_NAME)


def _parameters(document: Document) -> Iterator[ParameterDefault]:
    root = document.root
    configuration = None if root is None else root.get("configuration")
    if not isinstance(configuration, SeqNode):
        return
    for node in configuration.items:
        if isinstance(node, MapNode) and (name := _text(node, "name")):
            number = _text(node, "type") or "0"
            required = node.get("required")
            options = node.get("options")
            yield ParameterDefault(
                name,
                int(number) if number.isdecimal() and len(number) < 4 else 0,
                isinstance(required, ScalarNode) and required.value is True,
                _text(node, "defaultvalue"),
                tuple(one.text for one in options.items if isinstance(one, ScalarNode))
                if isinstance(options, SeqNode)
                else (),
            )


def _text(node: MapNode, key: str) -> str | None:
    value = node.get(key)
    return value.text if isinstance(value, ScalarNode) and not value.null else None
