"""The patterns of ``match`` statements."""

from __future__ import annotations

import ast

from polltool.code.conditions import compare, learn_same, rebind
from polltool.code.heap import State, join_states
from polltool.code.machine import Machine
from polltool.code.values import UNKNOWN, Const, Value, const

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
