"""The inventory for people: a table by item, or a few lines a command where there is no room for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polltool.report.inventory.view import (
    Entry,
    Inventory,
    codes,
    condition_words,
    duration_words,
    place_words,
    state_words,
    target_words,
)
from polltool.report.lines import Line, Segment, cells, counted, visible, wrapped
from polltool.report.text import severity_style, summary_line

_TITLES = ("command", "runs next", "made by", "polls if", "every", "at most", "state")
_GAP = 2


def text_lines(
    inventory: Inventory, *, width: int | None = None, details: bool = False, summary: bool = True
) -> Iterator[Line]:
    """The commands of each item under its path, then a summary.

    ``width``: how many columns there are, None where that is no matter; ``details``: a few
    lines for each command instead of a table, with its findings.
    """
    rows = {id(entry): list(_rows(entry)) for entry in inventory.entries}
    known = [row for of_entry in rows.values() for row in of_entry if len(row) > 2]
    names = [(entry.command.name,) for entry in inventory.entries]
    widths = [max(map(_size, column)) for column in zip(_TITLES, *known, strict=False)]
    widths[0] = max(_size(name) for (name,) in [*names, _TITLES[:1]])
    told = max((_size(_told(entry)) for entry in inventory.entries), default=0)
    details = details or (width is not None and sum(widths) + _GAP * (len(widths) + 1) + told > width)
    if inventory.entries and not details:
        yield tuple(Segment(text, "faint") for text in (*_columns(_TITLES, widths), "findings"))
        yield ()
    for item, entries in inventory.by_item():
        yield (Segment(visible(item.path), "path"),)
        for entry in entries:
            if details:
                yield from _record(entry, width)
            else:
                for row in rows[id(entry)]:
                    yield _line(row, widths, entry)
        yield ()
    if summary:
        yield _summary(inventory)


def _rows(entry: Entry) -> Iterator[tuple[str, ...]]:
    """What the columns say, a row a flow; the name and the reason alone where no flow is known."""
    for flow in entry.flows:
        if flow is None:
            yield (entry.command.name, entry.command.unseen or "")
            continue
        yield (
            entry.command.name,
            target_words(entry, flow),
            flow.how,
            condition_words(entry, flow),
            duration_words(flow.interval),
            duration_words(flow.timeout),
            state_words(flow.state),
        )


def _line(row: Sequence[str], widths: Sequence[int], entry: Entry) -> Line:
    texts = _columns(row, widths)
    if entry.findings:
        return (*map(Segment, texts), *_codes(entry))
    return (Segment("".join(texts).rstrip()),)


def _columns(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """The cells of a row, filled up to the widths of their columns; a short row's last one takes all that are left."""
    last = len(row) - 1
    rest = sum(widths[last:]) + _GAP * (len(widths) - 1 - last)
    widths = [*widths[:last], max(rest, _size(row[last]))]
    texts = [
        f"{visible(cell)}{' ' * (width - _size(cell) + _GAP)}"
        for cell, width in zip(row, widths, strict=False)
    ]
    return [" " * _GAP, *texts]


def _size(text: str) -> int:
    return sum(map(cells, visible(text)))


def _codes(entry: Entry) -> Iterator[Segment]:
    for index, (code, count, finding) in enumerate(codes(entry.findings)):
        yield Segment(" " if index else "")
        yield Segment(_code(code, count), severity_style(finding.severity))


def _told(entry: Entry) -> str:
    return " ".join(_code(code, count) for code, count, _ in codes(entry.findings))


def _code(code: str, count: int) -> str:
    return code if count == 1 else f"{code} x{count}"


def _record(entry: Entry, width: int | None) -> Iterator[Line]:
    command = entry.command
    notes = [
        *([] if command.polling else ["without polling: true"]),
        *(["deprecated"] if command.deprecated else []),
    ]
    yield (
        Segment(f"  {visible(command.name)}", "strong"),
        Segment(f" ({', '.join(notes)})" if notes else ""),
    )
    for flow in entry.flows:
        if flow is None:
            yield (Segment(f"    {command.unseen}", "faint"),)
            continue
        target = target_words(entry, flow)
        said = [
            f"runs {target} next: {flow.how}, {condition_words(entry, flow)}",
            f"every {duration_words(flow.interval)}, timeout {duration_words(flow.timeout)}",
        ]
        if flow.state:
            said.append(f"state: {state_words(flow.state)}")
        for words in said:
            for index, line in enumerate(wrapped(visible(words), (width or 10_000) - 6)):
                yield (Segment(f"{'      ' if index else '    '}{line}"),)
    for finding in entry.findings:
        yield (
            Segment("    "),
            Segment(finding.code, severity_style(finding.severity)),
            Segment(f" {finding.name} "),
            Segment(place_words(finding), "faint"),
        )


def _summary(inventory: Inventory) -> Line:
    if not inventory.entries:
        return (Segment("No polling commands here. "), *summary_line(inventory.report))
    commands = counted(len(inventory.entries), "polling command")
    items = counted(len(inventory.items), "item")
    return (Segment(f"{commands} in {items}. "), *summary_line(inventory.report))
