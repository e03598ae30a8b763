"""Each format of the inventory, with what is usual and with what is hostile."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re

import jsonschema
import pytest
from hypothesis import given, settings

from polltool.inventory import Duration
from polltool.report.inventory.formats import FORMATS, FormatName, render
from polltool.report.inventory.mermaid import as_mermaid, too_large
from polltool.report.inventory.text import text_lines
from polltool.report.inventory.view import Inventory
from polltool.report.lines import plain, visible
from polltool.resources import schema
from tests.inventory.pages import Page, command, flow, inventories, inventory

EVERY_30 = Duration(30, arguments=("interval_in_seconds",))
USUAL = inventory(
    command("acme-submit", flow("acme-find", EVERY_30, "job_id")),
    command("acme-find", flow("acme-find", EVERY_30), flow(None, Duration(None)), needs=("polling",)),
    command("acme-old", unseen="the code is not Python"),
)


def test_text_is_a_table_under_the_path_of_each_item() -> None:
    assert render("text", USUAL).text.splitlines() == [
        "  command      runs next  made by           polls if  every                       at most    state   findings",
        "",
        "Packs/Acme/Integrations/Acme/Acme.yml",
        "  acme-submit  acme-find  ScheduledCommand  always    30 s (interval_in_seconds)  not given  job_id",
        "  acme-find    itself     ScheduledCommand  polling   30 s (interval_in_seconds)  not given",
        "  acme-find    not known  ScheduledCommand  polling   not known                   not given",
        "  acme-old     the code is not Python",
        "",
        "3 polling commands in 1 item. 1 item checked, nothing found.",
    ]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_text_needs_no_more_columns_than_there_are(width: int) -> None:
    lines = [plain(line) for line in text_lines(USUAL, width=width, summary=False)]
    assert max(map(len, lines)) <= width
    assert "    runs acme-find next: ScheduledCommand, always" in lines or width < 60


def test_text_says_where_there_is_nothing() -> None:
    assert render("text", inventory_of_nothing()).text == (
        "No polling commands here. Nothing to check: no integration or script here.\n"
    )


def inventory_of_nothing() -> Inventory:
    from polltool.engine import Report
    from polltool.report.inventory.view import inventory_of

    return inventory_of(Report(()))


def test_csv_has_a_line_a_flow() -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv", USUAL).text)))
    assert [(row["command"], row["target"], row["interval_seconds"]) for row in rows] == [
        ("acme-submit", "acme-find", "30"),
        ("acme-find", "acme-find", "30"),
        ("acme-find", "", ""),
        ("acme-old", "", ""),
    ]
    assert rows[0]["state"] == "job_id"
    assert rows[3]["unseen"] == "the code is not Python"


def test_csv_has_nothing_that_a_spreadsheet_would_run() -> None:
    told = render("csv", inventory(command("=cmd|' /C calc'!A0", unseen="-1"), name="@x")).text
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'=cmd|' /C calc'!A0" in cells


def test_mermaid_has_an_arrow_a_flow_in_a_box_an_item() -> None:
    lines = render("mermaid", USUAL).text.splitlines()
    assert lines[:6] == [
        "flowchart LR",
        '  subgraph I1["Acme"]',
        '    I1C1["acme-submit"]',
        '    I1C2["acme-find"]',
        '    I1C3["acme-old"]:::unseen',
        '    I1C4["not known"]:::unseen',
    ]
    assert (
        '  I1C1 -->|"every 30 s (interval_in_seconds)<br/>timeout not given<br/>with job_id"| I1C2' in lines
    )
    assert len([line for line in lines if "-->" in line]) == 3


def test_a_diagram_that_mermaid_would_refuse_comes_with_a_note() -> None:
    many = inventory(*(command(f"acme-{number}", flow("acme-1", EVERY_30)) for number in range(501)))
    assert "501 arrows" in (too_large(many, as_mermaid(many)) or "")
    assert len(render("mermaid", many).notes) == 1
    assert render("mermaid", USUAL).notes == ()


class TestHtml:
    page = Page(render("html", USUAL).text)

    def test_it_has_a_row_a_flow(self) -> None:
        assert [row[0] for row in self.page.rows] == [
            "Command",
            "acme-submit",
            "acme-find",
            "acme-find",
            "acme-old",
        ]
        assert self.page.rows[1][5] == "30 s (interval_in_seconds)"

    def test_it_refers_to_nothing_outside(self) -> None:
        text = render("html", USUAL).text
        assert not re.search(r"https?:|//\w|@import|url\(", text)
        assert not {"link", "img", "iframe", "object", "base"} & set(self.page.tags)
        assert not [name for _, name, _ in self.page.attributes if name in ("src", "style")]

    def test_its_policy_allows_its_own_style_and_script_and_nothing_else(self) -> None:
        (policy,) = [value for _, name, value in self.page.attributes if value.startswith("default-src")]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for tag in ("style", "script"):
            (text,) = self.page.texts[tag]
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy

    def test_every_cell_says_what_it_is_without_its_column(self) -> None:
        titles = [value for tag, name, value in self.page.attributes if name == "data-title"]
        assert titles == [*self.page.rows[0]] * 4

    def test_every_control_has_a_label(self) -> None:
        labels = {value for tag, name, value in self.page.attributes if (tag, name) == ("label", "for")}
        controls = {
            value for tag, name, value in self.page.attributes if tag in ("input", "select") and name == "id"
        }
        assert controls == labels != set()


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_in_any_format_steers_a_terminal_or_a_browser(name: FormatName) -> None:
    @settings(max_examples=20, deadline=None)
    @given(inventories())
    def check(listed: Inventory) -> None:
        text = render(name, listed).text
        if name != "html":
            assert all(line.isprintable() or visible(line) == line for line in text.split("\n"))
        text.encode("utf-8")
        _CHECKS[name](listed, text)

    check()


def _json(listed: Inventory, text: str) -> None:
    document = json.loads(text)
    assert text.isascii()
    jsonschema.Draft202012Validator(schema("inventory")).validate(document)
    assert [command["command"] for command in document["commands"]] == [
        entry.command.name for entry in listed.entries
    ]


def _csv(listed: Inventory, text: str) -> None:
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + sum(len(entry.flows) for entry in listed.entries)
    assert {len(row) for row in rows} == {len(rows[0])}


def _mermaid(listed: Inventory, text: str) -> None:
    arrows = sum(len(entry.command.flows) for entry in listed.entries)
    pattern = re.compile(
        r'flowchart LR|end|classDef \w+ .+|subgraph I\d+\["[^"]*"\]|I\d+C\d+\["[^"]*"\](:::\w+)?'
        r'|I\d+C\d+ -(-|\.-)>\|"[^"]*"\| I\d+C\d+'
    )
    lines = [line.strip() for line in text.splitlines()]
    assert all(pattern.fullmatch(line) for line in lines)
    assert sum('>|"' in line for line in lines) == arrows


def _html(listed: Inventory, text: str) -> None:
    page = Page(text)
    assert text.isascii()
    assert page.tags.count("script") == 1
    assert page.open == []
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "src"]
    targets = {f"#{value}" for _, name, value in page.attributes if name == "id"}
    assert {value for _, name, value in page.attributes if name == "href"} <= targets
    if listed.entries:
        rows = [(entry, flow) for entry in listed.entries for flow in entry.flows]
        assert len(page.rows) == 1 + len(rows)
        for row, (entry, _) in zip(page.rows[1:], rows, strict=True):
            assert row[0].startswith(visible(entry.command.name))


def _text(listed: Inventory, text: str) -> None:
    lines = text.splitlines()
    for entry in listed.entries:
        assert any(line.startswith(f"  {visible(entry.command.name)}".rstrip()) for line in lines)


_CHECKS = {"json": _json, "csv": _csv, "mermaid": _mermaid, "html": _html, "text": _text}
