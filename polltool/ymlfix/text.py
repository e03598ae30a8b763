"""Where lines and nodes end, which comments belong to what, and how scalars are spelled."""

from __future__ import annotations

import json
import re

from polltool.edits import Edit
from polltool.source import Source
from polltool.yamldoc import AliasNode, Child, Document, MapNode, ScalarNode, SeqNode

_BLOCK_HEADER = re.compile(r"[|>]([-+0-9]*)")
_END_OF_LINE = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT = re.compile(r"(?:^|[ \t\r\n,\[{])#")
# What a plain scalar may not begin with, and what it may not hold in block and flow style.
_INDICATORS = tuple("-?:,[]{}#&*!|>'\"%@`")
_NOT_PLAIN = re.compile(r": |:$| #|^\s|\s$")
_NOT_PLAIN_IN_FLOW = re.compile(r"[:,\[\]{}]")


class Unsure(Exception):
    """It is not certain that an edit would be right, so there is to be none."""


def own(document: Document, node: Child) -> None:
    """Make sure that a node is nobody else's as well.

    :raises Unsure: it is an alias, or an alias stands for it or for something around it.
    """
    if isinstance(node, AliasNode) or any(
        repeated.start <= node.start <= repeated.end for repeated in document.repeated
    ):
        raise Unsure


def unrepeated(document: Document, start: int, end: int) -> None:
    """Make sure that what stands between two offsets can go.

    :raises Unsure: an alias elsewhere stands for something there.
    """
    if any(start <= repeated.start <= end for repeated in document.repeated):
        raise Unsure


# -- lines


def line_of(source: Source, offset: int) -> int:
    """The number of the line that an offset lies in."""
    return source.position(offset)[0]


def column(source: Source, offset: int) -> int:
    """How many characters stand before an offset in its line."""
    return source.position(offset)[1] - 1


def before(source: Source, offset: int) -> str:
    """What stands before an offset in its line."""
    return source.text[source.offset(line_of(source, offset), 1) : offset]


def has_comment(text: str) -> bool:
    """Whether a stretch between two nodes has a comment in it."""
    return _COMMENT.search(text) is not None


# -- nodes


def end_of(source: Source, child: Child) -> int:
    """The offset at which a node's text ends: with a block scalar, that of its last line that counts.

    :raises Unsure: something after it would change its value.
    """
    while isinstance(child, MapNode | SeqNode) and not child.flow and child.children:
        child = child.children[-1]
    if isinstance(child, ScalarNode) and child.style in ("|", ">"):
        return _end_of_block(source, child)
    return child.end


def _end_of_block(source: Source, node: ScalarNode) -> int:
    header = _BLOCK_HEADER.match(source.text, node.start, node.end)
    indicators = header.group(1) if header is not None else ""
    line = line_of(source, node.end)
    if column(source, node.end) == 0:
        line -= 1
    elif "-" not in indicators:
        raise Unsure  # the file ends in it without a line ending: one would become part of the value
    if "+" not in indicators:
        while not source.line(line):
            line -= 1
    return source.end_of_line(line)


def place_after(source: Source, child: Child, right_of: int) -> int:
    """The end of the line after which a new line can come, as the next thing after a node.

    Comments on the following lines that stand further right than column ``right_of`` (0-based)
    belong to the node and stay with it.

    :raises Unsure: the node shares its last line with something.
    """
    end = end_of(source, child)
    if _END_OF_LINE.match(source.text, end) is None:
        raise Unsure
    last = line_of(source, end)
    for number in range(last + 1, line_of(source, len(source.text)) + 1):
        line = source.line(number)
        text = line.lstrip(" ")
        if text.startswith("#") and len(line) - len(text) > right_of:
            last = number
        elif text.strip():
            break
    return source.end_of_line(last)


def next_in_flow(source: Source, start: int, end: int, entry: str) -> str:
    """What puts an entry after one of a flow collection: on a line of its own where that one has one.

    ``start`` and ``end`` are where the one before begins and ends.
    """
    indent = before(source, start)
    rest = source.text[end : source.end_of_line(line_of(source, end))]
    if indent.strip() or rest.strip(" \t") not in ("", ","):
        return f", {entry}"
    return f",{source.newline}{indent}{entry}"


def once(source: Source, at: int, text: str) -> Edit:
    """Text put in at an offset that two edits cannot both put in: it overlaps with another such edit."""
    return Edit(source.path, at - 1, at, source.text[at - 1] + text)


def insertion(source: Source, at: int, text: str) -> Edit:
    """Text put in at an offset, beside any other that is put in there."""
    return Edit(source.path, at, at, text)


def deletion(source: Source, start: int, end: int) -> Edit:
    """Text taken out."""
    return Edit(source.path, start, end, "")


def lines_out(source: Source, start: int, end: int) -> Edit:
    """The lines from the one with ``start`` to the one with ``end`` taken out.

    A comment at the end of the last of them goes as well.

    :raises Unsure: there is something else on them.
    """
    if before(source, start).strip() or _END_OF_LINE.match(source.text, end) is None:
        raise Unsure
    return deletion(source, *source.whole_lines(line_of(source, start), line_of(source, end)))


# -- spelling


def spell(text: str, quote: str, *, flow: bool = False) -> str:
    """A string as a scalar: plain where ``quote`` is empty and it can be, else in quotes.

    :raises Unsure: it has characters that nobody writes into a yml.
    """
    if not text.isprintable():
        raise Unsure
    if not quote and _can_be_plain(text, flow):
        return text
    if quote == '"':
        return json.dumps(text, ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def _can_be_plain(text: str, flow: bool) -> bool:
    return (
        bool(text)
        and not text.startswith(_INDICATORS)
        and _NOT_PLAIN.search(text) is None
        and not (flow and _NOT_PLAIN_IN_FLOW.search(text))
        and ScalarNode(text, 0, 0).value == text
    )
