"""Facts about a whole repository: which commands poll."""

from __future__ import annotations

from collections.abc import Mapping

from polltool.flows import ItemAnalysis, is_true_default, runs_again_once
from polltool.records import dataclass


@dataclass(frozen=True, slots=True)
class PollingEntry:
    """A command known to poll: whether it does so only if an argument says so."""

    command: str
    gates: frozenset[str]
    defaults_to_polling: bool


@dataclass(frozen=True, slots=True)
class PollingIndex:
    """The commands of all items that poll, by name."""

    entries: Mapping[str, tuple[PollingEntry, ...]]

    @staticmethod
    def empty() -> PollingIndex:
        """The index of nothing."""
        return PollingIndex({})

    @staticmethod
    def of(analysis: ItemAnalysis) -> PollingIndex:
        """The polling commands of one item."""
        found: dict[str, tuple[PollingEntry, ...]] = {}
        for name, flows in analysis.by_starter.items():
            command = flows[0].starter
            if not command.polls or all(runs_again_once(flow) for flow in flows):
                continue
            if not analysis.is_script and "-" not in name:
                continue  # a name that many integrations share (url, file): another may run
            gates = analysis.gates(command)
            default = any(
                (argument := command.argument(gate)) is not None and is_true_default(argument)
                for gate in gates
            )
            found[name] = (PollingEntry(name, gates, default),)
            if analysis.is_script and analysis.item.id is not None:
                found.setdefault(analysis.item.id, found[name])
        return PollingIndex(found)

    @staticmethod
    def merge(parts: list[PollingIndex]) -> PollingIndex:
        """The index of several items."""
        found: dict[str, tuple[PollingEntry, ...]] = {}
        for part in parts:
            for name, entries in part.entries.items():
                found[name] = found.get(name, ()) + entries
        return PollingIndex(found)


Facts = tuple[tuple[str, PollingIndex], ...]
"""What each item adds to the facts about the whole run, by the path of its yml as reports show it."""
