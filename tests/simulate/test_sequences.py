"""What the server makes of schedules: facts.md 1 to 4, 6, 8 to 10, 17."""

from __future__ import annotations

from pathlib import Path

from polltool.simulate.sequence import Outcome
from tests.simulate.kit import command, integration, run, run_code

PAIR = """
@polling_function('acme-find', interval=30, timeout=600, requires_polling_arg=False)
def find(args):
    left = int(args['job_id'])
    return PollResult(
        CommandResults(readable_output='found', outputs={'id': 'x'}, outputs_prefix='Acme.Job'),
        continue_to_poll=left > 1,
        args_for_next_run={**args, 'job_id': left - 1},
    )

def main():
    args = demisto.args()
    if demisto.command() == 'acme-submit':
        return_results(find({'job_id': args['polls']}))
    else:
        return_results(find(args))
"""
FIND = command(
    "acme-find", {"name": "job_id", "required": True}, {"name": "hide_polling_output", "hidden": True}
)
SUBMIT = command("acme-submit", {"name": "polls", "required": True})

SCHEDULES = """
def schedule(command='acme', next_run=30, timeout=600, **args):
    return CommandResults(
        readable_output='again',
        scheduled_command=ScheduledCommand(command, next_run, args or demisto.args(), timeout),
    )

def times(key='n'):
    context = demisto.getIntegrationContext()
    context[key] = context.get(key, 0) + 1
    demisto.setIntegrationContext(context)
    return context[key]
"""


def test_a_pair_goes_on_as_the_second_command(tmp_path: Path) -> None:
    item = integration(tmp_path, [SUBMIT, FIND], PAIR)

    simulation = run(item, "acme-submit", {"polls": "4"})

    assert simulation.outcome is Outcome.DONE
    assert [(one.at, one.command) for one in simulation.runs] == [
        (0, "acme-submit"),
        (30, "acme-find"),
        (60, "acme-find"),
        (90, "acme-find"),
    ]
    assert simulation.elapsed == 90
    assert simulation.worker_seconds == 0.4
    assert simulation.context == {"Acme": {"Job": {"id": "x"}}}
    assert simulation.warnings == ()


def test_only_the_first_entry_says_that_it_polls(tmp_path: Path) -> None:
    item = integration(tmp_path, [SUBMIT, FIND], PAIR)

    simulation = run(item, "acme-submit", {"polls": "3"})

    said = [[entry.human_readable for entry in one.entries if not entry.silent] for one in simulation.runs]
    assert said == [["Fetching Results:"], [], ["found"]]


def test_every_poll_says_so_where_hide_polling_output_is_not_declared(tmp_path: Path) -> None:
    item = integration(tmp_path, [SUBMIT, command("acme-find", "job_id")], PAIR)

    simulation = run(item, "acme-submit", {"polls": "3"})

    assert [one.entries[0].human_readable for one in simulation.runs] == [
        "Fetching Results:",
        "Fetching Results:",
        "found",
    ]
    assert [stripped.name for stripped in simulation.runs[1].stripped_args] == ["hide_polling_output"]


