"""How a schedule gets from where it is made into a result that the run returns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.attaching import FOOT, START, attached
from tests.corpus.scheduled.writing import LAYOUTS, Case, check, expanded, mark, swap

CASES = [
    attached(
        "in the constructor",
        START
        + """
    if polling and running:
        return CommandResults(
            readable_output='Waiting.',
            scheduled_command=ScheduledCommand(
                command='acme-scan',
                next_run_in_seconds=interval,
                args={**args, 'job_id': job_id},
                timeout_in_seconds=600,
            ),
        )
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
        name_misspelled=(
            *swap(
                "command='acme-scan',\n                next",
                "command='acme-scna',  # <- POL406\n                next",
            ),
        ),
        name_in_other_case=swap("command='acme-scan',", "command='Acme-Scan',  # <- POL406=info"),
        required_dropped=swap(
            "args={**args, 'job_id': job_id},",
            "args={'job_id': job_id, 'polling': True, 'interval_in_seconds': interval},  # <- POL208/url",
        ),
        gate_dropped=swap(
            "args={**args, 'job_id': job_id},",
            "args={'url': args['url'], 'job_id': job_id},  # <- POL207/polling, POL305/interval_in_seconds",
        ),
        state_forgotten=(
            *swap("args={**args, 'job_id': job_id},", "args=args,"),
            *mark("job_id hidden", "POL213/job_id"),
        ),
        short_interval=swap("next_run_in_seconds=interval,", "next_run_in_seconds=5,  # <- POL303"),
        timeout_within_interval=swap("timeout_in_seconds=600,", "timeout_in_seconds=30,  # <- POL304"),
        short_default=swap(
            "interval_in_seconds default=30", "interval_in_seconds default=5  # <- POL303/interval_in_seconds"
        ),
        interval_may_be_none=(
            *swap("'interval_in_seconds', 30", "'interval_in_seconds'"),
            *mark("next_run_in_seconds=interval", "POL301=warning/interval_in_seconds"),
        ),
        raw_polling=swap(
            "polling = argToBoolean(args.get('polling', False))\n", "polling = args.get('polling')\n"
        )
        + mark("if polling and running", "POL407/polling"),
        set_as_state=swap("'job_id': job_id},", "'job_id': {job_id}},  # <- POL409/job_id"),
    ),
    attached(
        "by assignment to the attribute",
        START
        + """
    result = CommandResults(outputs_prefix='Acme.Job', outputs=status, readable_output='Waiting.')
    if polling and running:
        args['job_id'] = job_id
        result.scheduled_command = ScheduledCommand('acme-scan', interval, args, 600)
    return result
""",
        attribute_misspelled=swap("result.scheduled_command = ", "result.schedule_command = "),
        name_misspelled=swap(
            "'acme-scan', interval, args, 600)", "'acme-scans', interval, args, 600)  # <- POL406"
        ),
        not_attached=swap(
            "result.scheduled_command = ScheduledCommand('acme-scan', interval, args, 600)",
            "schedule = ScheduledCommand('acme-scan', interval, args, 600)  # <- POL413",
        ),
    ),
    attached(
        "by setattr",
        START
        + """
    result = CommandResults(outputs_prefix='Acme.Job', outputs=status, readable_output='Waiting.')
    if polling and running:
        args['job_id'] = job_id
        setattr(result, 'scheduled_command', ScheduledCommand('acme-scan', interval, args, 600))
    return result
""",
    ),
    attached(
        "by a helper that makes it",
        START
        + """
    if polling and running:
        return CommandResults(readable_output='Waiting.', scheduled_command=next_run(args, job_id, interval))
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
        head="""
def next_run(args, job_id, interval):
    args['job_id'] = job_id
    return ScheduledCommand(command='acme-scan', next_run_in_seconds=interval, args=args, timeout_in_seconds=600)
""",
    ),
    attached(
        "by a helper that attaches it to what it is given",
        START
        + """
    result = CommandResults(outputs_prefix='Acme.Job', outputs=status, readable_output='Waiting.')
    if polling and running:
        schedule_next(result, {**args, 'job_id': job_id}, interval)
    return result
""",
        head="""
def schedule_next(result, arguments, interval):
    result.scheduled_command = ScheduledCommand('acme-scan', next_run_in_seconds=interval, args=arguments)
""",
    ),
    attached(
        "inside a tuple, attached in finally",
        START
        + """
    text = 'Waiting.'
    schedule = None
    try:
        text, schedule = judge(status, polling and running, interval, args, job_id)
    except ValueError:
        text = 'Odd.'
    finally:
        return_results(CommandResults(readable_output=text, scheduled_command=schedule))
""",
        head="""
def judge(status, going_on, interval, args, job_id):
    if not going_on:
        return 'Done.', None
    args['job_id'] = job_id
    return 'Waiting.', ScheduledCommand('acme-scan', next_run_in_seconds=interval, args=args)
""",
        foot=FOOT.replace(
            "return_results(scan_command(client, demisto.args()))", "scan_command(client, demisto.args())"
        ),
    ),
    attached(
        "in a list of results",
        START
        + """
    results = [CommandResults(outputs_prefix='Acme.Job', outputs=status)]
    if polling and running:
        args['job_id'] = job_id
        results.append(
            CommandResults(
                readable_output='Waiting.',
                scheduled_command=ScheduledCommand('acme-scan', next_run_in_seconds=interval, args=args),
            )
        )
    return results
""",
    ),
    attached(
        "out of a dictionary",
        START
        + """
    made = plan(polling and running, interval, {'job_id': job_id, **args})
    return CommandResults(readable_output=made['text'], scheduled_command=made['schedule'])
""",
        head="""
def plan(going_on, interval, arguments):
    found = {'text': 'Done.', 'schedule': None}
    if going_on:
        found['text'] = 'Waiting.'
        found['schedule'] = ScheduledCommand('acme-scan', next_run_in_seconds=interval, args=arguments)
    return found
""",
    ),
    attached(
        "by return_results in the function itself",
        START
        + """
    if polling and running:
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', next_run_in_seconds=interval, args=args)
        return_results(CommandResults(readable_output='Waiting.', scheduled_command=schedule))
    else:
        return_results(CommandResults(outputs_prefix='Acme.Job', outputs=status))
""",
        foot=FOOT.replace(
            "return_results(scan_command(client, demisto.args()))", "scan_command(client, demisto.args())"
        ),
    ),
    attached(
        "through demisto.results and to_results",
        START
        + """
    if polling and running:
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', next_run_in_seconds=interval, args=args)
        result = CommandResults(readable_output='Waiting.', scheduled_command=schedule)
        demisto.results(result.to_context())
    else:
        demisto.results('Done.')
""",
        foot=FOOT.replace(
            "return_results(scan_command(client, demisto.args()))", "scan_command(client, demisto.args())"
        ),
    ),
    attached(
        "with keyword arguments from a dictionary",
        START
        + """
    options = {'command': 'acme-scan', 'next_run_in_seconds': interval}
    options['args'] = {**args, 'job_id': job_id}
    parts = {'readable_output': 'Waiting.', 'outputs': status}
    if polling and running:
        parts['scheduled_command'] = ScheduledCommand(**options)
    return CommandResults(**parts)
""",
    ),
    attached(
        "as the last positional argument",
        START
        + """
    schedule = None
    if polling and running:
        args['job_id'] = job_id
        schedule = ScheduledCommand('acme-scan', interval, args)
    return CommandResults('Acme.Job', 'id', status, None, 'Waiting.', None, None, None, False, False, schedule)
""",
    ),
    attached(
        "with items remaining",
        START
        + """
    if not (polling and running):
        return CommandResults(outputs_prefix='Acme.Job', outputs=status)
    args['job_id'] = job_id
    schedule = ScheduledCommand('acme-scan', interval, args, items_remaining=status['left'])
    return CommandResults(readable_output=f"{status['left']} to go.", scheduled_command=schedule)
""",
    ),
    attached(
        "by a generator of results",
        START
        + """
    yield CommandResults(outputs_prefix='Acme.Job', outputs=status)
    if polling and running:
        args['job_id'] = job_id
        yield CommandResults(readable_output='Waiting.', scheduled_command=ScheduledCommand('acme-scan', interval, args))
""",
        foot=FOOT.replace(
            "(scan_command(client, demisto.args()))", "(list(scan_command(client, demisto.args())))"
        ),
    ),
    attached(
        "by a closure",
        START
        + """
    def again():
        return ScheduledCommand('acme-scan', interval, {**args, 'job_id': job_id})

    def show(text, schedule=None):
        return CommandResults(readable_output=text, scheduled_command=schedule)

    return show('Waiting.', again()) if polling and running else show('Done.')
""",
    ),
    attached(
        "by a lambda",
        START
        + """
    again = lambda: ScheduledCommand('acme-scan', interval, dict(args, job_id=job_id))
    if polling and running:
        return CommandResults(readable_output='Waiting.', scheduled_command=again())
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
    ),
    attached(
        "by functools.partial",
        START
        + """
    again = functools.partial(ScheduledCommand, 'acme-scan', timeout_in_seconds=600)
    if polling and running:
        args['job_id'] = job_id
        return CommandResults(readable_output='Waiting.', scheduled_command=again(next_run_in_seconds=interval, args=args))
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)
""",
        head="import functools\n",
    ),
    attached(
        "in a class attribute of the result's maker",
        START
        + """
    made = Made(status)
    if polling and running:
        args['job_id'] = job_id
        made.later = ScheduledCommand('acme-scan', interval, args)
    return made.result()
""",
        head="""
class Made:
    later = None

    def __init__(self, status):
        self.status = status

    def result(self):
        return CommandResults(readable_output='Waiting.', outputs=self.status, scheduled_command=self.later)
""",
    ),
    attached(
        "to the last of a list of results",
        START
        + """
    results = []
    for part in status['parts']:
        results.append(CommandResults(outputs_prefix='Acme.Part', outputs=part, readable_output=part['name']))
    if polling and running and results:
        results[-1].scheduled_command = ScheduledCommand('acme-scan', interval, {**args, 'job_id': job_id})
    return results
""",
    ),
    attached(
        "by an exception of its own that carries it",
        START
        + """
    try:
        report = fetch_report(client, job_id, running)
    except NotReady:
        if not polling:
            return CommandResults(readable_output='Not ready.')
        return CommandResults(
            readable_output='Waiting.', scheduled_command=ScheduledCommand('acme-scan', interval, dict(args, job_id=job_id))
        )
    return CommandResults(outputs_prefix='Acme.Report', outputs=report)
""",
        head="""
class NotReady(Exception):
    pass

def fetch_report(client, job_id, running):
    if running:
        raise NotReady(job_id)
    return client.status(job_id + '/report')
""",
    ),
    attached(
        "with outputs spread into a list",
        START
        + """
    more = []
    if polling and running:
        again = ScheduledCommand('acme-scan', interval, {**args, 'job_id': job_id})
        more = [CommandResults(readable_output='Waiting.', scheduled_command=again)]
    return [CommandResults(outputs_prefix='Acme.Job', outputs=status), *more]
""",
    ),
    attached(
        "with metadata written by hand beside it",
        START
        + """
    result = CommandResults(readable_output='Waiting.', outputs=status)
    if polling and running:
        args['job_id'] = job_id
        result.scheduled_command = ScheduledCommand('acme-scan', interval, args)
        result.tags = ['acme']
        return [result, 'Come again.']
    return [result]
""",
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_schedules_are_followed_to_the_result(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
