"""What an item's yml has against its JSON Schema (POL002).

The schemas under schemas/ are written for editors and are the one truth. Here the few keywords
by which they refuse anything are applied to the nodes themselves: that is quick, knows every
place and says what is wrong in words. A test holds it to what the jsonschema library says.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from polltool.findings import Problem
from polltool.model import Item
from polltool.records import dataclass, field
from polltool.resources import schema
from polltool.source import Place
from polltool.yamldoc import AliasNode, Child, Document, MapNode, Node, ScalarNode, SeqNode

Json: TypeAlias = Mapping[str, Any]

_ELSEWHERE = ("polling",)
"""Keys that the schemas describe and a rule of their own judges (POL103)."""


def schema_problems(document: Document, item: Item) -> tuple[Problem, ...]:
    """Where the yml breaks its schema, in the order of the text.

    What an alias stands for is looked at once, so no yml costs more than it is long.
    """
    if document.root is None:
        return ()
    checker = _Checker(document)
    checker.mapping(document.root, _shape(item.kind.value), _Owner(item.kind.value, document.root))
    return tuple(sorted(checker.problems, key=lambda problem: problem.place.key))


@dataclass(slots=True)
class _Shape:
    """What the schema demands of a node; empty demands accept anything."""

    types: frozenset[str] = frozenset()
    values: tuple[object, ...] = ()
    not_empty: bool = False
    required: tuple[str, ...] = ()
    named: bool = False  # a name is required, for one marketplace at least
    properties: dict[str, _Shape] = field(default_factory=dict)
    patterns: tuple[tuple[str, _Shape], ...] = ()
    items: _Shape | None = None
    fits: dict[tuple[str, str], bool] = field(default_factory=dict)  # what was asked before: text and style

    @property
    def accepts_anything(self) -> bool:
        demands = (self.types, self.values, self.required, self.properties, self.patterns, self.items)
        return not (any(demands) or self.not_empty or self.named)


@functools.cache
def _shape(name: str) -> _Shape:
    whole = schema(name)
    return _compile(whole, whole.get("$defs", {}))


def _compile(part: Json, definitions: Json) -> _Shape:
    """The demands of a part of a schema; ``anyOf`` there only suggests and refuses nothing."""
    if "$ref" in part:
        return _compile(definitions[part["$ref"].rpartition("/")[2]], definitions)
    types = part.get("type", [])
    items = next((one["items"] for one in (part, *part.get("allOf", ())) if "items" in one), None)
    shape = _Shape(
        types=frozenset([types] if isinstance(types, str) else types),
        values=tuple(part.get("enum", ())),
        not_empty=part.get("minLength", 0) > 0,
        required=tuple(part.get("required", ())),
        named="name" in part.get("then", {}).get("required", ()),
        items=None if items is None else _compile(items, definitions),
    )
    for key, inner in part.get("properties", {}).items():
        compiled = _compile(inner, definitions)
        if key not in _ELSEWHERE and not compiled.accepts_anything:
            shape.properties[key] = compiled
    for pattern, inner in part.get("patternProperties", {}).items():
        compiled = _compile(inner, definitions)
        if not compiled.accepts_anything:
            shape.patterns += ((pattern, compiled),)
    if shape.items is not None and shape.items.accepts_anything:
        shape.items = None
    return shape


class _Owner(NamedTuple):
    """The mapping whose keys are looked at: the item, a command, an argument, an output."""

    what: str
    node: MapNode
    parent: _Owner | None = None

    @property
    def name(self) -> str | None:
        """Its name, where it has one in words."""
        name = self.node.get("name")
        return name.text or None if isinstance(name, ScalarNode) and not name.null else None

    @property
    def words(self) -> str:
        """How a message speaks of it."""
        if self.parent is None:
            return f"the {self.what}"
        own = f"{self.what} '{self.name}'" if self.name else f"an {self.what}"
        if self.what == "command":
            return own if self.name else "a command"
        return f"{own} of {self.parent.words}" if self.parent.what == "command" else own

    def named(self, what: str) -> str | None:
        """The name of the owner of that kind, this one or one around it."""
        if self.what == what:
            return self.name
        return None if self.parent is None else self.parent.named(what)

    @property
    def command(self) -> str | None:
        """The command's name for the report (for a script, the script's)."""
        return self.named("command") or self.named("script")


_MEMBERS = {"commands": "command", "arguments": "argument", "args": "argument", "outputs": "output"}


class _Checker:
    """Applies shapes to nodes and collects what does not fit."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        # Where nothing repeats and nothing is merged, each node is come by once, and all are as they stand.
        self._plain = not (document.repeated or document.problems or "<<" in document.keys)
        self._seen: set[tuple[int, int]] = set()

    def mapping(self, node: MapNode, shape: _Shape, owner: _Owner) -> None:
        """Look at a mapping's keys and their values."""
        found = set()
        suffixed = False
        properties = shape.properties
        for key, value in node.pairs if self._plain else _resolved(node):
            name = key.text
            if name is None:
                continue
            found.add(name)
            inner = properties.get(name)
            if inner is None and ":" in name:
                suffixed = suffixed or name.startswith("name:")
                inner = next((part for pattern, part in shape.patterns if re.search(pattern, name)), None)
            if inner is not None:
                self._value(name, key, value, inner, owner)
        for name in shape.required:
            if name not in found:
                self._missing(name, owner)
        if shape.named and not suffixed and "name" not in found:
            self._missing("name", owner)

    def _value(self, name: str, key: Child, node: Child, shape: _Shape, owner: _Owner) -> None:
        if isinstance(node, AliasNode) or self._seen_before(node, shape):
            return
        if not _fits(node, shape):
            self._wrong(name, key, node, shape, owner)
        elif isinstance(node, MapNode):
            self.mapping(node, shape, owner)
        elif isinstance(node, SeqNode) and shape.items is not None:
            self._list(name, node, shape.items, owner)

    def _seen_before(self, node: Node, shape: _Shape) -> bool:
        if self._plain:
            return False
        visit = (id(node), id(shape))
        before = visit in self._seen
        self._seen.add(visit)
        return before

    def _list(self, name: str, node: SeqNode, shape: _Shape, owner: _Owner) -> None:
        for member in node.items:
            if self._seen_before(member, shape):
                continue
            if not _fits(member, shape):
                self._wrong_member(name, member, shape, owner)
            elif isinstance(member, MapNode):
                self.mapping(member, shape, _Owner(_MEMBERS.get(name, "entry"), member, owner))

    def _report(self, place: Place, message: str, owner: _Owner) -> None:
        problem = Problem(place, message, command=owner.command, argument=owner.named("argument"))
        self.problems.append(problem)

    def _missing(self, name: str, owner: _Owner) -> None:
        place = self.document.first_line(owner.node)
        if name == "name":
            use = "the code and the server know it by its name"
            message = f"{owner.words} has no 'name', but {use}: add 'name: ...'"
        else:
            message = f"{owner.words} has no '{name}', which holds its code and its commands: add it"
        self._report(place, message, owner)

    def _wrong(self, name: str, key: Child, node: Node, shape: _Shape, owner: _Owner) -> None:
        nothing = isinstance(node, ScalarNode) and node.start == node.end
        place = self.document.place(key) if nothing else self.document.first_line(node)
        expected = _expected(name, shape)
        message = (
            f"'{name}' of {owner.words} {_is(node)}, but has to be {expected}: {_remedy(name, node, shape)}"
        )
        self._report(place, message, owner)

    def _wrong_member(self, name: str, member: Node, shape: _Shape, owner: _Owner) -> None:
        what = _MEMBERS.get(name)
        of = f"'{name}' of {owner.words}"
        if what is None:
            message = (
                f"an entry of {of} {_is(member)}, but has to be a text: write it as one, in quotes if need be"
            )
        else:
            key = "contextPath" if what == "output" else "name"
            given = member.text if isinstance(member, ScalarNode) and not member.null else "..."
            message = (
                f"an entry of {of} {_is(member)}, but has to be a mapping that describes one {what}: "
                f"write '- {key}: {given}'"
            )
        self._report(self.document.first_line(member), message, owner)


