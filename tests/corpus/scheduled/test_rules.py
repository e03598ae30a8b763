"""Rules that ask for more than the flow: timing, gates, sleeps, globals, first entries, keys in the wrong place."""

from __future__ import annotations

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
  job_id required
  interval_in_seconds
  timeout_in_seconds
  polling flag
acme-list
  limit default=50
"""

CODE = """
def scan_command(client, args):
    polling = argToBoolean(args.get('polling', False))
    interval = arg_to_number(args.get('interval_in_seconds', 30))
    timeout = arg_to_number(args.get('timeout_in_seconds', 600))
    status = client._http_request('GET', '/jobs/' + args['job_id'])
    if not polling or status['state'] != 'running':
        return CommandResults(outputs=status)
    schedule = ScheduledCommand(
        command='acme-scan',
        next_run_in_seconds=interval,
        args=args,
        timeout_in_seconds=timeout,
    )
    return CommandResults(readable_output='Running.', scheduled_command=schedule)

def main():
    client, args = BaseClient(demisto.params()['url']), demisto.args()
    if demisto.command() == 'acme-scan':
        return_results(scan_command(client, args))
    elif demisto.command() == 'acme-list':
        return_results(client._http_request('GET', '/jobs', params={'limit': args.get('limit')}))

main()
"""

AT_INTERVAL, AT_TIMEOUT = "next_run_in_seconds=interval", "timeout_in_seconds=timeout,"
INTERVAL, TIMEOUT = "args.get('interval_in_seconds', 30)", "args.get('timeout_in_seconds', 600)"
POLLING = "argToBoolean(args.get('polling', False))"


def interval(new: str, *marks: Edits) -> Edits:
    return (
        ("arg_to_number(args.get('interval_in_seconds', 30))", new),
        *(one for more in marks for one in more),
    )


TIMING: dict[str, Edits] = {
    "interval without a default": interval(
        "arg_to_number(args.get('interval_in_seconds'))",
        mark(AT_INTERVAL, "POL301=warning/interval_in_seconds"),
    ),
    "interval without a default, int": interval(
        "int(args.get('interval_in_seconds'))", mark(AT_INTERVAL, "POL301=warning/interval_in_seconds")
    ),
    "interval with or": interval("arg_to_number(args.get('interval_in_seconds')) or 60"),
    "interval with or inside": interval("int(args.get('interval_in_seconds') or 60)"),
    "interval as a text with a default": interval("int(args.get('interval_in_seconds', '60'))"),
    "interval without a default, required": (
        *interval("arg_to_number(args['interval_in_seconds'])"),
        *swap("  interval_in_seconds\n", "  interval_in_seconds required\n"),
    ),
    "interval from an undeclared argument": interval(
        "arg_to_number(args.get('period', 30))", mark(AT_INTERVAL, "POL302=info/period")
    ),
    "interval from an undeclared argument, without a default": interval(
        "arg_to_number(args.get('period'))", mark(AT_INTERVAL, "POL301/period")
    ),
    "interval from nearly the declared argument": interval(
        "arg_to_number(args.get('interval_seconds', 30))", mark(AT_INTERVAL, "POL302/interval_seconds")
    ),
    "timeout from nearly the declared argument": (
        *swap("'timeout_in_seconds', 600", "'timeOut', 600"),
        *mark(AT_TIMEOUT, "POL302/timeOut"),
    ),
    "interval of five seconds": interval("5", mark(AT_INTERVAL, "POL303")),
    "interval of five seconds by default": interval(
        "arg_to_number(args.get('interval_in_seconds', 5))", mark(AT_INTERVAL, "POL303/interval_in_seconds")
    ),
    "interval of five seconds by the yml": swap(
        "  interval_in_seconds\n", "  interval_in_seconds default=5  # <- POL303/interval_in_seconds\n"
    ),
    "timeout within the interval": interval("600", mark(AT_TIMEOUT, "POL304/timeout_in_seconds")),
    "timeout within the interval by the yml": swap(
        "  interval_in_seconds\n", "  interval_in_seconds default=900\n"
    )
    + mark(AT_TIMEOUT, "POL304/timeout_in_seconds"),
    "no timeout": swap("        timeout_in_seconds=timeout,\n", ""),
    "timeout that may be missing": swap("'timeout_in_seconds', 600", "'timeout_in_seconds'"),
}

GATES: dict[str, Edits] = {
    "the raw text": swap(POLLING, "args.get('polling')") + mark("if not polling or", "POL407/polling"),
    "the raw text, required to be true": (
        *swap(POLLING, "args.get('polling')"),
        *swap("  polling flag", "  polling predefined=['true']"),
        *mark("  polling predefined", "POL211=info/polling"),
    ),
    "a comparison": swap(POLLING, "args.get('polling') == 'true'"),
    "a comparison in lower case": swap(POLLING, "args.get('polling', 'false').lower() == 'true'"),
    "bool of the raw text": swap(POLLING, "bool(args.get('polling'))  # <- POL407/polling"),
    "not offered": swap("  polling flag", "  polling  # <- POL211=info/polling"),
    "offered as yes and no": swap("  polling flag", "  polling predefined=['yes','no']"),
    "with a default": swap("  polling flag", "  polling flag default=true"),
    "with a default in capitals": swap("  polling flag", "  polling flag default=True"),
    "with an odd default": swap("  polling flag", "  polling flag default=maybe  # <- POL211=info/polling"),
    "not declared": (*drop("  polling flag"), *mark("acme-scan polling", "POL205/polling")),
    "left out": swap(
        "        args=args,",
        "        args={'job_id': args['job_id'], 'interval_in_seconds': interval, 'timeout_in_seconds': timeout},  # <- POL207/polling",
    ),
    "left out, true by default": (
        *swap(
            "        args=args,",
            "        args={'job_id': args['job_id'], 'interval_in_seconds': interval, 'timeout_in_seconds': timeout},  # <- POL207=info/polling",
        ),
        *swap("  polling flag", "  polling flag default=true"),
    ),
    "timing left out": swap(
        "        args=args,",
        "        args={'job_id': args['job_id'], 'polling': True},  # <- POL305/interval_in_seconds, POL305/timeout_in_seconds",
    ),
    "required left out": swap(
        "        args=args,",
        "        args={'polling': True, 'interval_in_seconds': interval, 'timeout_in_seconds': timeout},  # <- POL208/job_id",
    ),
}

PLACES: dict[str, Edits] = {
    "polling at the root of the integration": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
    "polling at an argument": swap("acme-scan polling\n", "acme-scan\n")
    + swap("  job_id required\n", "  job_id required polling=true  # <- POL102\n"),
    "polling at an argument as well": swap(
        "  job_id required\n", "  job_id required polling=true  # <- POL102\n"
    ),
    "polling at another command": swap("acme-scan polling\n", "acme-scan  # <- POL101\n")
    + swap("acme-list\n", "acme-list polling  # <- POL104=info@acme-list\n"),
    "polling without a value": swap("acme-scan polling\n", "acme-scan polling=~  # <- POL103\n"),
    "polling: 1": swap("acme-scan polling\n", "acme-scan polling=1  # <- POL103\n"),
    "polling: on": swap("acme-scan polling\n", "acme-scan polling=on  # <- POL103\n"),
    "polling: no": swap("acme-scan polling\n", "acme-scan polling=no  # <- POL103\n"),
    "polling: True": swap("acme-scan polling\n", "acme-scan polling=True\n"),
    "polling: False": swap("acme-scan polling\n", "acme-scan polling=False  # <- POL101\n"),
    "a second command of that name": swap("acme-list\n", "acme-scan  # <- POL003\n")
    + swap("elif demisto.command() == 'acme-list'", "else"),
    "a hidden argument that is dead": swap(
        "  polling flag\n", "  polling flag\n  cookie hidden  # <- POL210=info/cookie\n"
    ),
    "required in quotes": swap("  job_id required\n", "  job_id required='true'  # <- POL002/job_id\n"),
}

SLEEPS: dict[str, Edits] = {
    "a long sleep before the schedule": swap(
        "    schedule = Sch", "    time.sleep(60)  # <- POL408\n    schedule = Sch"
    ),
    "a loop that waits for the job": swap(
        "    if not polling or",
        "    while status['state'] == 'running':\n        time.sleep(5)  # <- POL408\n"
        "        status = client._http_request('GET', '/jobs/' + args['job_id'])\n    if not polling or",
    ),
    "a short pause": swap("    schedule = Sch", "    time.sleep(2)\n    schedule = Sch"),
    "a sleep of another command": swap(
        "        return_results(client._http_request('GET', '/jobs'",
        "        time.sleep(60)\n        return_results(client._http_request('GET', '/jobs'",
    ),
    "a wait where nobody polls": swap(
        "    if not polling or status",
        "    if not polling:\n        time.sleep(60)\n    if not polling or status",
    ),
    "nothing shown at first": swap("readable_output='Running.', ", "")
    + mark("    schedule = ScheduledCommand(", "POL410=info"),
    "not attached": swap(", scheduled_command=schedule", "")
    + mark("    schedule = ScheduledCommand(", "POL413"),
    "a PollResult without the decorator": swap(
        "        return CommandResults(outputs=status)\n",
        "        return PollResult(CommandResults(outputs=status))  # <- POL411\n",
    ),
}

GLOBAL = integration(
    "what is known is in the arguments, not in a global",
    """
    acme-scan polling
      url required
      job_id hidden
    """,
    """
    JOB_ID = None

    def scan_command(client, args):
        global JOB_ID
        job_id = args.get('job_id')
        if not job_id:
            job_id = client._http_request('POST', '/jobs', json_data={'url': args['url']})['id']
        status = client._http_request('GET', f'/jobs/{job_id}')
        if status['state'] == 'running':
            schedule = ScheduledCommand('acme-scan', 30, {**args, 'job_id': job_id})
            return CommandResults(readable_output='Running.', scheduled_command=schedule)
        return CommandResults(outputs=status)

    def main():
        if demisto.command() == 'acme-scan':
            return_results(scan_command(BaseClient(demisto.params()['url']), demisto.args()))

    main()
    """,
    mistakes={
        "kept in a global": (
            *swap("job_id = args.get('job_id')", "job_id = JOB_ID"),
            *swap("if not job_id:", "if JOB_ID is None:"),
            *swap(
                "            job_id = client._http_request('POST', '/jobs', json_data={'url': args['url']})['id']".replace(
                    "            ", "        ", 1
                ),
                "        JOB_ID = client._http_request('POST', '/jobs', json_data={'url': args['url']})['id']  # <- POL414\n        job_id = JOB_ID",
            ),
            *swap("{**args, 'job_id': job_id})", "args)"),
            *swap("  job_id hidden\n", ""),
        ),
    },
)

ASKED_BY_ANOTHER_NAME = integration(
    "asked for by another name",
    """
    acme-scan polling
      job_id required
      wait flag
    """,
    """
    def scan_command(client, args):
        job_id = args['job_id']
        status = client._http_request('GET', f'/jobs/{job_id}')
        if status['state'] == 'running' and argToBoolean(args.get('wait', 'false')):
            following = {'job_id': job_id, 'wait': True}
            schedule = ScheduledCommand('acme-scan', 30, following)
            return CommandResults(readable_output='Running.', scheduled_command=schedule)
        return CommandResults(outputs=status)

    def main():
        if demisto.command() == 'acme-scan':
            return_results(scan_command(BaseClient(demisto.params()['url']), demisto.args()))

    main()
    """,
    mistakes={
        "unless it is not wanted": swap("'false'", "'true'"),
        "and started by another argument": (
            *swap("'wait': True}", "'wait': args.get('wait'), 'started': True}"),
            *swap(
                "job_id = args['job_id']",
                "job_id = args['job_id'] if argToBoolean(args.get('started', False)) else '1'",
            ),
            *swap("  wait flag", "  wait flag\n      started  # <- POL202/started"),
        ),
    },
)

CASES = [
    ASKED_BY_ANOTHER_NAME,
    integration("timing", YML, CODE, mistakes=TIMING),
    integration("the polling argument", YML, CODE, mistakes=GATES),
    integration("places and spellings", YML, CODE, mistakes=PLACES),
    integration("waiting and showing", YML, CODE, mistakes=SLEEPS),
    GLOBAL,
    integration(
        "polling at the root, one command",
        "acme-scan\n  job_id required\n  interval_in_seconds\n  timeout_in_seconds\n  polling flag\n",
        CODE,
        root="polling: true  # <- POL102",
    ),
    integration(
        "polling at the root, several commands",
        YML.replace("acme-scan polling", "acme-scan  # <- POL101"),
        CODE,
        root="polling: true  # <- POL102@-",
    ),
    integration("an old fromversion", YML, CODE, fromversion="6.1.0  # <- POL105@-"),
    integration("a new fromversion", YML, CODE, fromversion="6.10.0"),
    integration(
        "read for every command when the module is loaded",
        YML,
        CODE.replace(
            "def scan_command", "INTERVAL = int(demisto.args()['interval_in_seconds'])\n\ndef scan_command", 1
        )
        .replace("    interval = arg_to_number(args.get('interval_in_seconds', 30))\n", "")
        .replace(
            "next_run_in_seconds=interval,", "next_run_in_seconds=INTERVAL,  # <- POL301/interval_in_seconds"
        ),
        mistakes={
            "with a default": (
                *swap(
                    "int(demisto.args()['interval_in_seconds'])",
                    "int(demisto.args().get('interval_in_seconds', 30))",
                ),
                *swap("INTERVAL,  # <- POL301/interval_in_seconds", "INTERVAL,"),
            ),
        },
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_rules(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
