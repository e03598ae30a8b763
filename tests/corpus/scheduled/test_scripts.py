"""Scripts: their own schedules, and the commands that they run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import LAYOUTS, Case, Item, check, drop, expanded, mark, script, swap

WAIT = """
AcmeWait polling
  job_id required
  tries hidden
  interval_in_seconds default=30
"""

BODY = """
def main():
    args = demisto.args()
    try:
        tries = arg_to_number(args.get('tries', 0)) + 1
        entry = demisto.executeCommand('acme-get-job', {'job_id': args['job_id']})
        if is_error(entry):
            return_error(get_error(entry))
        if entry[0]['Contents']['state'] == 'running' and tries < 30:
            interval = arg_to_number(args.get('interval_in_seconds', 30))
            schedule = ScheduledCommand(
                command='AcmeWait',
                next_run_in_seconds=interval,
                args={**args, 'tries': tries},
                timeout_in_seconds=3600,
            )
            return_results(CommandResults(readable_output='Waiting.', scheduled_command=schedule))
        else:
            return_results(CommandResults(outputs=entry[0]['Contents']))
    except Exception as error:
        return_error(str(error))

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

BROKEN = {
    "no polling: true": swap("AcmeWait polling\n", "AcmeWait  # <- POL101\n"),
    "polling: false": swap("AcmeWait polling\n", "AcmeWait polling=false  # <- POL101\n"),
    "polling in quotes": swap("AcmeWait polling\n", "AcmeWait polling='true'  # <- POL103\n"),
    "polling at an argument": (
        *swap("AcmeWait polling\n", "AcmeWait\n"),
        *swap("  job_id required", "  job_id required polling=true  # <- POL102"),
    ),
    "state not declared": (*drop("  tries"), *mark("AcmeWait polling", "POL201=warning/tries")),
    "state in sight": swap("tries hidden", "tries  # <- POL202/tries"),
    "short default": swap(
        "interval_in_seconds default=30", "interval_in_seconds default=3  # <- POL303/interval_in_seconds"
    ),
}

