"""A simulated sequence for people: a timeline, run by run, then how it ended and what it cost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polltool.report.lines import WIDTH, Line, Segment, Style, cells, counted, visible, wrapped
from polltool.simulate.sequence import Entry, Outcome, Run, Schedule, SequenceEnd, Simulation
from polltool.simulate.suite import ScenarioResult, counts

_LABEL = 10
"""Columns that the name of a run's part takes."""
_FOLD = 3
"""How many equal runs in a row become one line."""
_ENTRY_LINES = 6
_VALUE = 120
"""How much of an entry (in lines) and of an argument (in characters) is shown without ``verbose``."""

_OUTCOMES: dict[Outcome, Style] = {
    Outcome.DONE: "good",
    Outcome.ERROR: "error",
    Outcome.TIMEOUT: "warning",
}


def timeline_lines(simulation: Simulation, *, width: int = WIDTH, verbose: bool = False) -> Iterator[Line]:
    """The whole picture; prose and values are wrapped to ``width`` columns.

    ``verbose`` shows requests, logs and all of long entries, and folds no runs.
    """
    printer = _Printer(simulation, width, verbose)
    yield from printer.timeline()
    yield from printer.ending()


def result_lines(result: ScenarioResult) -> Iterator[Line]:
    """One line: whether a scenario passed; below it, what did not come true."""
    if result.error is not None:
        yield (Segment("cannot run ", "error"), Segment(visible(result.name), "strong"))
        for line in result.error.splitlines():
            yield (Segment(f"  {visible(line)}"),)
        return
    simulation = result.simulation
    took = ""
    if simulation is not None:
        took = f": {simulation.outcome.value}, {counted(len(simulation.runs), 'run')}, {_span(simulation.elapsed)}"
    word = Segment("passed ", "good") if result.passed else Segment("failed ", "error")
    yield (word, Segment(visible(result.name), "strong"), Segment(took))
    for unmet in result.unmet:
        where = f"{result.path}:{unmet.line}: " if unmet.line else ""
        first, *rest = unmet.message.splitlines() or [""]
        yield (Segment(f"  {visible(where)}", "path"), Segment(visible(first)))
        for line in rest:
            yield (Segment(f"    {visible(line)}"),)


def scenarios_line(results: Sequence[ScenarioResult]) -> Line:
    """The summary of several scenarios."""
    count = counts(results)
    line = [Segment(f"{counted(count['scenarios'], 'scenario')}: ")]
    said: list[tuple[str, Style]] = [(f"{count['passed']} passed", "good" if count["passed"] else "")]
    if count["failed"]:
        said.append((f"{count['failed']} failed", "error"))
    if count["errors"]:
        said.append((f"{count['errors']} could not be run", "error"))
    for index, (text, style) in enumerate(said):
        line += [Segment(", " if index else ""), Segment(text, style)]
    return (*line, Segment("."))


