"""The hardest forms of real content, made small: healthy they are silent, and each mistake in them is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import LAYOUTS, Case, check, drop, expanded, integration, mark, swap

FOOT = """
def main():
    client = Client(demisto.params()['url'])
    args, command = demisto.args(), demisto.command()
    try:
        {dispatch}
        else:
            raise NotImplementedError(command)
    except Exception as error:
        return_error(str(error))

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

CLIENT = """
class Client(BaseClient):
    def post(self, path, data):
        return self._http_request('POST', path, json_data=data)

    def read(self, path):
        return self._http_request('GET', path)
"""


def code(body: str, **commands: str) -> str:
    """Code with these functions; what each command does (underscores for hyphens)."""
    tests = [
        f"if command == '{name.replace('_', '-')}':\n            {run}" for name, run in commands.items()
    ]
    return CLIENT + body + FOOT.format(dispatch="\n        el".join(tests))


CASES = [
    integration(
        "3: the input fetched again elsewhere, changed by the command's function",
        """
        acme-trace polling
          purpose required
          host
          page hidden
        """,
        code(
            """
def fetch(client, query):
    page = client.post('/query', {'query': query, 'page': demisto.args().get('page', '1')})
    if page.get('next'):
        again = demisto.args()
        again['page'] = page['next']
        return_results(
            CommandResults(readable_output='More to come.', scheduled_command=ScheduledCommand(demisto.command(), 20, again))
        )
        sys.exit(0)
    return page['rows']

def trace_command(client, args):
    host = args.get('host')
    purpose = args.get('purpose')
    return CommandResults(outputs=fetch(client, f'{purpose} {host}'))
""",
            acme_trace="return_results(trace_command(client, args))",
        ),
        mistakes={
            "the required argument popped": (
                *swap("purpose = args.get('purpose')", "purpose = args.pop('purpose')"),
                *mark("CommandResults(readable_output='More to come.'", "POL208/purpose"),
            ),
            "state not declared": (*drop("  page"), *mark("acme-trace polling", "POL201/page")),
            "no polling: true": swap("acme-trace polling\n", "acme-trace  # <- POL101\n"),
        },
    ),
    integration(
        "5: a table of commands and functions, guarded by an argument that only some declare",
        """
        acme-create polling
          name required
          run_polling flag
          list_id hidden
          interval_in_seconds default=30
        acme-delete polling
          name required
          run_polling flag
          list_id hidden
          interval_in_seconds default=30
        acme-list
          limit default=50
        """,
        code(
            """
def create_command(client, args):
    return CommandResults(outputs=client.post('/items', {'name': args['name']}), readable_output='Created.')

def delete_command(client, args):
    return CommandResults(outputs=client.post('/delete', {'name': args['name']}), readable_output='Deleted.')

def list_command(client, args):
    return CommandResults(outputs=client.read('/items'))

def schedule_command(args, cmd):
    return ScheduledCommand(
        command=cmd,
        next_run_in_seconds=arg_to_number(args.get('interval_in_seconds', 30)),
        args=args,
        timeout_in_seconds=600,
    )

def run_polling_command(client, cmd, command_function, args):
    list_id = args.get('list_id')
    if list_id is None:
        results = command_function(client, args)
        args['list_id'] = results.outputs['list_id']
        results.scheduled_command = schedule_command(args, cmd)
        return results
    status = client.read(f'/operations/{list_id}')
    if status['state'] != 'completed':
        return CommandResults(scheduled_command=schedule_command(args, cmd))
    return command_function(client, args)
""",
            acme_create="return_results(run(client, command, args))",
        ).replace(
            "        if command == 'acme-create':\n            return_results(run(client, command, args))\n",
            "        commands = {'acme-create': create_command, 'acme-delete': delete_command, 'acme-list': list_command}\n"
            "        if argToBoolean(args.get('run_polling', False)):\n"
            "            return_results(run_polling_command(client, command, commands[command], args))\n"
            "        elif command in commands:\n"
            "            return_results(commands[command](client, args))\n",
        ),
        mistakes={
            "no polling: true at one": swap(
                "acme-delete polling\n", "acme-delete  # <- POL101@acme-delete\n"
            ),
            "gate not declared at one": (
                (
                    "acme-delete polling\n  name required\n  run_polling flag\n",
                    "acme-delete polling  # <- POL205@acme-delete/run_polling\n  name required\n",
                ),
            ),
            "state not declared at one": (
                (
                    "acme-delete polling\n  name required\n  run_polling flag\n  list_id hidden\n",
                    "acme-delete polling  # <- POL201@acme-delete/list_id\n  name required\n  run_polling flag\n",
                ),
            ),
            "gate taken out of the next run's arguments": (
                *swap(
                    "        args['list_id'] = results.outputs['list_id']\n",
                    "        args['list_id'] = results.outputs['list_id']\n        args.pop('run_polling')\n",
                ),
                *mark("        args=args,", "POL207/run_polling, POL207@acme-delete/run_polling"),
            ),
            "the third declares the gate": (
                *swap("  limit default=50", "  limit default=50\n  run_polling flag"),
                ("acme-list\n", "acme-list  # <- POL101@acme-list, POL201@acme-list/list_id\n"),
            ),
        },
    ),
    integration(
        "6: a key that is a string parameter, or comes from a table",
        """
        acme-isolate polling
          host required
          action_id hidden
        acme-scan polling
          host required
          scan_id hidden
        """,
        code(
            """
TABLE = {
    'acme-isolate': {'path': '/isolate', 'type': 'action_id'},
    'acme-scan': {'path': '/scan', 'type': 'scan_id'},
}

def run_polling_command(client, args, cmd, decision_field):
    if decision_field not in args:
        made = client.post(TABLE[cmd]['path'], {'host': args['host']})
        schedule = ScheduledCommand(cmd, 30, {decision_field: made['id'], **args}, 600)
        return CommandResults(readable_output='Started.', scheduled_command=schedule)
    status = client.read('/actions/' + args[decision_field])
    if status['state'] == 'running':
        type_id = TABLE[cmd]['type']
        args[type_id] = status['id']
        return CommandResults(scheduled_command=ScheduledCommand(cmd, 30, args, 600))
    return CommandResults(outputs=status)
""",
            acme_isolate="return_results(run_polling_command(client, args, 'acme-isolate', 'action_id'))",
            acme_scan="return_results(run_polling_command(client, args, cmd='acme-scan', decision_field='scan_id'))",
        ),
        mistakes={
            "first key not declared": (
                *drop("  action_id"),
                *mark("acme-isolate polling", "POL201/action_id"),
            ),
            "second key not declared": (
                *drop("  scan_id"),
                *mark("acme-scan polling", "POL201@acme-scan/scan_id"),
            ),
            "second key in sight": swap("  scan_id hidden", "  scan_id  # <- POL202=info@acme-scan/scan_id"),
            "the parameter misspelled": (
                *swap("decision_field='scan_id'", "decision_field='scanid'"),
                *mark("acme-scan polling", "POL201@acme-scan/scanid"),
            ),
            "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101@acme-scan\n"),
        },
    ),
    integration(
        "7: a key that is there only for one value of a parameter",
        """
        acme-file polling
          file_id required
          polling flag
          ids hidden
          as_file hidden
        acme-url polling
          url required
          polling flag
          ids hidden
        """,
        code(
            """
def make_args(ids, args, kind):
    made = {**args, 'ids': ids}
    if kind == 'FILE':
        made['as_file'] = 'yes'
    return made

def run_command(client, args, cmd, kind):
    polling = argToBoolean(args.get('polling', 'false'))
    ids = args.get('ids')
    if ids is None:
        ids = client.post('/submit', {'what': args.get('file_id') or args.get('url')})['ids']
    status = client.read(f'/status/{ids}?file={args.get("as_file", "no") if kind == "FILE" else "no"}')
    if polling and status['state'] == 'running':
        schedule = ScheduledCommand(cmd, 60, make_args(ids, args, kind), 600)
        return CommandResults(readable_output='Running.', scheduled_command=schedule)
    return CommandResults(outputs=status)
""",
            acme_file="return_results(run_command(client, args, 'acme-file', 'FILE'))",
            acme_url="return_results(run_command(client, args, 'acme-url', 'URL'))",
        ),
        mistakes={
            "the key not declared": (*drop("  as_file"), *mark("acme-file polling", "POL201/as_file")),
            "polling argument not declared at one": (
                ("  url required\n  polling flag\n", "  url required\n"),
                ("acme-url polling", "acme-url polling  # <- POL205@acme-url/polling"),
            ),
            "state not declared at one": (
                ("  url required\n  polling flag\n  ids hidden\n", "  url required\n  polling flag\n"),
                ("acme-url polling", "acme-url polling  # <- POL201@acme-url/ids"),
            ),
        },
    ),
    integration(
        "8: comprehensions and loops over the input",
        """
        acme-upload polling
          upload required
          format
          polling flag
          md5 hidden
          secret_note
        """,
        code(
            """
KEPT = ['format', 'polling', 'upload']

def upload_command(client, args):
    md5 = args.get('md5')
    if not md5:
        md5 = client.post('/upload', {'file': args['upload'], 'note': args.get('secret_note')})['md5']
    report = client.read(f'/report/{md5}?format={args.get("format", "pdf")}')
    if argToBoolean(args.get('polling', False)) and report['state'] == 'pending':
        polling_args = {key: value for key, value in args.items() if key in KEPT}
        for key, value in {'md5': md5}.items():
            polling_args[key] = value
        schedule = ScheduledCommand('acme-upload', 60, polling_args, 600)
        return CommandResults(readable_output='Pending.', scheduled_command=schedule)
    return CommandResults(outputs=report)
""",
            acme_upload="return_results(upload_command(client, args))",
        ),
        mistakes={
            "state not declared": (*drop("  md5"), *mark("acme-upload polling", "POL201/md5")),
            "state in sight": swap("  md5 hidden", "  md5  # <- POL202=info/md5"),
            "no polling: true": swap("acme-upload polling\n", "acme-upload  # <- POL101\n"),
        },
    ),
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
