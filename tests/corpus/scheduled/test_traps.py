"""Traps: nothing is wrong here, however it looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import (
    LAYOUTS,
    Case,
    check,
    drop,
    expanded,
    integration,
    mark,
    script,
    swap,
)

MAIN = """
def main():
    client, args = BaseClient(demisto.params()['url']), demisto.args()
    if demisto.command() == 'acme-scan':
        return_results(scan_command(client, args))

main()
"""

LATER = """
def scan_command(client, args):
    status = client._http_request('GET', '/jobs/' + args['job_id'])
    if status['state'] != 'running':
        return CommandResults(outputs=status)
    return CommandResults(readable_output='Running.', scheduled_command=ScheduledCommand('acme-scan', 30, args))
"""

CASES = [
    integration(
        "1: polling: true, the module that schedules is not to be seen",
        "acme-scan polling\n  job_id required\n",
        "from HiddenApiModule import *\n\ndef main():\n    return_results(run(demisto.command(), demisto.args()))\n\nmain()\n",
    ),
    integration(
        "2: a target that does not schedule again",
        "acme-scan polling\n  job_id required\nacme-result\n  job_id required\n",
        LATER.replace("'acme-scan', 30, args", "'acme-result', 30, {'job_id': args['job_id']}")
        + MAIN.replace(
            "\nmain()",
            "    elif demisto.command() == 'acme-result':\n        return_results(client._http_request('GET', args['job_id']))\n\nmain()",
        ),
    ),
    integration(
        "3: keys that nothing reads",
        "acme-scan polling  # <- POL201=info/started\n  job_id required\n",
        LATER.replace("30, args)", "30, {**args, 'started': 'yes'})") + MAIN,
    ),
    integration(
        "3: interval and polling carried, not declared",
        "acme-scan polling\n  job_id required\n",
        LATER.replace("30, args)", "30, {**args, 'polling': True})") + MAIN,
    ),
    integration(
        "4: a key made anew in every run before it is read",
        "acme-scan polling  # <- POL201=info/token\n  job_id required\n",
        LATER.replace(
            "    status = ",
            "    args['token'] = client._http_request('POST', '/token')['token']\n    status = ",
            1,
        ).replace("'/jobs/' + args['job_id']", "'/jobs/' + args['job_id'] + '?' + args['token']")
        + MAIN,
    ),
    integration(
        "4: a key written and used up within a run",
        "acme-scan polling\n  job_id required\n",
        LATER.replace(
            "    status = ", "    args['path'] = '/jobs/' + args['job_id']\n    status = ", 1
        ).replace("'/jobs/' + args['job_id'])\n    if", "args.pop('path'))\n    if")
        + MAIN,
    ),
    integration(
        "4: a key made anew by main",
        "acme-scan polling  # <- POL201=info/region\n  job_id required\n",
        LATER.replace("'/jobs/' + args['job_id']", "args['region'] + '/jobs/' + args['job_id']")
        + MAIN.replace(
            "    if demisto", "    args['region'] = demisto.params().get('region', 'eu')\n    if demisto"
        ),
    ),
    integration(
        "5: args that are not the command's arguments",
        "acme-scan polling\n  job_id required\n",
        LATER.replace(
            "    status = client._http_request('GET', '/jobs/' + args['job_id'])",
            "    query = {'id': args['job_id'], 'full': True}\n    status = ask(client, query)",
        )
        + "\ndef ask(client, args):\n    path = args.get('path', '/jobs')\n    return client._http_request('GET', path, params=args)\n"
        + MAIN,
    ),
    integration(
        "6: the polling argument set by main",
        "acme-scan polling\n  job_id required\n",
        LATER.replace(
            "    if status['state'] != 'running':",
            "    if status['state'] != 'running' or not args.get('polling'):",
        )
        + MAIN.replace("    if demisto", "    args['polling'] = True\n    if demisto"),
    ),
    integration(
        "7: state that people may give as well",
        'acme-scan polling\n  query required\n  search_id "Goes on with a search that runs."  # <- POL202=info/search_id\n',
        """
