"""Polling flows: which command schedules which, what it carries, and what the target declares.

Here the yml (``model``) and the code (``code``) meet. A ``PollingFlow`` is one schedule of
one command; everything that the rules ask about polling is told by flows and by the runs
they come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from polltool.code.events import Carried, DecoratedCall, NextRun, Read, RunEvents, Schedule
from polltool.code.files import CodeFile
from polltool.code.heap import Fact
from polltool.code.machine import ABSENT, Incoming
from polltool.code.modules import FindModule, Module, check_syntax, load
from polltool.code.parents import Parents
from polltool.code.program import Program, program
from polltool.code.usage import only_tested, reads_of
from polltool.code.values import NONE, Arg, Const, Decorator, Spot, Unknown, Value, const, options, strings
from polltool.model import Argument, Command, Item, Kind
from polltool.records import dataclass

HIDE = "hide_polling_output"


@dataclass(frozen=True, slots=True)
class PollingFlow:
    """One schedule that one command's run may return.

    ``target_name`` is None where the code's name for it is not known; ``target`` is None
    as well where the yml has no such command. ``state`` are the keys that the code adds
    to the next run's arguments; ``timing`` the arguments that interval and timeout read.
    ``polling_arg`` is the argument that the decorator asks for, None where it asks for none.
    """

    starter: Command
    target_name: str | None
    target: Command | None
    schedule: Schedule
    next_run: NextRun
    state: Mapping[str, Carried]
    timing: frozenset[str]
    polling_arg: str | None

    @property
    def decorated(self) -> bool:
        """Whether ``polling_function`` makes the schedule."""
        return self.schedule.decorator is not None

    def surely_lacks(self, key: str) -> bool:
        """Whether the next run surely does not get a key."""
        run = self.next_run
        if key in run.keys or not run.complete:
            return False
        if run.rides == "all":
            if run.gone.get(key):
                return True
            same = self.target is not None and self.target.name == self.starter.name
            return not same and self.starter.argument(key) is None and not run.filtered
        return run.rides == "none"


@dataclass(frozen=True, slots=True)
class CommandRun:
    """One command with what its run was seen to do."""

    command: Command
    events: RunEvents

    def reads(self, key: str) -> list[Read]:
        """The sure reads of an incoming argument by the command's own code."""
        return [read for read in self.events.reads if read.key == key and read.sure and read.spot is not None]


