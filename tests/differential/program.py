"""The files of a shape: its functions, the command that submits, and main with its dispatch."""

from __future__ import annotations

from collections.abc import Callable

from tests.differential.code import (
    CLIENT,
    CONSTANTS,
    FOOT,
    HEAD,
    block,
    called,
    function,
    helpers,
)
from tests.differential.decorating import carried_timing, scheduled_command
from tests.differential.decorating import constants as constants_of
from tests.differential.shapes import Shape
from tests.differential.yml import asks, polling_arg


def files(shape: Shape) -> dict[str, str]:
    """The code's text, and that of the shared module where there is one, by name."""
    target = scheduled_command(shape)
    constants = (
        f"COMMAND = '{target}'\nALIAS = COMMAND\nTABLE = {{'scan': '{target}'}}\nSTATE = 'job_id'\nKIND = 'job'\n\n\n"
        f"class Commands:\n    SCAN = '{target}'\n\n\nclass Names(enum.Enum):\n    SCAN = '{target}'\n\n\n"
    )
    constants += constants_of(shape)
    if shape.first == "global" and not shape.paired:
        constants += "\n\nJOB = None\n"
    body = "".join([constants, CLIENT, *helpers(shape), function(shape), _submit(shape)])
    head, main = HEAD + CONSTANTS, _main(shape) + FOOT
    if not shape.layout.startswith("module"):
        return {"Acme": head + body + main}
    shared = "from AcmeApiModule import *  # noqa: E402\n"
    whole = HEAD + shared + main if shape.layout == "module" else HEAD + _main(shape) + "\n\n" + shared + FOOT
    return {"Acme": whole, "AcmeApiModule": head + body}


def _submit(shape: Shape) -> str:
    if not shape.paired:
        return ""
    passed = {
        "spread": "{'job_id': job_id, **args}",
        "mutated": "args",
        "union": "args | {'job_id': job_id}",
        "literal": _passed(shape),
        "literal-none": _passed(shape),
        "steps": "find_args",
        "copy": "find_args",
        "dict-call": "dict(args, job_id=job_id)",
        "helper": "find_arguments(args, job_id)",
        "comprehension": "{k: v for k, v in args.items() if k != 'url'} | {'job_id': job_id}",
        "spread-first": "{**args, 'job_id': job_id}",
        "no-polling": _passed(shape, polling=False),
        "pop-polling": "find_args",
        "no-state": "args",
        "misspelt": "{**args, 'jobid': job_id}",
        "not-asked": "args | {'job_id': job_id}",
    }[shape.passing]
    lines = ["job_id = client.submit(args.get('url'))"]
    if shape.passing == "mutated":
        lines.append("args['job_id'] = job_id")
    elif shape.passing in ("copy", "pop-polling"):
        lines += ["find_args = args.copy()", "find_args['job_id'] = job_id"]
        if shape.passing == "pop-polling":
            lines.append(f"find_args.pop('{polling_arg(shape)}', None)")
    elif shape.passing == "steps":
        lines += ["find_args = {}", "find_args.update(args)", "find_args['job_id'] = job_id"]
    lines.append(f"return {called(shape, 'find_command', passed)}")
    helper = "\ndef find_arguments(args, job_id):\n    found = dict(args)\n    found['job_id'] = job_id\n    return found\n\n"
    before = helper if shape.passing == "helper" else ""
    return before + "\ndef submit_command(args, client):\n" + block("\n".join(lines), 1) + "\n"


def _passed(shape: Shape, *, polling: bool = True) -> str:
    entries = ["'job_id': job_id"]
    if asks(shape) and polling:
        entries.append(f"'{polling_arg(shape)}': args.get('{polling_arg(shape)}')")
    elif shape.polls == "set-in-main":
        entries.append("'polling': True")
    entries += carried_timing(shape, default=shape.passing != "literal-none")
    return "{" + ", ".join(entries) + "}"


def _main(shape: Shape) -> str:
    if shape.paired:
        handlers = {
            "acme-scan": "submit_command(args, client)",
            "acme-find": called(shape, "find_command", "args"),
        }
    else:
        handlers = {"acme-scan": called(shape, "scan_command", "args")}
        if shape.aliases == "two":
            handlers["acme-rescan"] = handlers["acme-scan"]
    given = {
        "plain": "args = demisto.args()",
        "dict": "args = dict(demisto.args())",
        "copy": "args = demisto.args().copy()",
        "stripped": "args = {k: v.strip() if isinstance(v, str) else v for k, v in demisto.args().items()}",
        "non-empty": "args = assign_params(**demisto.args())",
        "or-empty": "args = demisto.args() or {}",
        "spread": "args = {**demisto.args()}",
        "params": "args = {**demisto.params(), **demisto.args()}",
        "cleaned": "args = demisto.args()\nremove_nulls_from_dictionary(args)",
        "annotated": "args: Dict[str, Any] = demisto.args()",
        "unpacked": "args, params = demisto.args(), demisto.params()",
        "calling": "args = demisto.args()\nargs['extra'] = 'no'",
        "loop": "args = {}\nfor key, value in demisto.args().items():\n    args[key] = value",
    }[shape.given]
    head = "\ndef main():\n" + block(given, 1)
    if shape.family != "script":
        head += "    command = demisto.command()\n"
    head += "    client = Client('https://acme.example')\n"
    if shape.polls == "set-in-main":
        head += "    args['polling'] = True\n"
    if shape.family == "script":
        return head + f"    return_results({handlers['acme-scan']})\n"
    return head + block(_dispatch(shape, handlers), 1)


