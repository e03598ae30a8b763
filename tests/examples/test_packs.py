"""The packs under examples/: one in which nothing is wrong, one with just the mistakes that it marks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from polltool import lint_paths
from polltool.engine import Report
from polltool.resources import schema
from polltool.rules.base import Rule
from polltool.rules.registry import all_rules

ROOT = Path(__file__).parents[2]
HEALTHY = ("examples/Packs/AcmeScan", "examples/Packs/ApiModules")
BROKEN = "examples/Packs/BrokenScan"
MARK = re.compile(r"# <- (POL\d\d\d)$")
NOT_SHOWN = {
    "POL000": "no content has a fault of polltool's own",
}
RULES = [rule for rule in all_rules() if rule.code not in NOT_SHOWN]

Found = list[tuple[str, int, str]]


def checked(*paths: str, overlay: Mapping[str, bytes] | None = None) -> Report:
    report = lint_paths(paths, cwd=str(ROOT), everything=True, overlay=overlay)
    assert report.failures == ()
    return report


def found(report: Report) -> Found:
    return [(finding.place.path, finding.place.line, finding.code) for finding in report.findings]


def marked() -> Found:
    """What the lines of the broken pack announce: path, line, code."""
    return sorted(
        (path.relative_to(ROOT).as_posix(), number, mark.group(1))
        for path in (ROOT / BROKEN).rglob("*.*")
        if path.suffix in (".yml", ".py")
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if (mark := MARK.search(line))
    )


def test_the_healthy_packs_are_silent() -> None:
    report = checked(*HEALTHY)
    assert found(report) == []
    assert report.checked == 4


def lines(pattern: str) -> list[tuple[str, int]]:
    """The lines of the healthy pack's ymls that fit a pattern, each with its file."""
    return [
        (path.relative_to(ROOT).as_posix(), number)
        for path in sorted((ROOT / HEALTHY[0]).rglob("*.yml"))
        if path.parent.name != "test_data"
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"))
        if re.fullmatch(pattern, line)
    ]


def without(path: str, first: int, count: int) -> Report:
    """What is found in the healthy pack when some lines of a file are missing."""
    text = (ROOT / path).read_text(encoding="utf-8").split("\n")
    del text[first : first + count]
    return checked(*HEALTHY, overlay={path: "\n".join(text).encode()})


@pytest.mark.parametrize(("path", "line"), lines(r" *polling: true"))
def test_the_healthy_pack_is_silent_because_it_is_right_and_not_unseen(path: str, line: int) -> None:
    assert [finding.code for finding in without(path, line, 1).findings] == ["POL101"]


@pytest.mark.parametrize(
    ("path", "line"), lines(r" *- name: (?:scan_id|report_ids|detonation_id|hide_polling_output)")
)
def test_it_needs_what_it_declares_for_the_next_run(path: str, line: int) -> None:
    text = (ROOT / path).read_text(encoding="utf-8").split("\n")
    end = next(n for n in range(line + 1, len(text)) if not text[n].startswith("      "))
    codes = {finding.code for finding in without(path, line, end - line).findings}
    assert codes == ({"POL203"} if "hide_polling_output" in text[line] else {"POL201"})


def test_the_broken_pack_has_exactly_the_mistakes_that_it_marks() -> None:
    assert found(checked(BROKEN)) == marked()


@pytest.mark.parametrize(("item", "text"), [("SecretCarried", "key"), ("NotSerializable", "pending")])
def test_what_is_wrong_with_a_carried_value_lies_on_the_value(item: str, text: str) -> None:
    [finding] = checked(f"{BROKEN}/Integrations/{item}").findings
    line = (ROOT / finding.place.path).read_text(encoding="utf-8").split("\n")[finding.place.line - 1]
    assert line[finding.place.column - 1 : finding.place.end_column - 1] == text


def test_the_packs_do_not_disturb_each_other() -> None:
    assert found(checked("examples")) == marked()


def test_every_rule_is_shown() -> None:
    shown = {code for _, _, code in marked()}
    assert shown == {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_an_item_of_its_name(rule: Rule) -> None:
    folders = {path.split("/")[-2] for path, _, code in marked() if code == rule.code}
    assert folders == {"".join(word.capitalize() for word in rule.name.split("-"))}


def test_the_table_tells_what_each_item_shows() -> None:
    table = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\w+)\]\((\S+)\) \| (POL\d\d\d) \| (\w+) \|", table, re.MULTILINE)
    assert sorted((f"examples/{folder}", code, severity) for _, folder, code, severity in rows) == sorted(
        {
            (finding.place.path.rpartition("/")[0], finding.code, finding.severity.label)
            for finding in checked(BROKEN).findings
        }
    )
    for name, folder, _, _ in rows:
        assert folder.endswith(f"/{name}")


def test_the_json_is_what_its_schema_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "polltool", "lint", "--format", "json", "examples"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema("report")).validate(document)
    assert [(one["path"], one["line"], one["code"]) for one in document["findings"]] == marked()
