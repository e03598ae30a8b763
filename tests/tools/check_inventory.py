"""The inventory's page in a real browser, and its diagram under the real Mermaid.

Run by ``make test-tools``: it needs chromium, chromedriver, and axe-core and mermaid from npm.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from polltool import lint_paths
from polltool.inventory import Duration
from polltool.report.inventory.formats import render
from polltool.report.inventory.view import Inventory, inventory_of
from tests.inventory.pages import command, flow, inventory
from tests.report.hostile import FRAGMENTS
from tests.tools.browser import chromium, javascript

ROOT = Path(__file__).parents[2]
WIDTHS = (360, 768, 1280, 1920)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="module")
def listed() -> Inventory:
    return inventory_of(lint_paths(["examples"], cwd=str(ROOT), inventory=True))


@pytest.fixture(scope="module")
def page(listed: Inventory, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "polling.html"
    path.write_text(render("html", listed).text, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(driver: Chrome, page: str) -> Chrome:
    driver.set_window_size(1400, 900)
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get_log("performance")
    driver.get(page)
    return driver


def rows(driver: Chrome) -> list[list[str]]:
    """The rows that are shown, cell by cell."""
    script = (
        "return [...document.querySelectorAll('#commands tbody tr')].filter(row => row.checkVisibility())"
        ".map(row => [...row.cells].map(cell => cell.innerText))"
    )
    found: list[list[str]] = driver.execute_script(script)
    return found


def said(driver: Chrome) -> str:
    text: str = driver.find_element(By.ID, "status").text
    return text


def test_it_asks_for_nothing_and_reports_no_error(opened: Chrome, page: str) -> None:
    assert opened.get_log("browser") == []
    sent = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
    asked = {
        event["params"]["request"]["url"] for event in sent if event["method"] == "Network.requestWillBeSent"
    }
    assert asked <= {page}


def test_all_commands_are_shown_at_first(opened: Chrome, listed: Inventory) -> None:
    assert [row[0].split(" ")[0] for row in rows(opened)] == [
        entry.command.name for entry in listed.entries for _ in entry.flows
    ]
    assert said(opened) == f"all {len(rows(opened))} shown"


def test_a_heading_sorts_by_number_and_back(opened: Chrome) -> None:
    def seconds() -> list[float]:
        return [float(row[5].split()[0]) for row in rows(opened) if row[5][:1].isdigit()]

    every = opened.find_element(By.XPATH, "//thead//button[.='Every']")
    every.click()
    assert seconds() == sorted(seconds()) != []
    assert min(seconds()) == 5  # by number: as texts 10 would come before 5
    head = every.find_element(By.XPATH, "..")
    assert head.get_attribute("aria-sort") == "ascending"
    assert "sorted by Every, ascending" in said(opened)
    every.click()
    assert seconds() == sorted(seconds(), reverse=True)
    assert head.get_attribute("aria-sort") == "descending"


def test_findings_sort_by_gravity(opened: Chrome) -> None:
    opened.find_element(By.XPATH, "//thead//button[.='Findings']").click()
    script = "return [...document.querySelectorAll('#commands tbody tr')].map(row => row.dataset.found.split(' ')[0])"
    order = ["error", "warning", "info", ""]
    found = [order.index(word) for word in opened.execute_script(script)]
    assert found == sorted(found)


def test_filters_narrow_together_and_are_taken_back(opened: Chrome) -> None:
    every = len(rows(opened))
    opened.find_element(By.ID, "text").send_keys("acme-scan  POL2")
    narrowed = rows(opened)
    assert 0 < len(narrowed) < every
    assert all("acme-scan" in " ".join(row) and "POL2" in " ".join(row) for row in narrowed)
    Select(opened.find_element(By.ID, "found")).select_by_visible_text("with errors")
    assert 0 < len(rows(opened)) < len(narrowed)
    assert said(opened) == f"{len(rows(opened))} of {every} shown"
    opened.find_element(By.XPATH, "//button[.='Show all']").click()
    WebDriverWait(opened, 5).until(lambda _: said(opened) == f"all {every} shown")
    for name in ("pack", "made"):
        choice = Select(opened.find_element(By.ID, name))
        counts = []
        for option in choice.options[1:]:
            choice.select_by_visible_text(option.text)
            counts.append(len(rows(opened)))
        assert counts
        assert sum(counts) <= every
        choice.select_by_index(0)


def test_findings_go_and_come_with_their_command(opened: Chrome) -> None:
    def sections() -> list[str]:
        found = opened.find_elements(By.CSS_SELECTOR, "section[id]")
        return [
            section.find_element(By.CSS_SELECTOR, "h3 code").text
            for section in found
            if section.is_displayed()
        ]

    every = sections()
    opened.find_element(By.ID, "text").send_keys("POL303")
    assert sections() == [row[0] for row in rows(opened)] != every
    opened.find_element(By.ID, "text").send_keys(Keys.ESCAPE)
    assert sections() == every


def test_the_address_keeps_what_is_chosen(opened: Chrome, page: str) -> None:
    Select(opened.find_element(By.ID, "found")).select_by_visible_text("with errors")
    opened.find_element(By.XPATH, "//thead//button[.='Command']").click()
    seen, address = rows(opened), opened.current_url
    assert address.startswith(f"{page}#")
    opened.get("about:blank")
    opened.get(address)
    assert rows(opened) == seen


def test_everything_is_reached_and_worked_by_the_keyboard(opened: Chrome) -> None:
    reached = []
    for _ in range(16):
        ActionChains(opened).send_keys(Keys.TAB).perform()
        focus = opened.switch_to.active_element
        reached.append(focus.get_attribute("id") or focus.get_attribute("role") or focus.text)
        outline = focus.value_of_css_property("outline-style")
        assert outline == "solid", f"{reached[-1]} does not show that it has the focus"
    assert reached[:6] == ["text", "pack", "made", "found", "Show all", "region"]
    assert reached[6:8] == ["Command", "Pack and item"]
    assert reached[15].startswith("POL")  # the first row with findings
    ActionChains(opened).send_keys(Keys.ENTER).perform()
    assert opened.current_url.rpartition("#")[2].startswith("f")
    assert opened.find_element(By.CSS_SELECTOR, "section:target").text.startswith(rows(opened)[8][0])
    text = opened.find_element(By.ID, "text")
    text.send_keys("nothing like this")
    assert rows(opened) == []
    text.send_keys(Keys.ESCAPE)
    assert rows(opened) != []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_stays_one_for_screen_readers_at_every_width(opened: Chrome, width: int) -> None:
    opened.set_window_size(width, 900)
    tree = opened.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    by_role: dict[str, list[dict[str, Any]]] = {}
    for node in tree:
        if not node.get("ignored"):
            by_role.setdefault(node["role"]["value"], []).append(node)
    assert len(by_role["table"]) == 1
    assert by_role["table"][0]["name"]["value"] == "Each polling command with the command that it runs next"
    assert len(by_role["columnheader"]) == 9
    shown = len(rows(opened))
    assert len(by_role["rowheader"]) == shown
    assert len(by_role["row"]) == shown + 1
    assert {node["name"]["value"] for node in by_role["combobox"]} == {"Pack", "Made by", "Findings"}
    assert [node["name"]["value"] for node in by_role["searchbox"]] == ["Filter"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Chrome, width: int, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    opened.set_window_size(width, 900)
    opened.execute_script(javascript("axe-core", "axe.min.js"))
    ran = opened.execute_async_script("axe.run(document, {resultTypes: ['violations']}).then(arguments[0])")
    told = [
        (rule["id"], rule["help"], [node["html"] for node in rule["nodes"][:2]]) for rule in ran["violations"]
    ]
    assert told == []
    assert len(ran["passes"]) > 20


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(opened: Chrome, width: int) -> None:
    opened.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        script = "return [document.documentElement.scrollWidth, innerWidth]"
        wide, window = opened.execute_script(script)
        assert wide <= window == width
    finally:
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_dark_and_light_differ(opened: Chrome) -> None:
    def back(scheme: str) -> str:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        color: str = opened.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
        return color

    assert (back("light"), back("dark")) == ("rgba(255, 255, 255, 1)", "rgba(13, 17, 23, 1)")


def test_it_prints_with_its_findings_and_without_its_controls(opened: Chrome, listed: Inventory) -> None:
    printed = base64.b64decode(opened.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert printed.startswith(b"%PDF")
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not opened.find_element(By.ID, "filters").is_displayed()
        messages = opened.find_element(By.TAG_NAME, "main").text
        assert all(finding.message in messages for entry in listed.entries for finding in entry.findings)
    finally:
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_without_scripts_the_table_is_all_there(opened: Chrome, listed: Inventory) -> None:
    opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened.refresh()
        assert not opened.find_element(By.ID, "filters").is_displayed()
        assert len(opened.find_elements(By.CSS_SELECTOR, "#commands tbody tr")) == sum(
            len(entry.flows) for entry in listed.entries
        )
    finally:
        opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


HOSTILE = (
    *FRAGMENTS,
    "<script>document.title = 'caught'</script>",
    "<img src=x onerror=\"document.title = 'caught'\">",
    "</style><script>document.title = 'caught'</script>",
    "</td></tr></table>",
    '" onmouseover="document.title = 1',
    '"]; click I1C1 href "javascript:1"',
    "end",
    "1. x",
    "%%{init: {}}%%",
)


def hostile() -> Inventory:
    return inventory(
        *(
            command(
                f"{fragment}{number}", flow(f"t{fragment}", Duration(None, arguments=(fragment,)), fragment)
            )
            for number, fragment in enumerate(HOSTILE)
        ),
        name="<b>&amp;",
    )


def test_names_are_texts_and_nothing_else(driver: Chrome, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(render("html", hostile()).text, encoding="utf-8")
    driver.get_log("browser")
    driver.get(path.as_uri())
    assert driver.title == "Polling commands"
    assert driver.get_log("browser") == []
    assert len(rows(driver)) == len(HOSTILE)
    assert any("<script>document.title" in row[0] for row in rows(driver))


@pytest.mark.parametrize("which", ["examples", "hostile", "nothing"])
def test_mermaid_draws_the_diagram(driver: Chrome, listed: Inventory, tmp_path: Path, which: str) -> None:
    from polltool.engine import Report

    of = {"examples": listed, "hostile": hostile(), "nothing": inventory_of(Report(()))}[which]
    path = tmp_path / "empty.html"
    path.write_text("<!DOCTYPE html><title>x</title>", encoding="utf-8")
    driver.get(path.as_uri())
    driver.execute_script(
        "const one = document.createElement('script'); one.textContent = arguments[0]; document.head.append(one)",
        javascript("mermaid", "dist/mermaid.min.js"),
    )
    drawn = driver.execute_async_script(
        "mermaid.initialize({startOnLoad: false});"
        "mermaid.render('x', arguments[0]).then(one => arguments[1](one.svg), error => arguments[1]('' + error))",
        render("mermaid", of).text,
    )
    assert drawn.startswith("<svg"), drawn[:500]
    assert "caught" not in driver.title
    arrows = sum(len(entry.command.flows) for entry in of.entries)
    assert drawn.count("flowchart-link") >= arrows