class _Printer:
    """Prints one simulation."""

    def __init__(self, simulation: Simulation, width: int, verbose: bool) -> None:
        self.simulation = simulation
        self.width = width
        self.verbose = verbose
        self.several = len({run.sequence for run in simulation.runs}) > 1
        latest = max([run.at for run in simulation.runs] + [end.at for end in simulation.ends], default=0.0)
        self.time_width = len(seconds(latest))
        self.indent = " " * (self.time_width + 2)

    # -- the runs

    def timeline(self) -> Iterator[Line]:
        for moment in moments(self.simulation, fold=not self.verbose):
            if isinstance(moment, SequenceEnd):
                yield from self._end(moment)
            elif len(moment) == 1:
                yield from self._run(moment[0])
            else:
                yield from self._folded(moment)

    def _head(self, at: float, *segments: Segment) -> Line:
        time = seconds(at).rjust(self.time_width)
        return (Segment(time, "faint"), Segment("  "), *segments)

    def _run(self, run: Run) -> Iterator[Line]:
        sequence = f" (sequence {run.sequence})" if self.several else ""
        yield self._head(
            run.at,
            Segment(f"run {run.run}", "strong"),
            Segment(f"  {visible(run.command)}{sequence}"),
            Segment("" if run.executed else "  not executed", "error"),
        )
        label = "args"
        if run.args:
            yield from self._part(label, [self._argument(name, value) for name, value in run.args.items()])
            label = ""
        for stripped in run.stripped_args:
            text = self._argument(stripped.name, stripped.value)
            yield from self._part(label, [text], f"({visible(_dropped(stripped.reason))})", style="struck")
            label = ""
        if self.verbose:
            for request in run.requests:
                status = "no reply" if request.status is None else str(request.status)
                yield from self._part(
                    "request", [f"{visible(f'{request.method} {request.url}')}", f"-> {status}"]
                )
            for logged in run.log:
                yield from self._part("log", [f"{logged.level}: {visible(logged.text)}"])
        yield from self._output(run)
        for entry in run.entries:
            if not (entry.by_server and entry.is_error and run.error is not None):
                yield from self._entry(entry)
        if run.error is not None:
            yield from self._traceback(run.error.rstrip().splitlines())
        for schedule in run.schedules:
            yield from self._schedule(schedule)

    def _traceback(self, lines: Sequence[str]) -> Iterator[Line]:
        """The author's traceback, whole: no line of it is cut or left out."""
        for index, line in enumerate(lines):
            label = ("crash" if index == 0 else "").ljust(_LABEL)
            yield (Segment(f"{self.indent}{label}", "faint"), Segment(visible(line), "error"))

    def _folded(self, group: Sequence[Run]) -> Iterator[Line]:
        first, last = group[0], group[-1]
        yield self._head(
            first.at,
            Segment(f"runs {first.run} to {last.run}", "strong"),
            Segment(f"  the same, every {interval(group)}"),
        )

    def _output(self, run: Run) -> Iterator[Line]:
        for name, text in (("stdout", run.stdout), ("stderr", run.stderr)):
            lines = text.rstrip().splitlines()
            yield from self._block(name, lines, "faint")

    def _entry(self, entry: Entry) -> Iterator[Line]:
        if entry.silent:
            yield from self._part("entry", ["(shows nothing)"], style="faint")
            return
        lines = [line for line in entry_text(entry).splitlines() if line.strip()]
        if entry.file:
            lines.insert(0, entry.file)
        kind = "" if entry.type == "note" else f"{entry.type}: "
        by = "the server: " if entry.by_server else ""
        style: Style = "error" if entry.is_error else ""
        if not lines:
            lines = ["(context only)" if entry.context else "(empty)"]
        lines[0] = f"{by}{kind}{lines[0]}"
        yield from self._block("entry", lines, style)

    def _block(self, name: str, lines: Sequence[str], style: Style) -> Iterator[Line]:
        shown = lines if self.verbose else lines[:_ENTRY_LINES]
        room = max(20, self.width - len(self.indent) - _LABEL)
        # Of what is long, all that went wrong is shown, and of the rest the beginning.
        whole = self.verbose or style == "error"
        pieces = [
            piece
            for line in map(visible, shown)
            for piece in (wrapped(line, room) if whole and _width(line) > room else [_cut(line, room)])
        ]
        for index, piece in enumerate(pieces):
            label = name.ljust(_LABEL) if index == 0 else " " * _LABEL
            yield (Segment(f"{self.indent}{label}", "faint"), Segment(piece, style))
        if len(lines) > len(shown):
            more = f"and {counted(len(lines) - len(shown), 'more line')}"
            yield (Segment(f"{self.indent}{' ' * _LABEL}{more}", "faint"),)

    def _schedule(self, schedule: Schedule) -> Iterator[Line]:
        said = [f"{visible(schedule.command)} in {seconds(schedule.next_run)}"]
        if schedule.asked is not None and schedule.asked != schedule.next_run:
            said.append(f"(asked for {seconds(schedule.asked)})")
        if schedule.timeout is not None:
            said.append(f"timeout {seconds(schedule.timeout)}")
        if schedule.items_remaining:
            said.append(f"{schedule.items_remaining} remaining")
        with_ = [self._argument(name, value) for name, value in schedule.args.items()]
        yield from self._part(
            "next", [", ".join(said).replace(", (", " ("), *(["with", *with_] if with_ else [])]
        )

    def _part(self, name: str, words: Sequence[str], note: str = "", style: Style = "") -> Iterator[Line]:
        """A named part of a run: words, wrapped, and a note after them."""
        room = max(20, self.width - len(self.indent) - _LABEL)
        lines = list(wrapped(" ".join(words), room)) or [""]
        for index, line in enumerate(lines):
            label = name.ljust(_LABEL) if index == 0 else " " * _LABEL
            last = index == len(lines) - 1
            fits = last and note and _width(line) + 1 + _width(note) <= room
            yield (
                Segment(f"{self.indent}{label}", "faint"),
                Segment(line, style),
                *([Segment(f" {note}", "warning")] if fits else []),
            )
            if last and note and not fits:
                for part in wrapped(note, room):
                    yield (Segment(f"{self.indent}{' ' * _LABEL}", "faint"), Segment(part, "warning"))

    def _argument(self, name: str, value: Any) -> str:
        text = _text(value)
        if not self.verbose and len(text) > _VALUE:
            text = f"{text[:_VALUE]}..."
        quoted = (
            json.dumps(text, ensure_ascii=False) if isinstance(value, str) and _needs_quotes(text) else text
        )
        return f"{visible(name)}={visible(quoted)}"

    # -- the end

    def _end(self, end: SequenceEnd) -> Iterator[Line]:
        sequence = f" of sequence {end.sequence}" if self.several else ""
        yield self._head(end.at, Segment(f"{end.outcome.value}{sequence}", _OUTCOMES[end.outcome]))
        if end.entry is not None:
            yield from self._entry(end.entry)

    def ending(self) -> Iterator[Line]:
        simulation = self.simulation
        yield ()
        outcome, _, rest = outcome_text(simulation).partition(" ")
        yield (Segment(outcome, _OUTCOMES[simulation.outcome]), Segment(f" {rest}."))
        if simulation.message:
            for line in simulation.message.splitlines():
                yield (Segment(f"  {visible(line)}"),)
        yield from self._worker()
        for warning in simulation.warnings:
            for index, text in enumerate(wrapped(f"warning: {visible(warning)}", self.width - 2)):
                yield (Segment(f"{'' if index == 0 else '  '}{text}", "warning"),)

    def _worker(self) -> Iterator[Line]:
        """What the sequence cost in workers, against a command that sleeps between its polls."""
        simulation = self.simulation
        busy = f"A worker was busy for {seconds(simulation.worker_seconds)}"
        if simulation.slept_seconds:
            busy += f", {seconds(simulation.slept_seconds)} of it asleep"
        if any(run.schedules for run in simulation.runs):
            held = seconds(max(simulation.elapsed, simulation.worker_seconds))
            busy += f"; a command that sleeps between its polls would have held one for {held}"
        for line in wrapped(f"{busy}.", self.width):
            yield (Segment(line),)


