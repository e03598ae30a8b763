"""What happens to values that code gets which is not followed."""

from __future__ import annotations

from polltool.code.heap import Dictionary, Sequence, State, reachable
from polltool.code.machine import Arguments, Machine
from polltool.code.values import UNKNOWN, Ref, Value, join, options


def escape(machine: Machine, value: Value, state: State) -> None:
    """Note that a value leaves what can be seen: schedules in it may be returned somewhere."""
    for oid, _ in reachable(state, value):
        machine.events.escaped.add(oid)


def attach(machine: Machine, value: Value, state: State) -> None:
    """Note what is known of the incoming arguments where a schedule is put into a result."""
    instance = state.instance(value)
    if isinstance(value, Ref) and instance is not None and instance.cls == "ScheduledCommand":
        machine.unkept = True
        machine.attached.setdefault(value.id, []).append(dict(state.facts))


def lose(machine: Machine, arguments: Arguments, state: State) -> None:
    """Code that cannot be seen gets these arguments: it may read, change or keep them."""
    for value in [*arguments.args, *arguments.kwargs.values(), arguments.spread]:
        if value is None:
            continue
        escape(machine, value, state)
        for option in options(value):
            touch(machine, option, state, change=True)


def lose_softly(machine: Machine, arguments: Arguments, state: State) -> None:
    """A function that is not followed since nothing in it matters gets these arguments."""
    for value in [*arguments.args, *arguments.kwargs.values()]:
        escape(machine, value, state)
        for option in options(value):
            if isinstance(option, Ref) and state.sequence(option) is not None:
                touch(machine, option, state, change=True)


def touch(machine: Machine, value: Value, state: State, *, change: bool) -> None:
    """Code that cannot be seen reads a dictionary, and perhaps changes it."""
    if not isinstance(value, Ref):
        return
    for oid, thing in reachable(state, value):
        if isinstance(thing, Dictionary):
            if thing.base != "none":
                machine.events.reads_all = True
            if change and thing.name != "params":
                owned = state.own(oid)
                assert isinstance(owned, Dictionary)
                owned.havoc = True
        elif change and isinstance(thing, Sequence) and oid == value.id and thing.kind == "list":
            owned_list = state.own(oid)
            assert isinstance(owned_list, Sequence)
            owned_list.element, owned_list.items = join((owned_list.any_item, UNKNOWN)), None
