"""Which names a module binds where, as far as it can be told by its text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from polltool.code.modules import Module
from polltool.code.parents import children, in_breadth
from polltool.records import dataclass

Scope = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_PLATFORM = frozenset({"CommonServerPython", "CommonServerUserPython"})
_OF_PLATFORM = frozenset(
    {
        "CommandResults",
        "PollResult",
        "ScheduledCommand",
        "arg_to_number",
        "argToList",
        "polling_function",
        "return_error",
        "return_results",
    }
)


def bound(node: ast.AST) -> tuple[str, ...]:
    """The names that a node binds by itself."""
    if isinstance(node, ast.Name):
        return () if isinstance(node.ctx, ast.Load) else (node.id,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple(alias.asname or alias.name.split(".")[0] for alias in node.names)
    if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        return (node.name,) if node.name is not None else ()
    if isinstance(node, ast.MatchMapping):
        return (node.rest,) if node.rest is not None else ()
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return tuple(node.names)
    return ()


def is_builtin(module: Module, name: str) -> bool:
    """Whether a name surely means Python's own everywhere in a module."""
    return not any(name in bound(node) for node in module.nodes_with(name))


def is_platform(module: Module, name: str) -> bool:
    """Whether a name surely means what the platform's base library calls so, everywhere in a module.

    It does where the library's names are imported with ``*``, where it is used already, or
    where others of the library's names are used that nothing in the module brings.
    """
    bound_here: set[str] = set()
    loaded: set[str] = set()
    stars: set[str] = set()
    for node in in_breadth(module.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loaded.add(node.id)
        elif isinstance(node, ast.ImportFrom):
            origin = (node.module or "").rsplit(".", 1)[-1]
            names = [alias.asname or alias.name for alias in node.names]
            if "*" in names:
                stars.add(origin)
            elif origin == "CommonServerPython" and any(
                alias.name == name and alias.asname is None for alias in node.names
            ):
                loaded.add(name)
                bound_here.update(one for one in names if one != name)
            else:
                bound_here.update(names)
        else:
            bound_here.update(bound(node))
    if name in bound_here:
        return False
    if name in loaded or "CommonServerPython" in stars:
        return True
    return not (stars - _PLATFORM) and bool((_OF_PLATFORM & loaded) - bound_here)


@dataclass(frozen=True, slots=True)
class Definition:
    """The only place that gives a name its value.

    ``statement`` is None for a walrus. ``loads`` are all uses of the name in its scope.
    """

    name: str
    scope: Scope
    statement: ast.Assign | ast.AnnAssign | None
    value: ast.expr
    loads: tuple[ast.Name, ...]


def definition(module: Module, use: ast.Name) -> Definition | None:
    """The one assignment that a name's value surely comes from; None where there is not just one."""
    name = use.id
    scope = scope_of(module, use, name)
    if scope is None or any(
        isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names
        for node in module.nodes_with(name)
    ):
        return None
    binding = [node for node in own(scope) if name in bound(node)]
    if len(binding) != 1 or not isinstance(binding[0], ast.Name):
        return None
    above = module.parents.get(binding[0])
    loads = tuple(
        node
        for node in in_breadth(scope)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )
    if isinstance(above, ast.Assign) and above.targets == [binding[0]]:
        return Definition(name, scope, above, above.value, loads)
    if isinstance(above, ast.AnnAssign) and above.value is not None:
        return Definition(name, scope, above, above.value, loads)
    if isinstance(above, ast.NamedExpr):
        return Definition(name, scope, None, above.value, loads)
    return None


def scopes(module: Module, node: ast.AST) -> Iterator[Scope]:
    """The scopes that a node's names may be bound in, from within; a class counts for its own body only."""
    inside = False
    child: ast.AST = node
    while (parent := module.parents.get(child)) is not None:
        if runs(parent, child):
            inside = True
            yield parent  # type: ignore[misc]
        elif isinstance(parent, ast.Module) or (_holds(parent, child) and not inside):
            yield parent  # type: ignore[misc]
        child = parent


def runs(parent: ast.AST, child: ast.AST) -> bool:
    """Whether a node is a function and the other one a part of it that its calls run."""
    if isinstance(parent, ast.Lambda):
        return child is parent.body
    return isinstance(parent, _FUNCTIONS) and child in parent.body


def _holds(parent: ast.AST, child: ast.AST) -> bool:
    return isinstance(parent, ast.ClassDef) and child in parent.body


def scope_of(module: Module, node: ast.AST, name: str) -> Scope | None:
    """The scope that binds a name as a node sees it; None where the module does not."""
    for scope in scopes(module, node):
        if any(name in bound(one) for one in own(scope)):
            return scope
    return None


def own(scope: Scope) -> Iterator[ast.AST]:
    """The nodes of a scope that do not lie in a scope within it (comprehensions count as its own)."""
    waiting: list[ast.AST] = []
    if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        yield from parameters(scope)
    if isinstance(scope, ast.Lambda):
        waiting.append(scope.body)
    else:
        waiting.extend(scope.body)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(below(node))


def below(node: ast.AST) -> Sequence[ast.AST]:
    """What stands right below a node in the same scope."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        defaults = [default for default in node.args.kw_defaults if default is not None]
        return [*node.decorator_list, *node.args.defaults, *defaults]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    if isinstance(node, ast.Lambda):
        return node.args.defaults
    return children(node)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    """All parameters of a function."""
    spec = function.args
    return [
        *spec.posonlyargs,
        *spec.args,
        *([spec.vararg] if spec.vararg is not None else []),
        *spec.kwonlyargs,
        *([spec.kwarg] if spec.kwarg is not None else []),
    ]


def enclosing_function(
    module: Module, node: ast.AST
) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None:
    """The function that runs the node, None at the level of the module or a class."""
    for scope in scopes(module, node):
        if not isinstance(scope, (ast.Module, ast.ClassDef)):
            return scope
    return None


def enclosing_statement(module: Module, node: ast.AST) -> ast.stmt:
    """The innermost statement that a node is part of."""
    while not isinstance(node, ast.stmt):
        node = module.parents[node]
    return node


def always_before(module: Module, statement: ast.AST, node: ast.AST) -> bool:
    """Whether a statement of the same function is done on every way to a node."""
    block = module.parents.get(statement)
    child: ast.AST = node
    while (parent := module.parents.get(child)) is not None:
        if parent is block:
            for name in ("body", "orelse", "finalbody"):
                statements = getattr(parent, name, None)
                if isinstance(statements, list) and statement in statements:
                    return child in statements and statements.index(statement) < statements.index(child)
            return False
        if isinstance(parent, _FUNCTIONS):
            return False
        child = parent
    return False
