"""The files of a shape: its functions, the command that submits, and main with its dispatch."""

from __future__ import annotations

from tests.differential.code import (
    CLIENT,
    CONSTANTS,
    FOOT,
    HEAD,
    block,
    called,
    carried_timing,
    function,
    helpers,
    scheduled_command,
)
from tests.differential.shapes import Shape
from tests.differential.yml import asks, polling_arg


def files(shape: Shape) -> dict[str, str]:
    """The code's text, and that of the shared module where there is one, by name."""
    target = scheduled_command(shape)
    constants = f"COMMAND = '{target}'\nSTATE = 'job_id'\n\n\nclass Commands:\n    SCAN = '{target}'\n"
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
    }[shape.passing]
    lines = ["job_id = client.submit(args.get('url'))"]
    if shape.passing == "mutated":
        lines.append("args['job_id'] = job_id")
    elif shape.passing == "steps":
        lines += ["find_args = {}", "find_args.update(args)", "find_args['job_id'] = job_id"]
    lines.append(f"return {called(shape, 'find_command', passed)}")
    return "\ndef submit_command(args, client):\n" + block("\n".join(lines), 1) + "\n"


def _passed(shape: Shape) -> str:
    entries = ["'job_id': job_id"]
    if asks(shape):
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
    head = "\ndef main():\n    args = demisto.args()\n"
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
