"""The Python of a shape."""

from __future__ import annotations

import textwrap

from tests.differential.shapes import Shape
from tests.differential.yml import INTERVAL, TIMEOUT, asks, polling_arg

HEAD = """\
import re
import functools
import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

PREFIX = 'acme'
DEFAULT_INTERVAL = 30
DEFAULT_TIMEOUT = 600
"""
CLIENT = """

class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', '/jobs', json_data={'url': url})['id']

    def status(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')

"""
FOOT = """

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""


def code(shape: Shape) -> str:
    """The code's text."""
    target = "acme-find" if shape.paired else "acme-scan"
    constants = f"COMMAND = '{target}'\n\n\nclass Commands:\n    SCAN = '{target}'\n"
    if shape.first == "global" and not shape.paired:
        constants += "\n\nJOB = None\n"
    parts = [HEAD, constants, CLIENT, *_helpers(shape), _function(shape)]
    if shape.paired:
        parts.append(_submit(shape))
    return "".join([*parts, _main(shape), FOOT])


def block(text: str, depth: int) -> str:
    """Lines at a depth of indentation."""
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    " * depth) + "\n"


# -- the decorator


def _name(shape: Shape) -> str:
    target = "acme-find" if shape.paired else "acme-scan"
    return {
        "literal": f"'{target}'",
        "keyword": f"'{target}'",
        "constant": "COMMAND",
        "f-string": f"f'{{PREFIX}}-{target[5:]}'",
        "class-constant": "Commands.SCAN",
        "command": "demisto.command()",
        "misspelt": f"'{target}s'",
        "other-case": f"'{target.title()}'",
    }[shape.name]


def _timing(word: str, key: str, default: int, args: str) -> str:
    constant = "DEFAULT_INTERVAL" if key == INTERVAL else "DEFAULT_TIMEOUT"
    return {
        "literal": str(default),
        "constant": constant,
        "argument": f"arg_to_number({args}.get('{key}', {default}))",
        "argument-text": f"arg_to_number({args}.get('{key}', '{default}'))",
        "argument-or": f"arg_to_number({args}.get('{key}') or {default})",
        "or-argument": f"arg_to_number({args}.get('{key}')) or {default}",
        "argument-int": f"int({args}.get('{key}', {default}))",
        "argument-constant": f"arg_to_number({args}.get('{key}', {constant}), arg_name='{key}')",
        "argument-lines": f"arg_to_number(\n        {args}.get(\n            '{key}', {default}\n        )\n    )",
        "no-default": f"arg_to_number({args}.get('{key}'))",
        "subscript": f"int({args}['{key}'])",
        "short": "3",
        "within": "20",
    }[word]


def _decorator(shape: Shape) -> str:
    name = f"name={_name(shape)}" if shape.name == "keyword" else _name(shape)
    parts = [
        name,
        f"interval={_timing(shape.interval, INTERVAL, 30, 'demisto.args()')}",
        f"timeout={_timing(shape.timeout, TIMEOUT, 600, 'demisto.args()')}",
    ]
    if shape.polls == "always":
        parts.append("requires_polling_arg=False")
    elif shape.polls == "other-argument":
        parts.append(f"polling_arg_name='{polling_arg(shape)}'")
    lines = ["@logger"] if shape.stacked == "logger" else []
    if shape.stacked == "no-call":
        lines.append("@polling_function")
    elif shape.stacked != "undecorated":
        lines.append(f"@polling_function(\n    {(',' + chr(10) + '    ').join(parts)},\n)")
    return "".join(f"{line}\n" for line in lines)


# -- the function that polls


def _helpers(shape: Shape) -> list[str]:
    found = []
    if shape.carry == "helper":
        found.append("\ndef next_arguments(args, job_id):\n    return {'job_id': job_id, **args}\n\n")
    if shape.returns == "helper":
        found.append(
            "\ndef poll_result(response, again, next_args):\n"
            "    return PollResult(response, continue_to_poll=again, args_for_next_run=next_args)\n\n"
        )
    if shape.attach == "helper":
        found.append(f"\ndef schedule(args, next_args):\n    return {_schedule(shape, 'next_args')}\n\n")
    return found


