"""A mapping's keys as the yml has them: their values, and where both stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from polltool.records import dataclass
from polltool.scalars import scalar_offsets
from polltool.source import Place, Source
from polltool.yamldoc import MapNode, Node, ScalarNode


@dataclass(frozen=True, slots=True)
class Scalar:
    """A key's value as the yml has it. Places are worked out when they are asked for.

    ``aliased`` is true where the value's text stands elsewhere (``*alias``, ``<<``): such a
    value may belong to other keys as well.
    """

    source: Source
    key: Node
    node: Node
    aliased: bool = False

    @property
    def value(self) -> object:
        """The constructed value; for a list or a mapping, its node."""
        return self.node.value if isinstance(self.node, ScalarNode) else self.node

    @property
    def raw(self) -> str:
        """The text of a scalar, escapes and folds undone; of a collection, as the file spells it."""
        if isinstance(self.node, ScalarNode):
            return self.node.text
        return self.source.text[self.node.start : self.node.end]

    @property
    def plain(self) -> bool:
        """Whether it is a scalar without quotes."""
        return isinstance(self.node, ScalarNode) and self.node.plain

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.source.place(self.node.start, self.node.end)

    @property
    def key_place(self) -> Place:
        """Where its key stands."""
        return self.source.place(self.key.start, self.key.end)

    @property
    def is_true(self) -> bool:
        """Whether it is the boolean true (``true``, ``True``, ``yes`` ... as YAML 1.1 reads it)."""
        return self.value is True

    @property
    def is_true_or_false(self) -> bool:
        """Whether it is a boolean that every YAML version reads as one (not ``yes`` or ``on``)."""
        return isinstance(self.value, bool) and self.raw.lower() in ("true", "false")

    def offsets(self) -> Sequence[int]:
        """For each character of a scalar's text, and for its end, the offset in the file."""
        if isinstance(self.node, ScalarNode):
            return scalar_offsets(self.source, self.node)
        return range(self.node.start, self.node.end + 1)


@dataclass(frozen=True, slots=True)
class Keys(Mapping[str, Scalar]):
    """The keys of a mapping in the yml with their values, read when asked for."""

    source: Source
    node: MapNode

    def __getitem__(self, name: str) -> Scalar:
        entry = self.node.entry(name)
        if entry is None:
            raise KeyError(name)
        return Scalar(self.source, entry.key, entry.value, entry.aliased)

    def __iter__(self) -> Iterator[str]:
        return (entry.key.text or "" for entry in self.node.entries())

    def __len__(self) -> int:
        return sum(1 for _ in self.node.entries())
