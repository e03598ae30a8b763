"""How the author of a yml writes: the order of keys, quotes, lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from polltool.records import dataclass, field
from polltool.source import Source
from polltool.yamldoc import Child, MapNode, ScalarNode, SeqNode
from polltool.ymlfix.text import column

T = TypeVar("T")
U = TypeVar("U")

ARGUMENT_KEYS = (
    "name",
    "description",
    "type",
    "required",
    "isArray",
    "default",
    "defaultValue",
    "auto",
    "predefined",
    "secret",
    "deprecated",
    "hidden",
)
COMMAND_KEYS = ("name", "polling", "description", "deprecated", "arguments", "execution", "hidden", "outputs")
SCRIPT_KEYS = (
    "commonfields",
    "name",
    "polling",
    "script",
    "type",
    "tags",
    "comment",
    "enabled",
    "args",
    "outputs",
    "scripttarget",
    "subtype",
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How mappings of one kind are written, learnt from some: the nearest first.

    ``near`` are the mappings in the same list, ``far`` those in the rest of the file, and
    ``usual`` is the order of keys where neither tells.
    """

    source: Source
    usual: Sequence[str]
    near: Sequence[MapNode] = ()
    far: Sequence[MapNode] = field(default=())

    def with_key(self, name: str) -> list[MapNode]:
        """The mappings to learn from about one key: those near by that have it, else the others that do."""
        near = [node for node in self.near if node.has_own(name)]
        return near or [node for node in self.far if node.has_own(name)]

    def _alphabetical(self, keys: Sequence[str]) -> bool:
        """Whether keys are in alphabetical order, as in ymls that were exported from a server."""
        if list(keys) != sorted(keys):
            return False
        orders = [own_keys(node) for node in (self.near or self.far)]
        told = [order for order in (list(keys), *orders) if len(order) > 2]
        return bool(told) and all(order == sorted(order) for order in told)

    def quote(self, name: str) -> str:
        """The quotes that the values of a key are mostly written in, an empty string for none."""
        styles = (
            value.style
            for node in self.with_key(name)
            if isinstance(value := node.get(name), ScalarNode)
            and value.text
            and value.style in ("", "'", '"')
        )
        return most(styles, "")

    def gap(self, keys: Sequence[str], name: str, first: int = 0) -> int:
        """Before which of the ``keys`` a new one fits best; ``first`` is the first gap there may be."""
        if self._alphabetical(keys):
            return max(first, sum(key < name for key in keys))
        orders = Counter(tuple(own_keys(node)) for node in self.with_key(name)) or Counter([()])
        gaps = range(first, len(keys) + 1)
        return max(gaps, key=lambda gap: (_fit(orders, self.usual, keys, name, gap), -gap))


def _fit(
    orders: Mapping[tuple[str, ...], int], usual: Sequence[str], keys: Sequence[str], name: str, gap: int
) -> int:
    """How well a key stands in a gap: by the neighbours' order, and for what they lack by the usual one.

    :param orders: the orders that neighbours have, with how many have each.
    """
    total = 0
    for order, times in orders.items():
        for index, key in enumerate(keys):
            for known, weight in ((order, 10), (usual, 6)):
                if key in known and name in known:
                    as_there = (known.index(key) < known.index(name)) == (index < gap)
                    total += times * (weight if as_there else -weight)
                    break
        by = order if name in order else usual
        here = by.index(name) if name in by else 0
        if gap and here and by[here - 1] == keys[gap - 1]:
            total += times * 5
    return total


def own_keys(node: MapNode) -> list[str]:
    """The keys that stand in a mapping itself, in its order."""
    return [key.text or "" for key, _ in node.pairs]


def own_pairs(node: MapNode, name: str) -> list[tuple[Child, Child]]:
    """Where a key stands in a mapping itself, with its values: one or none, more where it is repeated."""
    return [(key, value) for key, value in node.pairs if key.text == name]


def most(found: Iterable[T], usual: U) -> T | U:
    """What occurs most often, the first of several; ``usual`` where nothing does."""
    counted = Counter(found).most_common(1)
    return counted[0][0] if counted else usual


def list_offset(source: Source, maps: Iterable[MapNode], name: str | None = None) -> int | None:
    """How much further right than its key a block list stands in mappings; None where none has one."""
    found = (
        column(source, value.start) - column(source, key.start)
        for node in maps
        if not node.flow
        for key, value in node.pairs
        if isinstance(value, SeqNode) and not value.flow and (name is None or key.text == name)
    )
    return most(found, None)


def dash_width(source: Source, nodes: Iterable[SeqNode]) -> int:
    """How far apart a dash and what follows it stand in lists, 2 where nothing tells."""
    found = (
        column(source, child.start) - column(source, node.start)
        for node in nodes
        if not node.flow
        for child in node.children
        if isinstance(child, MapNode) and source.position(child.start)[0] == _dash_line(source, child)
    )
    return most(found, 2)


def _dash_line(source: Source, child: MapNode) -> int:
    """The line of the dash before a mapping, if that is its own; else 0."""
    line, place = source.position(child.start)
    return line if source.line(line)[: place - 1].strip(" ").startswith("-") else 0