CASES = [
    script(
        "in main",
        WAIT,
        BODY,
        mistakes={
            **BROKEN,
            "name misspelled": swap("command='AcmeWait'", "command='AcmeWaits'")
            + mark("command='AcmeWaits'", "POL406=warning"),
            "name in other case": swap("command='AcmeWait'", "command='acmewait'")
            + mark("command='acmewait'", "POL406=info"),
            "an integration's command as the target": swap("command='AcmeWait'", "command='acme-get-job'")
            + mark("command='acme-get-job'", "POL406=warning"),
            "required argument left out": (
                *swap("args={**args, 'tries': tries}", "args={'tries': tries}"),
                *mark("args={'tries'", "POL208=warning/job_id, POL305/interval_in_seconds"),
            ),
            "not returned": (
                *swap("scheduled_command=schedule))", "outputs={}))"),
                *mark("schedule = ", "POL413"),
            ),
        },
    ),
    script(
        "at module level",
        WAIT,
        """
        ARGS = demisto.args()
        TRIES = int(ARGS.get('tries', '0'))
        INTERVAL = arg_to_number(ARGS.get('interval_in_seconds') or 30)
        ENTRY = execute_command('acme-get-job', {'job_id': ARGS['job_id']})

        if ENTRY['state'] == 'running' and TRIES < 20:
            ARGS['tries'] = TRIES + 1
            return_results(
                CommandResults(
                    readable_output='Waiting.',
                    scheduled_command=ScheduledCommand('AcmeWait', INTERVAL, ARGS, 3600),
                )
            )
        else:
            return_results('Done.')
        """,
        mistakes=BROKEN,
    ),
    script(
        "by a class, without main",
        WAIT,
        """
        class Wait:
            NAME = 'AcmeWait'

            def __init__(self):
                self.args = demisto.args()
                self.tries = arg_to_number(self.args.get('tries', 0))

            def run(self):
                if execute_command('acme-get-job', {'job_id': self.args['job_id']})['state'] != 'running' or self.tries > 9:
                    return CommandResults(readable_output='Done.')
                return CommandResults(readable_output='Waiting.', scheduled_command=self.again())

            def again(self):
                later = dict(self.args, tries=self.tries + 1)
                return ScheduledCommand(self.NAME, arg_to_number(self.args.get('interval_in_seconds', 30)), later)

        return_results(Wait().run())
        """,
        mistakes=BROKEN,
    ),
    script(
        "no arguments given: those of this run ride along",
        """
        AcmeWait polling
          job_id required
        """,
        """
        def main():
            if execute_command('acme-get-job', {'job_id': demisto.args()['job_id']})['state'] == 'running':
                schedule = ScheduledCommand(command='AcmeWait', next_run_in_seconds=60)
                return_results(CommandResults(readable_output='Waiting.', scheduled_command=schedule))

        main()
        """,
        mistakes={
            "no polling: true": BROKEN["no polling: true"],
            "interval too short": swap("next_run_in_seconds=60", "next_run_in_seconds=6")
            + mark("next_run_in_seconds=6", "POL303"),
        },
    ),
    script(
        "state in the incident",
        """
        AcmeWait polling
          job_id required
          started hidden
        """,
        """
        def main():
            args = demisto.args()
            started = args.get('started') or demisto.incident()['CustomFields'].get('acmestarted')
            if not started:
                execute_command('setIncident', {'customFields': {'acmestarted': 'yes'}})
            if execute_command('acme-get-job', {'job_id': args['job_id']})['state'] == 'running':
                schedule = ScheduledCommand(command='AcmeWait', next_run_in_seconds=60, args=args)
                return_results(CommandResults(readable_output='Waiting.', scheduled_command=schedule))

        main()
        """,
        mistakes={"no polling: true": BROKEN["no polling: true"]},
    ),
    script(
        "the name by demisto.callingContext, not known",
        """
        AcmeWait polling
          job_id required
        """,
        """
        def main():
            args = demisto.args()
            if execute_command('acme-get-job', {'job_id': args['job_id']})['state'] == 'running':
                name = demisto.callingContext['context']['ScriptName']
                return_results(CommandResults(readable_output='Waiting.', scheduled_command=ScheduledCommand(name, 60, args)))

        main()
        """,
        mistakes={"no polling: true": BROKEN["no polling: true"]},
    ),
]

# -- commands that a script runs -----------------------------------------------------------

SCAN = """
acme-scan polling
  job_id required
  polling flag
"""

ALWAYS = """
acme-watch polling
  job_id required
"""

SCAN_CODE = """
def scan_command(client, args, needs_polling):
    status = client._http_request('GET', '/jobs/' + args['job_id'])
    if status['state'] == 'running' and (not needs_polling or argToBoolean(args.get('polling', False))):
        schedule = ScheduledCommand(demisto.command(), 30, args)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs=status)

def main():
    client = BaseClient(demisto.params()['url'])
    if demisto.command() == 'acme-scan':
        return_results(scan_command(client, demisto.args(), True))
    elif demisto.command() == 'acme-watch':
        return_results(scan_command(client, demisto.args(), False))

main()
"""

OTHER = Item((SCAN + ALWAYS).lstrip("\n"), SCAN_CODE.lstrip("\n"))

RUN = """
def main():
    job_id = demisto.args()['job_id']
    result = demisto.executeCommand('acme-scan', {'job_id': job_id})
    demisto.results(result)

main()
"""


def runs(
    name: str, code: str, yml: str = "AcmeRun\n  job_id required\n", **mistakes: tuple[tuple[str, str], ...]
) -> Case:
    """A script beside an integration with two polling commands."""
    return script(
        name,
        yml,
        code,
        others=[OTHER],
        mistakes={key.replace("_", " "): edits for key, edits in mistakes.items()},
    )


