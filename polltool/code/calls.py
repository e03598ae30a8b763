"""Calls: functions and classes of the visible code, methods, the library, the unknown."""

from __future__ import annotations

import ast

from polltool.code import client, library, methods, polling
from polltool.code.attributes import bind_method, find_in_class, library_base
from polltool.code.escape import lose
from polltool.code.functions import call_function, from_spread
from polltool.code.heap import Instance, State
from polltool.code.machine import Arguments, Machine, PathEnd
from polltool.code.values import (
    UNKNOWN,
    ClassValue,
    Decorator,
    Function,
    Library,
    Method,
    Misdecorated,
    Partial,
    Polling,
    Unknown,
    Value,
    join,
    options,
)


def call(machine: Machine, function: Value, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """What calling a value gives.

    :raises PathEnd: no way comes back from it.
    """
    machine.step()
    machine.tail = None
    choices = options(function)
    if len(choices) == 1:
        return _call_one(machine, choices[0], arguments, state, node)
    values: list[Value] = []
    states: list[State | None] = []
    doubt = any(isinstance(choice, Method) and isinstance(choice.receiver, Unknown) for choice in choices)
    machine.doubts += doubt
    for choice in choices:
        way = state.fork()
        try:
            values.append(_call_one(machine, choice, arguments, way, node))
            states.append(way)
        except PathEnd:
            continue
    machine.doubts -= doubt
    machine.tail = None
    machine.meet(state, states)
    return join(values)


def _call_one(machine: Machine, function: Value, arguments: Arguments, state: State, node: ast.AST) -> Value:
    if isinstance(function, Function):
        return call_function(machine, function, arguments, state, node)
    if isinstance(function, Polling):
        return polling.call(machine, function, arguments, state, node)
    if isinstance(function, Decorator):
        return _decorate(machine, function, arguments)
    if isinstance(function, ClassValue):
        return instantiate(machine, function, arguments, state, node)
    if isinstance(function, Method):
        return methods.call(machine, function, arguments, state, node)
    if isinstance(function, Library):
        return library.call(machine, function, arguments, state, node)
    if isinstance(function, Misdecorated):
        machine.events.misdecorated.append(function.spot)
        machine.note_interest(state)
        machine.events.complete = False
        raise PathEnd
    if isinstance(function, Partial):
        merged = Arguments(
            [*function.args, *arguments.args],
            {**dict(function.kwargs), **arguments.kwargs},
            arguments.spread,
            arguments.unsure,
        )
        return call(machine, function.function, merged, state, node)
    instance = state.instance(function)
    if instance is not None and isinstance(instance.cls, ClassValue):
        held = find_in_class(instance.cls, "__call__", state)
        if held is not None:
            return call(
                machine, bind_method(machine, held, function, instance.cls, state), arguments, state, node
            )
    return unknown_call(machine, function, arguments, state, node)


def _decorate(machine: Machine, decorator: Decorator, arguments: Arguments) -> Value:
    """``polling_function(...)(f)``."""
    if arguments.args:
        return join(Polling(option, decorator) for option in options(arguments.args[0]))
    return UNKNOWN


def unknown_call(
    machine: Machine, function: Value, arguments: Arguments, state: State, node: ast.AST
) -> Value:
    """A call of something that cannot be seen: it may do anything with what it is given."""
    if isinstance(node, ast.Call) and not isinstance(node.func, ast.Attribute):
        machine.events.complete = False
        machine.note_interest(state)
    lose(machine, arguments, state)
    return UNKNOWN


# -- functions of the visible code ---------------------------------------------------


# -- classes of the visible code -----------------------------------------------------


def instantiate(
    machine: Machine, cls: ClassValue, arguments: Arguments, state: State, node: ast.AST
) -> Value:
    """A new object of a class, after its ``__init__``."""
    base = library_base(cls)
    if base in ("dict", "UserDict", "OrderedDict"):
        lose(machine, arguments, state)
        return Unknown("dict")
    if base is not None and base.rsplit(".", 1)[-1] in ("Enum", "IntEnum", "StrEnum"):
        return arguments.args[0] if arguments.args else UNKNOWN
    held = find_in_class(cls, "__init__", state)
    plain = _PLAIN.get(base.rsplit(".", 1)[-1]) if base is not None else None
    if plain is not None and not isinstance(held, Function):
        return library.call(machine, Library(plain), arguments, state, node)
    made = state.add(Instance(cls, {}, machine.spot(node), machine.function))
    if isinstance(held, Function):
        call(machine, bind_method(machine, held, made, cls, state), arguments, state, node)
        return made
    owned = state.own(made.id)
    assert isinstance(owned, Instance)
    if base == "BaseClient":
        client.init_base_client(owned, arguments)
        return made
    fields = [
        at.target.id
        for at in cls.node.body
        if isinstance(at, ast.AnnAssign) and isinstance(at.target, ast.Name)
    ]
    for name, value in zip(fields, arguments.args, strict=False):
        owned.attributes[name] = value
    owned.attributes.update(arguments.kwargs)
    if arguments.spread is not None:
        owned.attributes.update(_fields_from_spread(machine, arguments.spread, fields, state, node))
    elif base is not None:
        lose(machine, arguments, state)
    return made


_PLAIN = {
    "PollResult": "PollResult",
    "CommandResults": "CommandResults",
    "ScheduledCommand": "ScheduledCommand",
    "TypedDict": "dict",
}
"""Classes of the library whose constructor a class without one of its own has."""


def _fields_from_spread(
    machine: Machine, spread: Value, fields: list[str], state: State, node: ast.AST
) -> dict[str, Value]:
    """A model's fields read the arguments that are spread into it; any alias may read others."""
    found = state.dictionary(spread)
    if found is not None and found.base != "none":
        machine.events.reads_all = True
    taken: dict[str, Value] = {}
    for name in fields:
        from_spread(machine, spread, name, None, state, node)
        taken[name] = UNKNOWN
    return taken
