"""Whether a new command gets to a place in the code at all."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from polltool.code.parents import in_breadth
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
        if answer is None and isinstance(parent, ast.If) and tests.mentions(parent.test):
            return f"the test in line {parent.lineno} may leave the command out"
    if isinstance(parent, ast.Match):
        return _at_case(tests, parent, child, command)
    for block in blocks(parent):
        if child in block:
            for one in list(block)[: list(block).index(child)]:  # type: ignore[arg-type]
                if gone(tests, [one], command):
                    return f"the command does not get beyond line {one.lineno}"
                if _may_leave(tests, one, command):
                    return f"the command may not get beyond line {one.lineno}"
    return None


def _at_case(tests: NameTests, match: ast.Match, child: ast.AST, command: str) -> str | None:
    """Why a command may not come to a case of a ``match``."""
    for case in match.cases:
        answer = takes(tests, match, case, command)
        if case is child and answer is not True:
            return f"the case in line {case.pattern.lineno} leaves the command out"
        if case is child:
            return None
        if answer is not False:
            return f"the case in line {case.pattern.lineno} may take the command"
    return None


def takes(tests: NameTests, match: ast.Match, case: ast.match_case, command: str) -> bool | None:
    """Whether a case takes a command that nothing in the code names yet; None where that is open."""
    fits = _fits(tests, tests.is_command(match.subject), case.pattern, command)
    if fits is False or case.guard is None:
        return fits
    holds = tests.holds(case.guard, command)
    return holds if holds is False or fits else None


def _fits(tests: NameTests, named: bool, pattern: ast.pattern, command: str) -> bool | None:
    """Whether a pattern fits a command; ``named`` says that its name is what is matched."""
    if isinstance(pattern, ast.MatchAs):
        return True if pattern.pattern is None else _fits(tests, named, pattern.pattern, command)
    if isinstance(pattern, ast.MatchOr):
        fits = [_fits(tests, named, one, command) for one in pattern.patterns]
        return True if True in fits else None if None in fits else False
    if isinstance(pattern, ast.MatchValue):
        text = tests.text(pattern.value)
        return None if text is None else text == command
    # A string is neither a sequence nor a mapping nor None to match.
    if named and isinstance(pattern, ast.MatchSequence | ast.MatchMapping | ast.MatchSingleton):
        return False
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
        for at in in_breadth(node)
    )


def gone(tests: NameTests, block: Sequence[ast.stmt], command: str) -> bool:
    """Whether a command surely does not get beyond a block."""
    for one in block:
        if isinstance(one, ast.If):
            answer = tests.holds(one.test, command)
            arms = [one.body, one.orelse] if answer is None else [one.body if answer else one.orelse]
            if all(gone(tests, arm, command) for arm in arms):
                return True
        elif isinstance(one, ast.Assert):
            if tests.holds(one.test, command) is False:
                return True
        elif isinstance(one, ast.With | ast.AsyncWith):
            if gone(tests, one.body, command):
                return True
        elif leaves([one]) or (_is_simple(one) and tests.fails(one, command)):
            return True
    return False


def _may_leave(tests: NameTests, node: ast.stmt, command: str) -> bool:
    """Whether a test that asks for the command, among other things, may end its run."""
    if not isinstance(node, ast.If | ast.Assert):
        return False
    if tests.holds(node.test, command) is not None or not tests.mentions(node.test):
        return False
    if isinstance(node, ast.Assert):
        return True
    return gone(tests, node.body, command) or gone(tests, node.orelse, command)


def _is_simple(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return)