def moments(simulation: Simulation, *, fold: bool) -> Iterator[Sequence[Run] | SequenceEnd]:
    """What a report shows, in the order of time: runs in groups, and the ends of which the server tells."""
    ends = sorted((end for end in simulation.ends if end.entry is not None), key=lambda end: end.at)
    for group in _groups(simulation.runs, fold=fold):
        while ends and ends[0].at < group[0].at:
            yield ends.pop(0)
        yield group
    yield from ends


def interval(group: Sequence[Run]) -> str:
    """The time between one run of a group and the next, in words."""
    return seconds((group[-1].at - group[0].at) / (len(group) - 1))


def _groups(runs: Sequence[Run], *, fold: bool) -> Iterator[Sequence[Run]]:
    """The runs, those that repeat the one before them at even intervals in groups.

    The first of equal runs stands alone, so that what it does can be read.
    """
    start = 0
    while start < len(runs):
        end = start + 1
        first = _shown_of(runs[start])
        while fold and end < len(runs) and _shown_of(runs[end]) == first and _even(runs, start, end):
            end += 1
        yield runs[start : start + 1]
        rest = runs[start + 1 : end]
        if len(rest) >= _FOLD:
            yield rest
        else:
            yield from ([run] for run in rest)
        start = end


def _even(runs: Sequence[Run], start: int, end: int) -> bool:
    """Whether the last interval up to ``end`` is as long as the first after ``start``."""
    first = runs[start + 1].at - runs[start].at
    return abs((runs[end].at - runs[end - 1].at) - first) < 1e-6


def _shown_of(run: Run) -> tuple[Any, ...]:
    """All of a run that the timeline shows, but for its number and its time."""
    entries = [(entry.type, entry.human_readable, entry.contents, entry.silent) for entry in run.entries]
    schedules = [
        (schedule.command, schedule.next_run, schedule.timeout, schedule.args, schedule.items_remaining)
        for schedule in run.schedules
    ]
    return (
        run.sequence,
        run.command,
        run.args,
        run.stripped_args,
        entries,
        schedules,
        run.stdout,
        run.stderr,
        run.error,
        run.executed,
    )


def _dropped(reason: str) -> str:
    return reason if reason.startswith("dropped") else f"dropped: {reason}"


def _needs_quotes(text: str) -> bool:
    return not text or any(char.isspace() or char in "\"'=" for char in text)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (Mapping, list, tuple, bool)) or value is None:
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _cut(text: str, room: int) -> str:
    """The text in at most ``room`` columns."""
    if _width(text) <= room:
        return text
    used, at = 0, 0
    while at < len(text) and used + cells(text[at]) <= room - 3:
        used += cells(text[at])
        at += 1
    return f"{text[:at]}..."


def _width(text: str) -> int:
    return sum(map(cells, text))


def seconds(value: float) -> str:
    """A time in words."""
    return f"{round(value, 3):.15g} s"


def entry_text(entry: Entry) -> str:
    """What an entry shows: its readable text, else its contents; nothing where both are missing."""
    return entry.human_readable or ("" if entry.contents is None else _text(entry.contents))


def outcome_text(simulation: Simulation) -> str:
    """How it ended, when, and after how many runs."""
    runs = counted(len(simulation.runs), "run")
    return f"{simulation.outcome.value} after {_span(simulation.elapsed)}, {runs}"


def _span(elapsed: float) -> str:
    """A time, and for long ones hours and minutes as well."""
    if elapsed < 120:
        return seconds(elapsed)
    minutes, rest = divmod(round(elapsed), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return f"{seconds(elapsed)} ({' '.join(f'{value} {unit}' for value, unit in parts if value)})"
