"""How the value of an expression is used: only tested, or for more than that."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from polltool.code.parents import Parents

_CONVERSIONS = frozenset({"argToBoolean", "bool", "arg_to_number", "int", "len", "str"})


def reads_of(keys: Iterable[ast.Constant], above: Parents) -> Iterator[ast.AST]:
    """The expressions that read a key by its literal name: ``x['k']``, ``x.get('k')``, ``x.pop('k')``.

    ``keys`` are the places where that name is written out.
    """
    for node in keys:
        parent = above[node]
        if (isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load)) or (
            (
                isinstance(parent, ast.Call)
                and isinstance(parent.func, ast.Attribute)
                and node in parent.args[:1]
            )
            and parent.func.attr in ("get", "pop", "getArg")
        ):
            yield parent


def only_tested(node: ast.AST, above: Parents) -> bool:
    """Whether the value of an expression decides things and is used for nothing else.

    It is where the expression is (part of) a test, or is bound to a name or an attribute
    that is only tested itself.
    """
    known = above.judged.get(node)
    if known is not None:
        above.walked |= known[1]
        return known[0]
    walked, above.walked = above.walked, False
    found = _only_tested(node, above, 0)
    above.judged[node] = (found, above.walked)
    above.walked |= walked
    return found


def _only_tested(node: ast.AST, above: Parents, depth: int) -> bool:
    while True:
        parent = above.get(node)
        if parent is None or depth > 3:
            return False
        if isinstance(parent, ast.Compare):
            return True
        if isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert)):
            return parent.test is node
        if isinstance(parent, ast.comprehension):
            return node in parent.ifs
        if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
            return True
        if isinstance(parent, (ast.BoolOp, ast.BinOp)):
            node = parent
            continue
        if isinstance(parent, ast.Dict):
            return node in parent.values  # passed on
        if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Subscript):
            return parent.value is node  # passed on
        if isinstance(parent, ast.keyword):
            call = above.get(parent)
            function = call.func if isinstance(call, ast.Call) else None
            return getattr(function, "id", getattr(function, "attr", "")) in ("dict", "update")  # passed on
        if isinstance(parent, ast.NamedExpr):
            if not _name_only_tested(parent.target, parent, above, depth):
                return False
            node = parent
            continue
        if (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Name)
            and parent.func.id in _CONVERSIONS
        ):
            node = parent
            continue
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            target = parent.targets[0]
            if isinstance(target, ast.Name):
                return _name_only_tested(target, parent, above, depth)
            if isinstance(target, ast.Attribute):
                return all(_only_tested(at, above, depth + 1) for at in above.attributes(target.attr))
        return bool(isinstance(parent, ast.Expr))


def _name_only_tested(name: ast.Name, node: ast.AST, above: Parents, depth: int) -> bool:
    scope: ast.AST | None = node
    while scope is not None and not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)):
        scope = above.get(scope)
    if scope is None:
        return False
    return all(_only_tested(at, above, depth + 1) for at in above.loads(scope).get(name.id, ()))
