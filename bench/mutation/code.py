"""What an item's code says of polling, by a plain look at its syntax tree.

On purpose none of the linter's own analysis: what is expected of it must not come from it.
"""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.mutation.content import Item
from polltool.discovery import code_beside, shared_module
from polltool.scope import imported_modules
from polltool.workspace import Workspace

_NEXT_RUN = {"PollResult": "args_for_next_run", "ScheduledCommand": "args"}
_ARGUMENTS = re.compile(r"^args$|(?:poll|next|results?)\w*_args$")
_READERS = ("argToList", "arg_to_number", "argToBoolean", "arg_to_datetime", "str", "int")


@dataclass(slots=True)
class Facts:
    """What one Python text says.

    ``words`` are all strings, identifiers and keywords; ``gates`` the polling arguments that
    decorators name; ``carried`` the keys that are put into the arguments of a next run with
    a value that is not just the input of that name; ``targets`` the commands that schedules
    name, ``dynamic`` whether one has a name that is not written out.
    """

    decorates: bool = False
    schedules: bool = False
    words: set[str] = field(default_factory=set)
    gates: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    dynamic: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """An item's own code and the shared modules that it imports, directly or through others.

    ``problem`` says why there is nothing to look at; ``unseen`` are modules not found.
    """

    own: Facts
    shared: tuple[Facts, ...] = ()
    unseen: frozenset[str] = frozenset()
    problem: str | None = None

    @property
    def all(self) -> tuple[Facts, ...]:
        """The facts of all of it."""
        return (self.own, *self.shared)

    def says(self, word: str) -> bool:
        """Whether a word occurs as a string, identifier or keyword."""
        return any(word in facts.words for facts in self.all)

    @property
    def polls(self) -> bool:
        """Whether any of it makes schedules."""
        return any(facts.decorates or facts.schedules for facts in self.all)

    @property
    def gates(self) -> frozenset[str]:
        """The names of polling arguments: those of decorators, and ``polling``."""
        return frozenset({"polling"}.union(*(facts.gates for facts in self.all)))

    def may_target(self, command: str) -> bool:
        """Whether a schedule may name the command as what runs next."""
        return any(facts.dynamic or command in facts.targets for facts in self.all)


def read_code(item: Item, workspace: Workspace) -> Code:
    """The facts about an item's code."""
    if item.language != "python":
        return Code(Facts(), problem=f"the code is {item.language or 'of no known language'}")
    path = workspace.absolute(item.path)
    own = item.embedded
    if own is None:
        beside = code_beside(workspace, path)
        own = None if beside is None else _read(beside)
    if own is None:
        return Code(Facts(), problem="there is no code beside the yml")
    try:
        facts = scan(own)
    except SyntaxError:
        return Code(Facts(), problem="the code cannot be parsed (Python 2?)")
    shared: list[Facts] = []
    unseen: set[str] = set()
    seen: set[str] = set()
    waiting = sorted(imported_modules(own.encode()))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        module = shared_module(workspace, name, path)
        if module is None or not module.endswith(".py"):
            unseen.add(name)
            continue
        text = _read(module)
        shared.append(scan(text))
        waiting += sorted(imported_modules(text.encode()))
    return Code(facts, tuple(shared), frozenset(unseen))


def _read(path: str) -> str:
    with open(os.fspath(path), encoding="utf-8", errors="replace", newline="") as file:
        return file.read()


def scan(text: str) -> Facts:
    """The facts about a Python text.

    :raises SyntaxError: it cannot be parsed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    facts = Facts()
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            facts.words.add(node.value)
        elif isinstance(node, ast.Name):
            facts.words.add(node.id)
        elif isinstance(node, ast.Attribute):
            facts.words.add(node.attr)
        elif isinstance(node, ast.arg) or (isinstance(node, ast.keyword) and node.arg is not None):
            facts.words.add(node.arg or "")
        if isinstance(node, ast.Call):
            _note_call(node, facts, constants)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            facts.carried |= set(_carried(node))
    return facts


def _constants(tree: ast.Module) -> dict[str, str]:
    """Names that are assigned one string at the module's or a class's level."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str) and target.id.isupper():
                    found[target.id] = node.value.value
    return found


def _note_call(node: ast.Call, facts: Facts, constants: dict[str, str]) -> None:
    name = _callee(node)
    if name == "polling_function":
        facts.decorates = True
        facts.gates |= {
            keyword.value.value
            for keyword in node.keywords
            if keyword.arg == "polling_arg_name"
            and isinstance(keyword.value, ast.Constant)
            and isinstance(keyword.value.value, str)
        }
        _note_target(_argument(node, "name"), facts, constants)
    elif name == "ScheduledCommand":
        facts.schedules = True
        _note_target(_argument(node, "command"), facts, constants)


