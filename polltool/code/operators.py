"""Operators on values, and what ``holder[key]`` gives."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

from polltool.code import dictionaries
from polltool.code.attributes import find_in_class
from polltool.code.heap import Dictionary, State
from polltool.code.heap import Sequence as HeapSequence
from polltool.code.machine import Machine
from polltool.code.truth import settle
from polltool.code.values import (
    NUMBER,
    STR,
    UNKNOWN,
    AnyArg,
    AnyKey,
    Arg,
    Choice,
    ClassValue,
    Const,
    Library,
    Unknown,
    Value,
    const,
    join,
    options,
    secrets_of,
)

MOST_STRING = 4000


def concatenate(parts: list[Value]) -> Value:
    """The text that parts make together, known if all of them are."""
    texts = [""]
    for part in parts:
        choices: list[str] = []
        for option in options(part):
            if not isinstance(option, Const):
                return Unknown("str", secrets=secrets_of(parts))
            choices.append(str(option.value))
        texts = [text + choice for text in texts for choice in choices]
        if len(texts) > 12 or any(len(text) > MOST_STRING for text in texts):
            return Unknown("str", secrets=secrets_of(parts))
    return join(const(text) for text in texts)


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def binary(
    machine: Machine, node: ast.BinOp | ast.AugAssign, left: Value, right: Value, state: State
) -> Value:
    """What an operator makes of two values."""
    if isinstance(node.op, ast.BitOr):
        found = state.dictionary(left)
        if found is not None or state.dictionary(right) is not None:
            made = dictionaries.new(machine, node)
            dictionaries.merge(made, state, left)
            dictionaries.merge(made, state, right)
            return state.add(made)
    left_list, right_list = state.sequence(left), state.sequence(right)
    if left_list is not None or right_list is not None:
        if isinstance(node.op, ast.Add):
            return _add_lists(left, right, state)
        if left_list is not None and left_list.kind == "set":
            return state.add(HeapSequence(None, UNKNOWN, "set"))
    left, right = settle(machine, left, state), settle(machine, right, state)
    if isinstance(node.op, ast.Mod) and isinstance(left, Const) and isinstance(left.value, str):
        return _filled_in(machine, left.value, right, right_list, state)
    if isinstance(left, Const) and isinstance(right, Const):
        return _fold(node.op, left.value, right.value)
    if isinstance(node.op, ast.Add) and (is_text(left) or is_text(right)):
        return concatenate([left, right])
    if isinstance(node.op, ast.Mod) and is_text(left):
        return Unknown("str", secrets=secrets_of([left, right]))
    if is_number(left) and is_number(right):
        return NUMBER
    return Unknown(secrets=secrets_of([left, right]))


def _add_lists(left: Value, right: Value, state: State) -> Value:
    first, second = state.sequence(left), state.sequence(right)
    kind = (first or second or HeapSequence(())).kind
    left_items = first.items if first is not None else None
    right_items = second.items if second is not None else None
    if left_items is not None and right_items is not None and len(left_items) + len(right_items) < 400:
        return state.add(HeapSequence(left_items + right_items, UNKNOWN, kind))
    return state.add(HeapSequence(None, join((state.any_item(left), state.any_item(right))), kind))


def _fold(op: ast.operator, left: object, right: object) -> Value:
    function = _ARITHMETIC.get(type(op))
    if (
        isinstance(op, ast.Pow)
        and isinstance(left, int)
        and isinstance(right, int)
        and 0 <= right < 20
        and abs(left) < 100
    ):
        return const(left**right)
    if function is None:
        return UNKNOWN
    if isinstance(op, ast.Mult) and not (isinstance(left, (int, float)) and isinstance(right, (int, float))):
        return UNKNOWN
    if isinstance(left, int) and isinstance(right, int) and max(left.bit_length(), right.bit_length()) > 256:
        return NUMBER
    if isinstance(left, str) and len(left) > MOST_STRING:
        return STR
    try:
        return const(function(left, right))
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN


def _filled_in(machine: Machine, text: str, right: Value, parts: HeapSequence | None, state: State) -> Value:
    """``text % right``, known where ``text`` has no places but ``%s`` and ``%d``."""
    values = parts.items if parts is not None else (right,)
    places = re.split("%[sd]", text)
    if values is None or len(places) != len(values) + 1 or any("%" in place for place in places):
        return Unknown("str", secrets=secrets_of([right]))
    pieces: list[Value] = [const(places[0])]
    for value, place in zip(values, places[1:], strict=True):
        pieces += [settle(machine, value, state), const(place)]
    return concatenate(pieces)


def is_text(value: Value) -> bool:
    """Whether a value surely is a string."""
    return (
        (isinstance(value, Const) and isinstance(value.value, str))
        or (isinstance(value, Unknown) and value.kind == "str")
        or (isinstance(value, Choice) and all(is_text(option) for option in value.options))
    )


def is_number(value: Value) -> bool:
    """Whether a value surely is a number (or an argument made one)."""
    return (
        (isinstance(value, Const) and isinstance(value.value, (int, float)))
        or (isinstance(value, Unknown) and value.kind == "number")
        or (isinstance(value, Arg) and value.form in ("number", "int"))
    )


def item(machine: Machine, holder: Value, key: Value, state: State, node: ast.AST) -> Value:
    """``holder[key]``."""
    found = state.dictionary(holder)
    if found is not None:
        values: list[Value] = []
        for option in options(key):
            machine.part_commands(option, state)
            if isinstance(option, Const) and isinstance(option.value, str):
                values.append(dictionaries.read(machine, state, found, option.value, node, how="item"))
            elif isinstance(option, AnyKey) and found.base != "none":
                values.append(AnyArg())
            else:
                values.append(any_value(machine, found))
        return join(values)
    sequence = state.sequence(holder)
    if sequence is not None:
        if sequence.items is not None and isinstance(key, Const) and isinstance(key.value, int):
            if -len(sequence.items) <= key.value < len(sequence.items):
                return sequence.items[key.value]
            return UNKNOWN
        return sequence.any_item
    if isinstance(holder, Unknown):
        return Unknown(secrets=holder.secrets)
    if isinstance(holder, Library):
        return UNKNOWN
    if isinstance(holder, ClassValue) and isinstance(key, Const) and isinstance(key.value, str):
        return find_in_class(holder, key.value, state) or UNKNOWN
    return STR if is_text(holder) else UNKNOWN


def any_value(machine: Machine, found: Dictionary) -> Value:
    """Any value that a dictionary holds (reading the incoming arguments at large)."""
    if found.base != "none":
        machine.events.reads_all = True
        return UNKNOWN
    if found.open or found.havoc:
        return join((*(slot.value for slot in found.slots.values()), UNKNOWN))
    return join(slot.value for slot in found.slots.values()) if found.slots else UNKNOWN
