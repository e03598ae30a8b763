"""Where an item speaks of a command: in the yml, where the code dispatches, in its function, in schedules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from polltool.code.files import CodeFile
from polltool.code.modules import Module, load
from polltool.lsp.describe import holds
from polltool.lsp.memory import View
from polltool.model import Item
from polltool.records import dataclass
from polltool.source import Place

DECLARED, DISPATCH, FUNCTION, SCHEDULED, TEXT = "declared", "dispatch", "function", "scheduled", "text"
_SCHEDULING = frozenset({"polling_function", "ScheduledCommand"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that speaks of a command.

    ``role``: ``declared`` (its name in the yml), ``dispatch`` (the name in a test, a table or a
    case), ``function`` (the definition that runs for it), ``scheduled`` (the name in a decorator
    or a ``ScheduledCommand``), ``text`` (the name elsewhere in the code).
    """

    role: str
    place: Place


def command_at(view: View, path: str, offset: int) -> str | None:
    """The command that a place speaks of: its name in the yml or in a string, or its function.

    :param path: the file's path as findings show it.
    """
    item = view.item
    if item is None:
        return None
    if path == item.path:
        for command in item.commands:
            if holds(item.source, command.place, offset):
                return command.name
    module = _module(view)
    if module is None or view.code is None or path != view.code.path:
        return None
    names = {command.name for command in item.commands}
    for statement in module.tree.body:
        if not holds(view.code.source, _whole(view.code, statement), offset):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and node.value in names:
                if holds(view.code.source, view.code.place(node), offset):
                    return str(node.value)
            elif isinstance(node, _FUNCTIONS) and holds(view.code.source, _name_of(view.code, node), offset):
                return next((name for name in sorted(names) if node in functions(view, name)), None)
    return None


def mentions(view: View, command: str) -> list[Mention]:
    """All places of an item that speak of a command."""
    found: dict[Mention, None] = {}
    item, code = view.item, view.code
    for one in item.commands if item is not None else ():
        if one.name == command:
            found[Mention(DECLARED, one.place)] = None
    if code is not None:
        for node, role in _texts(view, command):
            found[Mention(role, code.place(node))] = None
        for function in functions(view, command):
            found[Mention(FUNCTION, _name_of(code, function))] = None
    return list(found)


