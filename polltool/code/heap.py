"""Objects with identity, and the states of a run that hold them.

A state is forked where the code branches and joined where the branches meet. Objects are
shared between forks until one of them writes.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from operator import is_not
from typing import TypeVar

from polltool.code.values import UNKNOWN, Choice, Ref, Spot, Value, join, options
from polltool.records import dataclass, field

K = TypeVar("K")
V = TypeVar("V")

_owners = itertools.count(1)

INPUT = 0
"""The id of the dictionary that ``demisto.args()`` gives."""


@dataclass(slots=True)
class Ids:
    """Gives ids to objects: ``next`` is the one that comes next."""

    next: int = 1

    def new(self) -> int:
        """An id that no object has yet."""
        found = self.next
        self.next = found + 1
        return found


FIRST_OF_RUN = 1 << 40
"""Each run counts from here, so that objects which two runs make in the same way have the same id.

What modules make as they are loaded has smaller ones.
"""


@dataclass(slots=True)
class Slot:
    """A key of a dictionary: its value, whether it is surely there, and where it was set.

    ``normal``: the key is an input that the code read and put back in another form.
    """

    value: Value
    sure: bool
    spot: Spot | None
    normal: bool = False


# Who owns an object says who may write to it; it is no part of what the object is.


@dataclass(slots=True)
class Dictionary:
    """A dictionary: the keys it is known to have, and what else may be in it.

    ``base``: ``none``; ``input`` (every incoming argument that no slot replaces rides
    along, but for ``gone``); ``some`` (some of them). ``gone`` maps a removed incoming key
    to whether it is surely removed. ``open``: unknown further keys are possible.
    ``havoc``: code that cannot be seen may have changed it. ``secrets``: what its unknown
    values may be made from.
    """

    slots: dict[str, Slot] = field(default_factory=dict)
    base: str = "none"
    gone: dict[str, bool] = field(default_factory=dict)
    open: bool = False
    havoc: bool = False
    filtered: bool = False
    name: str | None = None
    spot: Spot | None = None
    function: object = None
    owner: int = field(default=0, compare=False)

    def clone(self) -> Dictionary:
        """A copy that can be written without changing this one."""
        return Dictionary(
            dict(self.slots),
            self.base,
            dict(self.gone),
            self.open,
            self.havoc,
            self.filtered,
            self.name,
            self.spot,
            self.function,
        )


@dataclass(slots=True)
class Sequence:
    """A list, tuple or set: its items where they are all known, else what an item may be."""

    items: tuple[Value, ...] | None
    element: Value = UNKNOWN
    kind: str = "list"
    empty: bool = False
    owner: int = field(default=0, compare=False)

    def clone(self) -> Sequence:
        """A copy that can be written without changing this one."""
        return Sequence(self.items, self.element, self.kind, self.empty)

    @property
    def any_item(self) -> Value:
        """What one of its items may be."""
        if self.items is None:
            return self.element
        return join(self.items) if self.items else UNKNOWN


@dataclass(slots=True)
class Instance:
    """An object of a class: of the visible code (``cls`` is its value) or of the library (its name).

    ``given`` are the spots of the constructor's arguments by parameter; ``late`` the attributes
    that something other than ``__init__`` set.
    """

    cls: Value | str
    attributes: dict[str, Value]
    spot: Spot | None = None
    function: object = None
    given: Mapping[str, Spot] = field(default_factory=dict)
    owner: int = field(default=0, compare=False)
    late: frozenset[str] = frozenset()

    def clone(self) -> Instance:
        """A copy that can be written without changing this one."""
        return Instance(self.cls, dict(self.attributes), self.spot, self.function, self.given, 0, self.late)


@dataclass(slots=True)
class Scope:
    """The names of a function's activation, a class's body or a module.

    ``fixed`` are those of a loaded module, shared by all states; ``names`` those that were
    bound since.
    """

    names: dict[str, Value]
    owner: int = field(default=0, compare=False)
    fixed: Mapping[str, Value] = field(default_factory=dict)

    def clone(self) -> Scope:
        """A copy that can be written without changing this one."""
        return Scope(dict(self.names), 0, self.fixed)

    def get(self, name: str) -> Value | None:
        """What a name means, None where it has no meaning here."""
        found = self.names.get(name)
        return found if found is not None else self.fixed.get(name)

    def all(self) -> dict[str, Value]:
        """Every name with its meaning."""
        return {**self.fixed, **self.names}

    def freeze(self) -> None:
        """Let what is bound up to now be shared."""
        self.fixed, self.names = self.all(), {}


Object = Dictionary | Sequence | Instance | Scope


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of an incoming argument on the way here.

    ``present``: the key is there. ``some``: its raw value is not empty. ``true``: it means
    true, as ``argToBoolean`` reads it. None where nothing is known.
    """

    present: bool | None = None
    some: bool | None = None
    true: bool | None = None
    equals: str | None = None

    def and_also(self, other: Fact) -> Fact:
        """What both say together; where they differ, what this one says."""
        return Fact(
            other.present if self.present is None else self.present,
            other.some if self.some is None else self.some,
            other.true if self.true is None else self.true,
            other.equals if self.equals is None else self.equals,
        )


