"""The Python of a shape."""

from __future__ import annotations

import textwrap

from tests.differential.decorating import decorator, name_of, schedule
from tests.differential.shapes import Shape
from tests.differential.state import carry, first, state_helpers
from tests.differential.yml import asks, polling_arg

HEAD = """\
import contextlib
import copy
import enum
import functools
import json
import re
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


def block(text: str, depth: int) -> str:
    """Lines at a depth of indentation."""
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    " * depth) + "\n"


# -- the function that polls


GOES_ON_HELPERS: dict[str, str] = {
    "function": "def is_running(status):\n    return status['state'] == 'running'",
    "partial": "def is_running(status):\n    return status['state'] == 'running'",
    "method": (
        "class Status:\n    def __init__(self, status):\n        self.status = status\n\n"
        "    @property\n    def running(self):\n        return self.status['state'] == 'running'"
    ),
    "set": "RUNNING = {'pending', 'running'}",
    "function-text": "def running_word(status):\n    return 'running' if status['state'] == 'running' else ''",
}
"""What tells whether to go on, by the word for it."""


def helpers(shape: Shape) -> list[str]:
    """Functions that the one that polls calls."""
    found = state_helpers(shape)
    if shape.signature == "higher-order":
        found.append("\ndef call(function, args, client):\n    return function(args, client)\n\n")
    if shape.goes_on in GOES_ON_HELPERS:
        found.append(f"\n{GOES_ON_HELPERS[shape.goes_on]}\n\n")
    if shape.response == "helper":
        found.append(
            "\ndef results_of(status):\n    return CommandResults(outputs_prefix='Acme.Job', outputs=status)\n\n"
        )
    if shape.result == "subclass":
        found.append("\nclass JobResult(PollResult):\n    pass\n\n")
    if shape.returns == "helper":
        found.append(
            "\ndef poll_result(response, again, next_args):\n"
            "    return PollResult(response, continue_to_poll=again, args_for_next_run=next_args)\n\n"
        )
    if shape.attach == "generic":
        generic = schedule(shape, "next_args", "cmd")
        found.append(f"\ndef run_polling_command(args, cmd, next_args):\n    return {generic}\n\n")
    if shape.attach == "helper":
        found.append(f"\ndef schedule(args, next_args):\n    return {schedule(shape, 'next_args')}\n\n")
    return found


def _parameters(shape: Shape) -> str:
    return {
        "annotated": "args: Dict[str, Any], client: Client",
        "more": "args, client, **kwargs",
        "args-only": "args",
        "client-first": "client, args",
        "params": "args, client, params",
        "positional-only": "args, /, client",
        "keyword-only": "args, *, client",
        "default": "args, client=None",
        "rest": "args, *rest",
        "other-name": "given: dict, client",
        "ignored": "_args, client",
        "command-first-called": "command, args, client",
    }.get(shape.signature, "args, client")


def called(shape: Shape, function: str, args: str) -> str:
    decorated = {
        "args-only": f"{function}({args})",
        "keyword": f"{function}(args={args}, client=client)",
        "client-first": f"{function}(client, {args})",
        "wrapped": f"run_{function}(client, {args})",
        "params": f"{function}({args}, client, demisto.params())",
        "swapped-call": f"{function}(client, {args})",
        "keyword-only": f"{function}({args}, client=client)",
        "star": f"{function}(*[{args}, client])",
        "star-star": f"{function}(**{{'args': {args}, 'client': client}})",
        "through-partial": f"functools.partial({function}, {args})(client)",
        "higher-order": f"call({function}, {args}, client)",
        "lambda": f"(lambda given: {function}(given, client))({args})",
        "command-first-called": f"{function}('acme', {args}, client)",
        "keyword-first": f"{function}(client=client, args={args})",
    }
    return decorated.get(shape.signature, f"{function}({args}, client)")


def function(shape: Shape) -> str:
    function = "find_command" if shape.paired else "scan_command"
    above, below = decorator(shape, function)
    text = f"\n{above}def {function}({_parameters(shape)}):\n"
    before = {
        "rest": "client = rest[0]",
        "other-name": "args = given",
        "ignored": "args = demisto.args()",
        "default": "client = client or Client('https://acme.example')",
    }
    if shape.signature in before:
        text += block(before[shape.signature], 1)
    if shape.signature == "args-only":
        text += block("client = Client('https://acme.example')", 1)
    text += block("job_id = args['job_id']" if shape.paired else first(shape), 1)
    text += block("status = client.status(job_id)", 1)
    text += block(carry(shape), 1)
    text += block(_ending(shape), 1) + "\n" + below
    if shape.signature == "wrapped":
        text += f"\ndef run_{function}(client, args):\n    return {function}(args, client)\n\n"
    return text


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
        "not-equal": "status['state'] != 'done'",
        "function": "is_running(status)",
        "method": "Status(status).running",
        "partial": "functools.partial(is_running, status)",
        "nested-function": "goes_on",
        "all": "not all(part['state'] == 'done' for part in status['parts'])",
        "search": "bool(re.search('run', status['state']))",
        "search-none": "re.search('run', status['state']) is not None",
        "conditional": "True if status['state'] == 'running' else False",
        "both": "status['state'] == 'running' and not status.get('finished', False)",
        "either": "status['state'] == 'running' or status['state'] == 'pending'",
        "not-both": "not (status.get('finished') and status['state'] == 'done')",
        "chain": "0 < len(status['parts']) < 2 and status['state'] == 'running'",
        "loop": "running",
        "set": "status['state'] in RUNNING",
        "walrus": "(state := status['state']) == 'running'",
        "boolean": "argToBoolean(str(status['state'] == 'running'))",
        "constant-text": "'running' if status['state'] == 'running' else False",
        "zero": "0 if status['state'] == 'done' else True",
        "or-none": "status['state'] == 'running' or None",
        "list": "[part for part in status['parts'] if part['state'] == 'running']",
        "formatted": "f\"{status['state']}\"",
        "function-text": "running_word(status)",
        "count": "sum(part['state'] == 'running' for part in status['parts'])",
        "dict": "{'running': status['state'] == 'running'}",
        "stringified": "str(status['state'] == 'running')",
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
        "none": "None",
        "tuple": f"({results}, {results})",
        "helper": "results_of(status)",
        "number": "3",
    }[shape.response]


def _ending(shape: Shape) -> str:
    named = shape.goes_on == "variable" or shape.attach == "conditional"
    before = "running = status['state'] == 'running'\n" if named else ""
    if shape.goes_on == "loop":
        before = "running = False\nfor part in status['parts']:\n    if part['state'] == 'running':\n"
        before += "        running = True\n        break\n"
    elif shape.goes_on == "nested-function":
        before += "def goes_on():\n    return status['state'] == 'running'\n"
    if not shape.decorated:
        return before + _scheduling(shape)
    response = _response(shape)
    if shape.goes_on == "two-returns":
        again = _result(shape, "None", "True")
        done = f"if status['state'] == 'done':\n    return PollResult({response})\n"
        return before + done + _returned(shape, again)
    if shape.returns == "helper":
        second = "args" if shape.carry == "nothing" else "next_args"
        return f"{before}return poll_result({response}, {_goes_on(shape)}, {second})"
    if shape.result == "attributes":
        lines = [f"result = PollResult({response})", f"result.continue_to_poll = {_goes_on(shape)}"]
        if shape.carry != "nothing":
            lines.append("result.args_for_next_run = next_args")
        if shape.partial != "none":
            lines.append(f"result.partial_result = {_partial(shape)}")
        return before + "\n".join(lines) + "\n" + _returned(shape, "result")
    return before + _returned(shape, _result(shape, response, _goes_on(shape)))


def _partial(shape: Shape) -> str:
    results = "CommandResults(readable_output='Still running.')"
    return {
        "none": "None",
        "results": results,
        "conditional": f"{results} if status['state'] == 'running' else None",
        "empty": "[]",
        "list": f"[{results}]",
        "text": "'Still running.'",
        "formatted": "f\"{status['state']}...\"",
        "dict": "{'state': status['state']}",
        "tuple": f"({results}, None)",
        "entry": "{'Type': EntryType.NOTE, 'ContentsFormat': 'text', 'Contents': 'Still running.'}",
    }[shape.partial]


def _result(shape: Shape, response: str, goes_on: str) -> str:
    """The call that makes the function's result."""
    following = "None" if shape.carry == "nothing" else "next_args"
    values = [
        ("response", response),
        ("continue_to_poll", goes_on),
        ("args_for_next_run", following),
        ("partial_result", _partial(shape)),
    ]
    values = [*values[:2], *((key, value) for key, value in values[2:] if value != "None")]
    words = ", ".join(f"{key}={value}" for key, value in values)
    if shape.result == "positional":
        return f"PollResult({response}, {goes_on}, {following}, {_partial(shape)})"
    if shape.result == "spread":
        return "PollResult(**{" + ", ".join(f"'{key}': {value}" for key, value in values) + "})"
    if shape.result == "subclass":
        return f"JobResult({words})"
    if shape.result == "partial":
        rest = ", ".join(f"{key}={value}" for key, value in values[1:])
        return f"functools.partial(PollResult, {response})({rest})"
    return "PollResult(\n" + "".join(f"    {key}={value},\n" for key, value in values) + ")"


