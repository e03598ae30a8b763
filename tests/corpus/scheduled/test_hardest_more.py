"""The hardest forms of real content, made small: healthy they are silent, and each mistake in them is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.clients import code
from tests.corpus.scheduled.writing import LAYOUTS, Case, check, drop, expanded, integration, mark, swap

CASES = [
    integration(
        "9: a helper with keywords makes the schedule, two targets for a command",
        """
        acme-update polling
          name required
          interval default=30
          timeout default=600
        acme-get polling
          id required
          interval default=30
          timeout default=600
          polling flag
        """,
        code(
            """
def create_schedule(command, interval, timeout, **kwargs):
    ScheduledCommand.raise_error_if_not_supported()
    return ScheduledCommand(
        command=command,
        next_run_in_seconds=interval,
        timeout_in_seconds=timeout,
        args={'interval': interval, 'timeout': timeout, **kwargs},
    )

def update_command(client, args):
    interval = arg_to_number(args.get('interval', 30))
    timeout = arg_to_number(args.get('timeout', 600))
    made = client.post('/items', {'name': args['name']})
    if made['state'] == 'busy':
        schedule = create_schedule('acme-update', interval, timeout, name=args['name'])
    else:
        schedule = create_schedule('acme-get', interval, timeout, id=made['id'], polling=True)
    return CommandResults(readable_output='Updating.', outputs=made, scheduled_command=schedule)

def get_command(client, args):
    interval = arg_to_number(args.get('interval', 30))
    timeout = arg_to_number(args.get('timeout', 600))
    item = client.read('/items/' + args['id'])
    schedule = None
    if argToBoolean(args.get('polling', False)) and item['state'] == 'updating':
        schedule = create_schedule('acme-get', interval, timeout, id=args['id'], polling=True)
    return CommandResults(readable_output=item['state'], outputs=item, scheduled_command=schedule)
""",
            acme_update="return_results(update_command(client, args))",
            acme_get="return_results(get_command(client, args))",
        ),
        mistakes={
            "no polling: true at the starter": swap("acme-update polling\n", "acme-update  # <- POL101\n"),
            "no polling: true at the target": swap("acme-get polling\n", "acme-get  # <- POL101@acme-get\n"),
            "the id under another name": (
                *swap("id=made['id'], polling=True)", "item_id=made['id'], polling=True)"),
                *mark("        args={'interval'", "POL208@acme-get/id"),
                *mark("acme-get polling", "POL201=info@acme-get/item_id"),
            ),
            "polling left out by one": (
                *swap("id=args['id'], polling=True)", "id=args['id'])"),
                *mark("        args={'interval'", "POL207@acme-get/polling"),
            ),
        },
    ),
    integration(
        "10: attached later, and only if polling",
        """
        acme-search polling
          query required
          polling flag
          search_id hidden
          interval_in_seconds default=30
        """,
        code(
            """
def search_command(client, args):
    interval = arg_to_number(args.get('interval_in_seconds', 30))
    search_id = args.get('search_id', '')
    is_polling = argToBoolean(args.get('polling', False))
    if is_polling:
        ScheduledCommand.raise_error_if_not_supported()
    if not search_id:
        search_id = client.post('/search', {'query': args['query']})['id']
    state = client.read(f'/search/{search_id}')
    polling_args = {'search_id': search_id, 'interval_in_seconds': interval, 'polling': is_polling, **args}
    scheduled_command = ScheduledCommand(
        command='acme-search', next_run_in_seconds=interval, args=polling_args, timeout_in_seconds=600
    )
    if state['done']:
        return CommandResults(outputs=state)
    return CommandResults(
        readable_output='Searching.',
        outputs=state,
        scheduled_command=scheduled_command if is_polling else None,
    )
""",
            acme_search="return_results(search_command(client, args))",
        ),
        mistakes={
            "no polling: true": swap("acme-search polling\n", "acme-search  # <- POL101\n"),
            "state not declared": (*drop("  search_id"), *mark("acme-search polling", "POL201/search_id")),
            "polling argument not declared": (
                *drop("  polling flag"),
                *mark("acme-search polling", "POL205/polling"),
            ),
            "never attached": (
                *swap("        scheduled_command=scheduled_command if is_polling else None,\n", ""),
                *mark("    scheduled_command = Scheduled", "POL413"),
            ),
        },
    ),
    integration(
        "11: the arguments rebound and changed on the way",
        """
        acme-create polling
          message required
          tags
          polling flag
          request_id hidden
          polled_once hidden
        """,
        code(
            """
def create_command(client, args):
    args = {'is_polling': argToBoolean(args.get('polling', False)), **args}
    if args.get('request_id') is None:
        args['tags'] = argToList(args.get('tags'))
        made = client.post('/alerts', remove_empty_elements(args))
        args['request_id'] = made['requestId']
    status = client.read('/requests/' + args['request_id'])
    args.pop('is_polling')
    if argToBoolean(args.get('polling', False)) and not status['done']:
        text = 'Waiting still.' if args.get('polled_once') else 'Waiting.'
        schedule = ScheduledCommand('acme-create', 10, {**args, 'polled_once': True}, 600)
        return CommandResults(readable_output=text, scheduled_command=schedule)
    return CommandResults(outputs=status)