def test_undeclared_state_is_taken_away_so_that_each_run_submits_again(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    if 'job_id' not in demisto.args():
        times('submitted')
    return_results(schedule(job_id='42', timeout=100, url=demisto.args()['url']))
"""
    )
    item = integration(tmp_path, [command("acme", "url")], code)

    simulation = run(item, "acme", {"url": "u"})

    assert simulation.outcome is Outcome.TIMEOUT
    assert simulation.integration_context == {"submitted": len(simulation.runs)}
    (stripped,) = simulation.runs[1].stripped_args
    assert (stripped.name, stripped.value, stripped.reason) == ("job_id", "42", "acme does not declare it")
    assert dict(simulation.runs[1].args) == {"url": "u"}


def test_a_required_argument_that_the_schedule_lacks_makes_the_run_fail(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(job_id='1'))\n"
    item = integration(tmp_path, [command("acme", {"name": "url", "required": True}, "job_id")], code)

    simulation = run(item, "acme", {"url": "u"})

    last = simulation.runs[-1]
    assert simulation.outcome is Outcome.ERROR
    assert (len(simulation.runs), last.executed, last.at) == (2, False, 30)
    assert last.entries[0].by_server
    assert simulation.message == "run 2: acme failed: the required argument url is missing"


def test_a_schedule_without_polling_true_is_not_acted_upon(tmp_path: Path) -> None:
    item = integration(tmp_path, [command("acme-submit", "polls", polling=False), FIND], PAIR)

    simulation = run(item, "acme-submit", {"polls": "3"})

    assert simulation.outcome is Outcome.DONE
    assert len(simulation.runs) == 1
    assert simulation.runs[0].scheduled is None
    assert simulation.warnings == (
        "acme-submit returned a schedule for acme-find, but the server does not act upon it: "
        "acme-submit has no 'polling: true' in the yml",
    )


def test_the_polling_key_counts_for_who_schedules_again_too(tmp_path: Path) -> None:
    item = integration(tmp_path, [SUBMIT, command("acme-find", "job_id", polling=False)], PAIR)

    simulation = run(item, "acme-submit", {"polls": "3"})

    assert [one.command for one in simulation.runs] == ["acme-submit", "acme-find"]
    assert "acme-find returned a schedule" in simulation.warnings[0]


def test_the_server_ends_a_sequence_when_its_timeout_passes(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(next_run=40, timeout=100))\n"

    simulation = run_code(tmp_path, code)

    assert [one.at for one in simulation.runs] == [0, 40, 80]
    assert (simulation.outcome, simulation.elapsed) == (Outcome.TIMEOUT, 100)
    (end,) = simulation.ends
    assert end.entry is not None
    assert (end.entry.type, end.entry.by_server) == ("error", True)
    assert simulation.message == "Timeout: acme did not finish within 100 s of its first schedule"
    assert simulation.entries[-1] is end.entry


def test_a_run_at_the_very_end_of_the_timeout_is_still_made(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(next_run=50, timeout=50))\n"

    assert [one.at for one in run_code(tmp_path, code).runs] == [0, 50]


def test_the_timeout_counts_from_the_first_schedule(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(timeout=100 * times()))\n"

    assert run_code(tmp_path, code).elapsed == 100


def test_a_schedule_without_a_timeout_gets_the_servers(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(timeout=None))\n"

    assert run_code(tmp_path, code, default_timeout=300.0).elapsed == 300


def test_an_endless_schedule_is_stopped(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(timeout=None))\n"

    simulation = run_code(tmp_path, code, max_runs=7)

    assert (simulation.outcome, len(simulation.runs)) == (Outcome.ERROR, 7)
    assert simulation.message is not None
    assert simulation.message.startswith("stopped after 7 runs (--max-runs)")


def test_times_beyond_all_calendars_are_no_mistake(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule(next_run=10**12, timeout=10**13))\n"

    assert run_code(tmp_path, code, max_runs=3).runs[-1].at == 2 * 10**12


def test_the_server_waits_at_least_ten_seconds(tmp_path: Path) -> None:
    code = """
def main():
    if demisto.getIntegrationContext():
        return_results('done')
    else:
        demisto.setIntegrationContext({'ran': True})
        demisto.results({'Type': 1, 'Contents': 'x', 'ContentsFormat': 'text',
                         'PollingCommand': 'acme', 'NextRun': '3', 'Timeout': '60'})
"""
    simulation = run_code(tmp_path, code)

    assert [one.at for one in simulation.runs] == [0, 10]
    assert simulation.warnings == ("run 1 asked for the next run in 3 s; the server waits at least 10 s",)


def test_an_error_entry_ends_the_sequence(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    if times() == 2:
        return_error('the job failed')
    return_results(schedule())
"""
    )
    simulation = run_code(tmp_path, code)

    assert (simulation.outcome, len(simulation.runs)) == (Outcome.ERROR, 2)
    assert simulation.message == "run 2 (acme): the job failed"


