"""What decides whether a schedule is attached to the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.attaching import START, attached
from tests.corpus.scheduled.writing import LAYOUTS, Case, check, expanded

CASES = [
    attached(
        "by assignment in one of two branches",
        START
        + """
    result = CommandResults(readable_output='Waiting.')
    if not running:
        result = CommandResults(outputs_prefix='Acme.Job', outputs=status)
    elif polling:
        args.update({'job_id': job_id})
        result.scheduled_command = ScheduledCommand('acme-scan', interval, args)
    return result
""",
    ),
    attached(
        "only if polling, in one expression",
        START
        + """
    schedule = ScheduledCommand('acme-scan', next_run_in_seconds=interval, args={**args, 'job_id': job_id})
    return CommandResults(
        readable_output='Waiting.', outputs=status, scheduled_command=schedule if polling and running else None
    )
""",
    ),
    attached(
        "by a conditional return after an early one",
        START
        + """
    if not running:
        return CommandResults(outputs_prefix='Acme.Job', outputs=status)
    if not polling:
        return CommandResults(readable_output='Still running.')
    args['job_id'] = job_id
    return CommandResults(readable_output='Waiting.', scheduled_command=ScheduledCommand('acme-scan', interval, args))
""",
    ),
    attached(
        "in a loop that ends when it schedules",
        START
        + """
    for part in status['parts']:
        if part['state'] == 'running' and polling:
            args['job_id'] = job_id
            schedule = ScheduledCommand('acme-scan', interval, args)
            return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
    ),
    attached(
        "by what an exception leads to",
        START
        + """
    try:
        report = client.status(job_id + '/report')
    except DemistoException as error:
        if not polling or 'not ready' not in str(error):
            raise
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', interval, args)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Report', outputs=report)
""",
    ),
    attached(
        "by a helper that tells first whether to go on",
        START
        + """
    if should_go_on(args, status):
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', interval, args)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
        head="""
def should_go_on(args, status):
    if not argToBoolean(args.get('polling', False)):
        return False
    return status['state'] == 'running'
""",
    ),
    attached(
        "by a helper that answers in one expression",
        START
        + """
    if should_go_on(args, status):
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', interval, args)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
        head="""
def should_go_on(args, status):
    return argToBoolean(args.get('polling', False)) and status['state'] == 'running'
""",
    ),
    attached(
        "after the flag was asked for before",
        START
        + """
    if polling:
        ScheduledCommand.raise_error_if_not_supported()
    text = 'Waiting.' if polling else 'Still running.'
    if not running:
        text = 'Done.'
    result = CommandResults(outputs_prefix='Acme.Job', outputs=status, readable_output=text)
    if polling and running:
        result.scheduled_command = ScheduledCommand('acme-scan', interval, {**args, 'job_id': job_id})
    return result
""",
    ),
    attached(
        "after the flag was put together before",
        START
        + """
    going_on = polling and running
    if going_on:
        demisto.debug('Goes on.')
    schedule = None
    if going_on:
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', interval, args)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status, readable_output='?', scheduled_command=schedule)
""",
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_schedules_are_followed_to_the_result(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
