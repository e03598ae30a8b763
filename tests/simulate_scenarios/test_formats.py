"""Sequences and scenarios for programs: JSON, Mermaid, JUnit."""

from __future__ import annotations

import json
import random
import re
from xml.etree import ElementTree as ET

import pytest

from polltool.report.simulation_json import scenario_json, scenarios_json, simulation_json
from polltool.report.simulation_junit import junit_xml
from polltool.report.simulation_mermaid import mermaid_text
from polltool.simulate.expectations import Unmet
from polltool.simulate.sequence import Entry, Outcome, Run, SequenceEnd
from polltool.simulate.suite import ScenarioResult
from tests.simulate_scenarios.sequences import STRIPPED, note, poll, schedule, simulation, submitted_and_found

PASSED = ScenarioResult("a.scenario.yml", "a scan", submitted_and_found(2))
FAILED = ScenarioResult(
    "b.scenario.yml",
    "b",
    submitted_and_found(2),
    (Unmet("runs", 7, "there are 3 runs, not 4"), Unmet("outcome", 0, "the outcome is done, not error")),
)
BROKEN = ScenarioResult("c.scenario.yml", "c", error="c.scenario.yml:1:1: the file is empty\nand so on")


class TestJson:
    def test_the_keys_of_the_contract(self) -> None:
        value = json.loads(simulation_json(submitted_and_found(2)))
        assert value["version"] == 1
        assert (value["outcome"], value["message"], value["elapsed"]) == ("done", None, 60)
        assert (value["worker_seconds"], value["warnings"]) == (0.3, [])
        first = value["runs"][0]
        assert {key: first[key] for key in ("run", "at", "command", "args", "stripped_args")} == {
            "run": 1,
            "at": 0,
            "command": "acme-submit",
            "args": {"url": "https://evil.example", "polling": "true"},
            "stripped_args": [],
        }
        (entry,) = first["entries"]
        assert {key: entry[key] for key in ("type", "human_readable", "contents", "context")} == {
            "type": "note",
            "human_readable": "Acme is scanning:",
            "contents": None,
            "context": {},
        }
        scheduled = first["scheduled"]
        assert {key: scheduled[key] for key in ("command", "next_run", "timeout", "args")} == {
            "command": "acme-find",
            "next_run": 30,
            "timeout": 600,
            "args": {"scan_id": "42"},
        }
        assert value["runs"][-1]["scheduled"] is None

    def test_stripped_arguments_by_name_and_with_their_reasons(self) -> None:
        value = json.loads(simulation_json(simulation([poll(1, 0, stripped_args=(STRIPPED,))])))
        assert value["runs"][0]["stripped_args"] == ["scan_id"]
        assert value["runs"][0]["stripped"] == [
            {"name": "scan_id", "value": "42", "reason": "not declared in Acme.yml"}
        ]

    def test_whole_seconds_are_whole(self) -> None:
        text = simulation_json(simulation([poll(1, 0.1 + 0.2)], elapsed=30.0))
        assert '"elapsed": 30,' in text
        assert '"at": 0.3,' in text

    def test_what_json_does_not_know_is_text(self) -> None:
        shown = simulation([poll(1, 0, args={"a": {1: b"x"}, "b": {2}, "c": float("nan")})])
        value = json.loads(simulation_json(shown), parse_constant=pytest.fail)
        assert value["runs"][0]["args"] == {"a": {"1": "x"}, "b": "{2}", "c": "nan"}

    def test_a_scenario_says_what_it_expected(self) -> None:
        value = json.loads(scenario_json(FAILED))
        assert value["outcome"] == "done"
        assert value["scenario"] == {
            "path": "b.scenario.yml",
            "name": "b",
            "passed": False,
            "failed_expectations": [
                {"key": "runs", "line": 7, "message": "there are 3 runs, not 4"},
                {"key": "outcome", "line": None, "message": "the outcome is done, not error"},
            ],
            "error": None,
        }

    def test_several_scenarios(self) -> None:
        value = json.loads(scenarios_json([PASSED, FAILED, BROKEN]))
        assert value["summary"] == {"scenarios": 3, "passed": 1, "failed": 1, "errors": 1}
        assert [one["scenario"]["passed"] for one in value["scenarios"]] == [True, False, False]
        assert value["scenarios"][2]["runs"] == []
        assert value["scenarios"][2]["message"] == BROKEN.error


# A line of a sequence diagram as the generator writes them; a text holds none of Mermaid's own
# characters but in entity codes.
TEXT = r'(?!(?:no)?wrap:)(?:[^#;<>{}"&%$\\\n]|#\d+;)+'
LINE = re.compile(
    rf"sequenceDiagram|  participant [WSC]\d* as {TEXT}|  loop {TEXT}|  end"
    rf"|  (?:  )?(?:W->>S|S->>W|S->>\+C\d+|C\d+-->>-S|Note over [WSC]\d*(?:,[WSC]\d*)?): {TEXT}"
)
SYNTAX = [
    "end",
    "loop",
    "%%",
    "%%{init:{}}%%",
    "wrap:",
    "nowrap:",
    ";",
    "#",
    "#35;",
    '"',
    "'",
    "<b>",
    "->>",
    "-->>",
    "+",
    "-",
    ":",
    "::",
    "\n",
    "participant",
    "Note",
    "{}",
    "$$x$$",
    "`",
    "&amp;",
    "@{",
    "\u202e",
    "é",
    "漢",
    "[a](b)",
    "\\",
    "---",
    "|",
    "\x00",
    "👍",
    "S->>W:",
    "?q=1&b=2",
]