def _resolved(node: MapNode) -> Iterator[tuple[Node, Node]]:
    """The keys and values of a mapping, those that are merged included."""
    return ((entry.key, entry.value) for entry in node.entries())


def _fits(node: Node, shape: _Shape) -> bool:
    """Whether a node itself is what the schema demands; its keys and members are not looked at."""
    if not isinstance(node, ScalarNode) or node.tag is not None or len(node.text) > _SHORT:
        return _fits_really(node, shape)
    asked = (node.text, node.style)
    known = shape.fits.get(asked)
    if known is None:
        known = _fits_really(node, shape)
        if len(shape.fits) < _MOST_KNOWN:
            shape.fits[asked] = known
    return known


_SHORT = 12
_MOST_KNOWN = 500
"""Texts up to this length are few in number, true and false above all."""


def _fits_really(node: Node, shape: _Shape) -> bool:
    actual = _type(node)
    if shape.types and actual not in shape.types:
        return False
    if isinstance(node, ScalarNode):
        if shape.not_empty and actual == "string" and not node.text:
            return False
        return not shape.values or node.value in shape.values
    return not shape.values


def _type(node: Node) -> str:
    """A node's type in the words of JSON Schema; what JSON does not have (a date) is a string."""
    if isinstance(node, MapNode):
        return "object"
    if isinstance(node, SeqNode):
        return "array"
    if node.null:
        return "null"
    if node.style and node.tag is None:
        return "string"
    value = node.value
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "null" if value is None else "string"


