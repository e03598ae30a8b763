"""What becomes of a command's result: where a handler's value goes, and what runs after a branch."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator

from polltool.code.parents import in_breadth
from polltool.records import dataclass
from polltool.scaffold.codeindex import FunctionDef
from polltool.scaffold.codescope import Scopes, blocks, dotted, leaves
from polltool.scaffold.nametests import NameTests, looked_up

_SHOWING = frozenset({"return_results", "return_outputs", "return_error", "return_warning"})
_SHOWING_METHODS = frozenset({"results", "incidents", "createIndicators", "credentials"})


class Sink(enum.Enum):
    """What happens to a value: ``return_results`` gets it, nothing does, or something else."""

    RESULTS = "results"
    NOTHING = "nothing"
    OTHER = "other"


def sink(scopes: Scopes, value: ast.expr, depth: int = 4) -> Sink:
    """Where the value of an expression goes."""
    above = scopes.module.parents.get(value)
    if isinstance(above, ast.Expr):
        return Sink.NOTHING
    if isinstance(above, ast.Call) and dotted(above.func) == "return_results" and above.args == [value]:
        return Sink.RESULTS
    if isinstance(above, ast.Return) and depth:
        function = scopes.function_of(above)
        return Sink.OTHER if function is None else sink_of_function(scopes, function, depth - 1)
    if isinstance(above, ast.Assign) and len(above.targets) == 1 and isinstance(above.targets[0], ast.Name):
        return _sink_of_name(scopes, above.targets[0])
    return Sink.OTHER


def _sink_of_name(scopes: Scopes, name: ast.Name) -> Sink:
    function = scopes.function_of(name)
    loads = [
        node
        for node in in_breadth(scopes.module.tree if function is None else function)
        if isinstance(node, ast.Name) and node.id == name.id and isinstance(node.ctx, ast.Load)
    ]
    if loads and all(_only_shows(scopes, load) for load in loads):
        return Sink.RESULTS
    return Sink.OTHER


def _only_shows(scopes: Scopes, load: ast.Name) -> bool:
    """Whether a use of a name gives it to ``return_results``, or asks whether there is something in it."""
    above = scopes.module.parents.get(load)
    if isinstance(above, ast.Call):
        return dotted(above.func) == "return_results" and above.args == [load]
    if isinstance(above, ast.Compare):
        return isinstance(above.ops[0], ast.Is | ast.IsNot) and above.left is load
    return isinstance(above, ast.If) and above.test is load


def sink_of_function(scopes: Scopes, function: FunctionDef, depth: int = 4) -> Sink:
    """Where what a function returns goes."""
    found = {sink(scopes, call, depth) for call in scopes.calls.get(function.name, [])}
    if not found and function.name == "main":
        return Sink.NOTHING
    return found.pop() if len(found) == 1 else Sink.OTHER


class Way(enum.Enum):
    """How a new branch hands on its result."""

    SHOW = "return_results(...)"
    RETURN = "return ..."
    ASSIGN = "name = ..."
    LEAVE = "return_results(...), then return"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a new branch of a statement ends; ``name`` is the variable that gets its result."""

    way: Way
    name: str = ""


class Unclear(Exception):
    """The code cannot be added to with certainty; the text says why."""


