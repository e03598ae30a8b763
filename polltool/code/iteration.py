"""What a loop or a comprehension goes through."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from polltool.code import dictionaries
from polltool.code.escape import attach, escape
from polltool.code.heap import Dictionary, Instance, Scope, Sequence, State
from polltool.code.machine import Machine
from polltool.code.truth import settle
from polltool.code.values import (
    UNKNOWN,
    AnyArg,
    AnyKey,
    Arg,
    Choice,
    ClassValue,
    Const,
    Library,
    Ref,
    Unknown,
    Value,
    View,
    const,
    join,
    options,
)
from polltool.records import dataclass

MOST_ITEMS = 80


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that is gone through; ``sure``: it is surely there."""

    value: Value
    sure: bool


@dataclass(frozen=True, slots=True)
class Elements:
    """All of them where ``exact``; else any number of things like these."""

    each: tuple[Element, ...]
    exact: bool


def elements(machine: Machine, value: Value, state: State, tests: Iterable[ast.AST]) -> Elements:
    """What iterating over a value gives.

    ``tests`` is the code that looks at the elements: keys that it names are told apart
    where the incoming arguments are gone through.
    """
    sequence = state.sequence(value)
    if sequence is not None:
        if sequence.items is not None and len(sequence.items) <= MOST_ITEMS:
            return Elements(tuple(Element(item, True) for item in sequence.items), True)
        return Elements((Element(sequence.any_item, False),), False)
    view = value if isinstance(value, View) else View("keys", value) if isinstance(value, Ref) else None
    if view is not None:
        found = state.dictionary(view.of)
        if found is not None:
            return _of_dictionary(machine, found, view.part, state, tests)
    if isinstance(value, Choice):
        parts = [elements(machine, option, state, tests) for option in value.options]
        return Elements(
            (
                Element(
                    join(each.value for part in parts for each in part.each)
                    if any(part.each for part in parts)
                    else UNKNOWN,
                    False,
                ),
            ),
            False,
        )
    if isinstance(value, Const) and isinstance(value.value, str) and len(value.value) <= MOST_ITEMS:
        return Elements(tuple(Element(const(char), True) for char in value.value), True)
    if isinstance(value, Unknown):
        return Elements((Element(Unknown(secrets=value.secrets), False),), False)
    return Elements((Element(UNKNOWN, False),), False)


def _of_dictionary(
    machine: Machine, found: Dictionary, part: str, state: State, tests: Iterable[ast.AST]
) -> Elements:
    pairs: list[tuple[Value, Value, bool]] = []
    if len(found.slots) > MOST_ITEMS:
        return Elements((Element(_element(state, part, UNKNOWN, UNKNOWN), False),), False)
    for name, slot in found.slots.items():
        pairs.append((const(name), slot.value, slot.sure))
    exact = not found.open and not found.havoc
    if found.base != "none":
        named = {name for name in candidates(machine, tests, state) if name not in found.slots}
        for name in sorted(named):
            if found.gone.get(name):
                continue
            fact = state.facts.get(name)
            if fact is not None and fact.present is False:
                continue
            pairs.append((const(name), Arg(name), False))
        apart = frozenset({*named, *found.slots, *(name for name, sure in found.gone.items() if sure)})
        pairs.append((AnyKey(apart), AnyArg(), False))
    if found.open or found.havoc:
        pairs.append((UNKNOWN, UNKNOWN, False))
    return Elements(
        tuple(Element(_element(state, part, key, value), sure) for key, value, sure in pairs), exact
    )


def _element(state: State, part: str, key: Value, value: Value) -> Value:
    if part == "keys":
        return key
    if part == "values":
        return value
    return state.add(Sequence((key, value), UNKNOWN, "tuple"))


def candidates(machine: Machine, tests: Iterable[ast.AST], state: State) -> set[str]:
    """The strings that the comparisons in some code compare with."""
    found: set[str] = set()
    for test in tests:
        for node in ast.walk(test):
            if isinstance(node, ast.Compare):
                for side in (node.left, *node.comparators):
                    found.update(_words(machine, side, state))
    return found


def _words(machine: Machine, node: ast.expr, state: State) -> Iterable[str]:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [
            part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
    if isinstance(node, ast.Name):
        value = machine.lookup(node.id, state)
        words: list[str] = []
        for option in options(value) if value is not None else ():
            sequence = state.sequence(option)
            if sequence is not None and sequence.items is not None:
                words.extend(
                    item.value
                    for item in sequence.items
                    if isinstance(item, Const) and isinstance(item.value, str)
                )
            held = state.dictionary(option)
            if held is not None and held.base == "none":
                words.extend(held.slots)
        return words[:MOST_ITEMS]
    return []


def assign(machine: Machine, target: ast.expr, value: Value, state: State) -> None:
    """Bind a target of an assignment, a loop or a ``with``."""
    if isinstance(target, ast.Name):
        machine.bind(target.id, value, state)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part, piece in zip(target.elts, _pieces(value, len(target.elts), target, state), strict=True):
            assign(machine, part, piece, state)
    elif isinstance(target, ast.Starred):
        assign(machine, target.value, UNKNOWN, state)
    elif isinstance(target, ast.Subscript):
        holder = machine.evaluate(target.value, state)
        key = machine.evaluate(target.slice, state) if not isinstance(target.slice, ast.Slice) else UNKNOWN
        dictionaries.write(machine, state, holder, settle(machine, key, state), value, target)
    elif isinstance(target, ast.Attribute):
        machine.evaluate(target.value, state)
        set_attribute(machine, machine.evaluate(target.value, state), target.attr, value, state, target)


def set_attribute(
    machine: Machine, holder: Value, name: str, value: Value, state: State, node: ast.AST | None
) -> None:
    """``holder.name = value``."""
    choices = options(holder)
    if name == "scheduled_command":
        attach(machine, value, state)
    for option in choices:
        if isinstance(option, Ref):
            owned = state.own(option.id)
            if isinstance(owned, Instance):
                old = owned.attributes.get(name)
                if machine.act.function is None or machine.act.function.name != "__init__":
                    owned.late |= {name}
                owned.attributes[name] = value if len(choices) == 1 or old is None else join((old, value))
                if owned.cls == "PollResult" and node is not None:
                    above = machine.act.module.parents.get(node)
                    given = above.value if isinstance(above, ast.Assign) else node
                    owned.given = {**owned.given, name: machine.spot(given)}
                continue
        elif isinstance(option, ClassValue):
            scope = state.own(option.frame)
            if isinstance(scope, Scope):
                scope.names[name] = value
            continue
        if not isinstance(option, Library):
            escape(machine, value, state)


def _pieces(value: Value, count: int, target: ast.Tuple | ast.List, state: State) -> list[Value]:
    per_option: list[list[Value]] = []
    for option in options(value):
        sequence = state.sequence(option)
        starred = any(isinstance(part, ast.Starred) for part in target.elts)
        if (
            sequence is not None
            and sequence.items is not None
            and len(sequence.items) == count
            and not starred
        ):
            per_option.append(list(sequence.items))
        elif sequence is not None:
            per_option.append([sequence.any_item] * count)
        else:
            secrets = option.secrets if isinstance(option, Unknown) else frozenset()
            per_option.append([Unknown(secrets=secrets)] * count)
    return [join(pieces) for pieces in zip(*per_option, strict=True)]
