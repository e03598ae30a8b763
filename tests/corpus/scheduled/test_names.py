"""The name of the command that a schedule runs next, and which command that is."""

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
  job_id required
  turn hidden
  polling flag
acme-list
  limit default=50
"""

SCAN = """
def scan_command(client, args):
    status = client._http_request('GET', '/jobs/' + args['job_id'])
    if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
        turn = int(args.get('turn', '0')) + 1
        schedule = ScheduledCommand(
            command=NAME,
            next_run_in_seconds=30,
            args={**args, 'turn': turn},
        )
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
"""

FOOT = """
def main():
    client = BaseClient(demisto.params()['url'])
    if demisto.command() == 'acme-scan':
        return_results(scan_command(client, demisto.args()))
    elif demisto.command() == 'acme-list':
        return_results(client._http_request('GET', '/jobs'))

main()
"""

BROKEN: Mapping[str, Edits] = {
    "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
    "state not declared": (*drop("  turn"), *mark("acme-scan polling", "POL201/turn")),
    "required argument left out": (
        *swap("args={**args, 'turn': turn}", "args={'polling': True, 'turn': turn}"),
        *mark("'polling': True, 'turn'", "POL208/job_id"),
    ),
}


def named(
    name: str, given: str, *, head: str = "", foot: str = FOOT, wrong: tuple[str, str] | None = None
) -> Case:
    """A case in which the schedule's name is this expression; ``wrong``: what to write for a wrong name."""
    code = textwrap.dedent(head) + SCAN.replace("NAME", given) + textwrap.dedent(foot)
    mistakes = dict(BROKEN)
    if wrong is not None:
        mistakes["no such command"] = swap(*wrong) + mark("            command=", "POL406")
    return integration(name, YML, code, mistakes=mistakes)


ONE = [
    named("a literal", "'acme-scan'"),
    named(
        "a constant of the module",
        "SCAN",
        head="SCAN = 'acme-scan'\n",
        wrong=("SCAN = 'acme-scan'", "SCAN = 'acme-skan'"),
    ),
    named("the current command", "demisto.command()"),
    named(
        "a constant of a class",
        "Names.SCAN",
        head="class Names:\n    PREFIX = 'acme'\n    SCAN = PREFIX + '-scan'\n",
        wrong=("PREFIX = 'acme'", "PREFIX = 'axme'"),
    ),
    named(
        "a member of an Enum",
        "Names.SCAN.value",
        head="import enum\n\nclass Names(enum.Enum):\n    SCAN = 'acme-scan'\n    LIST = 'acme-list'\n",
        wrong=("SCAN = 'acme-scan'", "SCAN = 'acme-scans'"),
    ),
    named(
        "an f-string",
        "f'{PREFIX}-scan'",
        head="PREFIX = 'acme'\n",
        wrong=("PREFIX = 'acme'", "PREFIX = 'akme'"),
    ),
    named(
        "a format",
        "'{}-{}'.format('acme', VERB)",
        head="VERB = 'scan'\n",
        wrong=("VERB = 'scan'", "VERB = 'scam'"),
    ),
    named(
        "a join",
        "'-'.join([PREFIX, 'scan'])",
        head="PREFIX = 'acme'\n",
        wrong=("PREFIX = 'acme'", "PREFIX = 'ackme'"),
    ),
    named("a percent sign", "'acme-%s' % 'scan'"),
    named("a replacement", "'acme-list'.replace('list', 'scan')"),
    named("lower case", "'ACME-SCAN'.lower()"),
    named(
        "a table",
        "TABLE['scan']",
        head="TABLE = {'scan': 'acme-scan'}\n",
        wrong=("'acme-scan'}", "'acme-scann'}"),
    ),
    named(
        "a table with the current command",
        "TABLE[demisto.command()]['next']",
        head="TABLE = {'acme-scan': {'next': 'acme-scan'}, 'acme-list': {'next': None}}\n",
        wrong=("'next': 'acme-scan'", "'next': 'acme-rescan'"),
    ),
    named("get of a table", "TABLE.get('scan', 'acme-list')", head="TABLE = dict(scan='acme-scan')\n"),
    named("an item of a list", "NAMES[1]", head="NAMES = ['acme-list', 'acme-scan']\n"),
    named(
        "a global that main fills",
        "COMMAND",
        head="COMMAND = ''\n",
        foot=FOOT.replace(
            "def main():\n", "def main():\n    global COMMAND\n    COMMAND = demisto.command()\n"
        ),
    ),
    named(
        "an attribute of the client",
        "client.command",
        head="class Client(BaseClient):\n    def __init__(self, url, command):\n"
        "        super().__init__(url)\n        self.command = command\n",
        foot=FOOT.replace(
            "BaseClient(demisto.params()['url'])", "Client(demisto.params()['url'], demisto.command())"
        ),
    ),
    named("a helper", "next_name()", head="def next_name():\n    return 'acme' + '-' + 'scan'\n"),
    named(
        "a helper with the current command",
        "next_name(demisto.command())",
        head="def next_name(command):\n    return command if command.endswith('scan') else 'acme-scan'\n",
    ),
    named("what calledContext would say, unknown", "demisto.callingContext['context']['CommandName']"),
]
# Where the name is not known, nothing is known of the target.
ONE[-1] = integration(
    ONE[-1].name,
    YML,
    ONE[-1].items[0].code,
    mistakes={"no polling: true": BROKEN["no polling: true"]},
)

