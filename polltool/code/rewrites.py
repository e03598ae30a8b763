"""Small changes of code, as edits: a call around an expression, a default, a key.

Each says what is to be there; whether that is right is for those to know that ask.
"""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from polltool.code.layout import CannotEdit, Layout, Token
from polltool.edits import Edit
from polltool.records import dataclass

_KEYWORDS_ONLY = frozenset({"dict", "assign_params"})


def wrap(layout: Layout, node: ast.expr, function: str) -> list[Edit]:
    """``function(...)`` around an expression; parentheses that it has are used for that."""
    start, end = layout.span(node)
    group = layout.group(node)
    if group is None:
        return [layout.edit(start, start, f"{function}("), layout.edit(end, end, ")")]
    before = layout.file.text[group[0] - 1 : group[0]]
    space = " " if before.isalnum() or before == "_" else ""
    return [layout.edit(group[0], group[0], space + function)]


def give_default(layout: Layout, read: ast.expr, default: str) -> list[Edit]:
    """``holder.get(key, default)`` for ``holder.get(key)``, ``.get(key, None)`` or ``holder[key]``.

    :raises CannotEdit: it is none of these.
    """
    if isinstance(read, ast.Subscript):
        return _get_for_item(layout, read, default)
    if (
        not is_get(read)
        or read.keywords
        or not 1 <= len(read.args) <= 2
        or any(isinstance(one, ast.Starred) for one in read.args)
    ):
        raise CannotEdit
    if len(read.args) == 2:
        start, end = layout.grouped(read.args[1])
        return [layout.edit(start, end, default)]
    _, end = layout.grouped(read.args[0])
    return [layout.edit(end, end, f", {default}")]


def _get_for_item(layout: Layout, read: ast.Subscript, default: str) -> list[Edit]:
    _, end = layout.span(read)
    _, holder_end = layout.grouped(read.value)
    opening, closing = layout.after(holder_end), layout.before(end)
    if opening is None or closing is None or opening.text != "[" or closing.text != "]":
        raise CannotEdit
    return [
        layout.edit(opening.start, opening.end, ".get("),
        layout.edit(closing.start, closing.end, f", {default})"),
    ]


def replace(layout: Layout, node: ast.expr, text: str) -> list[Edit]:
    """``text`` in the place of an expression."""
    start, end = layout.span(node)
    return [layout.edit(start, end, text)]


def quote_of(layout: Layout, node: ast.expr) -> str:
    """The quotation mark of a string.

    :raises CannotEdit: it is no plain string on one line.
    """
    start, end = layout.span(node)
    text = layout.file.text[start:end]
    if len(text) < 2 or text[0] not in "'\"" or text[:3] == text[0] * 3 or text[-1] != text[0]:
        raise CannotEdit
    return text[0]


# -- keys of a dictionary ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Members:
    """The members of a bracket: where the last begins and ends, and the bracket's ends."""

    opening: Token
    closing: Token
    last: tuple[int, int] | None


def add_key(layout: Layout, made: ast.expr, key: str, value: str) -> list[Edit]:
    """The key as last one of ``{...}`` or ``dict(...)``, in the style of those that are there.

    ``value`` is an expression; its quotation marks are made those of the dictionary's keys.

    :raises CannotEdit: it is another expression, or its style is not clear.
    """
    return add_keys(layout, made, [(key, value)])


def add_keys(layout: Layout, made: ast.expr, added: Sequence[tuple[str, str]]) -> list[Edit]:
    """As ``add_key``, for several keys with their values."""
    members = _members(layout, made)
    quote = _quotes(layout, made)
    entries = []
    for key, value in added:
        if isinstance(made, ast.Dict):
            entry = f"{quote}{key}{quote}: "
        elif key.isidentifier():
            entry = f"{key}="
        else:
            raise CannotEdit
        entries.append(entry + value.replace("'", quote))
    return _add_members(layout, members, entries)


def _members(layout: Layout, made: ast.expr) -> _Members:
    start, end = layout.span(made)
    last: tuple[int, int] | None = None
    if isinstance(made, ast.Dict):
        opening = layout.after(start)
        if made.values:
            key = made.keys[-1]
            value_start, value_end = layout.grouped(made.values[-1])
            if key is not None:
                first = layout.grouped(key)[0]
            else:
                stars = layout.before(value_start)
                if stars is None or stars.text != "**":
                    raise CannotEdit
                first = stars.start
            last = first, value_end
    elif isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id in _KEYWORDS_ONLY:
        opening = layout.after(layout.grouped(made.func)[1])
        last = _last_argument(layout, made)
    else:
        raise CannotEdit
    closing = layout.before(end)
    if opening is None or closing is None or opening.text not in "{(" or closing.text not in "})":
        raise CannotEdit
    return _Members(opening, closing, last)


def _last_argument(layout: Layout, call: ast.Call) -> tuple[int, int] | None:
    if call.keywords:
        keyword = call.keywords[-1]
        start = layout.span(keyword)[0]
        end = layout.grouped(keyword.value)[1]
        if any(layout.span(one)[0] > start for one in call.args):
            raise CannotEdit  # *args after keywords
        return start, end
    if call.args:
        if len(call.args) == 1 and isinstance(call.args[0], ast.GeneratorExp):
            raise CannotEdit  # its parentheses are the call's own
        return layout.grouped(call.args[-1])
    return None


