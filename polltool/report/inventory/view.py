"""What the formats are given: the polling commands of a report with their findings, and words for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from polltool.findings import Finding, in_order
from polltool.inventory import Duration, Flow, PollingCommand, PollingItem, State
from polltool.records import dataclass
from polltool.report.lines import visible
from polltool.result import Report

_PACK = re.compile(r"(?:^|/)Packs/([^/]+)/")


@dataclass(frozen=True, slots=True)
class Entry:
    """A polling command with the findings that concern it."""

    item: PollingItem
    command: PollingCommand
    findings: tuple[Finding, ...]

    @property
    def flows(self) -> tuple[Flow | None, ...]:
        """The command's flows; None alone where none is known."""
        return self.command.flows or (None,)


@dataclass(frozen=True, slots=True)
class Inventory:
    """All polling commands, by path and in the yml's order.

    ``others`` are the findings in the items listed that concern none of the commands listed.
    """

    report: Report
    entries: tuple[Entry, ...]
    others: tuple[Finding, ...]

    @property
    def items(self) -> tuple[PollingItem, ...]:
        """The items that the entries belong to."""
        return self.report.inventory

    def by_item(self) -> Iterator[tuple[PollingItem, list[Entry]]]:
        """The entries of each item."""
        of_item: dict[str, list[Entry]] = {}
        for entry in self.entries:
            of_item.setdefault(entry.item.path, []).append(entry)
        for item in self.items:
            yield item, of_item[item.path]


def inventory_of(report: Report) -> Inventory:
    """The inventory of a report that was made with one."""
    in_file: dict[str, list[Finding]] = {}
    for finding in report.findings:
        in_file.setdefault(finding.place.path, []).append(finding)
    entries: list[Entry] = []
    others: set[Finding] = set()
    for item in report.inventory:
        files = {item.path, item.code or item.path}
        here = in_order(finding for path in files for finding in in_file.get(path, ()))
        others.update(here)
        for command in item.commands:
            own = tuple(finding for finding in here if _concerns(finding, command))
            others.difference_update(own)
            entries.append(Entry(item, command, own))
    return Inventory(report, tuple(entries), in_order(others))


def _concerns(finding: Finding, command: PollingCommand) -> bool:
    """Whether a finding is a command's own, or names it as another that it reaches."""
    return finding.command == command.name or any(
        related.place == command.place for related in finding.related
    )


# -- words -------------------------------------------------------------------------------


def pack_of(item: PollingItem) -> str | None:
    """The pack that an item lies in, by its path."""
    match = _PACK.search(item.path)
    return match.group(1) if match else None


def target_words(entry: Entry, flow: Flow) -> str:
    """What the next run is a run of."""
    if flow.target is None:
        return "not known"
    if flow.target == entry.command.name:
        return "itself"
    return flow.target if flow.declared else f"{flow.target} (not declared)"


def condition_words(entry: Entry, flow: Flow) -> str:
    """When a run schedules another."""
    needs = entry.command.needs or ((flow.polling_argument,) if flow.polling_argument else ())
    words = " and ".join(needs) if needs else "always"
    if needs and entry.command.by_default:
        words += " (true by default)"
    return f"{words}, once" if flow.once else words


def duration_words(duration: Duration) -> str:
    """An interval or a timeout: the seconds, and the arguments that may say otherwise."""
    if duration.absent:
        return "not given"
    numbers = (duration.usual,) if duration.usual is not None else duration.choices
    said = " or ".join(f"{number:g} s" for number in numbers)
    if not duration.arguments:
        return said or "not known"
    arguments = ", ".join(duration.arguments)
    return f"{said} ({arguments})" if said else arguments


def state_words(state: Sequence[State]) -> str:
    """The keys that the code adds for the next run."""
    return ", ".join(one.name if one.declared else f"{one.name} (not declared)" for one in state)


def codes(findings: Sequence[Finding]) -> Iterator[tuple[str, int, Finding]]:
    """Each code once, the gravest first, with how often it comes and a finding with it."""
    found: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: (-finding.severity, finding.code)):
        found.setdefault(finding.code, []).append(finding)
    for code, of_code in found.items():
        yield code, len(of_code), of_code[0]


def place_words(finding: Finding) -> str:
    """Where a finding lies."""
    return visible(f"{finding.place.path}:{finding.place.line}:{finding.place.column}")
