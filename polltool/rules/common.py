"""What several rules share: places, words, and the commands that reach a piece of code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

from polltool.code.values import Spot
from polltool.findings import Related
from polltool.flows import CommandRun, ItemAnalysis, PollingFlow
from polltool.keys import Scalar
from polltool.model import Command
from polltool.records import dataclass
from polltool.rules.base import IN_SHARED_MODULE
from polltool.source import Place

T = TypeVar("T")


def code_place(analysis: ItemAnalysis, spot: Spot, command: Command) -> tuple[Place, tuple[Related, ...]]:
    """Where a finding about code lies: there, or for a shared module on the command's name."""
    if analysis.is_shared(spot):
        return command.place, (Related(spot.head, IN_SHARED_MODULE),)
    return spot.head, ()


def same_for(commands: Iterable[Command]) -> tuple[Related, ...]:
    """The further commands that a finding is about, the first left out."""
    return tuple(
        Related(command.place, f"reached by '{command.name}' as well") for command in list(commands)[1:]
    )


@dataclass(slots=True)
class Site(Generic[T]):
    """Something seen in the runs of one or more commands, in the yml's order."""

    commands: list[Command]
    seen: T


def sites(
    runs: Iterable[CommandRun], seen: Callable[[CommandRun], Iterable[T]], key: Callable[[T], Hashable]
) -> Iterator[Site[T]]:
    """Group what runs saw by a key, with the commands whose runs saw it."""
    found: dict[Hashable, Site[T]] = {}
    for run in runs:
        for one in seen(run):
            site = found.setdefault(key(one), Site([], one))
            if all(command.name != run.command.name for command in site.commands):
                site.commands.append(run.command)
    return iter(found.values())


def targets(flows: Iterable[PollingFlow]) -> Iterator[tuple[Command, list[PollingFlow]]]:
    """The flows by their target, for the targets that the yml has."""
    found: dict[str, tuple[Command, list[PollingFlow]]] = {}
    for flow in flows:
        if flow.target is not None:
            found.setdefault(flow.target.name, (flow.target, []))[1].append(flow)
    return iter(found.values())


@dataclass(slots=True)
class Lack(Generic[T]):
    """An argument that the next runs of a target lack, by one next-run dictionary.

    ``seen`` is what the rule noticed about it first; ``starters`` are the commands whose
    runs build the dictionary.
    """

    flow: PollingFlow
    target: Command
    name: str
    seen: T
    starters: list[Command]

    @property
    def reached(self) -> tuple[Related, ...]:
        """The starters other than the target."""
        return same_for([self.target, *(one for one in self.starters if one.name != self.target.name)])


def lacks(
    flows: Iterable[PollingFlow], lacking: Callable[[PollingFlow, Command], Iterable[tuple[str, T]]]
) -> Iterator[Lack[T]]:
    """Group what ``lacking`` says of each flow and its target by next-run dictionary, target and argument."""
    found: dict[Hashable, Lack[T]] = {}
    for target, of_target in targets(flows):
        for flow in of_target:
            for name, seen in lacking(flow, target):
                key = (flow.next_run.spot, target.name, name)
                lack = found.setdefault(key, Lack(flow, target, name, seen, []))
                if flow.starter not in lack.starters:
                    lack.starters.append(flow.starter)
    return iter(found.values())


def starters_of(flows: Iterable[PollingFlow]) -> list[Command]:
    """The commands that start flows, each once."""
    found: dict[str, Command] = {}
    for flow in flows:
        found.setdefault(flow.starter.name, flow.starter)
    return list(found.values())


def spelled_boolean(scalar: Scalar) -> bool | None:
    """The boolean that a value in the yml spells, however it is written; None where it spells none."""
    word = scalar.raw.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


_TRUE = ("true", "yes", "on", "1", "y")
_FALSE = ("false", "no", "off", "0", "n")


def noun(analysis: ItemAnalysis) -> str:
    """What the yml calls a command of this item: "command" or "script"."""
    return "script" if analysis.is_script else "command"