class TestMermaid:
    def test_a_sequence(self) -> None:
        assert mermaid_text(submitted_and_found(5)) == (
            "sequenceDiagram\n"
            "  participant W as War Room\n"
            "  participant S as Server\n"
            "  participant C1 as acme-submit\n"
            "  participant C2 as acme-find\n"
            "  W->>S: !acme-submit url=https://evil.example polling=true\n"
            "  S->>+C1: run 1, 0 s: url=https://evil.example polling=true\n"
            "  C1-->>-S: next acme-find in 30 s with scan_id=42\n"
            "  S->>W: note: Acme is scanning:\n"
            "  Note over S: waits 30 s, no worker busy\n"
            "  S->>+C2: run 2, 30 s: scan_id=42\n"
            "  C2-->>-S: next acme-find in 30 s with scan_id=42\n"
            "  Note over S: waits 30 s, no worker busy\n"
            "  loop runs 3 to 5, every 30 s\n"
            "    S->>+C2: again: scan_id=42\n"
            "    C2-->>-S: next acme-find in 30 s with scan_id=42\n"
            "    Note over S: waits 30 s, no worker busy\n"
            "  end\n"
            "  S->>+C2: run 6, 150 s: scan_id=42\n"
            "  C2-->>-S: result\n"
            "  S->>W: note: #35;#35;#35; Scan ...\n"
            "  Note over W,S: done after 150 s (2 min 30 s), 6 runs\n"
        )

    def test_dropped_arguments_and_timeouts_are_told(self) -> None:
        end = SequenceEnd(1, Outcome.TIMEOUT, 45, "x", Entry("error", None, "timed out", {}, by_server=True))
        shown = simulation([poll(1, 0, stripped_args=(STRIPPED,))], ends=(end,), outcome=Outcome.TIMEOUT)
        text = mermaid_text(shown)
        assert "  Note over S,C2: dropped: scan_id=42 (not declared in Acme.yml)\n" in text
        assert "  S->>W: 45 s: the server: error: timed out\n" in text

    def test_nothing_that_is_shown_is_read_as_syntax(self) -> None:
        rng = random.Random(5)

        def word() -> str:
            return "".join(rng.choice(SYNTAX) for _ in range(rng.randint(1, 6)))

        for _ in range(200):
            name = word()
            runs = [
                Run(
                    1,
                    0,
                    name,
                    {word(): word()},
                    entries=(note(word()),),
                    schedules=(schedule(command=word()),),
                ),
                poll(2, 30, stripped_args=(STRIPPED,), executed=False),
            ]
            for line in mermaid_text(simulation(runs, command=name)).splitlines():
                assert LINE.fullmatch(line), line


class TestJunit:
    def root(self) -> ET.Element:
        return ET.fromstring(junit_xml([PASSED, FAILED, BROKEN]))

    def test_counts(self) -> None:
        suite = self.root()[0]
        assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
            "tests": "3",
            "failures": "1",
            "errors": "1",
            "skipped": "0",
        }

    def test_cases(self) -> None:
        cases = self.root()[0].findall("testcase")
        assert [(case.get("classname"), case.get("name"), case.get("time")) for case in cases] == [
            ("a.scenario.yml", "a scan", "60.000"),
            ("b.scenario.yml", "b", "60.000"),
            ("c.scenario.yml", "c", "0.000"),
        ]
        assert [[part.tag for part in case] for case in cases] == [
            ["system-out"],
            ["failure", "system-out"],
            ["error"],
        ]

    def test_a_failure_says_all_that_did_not_come_true(self) -> None:
        failure = self.root().find(".//failure")
        assert failure is not None
        assert failure.get("message") == "there are 3 runs, not 4"
        assert (failure.text or "").splitlines() == [
            "b.scenario.yml:7: there are 3 runs, not 4",
            "b.scenario.yml: the outcome is done, not error",
        ]

    def test_the_timeline_is_the_output(self) -> None:
        output = self.root().find(".//system-out")
        assert output is not None
        assert (output.text or "").startswith(" 0 s  run 1  acme-submit\n")

    def test_what_xml_cannot_hold_is_replaced(self) -> None:
        unmet = (Unmet("message", 1, "a\x00b\x1b\ud800]]>&<"),)
        result = ScenarioResult("a.scenario.yml", "\x01", submitted_and_found(), unmet)
        failure = ET.fromstring(junit_xml([result]).encode()).find(".//failure")
        assert failure is not None
        assert failure.get("message") == "a\ufffdb\ufffd\ufffd]]>&<"
