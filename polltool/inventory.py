"""What polls in an item, told briefly: each command with its schedules, as the flows tell them.

Everything here is plain data that travels between processes; nothing holds on to the item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from polltool.code.events import NextRun
from polltool.code.values import NONE, Value, join, options
from polltool.flows import ItemAnalysis, PollingFlow, is_true_default, runs_again_once
from polltool.model import Command, Item, Kind, Language
from polltool.records import dataclass
from polltool.rules.timing import arguments_read, constants, usual
from polltool.source import Place

How = Literal["polling_function", "ScheduledCommand"]
Carries = Literal["all", "some", "none"]


@dataclass(frozen=True, slots=True)
class Duration:
    """An interval or a timeout, in seconds.

    ``usual`` is what it is where no argument says otherwise, None where that is not known.
    ``choices`` are all the numbers that the code itself may give it. ``arguments`` are those
    that it is read from. ``absent``: the schedule gives none, so the server's own holds.
    """

    usual: float | None
    choices: tuple[float, ...] = ()
    arguments: tuple[str, ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A key that the code adds to the next run's arguments, and how the target declares it."""

    name: str
    declared: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """The schedules of one command that run one and the same target, in one way.

    ``target`` is None where its name is not known, ``declared`` whether the yml has it.
    ``polling_argument`` is the one that the decorator asks for. ``carries`` says how many of the
    incoming arguments ride along to the next run. ``once``: the schedule is only made by a
    run that was not scheduled itself, so it is a retry. ``place`` is where the first is made.
    """

    target: str | None
    declared: bool
    how: How
    polling_argument: str | None
    interval: Duration
    timeout: Duration
    state: tuple[State, ...]
    carries: Carries
    once: bool
    place: Place


@dataclass(frozen=True, slots=True)
class PollingCommand:
    """A command (or script) that polls, or that says it does.

    ``place`` is that of its name. ``polling`` is whether its ``polling`` key is there and
    true. ``needs`` are the arguments without which a run schedules nothing, ``by_default``
    whether one of these has a true default in the yml, or there are none. ``unseen`` says why
    no flow is known where ``flows`` is empty.
    """

    name: str
    place: Place
    polling: bool
    deprecated: bool
    needs: tuple[str, ...]
    by_default: bool
    flows: tuple[Flow, ...]
    unseen: str | None = None


@dataclass(frozen=True, slots=True)
class PollingItem:
    """An integration or a script with commands that poll.

    ``path`` is that of its yml, ``code`` that of the file with its code (the same in a unified
    yml), None where there is none to read; both as reports show them.
    """

    path: str
    code: str | None
    kind: Kind
    id: str | None
    name: str
    fromversion: str | None
    commands: tuple[PollingCommand, ...]


def polling_item(item: Item, analysis: ItemAnalysis | None) -> PollingItem | None:
    """What polls in an item; None where nothing does. ``analysis`` is None where its code is not known."""
    commands = tuple(_commands(item, analysis))
    if not commands:
        return None
    return PollingItem(
        path=item.path,
        code=None if analysis is None else analysis.code.path,
        kind=item.kind,
        id=item.id,
        name=item.name,
        fromversion=None if item.fromversion is None else item.fromversion.raw,
        commands=commands,
    )


def _commands(item: Item, analysis: ItemAnalysis | None) -> Iterable[PollingCommand]:
    seen: set[str] = set()
    for command in item.commands:
        if command.name in seen:
            continue
        seen.add(command.name)
        flows = () if analysis is None else analysis.by_starter.get(command.name, ())
        if not flows and not command.polls:
            continue
        needs = sorted(analysis.gates(command)) if analysis is not None and flows else []
        yield PollingCommand(
            name=command.name,
            place=command.place,
            polling=command.polls,
            deprecated=command.deprecated,
            needs=tuple(needs),
            by_default=bool(flows)
            and (
                not needs
                or any(
                    (argument := command.argument(need)) is not None and is_true_default(argument)
                    for need in needs
                )
            ),
            flows=_flows(flows),
            unseen=None if flows else _why_unseen(item, analysis),
        )


def _why_unseen(item: Item, analysis: ItemAnalysis | None) -> str:
    if item.language is not Language.PYTHON:
        return "the code is not Python"
    if analysis is None:
        return "the code cannot be read"
    if not analysis.all_visible:
        return "a shared module that the code imports is not here"
    return "the code schedules nothing that can be seen"


def _flows(flows: Sequence[PollingFlow]) -> tuple[Flow, ...]:
    """One for each target, and for each way to schedule it."""
    groups: dict[tuple[str | None, How, str | None], list[PollingFlow]] = {}
    for flow in flows:
        how: How = "polling_function" if flow.decorated else "ScheduledCommand"
        groups.setdefault((flow.target_name, how, flow.polling_arg), []).append(flow)
    return tuple(_flow(group, how) for (_, how, _), group in groups.items())


def _flow(group: Sequence[PollingFlow], how: How) -> Flow:
    first = group[0]
    state = {name: None for flow in group for name in flow.state}
    return Flow(
        target=first.target_name,
        declared=first.target is not None,
        how=how,
        polling_argument=first.polling_arg,
        interval=_duration(first.starter, [flow.schedule.interval for flow in group]),
        timeout=_duration(first.starter, [flow.schedule.timeout for flow in group]),
        state=tuple(_state(first.target, name) for name in state),
        carries=_carries([flow.next_run for flow in group]),
        once=all(map(runs_again_once, group)),
        place=first.schedule.spot.head,
    )


def _state(target: Command | None, name: str) -> State:
    argument = None if target is None else target.argument(name)
    return State(name, argument is not None, argument is not None and argument.concealed)


def _carries(runs: Sequence[NextRun]) -> Carries:
    ways = {run.rides for run in runs}
    return "all" if ways == {"all"} else "none" if ways == {"none"} else "some"


def _duration(starter: Command, values: Iterable[Value]) -> Duration:
    value = join(values)
    here = usual(starter, value)
    numbers = sorted({number for number, _ in constants(value)})
    return Duration(
        usual=None if here is None else here[0],
        choices=tuple(numbers),
        arguments=tuple(dict.fromkeys(arg.key for arg in arguments_read(value))),
        absent=options(value) == (NONE,),
    )
