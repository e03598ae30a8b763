"""Keys put into mappings, taken out, or given another value."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from polltool.edits import Edit
from polltool.source import Source
from polltool.yamldoc import Child, Document, MapNode, ScalarNode, SeqNode
from polltool.ymlfix import text
from polltool.ymlfix.style import Habit, own_keys, own_pairs
from polltool.ymlfix.text import Unsure

_LINE_END = re.compile(r"\r\n|\r|\n")
_COLON = re.compile(r"[ \t]*:[ \t]*")

Edits = tuple[Edit, ...]


def spelled_key(node: MapNode, name: str) -> str:
    """A new key as the other keys of a mapping are written."""
    quotes = {key.style for key, _ in node.pairs if isinstance(key, ScalarNode)}
    return text.spell(name, quotes.pop() if len(quotes) == 1 else "", flow=node.flow)


def set_key(document: Document, node: MapNode, name: str, value: str, habit: Habit) -> Edits:
    """A key given a value of one line, added where the mapping itself has none.

    :param value: the value as YAML.
    :raises Unsure: it is not certain that this would be right.
    """
    found = own_pairs(node, name)
    if not found:
        return (add(document, node, name, [value], habit),)
    return (replace_value(document, found[0][0], found[-1][1], value),)


def add(document: Document, node: MapNode, name: str, value: Sequence[str], habit: Habit) -> Edit:
    """A key that a mapping does not have, in the place and the manner of its neighbours.

    :param value: the value as YAML: what follows the colon, then further lines, indented as
        they stand to the key.
    :raises Unsure: it is not certain that this would be right.
    """
    text.own(document, node)
    pairs = list(node.pairs)
    keys = own_keys(node)
    if not pairs or name in keys:
        raise Unsure
    index = habit.gap(keys, name, first=1)
    key, child = pairs[index - 1]
    head = f"{spelled_key(node, name)}:" + (f" {value[0]}" if value[0] else "")
    if node.flow:
        return _add_in_flow(document.source, key, child, head, value[1:])
    source = document.source
    _plain_entry(source, key)
    indent = key_column(source, node)
    last = index == len(pairs)
    at = text.place_after(source, child, indent - 1 if last and indent else indent)
    lines = [" " * indent + line if line else "" for line in (head, *value[1:])]
    return text.once(source, at, "".join(source.newline + line for line in lines))


def _add_in_flow(source: Source, key: Child, child: Child, head: str, more: Sequence[str]) -> Edit:
    if child.start == child.end or more:
        raise Unsure
    return text.once(source, child.end, text.next_in_flow(source, key.start, child.end, head))


def key_column(source: Source, node: MapNode) -> int:
    """The column (0-based) at which the keys of a block mapping stand.

    :raises Unsure: it cannot be told, for tabs or what else stands before them.
    """
    for key, _ in node.pairs:
        if not text.before(source, key.start).strip(" -"):
            return text.column(source, key.start)
    raise Unsure


def _plain_entry(source: Source, key: Child) -> None:
    """:raises Unsure: a key with a question mark, or one that is no scalar."""
    if not isinstance(key, ScalarNode) or _COLON.match(source.text, key.end) is None:
        raise Unsure


def replace_value(document: Document, key: Child, child: Child, value: str) -> Edit:
    """A key's scalar or empty list given another value of one line; a tag or an anchor stands in the way.

    :raises Unsure: it is not certain that this would be right.
    """
    source = document.source
    text.own(document, child)
    if isinstance(child, ScalarNode):
        whole = child.style not in ("|", ">")
    else:
        whole = (
            isinstance(child, SeqNode)
            and not child.children
            and not text.has_comment(source.text[child.start : child.end])
        )
    if not whole:
        raise Unsure
    colon = _COLON.match(source.text, key.end)
    if colon is None or (child.start != colon.end() and child.start != child.end):
        raise Unsure
    space = "" if source.text[child.start - 1 : child.start] in (" ", "\t") else " "
    return Edit(source.path, child.start, child.end, space + value)


def rename_key(document: Document, node: MapNode, old: str, new: str, value: str) -> Edits:
    """A key with its value replaced by another key with another value of one line, in its place.

    :raises Unsure: it is not certain that this would be right.
    """
    key, child = own_pairs(node, old)[0]
    text.own(document, node)
    text.own(document, key)
    source = document.source
    return (
        Edit(source.path, key.start, key.end, spelled_key(node, new)),
        replace_value(document, key, child, value),
    )


def remove(document: Document, node: MapNode, names: Collection[str]) -> Edits:
    """Keys taken out with their values, their lines and the comments on those lines.

    :raises Unsure: nothing would be left, a comment would lose what it belongs to, or
        something that goes is used elsewhere.
    """
    text.own(document, node)
    pairs = list(node.pairs)
    gone = [key.text in names for key, _ in pairs]
    if all(gone) or sum(gone) != len(names):
        raise Unsure
    edits = []
    index = 0
    while index < len(pairs):
        if not gone[index]:
            index += 1
            continue
        stop = gone.index(False, index) if False in gone[index:] else len(pairs)
        edits.append(_remove_run(document, node, pairs, index, stop))
        index = stop
    return tuple(edits)


def _remove_run(
    document: Document, node: MapNode, pairs: Sequence[tuple[Child, Child]], index: int, stop: int
) -> Edit:
    source = document.source
    (key, _), (_, last) = pairs[index], pairs[stop - 1]
    for position in range(index, stop):
        _plain_entry(source, pairs[position][0])
        if position > index:
            between = source.text[text.end_of(source, pairs[position - 1][1]) : pairs[position][0].start]
            if text.has_comment(_LINE_END.split(between, maxsplit=1)[-1]):
                raise Unsure
    end = text.end_of(source, last)
    text.unrepeated(document, key.start, end)
    if not node.flow and index:
        no_orphan(source, key.start)
        return text.lines_out(source, key.start, end)
    if index:
        before = pairs[index - 1][1]
        if before.start == before.end or text.has_comment(source.text[before.end : key.start]):
            raise Unsure
        return text.deletion(source, before.end, end)
    following = pairs[stop][0]
    between = source.text[end : following.start]
    if not node.flow:
        between = _LINE_END.split(between, maxsplit=1)[-1]
    if text.has_comment(between) or between.strip(" \t\r\n,"):
        raise Unsure
    return text.deletion(source, key.start, following.start)


def no_orphan(source: Source, offset: int) -> None:
    """:raises Unsure: the line above is a comment that seems to speak of what begins at an offset."""
    above = source.line(text.line_of(source, offset) - 1)
    if above.strip().startswith("#") and len(above) - len(above.lstrip()) == text.column(source, offset):
        raise Unsure
