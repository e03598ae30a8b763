"""Arguments and predefined values put into lists and taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Union

from polltool.edits import Edit
from polltool.records import dataclass
from polltool.source import Source
from polltool.yamldoc import Child, Document, MapNode, ScalarNode, SeqNode
from polltool.ymlfix import maps, text
from polltool.ymlfix.style import Habit, dash_width, list_offset, most, own_pairs
from polltool.ymlfix.text import Unsure

Value = Union[str, bool, tuple[str, ...], "Members"]
Fields = Sequence[tuple[str, Value]]
"""The keys of a new argument (or command) with their values."""

_DASH = re.compile(r"-( +)$")


@dataclass(frozen=True, slots=True)
class Members:
    """A value that is a list of mappings, and what writes these."""

    fields: tuple[Fields, ...]
    writer: Writer


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes arguments as the author of the file would.

    ``lists`` are the lists of arguments that the file has, ``offset`` how much further right
    than its key such a list stands.
    """

    source: Source
    habit: Habit
    lists: tuple[SeqNode, ...]
    offset: int

    def ordered(self, fields: Fields) -> list[tuple[str, Value]]:
        """The keys in the order of the neighbours'."""
        names: list[str] = []
        for name, _ in fields:
            names.insert(self.habit.gap(names, name), name)
        return sorted(fields, key=lambda one: names.index(one[0]))

    def value(self, name: str, value: Value, *, flow: bool = False) -> list[str]:
        """A value as YAML: what follows the colon, then further lines, indented as they stand to the key."""
        if isinstance(value, bool):
            return ["true" if value else "false"]
        if isinstance(value, str):
            return [text.spell(value, self.habit.quote(name), flow=flow)]
        if isinstance(value, Members):
            if flow:
                raise Unsure  # nobody writes commands in braces
            return ["", *_new_list(value.writer, *value.fields)]
        neighbours = [node.get(name) for node in self.habit.with_key(name)]
        known = [node for node in neighbours if isinstance(node, SeqNode) and node.children]
        words = [text.spell(word, self._list_quote(known)) for word in value]
        if flow or (known and most(("flow" if node.flow else "" for node in known), "") == "flow"):
            return [f"[{', '.join(words)}]"]
        offset = list_offset(self.source, self.habit.with_key(name), name)
        indent = " " * (self.offset if offset is None else offset)
        return ["", *(f"{indent}- {word}" for word in words)]

    def _list_quote(self, known: Sequence[SeqNode]) -> str:
        """The quotes of the words in lists, or else those that the file's arguments have."""
        own = (child.style for node in known for child in node.children if isinstance(child, ScalarNode))
        quote = most((style for style in own if style), "")
        return quote or most(
            (
                value.style
                for node in (*self.habit.near, *self.habit.far)
                for _, value in node.pairs
                if isinstance(value, ScalarNode) and value.style in ("'", '"')
            ),
            "'",
        )

    def block(self, fields: Fields) -> list[str]:
        """A block mapping: its lines."""
        lines = []
        for name, value in self.ordered(fields):
            first, *more = self.value(name, value)
            lines += [f"{name}:" + (f" {first}" if first else ""), *more]
        return lines

    def flow(self, fields: Fields, quote: str | None, step: str | None = None, indent: str = "") -> str:
        """A flow mapping; over several lines where ``step`` says how much deeper its keys stand.

        :param quote: the quotes that everything is written in; None: each as its neighbours are.
        :param indent: what stands before the line with the closing brace.
        """
        if step is None:
            entries = [self._flow_entry(name, value, quote) for name, value in self.ordered(fields)]
            return "{" + ", ".join(entries) + "}"
        end = self.source.newline
        inner = indent + step
        entries = [self._flow_entry(name, value, quote, step, inner) for name, value in self.ordered(fields)]
        return "{" + end + inner + f",{end}{inner}".join(entries) + end + indent + "}"

    def _flow_entry(
        self, name: str, value: Value, quote: str | None, step: str | None = None, indent: str = ""
    ) -> str:
        key = text.spell(name, quote or "", flow=True)
        if isinstance(value, bool):
            return f"{key}: {'true' if value else 'false'}"
        if isinstance(value, str):
            return f"{key}: {text.spell(value, quote or self.habit.quote(name), flow=True)}"
        if isinstance(value, Members):
            raise Unsure
        words = [text.spell(word, quote or "'", flow=True) for word in value]
        if step is None:
            return f"{key}: [{', '.join(words)}]"
        end = self.source.newline
        return f"{key}: [{end}{indent}{step}" + f",{end}{indent}{step}".join(words) + f"{end}{indent}]"