CASES += [
    runs(
        "a command run once, without polling",
        RUN,
        with_polling=swap("{'job_id': job_id})", "{'job_id': job_id, 'polling': 'true'})  # <- POL501"),
        with_polling_true=swap("{'job_id': job_id})", "{'job_id': job_id, 'polling': True})  # <- POL501"),
        with_polling_false=swap("{'job_id': job_id})", "{'job_id': job_id, 'polling': 'false'})"),
        with_polling_as_given=swap(
            "{'job_id': job_id})", "{'job_id': job_id, 'polling': demisto.args().get('polling')})"
        ),
        a_command_that_always_polls=swap(
            "'acme-scan', {'job_id': job_id})", "'acme-watch', {'job_id': job_id})  # <- POL501"
        ),
        execute_command=swap(
            "demisto.executeCommand('acme-scan', {'job_id': job_id})",
            "execute_command('acme-watch', {'job_id': job_id})  # <- POL501",
        ),
        execute_polling_command=swap(
            "demisto.executeCommand('acme-scan', {'job_id': job_id})",
            "execute_polling_command('acme-scan', {'job_id': job_id, 'polling': 'true'})  # <- POL502",
        ),
        an_unknown_command=swap(
            "'acme-scan', {'job_id': job_id})", "'other-scan', {'job_id': job_id, 'polling': 'true'})"
        ),
        a_name_in_a_variable=(
            *swap("job_id = demisto", "name = 'acme-watch'\n    job_id = demisto"),
            *swap("'acme-scan', {'job_id': job_id})", "name, {'job_id': job_id})  # <- POL501"),
        ),
        keyword_arguments=swap(
            "'acme-scan', {'job_id': job_id})", "command='acme-watch', args={'job_id': job_id})  # <- POL501"
        ),
        arguments_in_a_variable=(
            *swap(
                "    result = demisto",
                "    given = {'job_id': job_id}\n    given['polling'] = 'true'\n    result = demisto",
            ),
            *swap("{'job_id': job_id})", "given)  # <- POL501"),
        ),
    ),
    runs(
        "metadata read, a schedule of its own",
        """
        def main():
            args = demisto.args()
            result = demisto.executeCommand('acme-watch', args)[0]
            metadata = result.get('Metadata', {})
            if metadata.get('polling'):
                schedule = ScheduledCommand(
                    command='AcmeRun',
                    next_run_in_seconds=int(metadata.get('NextRun', 60)),
                    args=metadata.get('PollingArgs', {}),
                    timeout_in_seconds=int(metadata.get('Timeout', 600)),
                )
                return_results(CommandResults(readable_output='Waiting.', scheduled_command=schedule))
            else:
                return_results(result['Contents'])

        main()
        """,
        "AcmeRun polling\n  job_id required\n",
        no_polling_true=swap("AcmeRun polling\n", "AcmeRun  # <- POL101\n"),
        not_returned=(
            *swap("scheduled_command=schedule))", "outputs={}))"),
            *mark("schedule = ", "POL413"),
        ),
    ),
    runs(
        "a script that runs a polling script",
        """
        def main():
            demisto.results(demisto.executeCommand('AcmeOther', {'job_id': demisto.args()['job_id']}))

        main()
        """,
    ),
]

OTHER_SCRIPT = Item(WAIT.lstrip("\n"), BODY.lstrip("\n"), "AcmeWait", "script")
CASES[-1] = script(
    "a script that runs a polling script",
    "AcmeRun\n  job_id required\n",
    """
    def main():
        demisto.results(demisto.executeCommand('AcmeWait', {'job_id': demisto.args()['job_id']}))  # <- POL501

    main()
    """,
    others=[OTHER_SCRIPT],
    mistakes={
        "by an id that no item has": swap(
            "'AcmeWait', {'job_id': demisto.args()['job_id']}))  # <- POL501", "'AcmeWaits', {}))"
        ),
    },
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_scripts(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
