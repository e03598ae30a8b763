"""Calls that do again what they did before, in this run or in another one, are not followed again.

All commands of an integration make the same client and fetch the same token: that is most of what
their runs do. Here is kept what a call of a function did to the state and to the run's events,
with all that it depends on: what it was given, the objects that can be reached from there, what was
known of the incoming arguments where it looked at them. Only where all of that is the same again,
what it did is taken over. Functions that lead to schedules are always followed: what they do is
told with the place in the run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator

from polltool.code.events import RunEvents
from polltool.code.heap import Dictionary, Fact, Instance, Object, Scope, State
from polltool.code.machine import MOST_DEPTH, MOST_WAYS, Arguments, Incoming, Machine, Path, PathEnd
from polltool.code.values import (
    AnyArg,
    AnyKey,
    Arg,
    Choice,
    ClassValue,
    Const,
    CurrentCommand,
    Function,
    Library,
    Method,
    Partial,
    Polling,
    Ref,
    Super,
    Unknown,
    Value,
    View,
    Void,
)
from polltool.records import dataclass, field

Follow = Callable[[Machine, Function, Arguments, State, ast.AST], Value]

SHORTEST = 30
"""Functions with fewer syntax nodes are followed faster than anything is looked up."""

MOST_KEPT = 6
"""So many different calls of a function are kept."""


@dataclass(slots=True)
class _Way:
    """What a way through a call made of the state before it: objects by id, and facts (None: as they were)."""

    objects: dict[int, Object]
    facts: dict[str, Fact] | None

    def applied(self, state: State) -> State:
        """The state at the end of the way, where ``state`` is the one before."""
        after = state.fork()
        self.apply(after)
        return after

    def apply(self, state: State) -> None:
        """Go this way."""
        state.heap.update(self.objects)
        if self.facts is not None:
            state.facts = dict(self.facts)


@dataclass(slots=True)
class _Call:
    """A call: what it depends on, and what it did.

    ``given`` are its arguments. ``objects`` are those within its reach, ``replaced`` the ids of
    objects from before the run that the run had changed. ``facts`` are None, and ``incoming`` means
    nothing, where the incoming arguments do not matter. ``command`` is None where it did not ask for
    it. ``history`` holds the keys for which it was asked whether the run had read them, with the
    answers. It made ``made`` objects; where some of them live on, ``first`` is the first one's id
    (else None). No ``end``: no way came back.
    """

    given: tuple[object, ...]
    objects: list[tuple[int, Object]]
    replaced: frozenset[int]
    doubtful: bool
    command: str | None = None
    facts: dict[str, Fact] | None = None
    incoming: Incoming | None = None
    history: dict[str, bool] = field(default_factory=dict)
    first: int | None = None
    made: int = 0
    called: frozenset[ast.AST] = frozenset()
    depth: int = 0
    steps: int = 0
    events: RunEvents = field(default_factory=lambda: RunEvents(""))
    raised: list[_Way] = field(default_factory=list)
    value: Value | None = None
    end: _Way | None = None
    ways: list[tuple[Value, _Way, ast.Return | None]] = field(default_factory=list)


class Recall:
    """The calls that are kept, of the runs of one program."""

    __slots__ = ("_calls", "_modules")

    def __init__(self) -> None:
        self._calls: dict[tuple[ast.AST, bool], list[_Call]] = {}
        self._modules = 0

    def changed(self, functions: Collection[ast.AST]) -> None:
        """Drop what may be otherwise now that functions have other bodies."""
        self._calls = {
            key: [one for one in kept if one.called.isdisjoint(functions)]
            for key, kept in self._calls.items()
        }

    def call(
        self,
        machine: Machine,
        function: Function,
        arguments: Arguments,
        state: State,
        node: ast.AST,
        follow: Follow,
    ) -> Value:
        """Call a function, or do what such a call did before.

        :raises PathEnd: no way comes back from it.
        """
        if len(machine.loaded) != self._modules:
            self._modules = len(machine.loaded)
            self._calls.clear()
        kept = self._calls.setdefault((function.node, machine.brief), [])
        given = _given(function, arguments, node)
        replaced = frozenset(oid for oid in state.heap if oid in state.base)
        for one in kept:
            if one.given == given and replaced <= one.replaced and _same(machine, state, one):
                return _again(machine, state, node, one)
        record = _Record(machine, state, function, given, replaced)
        try:
            value = follow(machine, function, arguments, state, node)
        except PathEnd:
            record.close(None)
            raise
        except BaseException:
            record.drop()
            raise
        else:
            record.close(value)
        finally:
            if record.call is not None:
                kept.insert(0, record.call)
                del kept[MOST_KEPT:]
        return value


def worth_keeping(machine: Machine, function: Function) -> bool:
    """Whether the calls of a function may be kept."""
    return (
        machine.recall is not None
        and function.module.names(function.node).size >= SHORTEST
        and not machine.scheduling.matters(function.module, function.node)
        and (machine.command is not None)
    )


def _given(function: Function, arguments: Arguments, node: ast.AST) -> tuple[object, ...]:
    # Only what is put into a dictionary of the call's own bears the place of the call.
    placed = arguments.spread is not None or function.node.args.kwarg is not None
    return (
        function.bound,
        function.owner,
        function.closure,
        function.defaults,
        tuple(arguments.args),
        tuple(arguments.kwargs.items()),
        arguments.spread,
        arguments.unsure,
        node if placed else None,
    )


# -- the same call again --------------------------------------------------------------------


def _same(machine: Machine, state: State, call: _Call) -> bool:
    """Whether a call that was given the same finds all that it depends on as it was."""
    if (
        call.doubtful != bool(machine.doubts)
        or (call.command is not None and call.command != machine.command)
        or (call.first is not None and call.first != state.ids.next)
        or machine.steps + call.steps > machine.budget
        or len(machine.acts) + call.depth >= MOST_DEPTH
    ):
        return False
    if call.facts is not None:
        if call.facts != state.facts or call.incoming is not machine.incoming:
            return False
    elif any(key in state.facts for key in call.history):
        return False
    for oid, thing in call.objects:
        now = state.get(oid)
        if now is not thing and now != thing:
            return False
    if any(machine.was_read(key) is not answer for key, answer in call.history.items()):
        return False
    return call.called.isdisjoint(act.function.node for act in machine.acts if act.function is not None)


def _again(machine: Machine, state: State, node: ast.AST, call: _Call) -> Value:
    """Do what a call did.

    :raises PathEnd: no way comes back from it.
    """
    machine.steps += call.steps
    machine.absorb(call.events)
    if call.command is not None:
        machine.asked_command = True
    if call.facts is not None:
        machine.saw_input = True
    machine.history.update(call.history)
    machine.called |= call.called
    machine.deepest = max(machine.deepest, len(machine.acts) + call.depth)
    state.ids.next += call.made
    if machine.handlers:
        machine.handlers[-1].extend(way.applied(state) for way in call.raised)
    if call.end is None or call.value is None:
        raise PathEnd
    ways = [Path(value, way.applied(state), at) for value, way, at in call.ways]
    call.end.apply(state)
    state.settle()
    machine.tail = (node, ways) if ways else None
    return call.value


# -- a new call -----------------------------------------------------------------------------


class _Record:
    """Watches a call as it is followed; ``call`` is what is to be kept, None where nothing is."""

    __slots__ = (
        "_before",
        "_deepest",
        "_facts",
        "_first",
        "_flags",
        "_machine",
        "_kept",
        "_outer",
        "_raised",
        "_reads",
        "_state",
        "call",
    )

    def __init__(
        self,
        machine: Machine,
        state: State,
        function: Function,
        given: tuple[object, ...],
        replaced: frozenset[int],
    ) -> None:
        state.settle()
        self._machine = machine
        self._state = state
        self._before = dict(state.heap)
        self._facts = dict(state.facts)
        self._first = state.ids.next
        self._reads = machine.read_count
        self._outer = (machine.events, machine.called, machine.history)
        self._flags = (machine.asked_command, machine.saw_input, machine.unkept, machine.deepest)
        self._raised: list[State] = []
        self._kept = _Call(
            given,
            list(_within_reach(state, function.closure, given, replaced)),
            replaced,
            bool(machine.doubts),
            steps=machine.steps,
        )
        self._deepest = len(machine.acts)
        machine.events = RunEvents(machine.events.command)
        machine.called, machine.history = set(), {}
        machine.asked_command = machine.saw_input = machine.unkept = False
        machine.deepest = self._deepest
        machine.handlers.append(self._raised)
        self.call: _Call | None = None

    def drop(self) -> None:
        """Let the outer call go on."""
        machine = self._machine
        machine.handlers.pop()
        if machine.handlers:
            machine.handlers[-1].extend(self._raised)
        inner = machine.events, machine.called, machine.history
        machine.events, machine.called, machine.history = self._outer
        machine.events.absorb(inner[0])
        machine.called |= inner[1]
        machine.history.update(inner[2])
        asked, saw, unkept, deepest = self._flags
        machine.asked_command |= asked
        machine.saw_input |= saw
        machine.unkept |= unkept
        machine.deepest = max(machine.deepest, deepest)

    def close(self, value: Value | None) -> None:
        """The call has ended (None: no way comes back)."""
        machine, call = self._machine, self._kept
        events = machine.events
        whole = not machine.unkept and events.plain
        asked, saw, called, history = (
            machine.asked_command,
            machine.saw_input,
            machine.called,
            machine.history,
        )
        call.depth = machine.deepest - self._deepest
        self.drop()
        if not whole or called & {act.function.node for act in machine.acts if act.function is not None}:
            return
        tail = machine.tail if value is not None else None
        paths = tail[1] if tail is not None and 1 < len(tail[1]) <= MOST_WAYS else []
        for path in paths:
            path.state.settle()
        self._state.settle()
        call.command = machine.command if asked else None
        call.history = {key: machine.was_read(key, self._reads) for key in history}
        call.called = frozenset(called)
        call.steps = machine.steps - call.steps
        call.events = events
        if saw or events.reads or any(key in self._facts for key in history) or _has_input(call):
            call.facts, call.incoming = self._facts, machine.incoming
        call.value = value
        self._keep(value, paths)

    def _keep(self, value: Value | None, paths: list[Path]) -> None:
        """Note the ways, without the objects that nothing holds any more."""
        call = self._kept
        ends = [] if value is None else [self._state]
        states = [*ends, *(path.state for path in paths), *self._raised]
        changed = [self._changed(state) for state in states]
        values = [] if value is None else [value, *(path.value for path in paths)]
        kept = [thing for objects in changed for oid, thing in objects.items() if oid < self._first]
        leaks = max(_ids([*values, *map(_contents, kept)]), default=0) >= self._first
        call.made = self._state.ids.next - self._first
        if leaks:
            call.first = self._first
        else:
            changed = [
                {oid: thing for oid, thing in objects.items() if oid < self._first} for objects in changed
            ]
        ways = [
            _Way(objects, None if call.facts is None else state.facts)
            for objects, state in zip(changed, states, strict=True)
        ]
        if call.facts is not None:
            for way in ways:
                way.facts = dict(way.facts or {})
        if value is not None:
            call.end = ways.pop(0)
        call.ways = [(path.value, way, path.node) for path, way in zip(paths, ways, strict=False)]
        call.raised = ways[len(paths) :]
        self.call = call

    def _changed(self, state: State) -> dict[int, Object]:
        before = self._before
        return {oid: thing for oid, thing in state.heap.items() if before.get(oid) is not thing}


def _has_input(call: _Call) -> bool:
    """Whether the incoming arguments are among what a call was given."""
    if any(isinstance(thing, Dictionary) and thing.base != "none" for _, thing in call.objects):
        return True
    values = [call.given, *(_contents(thing) for _, thing in call.objects)]
    return any(isinstance(one, (Arg, AnyArg, AnyKey)) for one in _parts(values))


# -- what can be reached --------------------------------------------------------------------


def _within_reach(
    state: State, closure: tuple[int, ...], given: tuple[object, ...], replaced: Iterable[int]
) -> Iterator[tuple[int, Object]]:
    """The objects of the run that a call may look at, each once."""
    heap = state.heap
    seen: set[int] = set()
    todo = [*closure, *replaced, *_ids(given)]
    while todo:
        oid = todo.pop()
        if oid in seen:
            continue
        seen.add(oid)
        thing = heap.get(oid)
        if thing is not None:
            yield oid, thing
            todo += _ids(_contents(thing))


def _contents(thing: Object) -> tuple[object, ...]:
    """The values that an object holds."""
    if isinstance(thing, Dictionary):
        return tuple([slot.value for slot in thing.slots.values()])
    if isinstance(thing, Scope):
        return tuple(thing.names.values())
    if isinstance(thing, Instance):
        return (thing.cls, *thing.attributes.values())
    return thing.items if thing.items is not None else (thing.element,)


def _ids(values: Iterable[object]) -> list[int]:
    """The ids of the objects that values are or hold."""
    found: list[int] = []
    for one in _parts(values):
        if isinstance(one, Ref):
            found.append(one.id)
        elif isinstance(one, Function):
            found += one.closure
        elif isinstance(one, ClassValue):
            found.append(one.frame)
    return found


def _parts(values: Iterable[object]) -> list[object]:
    """Values and all that they are made of, but for those that are never of interest here."""
    found: list[object] = []
    todo = list(values)
    while todo:
        one = todo.pop()
        kind = one.__class__
        if kind is Ref:
            found.append(one)
        elif kind is tuple:
            todo += one  # type: ignore[arg-type]
        elif kind not in _ATOMS:
            found.append(one)
            todo += [getattr(one, name) for name in _PARTS.get(kind, ())]
    return found


_ATOMS = frozenset({Const, Library, Unknown, CurrentCommand, str, int, bool, type(None)})

_PARTS: dict[type, tuple[str, ...]] = {
    Choice: ("options",),
    Arg: ("default",),
    Void: ("receiver",),
    Method: ("receiver",),
    View: ("of",),
    Function: ("bound", "owner", "defaults"),
    ClassValue: ("bases",),
    Super: ("owner", "bound"),
    Partial: ("function", "args", "kwargs"),
    Polling: ("function", "bound"),
}
