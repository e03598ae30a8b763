"""Flags with a default that is true, aliases asked for in the first run only, gates in the function itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import HIDE, JOB, POLLING, URL, Case, check, label, layouts, scan

FIRST_RUN = "first_run; description: Whether this is the first run.; hidden: true"
OLD_URL = "old_url; description: The former name of url.; hidden: true"

DECORATED = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    if argToBoolean(args.get('first_run', True)):
        client.submit(args['url'])
        return PollResult(None, continue_to_poll=True, args_for_next_run={**args, 'first_run': False})
    status = client.status()
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)
"""
SCHEDULED = """
def scan_command(args, client):
    if argToBoolean(args.get('first_run', True)):
        client.submit(args['url'])
        schedule = ScheduledCommand('acme-scan', 30, {**args, 'first_run': False}, 600)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(readable_output='Done.')
"""
ALIAS = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    if 'job_id' not in args:
        old = args.get('old_url')
        job_id = client.submit(old) if old else client.submit(args['url'])
        return PollResult(None, continue_to_poll=True, args_for_next_run={'job_id': job_id, **args})
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)
"""
GATE = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    if not argToBoolean(args.get('polling', 'false')):
        return PollResult(client.once(args.get('url')))
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': job_id},  # <- POL207 error acme-scan polling, POL212 info acme-scan url
    )
"""

CASES = [
    Case("flag with a true default", DECORATED, yml=scan(URL, FIRST_RUN, HIDE)),
    Case(
        "flag with a true default, undeclared",
        DECORATED,
        yml=scan(URL, HIDE, mark="POL201 error acme-scan first_run"),
    ),
    Case(
        "flag with a true default, undeclared, by ScheduledCommand",
        SCHEDULED,
        yml=scan(URL, mark="POL201 error acme-scan first_run"),
    ),
    Case(
        "flag with its default in the yml, undeclared",
        DECORATED.replace("args.get('first_run', True)", "args['first_run']"),
        yml=scan(URL, HIDE, mark="POL201 error acme-scan first_run"),
    ),
    Case("hidden alias of an input", ALIAS, yml=scan(URL, OLD_URL, JOB, HIDE)),
    Case("gate in the function, lost", GATE, yml=scan(URL, POLLING, JOB, HIDE)),
    Case(
        "gate in the function, carried",
        GATE.replace(
            "{'job_id': job_id},  # <- POL207 error acme-scan polling, POL212 info acme-scan url",
            "{**args, 'job_id': job_id},",
        ),
        yml=scan(URL, POLLING, JOB, HIDE),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts(CASES), ids=label)
def test_defaults(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
