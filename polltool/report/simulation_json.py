"""A simulated sequence for programs: the JSON of ``polltool simulate --format json``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from polltool.simulate.sequence import Entry, Request, Run, Schedule, Simulation
from polltool.simulate.suite import ScenarioResult, counts

VERSION = 1


def simulation_json(simulation: Simulation) -> str:
    """One command's simulation; ends with a newline."""
    return _dump({"version": VERSION, **simulation_value(simulation)})


def scenario_json(result: ScenarioResult) -> str:
    """One scenario: its simulation, and under ``scenario`` what was expected of it."""
    return _dump({"version": VERSION, **scenario_value(result)})


def scenarios_json(results: Sequence[ScenarioResult]) -> str:
    """Several scenarios, each as ``scenario_json`` has it, and how many passed."""
    return _dump(
        {
            "version": VERSION,
            "scenarios": [scenario_value(result) for result in results],
            "summary": counts(results),
        }
    )


def scenario_value(result: ScenarioResult) -> dict[str, Any]:
    """A scenario's part of the JSON; what could not be run has no simulation."""
    said = {
        "path": result.path,
        "name": result.name,
        "passed": result.passed,
        "failed_expectations": [
            {"key": unmet.key, "line": unmet.line or None, "message": unmet.message} for unmet in result.unmet
        ],
        "error": result.error,
    }
    if result.simulation is None:
        nothing: dict[str, Any] = {
            "outcome": None,
            "message": result.error,
            "runs": [],
            "elapsed": 0,
            "worker_seconds": 0,
            "warnings": [],
        }
        return {**nothing, "scenario": said}
    return {**simulation_value(result.simulation), "scenario": said}


def simulation_value(simulation: Simulation) -> dict[str, Any]:
    """A simulation as JSON values."""
    return {
        "item": simulation.item,
        "command": simulation.command,
        "outcome": simulation.outcome.value,
        "message": simulation.message,
        "runs": [_run(run) for run in simulation.runs],
        "ends": [
            {
                "sequence": end.sequence,
                "outcome": end.outcome.value,
                "at": number(end.at),
                "message": end.message,
                "entry": None if end.entry is None else _entry(end.entry),
            }
            for end in simulation.ends
        ],
        "elapsed": number(simulation.elapsed),
        "worker_seconds": number(simulation.worker_seconds),
        "slept_seconds": number(simulation.slept_seconds),
        "warnings": list(simulation.warnings),
        "context": _plain(simulation.context),
        "integration_context": _plain(simulation.integration_context),
    }


def number(seconds: float) -> float:
    """Seconds without the noise of adding them up; whole ones as integers."""
    rounded = round(float(seconds), 6)
    return int(rounded) if rounded.is_integer() else rounded


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.run,
        "sequence": run.sequence,
        "at": number(run.at),
        "command": run.command,
        "args": _plain(run.args),
        "stripped_args": [stripped.name for stripped in run.stripped_args],
        "stripped": [
            {"name": stripped.name, "value": _plain(stripped.value), "reason": stripped.reason}
            for stripped in run.stripped_args
        ],
        "entries": [_entry(entry) for entry in run.entries],
        "scheduled": None if run.scheduled is None else _schedule(run.scheduled),
        "schedules": [_schedule(schedule) for schedule in run.schedules],
        "requests": [_request(request) for request in run.requests],
        "executed": run.executed,
        "error": run.error,
        "worker_seconds": number(run.worker_seconds),
        "slept_seconds": number(run.slept_seconds),
        "log": [{"level": line.level, "text": line.text} for line in run.log],
        "stdout": run.stdout,
        "stderr": run.stderr,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "type": entry.type,
        "human_readable": entry.human_readable,
        "contents": _plain(entry.contents),
        "context": _plain(entry.context),
        "format": entry.format,
        "file": entry.file,
        "silent": entry.silent,
        "by_server": entry.by_server,
    }


def _schedule(schedule: Schedule) -> dict[str, Any]:
    return {
        "command": schedule.command,
        "next_run": number(schedule.next_run),
        "timeout": None if schedule.timeout is None else number(schedule.timeout),
        "args": _plain(schedule.args),
        "items_remaining": schedule.items_remaining,
        "sequence": schedule.sequence,
    }


def _request(request: Request) -> dict[str, Any]:
    return {
        "at": number(request.at),
        "method": request.method,
        "url": request.url,
        "status": request.status,
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: keys are text, what JSON does not know is the text of it."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
