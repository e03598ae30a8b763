"""Scripts that poll, and what they run: facts.md 10 and 11."""

from __future__ import annotations

from pathlib import Path

import pytest

from polltool.simulate.commandreplies import CommandBook, CommandReply, note_entry
from polltool.simulate.errors import SimulationError
from polltool.simulate.sequence import Outcome
from tests.simulate.kit import command, integration, run, script

STEPS = """
def main():
    args = demisto.args()
    step = int(args.get('step', 0))
    if step < 2:
        return_results(CommandResults(
            readable_output='waiting',
            scheduled_command=ScheduledCommand('AcmeWait', 30, {'step': step + 1, 'other': 1}, 100)))
    else:
        return_results('done')
"""


def test_a_script_runs_again_with_the_declared_arguments(tmp_path: Path) -> None:
    simulation = run(script(tmp_path, ["id", "step"], STEPS), None, {"id": "7"})

    assert simulation.outcome is Outcome.DONE
    assert [dict(one.args) for one in simulation.runs] == [{"id": "7"}, {"step": "1"}, {"step": "2"}]
    assert [[gone.name for gone in one.stripped_args] for one in simulation.runs] == [
        [],
        ["other"],
        ["other"],
    ]


def test_a_script_may_get_its_first_runs_arguments_instead(tmp_path: Path) -> None:
    simulation = run(script(tmp_path, ["id", "step"], STEPS), None, {"id": "7"}, script_args="original")

    assert simulation.outcome is Outcome.TIMEOUT
    assert all(dict(one.args) == {"id": "7"} for one in simulation.runs)
    assert [gone.name for gone in simulation.runs[1].stripped_args] == ["step", "other"]


def test_a_script_is_known_by_its_id_and_its_name(tmp_path: Path) -> None:
    code = STEPS.replace("'AcmeWait'", "'acme-wait-id'")

    assert run(script(tmp_path, ["step"], code, id="acme-wait-id"), "AcmeWait").outcome is Outcome.DONE


def test_another_script_cannot_be_scheduled(tmp_path: Path) -> None:
    simulation = run(script(tmp_path, ["step"], STEPS.replace("'AcmeWait'", "'Other'")))

    assert simulation.message == "run 2: Other cannot be run: no script of that name or id here"


def test_a_script_without_polling_at_its_root_does_not_poll(tmp_path: Path) -> None:
    simulation = run(script(tmp_path, ["step"], STEPS, polling=False))

    assert (len(simulation.runs), simulation.outcome) == (1, Outcome.DONE)
    assert "AcmeWait has no 'polling: true'" in simulation.warnings[0]


def test_state_in_the_incidents_context_stays(tmp_path: Path) -> None:
    code = """
def main():
    n = demisto.get(demisto.context(), 'Acme.n') or 0
    if n < 2:
        demisto.setContext('Acme.n', n + 1)
        return_results(CommandResults(scheduled_command=ScheduledCommand('AcmeWait', 30, {}, 100)))
    else:
        return_results('done')
"""
    simulation = run(script(tmp_path, [], code))

    assert (len(simulation.runs), simulation.context) == (3, {"Acme": {"n": 2}})


CATCHES = """
def main():
    try:
        demisto.executeCommand('acme-get', {'id': '7'})
    except Exception:
        return_results('caught')
"""


def test_a_call_that_nothing_answers_ends_the_run(tmp_path: Path) -> None:
    simulation = run(script(tmp_path, [], CATCHES))

    assert simulation.outcome is Outcome.ERROR
    assert "acme-get" in (simulation.message or "")


def test_calls_get_what_answers_them(tmp_path: Path) -> None:
    code = "def main():\n    return_results(demisto.executeCommand('acme-get', {})[0]['Contents'])\n"
    book = CommandBook([CommandReply("acme-get", (note_entry("reply"),))])

    assert run(script(tmp_path, [], code), execute_command=book.answer).entries[0].contents == "reply"


def test_a_script_is_not_called_by_another_name(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="is the script 'AcmeWait', not 'Other'"):
        run(script(tmp_path, [], STEPS), "Other")


