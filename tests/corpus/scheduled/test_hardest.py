"""The hardest forms of real content, made small: healthy they are silent, and each mistake in them is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.clients import code
from tests.corpus.scheduled.writing import LAYOUTS, Case, check, drop, expanded, integration, mark, swap

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
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_hard_forms(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
