"""Simulated sequences, made by hand, for the reports to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polltool.simulate.sequence import (
    Entry,
    LogLine,
    Outcome,
    Request,
    Run,
    Schedule,
    SequenceEnd,
    Simulation,
    StrippedArg,
)

URL = "https://api.acme.example/v1/scans/42"
STRIPPED = StrippedArg("scan_id", "42", "not declared in Acme.yml")


def note(text: str) -> Entry:
    return Entry("note", text, None, {})


def schedule(**fields: Any) -> Schedule:
    given = {"command": "acme-find", "next_run": 30, "timeout": 600, "args": {"scan_id": "42"}, **fields}
    return Schedule(**given)


def poll(run: int, at: float, **fields: Any) -> Run:
    """A run that finds nothing yet."""
    given: dict[str, Any] = {
        "args": {"scan_id": "42"},
        "entries": (Entry("note", None, None, {}, silent=True),),
        "schedules": (schedule(),),
        "worker_seconds": 0.1,
        "requests": (Request(at, run, "GET", URL, 200),),
        **fields,
    }
    return Run(run, at, "acme-find", **given)


def simulation(runs: Sequence[Run], **fields: Any) -> Simulation:
    elapsed = runs[-1].at if runs else 0
    given: dict[str, Any] = {
        "item": "Acme.yml",
        "command": "acme-submit",
        "outcome": Outcome.DONE,
        "message": None,
        "ends": (SequenceEnd(1, Outcome.DONE, elapsed),),
        "elapsed": elapsed,
        "worker_seconds": round(sum(run.worker_seconds for run in runs), 3),
        "slept_seconds": 0,
        **fields,
    }
    return Simulation(runs=tuple(runs), **given)


def submitted_and_found(polls: int = 1) -> Simulation:
    """A submit/find pair that is done after so many polls."""
    submit = Run(
        1,
        0,
        "acme-submit",
        {"url": "https://evil.example", "polling": "true"},
        entries=(note("Acme is scanning:"),),
        schedules=(schedule(asked=5),),
        worker_seconds=0.1,
        requests=(Request(0, 1, "POST", "https://api.acme.example/v1/scans", 200),),
        log=(LogLine("debug", "submitting"),),
    )
    waiting = [poll(number, 30 * (number - 1)) for number in range(2, polls + 1)]
    last = poll(
        polls + 1, 30 * polls, entries=(note("### Scan\n|id|\n|---|\n| 42 |"),), schedules=(), requests=()
    )
    return simulation([submit, *waiting, last])