""",
            acme_create="return_results(create_command(client, args))",
        ),
        mistakes={
            "request id not declared": (
                *drop("  request_id"),
                *mark("acme-create polling", "POL201/request_id"),
            ),
            "flag not declared": (*drop("  polled_once"), *mark("acme-create polling", "POL201/polled_once")),
            "flag in sight": swap("polled_once hidden", "polled_once  # <- POL202/polled_once"),
        },
    ),
    integration(
        "11: a key set and taken away again does not travel",
        """
        acme-run polling
          host required
          polling flag
          request_ids hidden
        """,
        code(
            """
def status_command(client, args):
    args['sha'] = client.read('/status/' + args['request_ids'])['sha']
    return args['sha'] is not None, args

def run_command(client, args):
    if not args.get('request_ids'):
        args['request_ids'] = client.post('/run', {'host': args['host']})['id']
    done, args = status_command(client, args)
    sha = args.pop('sha')
    if argToBoolean(args.get('polling', False)) and not done:
        return CommandResults(readable_output='Running.', scheduled_command=ScheduledCommand('acme-run', 30, args))
    return CommandResults(outputs={'sha': sha})
""",
            acme_run="return_results(run_command(client, args))",
        ),
        mistakes={
            "state not declared": (*drop("  request_ids"), *mark("acme-run polling", "POL201/request_ids")),
            "state taken away too": (
                *swap(
                    "    sha = args.pop('sha')\n", "    sha = args.pop('sha')\n    args.pop('request_ids')\n"
                ),
                *mark("request_ids hidden", "POL213/request_ids"),
            ),
        },
    ),
    integration(
        "12: a command that schedules another, by a table of built-in queries",
        """
        acme-logins polling
          user required
          limit default=100
        acme-results polling
          query_id required
          limit default=100
        """,
        code(
            """
BUILT_IN = {'acme-logins': {'query': 'logins', 'argument': 'user'}}

def start_query(client, args, command):
    built = BUILT_IN[command]
    query_id = client.post('/query', {'query': built['query'], 'value': args[built['argument']]})['id']
    return poll(client, {'query_id': query_id, 'limit': args.get('limit', 100)})

def poll(client, args):
    results = client.read('/results/' + args['query_id'])
    outputs = CommandResults(outputs=results, readable_output=results['state'])
    if results['state'] == 'pending':
        outputs.scheduled_command = ScheduledCommand('acme-results', 20, args, 600)
    return outputs
""",
            acme_results="return_results(poll(client, args))",
        ).replace(
            "        else:\n            raise",
            "        elif command in BUILT_IN:\n            return_results(start_query(client, args, command))\n        else:\n            raise",
        ),
        mistakes={
            "no polling: true at the query": swap("acme-logins polling\n", "acme-logins  # <- POL101\n"),
            "no polling: true at the results": swap(
                "acme-results polling\n", "acme-results  # <- POL101@acme-results\n"
            ),
            "the id under another name": (
                *swap("  query_id required\n", "  query required\n"),
                *mark("acme-results polling", "POL201@acme-results/query_id"),
                *mark("outputs.scheduled_command = ", "POL208@acme-results/query"),
            ),
        },
    ),
    integration(
        "16 and 17: one branch for several commands, and one for a command that the yml does not have",
        """
        acme-file polling
          file required
          polling flag
          job hidden
        file
          file required
        """,
        code(
            """
def file_command(client, args):
    job = args.get('job') or client.post('/files', {'file': args['file']})['id']
    status = client.read(f'/jobs/{job}')
    if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
        return CommandResults(readable_output='Running.', scheduled_command=again(demisto.command(), args, job))
    return CommandResults(outputs=status)

def again(command, args, job):
    return ScheduledCommand(command, 30, {**args, 'job': job}, 600)

def quarantine_command(client, args):
    made = client.post('/quarantine', {'file': args['file']})
    return CommandResults(readable_output='Quarantined.', scheduled_command=again('acme-quarantine', args, made['id']))
""",
            acme_quarantine="return_results(quarantine_command(client, args))",
        ).replace(
            "        else:\n            raise",
            "        elif command in ('acme-file', 'file'):\n            return_results(file_command(client, args))\n        else:\n            raise",
        ),
        mistakes={
            "no polling: true": swap("acme-file polling\n", "acme-file  # <- POL101\n"),
            "state not declared": (*drop("  job"), *mark("acme-file polling", "POL201/job")),
            "the second command gets the polling argument": (
                (
                    "  job hidden\nfile\n  file required\n",
                    "  job hidden\nfile  # <- POL101@file, POL201@file/job\n  file required\n  polling flag\n",
                ),
            ),
        },
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_hard_forms(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