def _returned(shape: Shape, result: str) -> str:
    raised = "raise DemistoException(status['state'])"
    return {
        "variable": f"result = {result}\nreturn result",
        "conditional": f"return {result} if status else {result}",
        "branches": f"if status['state'] == 'running':\n{textwrap.indent('return ' + result, '    ')}\nelse:\n"
        + textwrap.indent("return " + result, "    "),
        "finally": f"try:\n{textwrap.indent('return ' + result, '    ')}\nfinally:\n    demisto.debug('looked')",
        "raises": f"if status['state'] not in ('running', 'done'):\n    {raised}\nreturn {result}",
        "except-raises": (
            f"try:\n{textwrap.indent('return ' + result, '    ')}\n"
            "except ValueError as error:\n    raise DemistoException(str(error)) from error"
        ),
        "except-return-error": (
            f"try:\n{textwrap.indent('return ' + result, '    ')}\n"
            "except ValueError as error:\n    return_error(str(error))"
        ),
        "match": (
            f"match status['state']:\n    case 'running':\n{textwrap.indent('return ' + result, '        ')}\n"
            f"    case _:\n{textwrap.indent('return ' + result, '        ')}"
        ),
        "loop": f"while True:\n{textwrap.indent('return ' + result, '    ')}",
        "with": f"with contextlib.suppress(KeyError):\n{textwrap.indent('return ' + result, '    ')}\n{raised}",
        "nested": f"def made():\n{textwrap.indent('return ' + result, '    ')}\nreturn made()",
        "lambda": f"make = lambda: {result}\nreturn make()",
        "in-tuple": f"return {result}, status",
        "in-list": f"return [{result}]",
        "prints": f"if status['state'] == 'running':\n    return {result}\nreturn_results({_response(shape)})",
        "elif": (
            f"if status['state'] == 'running':\n{textwrap.indent('return ' + result, '    ')}\n"
            "elif status['state'] == 'failed':\n    raise DemistoException('failed')"
        ),
        "match-falls-off": (
            f"match status['state']:\n    case 'running':\n{textwrap.indent('return ' + result, '        ')}"
        ),
        "response-attribute": f"return ({result}).response",
        "falls-off": f"if status['state'] == 'running':\n{textwrap.indent('return ' + result, '    ')}",
        "results": f"if status['state'] == 'done':\n    return {_response(shape)}\nreturn {result}",
        "bare": f"if status['state'] == 'done':\n    return\nreturn {result}",
    }.get(shape.returns, f"return {result}")