PARAMETER = integration(
    "a parameter of a generic function, from several commands",
    """
    acme-file polling
      file_id required
      job_id hidden
      polling flag
    acme-url polling
      url required
      job_id hidden
      polling flag
    """,
    """
    def run_polling_command(client, args, cmd, submit, key):
        job_id = args.get('job_id')
        if job_id is None:
            job_id = submit(args[key])
            args['job_id'] = job_id
        status = client._http_request('GET', f'/jobs/{job_id}')
        if argToBoolean(args.get('polling', 'false')) and status['state'] != 'done':
            schedule = ScheduledCommand(command=cmd, next_run_in_seconds=30, args=args, timeout_in_seconds=600)
            return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
        return CommandResults(outputs=status)

    def main():
        client = BaseClient(demisto.params()['url'])
        args = demisto.args()
        def post(what):
            return client._http_request('POST', '/jobs', json_data=what)['id']
        if demisto.command() == 'acme-file':
            return_results(run_polling_command(client, args, 'acme-file', post, 'file_id'))
        elif demisto.command() == 'acme-url':
            return_results(run_polling_command(client, args, cmd='acme-url', submit=post, key='url'))

    main()
    """,
    mistakes={
        "no polling: true at the second": swap("acme-url polling\n", "acme-url  # <- POL101@acme-url\n"),
        "no polling: true at the first": swap("acme-file polling\n", "acme-file  # <- POL101\n"),
        "state not declared at the second": (
            ("  url required\n  job_id hidden\n", "  url required\n"),
            ("acme-url polling", "acme-url polling  # <- POL201@acme-url/job_id"),
        ),
        "state in sight at the first": (
            (
                "  file_id required\n  job_id hidden\n",
                "  file_id required\n  job_id  # <- POL202=info/job_id\n",
            ),
        ),
        "state required at the second, as people give it": (
            ("  url required\n  job_id hidden\n", "  url required\n  job_id required\n"),
        ),
        "a copied name": (
            # The second command schedules the first, which requires another argument.
            ("cmd='acme-url'", "cmd='acme-file'"),
            *mark("schedule = Scheduled", "POL208/file_id"),
        ),
        "a wrong name at one": (
            ("cmd='acme-url'", "cmd='acme-urls'"),
            *mark("schedule = Scheduled", "POL406@acme-url"),
        ),
    },
)

OTHER = integration(
    "another command as the target",
    """
    acme-start polling
      url required
      interval_in_seconds default=60
    acme-result polling
      job_id required
      started_at hidden
      interval_in_seconds default=60
    """,
    """
    def start_command(client, args):
        job = client._http_request('POST', '/jobs', json_data={'url': args['url']})
        schedule = ScheduledCommand(
            command='acme-result',
            next_run_in_seconds=arg_to_number(args.get('interval_in_seconds', 60)),
            args={
                'job_id': job['id'],
                'started_at': job['time'],
                'interval_in_seconds': args.get('interval_in_seconds'),
            },
            timeout_in_seconds=3600,
        )
        return CommandResults(readable_output='Started.', outputs=job, scheduled_command=schedule)

    def result_command(client, args):
        status = client._http_request('GET', '/jobs/' + args['job_id'])
        if status['state'] == 'running':
            seconds = arg_to_number(args.get('interval_in_seconds', 60))
            schedule = ScheduledCommand('acme-result', seconds, args, 3600)
            return CommandResults(readable_output='Running.', scheduled_command=schedule)
        took = status['time'] - args['started_at'] if 'started_at' in args else None
        return CommandResults(outputs={**status, 'took': took})

    def main():
        client = BaseClient(demisto.params()['url'])
        if demisto.command() == 'acme-start':
            return_results(start_command(client, demisto.args()))
        elif demisto.command() == 'acme-result':
            return_results(result_command(client, demisto.args()))

    main()
    """,
    mistakes={
        "no polling: true at the starter": swap("acme-start polling\n", "acme-start  # <- POL101\n"),
        "no polling: true at the target that schedules again": swap(
            "acme-result polling\n", "acme-result  # <- POL101@acme-result\n"
        ),
        "state not declared at the target": (
            *drop("  started_at"),
            *mark("acme-result polling", "POL201@acme-result/started_at"),
        ),
        "required left out": (
            *drop("        'job_id': job['id'],"),
            *mark(" args={", "POL208@acme-result/job_id"),
        ),
        "interval left out": (
            *drop("        'interval_in_seconds': args"),
            *mark(" args={", "POL305@acme-result/interval_in_seconds"),
        ),
        "target misspelled": swap("command='acme-result',", "command='acme-results',  # <- POL406"),
        "job id declared, but under another name": (
            *swap("  job_id required\n", "  job required\n"),
            *mark("acme-result polling", "POL201@acme-result/job_id"),
            *mark(" args={", "POL208@acme-result/job"),
        ),
    },
)

