"""The Python of a shape."""

from __future__ import annotations

import textwrap

from tests.differential.shapes import Shape
from tests.differential.yml import asks, polling_arg, timing

HEAD = """\
import re
import functools
import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *
"""
CONSTANTS = """
PREFIX = 'acme'
ACME = 'Acme'
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


def scheduled_command(shape: Shape) -> str:
    """The command that a schedule names."""
    return {"script": "AcmeScan"}.get(shape.family, "acme-find" if shape.paired else "acme-scan")


def block(text: str, depth: int) -> str:
    """Lines at a depth of indentation."""
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    " * depth) + "\n"


# -- the decorator


def _name(shape: Shape) -> str:
    target = scheduled_command(shape)
    start, rest = ("ACME", target[4:]) if shape.family == "script" else ("PREFIX", target[4:])
    return {
        "literal": f"'{target}'",
        "keyword": f"'{target}'",
        "constant": "COMMAND",
        "f-string": f"f'{{{start}}}{rest}'",
        "class-constant": "Commands.SCAN",
        "command": "demisto.command()",
        "misspelt": f"'{target}s'",
        "other-case": f"'{target.swapcase()}'",
    }[shape.name]


FIXED = ("literal", "constant", "short", "within")
"""Intervals and timeouts that are read from no argument."""


def _timing(shape: Shape, part: str, args: str) -> str:
    word = getattr(shape, part)
    key = timing(shape)[0 if part == "interval" else 1]
    default = 30 if part == "interval" else 600
    constant = "DEFAULT_INTERVAL" if part == "interval" else "DEFAULT_TIMEOUT"
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
        "getarg-or": f"arg_to_number(demisto.getArg('{key}')) or {default}",
        "getarg": f"arg_to_number(demisto.getArg('{key}'))",
        "no-default": f"arg_to_number({args}.get('{key}'))",
        "subscript": f"int({args}['{key}'])",
        "short": "3",
        "within": "20",
    }[word]


def carried_timing(shape: Shape, default: bool = False) -> list[str]:
    """Entries of a dictionary that pass on what interval and timeout are read from."""
    found = []
    for part, key, usual in zip(("interval", "timeout"), timing(shape), (30, 600), strict=True):
        if getattr(shape, part) not in FIXED:
            found.append(f"'{key}': args.get('{key}'{f', {usual}' if default else ''})")
    return found


def _decorator(shape: Shape) -> str:
    name = f"name={_name(shape)}" if shape.name == "keyword" else _name(shape)
    parts = [
        name,
        f"interval={_timing(shape, 'interval', 'demisto.args()')}",
        f"timeout={_timing(shape, 'timeout', 'demisto.args()')}",
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


def helpers(shape: Shape) -> list[str]:
    found = []
    if shape.carry == "parameter-key":
        found.append("\ndef with_state(args, key, value):\n    return {key: value, **args}\n\n")
    if shape.carry == "helper":
        found.append("\ndef next_arguments(args, job_id):\n    return {'job_id': job_id, **args}\n\n")
    if shape.returns == "helper":
        found.append(
            "\ndef poll_result(response, again, next_args):\n"
            "    return PollResult(response, continue_to_poll=again, args_for_next_run=next_args)\n\n"
        )
    if shape.attach == "generic":
        generic = _schedule(shape, "next_args", "cmd")
        found.append(f"\ndef run_polling_command(args, cmd, next_args):\n    return {generic}\n\n")
    if shape.attach == "helper":
        found.append(f"\ndef schedule(args, next_args):\n    return {_schedule(shape, 'next_args')}\n\n")
    return found


def _parameters(shape: Shape) -> str:
    return {
        "annotated": "args: Dict[str, Any], client: Client",
        "more": "args, client, **kwargs",
        "args-only": "args",
        "client-first": "client, args",
        "params": "args, client, params",
    }.get(shape.signature, "args, client")


def called(shape: Shape, function: str, args: str) -> str:
    decorated = {
        "args-only": f"{function}({args})",
        "keyword": f"{function}(args={args}, client=client)",
        "client-first": f"{function}(client, {args})",
        "wrapped": f"run_{function}(client, {args})",
        "params": f"{function}({args}, client, demisto.params())",
        "swapped-call": f"{function}(client, {args})",
    }
    return decorated.get(shape.signature, f"{function}({args}, client)")


def function(shape: Shape) -> str:
    function = "find_command" if shape.paired else "scan_command"
    head = _decorator(shape) if shape.decorated else ("@logger\n" if shape.stacked == "logger" else "")
    text = f"\n{head}def {function}({_parameters(shape)}):\n"
    if shape.signature == "args-only":
        text += block("client = Client('https://acme.example')", 1)
    text += block("job_id = args['job_id']" if shape.paired else _first(shape), 1)
    text += block("status = client.status(job_id)", 1)
    text += block(_carry(shape), 1)
    text += block(_ending(shape), 1) + "\n"
    if shape.signature == "wrapped":
        text += f"\ndef run_{function}(client, args):\n    return {function}(args, client)\n\n"
    return text


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
        "getarg": f"job_id = demisto.getArg('job_id')\nif not job_id:\n    job_id = {submit}",
        "safe-get": f"job_id = dict_safe_get(args, ['job_id'])\nif job_id is None:\n    job_id = {submit}",
        "branches": f"if 'job_id' in args:\n    job_id = args['job_id']\nelse:\n    job_id = {submit}",
        "early": f"job_id = args.get('job_id', '')\nif job_id == '':\n    job_id = {submit}",
        "context": (
            f"context = demisto.getIntegrationContext()\njob_id = context.get('job_id')\nif not job_id:\n"
            f"    job_id = {submit}\n    demisto.setIntegrationContext({{'job_id': job_id}})"
        ),
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
    return "{" + ", ".join([*entries, *carried_timing(shape)]) + "}"


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
        "constant-key": "next_args = {STATE: job_id, **args}",
        "parameter-key": "next_args = with_state(args, 'job_id', job_id)",
        "loop-of-names": f"next_args = {{'job_id': job_id}}\nfor key in {_names(shape)}:\n    next_args[key] = args.get(key)",
        "setdefault": "args.setdefault('job_id', job_id)\nnext_args = args",
        "lost-update": f"next_args = {state}.update(args)",
        "no-polling": f"next_args = {_fields(shape, polling=False)}",
        "no-required": f"next_args = {_fields(shape, url=False)}",
        "no-state": f"next_args = {_fields(shape, state=False)}",
        "other-key": "next_args = {'jobid': job_id, **args}",
        "not-carried": "next_args = {**args}",
        "client": "next_args = {'job_id': job_id, 'client': client, **args}",
        "set": "next_args = {**args, 'job_id': {job_id}}",
    }[shape.carry]


def _names(shape: Shape) -> tuple[str, ...]:
    """The arguments that a loop passes on."""
    names = [
        *timing(shape),
        *([] if shape.paired else ["url"]),
        *([polling_arg(shape)] if asks(shape) else []),
    ]
    return (*names, "first_run") if shape.first == "flag" and not shape.paired else tuple(names)


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
    named = shape.goes_on == "variable" or shape.attach == "conditional"
    before = "running = status['state'] == 'running'\n" if named else ""
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


def _schedule(shape: Shape, following: str, name: str = "") -> str:
    name = name or (f"command={_name(shape)}" if shape.name == "keyword" else _name(shape))
    items = "\n        items_remaining=3," if shape.attach == "items" else ""
    return (
        "ScheduledCommand(\n"
        f"        {name},\n"
        f"        next_run_in_seconds={_timing(shape, 'interval', 'args')},\n"
        f"        args={following},\n"
        f"        timeout_in_seconds={_timing(shape, 'timeout', 'args')},{items}\n"
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
        "generic": (
            f"return {waiting}, scheduled_command=run_polling_command(args, {_name(shape)}, next_args))"
        ),
        "items": f"return {waiting}, scheduled_command={schedule})",
        "conditional": f"schedule = {schedule} if running else None\nreturn {waiting}, scheduled_command=schedule)",
        "never": f"schedule = {schedule}\nreturn {waiting})",
    }[shape.attach]
    return f"if {condition}:\n{textwrap.indent(attached, '    ')}\nreturn {_response(shape)}"


def _asked(shape: Shape) -> str:
    argument = polling_arg(shape)
    default = "'true'" if shape.polling_arg == "default-true" else "'false'"
    return {"truthiness": f"args.get('{argument}')"}.get(
        shape.polls, f"argToBoolean(args.get('{argument}', {default}))"
    )