NOTHING = Fact()


_GONE = Instance("<gone>", {})
"""Stands for an object of a way that ended."""


class State:
    """The heap and the facts at one point of a run.

    ``commands`` are those as which the run may have come here, where it goes the ways of several
    commands at once (``Program.overview``); None in a run as one command.
    """

    __slots__ = ("base", "commands", "facts", "heap", "ids", "token")

    def __init__(self, base: Mapping[int, Object], ids: Ids) -> None:
        self.base = base
        self.ids = ids
        self.heap: dict[int, Object] = {}
        self.facts: dict[str, Fact] = {}
        self.commands: frozenset[str] | None = None
        self.token = next(_owners)

    def fork(self) -> State:
        """A state that goes its own way from here."""
        other = State.__new__(State)
        other.base = self.base
        other.ids = self.ids
        other.heap = dict(self.heap)
        other.facts = dict(self.facts)
        other.commands = self.commands
        other.token = next(_owners)
        self.token = next(_owners)
        return other

    def become(self, other: State) -> None:
        """Go on as another state."""
        self.base = other.base
        self.heap = other.heap
        self.facts = other.facts
        self.commands = other.commands
        self.token = other.token

    def get(self, oid: int) -> Object:
        """The object of an id, to read only."""
        found = self.heap.get(oid)
        return found if found is not None else self.base.get(oid, _GONE)

    def own(self, oid: int) -> Object:
        """The object of an id, to write."""
        found = self.heap.get(oid)
        if found is None or found.owner != self.token:
            found = (self.base.get(oid, _GONE) if found is None else found).clone()
            found.owner = self.token
            self.heap[oid] = found
        return found

    def add(self, thing: Object) -> Ref:
        """Put a new object on the heap."""
        oid = self.ids.new()
        thing.owner = self.token
        self.heap[oid] = thing
        return Ref(oid)

    def settle(self) -> None:
        """Let what there is be shared: whoever writes from here on writes to a copy."""
        self.token = next(_owners)

    def scope(self, oid: int) -> Scope:
        """The names of a scope, to read only."""
        found = self.heap.get(oid) or self.base[oid]
        assert found.__class__ is Scope
        return found

    def dictionary(self, value: Value) -> Dictionary | None:
        """The dictionary that a value surely is, to read only."""
        if isinstance(value, Ref):
            found = self.get(value.id)
            if isinstance(found, Dictionary):
                return found
        return None

    def sequence(self, value: Value) -> Sequence | None:
        """The list, tuple or set that a value surely is, to read only."""
        if isinstance(value, Ref):
            found = self.get(value.id)
            if isinstance(found, Sequence):
                return found
        return None

    def any_item(self, value: Value) -> Value:
        """What one of the items of the lists, tuples and sets that a value may be may be."""
        found: list[Value] = []
        for option in options(value):
            sequence = self.sequence(option)
            if sequence is None or sequence.items != ():
                found.append(UNKNOWN if sequence is None else sequence.any_item)
        return join(found)

    def instance(self, value: Value) -> Instance | None:
        """The object of a class that a value surely is, to read only."""
        if isinstance(value, Ref):
            found = self.get(value.id)
            if isinstance(found, Instance):
                return found
        return None

    def learn(self, key: str, **known: bool | str) -> None:
        """Add to what is known of an incoming argument."""
        old = self.facts.get(key, NOTHING)
        get = known.get
        self.facts[key] = Fact(
            get("present", old.present),  # type: ignore[arg-type]
            get("some", old.some),  # type: ignore[arg-type]
            get("true", old.true),  # type: ignore[arg-type]
            get("equals", old.equals),  # type: ignore[arg-type]
        )


def join_states(states: list[State]) -> State | None:
    """The state where several ways meet; None where none of them arrives."""
    if not states:
        return None
    if len(states) == 1:
        return states[0]
    joined = states[0].fork()
    for other in states[1:]:
        _join_into(joined, other)
    return joined


def _join_into(joined: State, other: State) -> None:
    if joined.commands is not None and other.commands is not None:
        joined.commands |= other.commands
    heap, base = joined.heap, joined.base
    changed = _differing(heap, other.heap)
    # Objects that only this way has: there are some if there are more than the other's, less its own.
    absent = []
    if len(heap) != len(other.heap) - sum(oid not in heap for oid, _ in changed):
        absent = [oid for oid in heap.keys() - other.heap.keys() if oid in other.base]
    for oid, right in changed:
        left = heap.get(oid)
        if left is None:
            left = base.get(oid)
            if left is None:
                heap[oid] = right
                continue
        if left is not right:
            heap[oid] = _join_objects(left, right)
    for oid in absent:
        left, right = heap[oid], other.base[oid]
        if left is not right:
            heap[oid] = _join_objects(left, right)
    if joined.facts:
        joined.facts = _join_facts(joined.facts, other.facts)


