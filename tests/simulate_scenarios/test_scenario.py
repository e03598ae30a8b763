"""Scenario files: what they may say, and what is said of those that are not sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from polltool import resources
from polltool.errors import ReadError
from polltool.simulate.checkedyaml import ScenarioError
from polltool.simulate.options import Options
from polltool.simulate.replies import MISSING, NetworkError
from polltool.simulate.scenario import Scenario, find_scenarios, load_scenario

WHOLE = """\
name: all that a scenario can say
integration: Acme.yml
command: acme-scan
args:
  url: https://evil.example
  polling: true
  limit: 010
  since: 2024-01-01
  ids: [1, 2]
params:
  url: https://api.acme.example
context: {Acme: {Scan: {id: '1'}}}
integration_context: {token: t}
incident: {id: '7'}
files:
  1@1: sample.txt
server:
  version: '6.10.0'
  old_decorator: true
  script_args: original
  fill_defaults: always
  drop_empty: true
  max_runs: 50
replies:
- request: post  /v1/scans
  when:
    query: {a: 1}
    headers: {X-Key: k}
    json: {url: x}
    body: x
  status: 202
  json: {id: '42'}
  headers: {X-Limit: 5}
  delay: 1.5
  times: 3
- request: GET https://api.acme.example/v1/scans/*
  text: gone
  times: forever
- request: GET /v1/report
  file: sample.txt
- request: GET /v1/down
  error: connect-timeout
commands:
- command: acme-get
  args: {id: '1'}
  contents: {a: 1}
  human_readable: hr
  context: {A: 1}
- command: acme-get
  error: no such id
  times: 2
- command: acme-get
  entries:
  - Type: 1
    Contents: c
expect:
  outcome: timeout
  message: timed out
  runs: 3
  elapsed: 60
  context: {'Acme.Scan[0].status': done}
  integration_context: {token: t}
  stripped: [scan_id]
  entries: [Acme is]
  schedules:
  - {command: acme-scan, next_run: 30, timeout: null, args: {id: '42'}}
  requests: [POST /v1/scans]
  all_replies_used: true
  warnings: []
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Acme.yml").write_text("name: Acme\n")
    (tmp_path / "sample.txt").write_bytes(b"sample")
    return tmp_path


def load(folder: Path, text: str) -> Scenario:
    (folder / "a.scenario.yml").write_text(text, encoding="utf-8")
    return load_scenario("a.scenario.yml")


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(folder, text)
    return str(caught.value).splitlines()


class TestAll:
    def test_the_schema_is_sound_and_describes_each_key(self) -> None:
        schema = resources.schema("scenario")
        jsonschema.Draft202012Validator.check_schema(schema)
        assert set(schema["properties"]) >= {"integration", "command", "args", "params", "replies", "expect"}
        for key, part in schema["properties"].items():
            assert part["title"], key
            assert part["description"].endswith("."), key

    def test_the_example_says_all_that_can_be_said(self) -> None:
        """What WHOLE leaves out, the tests below do not see."""
        schema = resources.schema("scenario")
        for key in [*schema["properties"], *schema["$defs"]["reply"]["properties"]]:
            assert f"{key}:" in WHOLE, key
        for name in ("commandReply", "expectations"):
            for key in schema["$defs"][name]["properties"]:
                assert f"{key}:" in WHOLE, key

    def test_what_runs(self, folder: Path) -> None:
        scenario = load(folder, WHOLE)
        assert scenario.name == "all that a scenario can say"
        assert scenario.item == str(folder / "Acme.yml")
        assert scenario.command == "acme-scan"

    def test_arguments_arrive_as_written(self, folder: Path) -> None:
        assert load(folder, WHOLE).args == {
            "url": "https://evil.example",
            "polling": "true",
            "limit": "010",
            "since": "2024-01-01",
            "ids": [1, 2],
        }

    def test_the_server(self, folder: Path) -> None:
        assert load(folder, WHOLE).options() == Options(
            server_version="6.10.0",
            old_decorator=True,
            script_args="original",
            fill_defaults="always",
            drop_empty=True,
            max_runs=50,
            incident={"id": "7"},
            context={"Acme": {"Scan": {"id": "1"}}},
            integration_context={"token": "t"},
            files={"1@1": str(folder / "sample.txt")},
        )

    def test_the_command_line_wins(self, folder: Path) -> None:
        options = load(folder, WHOLE).options({"max_runs": 7})
        assert (options.max_runs, options.script_args) == (7, "original")

    def test_replies(self, folder: Path) -> None:
        first, second, third, fourth = load(folder, WHOLE).replies
        assert (first.method, first.url, first.status, first.times, first.delay) == (
            "POST",
            "/v1/scans",
            202,
            3,
            1.5,
        )
        assert json.loads(first.content) == {"id": "42"}
        assert first.headers == {"X-Limit": "5", "Content-Type": "application/json"}
        assert (first.when.query, first.when.json, first.when.body) == ({"a": 1}, {"url": "x"}, "x")
        assert (second.content, second.times, second.when.json) == (b"gone", None, MISSING)
        assert third.content == b"sample"
        assert fourth.error is NetworkError.CONNECT_TIMEOUT
        assert [reply.line for reply in (first, second, third, fourth)] == [25, 36, 39, 41]

    def test_replies_to_execute_command(self, folder: Path) -> None:
        note, error, raw = load(folder, WHOLE).commands
        assert note.entries[0]["Contents"] == {"a": 1}
        assert note.entries[0]["HumanReadable"] == "hr"
        assert note.entries[0]["EntryContext"] == {"A": 1}
        assert (error.entries[0]["Type"], error.entries[0]["Contents"], error.times) == (4, "no such id", 2)
        assert raw.entries == ({"Type": 1, "Contents": "c"},)

    def test_the_least_that_a_scenario_can_say(self, folder: Path) -> None:
        scenario = load(folder, "replies: []\n")
        assert (scenario.name, scenario.item, scenario.expect.outcome) == ("a", None, "done")
        assert scenario.options() == Options()