def _scheduling(shape: Shape) -> str:
    condition = _goes_on(shape) if shape.goes_on != "two-returns" else "status['state'] != 'done'"
    if asks(shape):
        condition = f"({condition}) and {_asked(shape)}"
    made = schedule(shape, "next_args")
    waiting = "CommandResults(readable_output='Waiting.'"
    attached = {
        "constructor": f"return {waiting}, scheduled_command={made})",
        "attribute": f"results = {waiting})\nresults.scheduled_command = {made}\nreturn results",
        "helper": f"return {waiting}, scheduled_command=schedule(args, next_args))",
        "generic": (
            f"return {waiting}, scheduled_command=run_polling_command(args, {name_of(shape)}, next_args))"
        ),
        "items": f"return {waiting}, scheduled_command={made})",
        "conditional": f"schedule = {made} if running else None\nreturn {waiting}, scheduled_command=schedule)",
        "never": f"schedule = {made}\nreturn {waiting})",
    }[shape.attach]
    return f"if {condition}:\n{textwrap.indent(attached, '    ')}\nreturn {_response(shape)}"


def _asked(shape: Shape) -> str:
    argument = polling_arg(shape)
    default = "'true'" if shape.polling_arg == "default-true" else "'false'"
    return {"truthiness": f"args.get('{argument}')"}.get(
        shape.polls, f"argToBoolean(args.get('{argument}', {default}))"
    )
