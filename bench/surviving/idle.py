"""The lines of a module whose mutants say nothing: what they change is read by people only, or by nobody."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_PROSE = frozenset({"summary", "why", "bad", "good", "fixed"})
"""What a rule says of itself: texts for people, and examples, which are tests themselves."""


def idle_lines(text: str) -> frozenset[int]:
    """The lines (from 1) of a module's top level that no mutant is made of.

    - ``__all__``: what a star import takes, and nothing here is imported so;
    - the names that type variables are given: for messages of type checkers;
    - the reason and the examples of a rule, with the constants and functions that only they use.
    """
    tree = ast.parse(text)
    parts: list[ast.expr | ast.keyword | ast.stmt] = [
        part for statement in tree.body for part in _parts(statement)
    ]
    inside = {id(node) for part in parts for node in ast.walk(part)}
    while more := [one for one in tree.body if id(one) not in inside and _serves(one, tree, inside)]:
        parts += more
        inside.update(id(node) for one in more for node in ast.walk(one))
    return frozenset(line for part in parts for line in range(part.lineno, (part.end_lineno or 0) + 1))


def _parts(statement: ast.stmt) -> Iterator[ast.expr | ast.keyword]:
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return
    value = statement.value
    made = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
    if statement.targets[0].id == "__all__" or made == "TypeVar":
        yield value
    elif made == "Rule" and isinstance(value, ast.Call):
        yield from (keyword for keyword in value.keywords if keyword.arg in _PROSE)


def _serves(statement: ast.stmt, tree: ast.Module, inside: set[int]) -> bool:
    """Whether a constant or a function is used, and only inside these parts (or in itself)."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0].id
    elif isinstance(statement, ast.FunctionDef):
        name = statement.name
    else:
        return False
    own = {id(node) for node in ast.walk(statement)}
    uses = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
        and id(node) not in own
    ]
    return bool(uses) and all(id(node) in inside for node in uses)
