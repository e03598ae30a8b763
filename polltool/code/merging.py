"""Syntax trees from edit to edit: nodes that say the same stay the same objects.

What was found out about a node (where a schedule is made, what a function does) stays true of
it for as long as the code that it stands for does; only its place changes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from polltool.code.files import CodeFile
from polltool.code.values import KEPT, key_of
from polltool.records import dataclass

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_PLACES = ("lineno", "end_lineno", "col_offset", "end_col_offset")
_HEAD = ("name", "args", "decorator_list", "returns", "type_comment", "type_params", "bases", "keywords")
_APART = 10_000
"""What sets the keys of new nodes of a class apart from those that its moved nodes have kept, in columns."""

Lines = Callable[[int, int], Sequence[object]]
"""Gives the lines of a text from one line of its nodes to another."""


class Replaced(Exception):
    """A statement has changed in more than functions' bodies."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one part of a statement: ``old`` goes on for ``new``.

    ``what``: ``lines`` (its lines are the same), ``whole`` (it says the same), ``head`` (the head of
    a class does), ``body`` (the head of a function does, its body is another one).
    """

    old: ast.stmt
    new: ast.stmt
    what: str


def plan(old: ast.stmt, new: ast.stmt, lines: tuple[Lines, Lines]) -> list[Step]:
    """How to bring a statement at module level up to date; only the bodies of functions in it may differ.

    :param lines: those of the old text and of the new one.
    :raises Replaced: something else differs as well.
    """
    if old.__class__ is not new.__class__:
        raise Replaced
    if old.col_offset == new.col_offset and _text(lines[0], old) == _text(lines[1], new):
        return [Step(old, new, "lines")]
    if isinstance(old, FUNCTIONS):
        if not _same_head(old, new):
            raise Replaced
        return [Step(old, new, "whole" if same(old.body, new.body) else "body")]  # type: ignore[attr-defined]
    if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
        if not _same_head(old, new) or len(old.body) != len(new.body):
            raise Replaced
        inner = [plan(one, other, lines) for one, other in zip(old.body, new.body, strict=True)]
        return [Step(old, new, "head"), *(step for steps in inner for step in steps)]
    if same(old, new):
        return [Step(old, new, "whole")]
    raise Replaced


def carry_out(steps: Sequence[Step], file: CodeFile, epoch: int) -> list[ast.AST]:
    """Bring a statement up to date; the functions (methods) that have a new body.

    :param epoch: a number that grows from change to change.
    """
    for step in steps:
        if step.what == "lines":
            _shift_kept(step.old, step.new.lineno - step.old.lineno, file)
        elif step.what == "whole":
            _move(step.old, step.new, file)
        else:
            _move_head(step.old, step.new, file)
        if step.what == "body":
            assert isinstance(step.old, FUNCTIONS)
            assert isinstance(step.new, FUNCTIONS)
            if step is not steps[0]:  # a method: its class has nodes that keep the keys of where they were
                _set_apart(step.new.body, file, epoch)
            step.old.body = step.new.body
    return [step.old for step in steps if step.what == "body"]


def same(old: object, new: object) -> bool:
    """Whether two trees say the same, wherever it stands."""
    if old.__class__ is not new.__class__:
        return False
    if isinstance(old, ast.AST):
        return all(same(getattr(old, name, None), getattr(new, name, None)) for name in old._fields)
    if isinstance(old, list):
        assert isinstance(new, list)
        return len(old) == len(new) and all(map(same, old, new))
    return old == new


def shift(tree: ast.AST, lines: int) -> None:
    """Let a tree that was just parsed stand ``lines`` further down."""
    for node in _nodes(tree) if lines else ():
        held = node.__dict__
        if "lineno" in held:
            held["lineno"] += lines
            held["end_lineno"] += lines


def _text(lines: Lines, node: ast.stmt) -> list[str]:
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    return [str(line) for line in lines(first, node.end_lineno or node.lineno)]


def _same_head(old: ast.stmt, new: ast.stmt) -> bool:
    return all(same(getattr(old, name, None), getattr(new, name, None)) for name in _HEAD)


def _move_head(old: ast.stmt, new: ast.stmt, file: CodeFile) -> None:
    for name in _HEAD:
        one, other = getattr(old, name, None), getattr(new, name, None)
        for left, right in zip(
            one if isinstance(one, list) else [one],
            other if isinstance(other, list) else [other],
            strict=True,
        ):
            if isinstance(left, ast.AST) and isinstance(right, ast.AST):
                _move(left, right, file)
    _place(old, new, file)


def _move(old: ast.AST, new: ast.AST, file: CodeFile) -> None:
    """Let a tree stand where another one that says the same stands."""
    for one, other in zip(_nodes(old), _nodes(new), strict=True):
        _place(one, other, file)


def _place(one: ast.AST, other: ast.AST, file: CodeFile) -> None:
    if "lineno" not in one.__dict__ or all(getattr(one, name) == getattr(other, name) for name in _PLACES):
        return
    one.__dict__.setdefault(KEPT, key_of(file, one))
    for name in _PLACES:
        setattr(one, name, getattr(other, name))


def _shift_kept(tree: ast.AST, lines: int, file: CodeFile) -> None:
    for node in _nodes(tree) if lines else ():
        held = node.__dict__
        if "lineno" in held:
            held.setdefault(KEPT, key_of(file, node))
            held["lineno"] += lines
            held["end_lineno"] += lines


def _set_apart(body: list[ast.stmt], file: CodeFile, epoch: int) -> None:
    for statement in body:
        for node in _nodes(statement):
            if "lineno" in node.__dict__:
                path, line, column, end, end_column = key_of(file, node)
                node.__dict__[KEPT] = (path, line, column + epoch * _APART, end, end_column)


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """The nodes of a tree, in an order that depends only on what it says."""
    found: list[ast.AST] = [tree]
    for node in found:  # it grows
        for name in node._fields:
            value = node.__dict__.get(name)
            if value.__class__ is list:
                found.extend([part for part in value if isinstance(part, ast.AST)])
            elif isinstance(value, ast.AST) and value._fields:
                found.append(value)
    return found
