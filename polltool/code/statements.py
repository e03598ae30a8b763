"""What statements do, and where the code goes on after them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from polltool.code import definitions, dictionaries
from polltool.code.events import GlobalUse
from polltool.code.heap import Dictionary, State, join_states
from polltool.code.iteration import assign, elements
from polltool.code.machine import MOST_WAYS, CommandNeeded, Loop, Machine, Path, PathEnd
from polltool.code.operators import binary
from polltool.code.patterns import match
from polltool.code.truth import settle
from polltool.code.values import (
    NONE,
    UNKNOWN,
    AnyKey,
    ClassValue,
    Ref,
    Value,
    join,
    options,
)

MOST_UNROLLED = 40


def block(machine: Machine, body: list[ast.stmt], state: State | None) -> State | None:
    """Run statements one after the other; None where no way arrives at their end."""
    for statement in body:
        if state is None:
            return None
        try:
            state = _go_on(machine, statement, state)
        except PathEnd:
            return None
    return state


def _go_on(machine: Machine, statement: ast.stmt, state: State) -> State | None:
    """Run the next statement, as several commands where they all have come here.

    :raises PathEnd: no way goes on.
    """
    if state.commands is not None and len(state.commands) > 1:
        return _execute_as_several(machine, statement, state)
    return execute(machine, statement, state)


def _execute_as_several(machine: Machine, statement: ast.stmt, state: State) -> State | None:
    """Run one statement as several commands, one by one where it asks which command it is.

    :raises PathEnd: no way goes on.
    """
    before = state.fork()
    try:
        return execute(machine, statement, state)
    except CommandNeeded:
        ends: list[State] = []
    for command in sorted(before.commands or ()):
        way = before.fork()
        way.commands = frozenset({command})
        try:
            end = execute(machine, statement, way)
        except PathEnd:
            continue
        if end is not None:
            ends.append(end)
    return join_states(ends)


def execute(machine: Machine, node: ast.stmt, state: State) -> State | None:
    """Run one statement.

    :raises PathEnd: no way goes on.
    """
    machine.step()
    handler = _HANDLERS.get(node.__class__)
    return handler(machine, node, state) if handler is not None else state


# -- simple statements -----------------------------------------------------------------


def _expression(machine: Machine, node: ast.Expr, state: State) -> State:
    machine.evaluate(node.value, state)
    return state


def _assign(machine: Machine, node: ast.Assign, state: State) -> State:
    value = machine.evaluate(node.value, state)
    for target in node.targets:
        _note_global(machine, target)
        assign(machine, target, value, state)
    return state


def _note_global(machine: Machine, target: ast.expr) -> None:
    names = machine.acts[-1].global_names
    if names and isinstance(target, ast.Name) and target.id in names:
        machine.events.global_uses.append(GlobalUse(target.id, machine.spot(target), False))


def _annotated(machine: Machine, node: ast.AnnAssign, state: State) -> State:
    if node.value is not None:
        value = machine.evaluate(node.value, state)
        _note_global(machine, node.target)
        assign(machine, node.target, value, state)
    return state


def _augmented(machine: Machine, node: ast.AugAssign, state: State) -> State:
    left = machine.evaluate(_as_load(node.target), state)
    right = machine.evaluate(node.value, state)
    _note_global(machine, node.target)
    if isinstance(node.op, ast.BitOr) and state.dictionary(left) is not None:
        for option in options(left):
            owned = state.own(option.id) if state.dictionary(option) is not None else None  # type: ignore[attr-defined]
            if isinstance(owned, Dictionary):
                dictionaries.merge(owned, state, right, machine.spot(node))
        return state
    assign(machine, node.target, binary(machine, node, left, right, state), state)
    return state


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    if isinstance(target, ast.Attribute):
        return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
    if isinstance(target, ast.Subscript):
        return ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
    return target


def _delete(machine: Machine, node: ast.Delete, state: State) -> State:
    for target in node.targets:
        if isinstance(target, ast.Name):
            machine.unbind(target.id, state)
        elif isinstance(target, ast.Subscript):
            holder = machine.evaluate(target.value, state)
            key = settle(machine, machine.evaluate(target.slice, state), state)
            weak = len(options(holder)) > 1
            for option in options(holder):
                dictionaries.remove(state, option, key, weak=weak)
    return state


def _return(machine: Machine, node: ast.Return, state: State) -> None:
    value = machine.evaluate(node.value, state) if node.value is not None else NONE
    for option in options(value):
        instance = state.instance(option)
        if instance is not None and instance.cls == "PollResult" and isinstance(option, Ref):
            machine.unkept = True
            machine.returned_at.setdefault(option.id, machine.spot(node))
    tail = machine.tail
    if tail is not None and tail[0] is node.value and 1 < len(tail[1]) <= MOST_WAYS:
        # `return helper(...)`: the ways through the helper are ways through this function.
        machine.act.paths.extend(Path(way.value, way.state, node) for way in tail[1])
        return
    machine.act.paths.append(Path(value, state, node))


def _raise(machine: Machine, node: ast.Raise, state: State) -> None:
    for part in (node.exc, node.cause):
        if part is not None:
            machine.evaluate(part, state)
    machine.raised(state)


def _assert(machine: Machine, node: ast.Assert, state: State) -> State | None:
    holds, fails = machine.branch(node.test, state)
    if fails is not None:
        machine.raised(fails)
    return holds


def _break(machine: Machine, node: ast.Break, state: State) -> None:
    if machine.act.loops:
        machine.act.loops[-1].breaks.append(state)


def _continue(machine: Machine, node: ast.Continue, state: State) -> None:
    if machine.act.loops:
        machine.act.loops[-1].continues.append(state)


# -- branches and loops ----------------------------------------------------------------


def _if(machine: Machine, node: ast.If, state: State) -> State | None:
    ends: list[State] = []
    at: State | None = state
    while at is not None:
        holds, at = machine.branch(node.test, at)
        end = machine.block(node.body, holds)
        if end is not None:
            ends.append(end)
        if at is None:
            break
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]  # an elif: go on here, since dispatch has hundreds of them
            continue
        end = machine.block(node.orelse, at)
        if end is not None:
            ends.append(end)
        break
    return join_states(ends)


def _match(machine: Machine, node: ast.Match, state: State) -> State | None:
    subject = machine.evaluate(node.subject, state)
    ends: list[State] = []
    at: State | None = state
    for case in node.cases:
        if at is None:
            break
        holds, fails = match(machine, case.pattern, subject, node.subject, at)
        if holds is not None and case.guard is not None:
            holds, refused = machine.branch(case.guard, holds)
            fails = join_states([one for one in (fails, refused) if one is not None])
        end = machine.block(case.body, holds)
        if end is not None:
            ends.append(end)
        at = fails
    if at is not None:
        ends.append(at)
    return join_states(ends)


def _for(machine: Machine, node: ast.For | ast.AsyncFor, state: State) -> State | None:
    value = machine.evaluate(node.iter, state)
    found = elements(machine, value, state, node.body)
    loop = Loop()
    if found.exact and len(found.each) <= MOST_UNROLLED and len(node.body) * len(found.each) <= 800:
        end = _unrolled(machine, node, found.each, state, loop)
    else:
        element = join(element.value for element in found.each) if found.each else UNKNOWN
        end = _repeated(machine, node, element, state, loop)
    after = machine.block(node.orelse, end)
    ends = [*loop.breaks, *([after] if after is not None else [])]
    return join_states(ends)


def _unrolled(
    machine: Machine, node: ast.For | ast.AsyncFor, each: tuple[Any, ...], state: State, loop: Loop
) -> State | None:
    at: State | None = state
    for element in each:
        if at is None:
            return None
        skipped = None if element.sure else at.fork()
        assign(machine, node.target, element.value, at)
        ends = [_body(machine, node.body, at, loop)]
        if skipped is not None:
            if ends[0] is not None:
                _carry_none(element.value, skipped, ends[0])
            ends.append(skipped)
        at = join_states([end for end in ends if end is not None])
    return at


def _carry_none(element: Value, skipped: State, after: State) -> None:
    """Where no incoming argument came, a dictionary that takes each of them has all of them too."""
    sequence = skipped.sequence(element)
    first = sequence.items[0] if sequence is not None and sequence.items else element
    if not isinstance(first, AnyKey):
        return
    for oid, thing in after.heap.items():
        before = skipped.get(oid)
        if (
            isinstance(thing, Dictionary)
            and isinstance(before, Dictionary)
            and (thing.base, before.base) == ("input", "none")
        ):
            owned = skipped.own(oid)
            assert isinstance(owned, Dictionary)
            owned.base = "input"
            owned.gone = {name: sure for name, sure in thing.gone.items() if name not in owned.slots}


def _body(machine: Machine, body: list[ast.stmt], state: State | None, loop: Loop) -> State | None:
    """One pass of a loop's body; the state in which the next one would begin."""
    machine.act.loops.append(loop)
    try:
        end = machine.block(body, state)
    finally:
        machine.act.loops.pop()
    ends = [*loop.continues, *([end] if end is not None else [])]
    loop.continues.clear()
    return join_states(ends)


