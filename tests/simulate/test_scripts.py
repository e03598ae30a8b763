"""Scripts that poll, and what they run: facts.md 10 and 11."""

from __future__ import annotations

from pathlib import Path

import pytest

from polltool.simulate.commandreplies import CommandBook, CommandReply, note_entry
from polltool.simulate.errors import SimulationError
from polltool.simulate.sequence import Outcome
from tests.simulate.kit import run, script

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


def test_a_call_that_nothing_answers_ends_the_run(tmp_path: Path) -> None:
    code = """
def main():
    try:
        demisto.executeCommand('acme-get', {'id': '7'})
    except Exception:
        return_results('caught')
"""
    simulation = run(script(tmp_path, [], code))

    assert simulation.outcome is Outcome.ERROR
    assert "acme-get" in (simulation.message or "")


def test_calls_get_what_answers_them(tmp_path: Path) -> None:
    code = "def main():\n    return_results(demisto.executeCommand('acme-get', {})[0]['Contents'])\n"
    book = CommandBook([CommandReply("acme-get", (note_entry("reply"),))])

    assert run(script(tmp_path, [], code), execute_command=book.answer).entries[0].contents == "reply"


def test_a_script_is_not_called_by_another_name(tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="is the script 'AcmeWait', not 'Other'"):
        run(script(tmp_path, [], STEPS), "Other")