class ItemAnalysis:
    """An item's yml and code, taken together.

    What is asked for is worked out once: runs, flows, and what follows from them.
    """

    def __init__(
        self,
        item: Item,
        code: CodeFile,
        find_module: FindModule,
        module: Module | None = None,
        loaded: Program | None = None,
    ) -> None:
        self.item = item
        self.code = code
        self._find_module = find_module
        self._module = module
        self._loaded = loaded
        self._runs: dict[str, CommandRun] = {}
        self._surveys: dict[str, CommandRun] = {}
        self._next_runs: dict[tuple[str, int, str], RunEvents] = {}
        self._givers: dict[str, frozenset[Decorator]] = {}
        self._gates: dict[str, frozenset[str]] = {}

    @cached_property
    def program(self) -> Program:
        """The code, loaded."""
        return self._loaded or program(self.code, self._find_module, self._module)

    # -- runs ---------------------------------------------------------------------

    def run(self, command: Command) -> CommandRun:
        """What the code does when it is run as a command, whatever arguments come."""
        found = self._runs.get(command.name)
        if found is None:
            found = self._runs[command.name] = CommandRun(command, self.program.run(command.name))
        return found

    def survey(self, command: Command) -> CommandRun:
        """As ``run``, but brief where that shows already that the run schedules nothing."""
        found = self._runs.get(command.name) or self._surveys.get(command.name)
        if found is None:
            if not (command.polls or self.is_script):
                together, of_interest = self._overview
                brief = self.program.survey(command.name) if command.name in of_interest else together
                if not brief.of_interest:
                    found = self._surveys[command.name] = CommandRun(command, brief)
                    return found
            found = self.run(command)
        return found

    @cached_property
    def _overview(self) -> tuple[RunEvents, frozenset[str]]:
        """One look at all commands that are not marked with ``polling``: most of them schedule nothing."""
        return self.program.overview(frozenset(one.name for one in self.item.commands if not one.polls))

    @cached_property
    def can_schedule(self) -> bool:
        """Whether any visible code so much as mentions what makes a schedule."""
        return may_schedule(self.code, self._find_module)

    @property
    def runs(self) -> Iterator[CommandRun]:
        """The runs of all commands, in the yml's order (commands of one name once).

        There are none where no visible code can schedule.
        """
        if not self.can_schedule:
            return
        seen: set[str] = set()
        for command in self.item.commands:
            if command.name not in seen:
                seen.add(command.name)
                yield self.survey(command)

    @property
    def is_script(self) -> bool:
        """Whether the item is a script."""
        return self.item.kind is Kind.SCRIPT

    @property
    def all_visible(self) -> bool:
        """Whether every shared module that the code imports can be seen."""
        return all_visible(self.code, self._find_module)

    @property
    def modules(self) -> tuple[Module, ...]:
        """The item's own module, then the shared ones (none where nothing can schedule)."""
        return self.program.modules if self.can_schedule else ()

    def is_shared(self, spot: Spot) -> bool:
        """Whether a spot lies in a shared module and not in the item's own code."""
        return spot.file is not self.code

    def mentions(self, word: str) -> bool:
        """Whether the visible code has a word (an identifier, a key) anywhere."""
        whole = re.compile(rf"\b{re.escape(word)}\b")
        texts = [module.file.text for module in self.modules]
        return any(word in text and whole.search(text) for text in texts)

    def only_tests(self, command: Command, key: str) -> bool:
        """Whether a command's code reads an argument, and only to decide something by it."""
        seen = [
            read.spot.node
            for read in self.run(command).events.reads
            if read.key == key and read.spot is not None and read.how != "in"
        ]
        # Reads of what the run itself put there count as well, so look at the text, too.
        written = [
            node
            for module in self.modules
            for statement in module.statements_with(key)
            for node in reads_of(module.parents.texts(statement).get(key, ()), module.parents)
        ]
        reads = [*seen, *written]
        if not reads:
            return any(read.key == key and read.how == "in" for read in self.run(command).events.reads)
        return all(any(only_tested(node, above) for above in self._above) for node in reads)

    @cached_property
    def _above(self) -> tuple[Parents, ...]:
        return tuple(module.parents for module in self.modules)

    # -- flows --------------------------------------------------------------------

    @cached_property
    def flows(self) -> tuple[PollingFlow, ...]:
        """Every schedule that a command can return, given what it declares."""
        return tuple(flow for run in self.runs for flow in self._flows_of(run) if self.feasible(flow))

    @cached_property
    def all_flows(self) -> tuple[PollingFlow, ...]:
        """Every schedule in the code, those included that the yml makes impossible."""
        return tuple(flow for run in self.runs for flow in self._flows_of(run))

    @cached_property
    def all_by_starter(self) -> Mapping[str, tuple[PollingFlow, ...]]:
        """All of them by the name of the command that starts them."""
        return _grouped((flow.starter.name, flow) for flow in self.all_flows)

    @cached_property
    def by_starter(self) -> Mapping[str, tuple[PollingFlow, ...]]:
        """The flows by the name of the command that starts them."""
        return _grouped((flow.starter.name, flow) for flow in self.flows)

    @cached_property
    def by_target(self) -> Mapping[str, tuple[PollingFlow, ...]]:
        """The flows by the name of the command that they run next."""
        return _grouped((flow.target_name, flow) for flow in self.flows if flow.target_name is not None)

    def _flows_of(self, run: CommandRun) -> Iterator[PollingFlow]:
        for schedule in run.events.schedules:
            names = strings(schedule.command)
            for name in names if names is not None else (None,):
                yield self._flow(run, schedule, name)

    def _flow(self, run: CommandRun, schedule: Schedule, name: str | None) -> PollingFlow:
        target = self.item.command(name) if name is not None else None
        if target is None and self.is_script and name is not None and name in (self.item.id, self.item.name):
            target = self.item.commands[0]
        timing = timing_args(schedule)
        decorator = schedule.decorator
        polling_arg = None
        if decorator is not None and decorator.requires_arg != const(False):
            names = strings(decorator.polling_arg)
            polling_arg = names[0] if names is not None and len(names) == 1 else None
        state = {
            key: carried
            for key, carried in schedule.next_run.keys.items()
            if is_state(key, carried, timing, polling_arg)
        }
        return PollingFlow(run.command, name, target, schedule, schedule.next_run, state, timing, polling_arg)

    def feasible(self, flow: PollingFlow) -> bool:
        """Whether the starter's declaration lets the schedule come about.

        The server drops an argument that the command does not declare, so a schedule that
        needs one is never made, but for what the code passes on to itself, which the yml of
        a command that polls has forgotten. (What a script gets is not settled.)
        """
        starter = flow.starter
        asks = flow.polling_arg if flow.decorated and starter.polling is None else None
        if asks is not None and starter.argument(asks) is None and not self.sets_polling_arg(starter, flow):
            return False
        if self.is_script:
            return True
        return all(
            starter.argument(key) is not None or (starter.polls and key in flow.state)
            for key, fact in flow.schedule.facts.items()
            if fact.present or fact.some
        )

    def sets_polling_arg(self, command: Command, flow: PollingFlow) -> bool:
        """Whether a command's own run gives the decorated function its polling argument."""
        if command.name not in self._givers:
            self._givers[command.name] = frozenset(
                call.decorator
                for call in self.decorated_calls(command)
                if call.polling_arg_set or call.polling_arg_open or call.passes == "unknown"
            )
        return flow.schedule.decorator in self._givers[command.name]

    def decorated_calls(self, command: Command) -> list[DecoratedCall]:
        """The calls of decorated functions in a command's run."""
        return self.run(command).events.calls

    def starters(self, *, of: Spot) -> list[Command]:
        """The commands whose runs make the schedule at a spot, in the yml's order."""
        found: dict[str, Command] = {}
        for flow in self.flows:
            if flow.schedule.spot == of:
                found.setdefault(flow.starter.name, flow.starter)
        return list(found.values())

    # -- what follows -------------------------------------------------------------

    def gates(self, command: Command) -> frozenset[str]:
        """The arguments without which a command's run schedules nothing.

        For a decorated function that is its polling argument; for ``ScheduledCommand`` the
        arguments that every schedule of the run needs to be true.
        """
        if command.name not in self._gates:
            flows = self.all_by_starter.get(command.name, ())
            needed = [needed_by(flow, asks=not self.sets_polling_arg(command, flow)) for flow in flows]
            self._gates[command.name] = needed[0].intersection(*needed[1:]) if needed else frozenset()
        return self._gates[command.name]

    def next_events(self, flow: PollingFlow) -> RunEvents | None:
        """What the next run of a flow does, with just the arguments that it gets.

        None where the target or its arguments are not known.
        """
        target = flow.target
        if target is None or not flow.next_run.complete or flow.next_run.rides == "some":
            return None
        key = (target.name, id(flow.schedule), flow.starter.name)
        found = self._next_runs.get(key)
        if found is None:
            found = self._next_runs[key] = self.program.run(target.name, incoming_of(flow))
        return found

    def run_without(self, command: Command, keys: Mapping[str, Value]) -> RunEvents:
        """What a command does when some arguments are known (``ABSENT``: they do not come)."""
        return self.program.run(command.name, Incoming(keys))


