"""Whether values are true, and what is left of them where they are or are not."""

from __future__ import annotations

from polltool.code.heap import NOTHING, Dictionary, Instance, Sequence, State
from polltool.code.machine import ABSENT, Machine
from polltool.code.values import (
    BOOL,
    FALSE,
    NONE,
    NUMBER,
    STR,
    TRUE,
    Arg,
    Choice,
    Const,
    CurrentCommand,
    Library,
    Method,
    Ref,
    Unknown,
    Value,
    Void,
    const,
    join,
)
from polltool.records import replace

TRUE_WORDS = frozenset({"y", "yes", "t", "true", "on", "1"})
FALSE_WORDS = frozenset({"n", "no", "f", "false", "off", "0"})


def as_boolean(value: object) -> bool | None:
    """What ``argToBoolean`` makes of a value; None where it raises."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value.lower() in TRUE_WORDS:
            return True
        if value.lower() in FALSE_WORDS:
            return False
    return None


def convert(value: Value, form: str) -> Value:
    """What a conversion makes of a value that is no incoming argument."""
    if isinstance(value, Const):
        held = value.value
        if form == "bool":
            known = as_boolean(held)
            return Unknown("bool") if known is None else const(known)
        if form in ("number", "int"):
            if held is None or held == "":
                return NONE if form == "number" else NUMBER
            try:
                return const(int(float(held)))  # type: ignore[arg-type]
            except (TypeError, ValueError, OverflowError):
                return NUMBER
        if form == "str":
            return const(str(held))
        return value
    return {
        "bool": Unknown("bool"),
        "number": NUMBER,
        "int": NUMBER,
        "str": STR,
        "list": Unknown("list"),
    }.get(form, value)


def settle(machine: Machine, value: Value, state: State) -> Value:
    """The value with what this run knows of its command and of its incoming arguments."""
    if isinstance(value, CurrentCommand):
        machine.asked_command = True
        if machine.command is not None:
            return const(machine.command)
        commands = state.commands
        return const(next(iter(commands))) if commands is not None and len(commands) == 1 else value
    if not isinstance(value, Arg):
        return value
    default = NONE if value.default is None else value.default
    fact = state.facts.get(value.key, NOTHING)
    known: Value | None = ABSENT
    if fact.present is not False:
        if machine.incoming is None:
            return value
        known = machine.incoming.get(value.key)
    if known is ABSENT or isinstance(known, Const):
        settled = convert(known if isinstance(known, Const) else default, value.form)
        return BOOL if value.only_if and settled == TRUE else settled
    if known is not None:
        return replace(value, some=True, default=None)
    return value


def truth(machine: Machine, value: Value, state: State) -> bool | None:
    """Whether a value is true; None where that is not known."""
    if isinstance(value, Choice):
        found = {truth(machine, option, state) for option in value.options}
        return found.pop() if len(found) == 1 else None
    value = settle(machine, value, state)
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Void):
        return False
    if isinstance(value, Unknown):
        return False if value.falsy else None
    if isinstance(value, Arg):
        return _arg_truth(machine, value, state)
    if isinstance(value, Ref):
        return _object_truth(state, value)
    if isinstance(value, Choice):
        return truth(machine, value, state)
    return None if may_be_anything(value) else True


def may_be_anything(value: Value) -> bool:
    """Whether a value only looks like a method or a function: an attribute of something unknown."""
    if isinstance(value, Method):
        return isinstance(value.receiver, Unknown)
    return isinstance(value, Library)


def _object_truth(state: State, ref: Ref) -> bool | None:
    thing = state.get(ref.id)
    if isinstance(thing, Dictionary):
        if any(slot.sure for slot in thing.slots.values()):
            return True
        if thing.slots or thing.base != "none" or thing.open or thing.havoc:
            return None
        return False
    if isinstance(thing, Sequence):
        if thing.kind == "generator":
            return True
        if thing.items is not None:
            return bool(thing.items)
        return None
    if isinstance(thing, Instance):
        return None if thing.cls == "Response" else True
    return None


def _arg_truth(machine: Machine, arg: Arg, state: State) -> bool | None:
    fact = state.facts.get(arg.key, NOTHING)
    if arg.form == "bool":
        return None if arg.only_if and fact.true else fact.true
    if arg.some or fact.some:
        return True if arg.form in ("raw", "str", "list") else None
    if fact.some is False and (arg.default is None or truth(machine, arg.default, state) is False):
        return False
    return None


def narrow(machine: Machine, value: Value, state: State, holds: bool) -> Value:
    """What is left of a value where it is true (``holds``) or false."""
    if isinstance(value, Choice):
        left = [
            narrow(machine, option, state, holds)
            for option in value.options
            if truth(machine, option, state) is not (not holds)
        ]
        return join(left) if left else value
    if isinstance(value, Unknown):
        if holds:
            return replace(value, missing=False) if value.missing else value
        if value.kind == "bool":
            return FALSE
        return replace(value, falsy=True)
    if isinstance(value, Arg):
        if value.form == "bool":
            if value.only_if and holds:
                return replace(value, only_if=False)
            return TRUE if holds else FALSE
        if holds:
            return replace(value, some=True)
    return value


def learn_truth(machine: Machine, value: Value, state: State, holds: bool) -> None:
    """Note what the truth of a value tells of the incoming argument that it is."""
    if isinstance(value, Choice):
        left = [option for option in value.options if truth(machine, option, state) is not (not holds)]
        if len(left) == 1:
            learn_truth(machine, left[0], state, holds)
        return
    if not isinstance(value, Arg):
        return
    default = None if value.default is None else convert(value.default, value.form)
    missing_is = False if default is None else truth(machine, default, state)
    if value.form == "bool":
        if value.only_if and not holds:
            return
        state.learn(value.key, true=holds)
        if holds and missing_is is False:
            state.learn(value.key, some=True, present=True)
        return
    if holds:
        if missing_is is False:
            state.learn(value.key, some=True, present=True)
    elif value.form in ("raw", "str", "list") and missing_is is False:
        state.learn(value.key, some=False, true=False)
