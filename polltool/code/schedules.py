"""Schedules: ``ScheduledCommand``, what carries it, and what a run returns."""

from __future__ import annotations

import ast

from polltool.code import dictionaries
from polltool.code.escape import escape
from polltool.code.events import (
    NextRun,
    Schedule,
    Undecorated,
)
from polltool.code.heap import Instance, State, reachable
from polltool.code.machine import Machine
from polltool.code.truth import settle, truth
from polltool.code.values import (
    NONE,
    UNKNOWN,
    Ref,
    Spot,
    Value,
    join,
    options,
)


def scheduled(machine: Machine, ref: Ref, made: Instance, state: State) -> None:
    """Note a ``ScheduledCommand(...)``."""
    assert made.spot is not None
    machine.note_interest(state)
    given = dict(made.given)
    for old, new in (("next_run_in_seconds", "interval"), ("timeout_in_seconds", "timeout")):
        if old in given:
            given[new] = given[old]
    handed = given.get("args", made.spot)
    value = made.attributes.get("args", NONE)
    if value == NONE and "args" not in given:
        value = Ref(0)
    command = join(
        settle(machine, option, state) for option in options(made.attributes.get("command", UNKNOWN))
    )
    for run in runs_or_default(machine, state, value, handed, Ref(0), given="args" in given):
        machine.events.schedules.append(
            Schedule(
                spot=made.spot,
                command=command,
                interval=made.attributes.get("next_run_in_seconds", UNKNOWN),
                timeout=made.attributes.get("timeout_in_seconds", NONE),
                next_run=run,
                decorator=None,
                facts=dict(state.facts),
                given=given,
                stack=machine.stack(),
                oid=ref.id,
            )
        )


def runs_or_default(
    machine: Machine, state: State, value: Value, handed: Spot, default: Value, *, given: bool
) -> list[NextRun]:
    """The next runs of a value, where an empty one stands for ``default``."""
    found: list[NextRun] = []
    use_default = False
    rest: list[Value] = []
    for option in options(value):
        known = truth(machine, option, state)
        if known is False:
            use_default = True
            continue
        rest.append(option)
    if rest:
        found.extend(dictionaries.next_runs(machine, state, join(rest), handed, given=given))
    if use_default:
        found.extend(dictionaries.next_runs(machine, state, default, handed, given=False))
    return found


def returned(machine: Machine, value: Value, state: State, node: ast.AST) -> None:
    """A result that the run returns: what is in it has reached the server."""
    escape(machine, value, state)
    machine.events.outputs.add(machine.spot(node))
    alone = _one_entry(value, state)
    for oid, thing in reachable(state, value):
        undecorated = (
            isinstance(thing, Instance) and thing.cls == "PollResult" and oid not in machine.unwrapped
        )
        if undecorated and isinstance(thing, Instance) and thing.spot is not None:
            machine.note_interest(state)
            machine.events.undecorated.append(Undecorated(machine.returned_at.get(oid, thing.spot)))
        if isinstance(thing, Instance) and thing.cls == "CommandResults":
            _shown(machine, thing, state, alone=alone)


def _one_entry(value: Value, state: State) -> bool:
    """Whether what is handed to the server surely is one entry, or a list of one."""
    lists = [found for option in options(value) if (found := state.sequence(option)) is not None]
    return all(found.items is not None and len(found.items) == 1 for found in lists)


def _shown(machine: Machine, thing: Instance, state: State, *, alone: bool) -> None:
    """Whether an entry with a schedule shows something, noted on the schedule."""
    for option in options(thing.attributes.get("scheduled_command", NONE)):
        if isinstance(option, Ref):
            shows = shows_something(machine, thing, state)
            if not alone and shows is False:
                shows = None  # what stands beside it may say something
            old = machine.shown.get(option.id, shows)
            machine.unkept = True
            machine.shown[option.id] = shows if old == shows else None


SHOWN = (
    "readable_output",
    "outputs",
    "raw_response",
    "indicators",
    "indicator",
    "indicators_timeline",
    "relationships",
)


def shows_something(machine: Machine, result: Instance, state: State) -> bool | None:
    """Whether a ``CommandResults`` has anything to print; None where that is not known."""
    answers = [truth(machine, result.attributes.get(name, NONE), state) for name in SHOWN]
    if any(answer is not False for answer in answers):
        return True if any(answers) else None
    return False