def _parameters(shape: Shape) -> str:
    return {
        "annotated": "args: Dict[str, Any], client: Client",
        "more": "args, client, **kwargs",
        "args-only": "args",
        "client-first": "client, args",
    }.get(shape.signature, "args, client")


def _call(shape: Shape, function: str, args: str) -> str:
    decorated = {
        "args-only": f"{function}({args})",
        "keyword": f"{function}(args={args}, client=client)",
        "client-first": f"{function}(client, {args})",
        "swapped-call": f"{function}(client, {args})",
    }
    return decorated.get(shape.signature, f"{function}({args}, client)")


def _function(shape: Shape) -> str:
    function = "find_command" if shape.paired else "scan_command"
    head = _decorator(shape) if shape.decorated else ("@logger\n" if shape.stacked == "logger" else "")
    text = f"\n{head}def {function}({_parameters(shape)}):\n"
    if shape.signature == "args-only":
        text += block("client = Client('https://acme.example')", 1)
    text += block("job_id = args['job_id']" if shape.paired else _first(shape), 1)
    text += block("status = client.status(job_id)", 1)
    text += block(_carry(shape), 1)
    return text + block(_ending(shape), 1) + "\n"


def _first(shape: Shape) -> str:
    submit = "client.submit(args.get('url'))"
    return {
        "not-in": f"if 'job_id' not in args:\n    args['job_id'] = {submit}\njob_id = args['job_id']",
        "get-or": f"job_id = args.get('job_id') or {submit}",
        "walrus": f"if not (job_id := args.get('job_id')):\n    job_id = {submit}",
        "walrus-none": f"if (job_id := args.get('job_id')) is None:\n    job_id = {submit}",
        "get-not": f"job_id = args.get('job_id')\nif not job_id:\n    job_id = {submit}",
        "flag": (
            f"if argToBoolean(args.get('first_run', 'true')):\n    args['job_id'] = {submit}\n"
            "    args['first_run'] = False\njob_id = args['job_id']"
        ),
        "pop": f"job_id = args.pop('job_id', None) or {submit}",
        "try": f"try:\n    job_id = args['job_id']\nexcept KeyError:\n    job_id = {submit}",
        "demisto-args": f"job_id = demisto.args().get('job_id') or {submit}",
        "global": f"global JOB\nif JOB is None:\n    JOB = {submit}\njob_id = JOB",
    }[shape.first]


def _fields(shape: Shape, *, state: bool = True, polling: bool = True, url: bool = True) -> str:
    """A dictionary that names all that the next run needs."""
    entries = ["'job_id': job_id"] if state else []
    if url and not shape.paired:
        entries.append("'url': args.get('url')")
    if polling and asks(shape):
        entries.append(f"'{polling_arg(shape)}': True")
    if shape.first == "flag" and not shape.paired:
        entries.append("'first_run': False")
    for word, key in ((shape.interval, INTERVAL), (shape.timeout, TIMEOUT)):
        if word not in ("literal", "constant", "short", "within"):
            entries.append(f"'{key}': args.get('{key}')")
    return "{" + ", ".join(entries) + "}"


