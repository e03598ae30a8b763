"""The patterns of ``match`` statements."""

from __future__ import annotations

import ast

from polltool.code.conditions import compare, learn_same, rebind
from polltool.code.dictionaries import read
from polltool.code.heap import State, join_states
from polltool.code.machine import Machine
from polltool.code.values import UNKNOWN, Const, Ref, Value, const

Ways = tuple[State | None, State | None]


def match(machine: Machine, pattern: ast.pattern, subject: Value, node: ast.expr, state: State) -> Ways:
    """The states in which a pattern matches and in which it does not."""
    if isinstance(pattern, ast.MatchValue):
        return _equal(machine, machine.evaluate(pattern.value, state), subject, node, state)
    if isinstance(pattern, ast.MatchSingleton):
        return _equal(machine, const(pattern.value), subject, node, state)
    if isinstance(pattern, ast.MatchOr):
        return _any_of(machine, pattern, subject, node, state)
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is None:
            if pattern.name is not None:
                machine.bind(pattern.name, subject, state)
            return state, None
        holds, fails = match(machine, pattern.pattern, subject, node, state)
        if holds is not None and pattern.name is not None:
            machine.bind(pattern.name, subject, holds)
        return holds, fails
    if isinstance(pattern, ast.MatchMapping) and isinstance(subject, Ref):
        return _mapping(machine, pattern, subject, state)
    other = state.fork()
    for at in ast.walk(pattern):
        name = getattr(at, "name", None) or getattr(at, "rest", None)
        if isinstance(name, str):
            machine.bind(name, UNKNOWN, state)
    return state, other


def _equal(machine: Machine, value: Value, subject: Value, node: ast.expr, state: State) -> Ways:
    answers = compare(machine, ast.Eq(), subject, value, state, node)
    if answers == {True}:
        return state, None
    if answers == {False}:
        return None, state
    other = state.fork()
    if isinstance(value, Const):
        learn_same(machine, node, subject, value, state, True)
        learn_same(machine, node, subject, value, other, False)
    else:
        rebind(machine, node, subject, state)
    return state, other


def _mapping(machine: Machine, pattern: ast.MatchMapping, subject: Ref, state: State) -> Ways:
    """``case {'key': name}``: what it names is read where it is there."""
    other = state.fork()
    for key, part in zip(pattern.keys, pattern.patterns, strict=True):
        known = machine.evaluate(key, state)
        found = state.dictionary(subject)
        value: Value = UNKNOWN
        if found is not None and isinstance(known, Const) and isinstance(known.value, str):
            value = read(machine, state, found, known.value, part, how="item")
            if found.base != "none" and known.value not in found.slots:
                state.learn(known.value, present=True)
                if len(pattern.keys) == 1 and _catches_all(part):
                    other.learn(known.value, present=False, some=False, true=False)
        holds, _ = match(machine, part, value, key, state)
        if holds is None:
            return None, other
        state = holds
    if pattern.rest is not None:
        machine.bind(pattern.rest, UNKNOWN, state)
    return state, other


def _catches_all(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _any_of(machine: Machine, pattern: ast.MatchOr, subject: Value, node: ast.expr, state: State) -> Ways:
    matched: list[State] = []
    at: State | None = state
    for part in pattern.patterns:
        if at is None:
            break
        holds, at = match(machine, part, subject, node, at)
        if holds is not None:
            matched.append(holds)
    return join_states(matched), at
