"""What the platform's library and Python's do, as far as polling is concerned."""

from __future__ import annotations

import ast
from collections.abc import Callable

from polltool.code import client, platform, python
from polltool.code.escape import escape, lose, touch
from polltool.code.heap import Dictionary, State
from polltool.code.machine import Arguments, Machine
from polltool.code.values import (
    UNKNOWN,
    Library,
    Ref,
    Unknown,
    Value,
    options,
)

PLATFORM = frozenset({"demisto"})


Handler = Callable[[Machine, Arguments, State, ast.AST], Value]


def call(machine: Machine, function: Library, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """Call something of the library."""
    name = function.name
    if name.startswith("?"):
        return _unseen(machine, name, arguments, state, node)
    handler = _HANDLERS.get(name)
    if handler is None:
        tail = name.rsplit(".", 1)[-1]
        if "." in name:
            handler = _BY_TAIL.get(tail) if name.split(".", 1)[0] in _MODULES else None
    if handler is not None:
        return handler(machine, arguments, state, node)
    for value in [*arguments.args, *arguments.kwargs.values()]:
        escape(machine, value, state)
        for option in options(value):
            touch(machine, option, state, change=False)
    if arguments.spread is not None:
        _touch(machine, arguments.spread, state)
    return Unknown(_KINDS.get(name))


def _unseen(machine: Machine, name: str, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """A name that nothing visible defines while a shared module cannot be seen."""
    known = _HANDLERS.get(name[1:])
    if known is not None:
        return known(machine, arguments, state, node)
    machine.events.complete = False
    machine.note_interest(state)
    lose(machine, arguments, state)
    return UNKNOWN


def _touch(machine: Machine, value: Value, state: State) -> None:
    """The library reads a dictionary that it is given (printing it is no read of a key)."""
    if isinstance(value, Ref):
        found = state.get(value.id)
        if isinstance(found, Dictionary) and found.base != "none":
            machine.events.reads_all = True


_KINDS = {
    "requests.get": "response",
    "requests.post": "response",
    "requests.put": "response",
    "requests.request": "response",
    "re.match": "match",
    "re.search": "match",
    "re.fullmatch": "match",
    "datetime.now": "datetime",
    "datetime.datetime.now": "datetime",
    "datetime.utcnow": "datetime",
    "datetime.datetime.utcnow": "datetime",
    "arg_to_datetime": None,
    "tableToMarkdown": "str",
    "json.dumps": "str",
    "str": "str",
    "repr": "str",
    "len": "number",
    "int": "number",
    "float": "number",
    "round": "number",
    "time.time": "number",
    "open": "file",
    "isinstance": "bool",
    "callable": "bool",
    "hasattr": "bool",
    "any": "bool",
    "all": "bool",
    "bytes": "bytes",
    "fileResult": "dict",
    "uuid.uuid4": None,
}

_MODULES = frozenset(
    {"os", "sys", "time", "copy", "functools", "itertools", "builtins", "demisto", "demistomock"}
)


# -- demisto -------------------------------------------------------------------------


# -- the end of a run ------------------------------------------------------------------


# -- conversions -----------------------------------------------------------------------


# -- dictionaries ------------------------------------------------------------------------


# -- Python ------------------------------------------------------------------------------


# -- objects of the library --------------------------------------------------------------


_HANDLERS: dict[str, Handler] = {
    "demisto.args": platform.args,
    "demisto.command": platform.command,
    "demisto.params": platform.params,
    "demisto.getArg": platform.get_arg,
    "demisto.getParam": platform.get_param,
    "demisto.get": platform.get_path,
    "dict_safe_get": platform.get_path,
    "demisto.context": platform.context,
    "demisto.incident": platform.context,
    "demisto.incidents": platform.context,
    "demisto.getIntegrationContext": platform.context,
    "demisto.getLastRun": platform.context,
    "get_integration_context": platform.context,
    "demisto.dt": platform.context,
    "demisto.results": platform.results,
    "return_results": platform.results,
    "return_outputs": platform.results,
    "demisto.executeCommand": platform.execute("demisto.executeCommand"),
    "execute_command": platform.execute("execute_command"),
    "execute_polling_command": platform.execute("execute_polling_command"),
    "demisto.execute_command": platform.execute("demisto.executeCommand"),
    "return_error": platform.return_error,
    "sys.exit": platform.end,
    "exit": platform.end,
    "quit": platform.end,
    "os._exit": platform.end,
    "arg_to_number": platform.converter("number"),
    "arg_to_int": platform.converter("number"),
    "argToBoolean": platform.boolean,
    "arg_to_bool_or_none": platform.boolean,
    "argToList": platform.to_list,
    "int": platform.converter("int"),
    "float": platform.converter("int"),
    "str": platform.converter("str"),
    "dict": python.dictionary,
    "dict.fromkeys": python.from_keys,
    "assign_params": python.assign_params,
    "remove_empty_elements": python.without_empty,
    "remove_nulls_from_dictionary": python.drop_nulls,
    "copy.copy": python.copy,
    "copy.deepcopy": python.copy,
    "deepcopy": python.copy,
    "list": python.sequence_of("list"),
    "tuple": python.sequence_of("tuple"),
    "set": python.sequence_of("set"),
    "frozenset": python.sequence_of("set"),
    "sorted": python.sorted_,
    "zip": python.zipped,
    "getattr": python.getattr_,
    "setattr": python.setattr_,
    "super": python.super_,
    "isinstance": python.isinstance_,
    "functools.partial": python.partial,
    "partial": python.partial,
    "functools.wraps": python.nothing,
    "logger": python.first,
    "staticmethod": python.first,
    "classmethod": python.first,
    "property": python.first,
    "typing.cast": python.cast,
    "cast": python.cast,
    "len": python.length,
    "any": python.any_all("any"),
    "all": python.any_all("all"),
    "sum": python.total,
    "max": python.extreme,
    "min": python.extreme,
    "time.sleep": python.sleep,
    "print": python.nothing,
    "demisto.debug": python.nothing,
    "demisto.info": python.nothing,
    "demisto.error": python.nothing,
    "demisto.log": python.nothing,
    "globals": python.globals_,
    "BaseClient": client.make_base_client,
    "is_demisto_version_ge": platform.version_at_least,
    "ScheduledCommand.supports_polling": platform.supports_polling,
    "ScheduledCommand.raise_error_if_not_supported": python.nothing,
    "polling_function": platform.polling_function,
    "ScheduledCommand": platform.constructor(
        "ScheduledCommand",
        ("command", "next_run_in_seconds", "args", "timeout_in_seconds", "items_remaining"),
    ),
    "PollResult": platform.constructor(
        "PollResult", ("response", "continue_to_poll", "args_for_next_run", "partial_result")
    ),
    "CommandResults": platform.constructor(
        "CommandResults",
        (
            "outputs_prefix",
            "outputs_key_field",
            "outputs",
            "indicators",
            "readable_output",
            "raw_response",
            "indicators_timeline",
            "indicator",
            "ignore_auto_extract",
            "mark_as_note",
            "scheduled_command",
        ),
    ),
}

_BY_TAIL: dict[str, Handler] = {
    "partial": python.partial,
    "sleep": python.sleep,
    "deepcopy": python.copy,
    "copy": python.copy,
}
