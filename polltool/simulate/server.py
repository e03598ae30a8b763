"""The server: runs commands, acts on the schedules they return, and ends sequences (facts.md 1 to 17).

A model of discrete events in virtual time. A sequence is a chain of runs of which each but
the last has scheduled the next; one run may return several schedules, and then starts that
many sequences.
"""

from __future__ import annotations

import heapq
import os
import shutil
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from polltool.model import Command
from polltool.records import dataclass, field, replace
from polltool.simulate.arguments import Arguments, first_arguments, next_arguments, original_arguments
from polltool.simulate.clock import VirtualClock
from polltool.simulate.commandreplies import UnexpectedCommand
from polltool.simulate.entries import (
    BadSchedule,
    entry_of,
    error_text,
    executed,
    merge_context,
    schedule_of,
    server_error,
)
from polltool.simulate.instance import AnyDemisto, Instance, copied
from polltool.simulate.neighbours import Neighbours
from polltool.simulate.options import ExecuteCommand, Http, Options
from polltool.simulate.runner import Ran, Runner
from polltool.simulate.sandbox import Sandbox
from polltool.simulate.sequence import Entry, Outcome, Run, Schedule, SequenceEnd, Simulation
from polltool.simulate.subject import Subject

_INVESTIGATION = "1"


@dataclass(slots=True)
class _Sequence:
    """A sequence that goes on. ``deadline`` counts from its first schedule (facts.md 17)."""

    number: int
    started: float
    deadline: float | None = None
    timeout: float | None = None
    times_ran: int = 0


@dataclass(order=True, slots=True)
class _Due:
    """A scheduled run."""

    at: float
    order: int
    schedule: Schedule = field(compare=False)
    sequence: _Sequence = field(compare=False)