def _dispatch(shape: Shape, handlers: dict[str, str]) -> str:
    lines: list[str] = []
    other = "return_results(CommandResults(readable_output='none'))"
    if shape.dispatch in FURTHER:
        return FURTHER[shape.dispatch](handlers, other)
    if shape.dispatch in ("if", "membership", "or", "nested"):
        for index, (name, call) in enumerate(handlers.items()):
            test = {
                "membership": f"command in ['{name}', '{name}-old']",
                "or": f"command == '{name}' or command == '{name}-old'",
            }.get(shape.dispatch, f"command == '{name}'")
            lines += [f"{'elif' if index else 'if'} {test}:", f"    return_results({call})"]
        lines += ["elif command == 'acme-list':", f"    {other}"]
        if shape.dispatch == "nested":
            lines = ["try:", *(f"    {line}" for line in lines)]
            lines += ["except DemistoException as error:", "    return_error(str(error))"]
    elif shape.dispatch in ("match", "match-or"):
        lines = ["match command:"]
        other_name = " | '{}-old'" if shape.dispatch == "match-or" else ""
        for name, call in handlers.items():
            lines += [f"    case '{name}'{other_name.format(name)}:", f"        return_results({call})"]
        lines += ["    case 'acme-list':", f"        {other}"]
    elif shape.dispatch == "lambdas":
        lines = ["commands = {", *(f"    '{name}': lambda: {call}," for name, call in handlers.items()), "}"]
        lines += [
            "if command in commands:",
            "    return_results(commands[command]())",
            "else:",
            f"    {other}",
        ]
    elif shape.dispatch == "function":
        lines = ["def handle(cmd):"]
        for name, call in handlers.items():
            lines += [f"    if cmd == '{name}':", f"        return {call}"]
        lines += ["    return CommandResults(readable_output='none')", "return_results(handle(command))"]
    else:
        lines = _table(shape, handlers, other)
    return "\n".join(lines)


def _table(shape: Shape, handlers: dict[str, str], other: str) -> list[str]:
    """A table of functions that are all called alike."""
    functions = {name: call.partition("(")[0] for name, call in handlers.items()}
    alike = {call.partition("(")[2] for call in handlers.values()}
    if len(alike) != 1:
        return _dispatch_plain(handlers, other)
    (words,) = alike
    if shape.dispatch == "partial":
        inner = words.removesuffix(")")
        lines = ["commands = {"]
        lines += [
            f"    '{name}': functools.partial({function}, {inner})," for name, function in functions.items()
        ]
        return [
            *lines,
            "}",
            "if command in commands:",
            "    return_results(commands[command]())",
            "else:",
            f"    {other}",
        ]
    if shape.dispatch == "two-tables":
        names = list(functions)
        lines = [f"polling_commands = {{'{names[-1]}': {functions[names[-1]]}}}"]
        lines.append("commands = {" + ", ".join(f"'{name}': {functions[name]}" for name in names[:-1]) + "}")
        lines += ["if command in polling_commands:", f"    return_results(polling_commands[command]({words})"]
        return [
            *lines,
            "elif command in commands:",
            f"    return_results(commands[command]({words})",
            "else:",
            f"    {other}",
        ]
    lines = ["commands = {", *(f"    '{name}': {function}," for name, function in functions.items()), "}"]
    return [
        *lines,
        "if command in commands:",
        f"    return_results(commands[command]({words})",
        "else:",
        f"    {other}",
    ]


def _dispatch_plain(handlers: dict[str, str], other: str) -> list[str]:
    lines = []
    for name, call in handlers.items():
        lines += [f"if command == '{name}':", f"    return_results({call})"]
    return [*lines, "if command == 'acme-list':", f"    {other}"]


def _lines(handlers: dict[str, str], first: str, more: str, then: str) -> list[str]:
    lines = []
    for index, (name, call) in enumerate(handlers.items()):
        lines += [
            (more if index else first).format(name),
            *(f"    {line.format(call)}" for line in then.split("\n")),
        ]
    return lines


