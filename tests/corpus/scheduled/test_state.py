"""What a schedule gives to the next run: how its dictionary comes about, and how its keys are named."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import (
    LAYOUTS,
    Case,
    Edits,
    check,
    drop,
    expanded,
    integration,
    mark,
    swap,
)

YML = """
acme-scan polling
  url required
  job_id hidden
  format
  polling flag
"""

CODE = """
{head}
def scan_command(client, args):
    polling = argToBoolean(args.get('polling', False))
    job_id = args.get('job_id')
    if not job_id:
        job_id = client._http_request('POST', '/jobs', json_data={{'url': args['url']}})['id']
    status = client._http_request('GET', f'/jobs/{{job_id}}', params={{'format': args.get('format')}})
    if polling and status['state'] == 'running':
{body}
        schedule = ScheduledCommand('acme-scan', 30, {given}, 600)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs=status)

def main():
    client = BaseClient(demisto.params()['url'])
    args = demisto.args()
    if demisto.command() == 'acme-scan':
        return_results(scan_command(client, args))

main()
"""

ALL: Mapping[str, Edits] = {
    "state not declared": (*drop("  job_id"), *mark("acme-scan polling", "POL201/job_id")),
    "state in sight": swap("job_id hidden", "job_id  # <- POL202=info/job_id"),
    "state hidden the old way": swap("job_id hidden", "job_id deprecated  # <- POL206/job_id"),
    "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
}


def _code(body: str, given: str, head: str) -> str:
    return CODE.format(
        head=textwrap.dedent(head),
        body=textwrap.indent(textwrap.dedent(body).strip("\n") or "pass", " " * 8),
        given=given,
    )


def carried(name: str, body: str = "", given: str = "args", *, head: str = "", **own: Edits) -> Case:
    """A case in which all arguments ride along."""
    return integration(name, YML, _code(body, given, head), mistakes={**ALL, **own})


def complete(name: str, body: str = "", given: str = "later", *, at: str, head: str = "") -> Case:
    """A case whose dictionary holds just what it names: the line with ``at`` is where that is told."""
    lost = {
        "required argument left out": (*swap("'url': args['url'], ", ""), *mark(at, "POL208/url")),
        "polling argument left out": (*swap("'polling': True, ", ""), *mark(at, "POL207/polling")),
        "optional argument left out": (
            *swap(", 'format': args.get('format')", ""),
            *mark(at, "POL212/format"),
        ),
    }
    return integration(name, YML, _code(body, given, head), mistakes={**ALL, **(lost if at else {})})


CASES = [
    carried("the mutated input", "args['job_id'] = job_id"),
    carried("the input again from demisto.args()", "demisto.args()['job_id'] = job_id", "demisto.args()"),
    carried("the input changed by update", "args.update({'job_id': job_id})"),
    carried("the input changed by update with keywords", "args.update(job_id=job_id)"),
    carried("the input changed by |=", "args |= {'job_id': job_id}"),
    carried("setdefault", "args.setdefault('job_id', job_id)"),
    carried("spread after", given="{'job_id': job_id, **args}"),
    carried("spread before", given="{**args, 'job_id': job_id}"),
    carried("a union", given="args | {'job_id': job_id}"),
    carried("a union the other way", given="{'job_id': job_id} | args"),
    carried("dict with keywords", given="dict(args, job_id=job_id)"),
    carried("dict with a spread", given="dict(job_id=job_id, **args)"),
    carried("a copy", "later = args.copy()\nlater['job_id'] = job_id", "later"),
    carried(
        "copy.deepcopy",
        "later = copy.deepcopy(args)\nlater['job_id'] = job_id",
        "later",
        head="import copy\n",
    ),
    carried(
        "a dictionary filled from the input",
        "later = {}\nlater.update(args)\nlater['job_id'] = job_id",
        "later",
    ),
    carried(
        "a loop over the input",
        "later = {}\nfor key, value in args.items():\n    later[key] = value\nlater['job_id'] = job_id",
        "later",
    ),
    carried(
        "a comprehension over the input",
        "later = {key: value for key, value in args.items() if value}\nlater['job_id'] = job_id",
        "later",
    ),
    carried(
        "a comprehension without one key",
        "later = {key: args[key] for key in args if key != 'hide'}\nlater['job_id'] = job_id",
        "later",
    ),
    carried("assign_params", given="assign_params(job_id=job_id, **args)"),
    carried("a key by a constant", "args[KEY] = job_id", head="KEY = 'job_id'\n"),
    carried("a key by an f-string", "args[f'{WHAT}_id'] = job_id", head="WHAT = 'job'\n"),
    carried(
        "a key by a table",
        "args[TABLE['scan']['key']] = job_id",
        head="TABLE = {'scan': {'key': 'job_id'}}\n",
    ),
    carried("a key by a class", "args[Keys.JOB] = job_id", head="class Keys:\n    JOB = 'job_id'\n"),
    carried(
        "a key by an Enum",
        given="{**args, Keys.JOB.value: job_id}",
        head="from enum import Enum\nclass Keys(Enum):\n    JOB = 'job_id'\n",
    ),
    carried("keys by zip", "for key, value in zip(['job_id'], [job_id]):\n    args[key] = value"),
    carried("keys by a loop", "for key, value in (('job_id', job_id),):\n    args[key] = value"),
    carried(
        "keys by a loop over a dictionary",
        "found = {'job_id': job_id}\nfor key in found:\n    args[key] = found[key]",
    ),
    carried(
        "a helper that changes the input",
        "remember(args, job_id)",
        head="def remember(args, job_id):\n    args['job_id'] = job_id\n",
    ),
    carried(
        "a helper that returns another",
        given="remember(args, job_id=job_id)",
        head="def remember(args, **state):\n    return {**args, **state}\n",
    ),
    carried(
        "a helper with the key as a parameter",
        given="remember(args, 'job_id', job_id)",
        head="def remember(args, key, value):\n    return {**args, key: value}\n",
    ),
    carried("a walrus", "(later := dict(args))['job_id'] = job_id", "later"),
    carried("ChainMap and dict", "later = dict(args)\nlater |= dict([('job_id', job_id)])", "later"),
    carried("dict.fromkeys beside the input", given="{**args, **dict.fromkeys(['job_id'], job_id)}"),
    complete(
        "a literal",
        given="{'url': args['url'], 'polling': True, 'job_id': job_id, 'format': args.get('format')}",
        at="schedule = ScheduledCommand(",
    ),
    complete(
        "a variable",
        "later = {'url': args['url'], 'polling': True, 'job_id': job_id, 'format': args.get('format')}",
        at="later = {",
    ),
    complete(
        "dict with keywords only",
        "later = dict(job_id=job_id, **{'url': args['url'], 'polling': True, 'format': args.get('format')})",
        at="",
    ),
    complete(
        "a comprehension over names",
        "later = {key: args.get(key) for key in ('url', 'polling', 'format')}\nlater['job_id'] = job_id",
        at="",
    ),
    complete(
        "from a helper",
        given="make(args, job_id)",
        head="def make(args, job_id):\n"
        "    return {'url': args['url'], 'polling': True, 'job_id': job_id, 'format': args.get('format')}\n",
        at="schedule = ScheduledCommand(",
    ),
    complete(
        "built in steps",
        "later = {'url': args['url'], 'polling': True, 'format': args.get('format')}\nlater['job_id'] = job_id",
        at="later = {",
    ),
]

CASES += [
    carried(
        "a key is taken away again",
        "args['job_id'] = job_id\nargs['part'] = status['part']\nargs.pop('part')",
        state_taken_away=(
            *swap("args.pop('part')", "del args['job_id']"),
            *mark("  job_id hidden", "POL213/job_id"),
            *mark("acme-scan polling", "POL201=info/part"),
        ),
    ),
    carried(
        "the required argument taken away",
        "args['job_id'] = job_id\nargs.pop('format', None)",
        taken_away=(
            *swap("args.pop('format', None)", "args.pop('url')"),
            *mark("schedule = Scheduled", "POL208/url"),
        ),
        gate_taken_away=(
            *swap("args.pop('format', None)", "args.pop('polling')"),
            *mark("schedule = Scheduled", "POL207/polling"),
        ),
    ),
]
LISTED = integration(
    "a set, made a list",
    YML.replace("  format\n", "  format\n  parts hidden\n"),
    _code(
        "args['job_id'] = job_id\nargs['parts'] = sorted({part['id'] for part in status['parts']})",
        "args",
        "",
    ),
    mistakes={
        "left a set": swap(
            "sorted({part['id'] for part in status['parts']})",
            "{part['id'] for part in status['parts']}  # <- POL409/parts",
        ),
        "a client": swap("sorted({part['id'] for part in status['parts']})", "client  # <- POL409/parts"),
        "bytes": swap(
            "sorted({part['id'] for part in status['parts']})", "status['parts'].encode()  # <- POL409/parts"
        ),
        "a function": swap(
            "sorted({part['id'] for part in status['parts']})", "scan_command  # <- POL409/parts"
        ),
        "a response": swap(
            "sorted({part['id'] for part in status['parts']})",
            "client._http_request('GET', '/parts', resp_type='response')  # <- POL409/parts",
        ),
        "a time": swap(
            "sorted({part['id'] for part in status['parts']})", "datetime.now()  # <- POL409/parts"
        ),
        "its text": swap("sorted({part['id'] for part in status['parts']})", "datetime.now().isoformat()"),
        "a secret parameter, not known as one": swap(
            "sorted({part['id'] for part in status['parts']})", "demisto.params().get('api_key')"
        ),
    },
)

SECRET = integration(
    "a secret parameter and a secret argument",
    """
    acme-scan polling
      job_id required
      password secret
      token hidden
    """,
    """
    def scan_command(client, args, params):
        status = client._http_request('GET', '/jobs/' + args['job_id'], auth=(args.get('password'), args.get('token')))
        if status['state'] == 'running':
            args['token'] = status['token']
            schedule = ScheduledCommand('acme-scan', 30, args)
            return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
        return CommandResults(outputs=status)

    def main():
        params = demisto.params()
        client = BaseClient(params['url'])
        if demisto.command() == 'acme-scan':
            return_results(scan_command(client, demisto.args(), params))

    main()
    """,
    parameters="url:0 api_key:4 user:9 proxy:8",
    mistakes={
        "the parameter": swap(
            "args['token'] = status['token']", "args['token'] = params.get('api_key')  # <- POL209/token"
        ),
        "the parameter by subscription": swap(
            "args['token'] = status['token']", "args['token'] = params['api_key']  # <- POL209/token"
        ),
        "credentials": swap(
            "args['token'] = status['token']",
            "args['token'] = params.get('user', {}).get('password')  # <- POL209/token",
        ),
        "in a text": swap(
            "args['token'] = status['token']",
            "args['token'] = f\"Bearer {params['api_key']}\"  # <- POL209/token",
        ),
        "another parameter": swap("args['token'] = status['token']", "args['token'] = params.get('proxy')"),
        "the secret argument under another name": swap(
            "args['token'] = status['token']", "args['token'] = args.get('password')  # <- POL209/token"
        ),
    },
)

TURNS = integration(
    "a flag and a counter, only tested",
    """
    acme-scan polling
      url required
      submitted hidden
      tries hidden
    """,
    """
    def scan_command(client, args):
        if not argToBoolean(args.get('submitted', 'false')):
            client._http_request('POST', '/jobs', json_data={'url': args['url']})
        tries = arg_to_number(args.get('tries', 0)) + 1
        if tries > 20:
            return_error('Too many tries.')
        status = client._http_request('GET', '/jobs')
        if status['state'] == 'running':
            args.update({'submitted': True, 'tries': tries})
            schedule = ScheduledCommand('acme-scan', 30, args)
            return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
        return CommandResults(outputs=status)

    def main():
        if demisto.command() == 'acme-scan':
            return_results(scan_command(BaseClient(demisto.params()['url']), demisto.args()))

    main()
    """,
    mistakes={
        "flag in sight": swap("submitted hidden", "submitted  # <- POL202/submitted"),
        "counter in sight": swap("tries hidden", "tries  # <- POL202/tries"),
        "counter in sight, said to be internal": swap(
            "tries hidden", 'tries "For internal use."  # <- POL202/tries'
        ),
        "flag hidden for some": swap("submitted hidden", "submitted hidden=[marketplacev2]"),
        "flag hidden in quotes": swap("submitted hidden", "submitted hidden='true'  # <- POL002/submitted"),
        "flag not declared": (*drop("  submitted"), *mark("acme-scan polling", "POL201/submitted")),
        "both not declared": (
            *drop("  submitted"),
            *drop("  tries"),
            *mark("acme-scan polling", "POL201/submitted, POL201/tries"),
        ),
        "flag never set": (
            *swap("args.update({'submitted': True, 'tries': tries})", "args.update({'tries': tries})"),
            *mark("submitted hidden", "POL213/submitted"),
        ),
        "kept in a global": (
            *swap("def scan_command", "TRIES = 0\n\ndef scan_command"),
            *swap(
                "    tries = arg_to_number(args.get('tries', 0)) + 1\n",
                "    global TRIES\n    TRIES = tries = TRIES + 1\n",
            ),
        ),
    },
)

CASES += [LISTED, SECRET, TURNS]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_what_is_carried_is_known(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