def _is(node: Node) -> str:
    """What a value is, as the end of 'it ...'."""
    if not isinstance(node, ScalarNode):
        return "is a mapping" if isinstance(node, MapNode) else "is a list"
    kind = _type(node)
    if kind == "null":
        return "has no value"
    if kind == "string":
        if not node.text:
            return "is empty"
        first = node.text.strip().partition("\n")[0]
        short = first if len(first) <= 40 else first[:37] + "..."
        return f"is the text '{short}'" + (" in quotes" if node.style in ("'", '"') else "")
    return f"is the {kind} {node.text}"


def _expected(name: str, shape: _Shape) -> str:
    if shape.values:
        return " or ".join(str(value) for value in shape.values)
    if "boolean" in shape.types:
        return "true, false or a list of marketplaces" if "array" in shape.types else "true or false"
    if "array" in shape.types:
        return f"a list of {_MEMBERS[name]}s" if name in _MEMBERS else "a list"
    return "a mapping" if "object" in shape.types else "a text"


def _remedy(name: str, node: Node, shape: _Shape) -> str:
    text = node.text if isinstance(node, ScalarNode) else None
    if shape.values:
        return f"write '{name}: {shape.values[0]}' or remove the key"
    if "boolean" in shape.types:
        meant = {"true": "true", "yes": "true", "on": "true", "1": "true"}
        meant.update({"false": "false", "no": "false", "off": "false", "0": "false"})
        word = meant.get((text or "").strip().lower())
        if word is not None:
            return f"write '{name}: {word}'"
        return "write true or false, or remove the key" if not text else "write true or false"
    if "array" in shape.types:
        entry = "begin each entry with '- '"
        return entry if isinstance(node, MapNode) else f"{entry} on a line of its own, or remove the key"
    if "object" in shape.types:
        return "write its keys below it, indented"
    return "put it in quotes" if text and _type(node) != "string" else "write one"