PROBLEMS = [
    ("comand: x", "1:1: the scenario has no key 'comand'; did you mean command?"),
    ("expect: {outcome: okay}", "1:19: outcome must be done, error or timeout, not 'okay'"),
    ("expect: {runs: '3'}", "1:16: runs must be a whole number, not '3'"),
    ("expect: {runs: 0}", "1:16: runs must be at least 1, not 0"),
    ("expect: {context: {'A[': 1}}", "1:20: 'A[' is no path of a context: write it like Acme.Scan[0].status"),
    ("server: {version: 6.10}", "1:19: version must be text, not 6.1; put it in quotes"),
    ("args: 1", "1:7: args must be a mapping, not 1"),
    ("args: {a: null}", "1:11: a must be text, a number, true or false, a list or a mapping, not null"),
    ("integration: ''", "1:14: integration must not be empty"),
    ("replies: {}", "1:10: replies must be a list, not a mapping"),
    ("replies: [x]", "1:11: item 1 of replies must be a mapping, not 'x'"),
    ("replies: [{status: 200}]", "1:11: item 1 of replies lacks the key 'request'"),
    ("replies: [{requst: GET /}]", "1:12: item 1 of replies has no key 'requst'; did you mean request?"),
    ("replies: [{request: GET /, status: 99}]", "1:36: status must be at least 100, not 99"),
    (
        "replies: [{request: GET /, json: 1, text: x}]",
        "1:37: a reply is json or text, not both: remove one",
    ),
    (
        "commands: [{command: a, error: x, contents: 1}]",
        "1:25: a reply is contents or error, not both: remove one",
    ),
    (
        "replies:\n- request: GET /\n  error: tiemout",
        "3:10: error must be timeout, connect-timeout, connection, ssl or proxy, not 'tiemout'; "
        "did you mean timeout?",
    ),
    (
        "replies: [{request: GET /, file: no.bin}]",
        "1:34: there is no no.bin; paths are relative to the scenario",
    ),
    ("integration: No.yml", "1:14: there is no No.yml; paths are relative to the scenario"),
    ("files: {1@1: no.txt}", "1:14: there is no no.txt; paths are relative to the scenario"),
    ("a: [", "1:5: the YAML cannot be read: did not find expected node content"),
    ("command: a\ncommand: b", "2:1: the key 'command' is already there on line 1"),
    ("context: &a {x: *a}", "1:13: this value contains itself by way of its aliases"),
    ("", "1:1: the file is empty; a scenario is a mapping of keys such as"),
    ("- x", "1:1: the file holds a list; a scenario is a mapping of keys such as"),
    ("name: a\n---\nname: b", "2:1: a second YAML document begins here; remove"),
]


@pytest.mark.parametrize(("text", "complaint"), PROBLEMS, ids=[text for text, _ in PROBLEMS])
def test_a_mistake_is_named_with_its_place(folder: Path, text: str, complaint: str) -> None:
    found = complaints(folder, text)
    assert len(found) == 1
    assert found[0].startswith(f"a.scenario.yml:{complaint}")


@pytest.mark.parametrize("request_", ["GET", "/v1/scans", "GET v1/scans", "GET ftp://x", "G3T /v1"])
def test_a_request_is_method_and_url(folder: Path, request_: str) -> None:
    (found,) = complaints(folder, f"replies:\n- request: {request_}\n")
    assert found.startswith(f"a.scenario.yml:2:12: request cannot be '{request_}': method and URL:")


def test_all_mistakes_are_named_in_order(folder: Path) -> None:
    found = complaints(
        folder, "replies:\n- request: GET /\n  status: x\nexpect: {run: 1}\nserver: {max_runs: 0}\n"
    )
    assert [line.split(":")[1] for line in found] == ["3", "4", "5"]


def test_aliases_cannot_blow_up(folder: Path) -> None:
    lines = ["context:", "  a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"  a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)]
    (found,) = complaints(folder, "\n".join(lines))
    assert "stands for more than 100000 values" in found


def test_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(ReadError, match=r"no\.scenario\.yml"):
        load_scenario("no.scenario.yml")


def test_an_editor_and_polltool_judge_alike(folder: Path) -> None:
    """What the schema alone refuses, the loader refuses; what it accepts, only files can spoil."""
    validator = jsonschema.Draft202012Validator(resources.schema("scenario"))
    wrong: list[Any] = [
        {"comand": 1},
        {"replies": [{}]},
        {"expect": {"runs": True}},
        {"server": {"version": 6}},
    ]
    for value in wrong:
        assert not validator.is_valid(value)
        assert complaints(folder, json.dumps(value))


def test_a_folder_stands_for_the_scenarios_in_it(tmp_path: Path) -> None:
    for name in (
        "b/x.scenario.yml",
        "a/y.scenario.yaml",
        "a/Acme.yml",
        ".git/z.scenario.yml",
        "c.scenario.yml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [str(Path(path).relative_to(tmp_path)) for path in find_scenarios(str(tmp_path))]
    assert found == ["c.scenario.yml", "a/y.scenario.yaml", "b/x.scenario.yml"]
    assert list(find_scenarios("any.yml")) == ["any.yml"]