def _grouped(pairs: Iterator[tuple[str | None, PollingFlow]]) -> Mapping[str, tuple[PollingFlow, ...]]:
    found: dict[str, list[PollingFlow]] = {}
    for name, flow in pairs:
        if name is not None:
            found.setdefault(name, []).append(flow)
    return {name: tuple(flows) for name, flows in found.items()}


def needed_by(flow: PollingFlow, *, asks: bool) -> frozenset[str]:
    """The arguments that have to be true for a schedule to be made.

    ``asks``: the decorator's polling argument is among them, since the run does not set it.
    """
    by_decorator = {flow.polling_arg} if asks and flow.decorated and flow.polling_arg is not None else set()
    return frozenset(
        key for key, fact in flow.schedule.facts.items() if fact.some and (fact.true or "poll" in key.lower())
    ).union(by_decorator)


def runs_again_once(flow: PollingFlow) -> bool:
    """Whether a schedule is only made by a run that was not scheduled: a retry, no polling.

    It sets a key without which alone it is made, and runs the same command.
    """
    facts = flow.schedule.facts
    return (
        not flow.decorated
        and flow.target is flow.starter
        and any(
            (fact := facts.get(key)) is not None and (fact.present is False or fact.some is False)
            for key in flow.state
        )
    )


def timing_args(schedule: Schedule) -> frozenset[str]:
    """The incoming arguments that a schedule's interval and timeout are read from."""
    return frozenset(
        option.key
        for value in (schedule.interval, schedule.timeout)
        for option in options(value)
        if isinstance(option, Arg)
    )


