"""Statements before which a new command can be dealt with, where nothing can be added to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polltool.code.bindings import enclosing_statement
from polltool.records import dataclass
from polltool.scaffold.codescope import Scopes, dotted
from polltool.scaffold.nametests import NameTests

_TELLING = frozenset({"debug", "info", "warning", "error", "exception", "log", "print", "return_error"})
"""Functions that get the command's name to tell it to people."""

_LOOPS = ast.For | ast.AsyncFor | ast.While


@dataclass(frozen=True, slots=True)
class Guard:
    """The statement that looks a command up, before which a new command can be dealt with."""

    statement: ast.stmt
    subject: ast.expr
    commands: frozenset[str]


def guards_around(
    scopes: Scopes, tests: NameTests, statement: ast.stmt, subject: ast.expr, commands: frozenset[str]
) -> Iterator[Guard]:
    """A statement that tells commands apart, and the tests around it from within.

    Of one inside loops it is the outermost loop, before which only the command's name itself
    can be asked for.
    """
    at: ast.stmt | None = outside_loops(scopes, statement)
    if at is not statement and not tests.is_command(subject):
        return
    while at is not None:
        yield Guard(at, subject, commands)
        above = scopes.module.parents.get(at)
        at = above if isinstance(above, ast.If) else None


def outside_loops(scopes: Scopes, statement: ast.stmt) -> ast.stmt:
    """The outermost loop of its function that a statement stands in, or the statement itself."""
    found, at = statement, scopes.module.parents.get(statement)
    while at is not None and not isinstance(at, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        if isinstance(at, _LOOPS):
            found = at
        at = scopes.module.parents.get(at)
    return found


def handed_on(scopes: Scopes, tests: NameTests) -> Iterator[Guard]:
    """The statement that hands the command's name on to other code, if there is just one such."""
    found = [
        node
        for node in ast.walk(scopes.module.tree)
        if isinstance(node, ast.Name | ast.Call) and tests.is_command(node) and not _only_told(scopes, node)
    ]
    if found:
        outer = enclosing_statement(scopes.module, found[0])
        if set(found) <= set(ast.walk(outer)):
            yield from guards_around(scopes, tests, outer, found[0], frozenset())


def _only_told(scopes: Scopes, node: ast.expr) -> bool:
    """Whether the command's name is given to a variable there, or told to people."""
    parents = scopes.module.parents
    if isinstance(getattr(node, "ctx", None), ast.Store):
        return True
    at, above = node, parents.get(node)
    if isinstance(above, ast.Tuple):
        at, above = above, parents.get(above)
    if isinstance(above, ast.Assign | ast.AnnAssign | ast.NamedExpr) and above.value is at:
        return True
    while above is not None and not isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef):
        if isinstance(above, ast.ExceptHandler | ast.Raise):
            return True
        if isinstance(above, ast.Call) and dotted(above.func).rpartition(".")[2].lower() in _TELLING:
            return True
        above = parents.get(above)
    return False