def _quotes(layout: Layout, made: ast.expr) -> str:
    keys: list[ast.expr | None] = []
    if isinstance(made, ast.Dict):
        keys.extend(made.keys)
        keys.extend(made.values)
    elif isinstance(made, ast.Call):
        keys.extend(keyword.value for keyword in made.keywords)
    for key in keys:
        for part in ast.walk(key) if key is not None else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                try:
                    return quote_of(layout, part)
                except CannotEdit:
                    continue
    return "'"


def _add_members(layout: Layout, members: _Members, entries: Sequence[str]) -> list[Edit]:
    beside, below = ", ".join(entries), ",\n".join(entries)
    if members.last is None:
        at = members.opening.end
        return [layout.edit(at, at, beside)]
    start, end = members.last
    comma = layout.after(end)
    trailing = comma is not None and comma.text == ","
    after = comma.end if trailing and comma is not None else end
    if not layout.begins_line(start):
        if trailing:
            return [layout.edit(after, after, f" {beside},")]
        return [layout.edit(end, end, f", {beside}")]
    line_end = layout.line_end(after)
    indent = layout.indent(start)
    below = below.replace("\n", f"\n{indent}")
    alone = line_end <= members.closing.start  # the bracket closes on a later line
    if trailing:
        if not alone:
            return [layout.edit(after, after, f" {beside},")]
        return [layout.edit(line_end, line_end, f"\n{indent}{below},")]
    if alone and layout.has_comment(after, line_end):
        return [layout.edit(end, end, ","), layout.edit(line_end, line_end, f"\n{indent}{below}")]
    return [layout.edit(end, end, f",\n{indent}{below}")]


# -- the values that an expression may be ----------------------------------------------------

CONVERTERS = frozenset({"arg_to_number", "int", "float"})


def leaves(node: ast.expr) -> Iterator[ast.expr]:
    """The parts of an expression whose values it may have, through conversions to a number.

    What stands left of an ``or`` is among them, what a test says is not.
    """
    if isinstance(node, ast.IfExp):
        yield from leaves(node.body)
        yield from leaves(node.orelse)
    elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        for value in node.values:
            yield from leaves(value)
    elif isinstance(node, ast.NamedExpr):
        yield from leaves(node.value)
    elif (given := converted(node)) is not None:
        yield from leaves(given)
    else:
        yield node


def converted(node: ast.expr) -> ast.expr | None:
    """What a conversion to a number is given; None where the node is none."""
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Name)
        or node.func.id not in CONVERTERS
    ):
        return None
    if node.args and not isinstance(node.args[0], ast.Starred):
        return node.args[0]
    return next((keyword.value for keyword in node.keywords if keyword.arg == "arg"), None)


def is_get(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a node calls some object's ``get``."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get"


def is_constant(node: ast.expr, *values: object) -> bool:
    """Whether a node is one of some constants (``True`` is not ``1``)."""
    return isinstance(node, ast.Constant) and any(
        node.value == value and type(node.value) is type(value) for value in values
    )


# -- parameters, arguments and statements ----------------------------------------------------


def move_first(layout: Layout, members: list[tuple[int, int]], index: int) -> list[Edit]:
    """Move one of the members of a list (parameters, a call's arguments) before the first.

    :raises CannotEdit: a comment stands between it and the one before.
    """
    (first, _), (_, before), (start, end) = members[0], members[index - 1], members[index]
    if layout.has_comment(before, start):
        raise CannotEdit
    text = layout.file.text[start:end]
    return [layout.edit(first, first, f"{text}, "), layout.edit(before, end, "")]


def positional(layout: Layout, call: ast.Call) -> list[tuple[int, int]]:
    """Where the positional arguments of a call stand.

    :raises CannotEdit: not all of a call's arguments are written out.
    """
    if any(isinstance(one, ast.Starred) for one in call.args):
        raise CannotEdit
    if any(keyword.arg is None for keyword in call.keywords):
        raise CannotEdit
    return [layout.grouped(one) for one in call.args]


def before_statement(layout: Layout, statement: ast.stmt, lines: list[str]) -> Edit:
    """New statements before one that has its lines for itself.

    :raises CannotEdit: something else stands in its first line.
    """
    start, _ = layout.span(statement)
    if not layout.begins_line(start):
        raise CannotEdit
    indent = layout.indent(start)
    return layout.edit(start, start, "".join(f"{line}\n{indent}" for line in lines))


def after_statement(layout: Layout, statement: ast.stmt, line: str) -> Edit:
    """A new statement after one that has its lines for itself, and after the comment behind it.

    :raises CannotEdit: something else stands in its lines.
    """
    start, end = layout.span(statement)
    after = layout.after(end)
    if not layout.begins_line(start) or (after is not None and after.kind != tokenize.NEWLINE):
        raise CannotEdit
    at = layout.line_end(end)
    return layout.edit(at, at, f"\n{layout.indent(start)}{line}")


def as_statement(layout: Layout, node: ast.expr, indent: str) -> str:
    """The code of an expression as a statement with this indentation: its further lines move with it."""
    start, end = layout.span(node)
    lines = layout.file.text[start:end].splitlines(keepends=True)
    old = layout.indent(start)
    spans_lines = any(
        token.kind != tokenize.OP and "\n" in token.text for token in layout.between(start, end)
    )
    if spans_lines or not all(line.startswith(old) or not line.strip() for line in lines[1:]):
        return "".join(lines)
    return "".join([lines[0], *(indent + line[len(old) :] if line.strip() else line for line in lines[1:])])