def scan_command(client, args):
    search_id = args.get('search_id') or client._http_request('POST', '/search', json_data={'q': args['query']})['id']
    found = client._http_request('GET', f'/search/{search_id}')
    if found['done']:
        return CommandResults(outputs=found)
    args['search_id'] = search_id
    return CommandResults(readable_output='Searching.', scheduled_command=ScheduledCommand('acme-scan', 30, args))
"""
        + MAIN,
    ),
    integration(
        "7: hidden for some marketplaces",
        "acme-scan polling\n  job_id required\n  turn hidden=[marketplacev2,xpanse]\n",
        LATER.replace("30, args)", "30, {**args, 'turn': int(args.get('turn', 0)) + 1})") + MAIN,
    ),
    integration(
        "8: required, and the input carried",
        "acme-scan polling\n  job_id required\n  region required\n",
        LATER + MAIN,
    ),
    integration(
        "9: hidden here and required there",
        "acme-submit polling\n  url required\n  job_id hidden\nacme-scan polling\n  job_id required\n",
        """
def submit_command(client, args):
    if 'job_id' not in args:
        args['job_id'] = client._http_request('POST', '/jobs', json_data={'url': args['url']})['id']
        text = 'Submitted.'
    else:
        text = 'Running.'
    if client._http_request('GET', '/jobs/' + args['job_id'])['state'] == 'running':
        return CommandResults(readable_output=text, scheduled_command=ScheduledCommand('acme-submit', 30, args))
    return CommandResults(readable_output='Done.')
"""
        + LATER
        + MAIN.replace(
            "    if demisto",
            "    if demisto.command() == 'acme-submit':\n        return_results(submit_command(client, args))\n    elif demisto",
        ),
        mistakes={
            "not hidden there": swap("  job_id hidden\n", "  job_id  # <- POL202=info/job_id\n"),
            "not declared there": (
                *swap("  job_id hidden\n", ""),
                *mark("acme-submit polling", "POL201/job_id"),
            ),
        },
    ),
    integration(
        "10: an old fromversion is advice",
        "acme-scan polling\n  job_id required\n",
        LATER + MAIN,
        fromversion="5.0.0  # <- POL105@-",
    ),
    integration(
        "10: none is needed where the code asks",
        "acme-scan polling\n  job_id required\n",
        LATER.replace(
            "    if status['state'] != 'running':",
            "    if status['state'] != 'running' or not ScheduledCommand.supports_polling():",
        )
        + MAIN,
        fromversion="5.0.0",
    ),
    integration(
        "11: arguments come back as texts",
        "acme-scan polling\n  job_id required\n  started hidden\n",
        LATER.replace(
            "    status = ",
            "    if args.get('started') != 'true':\n        client._http_request('POST', '/start')\n    status = ",
            1,
        ).replace("30, args)", "30, {**args, 'started': True})")
        + MAIN,
        mistakes={"in sight": swap("started hidden", "started  # <- POL202/started")},
    ),
    integration(
        "13: a pre-release copy",
        "acme-scan\n  job_id required\n".replace("acme-scan", "acme-scan  # <- POL101=info"),
        LATER + MAIN,
        item="AcmePreRelease",
        mistakes={
            "polling: yes": swap("acme-scan  # <- POL101=info", "acme-scan polling=yes  # <- POL103=info")
        },
    ),
    integration(
        "14: a rate limit, with items remaining and no polling argument",
        "acme-scan polling\n  ids required isArray\n  done hidden\n",
        """
def scan_command(client, args):
    ids, done = argToList(args['ids']), argToList(args.get('done'))
    rest = [one for one in ids if one not in done]
    results = []
    for one in rest:
        response = client._http_request('GET', f'/things/{one}', resp_type='response', ok_codes=(200, 429))
        if response.status_code == 429:
            break
        done.append(one)
        results.append(CommandResults(outputs=response.json()))
    if len(done) < len(ids):
        schedule = ScheduledCommand('acme-scan', 60, {**args, 'done': done}, items_remaining=len(ids) - len(done))
        results.append(CommandResults(readable_output='Rate limit.', scheduled_command=schedule))
    return results