def functions(view: View, command: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of the module that run for a command: those that its dispatch calls or holds."""
    module = _module(view)
    if module is None or view.code is None:
        return []
    defined = {node.name: node for node in module.tree.body if isinstance(node, _FUNCTIONS)}
    found: dict[str, None] = {}
    for node, role in _texts(view, command):
        above = _above(module, view.code, node)
        parent = above.get(node)
        if role == SCHEDULED and isinstance(parent, ast.Call):
            holder = above.get(parent)
            if isinstance(holder, _FUNCTIONS) and parent in holder.decorator_list:
                found[holder.name] = None
        elif role == DISPATCH:
            for name in _dispatched(node, above):
                if name in defined:
                    found[name] = None
    return [defined[name] for name in found if name in defined]


def _dispatched(node: ast.AST, above: dict[ast.AST, ast.AST]) -> Iterator[str]:
    """The names of what a dispatch leads to: the value of a table's entry, the calls of a branch."""
    parent = above.get(node)
    if isinstance(parent, ast.Dict):
        for key, value in zip(parent.keys, parent.values, strict=True):
            if key is node:
                yield from _called(value)
        return
    child = node
    while parent is not None and not isinstance(parent, ast.stmt | ast.match_case):
        child, parent = parent, above.get(parent)
    if (isinstance(parent, ast.If) and child is parent.test) or isinstance(parent, ast.match_case):
        for statement in parent.body:
            yield from _called(statement)


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    for at in ast.walk(node):
        if isinstance(at, ast.Call) and isinstance(at.func, ast.Name):
            yield at.func.id
        elif isinstance(at, ast.Tuple | ast.List):
            yield from (part.id for part in at.elts if isinstance(part, ast.Name))


def _texts(view: View, command: str) -> Iterator[tuple[ast.Constant, str]]:
    """The strings of the code that are the command's name, with their role."""
    module, code = _module(view), view.code
    if module is None or code is None or not command:
        return
    indices = [match.start() for match in re.finditer(re.escape(command), code.text)]
    for statement in module.tree.body:
        start, end = _span(code, statement)
        if not any(start <= index <= end for index in indices):
            continue
        above = _above(module, code, statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and node.value == command:
                yield node, _role(node, above)


def _role(node: ast.Constant, above: dict[ast.AST, ast.AST]) -> str:
    parent = above.get(node)
    if isinstance(parent, ast.keyword):
        parent = above.get(parent)
    if isinstance(parent, ast.Call):
        function = parent.func
        name = getattr(function, "id", getattr(function, "attr", ""))
        return SCHEDULED if name in _SCHEDULING else TEXT
    if isinstance(parent, ast.Dict):
        return DISPATCH if any(key is node for key in parent.keys) else TEXT
    while isinstance(parent, ast.Tuple | ast.List | ast.Set):
        parent = above.get(parent)
    return DISPATCH if isinstance(parent, ast.Compare | ast.MatchValue | ast.MatchOr) else TEXT


def _above(module: Module, code: CodeFile, node: ast.AST) -> dict[ast.AST, ast.AST]:
    """The parents of the nodes of the module-level statement that a node stands in."""
    index = code.index(node.lineno, node.col_offset)  # type: ignore[attr-defined]
    for statement in module.tree.body:
        start, end = _span(code, statement)
        if start <= index <= end:
            return {child: parent for parent in ast.walk(statement) for child in ast.iter_child_nodes(parent)}
    return {}


def _module(view: View) -> Module | None:
    if view.code is None:
        return None
    try:
        return load("<item>", view.code)
    except SyntaxError:
        return None


def _span(code: CodeFile, statement: ast.stmt) -> tuple[int, int]:
    """The indices of a statement in the code, its decorators included."""
    first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
    assert statement.end_lineno is not None
    assert statement.end_col_offset is not None
    return code.index(first, 0), code.index(statement.end_lineno, statement.end_col_offset)


def _whole(code: CodeFile, statement: ast.stmt) -> Place:
    start, end = _span(code, statement)
    return code.source.place(code.offset_of(start), code.offset_of(end))


def _name_of(code: CodeFile, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Place:
    """The place of a function's name in its definition."""
    start = code.index(function.lineno, function.col_offset)
    at = code.text.index(function.name, start + 4)
    return code.source.place(code.offset_of(at), code.offset_of(at + len(function.name)))


def argument_places(view: View, item: Item, path: str, offset: int) -> list[Place]:
    """The places that have to do with the argument at a place: declarations, reads, what carries it."""
    analysis = view.analysis
    if analysis is None:
        return []
    wanted: dict[tuple[str, str], None] = {}
    places: dict[Place, None] = {}
    spoken: dict[tuple[str, str], list[Place]] = {}
    for run in analysis.runs:
        for read in run.events.reads:
            if read.spot is not None and not analysis.is_shared(read.spot):
                spoken.setdefault((run.command.name, read.key), []).append(read.spot.head)
    for flow in analysis.flows:
        for key, carried in flow.next_run.keys.items():
            if carried.spot is not None and flow.target_name and not analysis.is_shared(carried.spot):
                spoken.setdefault((flow.target_name, key), []).append(carried.spot.head)
    if path == item.path:
        for command in item.commands:
            for argument in command.arguments:
                if holds(item.source, argument.place, offset):
                    wanted[command.name, argument.name] = None
    if path == analysis.code.path:
        for mark, heads in spoken.items():
            if any(holds(analysis.code.source, head, offset) for head in heads):
                wanted[mark] = None
    for name, key in wanted:
        found = item.command(name)
        for one in found.arguments if found is not None else ():
            if one.name == key:
                places[one.place] = None
        places.update(dict.fromkeys(spoken.get((name, key), ())))
    return list(places)
