"""Inventories with a command of every kind, and such whose names are out to break a format."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import strategies as st

from polltool.engine import Report
from polltool.errors import Failure
from polltool.inventory import Duration, Flow, PollingCommand, PollingItem, State
from polltool.model import Kind
from polltool.report.inventory.view import Inventory, inventory_of
from polltool.source import Place
from tests.report.hostile import FINDINGS, PATHS, PLACES, TEXTS

DURATIONS = st.builds(
    Duration,
    st.none() | st.floats(0, 1e6),
    st.lists(st.floats(0, 1e6), max_size=2).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
    st.booleans(),
)
FLOWS = st.builds(
    Flow,
    st.none() | TEXTS,
    st.booleans(),
    st.sampled_from(["polling_function", "ScheduledCommand"]),
    st.none() | TEXTS,
    DURATIONS,
    DURATIONS,
    st.lists(st.builds(State, TEXTS, st.booleans(), st.booleans()), max_size=2).map(tuple),
    st.sampled_from(["all", "some", "none"]),
    st.booleans(),
    PLACES,
)


@st.composite
def commands(draw: st.DrawFn) -> PollingCommand:
    flows = draw(st.lists(FLOWS, max_size=2).map(tuple))
    return PollingCommand(
        draw(TEXTS),
        draw(PLACES),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.lists(TEXTS, max_size=2).map(tuple)),
        draw(st.booleans()),
        flows,
        None if flows else draw(TEXTS),
    )


ITEMS = st.builds(
    PollingItem,
    PATHS,
    st.none() | PATHS,
    st.sampled_from(Kind),
    st.none() | TEXTS,
    TEXTS,
    st.none() | TEXTS,
    st.lists(commands(), min_size=1, max_size=3, unique_by=lambda command: command.name).map(tuple),
)


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    items = draw(st.lists(ITEMS, max_size=3, unique_by=lambda item: item.path).map(tuple))
    findings = list(draw(st.lists(FINDINGS, max_size=3, unique=True)))
    places = [command.place for item in items for command in item.commands]
    if findings and places:  # one of them concerns a command that is listed
        findings[0] = type(findings[0])("POL101", "x", findings[0].severity, draw(TEXTS), places[0])
    failures = draw(st.lists(st.builds(Failure, PATHS, TEXTS), max_size=2).map(tuple))
    return inventory_of(Report(tuple(findings), failures, checked=9, inventory=items))


def inventory(*commands: PollingCommand, name: str = "Acme") -> Inventory:
    """The inventory of one item."""
    path = f"Packs/{name}/Integrations/{name}/{name}.yml"
    item = PollingItem(path, None, Kind.INTEGRATION, name, name, "6.5.0", commands)
    return inventory_of(Report((), checked=1, inventory=(item,)))


def command(
    name: str, *flows: Flow, needs: tuple[str, ...] = (), unseen: str | None = None
) -> PollingCommand:
    return PollingCommand(name, Place("a.yml", 1, 1, 1, 2), True, False, needs, not needs, flows, unseen)


def flow(target: str | None, interval: Duration, *state: str) -> Flow:
    return Flow(
        target,
        target is not None,
        "ScheduledCommand",
        None,
        interval,
        Duration(None, absent=True),
        tuple(State(name, True, True) for name in state),
        "all",
        False,
        Place("a.py", 1, 1, 1, 2),
    )


class Page(HTMLParser):
    """The elements, texts and table of a page, as a parser of others' makes them out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in ("meta", "input", "br", "wbr"):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes what is not open"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)
        if {"th", "td"} & set(self.open):
            self.rows[-1][-1] += data
