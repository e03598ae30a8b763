"""A module's nodes by kind, gathered in one pass: what is read of its style asks for a few kinds only."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from polltool.code.bindings import below, parameters
from polltool.code.files import CodeFile
from polltool.code.modules import Module, parse
from polltool.code.parents import LEAVES
from polltool.records import dataclass, field

FunctionDef = ast.FunctionDef | ast.AsyncFunctionDef
_TARGETS = (ast.Name, ast.Tuple, ast.List, ast.Starred)
"""The expressions by which statements bind names."""
_GIVING = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem)

_BLOCKS = frozenset(kind for kind in ast.stmt.__subclasses__() if "body" in kind._fields)
_BINDING = frozenset({ast.NamedExpr, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})
"""The expressions that bind names."""
_NOTED = (
    _BLOCKS | _BINDING | {*_GIVING, ast.Call, ast.Constant, ast.Global, ast.Match, ast.Return, ast.Subscript}
)


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
    binding: set[ast.AST] = field(default_factory=set)
    """Expressions that bind names, and the expressions around them."""


def index(file: CodeFile) -> Index:
    """The index of a file's code.

    What the analysis gathers of a module beyond this is not worked out: nothing here runs the code.

    :raises SyntaxError: the code cannot be parsed.
    """
    module = Module("<item>", file, parse(file.text))
    made = Index(module)
    rebound: set[str] = set()
    for top in module.tree.body:
        if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef):
            made.functions[top.name] = top
        elif isinstance(top, ast.ClassDef):
            made.classes[top.name] = top
        above = _gather(made, top, rebound)
        module.parents.told(top, above)
    module.rebound = frozenset(rebound)
    return made


def _gather(made: Index, top: ast.stmt, rebound: set[str]) -> dict[ast.AST, ast.AST]:
    """Note a statement's nodes, level by level, as ``ast.walk`` gives them; the result is what each stands in."""
    above: dict[ast.AST, ast.AST] = {}
    level: list[ast.AST] = [top]
    while level:
        following: list[ast.AST] = []
        for node in level:
            if node.__class__ in _NOTED:
                _note(made, node, top, above, rebound)
            for value in node.__dict__.values():
                kind = value.__class__
                if kind is list:
                    for part in value:
                        if isinstance(part, ast.AST):
                            above[part] = node
                            following.append(part)
                elif kind not in LEAVES and isinstance(value, ast.AST):
                    above[value] = node
                    following.append(value)
        level = following
    return above


def binders(scope: ast.Module | FunctionDef, expressions: Container[ast.AST]) -> Iterator[ast.AST]:
    """Of ``bindings.own``, in its order, the statements and what else binds names.

    :param expressions: those that bind names, or hold some that do; others are not gone through.
    """
    if not isinstance(scope, ast.Module):
        yield from parameters(scope)
    waiting: list[ast.AST] = [*scope.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr) and not isinstance(node, _TARGETS):
            if node not in expressions:
                continue
        elif isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                yield node
            continue
        else:
            yield node
        waiting.extend(below(node))


def _note(
    made: Index, node: ast.AST, top: ast.stmt, above: dict[ast.AST, ast.AST], rebound: set[str]
) -> None:
    """Put a node where those of its kind are kept."""
    if isinstance(node, ast.Call):
        made.calls.append(node)
        if isinstance(top, ast.ClassDef):
            made.holders[node] = top
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            made.strings.append(node)
    elif isinstance(node, ast.Subscript):
        made.subscripts.append(node)
    elif isinstance(node, ast.Match):
        made.matches.append(node)
    elif isinstance(node, ast.Global):
        rebound.update(node.names)
    elif isinstance(node, ast.Return):
        if node.value is not None and isinstance(top, FunctionDef):
            made.returns.setdefault(top.name, []).append(node.value)
    elif isinstance(node, _GIVING):
        made.givings.append(node)
    elif isinstance(node, ast.stmt):
        made.blocks.append(node)
        if isinstance(node, ast.If):
            made.ifs.append(node)
    if node.__class__ in _BINDING:
        outer: ast.AST | None = node
        while outer is not None and not isinstance(outer, ast.stmt) and outer not in made.binding:
            made.binding.add(outer)
            outer = above.get(outer)