def _carry(shape: Shape) -> str:
    flag = ", 'first_run': False" if shape.first == "flag" and not shape.paired else ""
    state = "{'job_id': job_id" + flag + "}"
    return {
        "nothing": "args['job_id'] = job_id",
        "same": "args['job_id'] = job_id\nnext_args = args",
        "spread-last": "next_args = {'job_id': job_id, **args}",
        "spread-first": "next_args = {**args, 'job_id': job_id}",
        "union": "next_args = args | {'job_id': job_id}",
        "union-first": "next_args = {'job_id': job_id} | args",
        "copy": "next_args = args.copy()\nnext_args['job_id'] = job_id",
        "dict-call": "next_args = dict(args, job_id=job_id)",
        "steps": "next_args = {}\nnext_args.update(args)\nnext_args['job_id'] = job_id",
        "helper": "next_args = next_arguments(args, job_id)",
        "update": "args.update({'job_id': job_id})\nnext_args = args",
        "comprehension": "next_args = {key: value for key, value in args.items() if value is not None} | {'job_id': job_id}",
        "literal": f"next_args = {_fields(shape)}",
        "assign-params": "next_args = assign_params(job_id=job_id, **{k: v for k, v in args.items() if k != 'job_id'})",
        "loop": "next_args = {'job_id': job_id}\nfor key in args:\n    next_args[key] = args[key]",
        "lost-update": f"next_args = {state}.update(args)",
        "no-polling": f"next_args = {_fields(shape, polling=False)}",
        "no-required": f"next_args = {_fields(shape, url=False)}",
        "no-state": f"next_args = {_fields(shape, state=False)}",
        "other-key": "next_args = {'jobid': job_id, **args}",
        "not-carried": "next_args = {**args}",
        "client": "next_args = {'job_id': job_id, 'client': client, **args}",
        "set": "next_args = {**args, 'job_id': {job_id}}",
    }[shape.carry]


# -- how it ends


def _goes_on(shape: Shape) -> str:
    return {
        "compare": "status['state'] == 'running'",
        "not-done": "not status.get('finished')",
        "membership": "status.get('state') in ('pending', 'running')",
        "variable": "running",
        "lambda": "lambda: status['state'] == 'running'",
        "bool": "bool(status.get('pending'))",
        "two-returns": "True",
        "any": "any(part['state'] == 'running' for part in status['parts'])",
        "text": "status['state'] if status['state'] == 'running' else ''",
        "and": "status.get('pending') and status['state'] == 'running'",
        "match": "re.search('run', status['state'])",
        "number": "len(status['parts'])",
        "none": "None if status['state'] == 'done' else True",
    }[shape.goes_on]


def _response(shape: Shape) -> str:
    results = "CommandResults(outputs_prefix='Acme.Job', outputs=status)"
    return {
        "results": results,
        "list": f"[{results}]",
        "dict": "{'Type': 1, 'ContentsFormat': 'text', 'Contents': status['state']}",
        "text": "status['state']",
    }[shape.response]


def _ending(shape: Shape) -> str:
    before = "running = status['state'] == 'running'\n" if shape.goes_on == "variable" else ""
    if not shape.decorated:
        return before + _scheduling(shape)
    partial = {
        "none": "",
        "results": ", partial_result=CommandResults(readable_output='Still running.')",
        "list": ", partial_result=[CommandResults(readable_output='Still running.')]",
        "text": ", partial_result='Still running.'",
    }[shape.partial]
    following = "" if shape.carry == "nothing" else ", args_for_next_run=next_args"
    response = _response(shape)
    if shape.goes_on == "two-returns":
        again = f"PollResult(None, continue_to_poll=True{following}{partial})"
        done = f"if status['state'] == 'done':\n    return PollResult({response})\n"
        return before + done + _returned(shape, again)
    if shape.returns == "helper":
        second = "args" if shape.carry == "nothing" else "next_args"
        return f"{before}return poll_result({response}, {_goes_on(shape)}, {second})"
    result = f"PollResult(\n    response={response},\n    continue_to_poll={_goes_on(shape)}{following}{partial},\n)"
    return before + _returned(shape, result)


def _returned(shape: Shape, result: str) -> str:
    return {
        "variable": f"result = {result}\nreturn result",
        "falls-off": f"if status['state'] == 'running':\n{textwrap.indent('return ' + result, '    ')}",
        "results": f"if status['state'] == 'done':\n    return {_response(shape)}\nreturn {result}",
        "bare": f"if status['state'] == 'done':\n    return\nreturn {result}",
    }.get(shape.returns, f"return {result}")


def _schedule(shape: Shape, following: str) -> str:
    name = f"command={_name(shape)}" if shape.name == "keyword" else _name(shape)
    return (
        "ScheduledCommand(\n"
        f"        {name},\n"
        f"        next_run_in_seconds={_timing(shape.interval, INTERVAL, 30, 'args')},\n"
        f"        args={following},\n"
        f"        timeout_in_seconds={_timing(shape.timeout, TIMEOUT, 600, 'args')},\n"
        "    )"
    )