class Server:
    """One simulation: a command that is started, and what it leads to."""

    def __init__(
        self,
        subject: Subject,
        runner: Runner,
        clock: VirtualClock,
        http: Http,
        execute_command: ExecuteCommand,
        options: Options,
        params: Mapping[str, Any],
        neighbours: Neighbours,
        sandbox: Sandbox,
    ) -> None:
        self._subject = subject
        self._runner = runner
        self._clock = clock
        self._http = http
        self._execute_command = execute_command
        self._options = options
        self._instance = Instance(subject, params, copied(options.integration_context))
        self._neighbours = neighbours
        self._sandbox = sandbox
        self._context: dict[str, Any] = copied(options.context)
        self._incident = {"id": _INVESTIGATION, "name": "Incident", "type": "", "CustomFields": {}} | copied(
            options.incident
        )
        self._files = {entry_id: self._own_copy(entry_id, path) for entry_id, path in options.files.items()}
        self._made_files = 0
        self._original: Mapping[str, Any] = {}
        self._queue: list[_Due] = []
        self._sequences = 0
        self._runs: list[Run] = []
        self._ends: list[SequenceEnd] = []
        self._warnings: dict[str, None] = {}

    def start(self, command: Command, args: Mapping[str, Any]) -> Simulation:
        """Start a command and follow it to the end of the last sequence.

        :raises SimulationError: the arguments are not the command's.
        """
        fill = self._options.fill_defaults != "never"
        arguments = first_arguments(command, args, fill_defaults=fill)
        self._original = arguments.args
        self._run(command, arguments, self._new_sequence(0), None, 0)
        while self._queue:
            due = heapq.heappop(self._queue)
            deadline = due.sequence.deadline
            if deadline is not None and due.at > deadline:
                self._time_out(due, deadline)
            elif len(self._runs) >= self._options.max_runs:
                self._give_up(due)
            else:
                self._scheduled(due)
        return self._simulation(command)

    # -- runs

    def _scheduled(self, due: _Due) -> None:
        """The run of a schedule, as far as the server finds it can be run."""
        name = due.schedule.command
        command = self._subject.command(name)
        if command is None:
            what = "no script of that name or id" if self._subject.is_script else "no such command"
            self._refuse(due, Arguments(dict(due.schedule.args)), f"{name} cannot be run: {what} here")
            return
        if self._subject.is_script and self._options.script_args == "original":
            arguments = original_arguments(self._original, due.schedule.args)
        else:
            arguments = next_arguments(
                command,
                due.schedule.args,
                fill_defaults=self._options.fill_defaults == "always",
                drop_empty=self._options.drop_empty,
            )
        if arguments.missing:
            plural = "s" if len(arguments.missing) > 1 else ""
            missing = ", ".join(arguments.missing)
            self._refuse(due, arguments, f"{name} failed: the required argument{plural} {missing} is missing")
            return
        self._run(command, arguments, due.sequence, due.schedule, due.at)

    def _refuse(self, due: _Due, arguments: Arguments, text: str) -> None:
        """A run that fails before any code is executed."""
        self._runs.append(
            Run(
                run=len(self._runs) + 1,
                at=due.at,
                command=due.schedule.command,
                args=arguments.args,
                stripped_args=arguments.stripped,
                entries=(server_error(text),),
                sequence=due.sequence.number,
                executed=False,
            )
        )
        self._end(due.sequence, Outcome.ERROR, due.at, f"run {len(self._runs)}: {text}")

    def _run(
        self,
        command: Command,
        arguments: Arguments,
        sequence: _Sequence,
        schedule: Schedule | None,
        at: float,
    ) -> None:
        self._clock.move_to(at)
        slept = self._clock.slept
        number = len(self._runs) + 1
        host = self._demisto(
            self._instance, command.name, arguments.args, self._parent_entry(sequence, schedule)
        )
        ran = self._runner.run(host)
        refused = self._http.refused()
        if refused is not None and ran.stopped is None:
            text = str(refused)
            ran = replace(ran, error=text, message=text.splitlines()[0], stopped=refused)
        self._instance.keep(host)
        self._context = copied(host.context())
        end = self._clock.elapsed
        entries = tuple(entry_of(raw) for raw in ran.results)
        self._remember(entries)
        error = self._error(entries, ran)
        schedules = () if error else self._schedules(command, ran, number)
        self._runs.append(
            Run(
                run=number,
                at=at,
                command=command.name,
                args=arguments.args,
                stripped_args=arguments.stripped,
                entries=entries if ran.error is None else (*entries, server_error(ran.error)),
                schedules=self._accept(schedules, sequence, end),
                sequence=sequence.number,
                worker_seconds=end - at + self._options.run_seconds,
                slept_seconds=self._clock.slept - slept,
                log=ran.log,
                stdout=ran.stdout,
                stderr=ran.stderr,
                error=ran.error,
                requests=tuple(replace(request, run=number, at=at) for request in self._http.taken()),
            )
        )
        self._remark(command, ran, number)
        if error:
            self._end(sequence, Outcome.ERROR, end, f"run {number} ({command.name}): {error}")
        elif not schedules:
            self._end(sequence, Outcome.DONE, end)

    def _demisto(
        self, instance: Instance, command: str, args: Mapping[str, Any], parent: Mapping[str, Any]
    ) -> AnyDemisto:
        """The ``demisto`` object of a run."""
        return instance.demisto(
            command,
            args,
            context=self._context,
            incidents=[copied(self._incident)],
            version=self._options.server_version,
            parent_entry=parent,
            files=self._files,
            investigation_id=_INVESTIGATION,
            execute_command=self._execute,
            unique_file=self._new_file,
        )

    def _execute(self, command: str, args: Mapping[str, Any] | None = None) -> Any:
        """What ``demisto.executeCommand`` gives: the reply to it, else what the pack's own command gives."""
        try:
            return executed(self._execute_command(command, args or {}))
        except UnexpectedCommand:
            if not self._subject.is_script:
                raise
            entries = self._neighbours.call(self._sandbox, self._demisto_inside, command, args or {})
            if entries is None:
                raise
            return executed(entries)

    def _demisto_inside(self, instance: Instance, command: str, args: Mapping[str, Any]) -> AnyDemisto:
        return self._demisto(instance, command, args, {})

    def _parent_entry(self, sequence: _Sequence, schedule: Schedule | None) -> dict[str, Any]:
        """What ``demisto.callingContext`` tells of the entry that started the run (facts.md 16)."""
        if schedule is None:
            return {}
        sequence.times_ran += 1
        return {
            "id": f"{sequence.number}@{_INVESTIGATION}",
            "polling": True,
            "pollingCommand": schedule.command,
            "pollingArgs": copied(schedule.args),
            "timesRan": sequence.times_ran,
            "startDate": self._date(sequence.started),
            "endingDate": self._date(sequence.started if sequence.deadline is None else sequence.deadline),
        }

    def _date(self, elapsed: float) -> str:
        latest = datetime.max.replace(tzinfo=timezone.utc).timestamp() - 1
        moment = datetime.fromtimestamp(min(self._options.start + elapsed, latest), timezone.utc)
        return moment.isoformat().replace("+00:00", "Z")

    # -- what runs leave

    def _remember(self, entries: tuple[Entry, ...]) -> None:
        """What entries leave in the incident: context, and files."""
        for entry in entries:
            merge_context(self._context, entry.context)
            file_id = entry.raw.get("FileID")
            if entry.file is not None and isinstance(file_id, str):
                path = os.path.join(self._sandbox.folder, f"{_INVESTIGATION}_{file_id}")
                self._files[file_id] = {"id": file_id, "path": path, "name": entry.file}

    def _new_file(self) -> str:
        self._made_files += 1
        return f"file-{self._made_files}"

    def _own_copy(self, entry_id: str, path: str) -> dict[str, str]:
        """A file of the user's as the code may see it: a copy, so that nothing happens to the file."""
        name = os.path.basename(path)
        kept = os.path.join(
            self._sandbox.folder, f"{_INVESTIGATION}_{len(os.listdir(self._sandbox.folder))}_{name}"
        )
        shutil.copyfile(path, kept)
        return {"id": entry_id, "path": kept, "name": name}

    # -- what comes of results

    def _error(self, entries: tuple[Entry, ...], ran: Ran) -> str | None:
        """Why the run failed, None where it did not."""
        if ran.error is not None:
            return ran.message or ran.error
        return next((error_text(entry) for entry in entries if entry.is_error), None)

    def _schedules(self, command: Command, ran: Ran, number: int) -> tuple[Schedule, ...]:
        """The schedules of a run that the server acts upon."""
        found = []
        for raw in ran.results:
            schedule = schedule_of(raw)
            if isinstance(schedule, BadSchedule):
                self.warn(f"run {number}: a schedule is not acted upon: {schedule.reason}")
            elif schedule is not None:
                found.append(schedule)
        if found and not command.polls:
            self.warn(
                f"{command.name} returned a schedule for {found[0].command}, but the server does not act "
                f"upon it: {command.name} has no 'polling: true' in the yml"
            )
            return ()
        for schedule in found:
            if schedule.asked is not None and schedule.asked < schedule.next_run:
                self.warn(
                    f"run {number} asked for the next run in {schedule.asked:g} s; "
                    f"the server waits at least {schedule.next_run:g} s"
                )
        return tuple(found)

    def _accept(
        self, schedules: tuple[Schedule, ...], sequence: _Sequence, now: float
    ) -> tuple[Schedule, ...]:
        """Put schedules into the queue: the first goes on with the sequence, others start their own."""
        accepted = []
        for index, schedule in enumerate(schedules):
            mine = sequence if index == 0 else self._new_sequence(now)
            numbered = replace(schedule, sequence=mine.number)
            if mine.deadline is None:
                if not mine.times_ran:
                    mine.started = now
                mine.timeout = (
                    schedule.timeout if schedule.timeout is not None else self._options.default_timeout
                )
                mine.deadline = None if mine.timeout is None else mine.started + mine.timeout
            accepted.append(numbered)
            heapq.heappush(
                self._queue, _Due(now + schedule.next_run, len(self._runs) * 1000 + index, numbered, mine)
            )
        return tuple(accepted)

    def _new_sequence(self, now: float) -> _Sequence:
        self._sequences += 1
        return _Sequence(self._sequences, now)

    # -- ends

    def _time_out(self, due: _Due, at: float) -> None:
        text = (
            f"Timeout: {due.schedule.command} did not finish within {due.sequence.timeout:g} s "
            "of its first schedule"
        )
        self._end(due.sequence, Outcome.TIMEOUT, at, text, server_error(text))

    def _give_up(self, due: _Due) -> None:
        text = (
            f"stopped after {len(self._runs)} runs (--max-runs): {due.schedule.command} still schedules itself; "
            "check what ends it, or give its schedule a timeout"
        )
        self._end(due.sequence, Outcome.ERROR, due.at - due.schedule.next_run, text)

    def _end(
        self,
        sequence: _Sequence,
        outcome: Outcome,
        at: float,
        message: str | None = None,
        entry: Entry | None = None,
    ) -> None:
        self._ends.append(SequenceEnd(sequence.number, outcome, at, message, entry))

    def _remark(self, command: Command, ran: Ran, number: int) -> None:
        if ran.error is None and not ran.results:
            self.warn(f"run {number} of {command.name} returned nothing at all")
        if ran.stdout:
            self.warn(f"run {number} printed to the standard output, which is no entry: {_short(ran.stdout)}")

    def warn(self, text: str) -> None:
        """Note what is worth a warning, once."""
        self._warnings[text] = None

    def _simulation(self, command: Command) -> Simulation:
        for outcome in (Outcome.ERROR, Outcome.TIMEOUT, Outcome.DONE):
            decisive = [end for end in self._ends if end.outcome is outcome]
            if decisive:
                break
        ends = sorted(self._ends, key=lambda end: end.at)
        return Simulation(
            item=self._subject.item.path,
            command=command.name,
            outcome=outcome,
            message=min(decisive, key=lambda end: end.at).message,
            runs=tuple(self._runs),
            ends=tuple(ends),
            elapsed=ends[-1].at,
            worker_seconds=round(sum(run.worker_seconds for run in self._runs), 6),
            slept_seconds=round(sum(run.slept_seconds for run in self._runs), 6),
            warnings=(*self._warnings, *self._http.leftovers()),
            context=self._context,
            integration_context=self._instance.context,
        )


def _short(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return repr(line if len(line) <= 80 else line[:77] + "...")
