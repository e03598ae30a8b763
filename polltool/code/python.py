"""What Python's own functions do, and the library's that make dictionaries."""

from __future__ import annotations

import ast

from polltool.code import dictionaries
from polltool.code.attributes import attribute
from polltool.code.escape import escape
from polltool.code.events import Sleep
from polltool.code.heap import Dictionary, Instance, Sequence, State
from polltool.code.iteration import elements, set_attribute
from polltool.code.machine import Arguments, Handler, Machine
from polltool.code.truth import settle, truth
from polltool.code.values import (
    BOOL,
    FALSE,
    NONE,
    NUMBER,
    TRUE,
    UNKNOWN,
    Arg,
    ClassValue,
    Const,
    Library,
    Partial,
    Ref,
    Super,
    Unknown,
    Value,
    View,
    const,
    join,
    options,
)
from polltool.records import replace


def dictionary(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``dict(...)``."""
    made = dictionaries.new(machine, node)
    for value in arguments.args:
        dictionaries.merge(made, state, value)
    if arguments.spread is not None:
        dictionaries.merge(made, state, arguments.spread)
    for key, value in arguments.kwargs.items():
        where = arguments.keyword_nodes.get(key, node)
        dictionaries.put(made, key, value, machine.spot(where), sure=True)
    return state.add(made)


def copy(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``copy.copy``, ``copy.deepcopy``."""
    value = arguments.args[0] if arguments.args else UNKNOWN
    return join(_copy_one(machine, option, state, node) for option in options(value))


def _copy_one(machine: Machine, value: Value, state: State, node: ast.AST) -> Value:
    found = state.dictionary(value)
    if found is not None:
        return state.add(dictionaries.copy_of(machine, state, found, node))
    sequence = state.sequence(value)
    return state.add(sequence.clone()) if sequence is not None else value


def assign_params(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``assign_params(**kw)``: what is not empty."""
    made = dictionaries.new(machine, node)
    if arguments.spread is not None:
        dictionaries.merge(made, state, arguments.spread)
    for key, value in arguments.kwargs.items():
        if key in ("keys_to_ignore", "values_to_ignore"):
            continue
        _put_if_some(machine, made, key, value, arguments.keyword_nodes.get(key, node), state)
    made.filtered = made.base != "none"
    return state.add(made)


def _put_if_some(
    machine: Machine, made: Dictionary, key: str, value: Value, node: ast.AST, state: State
) -> None:
    known = truth(machine, value, state)
    if known is False and not (isinstance(value, Const) and value.value is False):
        return
    # What is computed is taken to be something; what the user may leave out is not.
    optional = any(
        (isinstance(option, Arg) and not option.some and option.default is None)
        or (isinstance(option, Unknown) and option.missing)
        or (isinstance(option, Const) and option.value in (None, ""))
        for option in options(value)
    )
    dictionaries.put(made, key, value, machine.spot(node), sure=not optional)


def without_empty(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``remove_empty_elements(d)``."""
    value = arguments.args[0] if arguments.args else next(iter(arguments.kwargs.values()), UNKNOWN)
    found = state.dictionary(value)
    if found is None:
        return value
    made = dictionaries.copy_of(machine, state, found, node)
    made.slots = {}
    for key, slot in found.slots.items():
        _put_if_some(machine, made, key, slot.value, node, state)
        if key in made.slots:
            made.slots[key] = replace(
                made.slots[key], sure=made.slots[key].sure and slot.sure, spot=slot.spot
            )
    made.filtered = made.base != "none"
    return state.add(made)


def drop_nulls(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``remove_nulls_from_dictionary(d)``, which changes it."""
    value = arguments.args[0] if arguments.args else UNKNOWN
    if isinstance(value, Ref):
        owned = state.own(value.id)
        if isinstance(owned, Dictionary):
            owned.filtered = owned.base != "none"
    return NONE


def sequence_of(kind: str) -> Handler:
    """``list(...)``, ``tuple(...)``, ``set(...)``."""

    def handler(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
        if not arguments.args:
            return state.add(Sequence((), UNKNOWN, kind))
        value = arguments.args[0]
        if len(options(value)) > 1:
            return state.add(Sequence(None, state.any_item(value), kind))
        if isinstance(value, (Ref, View)):
            found = elements(machine, value, state, ())
            items = tuple(element.value for element in found.each)
            if found.exact and all(element.sure for element in found.each):
                return state.add(Sequence(items, UNKNOWN, kind))
            return state.add(Sequence(None, join(items) if items else UNKNOWN, kind))
        return state.add(Sequence(None, UNKNOWN, kind))

    return handler


def getattr_(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``getattr(object, name)``."""
    holder = arguments.args[0] if arguments.args else UNKNOWN
    name = settle(machine, arguments.args[1], state) if len(arguments.args) > 1 else UNKNOWN
    machine.part_commands(name, state)
    if isinstance(name, Const) and isinstance(name.value, str) and isinstance(node, ast.expr):
        found = [attribute(machine, option, name.value, state, node) for option in options(holder)]
        if len(arguments.args) > 2:
            found.append(arguments.args[2])
        return join(found)
    return UNKNOWN


def setattr_(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``setattr(object, name, value)``."""
    if len(arguments.args) == 3:
        holder, name, value = arguments.args
        if isinstance(name, Const) and isinstance(name.value, str):
            set_attribute(machine, holder, name.value, value, state, node)
        else:
            escape(machine, value, state)
    return NONE


def super_(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``super()``."""
    for act in reversed(machine.acts):
        function = act.function
        if act is not machine.acts[-1]:
            machine.unkept = True
        if function is not None and function.owner is not None and function.bound is not None:
            return Super(function.owner, function.bound)
    return UNKNOWN


def isinstance_(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``isinstance(value, cls)``."""
    if len(arguments.args) != 2:
        return BOOL
    answers = {_is_a(machine, option, arguments.args[1], state) for option in options(arguments.args[0])}
    if len(answers) == 1:
        known = answers.pop()
        return BOOL if known is None else const(known)
    return BOOL


_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "float": (float,),
    "bytes": (bytes,),
}


def _is_a(machine: Machine, value: Value, cls: Value, state: State) -> bool | None:
    sequence = state.sequence(cls)
    if sequence is not None:
        if sequence.items is None:
            return None
        answers = [_is_a(machine, value, one, state) for one in sequence.items]
        return True if True in answers else None if None in answers else False
    if isinstance(cls, ClassValue):
        instance = state.instance(value)
        if instance is not None and isinstance(instance.cls, ClassValue):
            return instance.cls == cls or (None if instance.cls.bases else False)
        return False if isinstance(value, (Const, Arg)) else None
    if not isinstance(cls, Library):
        return None
    name = cls.name.rsplit(".", 1)[-1]
    value = settle(machine, value, state)
    if isinstance(value, Const):
        return isinstance(value.value, _TYPES[name]) if name in _TYPES else False
    if isinstance(value, Ref):
        thing = state.get(value.id)
        if isinstance(thing, Dictionary):
            return name in ("dict", "Mapping", "MutableMapping")
        if isinstance(thing, Sequence):
            return name == thing.kind or (name in ("Iterable", "Sequence"))
        if isinstance(thing, Instance) and isinstance(thing.cls, str):
            return thing.cls == name
    return None


def partial(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``functools.partial``."""
    if not arguments.args or arguments.spread is not None:
        return UNKNOWN
    return Partial(arguments.args[0], tuple(arguments.args[1:]), tuple(arguments.kwargs.items()))


def first(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """A decorator, or a function, that gives back what it gets."""
    return arguments.args[0] if arguments.args else Library("<identity>")


def cast(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``typing.cast(type, value)``."""
    return arguments.args[1] if len(arguments.args) > 1 else UNKNOWN


def length(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``len(...)``."""
    if arguments.args:
        sequence = state.sequence(arguments.args[0])
        if sequence is not None and sequence.items is not None:
            return const(len(sequence.items))
        value = arguments.args[0]
        if isinstance(value, Const) and isinstance(value.value, str):
            return const(len(value.value))
    return NUMBER


def any_all(name: str) -> Handler:
    """``any(...)``, ``all(...)``."""

    def handler(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
        sequence = state.sequence(arguments.args[0]) if arguments.args else None
        if sequence is None or sequence.items is None:
            return BOOL
        answers = [truth(machine, item, state) for item in sequence.items]
        if name == "any":
            return TRUE if True in answers else BOOL if None in answers else FALSE
        return FALSE if False in answers else BOOL if None in answers else TRUE

    return handler


def extreme(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``min(...)``, ``max(...)``."""
    held = [settle(machine, value, state) for value in arguments.args]
    numbers = [
        value.value for value in held if isinstance(value, Const) and isinstance(value.value, (int, float))
    ]
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and len(numbers) == len(held)
        and len(held) > 1
    ):
        return const(max(numbers) if node.func.id == "max" else min(numbers))
    return NUMBER


def total(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``sum(...)``: a number, unless it starts from something else."""
    return NUMBER if len(arguments.args) == 1 and not arguments.kwargs and not arguments.unsure else UNKNOWN


def sleep(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``time.sleep(seconds)``."""
    seconds = arguments.get(0, "secs") or UNKNOWN
    machine.events.sleeps.append(
        Sleep(
            machine.spot(node),
            settle(machine, seconds, state),
            any(act.handlers for act in machine.acts),
            machine.stack(),
            any(act.decorator is not None for act in machine.acts),
            dict(state.facts),
        )
    )
    return NONE


def nothing(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """A call that matters to nothing here."""
    return NONE


def zipped(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``zip(...)``."""
    columns: list[tuple[Value, ...]] = []
    for value in arguments.args:
        found = elements(machine, value, state, ())
        if arguments.unsure or not found.exact or not all(element.sure for element in found.each):
            return state.add(Sequence(None, UNKNOWN, "list"))
        columns.append(tuple(element.value for element in found.each))
    rows = tuple(state.add(Sequence(row, UNKNOWN, "tuple")) for row in zip(*columns, strict=False))
    return state.add(Sequence(rows, UNKNOWN, "list"))


def from_keys(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``dict.fromkeys(keys, value)``."""
    made = dictionaries.new(machine, node)
    value = arguments.get(1, "value") or NONE
    found = elements(machine, arguments.get(0, "iterable") or UNKNOWN, state, ())
    made.open = not found.exact
    for element in found.each:
        key = settle(machine, element.value, state)
        if isinstance(key, Const) and isinstance(key.value, str):
            dictionaries.put(made, key.value, value, machine.spot(node), sure=element.sure)
        else:
            made.open = True
    return state.add(made)


def sorted_(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``sorted(...)``."""
    value = arguments.args[0] if arguments.args else UNKNOWN
    return state.add(Sequence(None, state.any_item(value), "list"))


def globals_(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``globals()``."""
    act = machine.act
    made = Dictionary(open=True)
    for name, value in state.scope(act.globals).all().items():
        dictionaries.put(made, name, value, None, sure=True)
    return state.add(made)
