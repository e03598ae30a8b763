"""What a scenario expects of its sequence, and what of it did not come true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polltool.records import dataclass, field
from polltool.simulate.replies import MISSING, HttpRequest, Reply, shown_json
from polltool.simulate.sequence import Entry, Schedule, Simulation

_STEP = re.compile(r"(?:^|\.)([^.\[\]()]+)(?:\([^()]*\))?|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class ExpectedSchedule:
    """What a schedule has to be: the keys ``command``, ``next_run``, ``timeout``, ``args``, if given."""

    wanted: Mapping[str, Any]

    def differences(self, schedule: Schedule) -> Iterator[str]:
        """What of it is otherwise."""
        for key, value in self.wanted.items():
            given = getattr(schedule, key)
            if key != "args":
                if given != value:
                    yield f"{key} is {shown_json(given)}, not {shown_json(value)}"
                continue
            for name, wanted in value.items():
                if name not in given:
                    yield f"the argument {name} is missing"
                elif given[name] != wanted:
                    yield f"the argument {name} is {shown_json(given[name])}, not {shown_json(wanted)}"


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that did not come true: its key, its line in the scenario, what is otherwise."""

    key: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is expected; what is None is not looked at. The schema says what each key means."""

    outcome: str = "done"
    message: str | None = None
    runs: int | None = None
    elapsed: float | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    integration_context: Mapping[str, Any] = field(default_factory=dict)
    stripped: tuple[str, ...] | None = None
    entries: tuple[str, ...] = ()
    schedules: tuple[ExpectedSchedule, ...] | None = None
    requests: tuple[str, ...] | None = None
    all_replies_used: bool = False
    warnings: tuple[str, ...] | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    def unmet(self, simulation: Simulation, leftovers: Sequence[str] = ()) -> tuple[Unmet, ...]:
        """The expectations that did not come true, in a fixed order.

        :param leftovers: the replies that nothing asked for, in words.
        """
        return tuple(
            Unmet(key, self.lines.get(key, 0), message) for key, message in self._unmet(simulation, leftovers)
        )

    def _unmet(self, simulation: Simulation, leftovers: Sequence[str]) -> Iterator[tuple[str, str]]:
        outcome = simulation.outcome.value
        if outcome != self.outcome:
            said = f": {simulation.message}" if simulation.message else ""
            yield "outcome", f"the outcome is {outcome}, not {self.outcome}{said}"
        if self.message is not None and self.message not in (simulation.message or ""):
            said = f"is {simulation.message!r}" if simulation.message else "is empty"
            yield "message", f"the outcome's message {said}; it does not contain {self.message!r}"
        if self.runs is not None and len(simulation.runs) != self.runs:
            yield "runs", f"{_there(len(simulation.runs), 'run')}, not {self.runs}"
        if self.elapsed is not None and abs(simulation.elapsed - self.elapsed) > 1e-6:
            yield "elapsed", f"it takes {simulation.elapsed:g} s, not {self.elapsed:g} s"
        for key, wanted, given in (
            ("context", self.context, simulation.context),
            ("integration_context", self.integration_context, simulation.integration_context),
        ):
            for path, value in wanted.items():
                found = look_up(given, path)
                if found != value and not (value is None and found is MISSING):
                    is_ = "is not there" if found is MISSING else f"is {shown_json(found)}"
                    yield key, f"{path} {is_}; it should {_should(value)}"
        if self.stripped is not None:
            yield from self._stripped(simulation)
        texts = [_text(entry) for entry in simulation.entries]
        for text in self.entries:
            if not any(text in given for given in texts):
                yield "entries", f"no entry contains {text!r}"
        if self.schedules is not None:
            yield from self._schedules(simulation)
        if self.requests is not None:
            yield from self._requests(simulation)
        if self.all_replies_used:
            yield from (("all_replies_used", leftover) for leftover in leftovers)
        if self.warnings is not None:
            if not self.warnings and simulation.warnings:
                yield "warnings", f"there is a warning: {simulation.warnings[0]}"
            for text in self.warnings:
                if not any(text in warning for warning in simulation.warnings):
                    yield "warnings", f"no warning contains {text!r}"

    def _stripped(self, simulation: Simulation) -> Iterator[tuple[str, str]]:
        given: dict[str, list[int]] = {}
        for run in simulation.runs:
            for stripped in run.stripped_args:
                given.setdefault(stripped.name, []).append(run.run)
        wanted = self.stripped or ()
        for name, runs in given.items():
            if name not in wanted:
                yield "stripped", f"{name} is stripped before run {', '.join(map(str, runs[:5]))}"
        for name in wanted:
            if name not in given:
                yield "stripped", f"{name} is never stripped"

    def _schedules(self, simulation: Simulation) -> Iterator[tuple[str, str]]:
        given = [schedule for run in simulation.runs for schedule in run.schedules]
        wanted = self.schedules or ()
        if len(given) != len(wanted):
            yield "schedules", f"{_there(len(given), 'schedule')}, not {len(wanted)}"
        for number, (schedule, expected) in enumerate(zip(given, wanted, strict=False), 1):
            for difference in expected.differences(schedule):
                yield "schedules", f"schedule {number}: {difference}"

    def _requests(self, simulation: Simulation) -> Iterator[tuple[str, str]]:
        given = simulation.requests
        wanted = self.requests or ()
        if len(given) != len(wanted):
            yield "requests", f"{_there(len(given), 'request')}, not {len(wanted)}"
        for number, (request, line) in enumerate(zip(given, wanted, strict=False), 1):
            method, _, url = line.partition(" ")
            if Reply(method.upper(), url.strip()).refusal(HttpRequest(request.method, request.url)):
                yield "requests", f"request {number} is {request.method} {request.url}, not {line}"


def parse_path(path: str) -> tuple[str | int, ...] | None:
    """The steps of a context path (``Acme.Scan[0].status``, ``File(val.x == obj.x).Name``); None if it is none."""
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None or match.end() == at or (at == 0 and (match[2] is not None or path.startswith("."))):
            return None
        steps.append(match[1].strip() if match[2] is None else int(match[2]))
        at = match.end()
    return tuple(steps) or None


def look_up(context: Any, path: str) -> Any:
    """The value at a path, MISSING where there is none.

    A name applied to a list of mappings gives that of the only one, or the list of all of
    theirs, as the platform's own paths do.
    """
    value: Any = context
    for step in parse_path(path) or ():
        value = _step(value, step)
        if value is MISSING:
            return MISSING
    return value


def _step(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        members = value if isinstance(value, (list, tuple)) else [value]
        return members[step] if step < len(members) else MISSING
    if isinstance(value, Mapping):
        if step in value:
            return value[step]
        # A key of the context may bear its merge condition: Acme.Scan(val.id == obj.id).
        return next((value[key] for key in value if str(key).partition("(")[0] == step), MISSING)
    if isinstance(value, (list, tuple)):
        found = [inner for member in value if (inner := _step(member, step)) is not MISSING]
        if len(value) == 1:
            return found[0] if found else MISSING
        return found or MISSING
    return MISSING


def _text(entry: Entry) -> str:
    contents = entry.contents if isinstance(entry.contents, str) else _json(entry.contents)
    return "\n".join(part for part in (entry.human_readable, contents, entry.file) if part)


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _should(value: Any) -> str:
    return "not be there" if value is None else f"be {shown_json(value)}"


def _there(number: int, noun: str) -> str:
    return f"there is {number} {noun}" if number == 1 else f"there are {number} {noun}s"
