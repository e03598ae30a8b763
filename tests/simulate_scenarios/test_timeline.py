"""The picture of a sequence: what a person reads in the terminal."""

from __future__ import annotations

import io

import pytest

from polltool.cli.console import Console
from polltool.report.lines import plain
from polltool.report.simulation_text import result_lines, scenarios_line, timeline_lines
from polltool.simulate.expectations import Unmet
from polltool.simulate.sequence import Entry, Outcome, Run, SequenceEnd, Simulation
from polltool.simulate.suite import ScenarioResult
from tests.simulate_scenarios.sequences import STRIPPED, note, poll, schedule, simulation, submitted_and_found


def text(shown: Simulation, *, width: int = 100, verbose: bool = False) -> str:
    return "".join(f"{plain(line)}\n" for line in timeline_lines(shown, width=width, verbose=verbose))


def test_a_sequence() -> None:
    assert text(submitted_and_found(2)) == (
        " 0 s  run 1  acme-submit\n"
        "      args      url=https://evil.example polling=true\n"
        "      entry     Acme is scanning:\n"
        "      next      acme-find in 30 s (asked for 5 s), timeout 600 s with scan_id=42\n"
        "30 s  run 2  acme-find\n"
        "      args      scan_id=42\n"
        "      entry     (shows nothing)\n"
        "      next      acme-find in 30 s, timeout 600 s with scan_id=42\n"
        "60 s  run 3  acme-find\n"
        "      args      scan_id=42\n"
        "      entry     ### Scan\n"
        "                |id|\n"
        "                |---|\n"
        "                | 42 |\n"
        "\n"
        "done after 60 s, 3 runs.\n"
        "A worker was busy for 0.3 s; a command that sleeps between its polls would have held one for 60 s.\n"
    )


def test_what_was_dropped_is_struck_through_and_says_why() -> None:
    shown = simulation([poll(1, 0, args={"url": "x"}, stripped_args=(STRIPPED,), schedules=())])
    assert (
        "     args      url=x\n"
        "               scan_id=42 (dropped: not declared in Acme.yml)\n"
    ) in text(shown)  # fmt: skip
    out = io.StringIO()
    Console("always", out=out).lines(timeline_lines(shown))
    assert "\x1b[9mscan_id=42\x1b[0m" in out.getvalue()


def test_equal_runs_are_folded() -> None:
    folded = text(submitted_and_found(98))
    assert "  60 s  runs 3 to 98  the same, every 30 s\n" in folded
    assert folded.count("run ") == 3
    assert text(submitted_and_found(98), verbose=True).count("  run ") == 99


@pytest.mark.parametrize(
    "other",
    [
        {"args": {"scan_id": "43"}},
        {"stripped_args": (STRIPPED,)},
        {"entries": (note("still running"),)},
        {"schedules": (schedule(timeout=60),)},
        {"stdout": "x"},
        {"at": 95},
    ],
    ids=str,
)
def test_what_differs_is_not_folded(other: dict[str, object]) -> None:
    different = poll(4, **{"at": 90.0, **other})  # type: ignore[arg-type]
    runs = [*(poll(number, 30 * (number - 1)) for number in (1, 2, 3)), different]
    assert "run 4  acme-find" in text(simulation(runs))


def test_many_runs_are_printed_in_no_time() -> None:
    """Folding looks at each run once: this would not end if it looked at pairs."""
    assert "runs 3 to 20000  the same" in text(submitted_and_found(20_000))


def test_verbose_shows_requests_and_logs() -> None:
    shown = text(submitted_and_found(2), verbose=True)
    assert "request   POST https://api.acme.example/v1/scans -> 200\n" in shown
    assert "log       debug: submitting\n" in shown
    assert "request" not in text(submitted_and_found(2))


def test_a_long_entry_is_cut_unless_all_is_asked_for() -> None:
    shown = simulation([poll(1, 0, entries=(note("\n".join(f"line {n}" for n in range(20))),), schedules=())])
    assert "line 5\n               and 14 more lines\n" in text(shown)
    assert "line 19\n" in text(shown, verbose=True)


def test_an_error_is_wrapped_and_never_cut() -> None:
    error = Entry("error", None, "it failed because " + "of this " * 20 + "and that", {})
    shown = text(simulation([poll(1, 0, entries=(error,), schedules=())], outcome=Outcome.ERROR), width=60)
    assert "..." not in shown
    assert " and that\n" in shown or "\n               that\n" in shown