def _repeated(
    machine: Machine, node: ast.For | ast.AsyncFor, element: Value, state: State, loop: Loop
) -> State | None:
    joined: State | None = state
    for _ in range(2):  # what the first pass did may matter to the second
        assert joined is not None
        at = joined.fork()
        assign(machine, node.target, element, at)
        after = _body(machine, node.body, at, loop)
        if after is None:
            break
        joined = join_states([joined, after])
    return joined


def _while(machine: Machine, node: ast.While, state: State) -> State | None:
    loop = Loop()
    exits: list[State] = []
    at: State | None = state
    for _ in range(2):
        if at is None:
            break
        holds, fails = machine.branch(node.test, at)
        if fails is not None:
            exits.append(fails.fork())
        at = _body(machine, node.body, holds, loop)
    if at is not None:
        try:
            _, fails = machine.branch(node.test, at)
            if fails is not None:
                exits.append(fails)
        except PathEnd:
            pass
    after = machine.block(node.orelse, join_states(exits))
    return join_states([*loop.breaks, *([after] if after is not None else [])])


def _with(machine: Machine, node: ast.With | ast.AsyncWith, state: State) -> State | None:
    for item in node.items:
        value = machine.evaluate(item.context_expr, state)
        if item.optional_vars is not None:
            instance = state.instance(value)
            kept = value if instance is not None and isinstance(instance.cls, ClassValue) else UNKNOWN
            assign(machine, item.optional_vars, kept, state)
    return machine.block(node.body, state)


