"""Text edits on a yml by position: everything outside an edit stays byte for byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polltool.source import Source
from polltool.yamldoc import AliasNode, Child, MapNode, Node, SeqNode

_SPACE = " \t\r\n"
_LINE_END = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_FROM_DASH = re.compile(r"-\s+(?:[&!]\S*\s+)*")


class CannotEdit(Exception):
    """A yml is written in a way in which the edit has no plain counterpart (an alias, a merge key)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``text`` takes the place of the characters from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    text: str = ""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap.

    :raises CannotEdit: they do.
    """
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise CannotEdit("two edits at one place")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def moved_offset(offset: int, edits: Sequence[Edit]) -> int | None:
    """Where the character at ``offset`` stands after the edits; None if it is gone."""
    shift = 0
    for edit in edits:
        if edit.start <= offset < edit.end:
            return None
        if edit.end <= offset:
            shift += len(edit.text) - (edit.end - edit.start)
    return offset + shift


def remove_entry(source: Source, owner: MapNode, name: str) -> Edit:
    """Take a key with its value out of a mapping; in block style with its lines.

    :raises CannotEdit: the key is the mapping's only one, or comes through ``<<``.
    """
    pairs = list(owner.pairs)
    index = _index(owner, name)
    if len(pairs) == 1:
        raise CannotEdit(f"'{name}' is the only key there")
    if owner.flow:
        return _from_flow([key for key, _ in pairs], [value for _, value in pairs], index)
    key, value = pairs[index]
    text = source.text
    begin = _line_start(text, key.start)
    if text[begin : key.start].strip(" \t"):
        # `- polling: true` before `name: x`: the next key moves up to the dash.
        if index + 1 == len(pairs):
            raise CannotEdit(f"'{name}' shares its line with what stands before")
        return Edit(key.start, pairs[index + 1][0].start)
    return Edit(begin, _line_end(text, _content_end(text, key.start, value.end)))


def remove_member(source: Source, owner: SeqNode, index: int) -> Edit:
    """Take a member out of a list that has others.

    :raises CannotEdit: it is the only one, an alias, or begins beside another dash.
    """
    if len(owner.children) == 1:
        raise CannotEdit("the list has no other member")
    member = owner.children[index]
    if isinstance(member, AliasNode):
        raise CannotEdit("the list's member is an alias")
    if owner.flow:
        return _from_flow(owner.children, owner.children, index)
    text = source.text
    dash = text.rfind("-", 0, member.start)
    while _FROM_DASH.fullmatch(text, dash, member.start) is None:  # an anchor's name has a dash
        dash = text.rfind("-", 0, dash)
    begin = _line_start(text, dash)
    if text[begin:dash].strip(" \t"):
        raise CannotEdit("the list's member does not begin a line of its own")
    return Edit(begin, _line_end(text, _content_end(text, member.start, member.end)))


def insert_entry(source: Source, owner: MapNode, entry: str) -> Edit:
    """Put a one-line entry into a mapping, after its first one."""
    pairs = list(owner.pairs)
    key, value = pairs[0]
    if isinstance(key, AliasNode):
        raise CannotEdit("the mapping begins with an alias")
    if owner.flow:
        return Edit(key.start, key.start, f"{entry}, ")
    text = source.text
    begin = _line_start(text, key.start)
    indent = re.sub(r"[^ \t]", " ", text[begin : key.start])
    end = _line_end(text, _content_end(text, key.start, value.end))
    if text[end - 1 : end] in ("\r", "\n"):
        return Edit(end, end, f"{indent}{entry}{source.newline}")
    return Edit(end, end, f"{source.newline}{indent}{entry}")


def replace_value(node: Node, text: str) -> Edit:
    """Write another value in the place of a scalar or a collection."""
    return Edit(node.start, node.end, text)


def _index(owner: MapNode, name: str) -> int:
    for index, (key, _) in enumerate(owner.pairs):
        if key.text == name and not isinstance(key, AliasNode):
            return index
    raise CannotEdit(f"'{name}' comes from elsewhere (<<)")


def _from_flow(firsts: Sequence[Child], lasts: Sequence[Child], index: int) -> Edit:
    """A member of a flow collection with the comma before it (the first: after it)."""
    if index:
        return Edit(lasts[index - 1].end, lasts[index].end)
    if len(firsts) > 1:
        return Edit(firsts[0].start, firsts[1].start)
    return Edit(firsts[0].start, lasts[0].end)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    """The offset after the line ending of the line that ``offset`` is on."""
    match = _LINE_END.match(text, offset)
    return match.end() if match else len(text)


def _content_end(text: str, start: int, end: int) -> int:
    """The end of a node without the blank lines that the parser counts to a block scalar."""
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return end