def append(document: Document, node: SeqNode, fields: Fields, writer: Writer) -> Edit:
    """An argument added at the end of a list that has some.

    :raises Unsure: it is not certain that this would be right.
    """
    text.own(document, node)
    if not node.children or isinstance(node.children[-1], ScalarNode | SeqNode):
        raise Unsure
    if node.flow:
        return _append_in_flow(document.source, node, fields, writer)
    source = document.source
    if source.text[node.start] != "-" or text.before(source, node.start).strip(" -"):
        raise Unsure
    dash = text.column(source, node.start)
    known = [child for child in node.children if isinstance(child, MapNode)]
    if known and known[-1].flow:
        lines = ["- " + writer.flow(fields, _json_quote(known[-1]))]
    else:
        lines = _with_dash(writer.block(fields), *_hang(source, node, known, writer))
    at = text.place_after(source, node.children[-1], dash)
    indent = " " * dash
    return text.insertion(source, at, "".join(f"{source.newline}{indent}{line}" for line in lines))


def _hang(source: Source, node: SeqNode, known: Sequence[MapNode], writer: Writer) -> tuple[int, bool]:
    """How far right of their dash keys stand, and whether the first stands on the dash's line."""
    for child in reversed(known):
        if child.flow:
            continue
        before = text.before(source, child.children[0].start)
        dash = _DASH.search(before)
        if dash is not None:
            return 1 + len(dash.group(1)), True
        if not before.strip(" "):
            return len(before) - text.column(source, node.start), False
    return dash_width(source, writer.lists), True


def _with_dash(lines: Sequence[str], width: int, beside: bool) -> list[str]:
    """The lines of a mapping as a member of a list."""
    indent = " " * width
    first = [f"{'-':<{width}}{lines[0]}"] if beside else ["-", indent + lines[0]]
    return [*first, *(indent + line for line in lines[1:])]


def _append_in_flow(source: Source, node: SeqNode, fields: Fields, writer: Writer) -> Edit:
    last = node.children[-1]
    known = [child for child in node.children if isinstance(child, MapNode) and child.children]
    step = None
    margin = ""
    quote = None
    if known:
        quote = _json_quote(known[-1])
        inner = text.before(source, known[-1].children[0].start)
        margin = text.before(source, known[-1].end - 1)
        if not inner.strip() and not margin.strip() and inner.startswith(margin):
            step = inner[len(margin) :]
    member = writer.flow(fields, quote, step, margin)
    return text.insertion(source, last.end, text.next_in_flow(source, last.start, last.end, member))


def _json_quote(node: MapNode) -> str | None:
    """The double quotes of JSON, where a mapping's keys have them."""
    keys = [key for key, _ in node.pairs if isinstance(key, ScalarNode)]
    return '"' if keys and all(key.style == '"' for key in keys) else None


