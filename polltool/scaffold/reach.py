"""Whether a new command gets to a place in the code at all."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from polltool.scaffold.codescope import Scopes, blocks, leaves
from polltool.scaffold.nametests import NameTests


def kept_away(scopes: Scopes, tests: NameTests, node: ast.AST, command: str) -> str | None:
    """Why a command surely never comes to a node of its function; None where it may."""
    parents = scopes.module.parents
    child: ast.AST = node
    parent = parents.get(child)
    while parent is not None:
        if isinstance(parent, ast.If | ast.IfExp):
            answer = tests.holds(parent.test, command)
            inside = parent.body if isinstance(parent.body, list) else [parent.body]
            if child is not parent.test and answer is not None and answer is not (child in inside):
                return f"the test in line {parent.lineno} leaves the command out"
        if isinstance(parent, ast.match_case) and child in parent.body and not _takes_any(parent.pattern):
            return f"the case in line {parent.pattern.lineno} leaves the command out"
        for block in blocks(parent):
            if child in block:
                before = list(block)[: list(block).index(child)]  # type: ignore[arg-type]
                for one in before:
                    if gone(tests, [one], command):
                        return f"the command does not get beyond line {one.lineno}"
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module | ast.ClassDef):
            return None
        child, parent = parent, parents.get(parent)
    return None


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
        elif leaves([one]):
            return True
    return False


def _takes_any(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None