def ending(scopes: Scopes, tests: NameTests, statement: ast.stmt, command: str) -> Ending:
    """How a new branch of a statement that tells commands apart has to end.

    :raises Unclear: that cannot be told.
    """
    function = scopes.function_of(statement)
    if function is not None and returns_values(scopes, statement):
        found = sink_of_function(scopes, function)
        if found is Sink.RESULTS:
            return Ending(Way.RETURN)
        if found is Sink.OTHER:
            raise Unclear("what the function returns goes on in a way that is not clear")
    after = list(_after(scopes, tests, statement, command))
    bound = {
        node.id
        for node in in_breadth(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    loads = [
        node
        for one in after
        for node in in_breadth(one)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in bound
    ]
    unsure = [load for load in loads if not scopes.sure(load.id, statement)]
    shows = [node for one in after for node in in_breadth(one) if _shows(node)]
    stays = not any(_raises(one) or _looks_up(scopes, tests, one) for one in after)
    if stays and not shows and not unsure:
        return Ending(Way.SHOW)
    name = _shown_name(scopes, shows, loads)
    if stays and name is not None:
        return Ending(Way.ASSIGN, name)
    if function is None:
        raise Unclear("what follows the commands' branches works on their results")
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in in_breadth(function)):
        raise Unclear("the function is a generator")
    return Ending(Way.LEAVE)


def returns_values(scopes: Scopes, node: ast.AST) -> bool:
    """Whether the function that a node is, or stands in, returns results there for its callers to show."""
    function = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else scopes.function_of(node)
    return any(
        isinstance(at, ast.Return)
        and at.value is not None
        and scopes.function_of(at) is function
        and not (isinstance(at.value, ast.Call) and _shows(at.value))
        for at in in_breadth(node)
    )


def _shown_name(scopes: Scopes, shows: list[ast.AST], loads: list[ast.Name]) -> str | None:
    """The variable that is shown after the branches, where that is all that is done with results."""
    names = {load.id for load in loads}
    if len(names) != 1 or len(shows) != 1:
        return None
    call, name = shows[0], names.pop()
    if not isinstance(call, ast.Call) or dotted(call.func) != "return_results" or len(call.args) != 1:
        return None
    shown = call.args[0]
    if isinstance(shown, ast.Name) and shown.id == name and all(_only_shows(scopes, one) for one in loads):
        return name
    return None


def _shows(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    what = dotted(node.func)
    if what.startswith("demisto."):
        return what.removeprefix("demisto.") in _SHOWING_METHODS
    return what in _SHOWING


def _raises(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Raise) for node in in_breadth(statement))


def _looks_up(scopes: Scopes, tests: NameTests, statement: ast.stmt) -> bool:
    """Whether a statement looks the command up, or calls what was looked up for it."""
    for node in in_breadth(statement):
        if looked_up(tests, node) is not None:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for value in scopes.values(node.func.id, scopes.function_of(node)):
                called = value.func if isinstance(value, ast.Call) else None
                if value is not None and looked_up(tests, value) is not None:
                    return True
                if called is not None and any(tests.is_command(one) for one in value.args):  # type: ignore[union-attr]
                    return True
    return False


def _after(scopes: Scopes, tests: NameTests, statement: ast.stmt, command: str) -> Iterator[ast.stmt]:
    """What runs once a statement is done, in its own function, as a new command."""
    parents = scopes.module.parents
    child: ast.AST = statement
    parent = parents.get(child)
    while parent is not None:
        if isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            raise Unclear("the commands are told apart inside a loop")
        if isinstance(parent, ast.ExceptHandler):
            raise Unclear("the commands are told apart where an exception is handled")
        for block in blocks(parent):
            if child in block:
                following = list(block)[list(block).index(child) + 1 :]  # type: ignore[arg-type]
                for one in following:
                    yield from _run(tests, one, command)
                    if leaves([one]):
                        break
        if isinstance(parent, ast.Try) and child not in parent.finalbody:
            if child in parent.body:
                for one in parent.orelse:
                    yield from _run(tests, one, command)
            for one in parent.finalbody:
                yield from _run(tests, one, command)
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module | ast.ClassDef):
            return
        child, parent = parent, parents.get(parent)


def _run(tests: NameTests, statement: ast.stmt, command: str) -> Iterator[ast.stmt]:
    """The parts of a statement that a new command runs."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    if isinstance(statement, ast.If):
        answer = tests.holds(statement.test, command)
        if answer is not None:
            for one in statement.body if answer else statement.orelse:
                yield from _run(tests, one, command)
            return
    yield statement
