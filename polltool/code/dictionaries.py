"""Reading, writing and merging dictionaries, the incoming arguments among them."""

from __future__ import annotations

import ast

from polltool.code.events import Carried, NextRun, Read
from polltool.code.heap import (
    NOTHING,
    Dictionary,
    Instance,
    Sequence,
    Slot,
    State,
    join_dictionaries,
    reachable,
)
from polltool.code.machine import ABSENT, Machine, PathEnd
from polltool.code.values import (
    NONE,
    UNKNOWN,
    AnyArg,
    AnyKey,
    Arg,
    Choice,
    ClassValue,
    Const,
    Function,
    Library,
    Method,
    Polling,
    Ref,
    Spot,
    Unknown,
    Value,
    View,
    join,
    options,
    secrets_of,
)
from polltool.records import replace


def read(
    machine: Machine,
    state: State,
    found: Dictionary,
    key: str,
    node: ast.AST,
    *,
    how: str,
    default: Value | None = None,
) -> Value:
    """The value of a key. ``how`` is as in ``Read``; ``default`` is what ``get`` was given.

    :raises PathEnd: an argument is asked for by ``[...]`` in a run that surely does not get it.
    """
    slot = found.slots.get(key)
    if slot is not None and slot.sure:
        return slot.value
    values: list[Value] = [slot.value] if slot is not None else []
    if found.base != "none" and not found.gone.get(key):
        sure = slot is None and not found.havoc and key not in found.gone
        note_read(machine, key, how, sure, node, default)
        if sure and how == "item" and machine.incoming is not None and machine.incoming.get(key) is ABSENT:
            machine.raised(state)
            raise PathEnd
        values.append(_incoming(machine, state, key, how, default, sure=found.base == "input"))
        if found.base == "some" and default is not None:
            values.append(default)
    elif found.open or found.havoc:
        missing = how == "get" and default is None
        values.append(Unknown(missing=missing, secrets=_named_secret(found, key)))
        if default is not None:
            values.append(default)
    elif how != "item" or not values:
        values.append(NONE if default is None else default)
    return join(values)


def _named_secret(found: Dictionary, key: str) -> frozenset[tuple[str, str]]:
    return frozenset({("parameter", key)}) if found.name == "params" else frozenset()


def note_read(
    machine: Machine, key: str, how: str, sure: bool, node: ast.AST | None, default: Value | None = None
) -> None:
    """Note that the run reads an incoming argument."""
    where = machine.spot(node) if node is not None else None
    machine.note_read(Read(key, how, sure and not machine.doubts, where, default, machine.loading))


def _incoming(
    machine: Machine, state: State, key: str, how: str, default: Value | None, *, sure: bool
) -> Value:
    fact = state.facts.get(key, NOTHING)
    if fact.present is False and how != "item":
        return NONE if default is None else default
    if machine.incoming is not None and machine.incoming.get(key) is ABSENT and how != "item":
        return NONE if default is None else default
    if default == NONE:
        default = None
    there = bool(fact.present) and default is None
    strict = how == "item" and not there
    return Arg(key, default=default, strict=strict, some=bool(fact.some) and default is None, there=there)


def has(
    machine: Machine, container: Value, found: Dictionary, key: str, state: State, node: ast.AST
) -> bool | None:
    """Whether a key is in a dictionary; asking for an incoming argument is a read."""
    slot = found.slots.get(key)
    if slot is not None and slot.sure:
        return True
    if found.base != "none" and not found.gone.get(key):
        sure = slot is None and not found.havoc and key not in found.gone
        note_read(machine, key, "in", sure, node)
        fact = state.facts.get(key, NOTHING)
        if found.base == "input" and slot is None and not found.havoc and key not in found.gone:
            if machine.incoming is not None:
                known = machine.incoming.get(key)
                if known is ABSENT:
                    return False
                if known is not None:
                    return True
            return fact.present
        return None
    if slot is not None or found.open or found.havoc:
        return None
    return False


