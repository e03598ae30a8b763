"""Methods of dictionaries, lists, strings and library objects."""

from __future__ import annotations

import ast
from collections.abc import Callable

from polltool.code import client, dictionaries
from polltool.code.escape import escape, touch
from polltool.code.heap import Dictionary, Instance, Sequence, State
from polltool.code.machine import Arguments, Machine
from polltool.code.truth import settle
from polltool.code.values import (
    BOOL,
    NONE,
    NUMBER,
    STR,
    UNKNOWN,
    AnyArg,
    AnyKey,
    Arg,
    Const,
    Method,
    Ref,
    Unknown,
    Value,
    View,
    Void,
    const,
    join,
    options,
    secrets_of,
)

_CHANGES = frozenset({"append", "extend", "insert", "remove", "pop", "clear"})


def call(machine: Machine, method: Method, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """Call a method of a value that is no object of a visible class."""
    receiver, name = method.receiver, method.name
    if isinstance(receiver, Ref):
        thing = state.get(receiver.id)
        if isinstance(thing, Dictionary):
            return _dictionary(machine, receiver, thing, name, arguments, state, node)
        if isinstance(thing, Sequence):
            return _sequence(machine, receiver, thing, name, arguments, state)
        if isinstance(thing, Instance):
            return client.object_method(machine, receiver, thing, name, arguments, state, node)
    if isinstance(receiver, Arg) and receiver.form == "list" and name in _CHANGES:
        _changed_list(machine, method.expression, state)
    return _other(machine, receiver, name, arguments, state, node)


def _changed_list(machine: Machine, expression: ast.expr | None, state: State) -> None:
    """A list made from an argument is not that argument any more once something is put in or taken out."""
    if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
        machine.bind(expression.value.id, Unknown("list"), state)


# -- dictionaries --------------------------------------------------------------------


def _dictionary(
    machine: Machine,
    ref: Ref,
    found: Dictionary,
    name: str,
    arguments: Arguments,
    state: State,
    node: ast.AST,
) -> Value:
    if name == "get":
        return _get(machine, found, arguments, state, node)
    if name in ("pop", "setdefault"):
        return _pop(machine, ref, found, name, arguments, state, node)
    if name in ("items", "keys", "values"):
        return View(name, ref)
    if name == "update":
        owned = state.own(ref.id)
        assert isinstance(owned, Dictionary)
        for value in arguments.args:
            dictionaries.merge(owned, state, value, machine.spot(node))
        if arguments.spread is not None:
            dictionaries.merge(owned, state, arguments.spread)
        for key, value in arguments.kwargs.items():
            dictionaries.put(owned, key, value, machine.spot(node), sure=True)
        return Void("update", ref)
    if name == "clear":
        owned = state.own(ref.id)
        assert isinstance(owned, Dictionary)
        owned.slots, owned.base, owned.gone, owned.open, owned.havoc = {}, "none", {}, False, False
        return Void("clear", ref)
    if name == "copy":
        return state.add(dictionaries.copy_of(machine, state, found, node))
    if name == "popitem":
        dictionaries.remove(state, ref, UNKNOWN)
        return UNKNOWN
    if name == "__contains__":
        return BOOL
    return UNKNOWN


def _get(machine: Machine, found: Dictionary, arguments: Arguments, state: State, node: ast.AST) -> Value:
    key = arguments.get(0, "key") or UNKNOWN
    default = arguments.get(1, "default")
    return join(
        _get_one(machine, found, settle(machine, option, state), default, state, node)
        for option in options(key)
    )


def _get_one(
    machine: Machine, found: Dictionary, key: Value, default: Value | None, state: State, node: ast.AST
) -> Value:
    if isinstance(key, Const) and isinstance(key.value, str):
        return dictionaries.read(machine, state, found, key.value, node, how="get", default=default)
    if isinstance(key, AnyKey) and found.base != "none":
        return AnyArg()
    machine.part_commands(key, state)
    if found.base != "none":
        machine.events.reads_all = True
        return UNKNOWN
    values = [slot.value for slot in found.slots.values()]
    if found.open or found.havoc:
        values.append(UNKNOWN)
    values.append(NONE if default is None else default)
    return join(values)


def _pop(
    machine: Machine,
    ref: Ref,
    found: Dictionary,
    name: str,
    arguments: Arguments,
    state: State,
    node: ast.AST,
) -> Value:
    key = settle(machine, arguments.get(0, "key") or UNKNOWN, state)
    default = arguments.get(1, "default")
    if not (isinstance(key, Const) and isinstance(key.value, str)):
        if found.base != "none":
            machine.events.reads_all = True
        if name == "pop":
            dictionaries.remove(state, ref, key)
        return UNKNOWN
    if name == "setdefault":
        value = dictionaries.read(machine, state, found, key.value, node, how="get", default=default)
        owned = state.own(ref.id)
        assert isinstance(owned, Dictionary)
        dictionaries.put(owned, key.value, value, machine.spot(node), sure=True)
        return value
    how = "pop" if default is not None else "item"
    value = dictionaries.read(machine, state, found, key.value, node, how=how, default=default)
    dictionaries.remove(state, ref, key)
    return value


# -- lists, tuples, sets ---------------------------------------------------------------


def _sequence(
    machine: Machine, ref: Ref, found: Sequence, name: str, arguments: Arguments, state: State
) -> Value:
    first = arguments.args[0] if arguments.args else UNKNOWN
    if name in (
        "append",
        "add",
        "insert",
        "extend",
        "update",
        "remove",
        "sort",
        "reverse",
        "clear",
        "discard",
    ):
        owned = state.own(ref.id)
        assert isinstance(owned, Sequence)
        _change(owned, name, first, arguments, state)
        return Void(name, ref)
    if name == "pop":
        owned = state.own(ref.id)
        assert isinstance(owned, Sequence)
        value = owned.any_item
        if owned.items is not None:
            index = settle(machine, first, state) if arguments.args else const(-1)
            position = index.value if isinstance(index, Const) else None
            if isinstance(position, int) and -len(owned.items) <= position < len(owned.items):
                held = list(owned.items)
                value = held.pop(position)
                owned.items = tuple(held)
            else:
                owned.element, owned.items = owned.any_item, None
        return value
    if name == "copy":
        return state.add(found.clone())
    if name in ("index", "count"):
        return NUMBER
    if name in ("union", "difference", "intersection"):
        return state.add(Sequence(None, UNKNOWN, "set"))
    return UNKNOWN


def _change(owned: Sequence, name: str, first: Value, arguments: Arguments, state: State) -> None:
    if name in ("append", "add") and owned.items is not None and len(owned.items) < 100:
        owned.items = (*owned.items, first)
    elif name == "clear":
        owned.items = ()
    elif name in ("extend", "update"):
        more = state.sequence(first)
        if owned.items is not None and more is not None and more.items is not None:
            owned.items = owned.items + more.items
        else:
            owned.element, owned.items = join((owned.any_item, state.any_item(first))), None
    elif name not in ("sort", "reverse") or owned.items is not None:
        values = [owned.any_item]
        if name in ("insert", "append", "add"):
            values.extend(arguments.args[-1:])
        owned.element, owned.items = join(values), None


# -- strings and the rest --------------------------------------------------------------

MOST_TEXT = 4000

_TEXT: dict[str, Callable[..., object]] = {
    "replace": str.replace,
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "title": str.title,
    "capitalize": str.capitalize,
    "casefold": str.casefold,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
    "isdigit": str.isdigit,
    "format": str.format,
    "count": str.count,
    "find": str.find,
    "join": str.join,
    "split": str.split,
}


def _other(
    machine: Machine, receiver: Value, name: str, arguments: Arguments, state: State, node: ast.AST
) -> Value:
    receiver = settle(machine, receiver, state)
    if name in _TEXT:
        machine.part_commands(receiver, state)
    if isinstance(receiver, Const) and isinstance(receiver.value, str) and name in _TEXT:
        return _text(machine, receiver.value, name, arguments, state)
    if isinstance(receiver, Arg) and receiver.form in ("raw", "str"):
        if name in ("lower", "strip", "upper", "casefold", "title"):
            return receiver
        if name == "split":
            return Unknown("list")
        if name == "encode":
            return Unknown("bytes")
        return STR if name in _TEXT else UNKNOWN
    if isinstance(receiver, (AnyArg, AnyKey)):
        return UNKNOWN
    for value in arguments.args:
        escape(machine, value, state)
    if name == "get" and isinstance(receiver, Unknown):
        default = arguments.get(1, "default")
        found = Unknown(missing=default is None, secrets=receiver.secrets)
        return found if default is None else join((found, default))
    if name in ("lower", "upper", "strip", "replace", "format", "join", "decode", "title", "capitalize"):
        return Unknown("str", secrets=secrets_of([receiver, *arguments.args]))
    if name == "encode":
        return Unknown("bytes")
    if name in ("startswith", "endswith", "isdigit"):
        return BOOL
    if name in ("isoformat", "strftime", "hexdigest"):
        return STR
    for value in [*arguments.args, *arguments.kwargs.values()]:
        for option in options(value):
            touch(machine, option, state, change=isinstance(receiver, Unknown) and receiver.kind is None)
    if arguments.spread is not None:
        touch(machine, arguments.spread, state, change=False)
    return UNKNOWN


def _text(machine: Machine, text: str, name: str, arguments: Arguments, state: State) -> Value:
    held = [settle(machine, value, state) for value in arguments.args]
    named = {key: settle(machine, value, state) for key, value in arguments.kwargs.items()}
    if name == "join" and held:
        sequence = state.sequence(held[0])
        if sequence is not None and sequence.items is not None:
            words = [
                item.value
                for item in sequence.items
                if isinstance(item, Const) and isinstance(item.value, str)
            ]
            if len(words) == len(sequence.items):
                return const(text.join(words))
        return STR
    if (
        not all(isinstance(value, Const) for value in [*held, *named.values()])
        or arguments.spread
        or arguments.unsure
    ):
        known = {"startswith": BOOL, "endswith": BOOL, "split": Unknown("list")}
        return known.get(name, Unknown("str", secrets=secrets_of([*held, *named.values()])))
    if name == "format" and any(sign in text for sign in ":!.["):
        return STR
    try:
        result = _TEXT[name](
            text,
            *(value.value for value in held if isinstance(value, Const)),
            **{key: value.value for key, value in named.items() if isinstance(value, Const)},
        )
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        return UNKNOWN
    if isinstance(result, str) and len(result) > MOST_TEXT:
        return STR
    if isinstance(result, list):
        return state.add(Sequence(tuple(const(part) for part in result), UNKNOWN, "list"))
    return const(result)
