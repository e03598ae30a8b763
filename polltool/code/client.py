"""``BaseClient`` and the requests that clients make, and methods of library objects."""

from __future__ import annotations

import ast

from polltool.code.escape import escape, touch
from polltool.code.heap import Instance, Sequence, State
from polltool.code.machine import Arguments, Machine
from polltool.code.truth import settle
from polltool.code.values import NONE, NUMBER, UNKNOWN, Library, Ref, Unknown, Value, const, join
from polltool.records import replace


def init_base_client(owned: Instance, arguments: Arguments) -> None:
    """``BaseClient(base_url, verify, proxy, ok_codes, headers, auth, timeout)``."""
    names = ("base_url", "verify", "proxy", "ok_codes", "headers", "auth", "timeout")
    given = {**dict(zip(names, arguments.args, strict=False)), **arguments.kwargs}
    unsure = arguments.spread is not None or arguments.unsure
    owned.attributes["_ok_codes"] = given.get("ok_codes", UNKNOWN if unsure else Library("<no codes>"))
    for name in ("base_url", "verify", "headers", "auth"):
        owned.attributes["_" + name] = given.get(name, UNKNOWN)


def object_method(
    machine: Machine,
    receiver: Ref,
    thing: Instance,
    name: str,
    arguments: Arguments,
    state: State,
    node: ast.AST,
) -> Value:
    """A method that an object has from a class of the library."""
    if thing.cls == "ScheduledCommand" or thing.cls == "CommandResults":
        escape(machine, receiver, state)
        return Unknown("dict")
    if name == "_http_request":
        return _http_request(machine, thing, arguments, state)
    if name == "__init__":
        owned = state.own(receiver.id)
        assert isinstance(owned, Instance)
        spread = state.dictionary(arguments.spread) if arguments.spread is not None else None
        if (
            spread is not None
            and "ok_codes" not in spread.slots
            and not spread.open
            and spread.base == "none"
        ):
            arguments = replace(arguments, spread=None, unsure=False)
        elif spread is not None and "ok_codes" in spread.slots and spread.slots["ok_codes"].sure:
            arguments.kwargs.setdefault("ok_codes", spread.slots["ok_codes"].value)
        init_base_client(owned, arguments)
        owned.attributes["_ok_codes"] = _as_codes(owned.attributes["_ok_codes"], state)
        return NONE
    for value in [*arguments.args, *arguments.kwargs.values()]:
        escape(machine, value, state)
    return UNKNOWN


def _as_codes(value: Value, state: State) -> Value:
    if value == Library("<no codes>"):
        return state.add(Sequence((), UNKNOWN, "tuple"))
    return value


def _http_request(machine: Machine, thing: Instance, arguments: Arguments, state: State) -> Value:
    """A request: with ``resp_type='response'`` the response, whose status is one of the ok codes."""
    given = arguments.kwargs.get("resp_type")
    kind = settle(machine, given, state) if given is not None else NONE
    for value in [*arguments.args, *arguments.kwargs.values()]:
        escape(machine, value, state)
        touch(machine, value, state, change=False)
    if kind != const("response"):
        return UNKNOWN
    codes = arguments.kwargs.get("ok_codes")
    spread = state.dictionary(arguments.spread) if arguments.spread is not None else None
    if codes is None and spread is not None:
        slot = spread.slots.get("ok_codes")
        if slot is not None:
            codes = slot.value if slot.sure else UNKNOWN
        elif spread.open or spread.havoc:
            codes = UNKNOWN
    elif codes is None and arguments.spread is not None:
        codes = UNKNOWN
    if codes is None or codes == NONE:
        codes = thing.attributes.get("_ok_codes", UNKNOWN)
    sequence = state.sequence(codes)
    status: Value = NUMBER
    if sequence is not None and sequence.items:
        status = join(sequence.items)
    elif codes == Library("<no codes>") or (sequence is not None and sequence.items == ()):
        status = Unknown("number")
    return state.add(Instance("Response", {"status_code": status}))


def make_base_client(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``BaseClient(...)`` itself."""
    made = Instance("BaseClient", {}, machine.spot(node), machine.function)
    init_base_client(made, arguments)
    ref = state.add(made)
    made.attributes["_ok_codes"] = _as_codes(made.attributes["_ok_codes"], state)
    return ref