def write(
    machine: Machine, state: State, target: Value, key: Value, value: Value, node: ast.AST | None
) -> None:
    """``target[key] = value``."""
    for option in options(target):
        if not isinstance(option, Ref):
            continue
        thing = state.get(option.id)
        if isinstance(thing, Sequence):
            owned_list = state.own(option.id)
            assert isinstance(owned_list, Sequence)
            owned_list.element = join((owned_list.any_item, value))
            owned_list.items = None
        elif isinstance(thing, Dictionary):
            owned = state.own(option.id)
            assert isinstance(owned, Dictionary)
            _write_one(machine, state, owned, key, value, node, weak=isinstance(target, Choice))


def was_input(machine: Machine, state: State, key: str, value: Value) -> bool:
    """Whether a key is set to an input in another form: it was read, and may be there.

    A value that is the input itself where it came, or something fixed, is no other form.
    """
    if all(isinstance(option, Const) for option in options(value)):
        return False
    machine.history[key] = True
    fact = state.facts.get(key, NOTHING)
    if any(isinstance(option, Arg) and option.key == key for option in options(value)):
        return False
    if fact.present is False or fact.some is False:
        return False
    return machine.was_read(key)


def _write_one(
    machine: Machine,
    state: State,
    owned: Dictionary,
    key: Value,
    value: Value,
    node: ast.AST | None,
    *,
    weak: bool,
) -> None:
    where = machine.spot(node) if node is not None else None
    keys = options(key)
    for one in keys:
        if isinstance(one, Const) and isinstance(one.value, str):
            normal = was_input(machine, state, one.value, value)
            put(owned, one.value, value, where, sure=len(keys) == 1 and not weak, normal=normal)
        elif isinstance(one, AnyKey) and isinstance(value, AnyArg):
            if owned.base == "none":
                owned.base = "some" if weak else "input"
            for name in one.apart:
                if name not in owned.slots:
                    owned.gone.setdefault(name, True)
        elif isinstance(one, AnyKey):
            owned.havoc = True
        else:
            owned.open = True
            for name, slot in owned.slots.items():
                owned.slots[name] = Slot(join((slot.value, UNKNOWN)), slot.sure, slot.spot, slot.normal)


def doubtful(holder: Value) -> bool:
    """Whether something unknown may stand in a dictionary's place, so that a read is not sure."""
    choices = options(holder)
    return len(choices) > 1 and any(isinstance(option, Unknown) for option in choices)


def put(
    owned: Dictionary, key: str, value: Value, where: Spot | None, *, sure: bool, normal: bool = False
) -> None:
    """Set a key of a dictionary that may be written."""
    old = owned.slots.get(key)
    if sure or old is None:
        owned.slots[key] = Slot(value, sure, where, normal)
        if sure:
            owned.gone.pop(key, None)
    else:
        owned.slots[key] = Slot(join((old.value, value)), old.sure, old.spot or where, old.normal and normal)


def remove(state: State, target: Value, key: Value, *, weak: bool = False) -> None:
    """``del target[key]``, or what ``pop`` takes away."""
    if not isinstance(target, Ref):
        return
    owned = state.own(target.id)
    if not isinstance(owned, Dictionary):
        return
    if not (isinstance(key, Const) and isinstance(key.value, str)):
        for name, slot in owned.slots.items():
            owned.slots[name] = replace(slot, sure=False)
        owned.havoc = True
        return
    name = key.value
    if weak:
        held = owned.slots.get(name)
        if held is not None:
            owned.slots[name] = replace(held, sure=False)
        return
    owned.slots.pop(name, None)
    if owned.base != "none":
        owned.gone[name] = True


def copy_of(machine: Machine, state: State, found: Dictionary, node: ast.AST) -> Dictionary:
    """A new dictionary with what another holds."""
    copy = found.clone()
    copy.name = None
    copy.spot = machine.spot(node)
    copy.function = machine.function
    return copy