def is_state(key: str, carried: Carried, timing: frozenset[str], polling_arg: str | None) -> bool:
    """Whether the code adds a key to the next run's arguments.

    Passing an input on under its own name adds nothing; nor do the polling, interval and
    timeout arguments.
    """
    if key in (HIDE, polling_arg) or key in timing or is_polling_flag(key, carried):
        return False
    return not passed_on(key, carried)


def is_polling_flag(key: str, carried: Carried) -> bool:
    """Whether a key is a polling argument that the code sets to true for the next run."""
    return is_polling_name(key, None) and asks_for_polling(carried)


def asks_for_polling(carried: Carried) -> bool:
    """Whether a key of the next run is true, or what came, as the value of a polling argument is."""
    return all(
        isinstance(option, Arg)
        or (isinstance(option, Const) and str(option.value).lower() in ("true", "yes", "1"))
        for option in options(carried.value)
    )


def is_polling_name(key: str, polling_arg: str | None) -> bool:
    """Whether a key is a polling argument by its name, or the one that a decorator asks for."""
    return key in (polling_arg, "polling", "is_polling", "should_poll", "polling_mode")


def passed_on(key: str, carried: Carried) -> bool:
    """Whether a carried key is just the incoming argument of that name, or None for lack of one."""
    return all(
        option == NONE
        or (
            isinstance(option, Arg)
            and option.key == key
            and not option.fallback
            and (option.default is None or isinstance(option.default, Const))
        )
        for option in options(carried.value)
    )


def incoming_of(flow: PollingFlow) -> Incoming:
    """The arguments that the next run of a flow gets, as far as they are known.

    Booleans and numbers come back as strings; what the code computed is taken to be
    something. What the target does not declare would be dropped, but that is another
    mistake than those that are asked for here, so it comes.
    """
    target = flow.target
    assert target is not None
    values: dict[str, Value] = {}
    for key, carried in flow.next_run.keys.items():
        if not carried.sure:
            continue
        values[key] = _arriving(carried.value)
    values[HIDE] = const("true")
    run = flow.next_run
    if run.rides == "all":
        for key, fact in flow.schedule.facts.items():
            if key not in run.keys and key not in run.gone and (known := _as_it_came(fact)) is not None:
                values[key] = known
    for argument in target.arguments:
        if argument.name not in run.keys and flow.surely_lacks(argument.name):
            values[argument.name] = ABSENT
    return Incoming(values, others=run.rides != "none" or any(not one.sure for one in run.keys.values()))


def _as_it_came(fact: Fact) -> Value | None:
    """What is known of an argument that rides along, by what is known where the schedule is made."""
    if fact.present is False:
        return ABSENT
    if fact.equals is not None:
        return const(fact.equals)
    return Unknown("str") if fact.some or fact.present else None


def _arriving(value: Value) -> Value:
    if isinstance(value, Const):
        if isinstance(value.value, bool):
            return const("true" if value.value else "false")
        if isinstance(value.value, (int, float)):
            return const(str(value.value))
        if isinstance(value.value, str):
            return value
    return Unknown("str")


def is_true_default(argument: Argument) -> bool:
    """Whether the yml gives an argument a default that means true."""
    default = argument.default_value
    return default is not None and str(default.value).strip().lower() in ("true", "yes", "1", "y", "t", "on")


def all_visible(code: CodeFile, find_module: FindModule) -> bool:
    """Whether every shared module that code imports, directly or not, can be found."""
    return None not in _with_imported(code, find_module)


def may_schedule(code: CodeFile, find_module: FindModule) -> bool:
    """Whether code, or a shared module that it imports, mentions what makes a schedule."""
    return any(file is not None and file.may_schedule for file in _with_imported(code, find_module))


def _with_imported(code: CodeFile, find_module: FindModule) -> Iterator[CodeFile | None]:
    """Code and all modules that it imports, directly or not, each once; None for one not found."""
    yield code
    names = list(code.imports)
    for name in names:
        shared = find_module(name)
        yield shared
        if shared is not None:
            names.extend(one for one in shared.imports if one not in names)


def analyse(item: Item, code: CodeFile, find_module: FindModule) -> ItemAnalysis:
    """Take an item's yml and code together.

    :raises SyntaxError: the code cannot be parsed.
    """
    if may_schedule(code, find_module):
        return ItemAnalysis(item, code, find_module, load("<item>", code))
    check_syntax(code.text)
    return ItemAnalysis(item, code, find_module)