ONCE = integration(
    "a target that does not schedule again needs no polling",
    """
    acme-start polling
      url required
    acme-tell
      job_id required
    """,
    """
    def main():
        client = BaseClient(demisto.params()['url'])
        args = demisto.args()
        if demisto.command() == 'acme-start':
            job = client._http_request('POST', '/jobs', json_data={'url': args['url']})
            later = ScheduledCommand('acme-tell', 60, {'job_id': job['id']})
            return_results(CommandResults(readable_output='Started.', scheduled_command=later))
        elif demisto.command() == 'acme-tell':
            return_results(client._http_request('GET', '/jobs/' + args['job_id']))

    main()
    """,
    mistakes={
        "no polling: true": swap("acme-start polling\n", "acme-start  # <- POL101\n"),
        "needless polling: true": swap("acme-tell\n", "acme-tell polling  # <- POL104=info@acme-tell\n"),
    },
)

SEVERAL = integration(
    "several schedules from one command",
    """
    acme-check polling
      what required
      polling flag
    acme-file-result polling
      file_job required
      polling flag
    acme-url-result polling
      url_job required
      polling flag
    """,
    """
    def again(command, **kwargs):
        schedule = ScheduledCommand(command=command, next_run_in_seconds=30, args={**kwargs, 'polling': True})
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)

    def check_command(client, args):
        file_job, url_job = client._http_request('POST', '/check', json_data={'what': args['what']})
        if not argToBoolean(args.get('polling', False)):
            return CommandResults(readable_output=f'{file_job} {url_job}')
        return [
            again('acme-file-result', file_job=file_job),
            again('acme-url-result', url_job=url_job),
        ]

    def result_command(client, args, key, command):
        status = client._http_request('GET', '/jobs/' + args[key])
        if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
            return again(command, **{key: args[key]})
        return CommandResults(outputs=status)

    def main():
        client, args, command = BaseClient(demisto.params()['url']), demisto.args(), demisto.command()
        if command == 'acme-check':
            return_results(check_command(client, args))
        elif command == 'acme-file-result':
            return_results(result_command(client, args, 'file_job', command))
        elif command == 'acme-url-result':
            return_results(result_command(client, args, 'url_job', command))

    main()
    """,
    mistakes={
        "no polling: true at the first": swap("acme-check polling\n", "acme-check  # <- POL101\n"),
        "no polling: true at a target": swap(
            "acme-url-result polling\n", "acme-url-result  # <- POL101@acme-url-result\n"
        ),
        "one key misspelled": (
            *swap("again('acme-url-result', url_job=url_job)", "again('acme-url-result', urljob=url_job)"),
            *mark("schedule = Scheduled", "POL208@acme-url-result/url_job"),
            *mark("acme-url-result polling", "POL201=info@acme-url-result/urljob"),
        ),
        "no polling argument at one target": (
            ("  url_job required\n  polling flag\n", "  url_job required\n"),
            ("acme-url-result polling", "acme-url-result polling  # <- POL205@acme-url-result/polling"),
        ),
        "no polling argument passed on": (
            *swap("args={**kwargs, 'polling': True}", "args={**kwargs}"),
            *mark("schedule = Scheduled", "POL207@acme-file-result/polling, POL207@acme-url-result/polling"),
        ),
        "one target misspelled": (
            *swap("again('acme-url-result', url", "again('acme-url-reslt', url"),
            *mark("schedule = Scheduled", "POL406"),
        ),
    },
)

CASES = [*ONE, PARAMETER, OTHER, ONCE, SEVERAL]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_targets_are_known_by_their_names(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