def new(machine: Machine, node: ast.AST) -> Dictionary:
    """An empty dictionary made at a node."""
    return Dictionary(spot=machine.spot(node), function=machine.function)


def merge(target: Dictionary, state: State, source: Value, where: Spot | None = None) -> None:
    """Put all that ``source`` holds into ``target``, which may be written (``update``, ``**``, ``|``).

    ``where`` is the place for what comes from pairs; without it that is where ``target`` is made.
    """
    choices = options(source)
    where = where or target.spot
    if len(choices) == 1:
        _merge_one(target, state, choices[0], where)
        return
    joined: Dictionary | None = None
    for choice in choices:
        copy = target.clone()
        _merge_one(copy, state, choice, where)
        joined = copy if joined is None else join_dictionaries(joined, copy)
    assert joined is not None
    _assign(target, joined)


def _assign(target: Dictionary, other: Dictionary) -> None:
    target.slots, target.base, target.gone = other.slots, other.base, other.gone
    target.open, target.havoc, target.filtered = other.open, other.havoc, other.filtered


def _merge_one(target: Dictionary, state: State, source: Value, where: Spot | None) -> None:
    if isinstance(source, Const) and source.value is None:
        return
    found = state.dictionary(source)
    if found is None:
        sequence = state.sequence(source)
        if sequence is not None and _merge_pairs(target, state, sequence, where):
            return
        target.open = True
        for name, slot in target.slots.items():
            target.slots[name] = Slot(join((slot.value, UNKNOWN)), slot.sure, slot.spot, slot.normal)
        return
    if found.base != "none":
        _merge_base(target, found)
    if found.open:
        target.open = True
        for name, slot in target.slots.items():
            if name not in found.slots:
                target.slots[name] = Slot(join((slot.value, UNKNOWN)), slot.sure, slot.spot, slot.normal)
    target.havoc = target.havoc or found.havoc
    target.filtered = target.filtered or found.filtered
    for name, slot in found.slots.items():
        put(target, name, slot.value, slot.spot, sure=slot.sure, normal=slot.normal)


def _merge_pairs(target: Dictionary, state: State, source: Sequence, where: Spot | None) -> bool:
    """Put pairs of a key and a value into ``target``, if that is what they are."""
    pairs = [state.sequence(item) for item in source.items or ()]
    known = [
        pair.items for pair in pairs if pair is not None and pair.items is not None and len(pair.items) == 2
    ]
    names = [key.value for key, _ in known if isinstance(key, Const)]
    if source.items is None or len(names) < len(source.items):
        return False
    for name, (_, value) in zip(names, known, strict=True):
        if isinstance(name, str):
            put(target, name, value, where, sure=True)
    return True


def _merge_base(target: Dictionary, found: Dictionary) -> None:
    for name, slot in target.slots.items():
        if name not in found.slots and not found.gone.get(name):
            target.slots[name] = Slot(_overridden(name, slot.value), slot.sure, slot.spot, slot.normal)
    if target.base == "none":
        target.base = found.base
        target.gone = {name: sure for name, sure in found.gone.items() if name not in target.slots}
    elif found.base == "input":
        target.base = "input"
        target.gone = {
            name: sure and found.gone.get(name, False)
            for name, sure in target.gone.items()
            if name in found.gone
        }


def _overridden(name: str, value: Value) -> Value:
    """A value that the incoming argument of that name replaces where it comes."""
    if isinstance(value, Arg) and value.key == name:
        return join((value, Arg(name)))
    return Arg(name, default=value, fallback=True)


# -- what the next run gets --------------------------------------------------------


def not_json(machine: Machine, state: State, value: Value) -> str | None:
    """What surely cannot travel as JSON, in a word; None where it may."""
    found: set[str | None] = set()
    for option in options(value):
        found.add(_not_json_one(machine, state, option))
    if len(found) == 1:
        return found.pop()
    return None


