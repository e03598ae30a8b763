"""A module's nodes by kind, gathered in one pass: what is read of its style asks for a few kinds only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polltool.code.modules import Module
from polltool.code.parents import children
from polltool.records import dataclass, field

FunctionDef = ast.FunctionDef | ast.AsyncFunctionDef
_GIVING = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem)


@dataclass(slots=True)
class Index:
    """Nodes of a module in the order of its text.

    ``calls`` are all calls, ``holders`` the module's class that a call stands in (those in
    none are left out). ``functions`` and ``classes`` are those of the module itself by name,
    ``returns`` the values that each of these functions may return. ``givings`` are the nodes that
    give names a value.
    """

    module: Module
    functions: dict[str, FunctionDef] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    calls: list[ast.Call] = field(default_factory=list)
    holders: dict[ast.Call, ast.ClassDef] = field(default_factory=dict)
    ifs: list[ast.If] = field(default_factory=list)
    matches: list[ast.Match] = field(default_factory=list)
    returns: dict[str, list[ast.expr]] = field(default_factory=dict)
    givings: list[ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.withitem] = field(default_factory=list)
    subscripts: list[ast.Subscript] = field(default_factory=list)
    strings: list[ast.Constant] = field(default_factory=list)
    blocks: list[ast.stmt] = field(default_factory=list)
    """Statements that hold others."""


def index(module: Module) -> Index:
    """The index of a module."""
    made = Index(module)
    for top in module.tree.body:
        if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef):
            made.functions[top.name] = top
        elif isinstance(top, ast.ClassDef):
            made.classes[top.name] = top
        for node in _in_breadth(top):
            kind = type(node)
            if kind is ast.Call:
                assert isinstance(node, ast.Call)
                made.calls.append(node)
                if isinstance(top, ast.ClassDef):
                    made.holders[node] = top
            elif kind is ast.Constant:
                assert isinstance(node, ast.Constant)
                if isinstance(node.value, str):
                    made.strings.append(node)
            elif kind is ast.Subscript:
                assert isinstance(node, ast.Subscript)
                made.subscripts.append(node)
            elif isinstance(node, ast.stmt) and hasattr(node, "body"):
                made.blocks.append(node)
                if isinstance(node, ast.If):
                    made.ifs.append(node)
            elif isinstance(node, _GIVING):
                made.givings.append(node)
            elif isinstance(node, ast.Return):
                if node.value is not None and isinstance(top, FunctionDef):
                    made.returns.setdefault(top.name, []).append(node.value)
            elif isinstance(node, ast.Match):
                made.matches.append(node)
    return made


def _in_breadth(top: ast.stmt) -> Iterator[ast.AST]:
    """What ``ast.walk`` gives, without the nodes that tell of contexts, in a third of the time."""
    level: list[ast.AST] = [top]
    while level:
        yield from level
        level = [child for node in level for child in children(node)]