def test_no_line_is_wider_than_the_terminal() -> None:
    wide = poll(
        1,
        0,
        args={"query": "word " * 40, "other": 1},
        stripped_args=(STRIPPED,),
        entries=(note("漢字" * 100), Entry("note", None, {"a": ["b"] * 50}, {})),
        schedules=(schedule(args={f"key_{number}": "value" for number in range(20)}),),
    )
    shown = simulation([wide], warnings=("a warning " * 20,), message="why", outcome=Outcome.ERROR)
    for line in text(shown, width=50).splitlines():
        assert sum(2 if char in "漢字" else 1 for char in line) <= 50, line


def test_what_would_steer_a_terminal_is_spelt_out() -> None:
    shown = simulation(
        [poll(1, 0, args={"a": "\x1b[2J\u202e"}, entries=(note("\x1b]0;x\x07"),), schedules=())]
    )
    assert "\x1b" not in text(shown)
    assert "\u202e" not in text(shown)


def test_a_crash_is_shown_whole_and_once() -> None:
    trace = (
        "Traceback (most recent call last):\n"
        + "".join(f"  File {n}\n" for n in range(12))
        + "KeyError: 'id'"
    )
    crash = poll(1, 0, entries=(Entry("error", None, trace, {}, by_server=True),), schedules=(), error=trace)
    shown = text(simulation([crash], outcome=Outcome.ERROR, message="KeyError: 'id'"))
    assert shown.count("Traceback") == 1
    assert "               File 11\n" in shown.replace("  File", "File")
    assert "error after 0 s, 1 run.\n  KeyError: 'id'\n" in shown


def test_a_timeout_is_the_servers_entry() -> None:
    end = SequenceEnd(
        1, Outcome.TIMEOUT, 45, "timed out", Entry("error", None, "timed out", {}, by_server=True)
    )
    shown = text(
        simulation(
            [poll(1, 0), poll(2, 30)], ends=(end,), outcome=Outcome.TIMEOUT, elapsed=45, message="timed out"
        )
    )
    assert "45 s  timeout\n      entry     the server: error: timed out\n" in shown
    assert "timeout after 45 s, 2 runs.\n" in shown


def test_a_run_that_was_refused() -> None:
    refused = Run(
        1, 0, "acme-find", {}, executed=False, entries=(Entry("error", None, "no url", {}, by_server=True),)
    )
    assert "run 1  acme-find  not executed\n" in text(simulation([refused], outcome=Outcome.ERROR))


def test_several_sequences_are_told_apart() -> None:
    shown = text(simulation([poll(1, 0), poll(2, 30), poll(3, 30, sequence=2)]))
    assert "run 2  acme-find (sequence 1)\n" in shown
    assert "run 3  acme-find (sequence 2)\n" in shown


def test_sleeping_is_told() -> None:
    shown = text(simulation([poll(1, 0, schedules=())], worker_seconds=5.1, slept_seconds=5, elapsed=5))
    assert "A worker was busy for 5.1 s, 5 s of it asleep.\n" in shown


def test_long_times_are_told_in_hours_as_well() -> None:
    assert "done after 7290 s (2 h 1 min 30 s), 244 runs.\n" in text(submitted_and_found(243))


class TestScenarios:
    def result(self, *messages: str) -> ScenarioResult:
        unmet = tuple(Unmet("runs", 7, message) for message in messages)
        return ScenarioResult("a.scenario.yml", "a scan", submitted_and_found(2), unmet)

    def test_one_that_passed(self) -> None:
        assert [plain(line) for line in result_lines(self.result())] == ["passed a scan: done, 3 runs, 60 s"]

    def test_one_that_failed(self) -> None:
        assert [plain(line) for line in result_lines(self.result("there are 3 runs, not 4"))] == [
            "failed a scan: done, 3 runs, 60 s",
            "  a.scenario.yml:7: there are 3 runs, not 4",
        ]

    def test_one_that_could_not_be_run(self) -> None:
        broken = ScenarioResult("b.scenario.yml", "b", error="b.scenario.yml:1:1: the file is empty")
        assert [plain(line) for line in result_lines(broken)] == [
            "cannot run b",
            "  b.scenario.yml:1:1: the file is empty",
        ]

    def test_the_summary(self) -> None:
        broken = ScenarioResult("b.scenario.yml", "b", error="x")
        results = [self.result(), self.result(), self.result("x"), broken]
        assert plain(scenarios_line(results)) == "4 scenarios: 2 passed, 1 failed, 1 could not be run."
