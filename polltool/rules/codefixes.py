"""The fixes that change code: what the rules that offer them share."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from polltool.code.bindings import (
    always_before,
    bound,
    definition,
    enclosing_function,
    enclosing_statement,
    is_builtin,
    own,
    parameters,
)
from polltool.code.events import DecoratedCall, PollResultSeen
from polltool.code.heap import INPUT
from polltool.code.layout import CannotEdit, Layout
from polltool.code.modules import Module, load
from polltool.code.rewrites import add_key, replace
from polltool.code.values import Function, Ref, Spot
from polltool.edits import Edit
from polltool.findings import Fix
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.model import Command


def code_fix(safe: bool, message: str, edits: Callable[[], Iterable[Edit]]) -> Fix | None:
    """The fix that these edits are; None where one of them cannot be made (``CannotEdit``)."""
    try:
        made = tuple(dict.fromkeys(edits()))
    except CannotEdit:
        return None
    return Fix(safe, message, made) if made else None


def module_of(analysis: ItemAnalysis, spot: Spot) -> Module:
    """The item's own module, where the spot lies in it.

    :raises CannotEdit: it lies in a shared module, which other items use as well.
    """
    if analysis.is_shared(spot):
        raise CannotEdit
    return load("<item>", analysis.code)


def layout_of(analysis: ItemAnalysis, spot: Spot) -> Layout:
    """The layout around a spot of the item's own code.

    :raises CannotEdit: see ``module_of`` and ``Layout``.
    """
    return Layout(module_of(analysis, spot), spot.node)


# -- keys for the next run -----------------------------------------------------------------


def pass_on(analysis: ItemAnalysis, flow: PollingFlow, key: str, starters: Iterable[Command]) -> Fix | None:
    """Add the incoming argument of that name to the dictionary of the next run's arguments."""

    def edits() -> Iterable[Edit]:
        if any(starter.argument(key) is None for starter in starters):
            raise CannotEdit  # it never comes
        layout = layout_of(analysis, flow.next_run.spot)
        arguments = _arguments_name(analysis, flow, layout)
        return add_key(layout, _made(flow), key, f"{arguments}.get('{key}')")

    return code_fix(False, f"pass '{key}' on to the next run", edits)


def set_key(analysis: ItemAnalysis, flow: PollingFlow, key: str, value: str) -> Fix | None:
    """Add a key with this expression to the dictionary of the next run's arguments."""

    def edits() -> Iterable[Edit]:
        layout, made = layout_of(analysis, flow.next_run.spot), flow.next_run.spot.node
        if flow.next_run.is_input and isinstance(made, ast.Name):
            if not isinstance(layout.module.parents.get(made), (ast.keyword, ast.Call)):
                raise CannotEdit
            return replace(layout, made, f"{{**{made.id}, '{key}': {value}}}")
        return add_key(layout, _made(flow), key, value)

    return code_fix(False, f"add '{key}' to the next run's arguments", edits)


def has_variable(analysis: ItemAnalysis, flow: PollingFlow, name: str) -> bool:
    """Whether a function surely has a local variable where it makes the next run's arguments."""
    made = flow.next_run.spot.node
    if analysis.is_shared(flow.next_run.spot):
        return False
    module = load("<item>", analysis.code)
    function = enclosing_function(module, made)
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    uses = [node for node in own(function) if isinstance(node, ast.Name) and node.id == name]
    if {type(node.ctx) for node in uses} != {ast.Store, ast.Load}:
        return False
    # A use on the way here would have failed without it.
    return any(always_before(module, enclosing_statement(module, node), made) for node in uses)


def _made(flow: PollingFlow) -> ast.expr:
    """The expression that makes the next run's arguments, where the finding lies."""
    node = flow.next_run.spot.node
    if flow.next_run.made is not None or not isinstance(node, (ast.Dict, ast.Call)):
        raise CannotEdit
    return node


def _arguments_name(analysis: ItemAnalysis, flow: PollingFlow, layout: Layout) -> str:
    """What the code calls the incoming arguments, where it makes those of the next run."""
    module, made = layout.module, flow.next_run.spot.node
    function = enclosing_function(module, made)
    names = [*_names_read(analysis, flow, module, function), *_first_parameters(analysis, flow, function)]
    for name in dict.fromkeys(names):
        if _means_the_same(module, name, function, made):
            return name
    if _uses_args_function(module):
        return "demisto.args()"
    raise CannotEdit


def _names_read(
    analysis: ItemAnalysis, flow: PollingFlow, module: Module, function: ast.AST | None
) -> Iterator[str]:
    """The names from which a function reads incoming arguments."""
    for read in analysis.run(flow.starter).events.reads:
        if not read.sure or read.spot is None or read.how not in ("get", "item"):
            continue
        node = read.spot.node
        if analysis.is_shared(read.spot) or enclosing_function(module, node) is not function:
            continue
        holder = node.value if isinstance(node, ast.Subscript) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            holder = node.func.value
        if isinstance(holder, ast.Name):
            yield holder.id


def _first_parameters(analysis: ItemAnalysis, flow: PollingFlow, function: ast.AST | None) -> Iterator[str]:
    """The first parameter of a decorated function that gets the incoming arguments there."""
    result = flow.schedule.result
    if result is None or result.own_args != Ref(INPUT):
        return
    for call in analysis.decorated_calls(flow.starter):
        if _runs(call, result, function):
            assert isinstance(call.function, Function)
            names = parameters(call.function.node)
            if names:
                yield names[0].arg


def _runs(call: DecoratedCall, result: PollResultSeen, function: ast.AST | None) -> bool:
    return (
        isinstance(call.function, Function)
        and call.function.node is function
        and call.function.bound is None
        and call.passed == result.own_args
    )


def _means_the_same(module: Module, name: str, function: ast.AST | None, made: ast.AST) -> bool:
    """Whether a name that a function reads has its one value already where a node is."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    binding = [node for node in own(function) if name in bound(node)]
    if len(binding) != 1:
        return False
    if isinstance(binding[0], ast.arg):
        return True
    return isinstance(binding[0], ast.Name) and always_before(
        module, enclosing_statement(module, binding[0]), made
    )


def _uses_args_function(module: Module) -> bool:
    """Whether the module calls ``demisto.args()`` by that name, which then holds everywhere."""
    calls = any(
        isinstance(node, ast.Attribute)
        and node.attr == "args"
        and isinstance(node.value, ast.Name)
        and node.value.id == "demisto"
        for node in module.nodes_with("demisto")
    )
    return calls and all(
        isinstance(node, (ast.Import, ast.ImportFrom))
        for node in module.nodes_with("demisto")
        if "demisto" in bound(node)
    )


# -- truth ---------------------------------------------------------------------------------


def truth_only(module: Module, node: ast.expr) -> bool:
    """Whether nothing but an expression's truth counts, where it stands."""
    child: ast.AST = node
    parent = module.parents.get(child)
    while isinstance(parent, ast.BoolOp):
        child, parent = parent, module.parents.get(parent)
    if isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert)):
        return child is parent.test
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    if isinstance(parent, ast.comprehension):
        return child in parent.ifs
    return (
        isinstance(parent, ast.Call)
        and isinstance(parent.func, ast.Name)
        and parent.func.id == "bool"
        and parent.args == [child]
        and is_builtin(module, "bool")
    )


def only_definition(module: Module, node: ast.expr) -> ast.expr | None:
    """The expression that a name has its value from; None where there is not just one."""
    found = definition(module, node) if isinstance(node, ast.Name) else None
    return None if found is None else found.value
