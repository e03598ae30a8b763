"""Healthy items in which every mistake has to be found, one for each form of polling."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sample:
    """An item with its code, and shared modules by name."""

    yml: str
    code: str
    modules: dict[str, str] = field(default_factory=dict)


_HEAD = """\
category: Utilities
commonfields:
  id: Acme
  version: -1
configuration: []
description: Asks Acme.
display: Acme
fromversion: 6.5.0
name: Acme
script:
  type: python
  subtype: python3
  script: '-'
  commands:
"""

DECORATED = Sample(
    yml=_HEAD
    + """\
  - name: acme-scan
    polling: true
    arguments:
    - name: url
      description: What to scan.
      required: true
    - name: polling
      description: Whether to wait.
      auto: PREDEFINED
      predefined:
      - 'true'
      - 'false'
    - name: interval_in_seconds
      description: Seconds between two polls.
      defaultValue: '30'
    - name: job_id
      description: The job, set by the command itself.
      hidden: true
    - name: hide_polling_output
      description: Set by the server.
      hidden: true
    description: Scans.
  - name: acme-list
    description: Lists.
""",
    code="""\
@polling_function(
    'acme-scan',
    interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),
    timeout=600,
)
def scan_command(args, client):
    if 'job_id' not in args:
        args['job_id'] = client.submit(args['url'])
    status = client.status(args['job_id'])
    return PollResult(
        response=CommandResults(outputs=status),
        continue_to_poll=status['state'] == 'running',
        args_for_next_run=args,
    )


def main():
    args = demisto.args()
    if demisto.command() == 'acme-scan':
        return_results(scan_command(args, Client()))
    elif demisto.command() == 'acme-list':
        return_results(CommandResults(readable_output='none'))


main()
""",
)

PAIR = Sample(
    yml=_HEAD
    + """\
    - arguments:
        - {name: url, required: true, description: What to scan.}
        - {name: waiting, description: Whether to wait., predefined: ['true', 'false'], auto: PREDEFINED}
      name: acme-submit
      polling: true
    - arguments:
        - {name: waiting, description: Whether to wait., predefined: ['true', 'false'], auto: PREDEFINED}
        - {name: job_id, required: true, description: The job.}
        - {name: hide_polling_output, hidden: true}
      name: acme-find
      polling: true
""",
    code="""\
@polling_function(name='acme-find', polling_arg_name='waiting')
def find_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(
        CommandResults(outputs=status),
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': args['job_id'], 'waiting': args.get('waiting')},
    )


def submit_command(args, client):
    return find_command({'job_id': client.submit(args['url']), 'waiting': args.get('waiting')}, client)


COMMANDS = {'acme-submit': submit_command, 'acme-find': find_command}


def main():
    return_results(COMMANDS[demisto.command()](demisto.args(), Client()))


main()
""",
)

SCHEDULED = Sample(
    yml=_HEAD
    + """\
  - {name: acme-search, polling: true, arguments: [{name: query, required: true}, {name: search_id, hidden: true}]}
  - {name: acme-list}
""",
    code="""\
def search_command(client, args):
    search_id = args.get('search_id')
    if not search_id:
        search_id = client.search(args.get('query'))
    found = client.results(search_id)
    if found is None:
        return CommandResults(
            readable_output='Searching.',
            scheduled_command=ScheduledCommand(
                command='acme-search',
                next_run_in_seconds=30,
                args={'search_id': search_id, **args},
                timeout_in_seconds=600,
            ),
        )
    return CommandResults(outputs=found)


def main():
    if demisto.command() == 'acme-search':
        return_results(search_command(Client(), demisto.args()))


main()
""",
)

SHARED = Sample(
    yml=_HEAD
    + """\
  - name: acme-retry
    polling: true
    arguments:
    - name: url
      required: true
    - name: ran_once
      description: Internal.
      hidden: true
  - name: acme-list
""",
    code="""\
def retry_command(client, args):
    return client.fetch(args)


def main():
    if demisto.command() == 'acme-retry':
        return_results(retry_command(SharedClient(), demisto.args()))


from SharedApiModule import *

main()
""",
    modules={
        "SharedApiModule": """\
class SharedClient(BaseClient):
    def fetch(self, args):
        answer = self._http_request('GET', args['url'], ok_codes=(200, 429), resp_type='response')
        if answer.status_code == 429:
            if args.get('ran_once'):
                raise DemistoException('twice')
            return CommandResults(
                readable_output='Later.',
                scheduled_command=ScheduledCommand(
                    command=demisto.command(),
                    next_run_in_seconds=60,
                    args={**args, 'ran_once': True},
                    timeout_in_seconds=600,
                ),
            )
        return CommandResults(outputs=answer.json())
"""
    },
)

SCRIPT = Sample(
    yml="""\
args:
- name: job
  required: true
- name: round
  description: Internal.
  hidden: true
comment: Waits.
commonfields:
  id: AcmeWait
  version: -1
fromversion: 6.5.0
name: AcmeWait
polling: true
script: '-'
subtype: python3
type: python
""",
    code="""\
def main():
    args = demisto.args()
    turn = int(args.get('round', 0))
    if turn < 5:
        return_results(CommandResults(
            readable_output='Waiting.',
            scheduled_command=ScheduledCommand(
                command='AcmeWait', next_run_in_seconds=30, args={**args, 'round': turn + 1},
                timeout_in_seconds=600,
            ),
        ))
    else:
        return_results('done')


main()
""",
)

SAMPLES = {
    "decorated": DECORATED,
    "pair": PAIR,
    "scheduled": SCHEDULED,
    "shared": SHARED,
    "script": SCRIPT,
}
