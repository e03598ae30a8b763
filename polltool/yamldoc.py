"""Reading YAML with the exact place of every key and value.

The C parser's events are turned into nodes here rather than by PyYAML's composer: that is a
third faster on real content, needs no recursion and keeps aliases apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from polltool.findings import Problem, Related
from polltool.records import dataclass
from polltool.scalars import scalar_offsets
from polltool.source import Place, Source, decode
from polltool.yamlerrors import explain
from polltool.yamlnodes import AliasNode, Child, Entry, MapNode, Node, ScalarNode, SeqNode, resolve

__all__ = [
    "AliasNode",
    "Child",
    "Document",
    "Entry",
    "MapNode",
    "Node",
    "ScalarNode",
    "SeqNode",
    "load",
    "load_bytes",
    "resolve",
    "scalar_offsets",
]

MAX_DEPTH = 200
"""How deep collections may nest; real content stays below 20."""

MAX_NODES = 1_000_000
"""How many keys, values and collections a file may have; real content stays below 50,000."""

# What YAML allows no file to hold. PyYAML counts the place of these in bytes, so it is found here.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+(?:#[^\r\n]*\s*)*|$))+")


class _Parser(Protocol):
    """What the C parser and PyYAML's own share; events of either bear the same names."""

    def get_event(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Document:
    """One yml file as nodes.

    ``root`` is None where the file has no mapping at its root or cannot be parsed to its
    end; ``problems`` say why, in the order of the text. With a root, problems are duplicate
    keys or further documents, and the root is the first document's. ``keys`` holds every key
    that some mapping of the document has, ``repeated`` every node that an alias stands for.
    """

    source: Source
    root: MapNode | None
    problems: tuple[Problem, ...] = ()
    keys: frozenset[str] = frozenset()
    repeated: tuple[Node, ...] = ()

    def place(self, node: Child) -> Place:
        """Where a node stands."""
        return self.source.place(node.start, node.end)

    def first_line(self, node: Child) -> Place:
        """The part of a node that stands on its first line."""
        return _first_line(self.source, node.start, node.end)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What problems say that a file should be: a mapping, and (after a comma) one document."""

    mapping: str
    one_document: str = ""


ITEM = Wanted(
    "a content item's yml is a mapping of keys such as name, commonfields and script",
    ", but a content item's yml is one document",
)


def load_bytes(path: str, data: bytes, wanted: Wanted = ITEM) -> Document:
    """Read a file's bytes; what is no UTF-8 text is a problem, never an exception."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source = Source(path, data.decode("utf-16", "replace"), bom=True)
        message = "the file is saved as UTF-16; ymls of content items are UTF-8: save it as UTF-8"
        return Document(source, None, (Problem(source.place(0, 0), message),))
    try:
        return load(decode(path, data), wanted)
    except UnicodeDecodeError as error:
        bom = data.startswith(b"\xef\xbb\xbf")
        body = data[3:] if bom else data
        offset = len(body[: error.start].decode("utf-8"))
        source = Source(path, body.decode("utf-8", "replace"), bom)
        message = (
            f"the byte 0x{body[error.start]:02x} here is not UTF-8, so the file cannot be read; "
            "save the file as UTF-8"
        )
        return Document(source, None, (Problem(source.place(offset, offset + 1), message),))


def load(source: Source, wanted: Wanted = ITEM) -> Document:
    """Read a source; broken YAML is a problem, never an exception."""
    if source.text.startswith("\ufeff"):
        return Document(source, None, (_forbidden(source, 0),))
    reader = _Reader(source, wanted)
    try:
        root = reader.read(event_parser(source.text))
    except ReaderError as error:
        forbidden = _FORBIDDEN.search(source.text)
        problem = explain(source, error) if forbidden is None else _forbidden(source, forbidden.start())
        return Document(source, None, (*reader.problems(), problem))
    except yaml.YAMLError as error:
        problem = explain(source, error)
        if "nesting depth" in problem.message:  # libyaml has a limit of its own since 0.2.6
            problem = reader.too_deep(source.offset(problem.place.line, problem.place.column)).problem
        return Document(source, None, (*reader.problems(), problem))
    except _Refused as refused:
        return Document(source, None, (*reader.problems(), refused.problem))
    problems = reader.problems()
    if not isinstance(root, MapNode):
        return Document(source, None, (*problems, _no_mapping(source, root, wanted)))
    return Document(source, root, tuple(problems), reader.keys(), tuple(reader.repeated))


def event_parser(text: str) -> _Parser:
    """The fastest parser of events that there is; its marks count characters."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return yaml.SafeLoader(text)
    return CParser(text)


class _Refused(Exception):
    """What the parser accepts and this reader does not."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Reader:
    """Turns events into nodes and notes what is wrong with them."""

    def __init__(self, source: Source, wanted: Wanted) -> None:
        self.source = source
        self._wanted = wanted
        self._anchors: dict[str, Node] = {}
        self.repeated: list[Node] = []
        self._maps: list[MapNode] = []
        self._doubtful: list[MapNode] = []
        self._keys: set[str | None] = set()
        self._second: tuple[int, int] | None = None

    def read(self, parser: _Parser) -> Node | None:
        """The first document's root; None for an empty stream.

        :raises yaml.YAMLError: the text is no YAML.
        """
        top: list[Child] = []
        children = top
        stack: list[tuple[list[Child], SeqNode | MapNode]] = []
        documents = 0
        next_event = parser.get_event
        if len(self.source.text) > MAX_NODES:  # none shorter has that many
            next_event = self._counted(next_event)
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                scalar = ScalarNode(
                    event.value, event.start_mark.index, event.end_mark.index, event.style or ""
                )
                if event.anchor is not None or event.tag is not None:
                    self._properties(scalar, event)
                children.append(scalar)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                make = MapNode if kind is MappingStartEvent else SeqNode
                node = make(event.start_mark.index, bool(event.flow_style))
                if event.anchor is not None or event.tag is not None:
                    self._properties(node, event)
                children.append(node)
                stack.append((children, node))
                if len(stack) > MAX_DEPTH:
                    raise self.too_deep(node.start)
                children = node.children
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                children, node = stack.pop()
                own = node.children
                node.end = own[-1].end if own and not node.flow else event.end_mark.index
                if isinstance(node, MapNode):
                    self._note_keys(node)
            elif kind is AliasEvent:
                children.append(self._alias(event))
            elif kind is DocumentStartEvent:
                documents += 1
                if documents == 2:
                    self._second = (event.start_mark.index, event.end_mark.index)
                    break
            elif kind is StreamEndEvent:
                break
        return resolve(top[0]) if top else None

    def _counted(self, get_event: Callable[[], Any]) -> Callable[[], Any]:
        """The same events, up to the greatest number of nodes."""
        left = MAX_NODES

        def get() -> Any:
            nonlocal left
            event = get_event()
            left -= isinstance(event, NodeEvent)
            if left < 0:
                start = event.start_mark.index
                message = f"the YAML has more than {MAX_NODES} keys and values, which no content item needs"
                raise _Refused(Problem(self.source.place(start, start + 1), message))
            return event

        return get

    def _properties(self, node: Node, event: Any) -> None:
        """Take note of an anchor and a tag, and let the node begin after them."""
        end = event.end_mark.index if isinstance(node, ScalarNode) else len(self.source.text)
        match = _PROPERTIES.match(self.source.text, node.start, end)
        if match is not None:
            node.start = match.end()
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        if isinstance(node, ScalarNode) and event.tag != "!":
            node.tag = event.tag

    def _alias(self, event: Any) -> AliasNode:
        start, end = event.start_mark.index, event.end_mark.index
        target = self._anchors.get(event.anchor)
        if target is None:
            message = (
                f"the alias *{event.anchor} has no anchor &{event.anchor} before it; "
                "a value that begins with * needs quotes"
            )
            raise _Refused(Problem(self.source.place(start, end), message))
        self.repeated.append(target)
        return AliasNode(start, end, target)

    def too_deep(self, start: int) -> _Refused:
        """The refusal of what nests too deeply at an offset."""
        message = f"the YAML nests deeper than {MAX_DEPTH} levels, which no content item needs"
        return _Refused(Problem(self.source.place(start, start + 1), message))

    def _note_keys(self, node: MapNode) -> None:
        # Equal texts are nearly always equal keys; whether differing ones are (yes and true)
        # matters only where some key of the document is no string, which problems() sees.
        keys = node.children[::2]
        names = {key.text for key in keys}
        if len(names) != len(keys):
            self._doubtful.append(node)
        self._keys |= names
        self._maps.append(node)

    def keys(self) -> frozenset[str]:
        """Every text that is a key somewhere."""
        return frozenset(name for name in self._keys if name is not None)

    def problems(self) -> list[Problem]:
        """Duplicate keys and further documents, in the order of the text."""
        found: list[tuple[int, Problem]] = []
        strings_only = all(isinstance(ScalarNode(name, 0, 0).value, str) for name in self.keys())
        for node in self._doubtful if strings_only else self._maps:
            found.extend(self._duplicates(node))
        if self._second is not None:
            message = (
                f"a second YAML document begins here{self._wanted.one_document}; "
                "remove what does not belong to it, or the --- line"
            )
            found.append((self._second[0], Problem(self.source.place(*self._second), message)))
        return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]

    def _duplicates(self, node: MapNode) -> list[tuple[int, Problem]]:
        found = []
        firsts: dict[tuple[type, object], Child] = {}
        for key, _ in node.pairs:
            scalar = resolve(key)
            if not isinstance(scalar, ScalarNode):
                continue
            value = scalar.value
            first = firsts.setdefault((type(value), value), key)
            if first is not key:
                found.append((key.start, self._duplicate(scalar.text, first, key)))
        return found

    def _duplicate(self, name: str, first: Child, second: Child) -> Problem:
        line, _ = self.source.position(first.start)
        message = (
            f"the key '{name}' is already there on line {line}: loaders either refuse the file or "
            "silently keep only one of the two; remove one"
        )
        related = Related(self.source.place(first.start, first.end), f"the first '{name}'")
        return Problem(self.source.place(second.start, second.end), message, (related,))


def _first_line(source: Source, start: int, end: int) -> Place:
    match = re.compile(r"[^\r\n]*").match(source.text, start, end)
    return source.place(start, match.end() if match else start)


def _no_mapping(source: Source, root: Node | None, wanted: Wanted) -> Problem:
    if root is None or (isinstance(root, ScalarNode) and not root.text):
        place = source.place(0, 0)
        what = "the file is empty"
    else:
        place = _first_line(source, root.start, root.end)
        what = "the file holds a list" if isinstance(root, SeqNode) else "the file holds a single value"
    return Problem(place, f"{what}; {wanted.mapping}")


def _forbidden(source: Source, offset: int) -> Problem:
    character = source.text[offset]
    if character == "\0":
        what = "a NUL character: it is no text, or saved as UTF-16; save it as UTF-8 text"
    elif character == "\ufeff":
        what = "a second byte order mark at its beginning; remove it"
    else:
        what = (
            f"the character U+{ord(character):04X}, which YAML does not allow; remove it, or write it "
            f'as an escape in double quotes ("\\u{ord(character):04x}")'
        )
    return Problem(source.place(offset, offset + 1), f"the file holds {what}")
