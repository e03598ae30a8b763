"""What the platform's library does: ``demisto``, CommonServerPython, and how a run ends."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from polltool.code import dictionaries
from polltool.code.escape import attach, escape, touch
from polltool.code.events import Carried, Execution
from polltool.code.heap import INPUT, Dictionary, Instance, Sequence, State
from polltool.code.machine import Arguments, Handler, Machine, PathEnd
from polltool.code.schedules import returned, scheduled
from polltool.code.truth import as_boolean, convert, settle, truth
from polltool.code.values import (
    BOOL,
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Arg,
    Const,
    CurrentCommand,
    Decorator,
    Ref,
    Spot,
    Unknown,
    Value,
    const,
    join,
    options,
    secrets_of,
)


def args(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``demisto.args()``."""
    machine.saw_input = True
    return Ref(INPUT)


def command(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``demisto.command()``."""
    machine.asked_command = True
    return const(machine.command) if machine.command is not None else CurrentCommand()


def params(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``demisto.params()``: values that may be secrets."""
    return state.add(Dictionary(open=True, name="params"))


def get_arg(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``demisto.getArg(name)``."""
    machine.saw_input = True
    found = state.dictionary(Ref(INPUT))
    assert found is not None
    key = settle(machine, arguments.get(0, "arg") or UNKNOWN, state)
    default = arguments.get(1, "default")
    if isinstance(key, Const) and isinstance(key.value, str):
        return dictionaries.read(machine, state, found, key.value, node, how="get", default=default)
    machine.events.reads_all = True
    return UNKNOWN


def get_param(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``demisto.getParam(name)``."""
    key = arguments.get(0, "param") or UNKNOWN
    names = [
        option.value for option in options(key) if isinstance(option, Const) and isinstance(option.value, str)
    ]
    return Unknown(missing=True, secrets=frozenset(("parameter", name) for name in names))


def get_path(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``demisto.get(obj, 'a.b', default)`` and ``dict_safe_get(obj, ['a', 'b'], default)``."""
    holder = arguments.get(0, "obj") or arguments.get(0, "dict_object") or UNKNOWN
    key = arguments.get(1, "field") or arguments.get(1, "keys") or UNKNOWN
    default = arguments.get(2, "defaultParam") or arguments.get(2, "default_return_value")
    found = state.dictionary(holder)
    sequence = state.sequence(key)
    if sequence is not None and sequence.items:
        key, deeper = sequence.items[0], len(sequence.items) > 1
    else:
        deeper = isinstance(key, Const) and isinstance(key.value, str) and "." in key.value
        key = const(key.value.split(".")[0]) if deeper and isinstance(key, Const) else key  # type: ignore[attr-defined]
    if found is None or not (isinstance(key, Const) and isinstance(key.value, str)):
        if found is not None and found.base != "none":
            machine.events.reads_all = True
        return Unknown(missing=default is None)
    value = dictionaries.read(machine, state, found, key.value, node, how="get", default=default)
    return UNKNOWN if deeper else value


def context(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """What survives between runs: the integration context, the incident, its context."""
    machine.events.reads_context = True
    return Unknown("dict")


def results(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``return_results`` and its like: what is in the value has reached the server."""
    for value in arguments.args:
        returned(machine, value, state, node)
    for value in arguments.kwargs.values():
        returned(machine, value, state, node)
    return NONE


def execute(name: str) -> Handler:
    """``demisto.executeCommand`` and its like, by the name that is called."""

    def handler(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
        command = arguments.get(0, "command") or arguments.get(0, "command_name") or UNKNOWN
        given = arguments.get(1, "args")
        keys: Mapping[str, Carried] = {}
        complete = given is None
        if given is not None and state.dictionary(given) is not None:
            (held,) = dictionaries.next_runs(machine, state, given, machine.spot(node), given=True)
            keys, complete = held.keys, held.complete and held.rides == "none"
        if isinstance(node, ast.Call):
            machine.events.executions.append(
                Execution(machine.spot(node), name, command, given or NONE, keys, complete)
            )
        for value in arguments.args:
            escape(machine, value, state)
            touch(machine, value, state, change=False)
        return UNKNOWN

    return handler


def end(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``sys.exit`` and its like."""
    raise PathEnd


def return_error(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``return_error``, which ends the run."""
    raise PathEnd


def converter(form: str) -> Handler:
    """``arg_to_number``, ``int``, ``str`` ... by the form that they give."""

    def handler(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
        value = arguments.get(0, "arg")
        if value is None:
            value = arguments.get(0, "value") or NONE
        required = arguments.get(2, "required") if form == "number" else None
        if required is not None and truth(machine, required, state) is True:
            return join(_converted(machine, option, "int", state) for option in options(value))
        fallback = arguments.get(1, "default_value") if form == "bool_or" else None
        if fallback is not None:
            return join((_converted(machine, value, "bool", state), fallback))
        return join(
            _converted(machine, option, "bool" if form == "bool_or" else form, state)
            for option in options(value)
        )

    return handler


def _converted(machine: Machine, value: Value, form: str, state: State) -> Value:
    if isinstance(value, Arg):
        if value.form in ("raw", "str") or (value.form == "number" and form == "int"):
            return value.as_form(form)
        if value.form == form:
            return value
        if value.form == "int" and form == "number":
            return value
    value = settle(machine, value, state)
    if isinstance(value, Unknown) and value.kind == "bool" and form == "bool":
        return value
    if form == "str":
        return (
            convert(value, form) if isinstance(value, Const) else Unknown("str", secrets=secrets_of([value]))
        )
    return convert(value, form) if not isinstance(value, Ref) else UNKNOWN


def boolean(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``argToBoolean``."""
    value = arguments.get(0, "value") or NONE
    found: list[Value] = []
    for option in options(value):
        if isinstance(option, Arg) and option.form in ("raw", "str"):
            found.append(option.as_form("bool"))
            continue
        option = settle(machine, option, state)
        if isinstance(option, Const):
            known = as_boolean(option.value)
            if known is not None:
                found.append(const(known))
        else:
            found.append(option if isinstance(option, Arg) and option.form == "bool" else BOOL)
    if not found:
        machine.raised(state)
        raise PathEnd
    return join(found)


def to_list(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``argToList``."""
    value = arguments.get(0, "arg") or NONE
    found: list[Value] = []
    for option in options(value):
        option = settle(machine, option, state)
        if isinstance(option, Arg):
            found.append(option.as_form("list"))
        elif isinstance(option, Const) and option.value in (None, ""):
            found.append(state.add(Sequence((), UNKNOWN, "list")))
        elif isinstance(option, Const) and isinstance(option.value, str):
            parts = tuple(const(part.strip()) for part in option.value.split(","))
            found.append(state.add(Sequence(parts, UNKNOWN, "list")))
        else:
            found.append(option if state.sequence(option) is not None else Unknown("list"))
    return join(found)


def supports_polling(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``ScheduledCommand.supports_polling()``."""
    machine.events.checks_support = True
    return TRUE


def version_at_least(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``is_demisto_version_ge(version)``: servers that can poll are meant."""
    version = arguments.get(0, "version")
    if isinstance(version, Const) and isinstance(version.value, str):
        machine.events.checks_support = machine.events.checks_support or version.value.startswith("6.2")
        major = version.value.split(".")[0]
        if re.fullmatch("0*[0-6]", major):
            return TRUE
        return BOOL
    return TRUE


def polling_function(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """``polling_function(name, interval, timeout, poll_message, polling_arg_name, requires_polling_arg)``."""
    names = ("name", "interval", "timeout", "poll_message", "polling_arg_name", "requires_polling_arg")
    defaults: tuple[Value, ...] = (
        UNKNOWN,
        const(30),
        const(600),
        const("Fetching Results:"),
        const("polling"),
        TRUE,
    )
    spread = state.dictionary(arguments.spread) if arguments.spread is not None else None
    slots = spread.slots if spread is not None else {}
    unsure = arguments.unsure or (
        arguments.spread is not None
        and (spread is None or spread.open or spread.havoc or spread.base != "none")
    )
    values: list[Value] = []
    given: list[tuple[str, Spot]] = []
    for index, (name, default) in enumerate(zip(names, defaults, strict=True)):
        value = arguments.get(index, name)
        where = arguments.node(index, name)
        if where is not None:
            given.append((name, machine.spot(where)))
        absent = UNKNOWN if unsure else default
        slot = slots.get(name) if value is None else None
        if slot is not None:
            value = slot.value if slot.sure else join((slot.value, absent))
            if slot.spot is not None:
                given.append((name, slot.spot))
        values.append(absent if value is None else value)
    command, interval, timeout, message, polling_arg, requires = values
    return Decorator(
        machine.spot(node), command, interval, timeout, message, polling_arg, requires, tuple(given)
    )


def constructor(cls: str, names: tuple[str, ...]) -> Handler:
    """A constructor of the library whose arguments become attributes."""

    def handler(machine: Machine, arguments: Arguments, state: State, node: ast.AST) -> Value:
        attributes = {**dict(zip(names, arguments.args, strict=False)), **arguments.kwargs}
        nodes = {**dict(zip(names, arguments.nodes, strict=False)), **arguments.keyword_nodes}
        given = {name: machine.spot(where) for name, where in nodes.items()}
        spread = state.dictionary(arguments.spread) if arguments.spread is not None else None
        for name, slot in spread.slots.items() if spread is not None else ():
            attributes[name] = slot.value if slot.sure else join((slot.value, _MISSING.get(name, NONE)))
            if slot.spot is not None:
                given[name] = slot.spot
        unsure = arguments.unsure or (arguments.spread is not None and (spread is None or spread.open))
        for name in names:
            attributes.setdefault(name, UNKNOWN if unsure else _MISSING.get(name, NONE))
        made = Instance(cls, attributes, machine.spot(node), machine.function, given)
        ref = state.add(made)
        if cls == "ScheduledCommand":
            scheduled(machine, ref, made, state)
        elif cls == "CommandResults":
            attach(machine, attributes["scheduled_command"], state)
        return ref

    return handler


_MISSING = {"continue_to_poll": FALSE}