"""
        + MAIN,
        mistakes={
            "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
            "state not declared": (*drop("  done"), *mark("acme-scan polling", "POL201/done")),
        },
    ),
    script(
        "15: a script's arguments are called args",
        "AcmeWait polling\n  job_id required\n  turn hidden\n",
        """
        def main():
            args = demisto.args()
            turn = int(args.get('turn', 0))
            if turn < 5 and execute_command('acme-job', {'id': args['job_id']}) == 'running':
                args['turn'] = turn + 1
                return_results(CommandResults(readable_output='Waiting.', scheduled_command=ScheduledCommand('AcmeWait', 60, args)))

        main()
        """,
    ),
    integration(
        "keys filled by name from a model, and arguments of other commands",
        "acme-scan polling\n  job_id required\n  depth default=3\nacme-other\n  token hidden\n",
        "class Query(BaseModel):\n    job_id: str\n    depth: int = 3\n"
        + LATER.replace(
            "    status = client._http_request('GET', '/jobs/' + args['job_id'])",
            "    query = Query(**args)\n    status = client._http_request('GET', f'/jobs/{query.job_id}/{query.depth}')",
        )
        + MAIN.replace(
            "\nmain()",
            "    elif demisto.command() == 'acme-other':\n        return_results(args.get('token'))\n\nmain()",
        ),
    ),
    integration(
        "a schedule in code that no command reaches",
        "acme-list\n  limit\n",
        LATER
        + "\ndef main():\n    if demisto.command() == 'acme-list':\n        return_results(demisto.args().get('limit'))\n\nmain()\n",
    ),
    integration(
        "a branch for a command that the yml does not have",
        "acme-list\n  limit\n",
        LATER
        + "\ndef main():\n    client, args = BaseClient(''), demisto.args()\n    if demisto.command() == 'acme-list':\n        return_results(args.get('limit'))\n"
        "    elif demisto.command() == 'acme-scan':\n        return_results(scan_command(client, args))\n\nmain()\n",
    ),
    integration(
        "an interval that an argument gives, kept within bounds",
        "acme-scan polling\n  job_id required\n  interval default=5\n",
        LATER.replace("30, args)", "max(10, arg_to_number(args.get('interval', 30))), args)") + MAIN,
    ),
    integration(
        "a pause between two tries of one request",
        "acme-scan polling\n  job_id required\n",
        LATER.replace(
            "    status = client._http_request('GET', '/jobs/' + args['job_id'])",
            "    for attempt in range(3):\n        status = client._http_request('GET', '/jobs/' + args['job_id'])\n"
            "        if status:\n            break\n        time.sleep(2)",
        )
        + MAIN,
        mistakes={
            "a wait for the job": swap("        time.sleep(2)", "        time.sleep(60)  # <- POL408")
            + swap("for attempt in range(3)", "for _ in range(3)"),
        },
    ),
    integration(
        "a secret argument passed on under its own name",
        "acme-scan polling\n  job_id required\n  password secret\n",
        LATER.replace("30, args)", "30, {'job_id': args['job_id'], 'password': args.get('password')})")
        + MAIN.replace("scan_command(client, args)", "scan_command(client, args)"),
    ),
    integration(
        "a schedule attached in one of two ways",
        "acme-scan polling\n  job_id required\n  quiet flag\n",
        LATER.replace(
            "    return CommandResults(readable_output='Running.', scheduled_command=ScheduledCommand('acme-scan', 30, args))",
            "    schedule = ScheduledCommand('acme-scan', 30, args)\n"
            "    if argToBoolean(args.get('quiet', False)):\n        return CommandResults(readable_output='Running.')\n"
            "    return CommandResults(readable_output='Running.', scheduled_command=schedule)",
        )
        + MAIN,
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_traps_are_silent(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
