"""Whether a new command gets to a place in the code at all."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from polltool.scaffold.codescope import Scopes, blocks, leaves
from polltool.scaffold.nametests import NameTests, looked_up

_DEPTH = 4
"""How many calls a function is followed back through."""


def kept_away(
    scopes: Scopes, tests: NameTests, node: ast.AST, command: str, depth: int = _DEPTH
) -> str | None:
    """Why it is not certain that a command comes to a node; None where it is.

    Tests that do not ask for the command count for nothing, unless commands are told
    apart on their other side as well: all commands that are there live with them.
    """
    parents = scopes.module.parents
    child: ast.AST = node
    parent = parents.get(child)
    while parent is not None:
        reason = _at(tests, parent, child, command)
        if reason is not None:
            return reason
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
            return _called(scopes, tests, parent, command, depth)
        if isinstance(parent, ast.Module | ast.ClassDef):
            return None
        child, parent = parent, parents.get(parent)
    return None


def _at(tests: NameTests, parent: ast.AST, child: ast.AST, command: str) -> str | None:
    """Why a command may not come from a statement to a part of it."""
    if isinstance(parent, ast.If | ast.IfExp) and child is not parent.test:
        answer = tests.holds(parent.test, command)
        body = parent.body if isinstance(parent.body, list) else [parent.body]
        other = parent.orelse if child in body else body
        if answer is not None and answer is not (child in body):
            return f"the test in line {parent.lineno} leaves the command out"
        if answer is None and tells_apart(tests, other if isinstance(other, list) else [other]):
            return f"the test in line {parent.lineno} may lead the command elsewhere"
    if isinstance(parent, ast.match_case) and child in parent.body and not _takes_any(parent.pattern):
        return f"the case in line {parent.pattern.lineno} leaves the command out"
    for block in blocks(parent):
        if child in block:
            for one in list(block)[: list(block).index(child)]:  # type: ignore[arg-type]
                if gone(tests, [one], command):
                    return f"the command does not get beyond line {one.lineno}"
                if isinstance(one, ast.If) and _may_leave(tests, one, command):
                    return f"the command may not get beyond line {one.lineno}"
    return None


def _called(
    scopes: Scopes,
    tests: NameTests,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    command: str,
    depth: int,
) -> str | None:
    """Why it is not certain that a function runs for a command."""
    if scopes.functions.get(function.name) is not function:
        return None  # a method or an inner function: its calls are not followed
    calls = scopes.calls.get(function.name, [])
    if not calls or not depth:
        return (
            None if function.name == "main" else f"the function {function.name} may not run for the command"
        )
    reasons = [kept_away(scopes, tests, call, command, depth - 1) for call in calls]
    return None if None in reasons else reasons[0]


def tells_apart(tests: NameTests, nodes: Sequence[ast.AST]) -> bool:
    """Whether commands are told apart somewhere in some code."""
    return any(
        looked_up(tests, at) is not None or (isinstance(at, ast.Compare) and tests.subject(at) is not None)
        for node in nodes
        for at in ast.walk(node)
    )


def gone(tests: NameTests, block: Sequence[ast.stmt], command: str) -> bool:
    """Whether a command surely does not get beyond a block."""
    for one in block:
        if isinstance(one, ast.If):
            answer = tests.holds(one.test, command)
            arms = [one.body, one.orelse] if answer is None else [one.body if answer else one.orelse]
            if all(gone(tests, arm, command) for arm in arms):
                return True
        elif isinstance(one, ast.With | ast.AsyncWith):
            if gone(tests, one.body, command):
                return True
        elif leaves([one]) or (_is_simple(one) and tests.fails(one, command)):
            return True
    return False


def _may_leave(tests: NameTests, node: ast.If, command: str) -> bool:
    """Whether a test that asks for the command, among other things, may end its run."""
    if tests.holds(node.test, command) is not None or tests.subject(node.test) is None:
        return False
    return gone(tests, node.body, command) or gone(tests, node.orelse, command)


def _is_simple(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return)


def _takes_any(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None
