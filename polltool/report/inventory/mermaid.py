"""The inventory as a Mermaid flowchart: an arrow from each command to the one that it runs next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polltool.findings import Severity
from polltool.inventory import Flow, PollingItem
from polltool.report.inventory.view import (
    Entry,
    Inventory,
    codes,
    condition_words,
    duration_words,
    state_words,
)
from polltool.report.mermaid import escaped

MOST_ARROWS = 500
MOST_CHARACTERS = 50_000
"""What Mermaid draws without settings of one's own: ``maxEdges`` and ``maxTextSize``."""

_CLASSES = (
    "classDef error stroke:#d1242f,stroke-width:3px",
    "classDef warning stroke:#bf8700,stroke-width:3px",
    "classDef unseen stroke-dasharray:4 4",
)


def as_mermaid(inventory: Inventory) -> str:
    """The diagram, a box an item; ends with a newline."""
    lines = ["flowchart LR"]
    for number, (item, entries) in enumerate(inventory.by_item(), 1):
        lines += [f"  {line}" for line in _box(f"I{number}", item, entries)]
    lines += [f"  {line}" for line in _CLASSES]
    return "\n".join(lines) + "\n"


def too_large(inventory: Inventory, text: str) -> str | None:
    """Why Mermaid would refuse a diagram as it is set up by default; None where it draws it."""
    arrows = sum(len(entry.command.flows) for entry in inventory.entries)
    if arrows > MOST_ARROWS:
        return f"{arrows} arrows, and Mermaid draws {MOST_ARROWS} unless its maxEdges says otherwise"
    if len(text) > MOST_CHARACTERS:
        return f"{len(text)} characters, and Mermaid reads {MOST_CHARACTERS} unless its maxTextSize says otherwise"
    return None


def _box(box: str, item: PollingItem, entries: Sequence[Entry]) -> Iterator[str]:
    ids = {entry.command.name: f"{box}C{number}" for number, entry in enumerate(entries, 1)}
    yield f'subgraph {box}["{escaped(item.name or item.path)}"]'
    for entry in entries:
        name = entry.command.name
        told = "".join(f"<br/>{escaped(code)}" for code, _, _ in codes(entry.findings))
        yield f'  {ids[name]}["{escaped(name)}{told}"]{_class(entry)}'
    others = {flow.target: flow.declared for entry in entries for flow in entry.command.flows}
    for target, declared in others.items():
        if target not in ids:
            ids[target or ""] = f"{box}C{len(ids) + 1}"
            label = "not known" if target is None else escaped(target)
            yield f'  {ids[target or ""]}["{label}"]{"" if declared else ":::unseen"}'
    yield "end"
    for entry in entries:
        for flow in entry.command.flows:
            arrow = "-.->" if flow.once else "-->"
            yield f'{ids[entry.command.name]} {arrow}|"{_label(entry, flow)}"| {ids[flow.target or ""]}'


def _class(entry: Entry) -> str:
    gravest = max((finding.severity for finding in entry.findings), default=None)
    if gravest is not None and gravest > Severity.INFO:
        return f":::{gravest.label}"
    return "" if entry.command.flows else ":::unseen"


def _label(entry: Entry, flow: Flow) -> str:
    said = [f"if {condition_words(entry, flow)}"] if entry.command.needs or flow.once else []
    said += [f"every {duration_words(flow.interval)}", f"timeout {duration_words(flow.timeout)}"]
    said += [f"with {state_words(flow.state)}"] if flow.state else []
    return "<br/>".join(map(escaped, said))
