"""The nodes of a YAML document: what stands where, before anything is made of it.

Offsets count characters of the source text. A node begins with its content, after an anchor
or a tag; a block collection ends with its last child. Aliases stay aliases in ``children``
and are followed, never copied, by the accessors, so no document can grow or loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

_STR = "tag:yaml.org,2002:str"
_MERGE_KEY = "<<"

_SCALAR_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "binary", "timestamp")
)

_constructor = SafeConstructor()
_resolvers = Resolver.yaml_implicit_resolvers

_NULLS = ("", "~", "null", "Null", "NULL")
# What real content has nearly everywhere, spared the resolver.
_COMMON: dict[str, object] = {"true": True, "false": False, "": None}


class ScalarNode:
    """A scalar: ``text`` is its content with escapes and folds undone, not yet resolved.

    ``style`` is ``''`` (plain), ``'``, ``"``, ``|`` or ``>``; ``tag`` an explicit tag.
    """

    __slots__ = ("text", "start", "end", "style", "tag")

    def __init__(self, text: str, start: int, end: int, style: str = "", tag: str | None = None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.style = style
        self.tag = tag

    @property
    def plain(self) -> bool:
        """Whether it is written without quotes and is no block."""
        return self.style == ""

    @property
    def null(self) -> bool:
        """Whether it is the null value: nothing at all, ``~`` or ``null``."""
        return self.tag is None and not self.style and self.text in _NULLS

    @property
    def value(self) -> object:
        """The value as YAML 1.1 and PyYAML's SafeLoader read it.

        A text that its tag cannot be made of (``2022-13-45``, an application's own tag)
        is itself.
        """
        text = self.text
        tag = self.tag
        if tag is None:
            if self.style:
                return text
            if text in _COMMON:
                return _COMMON[text]
            tag = _implicit_tag(text)
        if tag == _STR:
            return text
        if tag not in _SCALAR_TAGS:
            return text
        construct = SafeConstructor.yaml_constructors[tag]
        try:
            return construct(_constructor, yaml.ScalarNode(tag, text))
        except (ValueError, LookupError, AttributeError, yaml.YAMLError):
            return text


def _implicit_tag(text: str) -> str:
    for tag, pattern in _resolvers.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return _STR


class SeqNode:
    """A sequence, in block or flow style."""

    __slots__ = ("start", "end", "flow", "children")
    text = None

    def __init__(self, start: int, flow: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        self.children: list[Child] = []

    @property
    def items(self) -> list[Node]:
        """The members, aliases followed."""
        return [resolve(child) for child in self.children]

    @property
    def members(self) -> list[tuple[Node, bool]]:
        """The members, each with whether it is reached through an alias."""
        return [(resolve(child), child.__class__ is AliasNode) for child in self.children]


class MapNode:
    """A mapping, in block or flow style; ``children`` are its keys and values in turn."""

    __slots__ = ("start", "end", "flow", "children", "_own", "_merges")
    text = None

    def __init__(self, start: int, flow: bool) -> None:
        self.start = start
        self.end = start
        self.flow = flow
        self.children: list[Child] = []
        self._own: dict[str, Entry] | None = None
        self._merges: list[Child] = []

    @property
    def pairs(self) -> Iterator[tuple[Child, Child]]:
        """Keys and values as they stand in the text, merge keys and aliases included."""
        children = self.children
        return zip(children[::2], children[1::2], strict=True)

    def has_own(self, name: str) -> bool:
        """Whether a key stands in the mapping itself."""
        return name in self._own_entries()

    def _own_entries(self) -> dict[str, Entry]:
        own = self._own
        if own is None:
            own = self._own = {}
            for key, value in self.pairs:
                text = key.text
                if text is None:
                    continue
                if text == _MERGE_KEY and key.__class__ is ScalarNode and not key.style:
                    self._merges.append(value)
                elif text not in own:
                    own[text] = Entry(resolve(key), resolve(value), value.__class__ is AliasNode)
        return own

    def _merged(self) -> Iterator[tuple[MapNode, bool]]:
        """The mappings that ``<<`` brings in, nearest first, each once."""
        self._own_entries()
        seen: set[int] = {id(self)}
        waiting: list[tuple[Child, bool]] = [(child, False) for child in reversed(self._merges)]
        while waiting:
            child, aliased = waiting.pop()
            aliased = aliased or child.__class__ is AliasNode
            node = resolve(child)
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, SeqNode):
                waiting.extend((member, aliased) for member in reversed(node.children))
            elif isinstance(node, MapNode):
                node._own_entries()
                waiting.extend((merge, aliased) for merge in reversed(node._merges))
                yield node, aliased

    def entries(self) -> Iterator[Entry]:
        """The entries that the mapping has: its own, then what ``<<`` brings in.

        A key occurs once: the first of two equal own ones, an own one before a merged one.
        """
        own = self._own_entries()
        yield from own.values()
        if self._merges:
            seen = set(own)
            for node, aliased in self._merged():
                for name, entry in node._own_entries().items():
                    if name not in seen:
                        seen.add(name)
                        yield entry._replace(aliased=aliased or entry.aliased)

    def entry(self, name: str) -> Entry | None:
        """The entry whose key has that text, own or merged."""
        found = self._own_entries().get(name)
        if found is None and self._merges:
            for node, aliased in self._merged():
                found = node._own_entries().get(name)
                if found is not None:
                    return found._replace(aliased=aliased or found.aliased)
        return found

    def get(self, name: str) -> Node | None:
        """The value of the key with that text, aliases followed."""
        found = self.entry(name)
        return None if found is None else found.value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.entry(name) is not None


class AliasNode:
    """An alias (``*name``) at its own place; ``target`` is what it stands for."""

    __slots__ = ("start", "end", "target")

    def __init__(self, start: int, end: int, target: Node) -> None:
        self.start = start
        self.end = end
        self.target = target

    @property
    def text(self) -> str | None:
        """The target's text where that is a scalar."""
        return self.target.text


Node: TypeAlias = ScalarNode | SeqNode | MapNode
Child: TypeAlias = ScalarNode | SeqNode | MapNode | AliasNode


class Entry(NamedTuple):
    """A key with its value; ``aliased`` where the text of the value stands elsewhere."""

    key: Node
    value: Node
    aliased: bool


def resolve(child: Child) -> Node:
    """The node itself, or what the alias stands for."""
    return child.target if isinstance(child, AliasNode) else child