def _scheduling(shape: Shape) -> str:
    condition = _goes_on(shape) if shape.goes_on != "two-returns" else "status['state'] != 'done'"
    if asks(shape):
        condition = f"{condition} and {_asked(shape)}"
    schedule = _schedule(shape, "next_args")
    waiting = "CommandResults(readable_output='Waiting.'"
    attached = {
        "constructor": f"return {waiting}, scheduled_command={schedule})",
        "attribute": f"results = {waiting})\nresults.scheduled_command = {schedule}\nreturn results",
        "helper": f"return {waiting}, scheduled_command=schedule(args, next_args))",
        "never": f"schedule = {schedule}\nreturn {waiting})",
    }[shape.attach]
    return f"if {condition}:\n{textwrap.indent(attached, '    ')}\nreturn {_response(shape)}"


def _asked(shape: Shape) -> str:
    argument = polling_arg(shape)
    default = "'true'" if shape.polling_arg == "default-true" else "'false'"
    return {"truthiness": f"args.get('{argument}')"}.get(
        shape.polls, f"argToBoolean(args.get('{argument}', {default}))"
    )


# -- the command that submits, and main


def _submit(shape: Shape) -> str:
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
    lines.append(f"return {_call(shape, 'find_command', passed)}")
    return "\ndef submit_command(args, client):\n" + block("\n".join(lines), 1) + "\n"


def _passed(shape: Shape) -> str:
    entries = ["'job_id': job_id"]
    if asks(shape):
        entries.append(f"'{polling_arg(shape)}': args.get('{polling_arg(shape)}')")
    elif shape.polls == "set-in-main":
        entries.append("'polling': True")
    for word, key, usual in ((shape.interval, INTERVAL, ", 30"), (shape.timeout, TIMEOUT, ", 600")):
        if word not in ("literal", "constant", "short", "within"):
            default = "" if shape.passing == "literal-none" else usual
            entries.append(f"'{key}': args.get('{key}'{default})")
    return "{" + ", ".join(entries) + "}"


def _main(shape: Shape) -> str:
    if shape.paired:
        handlers = {
            "acme-scan": "submit_command(args, client)",
            "acme-find": _call(shape, "find_command", "args"),
        }
    else:
        handlers = {"acme-scan": _call(shape, "scan_command", "args")}
    head = "\ndef main():\n    args = demisto.args()\n    command = demisto.command()\n"
    head += "    client = Client('https://acme.example')\n"
    if shape.polls == "set-in-main":
        head += "    args['polling'] = True\n"
    return head + block(_dispatch(shape, handlers), 1)


def _dispatch(shape: Shape, handlers: dict[str, str]) -> str:
    lines: list[str] = []
    other = "return_results(CommandResults(readable_output='none'))"
    if shape.dispatch in ("if", "membership", "nested"):
        for index, (name, call) in enumerate(handlers.items()):
            test = f"command in ['{name}']" if shape.dispatch == "membership" else f"command == '{name}'"
            lines += [f"{'elif' if index else 'if'} {test}:", f"    return_results({call})"]
        lines += ["elif command == 'acme-list':", f"    {other}"]
        if shape.dispatch == "nested":
            lines = ["try:", *(f"    {line}" for line in lines)]
            lines += ["except DemistoException as error:", "    return_error(str(error))"]
    elif shape.dispatch == "match":
        lines = ["match command:"]
        for name, call in handlers.items():
            lines += [f"    case '{name}':", f"        return_results({call})"]
        lines += ["    case 'acme-list':", f"        {other}"]
    elif shape.dispatch == "lambdas":
        lines = ["commands = {", *(f"    '{name}': lambda: {call}," for name, call in handlers.items()), "}"]
        lines += [
            "if command in commands:",
            "    return_results(commands[command]())",
            "else:",
            f"    {other}",
        ]
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
