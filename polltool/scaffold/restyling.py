"""Generated Python in the quotes and the indentation of the file that it goes into."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from polltool.code.modules import parse

_STEP = "    "
_WIDTH = 110
_SINGLE = re.compile(r"[fF]?'(?!')[^'\"\\\n]*'\Z")
_LEADING = re.compile(r"^(?: {4})+", re.MULTILINE)


def restyled(text: str, quote: str, indent: str) -> str:
    """Code that is written with four spaces and single quotes, in other ones.

    Strings that have quotes or escapes in them stay as they are.

    :raises SyntaxError: it is no code.
    """
    if quote == '"':
        text = _requoted(text)
    shortened = "\n".join(_shortened(line) for line in text.split("\n"))
    if ast.dump(parse(shortened)) == ast.dump(parse(text)):
        text = shortened
    if indent != _STEP:
        text = _LEADING.sub(lambda match: indent * (len(match.group()) // len(_STEP)), text)
    return text


def _requoted(text: str) -> str:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def index(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    for node in sorted(_strings(parse(text)), key=lambda node: (node.lineno, node.col_offset), reverse=True):
        start = index(node.lineno, node.col_offset)
        end = index(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        literal = text[start:end]
        if _SINGLE.match(literal):
            text = text[:start] + literal.replace("'", '"') + text[end:]
    return text


def _strings(node: ast.AST) -> Iterator[ast.expr]:
    """The outermost string literals; what is inside an f-string has no place of its own."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        ):
            yield child
        else:
            yield from _strings(child)


def _shortened(line: str) -> str:
    """A long line with the arguments of its outermost call (or its parameters) on lines of their own."""
    if len(line) <= _WIDTH:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    found = _outermost(line)
    if found is None:
        return line
    start, end, commas = found
    pieces = [
        line[begin:stop].strip()
        for begin, stop in zip((start + 1, *(at + 1 for at in commas)), (*commas, end), strict=True)
    ]
    inner = [f"{indent}{_STEP}{piece}," for piece in pieces if piece]
    return "\n".join([line[: start + 1], *inner, indent + line[end:]])


def _outermost(line: str) -> tuple[int, int, list[int]] | None:
    """The last bracket pair of a line that is inside no other, with the commas right inside it."""
    depth = 0
    quote = ""
    found: tuple[int, int, list[int]] | None = None
    start = 0
    commas: list[int] = []
    at = 0
    while at < len(line):
        sign = line[at]
        if quote:
            at += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            if depth == 0:
                start, commas = at, []
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth == 0:
                found = (start, at, commas)
        elif sign == "," and depth == 1:
            commas.append(at)
        elif sign == "#":
            return None
        at += 1
    return found if depth == 0 and not quote else None