def _note_target(given: ast.expr | None, facts: Facts, constants: dict[str, str]) -> None:
    name: object = None
    if isinstance(given, ast.Constant):
        name = given.value
    elif isinstance(given, ast.Name | ast.Attribute):
        name = constants.get(given.id if isinstance(given, ast.Name) else given.attr)
    if isinstance(name, str):
        facts.targets.add(name)
    else:
        facts.dynamic = True


def _callee(node: ast.Call) -> str:
    function = node.func
    return (
        function.id
        if isinstance(function, ast.Name)
        else function.attr
        if isinstance(function, ast.Attribute)
        else ""
    )


def _argument(node: ast.Call, name: str) -> ast.expr | None:
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    return node.args[0] if node.args and not isinstance(node.args[0], ast.Starred) else None


# -- the keys of next-run arguments


def _carried(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Module) -> Iterator[str]:
    """The keys that a function puts into arguments by name: a next run's, or what is called so."""
    own = list(_own(function))
    passed = _passed(own)
    names = {node.id for node in own if isinstance(node, ast.Name) and _ARGUMENTS.search(node.id)}
    for node in own:
        if isinstance(node, ast.Call) and _callee(node) in _NEXT_RUN:
            for keyword in node.keywords:
                if keyword.arg == _NEXT_RUN[_callee(node)]:
                    names |= {part.id for part in ast.walk(keyword.value) if isinstance(part, ast.Name)}
                    yield from _keys(keyword.value, passed)
        elif isinstance(node, ast.Call):
            for given in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(given, ast.Dict | ast.BinOp) and _spreads_arguments(given):
                    yield from _keys(given, passed)
    for node in own:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Subscript) and _is_name(target.value, names):
                    key = target.slice
                    if (
                        isinstance(key, ast.Constant)
                        and isinstance(key.value, str)
                        and not _passes(node.value, key.value, passed)
                    ):
                        yield key.value
                elif _is_name(target, names):
                    yield from _keys(node.value, passed)
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "update"
            and _is_name(node.func.value, names)
        ):
            for given in node.args:
                yield from _keys(given, passed)
            yield from _new_keywords(node, passed)


def _spreads_arguments(value: ast.expr) -> bool:
    """Whether a dictionary is made from arguments: ``{'x': 1, **args}``, ``args | {'x': 1}``."""
    return any(isinstance(node, ast.Name) and _ARGUMENTS.search(node.id) for node in ast.walk(value))


def _own(function: ast.AST) -> Iterator[ast.AST]:
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _is_name(node: ast.expr, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _keys(value: ast.expr, passed: dict[str, str]) -> Iterator[str]:
    """The string keys of the dictionaries in an expression, but for inputs passed on."""
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            for key, item in zip(node.keys, node.values, strict=True):
                name = key.value if isinstance(key, ast.Constant) else None
                if isinstance(name, str) and not _passes(item, name, passed):
                    yield name
        elif isinstance(node, ast.Call) and _callee(node) in ("dict", "assign_params"):
            yield from _new_keywords(node, passed)


def _new_keywords(call: ast.Call, passed: dict[str, str]) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg is not None and not _passes(keyword.value, keyword.arg, passed):
            yield keyword.arg


def _passed(nodes: list[ast.AST]) -> dict[str, str]:
    """Variables that hold an input argument, with its name."""
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            read = _read_argument(node.value)
            if read is not None:
                found[node.targets[0].id] = read
    return found


def _passes(value: ast.expr, key: str, passed: dict[str, str]) -> bool:
    if isinstance(value, ast.Name):
        return passed.get(value.id) == key
    return _read_argument(value) == key


def _read_argument(value: ast.expr) -> str | None:
    """The key in ``args.get('x')``, ``args['x']``, ``str(args.get('x'))``, ``args.get('x') or y``."""
    if isinstance(value, ast.BoolOp):
        return _read_argument(value.values[0])
    key: ast.expr | None = None
    if isinstance(value, ast.Subscript):
        key = value.slice
    elif isinstance(value, ast.Call):
        if _callee(value) in _READERS and value.args:
            return _read_argument(value.args[0])
        if (
            isinstance(value.func, ast.Attribute)
            and value.func.attr in ("get", "pop", "getArg")
            and value.args
        ):
            key = value.args[0]
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