SUBMIT = """
COUNT = []

def main():
    COUNT.append(1)
    assert COUNT == [1]
    context = demisto.getIntegrationContext()
    n = context.get('n', 0) + 1
    demisto.setIntegrationContext({'n': n})
    params = demisto.params()
    if n < 3:
        return_results(CommandResults(
            readable_output='running ' + params['key'], outputs={'id': demisto.args()['id']},
            scheduled_command=ScheduledCommand('acme-get', 40, {'id': 7}, 200)))
    else:
        return_results('finished')
"""


def _with_integration(tmp_path: Path, code: str, integration_code: str = SUBMIT) -> Path:
    key = {"name": "key", "type": 0}
    integration(
        tmp_path,
        [command("acme-get", {"name": "id", "required": True})],
        integration_code,
        configuration=[key],
    )
    return script(tmp_path, ["id"], code)


def test_a_script_runs_the_commands_of_its_pack_and_schedules_itself_by_their_metadata(
    tmp_path: Path,
) -> None:
    code = """
def main():
    entry = demisto.executeCommand('acme-get', {'id': 7})[0]
    meta = entry.get('Metadata') or {}
    if meta.get('polling'):
        return_results(CommandResults(readable_output=entry['HumanReadable'], scheduled_command=ScheduledCommand(
            'AcmeWait', int(meta['nextRun']), meta['pollingArgs'], int(meta['timeout']))))
    else:
        return_results(entry['Contents'])
"""
    simulation = run(_with_integration(tmp_path, code), None, {"id": "7"}, {"key": "K"})

    assert simulation.outcome is Outcome.DONE, simulation.message
    assert [one.at for one in simulation.runs] == [0, 40, 80]
    assert [one.command for one in simulation.runs] == ["AcmeWait"] * 3
    assert simulation.runs[0].entries[0].human_readable == "running K"
    assert simulation.entries[-1].contents == "finished"


def test_a_schedule_of_an_executed_command_is_not_acted_upon(tmp_path: Path) -> None:
    code = "def main():\n    return_results(demisto.executeCommand('acme-get', {'id': '7'}))\n"

    simulation = run(_with_integration(tmp_path, code), None, None, {"key": "K"})

    assert (simulation.outcome, len(simulation.runs)) == (Outcome.DONE, 1)
    entry = simulation.runs[0].entries[0].raw
    assert (entry["PollingCommand"], entry["Metadata"]["polling"]) == ("acme-get", True)


def test_replies_come_before_the_packs_own_commands(tmp_path: Path) -> None:
    code = "def main():\n    return_results(demisto.executeCommand('acme-get', {'id': '7'})[0]['Contents'])\n"
    book = CommandBook([CommandReply("acme-get", (note_entry("reply"),))])

    simulation = run(_with_integration(tmp_path, code), execute_command=book.answer)

    assert simulation.entries[0].contents == "reply"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("demisto.executeCommand('acme-get', {})", "acme-get requires the argument id"),
        ("demisto.executeCommand('acme-get', {'id': '7'})", "KeyError: 'key'"),
    ],
)
def test_what_fails_in_an_executed_command_is_an_error_entry(tmp_path: Path, call: str, said: str) -> None:
    code = f"def main():\n    entry = {call}[0]\n    return_results(str(entry['Type']) + entry['Contents'])\n"

    simulation = run(_with_integration(tmp_path, code))

    assert simulation.outcome is Outcome.DONE
    assert simulation.entries[0].contents.startswith("4")
    assert said in simulation.entries[0].contents


def test_script_and_executed_command_share_nothing(tmp_path: Path) -> None:
    code = """
COUNT = ['mine']

def main():
    demisto.executeCommand('acme-get', {'id': '7'})
    import demistomock
    assert demistomock is demisto and not hasattr(demisto, 'params')
    assert COUNT == ['mine']
    return_results('fine')
"""
    simulation = run(_with_integration(tmp_path, code), None, None, {"key": "K"})

    assert simulation.entries[0].contents == "fine", simulation.runs[0].error


def test_a_request_that_nothing_answers_ends_the_script_as_well(tmp_path: Path) -> None:
    asks = "import socket\ndef main():\n    socket.create_connection(('acme.example', 443))\n"

    simulation = run(_with_integration(tmp_path, CATCHES, asks))

    assert simulation.outcome is Outcome.ERROR
    assert "the code asked for acme.example:443" in (simulation.message or "")