def _differing(a: Mapping[K, V], b: Mapping[K, V]) -> list[tuple[K, V]]:
    """The entries of ``b`` whose values are other objects than those of ``a``.

    Where ways meet, nearly all are the same: this is asked so often that nothing of it is done in Python.
    """
    return list(itertools.compress(b.items(), map(is_not, map(a.get, b), b.values())))


def _join_facts(a: Mapping[str, Fact], b: Mapping[str, Fact]) -> dict[str, Fact]:
    """What is known on both ways."""
    facts: dict[str, Fact] = {}
    for key, fact in a.items():
        other = b.get(key)
        if other is None:
            continue
        if fact is not other and fact != other:
            fact = Fact(
                fact.present if fact.present == other.present else None,
                fact.some if fact.some == other.some else None,
                fact.true if fact.true == other.true else None,
                fact.equals if fact.equals == other.equals else None,
            )
            if fact == NOTHING:
                continue
        facts[key] = fact
    return facts


def _join_objects(a: Object, b: Object) -> Object:
    if isinstance(a, Scope) and isinstance(b, Scope):
        if a.fixed is b.fixed and a.fixed:
            return Scope(_join_late(a, b), 0, a.fixed)
        return Scope(_join_names(a.all() if a.fixed else a.names, b.all() if b.fixed else b.names))
    if isinstance(a, Instance) and isinstance(b, Instance):
        attributes = _join_names(a.attributes, b.attributes)
        return Instance(a.cls, attributes, a.spot, a.function, a.given, 0, a.late & b.late)
    if isinstance(a, Dictionary) and isinstance(b, Dictionary):
        return join_dictionaries(a, b)
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        if a.items == b.items and a.items is not None:
            return a
        return Sequence(None, join((a.any_item, b.any_item)), a.kind)
    return a


def _join_names(a: dict[str, Value], b: dict[str, Value]) -> dict[str, Value]:
    names = dict(a)
    for name, value in _differing(a, b):
        old = names.get(name)
        if old is None:
            names[name] = value
        elif old != value:
            names[name] = join((old, value))
    return names


def _join_late(a: Scope, b: Scope) -> dict[str, Value]:
    """The late names of two states of one module."""
    names: dict[str, Value] = {}
    for name in {**a.names, **b.names}:
        left, right = a.get(name), b.get(name)
        names[name] = join([value for value in (left, right) if value is not None])
    return names


def join_dictionaries(a: Dictionary, b: Dictionary) -> Dictionary:
    """The dictionary where two ways meet."""
    slots: dict[str, Slot] = {}
    for key in [*a.slots, *(key for key in b.slots if key not in a.slots)]:
        left, right = a.slots.get(key), b.slots.get(key)
        if left is None or right is None:
            only = left or right
            assert only is not None
            slots[key] = Slot(only.value, False, only.spot, only.normal) if only.sure else only
        elif left is right:
            slots[key] = left
        else:
            value = left.value if left.value == right.value else join((left.value, right.value))
            slots[key] = Slot(
                value, left.sure and right.sure, left.spot or right.spot, left.normal and right.normal
            )
    base = a.base if a.base == b.base else "some"
    gone = {
        key: a.gone.get(key, False) and b.gone.get(key, False)
        for key in [*a.gone, *(k for k in b.gone if k not in a.gone)]
    }
    return Dictionary(
        slots,
        base,
        gone,
        a.open or b.open,
        a.havoc or b.havoc,
        a.filtered or b.filtered,
        a.name,
        a.spot,
        a.function,
    )


def reachable(state: State, value: Value) -> list[tuple[int, Object]]:
    """The objects that can be reached from a value, each once (modules and scopes left out)."""
    if value.__class__ is not Ref and value.__class__ is not Choice:
        return []  # as for most values
    found: dict[int, Object] = {}
    todo = list(options(value))
    while todo:
        at = todo.pop()
        if isinstance(at, Choice):
            todo.extend(at.options)
        if not isinstance(at, Ref) or at.id in found:
            continue
        thing = state.get(at.id)
        if isinstance(thing, Scope):
            continue
        found[at.id] = thing
        if isinstance(thing, Dictionary):
            todo.extend(part for slot in thing.slots.values() for part in options(slot.value))
        elif isinstance(thing, Sequence):
            todo.extend(options(thing.any_item) if thing.items is None else thing.items)
        else:
            todo.extend(part for held in thing.attributes.values() for part in options(held))
    return list(found.items())