def _try(machine: Machine, node: Any, state: State) -> State | None:
    act = machine.act
    returned_before = len(act.paths)
    reads_before = len(machine.events.reads)
    raised: list[State] = [state.fork()]
    machine.handlers.append(raised)
    end: State | None = state
    try:
        for statement in node.body:
            if end is None:
                break
            try:
                end = _go_on(machine, statement, end)
            except PathEnd:
                end = None
            if end is not None:
                raised.append(end.fork())
    finally:
        machine.handlers.pop()
    if any(_catches_missing_keys(handler) for handler in node.handlers):
        machine.events.asked.update(
            read.key for read in machine.events.reads[reads_before:] if read.how == "item"
        )
    end = machine.block(node.orelse, end)
    ends = [end] if end is not None else []
    caught = join_states(raised)
    act.handlers += 1
    try:
        for handler in node.handlers:
            assert caught is not None
            way = caught.fork()
            if handler.name:
                machine.bind(handler.name, UNKNOWN, way)
            after = machine.block(handler.body, way)
            if after is not None:
                ends.append(after)
    finally:
        act.handlers -= 1
    joined = join_states(ends)
    if node.finalbody:
        joined = _finally(machine, node, joined, caught, returned_before)
    return joined


def _catches_missing_keys(handler: ast.ExceptHandler) -> bool:
    """``except KeyError``: the code asks by it whether an argument is there."""
    if handler.type is None:
        return False
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(one, ast.Name) and one.id in ("KeyError", "LookupError") for one in types)


def _finally(
    machine: Machine, node: Any, joined: State | None, caught: State | None, returned_before: int
) -> State | None:
    """Run ``finally`` on every way out: the end, the returns on the way, and what was raised."""
    act = machine.act
    pending = act.paths[returned_before:]
    del act.paths[returned_before:]
    for path in pending:
        after = machine.block(node.finalbody, path.state)
        if after is not None:
            act.paths.append(Path(path.value, after, path.node))
    if not node.handlers and caught is not None:
        machine.block(node.finalbody, caught.fork())
    return machine.block(node.finalbody, joined)


_HANDLERS: dict[type[ast.stmt], Callable[[Machine, Any, State], State | None]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.If: _if,
    ast.Match: _match,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.FunctionDef: definitions.function,
    ast.AsyncFunctionDef: definitions.function,
    ast.ClassDef: definitions.class_,
    ast.Import: definitions.import_,
    ast.ImportFrom: definitions.import_from,
}

if hasattr(ast, "TryStar"):
    _HANDLERS[ast.TryStar] = _try
