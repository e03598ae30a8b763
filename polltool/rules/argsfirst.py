"""The fix of decorated functions that do not get their arguments first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polltool.code.bindings import bound
from polltool.code.events import DecoratedCall
from polltool.code.layout import CannotEdit, Layout
from polltool.code.modules import Module
from polltool.code.polling import ARGS_NAMES
from polltool.code.rewrites import move_first, positional
from polltool.code.values import Function, spot
from polltool.edits import Edit
from polltool.findings import Fix
from polltool.flows import ItemAnalysis
from polltool.rules.codefixes import code_fix, module_of


def args_first_fix(analysis: ItemAnalysis, call: DecoratedCall, *, by_definition: bool) -> Fix | None:
    """Put the arguments first: in the definition and all its calls, or in the one call that is wrong."""
    function = call.function
    if not isinstance(function, Function) or not isinstance(function.node, ast.FunctionDef):
        return None
    node = function.node

    def everywhere() -> Iterator[Edit]:
        module = module_of(analysis, spot(function.module.file, node))
        index = next(at for at, one in enumerate(node.args.args) if one.arg in ARGS_NAMES)
        yield from _definition(module, node, index)
        for one in _calls(module, node):
            yield from _call(module, one, index, node.args.args[index].arg)

    def here() -> Iterator[Edit]:
        module = module_of(analysis, call.spot)
        yield from _wrong_call(module, call, node)

    if by_definition:
        return code_fix(False, f"put the arguments first in '{node.name}' and in its calls", everywhere)
    return code_fix(False, "pass the arguments first", here)


def _definition(module: Module, node: ast.FunctionDef, index: int) -> list[Edit]:
    spec = node.args
    if spec.posonlyargs or index == 0 or not isinstance(module.parents.get(node), ast.Module):
        raise CannotEdit
    layout = Layout(module, node)
    without = len(spec.args) - len(spec.defaults)
    if index >= without:
        raise CannotEdit  # one with a default cannot stand before those without
    members = [layout.span(one) for one in spec.args[:without]]
    return move_first(layout, members, index)


def _calls(module: Module, node: ast.FunctionDef) -> Iterator[ast.Call]:
    """All uses of a function, which have to be calls.

    :raises CannotEdit: it is used otherwise, or its name means something else as well.
    """
    for at in module.nodes_with(node.name):
        if at is not node and node.name in bound(at):
            raise CannotEdit
        if isinstance(at, ast.Name) and at.id == node.name:
            above = module.parents.get(at)
            if not isinstance(above, ast.Call) or above.func is not at:
                raise CannotEdit
            yield above


def _call(module: Module, call: ast.Call, index: int, name: str) -> list[Edit]:
    layout = Layout(module, call)
    members = positional(layout, call)
    if len(members) > index:
        return move_first(layout, members, index)
    if members or name != "args" or all(keyword.arg != name for keyword in call.keywords):
        raise CannotEdit
    return []


def _wrong_call(module: Module, seen: DecoratedCall, node: ast.FunctionDef) -> list[Edit]:
    call, names = seen.spot.node, [one.arg for one in node.args.args]
    assert isinstance(seen.function, Function)
    if not isinstance(call, ast.Call) or seen.function.bound is not None or not names:
        raise CannotEdit
    if names[0] not in ARGS_NAMES or node.args.posonlyargs:
        raise CannotEdit
    layout = Layout(module, call)
    members = positional(layout, call)
    keywords = [keyword.arg for keyword in call.keywords]
    if not members and names[0] in keywords and "args" not in [*keywords, *names[1:]]:
        start, _ = layout.span(call.keywords[keywords.index(names[0])])
        return [layout.edit(start, start + len(names[0]), "args")]
    if seen.swapped not in names[1:]:
        raise CannotEdit
    index = names.index(seen.swapped)
    if len(members) <= index:
        raise CannotEdit
    return move_first(layout, members, index)
