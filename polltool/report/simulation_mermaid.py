"""A simulated sequence as a Mermaid sequence diagram, for pages and merge requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from polltool.report.mermaid import escaped
from polltool.report.simulation_text import entry_text, interval, moments, outcome_text, seconds
from polltool.simulate.sequence import Entry, Run, Schedule, SequenceEnd, Simulation

_LONGEST = 80
"""How many characters of a text stand in the diagram."""

_WRAP = re.compile(r"^\s*((?:no)?wrap):", re.IGNORECASE)


def mermaid_text(simulation: Simulation) -> str:
    """The diagram; ends with a newline."""
    return "\n".join(_lines(simulation)) + "\n"


def _lines(simulation: Simulation) -> Iterator[str]:
    names = list(dict.fromkeys([simulation.command, *(run.command for run in simulation.runs)]))
    ids = {name: f"C{index}" for index, name in enumerate(names, 1)}
    yield "sequenceDiagram"
    yield "  participant W as War Room"
    yield "  participant S as Server"
    for name, id_ in ids.items():
        yield f"  participant {id_} as {_escaped(name)}"
    if simulation.runs:
        first = simulation.runs[0]
        args = {**first.args, **{stripped.name: stripped.value for stripped in first.stripped_args}}
        yield f"  W->>S: {_message('!' + simulation.command + _args(args))}"
    for moment in moments(simulation, fold=True):
        yield from _end(moment) if isinstance(moment, SequenceEnd) else _group(moment, ids)
    yield f"  Note over W,S: {_message(outcome_text(simulation))}"


def _group(group: Sequence[Run], ids: dict[str, str]) -> Iterator[str]:
    if len(group) == 1:
        yield from _run(group[0], ids, f"run {group[0].run}, {seconds(group[0].at)}")
        return
    first, last = group[0], group[-1]
    yield f"  loop {_message(f'runs {first.run} to {last.run}, every {interval(group)}')}"
    for line in _run(first, ids, "again"):
        yield f"  {line}"
    yield "  end"


def _run(run: Run, ids: dict[str, str], title: str) -> Iterator[str]:
    target = ids[run.command]
    for stripped in run.stripped_args:
        text = f"dropped: {_argument(stripped.name, stripped.value)} ({stripped.reason})"
        yield f"  Note over S,{target}: {_message(text)}"
    if run.executed:
        yield f"  S->>+{target}: {_message(title + _args(run.args, ': '))}"
        yield f"  {target}-->>-S: {_message('; '.join(map(_schedule, run.schedules)) or 'result')}"
    else:
        yield f"  Note over S,{target}: {_message(title + ': not executed')}"
    for entry in run.entries:
        if not entry.silent:
            yield f"  S->>W: {_message(_entry(entry))}"
    for schedule in run.schedules:
        yield f"  Note over S: {_message(f'waits {seconds(schedule.next_run)}, no worker busy')}"


def _end(end: SequenceEnd) -> Iterator[str]:
    if end.entry is not None:
        yield f"  S->>W: {_message(f'{seconds(end.at)}: {_entry(end.entry)}')}"


def _schedule(schedule: Schedule) -> str:
    return f"next {schedule.command} in {seconds(schedule.next_run)}{_args(schedule.args, ' with ')}"


def _entry(entry: Entry) -> str:
    text = entry_text(entry).strip().splitlines()
    said = text[0] if text else "(no text)"
    more = " ..." if len(text) > 1 else ""
    return f"{'the server: ' if entry.by_server else ''}{entry.type}: {said}{more}"


def _args(args: Any, before: str = " ") -> str:
    said = " ".join(_argument(name, value) for name, value in args.items())
    return f"{before}{said}" if said else ""


def _argument(name: str, value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"{name}={_short(text)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _message(text: str) -> str:
    """A text as a message or a note may have it: on one line, short, nothing of it read as syntax."""
    short = text if len(text) <= 3 * _LONGEST else f"{text[: 3 * _LONGEST]}..."
    return _escaped(short) or "#8203;"


def _escaped(text: str) -> str:
    return _WRAP.sub(r"\1#58;", escaped(text))
