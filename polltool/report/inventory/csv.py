"""The inventory for spreadsheets: a line for each command and target."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from polltool.findings import Severity
from polltool.inventory import Duration, Flow
from polltool.report.inventory.view import Entry, Inventory, codes, pack_of
from polltool.report.lines import visible

COLUMNS = (
    "pack",
    "item",
    "kind",
    "path",
    "line",
    "command",
    "polling",
    "deprecated",
    "target",
    "made_by",
    "needs",
    "polls_by_default",
    "interval_seconds",
    "interval_arguments",
    "timeout_seconds",
    "timeout_arguments",
    "state",
    "undeclared_state",
    "carries",
    "once",
    "unseen",
    "errors",
    "warnings",
    "infos",
    "codes",
)

_FORMULA = ("=", "+", "-", "@")


def as_csv(inventory: Inventory) -> str:
    """The lines, the first with the names of the columns.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in inventory.entries:
        for flow in entry.flows:
            writer.writerow([_inert(visible(cell)) for cell in _cells(entry, flow)])
    return out.getvalue()


def _cells(entry: Entry, flow: Flow | None) -> Iterator[str]:
    item, command = entry.item, entry.command
    yield from (pack_of(item) or "", item.name, item.kind.value, item.path, str(command.place.line))
    yield from (command.name, _boolean(command.polling), _boolean(command.deprecated))
    if flow is None:
        yield from ("",) * 12
    else:
        yield from (flow.target or "", flow.how, " ".join(command.needs), _boolean(command.by_default))
        yield from (*_duration(flow.interval), *_duration(flow.timeout))
        yield " ".join(state.name for state in flow.state)
        yield " ".join(state.name for state in flow.state if not state.declared)
        yield from (flow.carries, _boolean(flow.once))
    yield command.unseen or ""
    for severity in sorted(Severity, reverse=True):
        yield str(sum(finding.severity is severity for finding in entry.findings))
    yield " ".join(code for code, _, _ in codes(entry.findings))


def _duration(duration: Duration) -> tuple[str, str]:
    return "" if duration.usual is None else f"{duration.usual:g}", " ".join(duration.arguments)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
