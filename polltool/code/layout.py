"""Where nodes stand among the characters of their code, and edits there.

A node of ``ast`` tells neither of the parentheses around it nor of commas and comments;
the tokens of the statement that it stands in do.
"""

from __future__ import annotations

import ast
import bisect
import keyword
import tokenize
from collections.abc import Iterator

from polltool.code.files import CodeFile, tokens
from polltool.code.modules import Module
from polltool.edits import Edit
from polltool.records import dataclass


class CannotEdit(Exception):
    """No edit is sure to say what is meant."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (as in ``tokenize``), its text, and its indices in the code."""

    kind: int
    text: str
    start: int
    end: int


_INVISIBLE = frozenset({tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
_SPELLED = frozenset({tokenize.NAME, tokenize.NUMBER, tokenize.OP, tokenize.COMMENT})
_VALUES = frozenset({"None", "True", "False"})


class Layout:
    """The tokens of the module-level statement that a node stands in.

    ``index`` values are those of characters in the code, whatever file it stands in.

    :raises CannotEdit: the code cannot be edited here (see ``CodeFile.editable``; what is
        inside an f-string has no certain place).
    """

    __slots__ = ("_comments", "_ends", "_starts", "_tokens", "file", "module")

    def __init__(self, module: Module, node: ast.AST) -> None:
        self.module = module
        self.file = module.file
        if not self.file.editable:
            raise CannotEdit
        top = _statement(module, node)
        first = min([top.lineno, *(one.lineno for one in getattr(top, "decorator_list", ()))])
        found = _tokens(self.file, first, top.end_lineno or top.lineno)
        self._comments = [token for token in found if token.kind == tokenize.COMMENT]
        self._tokens = [token for token in found if token.kind != tokenize.COMMENT]
        self._starts = [token.start for token in self._tokens]
        self._ends = [token.end for token in self._tokens]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """First and last (exclusive) index of a node, parentheses around it left out."""
        lineno, end_lineno = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
        if lineno is None or end_lineno is None:
            raise CannotEdit
        start = self.file.index(lineno, node.col_offset)  # type: ignore[attr-defined]
        end = self.file.index(end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        self._token_at(start)
        return start, end

    def text(self, node: ast.AST) -> str:
        """The code of a node, parentheses around it included."""
        start, end = self.grouped(node)
        return self.file.text[start:end]

    def grouped(self, node: ast.AST) -> tuple[int, int]:
        """As ``span``, with all parentheses that only group it."""
        start, end = self.span(node)
        while (around := self._group(start, end)) is not None:
            start, end = around
        return start, end

    def group(self, node: ast.AST) -> tuple[int, int] | None:
        """The span of the innermost parentheses that only group a node; None where there are none."""
        return self._group(*self.span(node))

    def _group(self, start: int, end: int) -> tuple[int, int] | None:
        before, after = self.before(start), self.after(end)
        if before is None or after is None or before.text != "(" or after.text != ")":
            return None
        return None if self._calls(before) else (before.start, after.end)

    def _calls(self, parenthesis: Token) -> bool:
        """Whether an opening parenthesis belongs to what stands before it."""
        before = self.before(parenthesis.start)
        if before is None:
            return False
        if before.kind == tokenize.NAME:
            return not keyword.iskeyword(before.text) or before.text in _VALUES
        return before.kind != tokenize.OP or before.text in (")", "]", "}")

    def _token_at(self, index: int) -> int:
        at = bisect.bisect_left(self._starts, index)
        if at == len(self._starts) or self._starts[at] != index:
            raise CannotEdit
        return at

    def before(self, index: int) -> Token | None:
        """The last token that ends at or before an index."""
        at = bisect.bisect_right(self._ends, index) - 1
        return self._tokens[at] if at >= 0 else None

    def after(self, index: int) -> Token | None:
        """The first token that starts at or after an index; a line's end is one where a statement ends."""
        at = bisect.bisect_left(self._starts, index)
        return self._tokens[at] if at < len(self._tokens) else None

    def between(self, start: int, end: int) -> Iterator[Token]:
        """The tokens from one index to another."""
        at = bisect.bisect_left(self._starts, start)
        while at < len(self._tokens) and self._ends[at] <= end:
            yield self._tokens[at]
            at += 1

    def has_comment(self, start: int, end: int) -> bool:
        """Whether a comment stands between two indices."""
        return any(start <= comment.start < end for comment in self._comments)

    def line_start(self, index: int) -> int:
        """The index of the first character of the line."""
        text = self.file.text
        return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1

    def line_end(self, index: int) -> int:
        """The index of the line's ending (or of the code's end)."""
        text = self.file.text
        found = [at for end in "\r\n" if (at := text.find(end, index)) >= 0]
        return min(found, default=len(text))

    def indent(self, index: int) -> str:
        """The blanks that begin the line; those of one that something else begins as well."""
        line = self.file.text[self.line_start(index) : self.line_end(index)]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def begins_line(self, index: int) -> bool:
        """Whether only blanks stand before the index in its line."""
        return self.file.text[self.line_start(index) : index].strip(" \t") == ""

    def edit(self, start: int, end: int, text: str) -> Edit:
        """``text`` in the place of the code from one index to another, rendered for the file.

        Line ends in ``text`` become the file's own, and in a yml each further line gets the
        indentation that the code has there.
        """
        return edit(self.file, start, end, text)


def edit(file: CodeFile, start: int, end: int, text: str) -> Edit:
    """See ``Layout.edit``.

    :raises CannotEdit: the file does not hold the code as it is.
    """
    if not file.editable:
        raise CannotEdit
    source = file.source.text
    place, stop = file.offset_of(start), file.offset_of(end)
    indent = "" if file.offsets is None else _block_indent(file, start)
    newline = _newline(file, place)
    goes_on = file.text[end : end + 1] not in ("", "\r", "\n")
    if source[place:stop] != _rendered(file.text[start:end], newline, indent, goes_on):
        raise CannotEdit
    return Edit(file.path, place, stop, _rendered(text, newline, indent, goes_on))


def _rendered(text: str, newline: str, indent: str, goes_on: bool) -> str:
    first, *further = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # What follows in the same line goes on with the last one, which then is no empty line.
    last = len(further) - 1 if goes_on else -1
    lines = (indent + line if line.strip() or at == last else line for at, line in enumerate(further))
    return newline.join([first, *lines])


def _newline(file: CodeFile, place: int) -> str:
    """The ending of the file's line, the file's first one for its last line."""
    text = file.source.text
    for at in range(place, len(text)):
        if text[at] in "\r\n":
            return "\r\n" if text[at : at + 2] == "\r\n" else text[at]
    return file.source.newline


def _block_indent(file: CodeFile, index: int) -> str:
    """What a block scalar has before the line of code that holds an index."""
    start = file.text.rfind("\n", 0, index) + 1
    if file.text[start : start + 1] in ("", "\n"):
        raise CannotEdit
    place = file.offset_of(start)
    _, column = file.source.position(place)
    indent = file.source.text[place - column + 1 : place]
    if indent.strip(" "):
        raise CannotEdit
    return indent


def _statement(module: Module, node: ast.AST) -> ast.stmt:
    """The module-level statement that holds a node."""
    parents = module.parents
    while True:
        parent = parents.get(node)
        if isinstance(node, ast.JoinedStr) or parent is None:
            raise CannotEdit
        if isinstance(parent, ast.Module):
            assert isinstance(node, ast.stmt)
            return node
        node = parent


def _tokens(file: CodeFile, first: int, last: int) -> list[Token]:
    lines = file.lines(first, last)
    starts = [start for start, _ in lines]
    found: list[Token] = []
    try:
        for token in tokens(line for _, line in lines):
            if token.type in _INVISIBLE:
                continue
            start = starts[token.start[0] - 1] + token.start[1]
            end = starts[token.end[0] - 1] + token.end[1]
            if token.type in _SPELLED and file.text[start:end] != token.string:
                raise CannotEdit
            found.append(Token(token.type, token.string, start, end))
    except (tokenize.TokenError, SyntaxError, IndexError) as error:
        raise CannotEdit from error
    return found