_KINDS = {
    "set": "a set",
    "bytes": "bytes",
    "response": "a response object",
    "datetime": "a datetime",
    "file": "a file",
}


def _not_json_one(machine: Machine, state: State, value: Value) -> str | None:
    if isinstance(value, Const):
        return "bytes" if isinstance(value.value, bytes) else None
    if isinstance(value, Unknown):
        return _KINDS.get(value.kind or "")
    if isinstance(value, Arg) and value.fallback and value.default is not None:
        # {'k': v, **args}: so it is where no argument of that name comes.
        return not_json(machine, state, value.default)
    if isinstance(value, Method) and isinstance(value.receiver, Unknown):
        return None
    if isinstance(value, (Function, Polling, Method)):
        return "a function"
    if isinstance(value, ClassValue):
        return "a class"
    if isinstance(value, View):
        return f"what {value.part}() gives"
    sequence = state.sequence(value)
    if sequence is not None:
        if sequence.kind in ("set", "generator"):
            return f"a {sequence.kind}"
        if sequence.items:
            return next((word for item in sequence.items if (word := not_json(machine, state, item))), None)
        return None
    instance = state.instance(value)
    if instance is None:
        return None
    if isinstance(instance.cls, ClassValue):
        return f"an object of class {instance.cls.name}" if plain_class(instance.cls) else None
    if instance.cls == "Response":
        return "a response object"
    return (
        f"a {instance.cls}"
        if instance.cls in ("CommandResults", "PollResult", "ScheduledCommand", "BaseClient")
        else None
    )


def plain_class(cls: ClassValue) -> bool:
    """Whether a class surely derives from no dict, str, number, Enum or unknown class."""
    for base in cls.bases:
        if isinstance(base, ClassValue):
            if not plain_class(base):
                return False
        elif not (isinstance(base, Library) and base.name in ("BaseClient", "object", "abc.ABC", "ABC")):
            return False
    return True


def next_runs(machine: Machine, state: State, value: Value, handed: Spot, *, given: bool) -> list[NextRun]:
    """The next runs' arguments that a value may be.

    ``handed`` is the expression that hands it over; ``given`` is false where none does
    (then the finding lies there all the same, and the input rides along).
    """
    found: list[NextRun] = []
    for option in options(value):
        dictionary = state.dictionary(option)
        if dictionary is None:
            found.append(NextRun({}, "some", {}, False, handed))
            continue
        found.append(_next_run(machine, state, option, dictionary, handed, given=given))
    return found


def _next_run(
    machine: Machine, state: State, ref: Value, found: Dictionary, handed: Spot, *, given: bool
) -> NextRun:
    keys = {
        key: Carried(
            key,
            slot.value,
            slot.sure,
            slot.spot,
            not_json(machine, state, slot.value),
            secrets_of(_held(state, slot.value)),
            slot.normal,
        )
        for key, slot in found.slots.items()
    }
    here = found.spot is not None and found.function is machine.function and found.name is None
    place = found.spot if here and found.spot is not None and given else handed
    made = found.spot if not here and found.spot is not None and given and found.name is None else None
    return NextRun(
        keys=keys,
        rides={"none": "none", "some": "some", "input": "all"}[found.base],
        gone=dict(found.gone),
        complete=not found.open and not found.havoc,
        spot=place,
        made=made,
        is_input=found.name == "input",
        filtered=found.filtered,
        function=found.function,
    )


def _held(state: State, value: Value) -> list[Value]:
    """A value and what the containers that it is made of hold."""
    found = list(options(value))
    for _, thing in reachable(state, value):
        if isinstance(thing, Dictionary):
            found.extend(slot.value for slot in thing.slots.values())
        elif isinstance(thing, Sequence):
            found.append(thing.any_item)
        elif isinstance(thing, Instance):
            continue
    return found