def test_an_error_beside_a_schedule_ends_the_sequence(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    return_results([schedule(), CommandResults(readable_output='no', entry_type=EntryType.ERROR)])
"""
    )
    simulation = run_code(tmp_path, code)

    assert (simulation.outcome, len(simulation.runs)) == (Outcome.ERROR, 1)
    assert simulation.runs[0].scheduled is None


def test_a_schedule_for_what_does_not_exist_fails_when_it_is_due(tmp_path: Path) -> None:
    code = SCHEDULES + "def main():\n    return_results(schedule('acme-fnid'))\n"
    simulation = run_code(tmp_path, code)

    assert simulation.outcome is Outcome.ERROR
    assert simulation.message == "run 2: acme-fnid cannot be run: no such command here"


def test_several_schedules_are_sequences_of_their_own(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    args = demisto.args()
    if 'id' not in args:
        return_results([schedule(id=one, next_run=20 * (one + 1)) for one in range(3)])
    elif args['id'] == '1':
        return_error('one failed')
    elif times(args['id']) < 3:
        return_results(schedule(id=args['id']))
    else:
        return_results('done ' + args['id'])
"""
    )
    simulation = run(integration(tmp_path, [command("acme", "id")], code), "acme")

    assert [schedule.sequence for schedule in simulation.runs[0].schedules] == [1, 2, 3]
    assert [(one.at, one.sequence) for one in simulation.runs] == [
        (0, 1),
        (20, 1),
        (40, 2),
        (50, 1),
        (60, 3),
        (80, 1),
        (90, 3),
        (120, 3),
    ]
    assert [(end.sequence, end.outcome.value) for end in simulation.ends] == [
        (2, "error"),
        (1, "done"),
        (3, "done"),
    ]
    assert simulation.outcome is Outcome.ERROR
    assert simulation.elapsed == 120, "a task goes on when the last sequence has ended"


def test_a_timeout_names_the_command_that_is_late(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    if demisto.command() == 'acme-submit':
        return_results([schedule('acme-poll', next_run=20), schedule('acme-fetch', next_run=90, timeout=60)])
    elif times() < 5:
        return_results(schedule('acme-poll', next_run=20))
    else:
        return_results('done')
"""
    )
    commands = [command(name) for name in ("acme-submit", "acme-poll", "acme-fetch")]
    simulation = run(integration(tmp_path, commands, code), "acme-submit")

    assert [(end.sequence, end.outcome.value) for end in simulation.ends] == [(2, "timeout"), (1, "done")]
    assert simulation.message == "Timeout: acme-fetch did not finish within 60 s of its first schedule"


def test_sequences_run_beside_each_other_in_time(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    args = demisto.args()
    if 'id' not in args:
        return_results([schedule(id=0), schedule(id=1)])
    else:
        time.sleep(100)
        return_results('done')
"""
    )
    simulation = run(integration(tmp_path, [command("acme", "id")], code), "acme")

    assert [one.at for one in simulation.runs] == [0, 30, 30]
    assert (simulation.elapsed, simulation.slept_seconds) == (130, 200)


def test_a_sleep_holds_the_worker_and_delays_the_next_run(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    if times() == 1:
        time.sleep(5)
        return_results(schedule())
    else:
        return_results('done')
"""
    )
    simulation = run_code(tmp_path, code)

    assert [one.at for one in simulation.runs] == [0, 35]
    assert [one.slept_seconds for one in simulation.runs] == [5, 0]
    assert simulation.worker_seconds == 5.2


def test_code_is_told_of_the_schedule_that_runs_it(tmp_path: Path) -> None:
    code = (
        SCHEDULES
        + """
def main():
    times()
    parent = demisto.callingContext['context']['ParentEntry']
    if parent.get('timesRan') == 2:
        return_results({'Type': 1, 'Contents': parent, 'ContentsFormat': 'json'})
    else:
        return_results(schedule(id='7'))
"""
    )
    simulation = run(integration(tmp_path, [command("acme", "id")], code), "acme", start=0)

    parent = simulation.runs[-1].entries[0].contents
    assert parent["polling"] is True
    assert (parent["pollingCommand"], parent["pollingArgs"]) == ("acme", {"id": "7"})
    assert parent["startDate"] == "1970-01-01T00:00:00Z"
    assert parent["endingDate"] == "1970-01-01T00:10:00Z"


def test_a_thousand_polls_are_all_there(tmp_path: Path) -> None:
    item = integration(tmp_path, [SUBMIT, FIND], PAIR.replace("timeout=600", "timeout=100000"))

    simulation = run(item, "acme-submit", {"polls": "1001"})

    assert (simulation.outcome, len(simulation.runs), simulation.elapsed) == (Outcome.DONE, 1001, 30000)
