"""Tests: which ways the code can go on, and what is known on each."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from polltool.code import dictionaries
from polltool.code.events import GlobalUse, Tested
from polltool.code.heap import Dictionary, Sequence, State, join_states
from polltool.code.machine import MOST_WAYS, Machine, PathEnd
from polltool.code.truth import TRUE_WORDS, learn_truth, may_be_anything, narrow, settle, truth
from polltool.code.values import (
    BOOL,
    FALSE,
    TRUE,
    AnyKey,
    Arg,
    Choice,
    ClassValue,
    Const,
    CurrentCommand,
    Function,
    Method,
    Polling,
    Ref,
    Unknown,
    Value,
    Void,
    const,
    join,
    options,
)
from polltool.records import replace

Ways = tuple[State | None, State | None]


def branch(machine: Machine, test: ast.expr, state: State) -> Ways:
    """The states where a test holds and where it does not; None for a way that cannot be."""
    machine.step()
    if isinstance(test, ast.Compare):
        quick = _plain_compare(machine, test, state)
        if quick is not None:
            return quick
    if isinstance(test, ast.BoolOp):
        return _branch_logic(machine, test, state)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        holds, fails = branch(machine, test.operand, state)
        return fails, holds
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _branch_compare(machine, test, state)
    value = machine.evaluate(test, state)
    note_test(machine, test, value, state)
    tail = machine.tail
    if tail is not None and tail[0] is test and 1 < len(tail[1]) <= MOST_WAYS:
        # `if helper(...)`: what is known on each way through the helper is known here.
        ways = [split(machine, test, way.value, way.state) for way in tail[1]]
        holds = join_states([way for way, _ in ways if way is not None])
        return holds, join_states([way for _, way in ways if way is not None])
    return split(machine, test, value, state)


def _plain_compare(machine: Machine, test: ast.Compare, state: State) -> Ways | None:
    """The ways of ``name == 'word'`` and ``name in ['word', ...]`` where the name is a known word.

    Dispatch asks hundreds of these, so they get by without the general way.
    """
    if len(test.ops) != 1 or not isinstance(test.left, ast.Name):
        return None
    op, other = test.ops[0], test.comparators[0]
    if isinstance(op, (ast.Eq, ast.NotEq)) and isinstance(other, ast.Constant):
        words = {other.value} if isinstance(other.value, str) else None
    elif isinstance(op, (ast.In, ast.NotIn)) and isinstance(other, (ast.List, ast.Tuple, ast.Set)):
        parts = [
            part.value
            for part in other.elts
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        words = set(parts) if len(parts) == len(other.elts) else None
    else:
        return None
    value = machine.lookup(test.left.id, state) if words is not None else None
    if isinstance(value, CurrentCommand) and state.commands is not None:
        holds, fails = _by_command(state, frozenset(words or ()))
    elif isinstance(value, Const) and isinstance(value.value, str):
        holds, fails = (state, None) if value.value in (words or ()) else (None, state)
    else:
        return None
    return (holds, fails) if isinstance(op, (ast.Eq, ast.In)) else (fails, holds)


def _by_command(state: State, words: frozenset[str]) -> Ways:
    """Part the commands as which the run may have come here by whether they are among these."""
    assert state.commands is not None
    inside = state.commands & words
    if not inside:
        return None, state
    if len(inside) == len(state.commands):
        return state, None
    other = state.fork()
    state.commands, other.commands = inside, other.commands - inside  # type: ignore[operator]
    return state, other


def _learn_command(state: State, words: frozenset[str], among: bool) -> None:
    """Leave out the commands that cannot have come here."""
    if state.commands is not None:
        state.commands = (state.commands & words if among else state.commands - words) or state.commands


def note_test(machine: Machine, test: ast.expr, value: Value, state: State) -> None:
    """Note that a value decides: a raw argument as truth value, a global as memory."""
    for option in options(value):
        if isinstance(option, Arg) and option.form == "raw":
            machine.events.tested.append(Tested(option.key, machine.spot(test)))
    note_asked(machine, value)
    note_global(machine, test, state)


def note_global(machine: Machine, test: ast.expr, state: State) -> None:
    """Note that a test asks for a module global that functions assign."""
    if isinstance(test, ast.Name) and test.id in machine.act.global_names:
        machine.events.global_uses.append(GlobalUse(test.id, machine.spot(test), True))


def split(machine: Machine, test: ast.expr, value: Value, state: State) -> Ways:
    """Part a state by the truth of a value that an expression has."""
    known = truth(machine, value, state)
    if known is True:
        return state, None
    if known is False:
        return None, state
    other = state.fork()
    _assume(machine, test, value, state, True)
    _assume(machine, test, value, other, False)
    return state, other


def note_asked(machine: Machine, value: Value) -> None:
    """Note that the code goes on by what an incoming argument is."""
    machine.events.asked.update(option.key for option in options(value) if isinstance(option, Arg))


def _assume(machine: Machine, test: ast.expr, value: Value, state: State, holds: bool) -> None:
    learn_truth(machine, value, state, holds)
    if isinstance(value, Arg) and value.form == "bool" and not value.only_if:
        return  # the facts tell, and where the ways meet again it still is that argument
    rebind(machine, test, narrow(machine, value, state, holds), state)


def rebind(machine: Machine, expression: ast.expr, value: Value, state: State) -> None:
    """Let a plain name stand for a narrower value."""
    if isinstance(expression, ast.NamedExpr):
        expression = expression.target
    if not isinstance(expression, ast.Name):
        return
    act = machine.act
    if state.scope(act.scope).get(expression.id) is not None and expression.id not in act.global_names:
        machine.bind(expression.id, value, state)


def _branch_logic(machine: Machine, test: ast.BoolOp, state: State) -> Ways:
    """``and``: it fails where any part fails; ``or``: it holds where any part holds."""
    is_and = isinstance(test.op, ast.And)
    left: State | None = state
    early: list[State] = []
    for part in test.values:
        if left is None:
            break
        try:
            holds, fails = branch(machine, part, left)
        except PathEnd:
            left = None
            break
        stop, left = (fails, holds) if is_and else (holds, fails)
        if stop is not None:
            early.append(stop if stop is not left else stop.fork())
    stopped = join_states(early)
    if left is None and stopped is None:
        raise PathEnd
    return (left, stopped) if is_and else (stopped, left)


# -- comparisons -------------------------------------------------------------------

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _branch_compare(machine: Machine, test: ast.Compare, state: State) -> Ways:
    if any(isinstance(part, ast.Name) and part.id == "__name__" for part in (test.left, *test.comparators)):
        return state, None
    left = machine.evaluate(test.left, state)
    right = machine.evaluate(test.comparators[0], state)
    op = test.ops[0]
    note_global(machine, test.left, state)
    answers = compare(machine, op, left, right, state, test)
    if answers == {True}:
        return state, None
    if answers == {False}:
        return None, state
    note_asked(machine, left)
    note_asked(machine, right)
    other = state.fork()
    _learn_compare(machine, test, op, left, right, state, True)
    _learn_compare(machine, test, op, left, right, other, False)
    return state, other


def compare(
    machine: Machine, op: ast.cmpop, left: Value, right: Value, state: State, node: ast.AST
) -> set[bool | None]:
    """What a comparison may give: True, False, None for not known."""
    answers: set[bool | None] = set()
    doubt = isinstance(op, (ast.In, ast.NotIn)) and dictionaries.doubtful(right)
    machine.doubts += doubt
    for a in options(left):
        for b in options(right):
            if None not in answers:
                answers.add(_compare_one(machine, op, a, b, state, node))
    machine.doubts -= doubt
    return answers


def _compare_one(
    machine: Machine, op: ast.cmpop, a: Value, b: Value, state: State, node: ast.AST
) -> bool | None:
    if isinstance(op, (ast.In, ast.NotIn)):
        found = _contains(machine, a, b, state, node)
        if found is None:
            return None
        return found if isinstance(op, ast.In) else not found
    a, b = settle(machine, a, state), settle(machine, b, state)
    if isinstance(a, Choice) or isinstance(b, Choice):
        found_all = compare(machine, op, a, b, state, node)
        return found_all.pop() if len(found_all) == 1 else None
    if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        same = _same(machine, op, a, b, state)
        if same is None:
            return None
        return same if isinstance(op, (ast.Is, ast.Eq)) else not same
    if isinstance(a, Const) and isinstance(b, Const):
        try:
            return bool(_COMPARE[type(op)](a.value, b.value))
        except (TypeError, KeyError):
            return None
    return None


def _same(machine: Machine, op: ast.cmpop, a: Value, b: Value, state: State) -> bool | None:
    if isinstance(a, Void):
        a = const(None)
    if isinstance(b, Void):
        b = const(None)
    if isinstance(a, Const) and isinstance(b, Const):
        if isinstance(op, (ast.Is, ast.IsNot)):
            return a == b
        return bool(a.value == b.value)
    if isinstance(b, Const) and not isinstance(a, Const):
        a, b = b, a
    if isinstance(a, Const):
        if isinstance(b, CurrentCommand) and state.commands is not None and a.value not in state.commands:
            return False
        return _same_as_constant(a, b, state)
    if isinstance(a, AnyKey) and isinstance(b, AnyKey):
        return None
    if isinstance(a, (Function, ClassValue, Polling)) and isinstance(b, (Function, ClassValue, Polling)):
        return a == b
    return None


def _same_as_constant(a: Const, b: Value, state: State) -> bool | None:
    if isinstance(b, AnyKey):
        return False if not isinstance(a.value, str) or a.value in b.apart else None
    if isinstance(b, Arg):
        if a.value is None:
            if b.some or b.form in ("int", "str", "list", "bool"):
                return False
            if b.default is not None and b.form == "raw":
                return None
            fact = state.facts.get(b.key)
            return False if fact is not None and fact.some else None
        if b.form == "bool":
            fact = state.facts.get(b.key)
            if fact is None or fact.true is None or (fact.true and b.only_if):
                return None
            return fact.true == a.value
        fact = state.facts.get(b.key)
        if fact is not None and isinstance(a.value, str) and b.form in ("raw", "str"):
            if fact.equals is not None:
                return fact.equals == a.value
            if fact.some is False and a.value and b.default is None:
                return False
        return None
    if may_be_anything(b):
        return None
    if isinstance(b, (Ref, Function, ClassValue, Polling, Method)):
        return False if a.value is None or not isinstance(b, Ref) else None
    if (
        isinstance(b, Unknown)
        and a.value is None
        and b.kind in ("bool", "str", "number", "list", "dict", "set", "bytes")
    ):
        return False if not b.missing else None
    return None


def _contains(machine: Machine, item: Value, container: Value, state: State, node: ast.AST) -> bool | None:
    item = settle(machine, item, state)
    if isinstance(container, Const) and isinstance(container.value, str):
        if isinstance(item, Const) and isinstance(item.value, str):
            return item.value in container.value
        return None
    sequence = state.sequence(container)
    if sequence is not None:
        return _in_sequence(machine, item, sequence, state)
    found = state.dictionary(container)
    if found is not None:
        if isinstance(item, Const) and isinstance(item.value, str):
            return dictionaries.has(machine, container, found, item.value, state, node)
        if isinstance(item, AnyKey):
            return (
                _in_sequence(machine, item, Sequence(tuple(const(key) for key in found.slots)), state)
                if (found.base == "none" and not found.open)
                else None
            )
    return None


def _in_sequence(machine: Machine, item: Value, sequence: Sequence, state: State) -> bool | None:
    if sequence.items is None:
        return None
    unknown = False
    for held in sequence.items:
        if isinstance(held, Choice):
            unknown = True
            continue
        same = _same(machine, ast.Eq(), item, settle(machine, held, state), state)
        if same:
            return True
        if same is None:
            unknown = True
    return None if unknown else False


def _learn_compare(
    machine: Machine, test: ast.Compare, op: ast.cmpop, left: Value, right: Value, state: State, holds: bool
) -> None:
    if isinstance(op, (ast.In, ast.NotIn)):
        inside = holds is isinstance(op, ast.In)
        _learn_membership(machine, test, left, right, state, inside)
        return
    if isinstance(op, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
        same = holds is isinstance(op, (ast.Eq, ast.Is))
        learn_same(machine, test.left, left, right, state, same)
        learn_same(machine, test.comparators[0], right, left, state, same)


def learn_same(
    machine: Machine, expression: ast.expr, value: Value, other: Value, state: State, same: bool
) -> None:
    """Note what it tells that a value is, or is not, a constant."""
    if isinstance(other, Void):
        other = const(None)
    if not isinstance(other, Const):
        return
    left = [
        option
        for option in options(value)
        if _compare_one(machine, ast.Eq(), option, other, state, expression) is not (not same)
    ]
    if left and len(left) < len(options(value)):
        rebind(machine, expression, join(left), state)
    for option in left if len(left) == 1 else ():
        if isinstance(option, Arg):
            _learn_argument(option, other, state, same)
            if same and other.value is None:
                rebind(machine, expression, other, state)
            elif not same and other.value is None:
                rebind(machine, expression, replace(option, some=True), state)
        elif isinstance(option, CurrentCommand) and isinstance(other.value, str):
            _learn_command(state, frozenset({other.value}), same)
        elif isinstance(option, Unknown) and same:
            rebind(machine, expression, other, state)
        elif isinstance(option, Unknown) and other.value is None and option.missing:
            rebind(machine, expression, replace(option, missing=False), state)


def _learn_argument(arg: Arg, other: Const, state: State, same: bool) -> None:
    missing_matches = other.value is None if arg.default is None else arg.default == other
    if arg.form == "bool":
        if isinstance(other.value, bool):
            if arg.only_if and other.value is not same:
                return
            state.learn(arg.key, true=other.value is same)
            if other.value is same and same and not missing_matches:
                state.learn(arg.key, some=True, present=True)
        return
    if other.value is None:
        if same:
            state.learn(arg.key, some=False)
        elif arg.default is None:
            state.learn(arg.key, present=True)
        return
    if isinstance(other.value, str) and same:
        if not missing_matches:
            state.learn(arg.key, present=True, some=bool(other.value))
        state.learn(arg.key, equals=other.value, true=other.value.lower() in TRUE_WORDS)
    elif isinstance(other.value, str) and other.value.lower() in ("true", "yes"):
        state.learn(arg.key, true=False)


def _learn_membership(
    machine: Machine, test: ast.Compare, item: Value, container: Value, state: State, inside: bool
) -> None:
    found = state.dictionary(container)
    if found is not None and isinstance(item, CurrentCommand) and found.base == "none" and not found.havoc:
        sure = frozenset(key for key, slot in found.slots.items() if slot.sure or inside)
        if not (found.open and inside):
            _learn_command(state, sure, inside)
    if found is not None and isinstance(item, Const) and isinstance(item.value, str):
        if found.base != "none" and item.value not in found.slots:
            if inside:
                state.learn(item.value, present=True)
            else:
                state.learn(item.value, present=False, some=False, true=False)
                assert isinstance(container, Ref)
                if found.name != "input":
                    dictionaries.remove(state, container, item)
        elif found.base == "none" and item.value in found.slots:
            _learn_slot(state, container, item.value, inside)
        return
    sequence = state.sequence(container)
    if sequence is None or sequence.items is None:
        return
    members = [member for member in sequence.items if isinstance(member, Const)]
    if isinstance(item, Arg) and inside and members and len(members) == len(sequence.items):
        words = [member.value for member in members]
        if item.default is None and all(words):
            state.learn(item.key, present=True, some=True)
        if all(isinstance(word, str) and word.lower() in TRUE_WORDS for word in words):
            state.learn(item.key, true=True)
    if isinstance(item, CurrentCommand) and (not inside or len(members) == len(sequence.items)):
        words = [member.value for member in members]
        _learn_command(state, frozenset(word for word in words if isinstance(word, str)), inside)
    left = [
        option
        for option in options(item)
        if _in_sequence(machine, settle(machine, option, state), sequence, state) is not (not inside)
    ]
    if left and len(left) < len(options(item)):
        rebind(machine, test.left, join(left), state)


def _learn_slot(state: State, container: Value, key: str, inside: bool) -> None:
    assert isinstance(container, Ref)
    owned = state.own(container.id)
    assert isinstance(owned, Dictionary)
    slot = owned.slots[key]
    if inside:
        owned.slots[key] = replace(slot, sure=True)
    else:
        del owned.slots[key]


def truth_value(machine: Machine, answers: set[bool | None]) -> Value:
    """The value of a comparison with these answers."""
    if answers == {True}:
        return TRUE
    if answers == {False}:
        return FALSE
    return BOOL