def start(
    document: Document, owner: MapNode, name: str, fields: Fields, writer: Writer, habit: Habit
) -> maps.Edits:
    """A first argument, where a command's list of them is missing, null or empty.

    Where the key stands there without any value, this is an insertion (a second argument may
    be put in beside it); else two of these overlap.

    :raises Unsure: it is not certain that this would be right.
    """
    text.own(document, owner)
    source = document.source
    found = own_pairs(owner, name)
    if not found:
        if name in owner:
            raise Unsure  # merged in from elsewhere
        if owner.flow:
            return (maps.add(document, owner, name, [f"[{writer.flow(fields, _json_quote(owner))}]"], habit),)
        return (maps.add(document, owner, name, ["", *_new_list(writer, fields)], habit),)
    key, child = found[0]
    text.own(document, child)
    if owner.flow:
        flow = f"[{writer.flow(fields, _json_quote(owner))}]"
        return (maps.replace_value(document, key, child, flow),)
    return _start_in_block(source, document, key, child, _new_list(writer, fields))


def _new_list(writer: Writer, *members: Fields) -> list[str]:
    indent = " " * writer.offset
    width = dash_width(writer.source, writer.lists)
    return [
        indent + line for fields in members for line in _with_dash(writer.block(fields), width, beside=True)
    ]


def _start_in_block(
    source: Source, document: Document, key: Child, child: Child, lines: Sequence[str]
) -> maps.Edits:
    indent = text.before(source, key.start)
    indent = " " * len(indent) if not indent.strip(" -") else indent
    if indent.strip():
        raise Unsure
    at = text.place_after(source, child, len(indent))
    new = text.insertion(source, at, "".join(f"{source.newline}{indent}{line}" for line in lines))
    if child.start == child.end:
        return (new,)
    gone = maps.replace_value(document, key, child, "")
    begin = gone.start
    while source.text[begin - 1] in " \t":
        begin -= 1
    return (text.deletion(source, begin, gone.end), new)


def append_word(document: Document, node: SeqNode, word: str) -> Edit:
    """A string added at the end of a list that has some, in the quotes of the last.

    :raises Unsure: it is not certain that this would be right.
    """
    text.own(document, node)
    last = node.children[-1] if node.children else None
    if not isinstance(last, ScalarNode) or last.style not in ("", "'", '"'):
        raise Unsure
    source = document.source
    new = text.spell(word, last.style or "'", flow=node.flow)
    if node.flow:
        return text.insertion(source, last.end, f", {new}")
    dash = text.before(source, last.start)
    if dash.strip(" ") != "-":
        raise Unsure
    at = text.place_after(source, last, dash.index("-"))
    return text.insertion(source, at, f"{source.newline}{dash}{new}")


def remove(document: Document, owner: MapNode, name: str, node: SeqNode, member: MapNode) -> maps.Edits:
    """An argument taken out of a command's list; an only one leaves an empty list.

    :raises Unsure: it is not certain that this would be right.
    """
    text.own(document, node)
    source = document.source
    index = next((index for index, child in enumerate(node.children) if child is member), None)
    if index is None:
        raise Unsure
    end = text.end_of(source, member)
    if len(node.children) == 1:
        key = next((key for key, child in own_pairs(owner, name) if child is node), None)
        if key is None or text.has_comment(source.text[key.end : end]):
            raise Unsure
        text.unrepeated(document, node.start, end)
        colon = key.end + source.text[key.end : node.start].index(":") + 1
        return (Edit(source.path, colon, node.end if node.flow else end, " []"),)
    return (_remove_one(document, node, index, end),)


def _remove_one(document: Document, node: SeqNode, index: int, end: int) -> Edit:
    source = document.source
    member = node.children[index]
    if node.flow:
        if index:
            begin = node.children[index - 1].end
            between, stop = source.text[begin : member.start], end
        else:
            begin, stop = member.start, node.children[1].start
            between = source.text[end:stop]
        if text.has_comment(between):
            raise Unsure
    else:
        begin = source.text.rindex("-", 0, member.start)
        stop = end
        if source.text[begin + 1 : member.start].strip():
            raise Unsure
    text.unrepeated(document, begin, stop)
    if node.flow:
        return text.deletion(source, begin, stop)
    maps.no_orphan(source, begin)
    return text.lines_out(source, begin, stop)