def _assigned(handlers: dict[str, str], other: str) -> str:
    lines = [
        "result = None",
        *_lines(handlers, "if command == '{}':", "elif command == '{}':", "result = {}"),
    ]
    return "\n".join([*lines, "return_results(result)"])


def _collected(handlers: dict[str, str], other: str) -> str:
    lines = [
        "results = []",
        *_lines(handlers, "if command == '{}':", "elif command == '{}':", "results.append({})"),
    ]
    return "\n".join([*lines, "return_results(results)"])


def _early(handlers: dict[str, str], other: str) -> str:
    return "\n".join(
        [*_lines(handlers, "if command == '{}':", "if command == '{}':", "return return_results({})"), other]
    )


def _reversed(handlers: dict[str, str], other: str) -> str:
    return "\n".join(_lines(handlers, "if '{}' == command:", "elif '{}' == command:", "return_results({})"))


def _direct(handlers: dict[str, str], other: str) -> str:
    lines = _lines(
        handlers, "if demisto.command() == '{}':", "elif demisto.command() == '{}':", "return_results({})"
    )
    return "\n".join(lines)


def _starts(handlers: dict[str, str], other: str) -> str:
    lines = _lines(
        handlers, "if command.endswith('{}'):", "elif command.endswith('{}'):", "return_results({})"
    )
    return "\n".join(lines)


def _final(handlers: dict[str, str], other: str) -> str:
    lines = _lines(handlers, "if command == '{}':", "elif command == '{}':", "result = {}")
    lines = ["result = None", "try:", *(f"    {line}" for line in lines)]
    return "\n".join([*lines, "finally:", "    demisto.debug('done')", "return_results(result)"])


def _negative(handlers: dict[str, str], other: str) -> str:
    names = tuple(handlers)
    lines = [f"if command not in {names}:", f"    return {other}"]
    return "\n".join(
        [*lines, *_lines(handlers, "if command == '{}':", "elif command == '{}':", "return_results({})")]
    )


def _got(handlers: dict[str, str], other: str) -> str:
    """A table that is asked for a function of no arguments."""
    entries = "".join(f"    '{name}': lambda: {call},\n" for name, call in handlers.items())
    return f"handler = {{\n{entries}}}.get(command)\nif handler is None:\n    {other}\nelse:\n    return_results(handler())"


def _walrus(handlers: dict[str, str], other: str) -> str:
    entries = "".join(f"    '{name}': lambda: {call},\n" for name, call in handlers.items())
    return f"table = {{\n{entries}}}\nif handler := table.get(command):\n    return_results(handler())"


def _tried(handlers: dict[str, str], other: str) -> str:
    entries = "".join(f"    '{name}': lambda: {call},\n" for name, call in handlers.items())
    return (
        f"table = {{\n{entries}}}\ntry:\n    handler = table[command]\nexcept KeyError:\n    {other}\n"
        "else:\n    return_results(handler())"
    )


def _looked_for(handlers: dict[str, str], other: str) -> str:
    entries = "".join(f"    ('{name}', lambda: {call}),\n" for name, call in handlers.items())
    return f"for name, handler in (\n{entries}):\n    if name == command:\n        return_results(handler())"


def _tuples(handlers: dict[str, str], other: str) -> str:
    entries = "".join(f"    '{name}': (lambda: {call}, True),\n" for name, call in handlers.items())
    return f"table = {{\n{entries}}}\nhandler, _ = table[command]\nreturn_results(handler())"


def _guarded(handlers: dict[str, str], other: str) -> str:
    lines = [
        f"    case name if name == '{name}':\n        return_results({call})"
        for name, call in handlers.items()
    ]
    return "\n".join(["match command:", *lines, "    case _:", f"        {other}"])


def _class(handlers: dict[str, str], other: str) -> str:
    """Methods of a class that are found by the command's name."""
    lines = ["class Commands_:"]
    for name, call in handlers.items():
        lines += [f"    def {name.replace('-', '_')}(self):", f"        return {call}", ""]
    return "\n".join([*lines, "return_results(getattr(Commands_(), command.replace('-', '_'))())"])


FURTHER: dict[str, Callable[[dict[str, str], str], str]] = {
    "assigned": _assigned,
    "collected": _collected,
    "early": _early,
    "reversed": _reversed,
    "direct": _direct,
    "ends-with": _starts,
    "finally": _final,
    "negative": _negative,
    "got": _got,
    "walrus": _walrus,
    "tried": _tried,
    "looked-for": _looked_for,
    "tuples": _tuples,
    "guarded": _guarded,
    "getattr": _class,
}
"""Ways to dispatch, each written from the calls by their commands, and what a command does that polls not."""
