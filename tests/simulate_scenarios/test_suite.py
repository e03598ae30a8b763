"""Scenarios run from the command line: what passes, what fails, what cannot be run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from polltool import resources
from polltool.cli.main import main
from tests.architecture.test_imports import loaded_after
from tests.conftest import Content, RunPolltool
from tests.documents import blocks

ROOT = Path(__file__).parents[2]

YML = """\
commonfields:
  id: Acme
  version: -1
name: Acme
fromversion: 6.5.0
configuration:
- name: url
  type: 0
  defaultvalue: https://api.acme.example
script:
  type: python
  subtype: python3
  script: '-'
  commands:
  - name: acme-scan
    polling: true
    arguments:
    - name: url
    - name: scan_id
      hidden: true
    - name: hide_polling_output
      hidden: true
"""

CODE = """\
import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def scan(self, method, path):
        return self._http_request(method, path)


@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    scan_id = args.get('scan_id') or client.scan('POST', 'v1/scans')['id']
    scan = client.scan('GET', f'v1/scans/{scan_id}')
    return PollResult(
        CommandResults('Acme.Scan', 'id', scan),
        continue_to_poll=scan['status'] == 'running',
        args_for_next_run={'scan_id': scan_id, **args},
    )


def main():
    try:
        return_results(scan_command(demisto.args(), Client(demisto.params()['url'])))
    except Exception as error:
        return_error(f'it failed: {error}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

SCENARIO = """\
name: a scan
integration: Acme.yml
command: acme-scan
args: {url: https://evil.example}
replies:
- request: POST /v1/scans
  json: {id: '42'}
- request: GET /v1/scans/42
  times: 2
  json: {id: '42', status: running}
- request: GET /v1/scans/42
  json: {id: '42', status: done}
expect:
  runs: 3
  stripped: []
  context: {Acme.Scan.status: done}
"""

FOLDER = "Packs/Acme/Integrations/Acme"


@pytest.fixture
def acme(content: Content) -> Content:
    content.integration(yml=YML, code=CODE)
    content.write(f"{FOLDER}/a.scenario.yml", SCENARIO)
    return content


def scenario(content: Content, change: tuple[str, str], name: str = "a.scenario.yml") -> str:
    assert change[0] in SCENARIO
    content.write(f"{FOLDER}/{name}", SCENARIO.replace(*change))
    return f"{FOLDER}/{name}"


def test_a_scenario_that_passes(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("simulate", f"{FOLDER}/a.scenario.yml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("passed a scan: done, 3 runs, 60 s\n")


def test_an_expectation_that_does_not_come_true(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("simulate", scenario(acme, ("runs: 3", "runs: 4")))
    assert ran.code == 1
    assert ran.out.endswith(
        f"failed a scan: done, 3 runs, 60 s\n  {FOLDER}/a.scenario.yml:14: there are 3 runs, not 4\n"
    )


@pytest.mark.parametrize("handler", ["except Exception", "except BaseException", "except"])
def test_an_unexpected_request_is_the_outcome_whatever_catches_it(
    acme: Content, polltool: RunPolltool, handler: str
) -> None:
    caught = CODE.replace("except Exception as error", handler).replace("{error}", "x")
    acme.write(f"{FOLDER}/Acme.py", caught)
    ran = polltool("simulate", scenario(acme, ("json: {id: '42'}", "json: {id: '43'}")))
    assert ran.code == 1
    line = "unexpected request: GET https://api.acme.example/v1/scans/43"
    assert f"the outcome is error, not done: run 1 (acme-scan): {line}" in ran.out
    assert "line 8: GET /v1/scans/42 (another URL)" in ran.out


def test_a_scenario_may_expect_an_error(acme: Content, polltool: RunPolltool) -> None:
    path = scenario(acme, ("json: {id: '42', status: done}", "status: 404"))
    acme.write(path, (acme.root / path).read_text().partition("  runs:")[0] + "  outcome: error\n")
    assert polltool("simulate", path).code == 0
    assert polltool("simulate", path, "--expect", "done").code == 1


def test_the_command_line_wins(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("simulate", f"{FOLDER}/a.scenario.yml", "--max-runs", "2", "--format", "json")
    value = json.loads(ran.out)
    assert (ran.code, len(value["runs"])) == (1, 2)
    assert value["scenario"]["failed_expectations"][0]["key"] == "outcome"


def test_an_item_with_a_scenarios_replies(acme: Content, polltool: RunPolltool) -> None:
    text = SCENARIO.replace("integration: Acme.yml\ncommand: acme-scan\n", "")
    acme.write("replies.scenario.yml", text)
    ran = polltool("simulate", FOLDER, "acme-scan", "--scenario", "replies.scenario.yml", "-a", "url=other")
    assert ran.code == 0
    assert "url=other" in ran.out
    alone = polltool("simulate", "replies.scenario.yml")
    assert alone.code == 2
    assert "names no integration; add the key 'integration'" in alone.err


def test_another_command_with_a_scenarios_replies(acme: Content, polltool: RunPolltool) -> None:
    acme.write(f"{FOLDER}/a.scenario.yml", SCENARIO.replace("command: acme-scan\n", "command: acme-other\n"))
    given = ["simulate", FOLDER, "acme-scan", "--scenario", f"{FOLDER}/a.scenario.yml"]
    ran = polltool(*given, "-a", "url=other", "--format", "json")
    value = json.loads(ran.out)
    assert (ran.code, value["outcome"], value["runs"][0]["args"]["url"]) == (0, "done", "other")
    assert "url" not in json.loads(polltool(*given, "--format", "json").out)["runs"][0]["args"]


def test_many(acme: Content, polltool: RunPolltool) -> None:
    scenario(acme, ("runs: 3", "runs: 4"), "b.scenario.yml")
    acme.write(f"{FOLDER}/c.scenario.yml", "comand: x\n")
    ran = polltool("simulate", "Packs")
    assert ran.code == 2
    assert ran.out.splitlines() == [
        "passed a scan: done, 3 runs, 60 s",
        "failed a scan: done, 3 runs, 60 s",
        f"  {FOLDER}/b.scenario.yml:14: there are 3 runs, not 4",
        f"cannot run {FOLDER}/c.scenario.yml",
        f"  {FOLDER}/c.scenario.yml:1:1: the scenario has no key 'comand'; did you mean command?",
        "3 scenarios: 1 passed, 1 failed, 1 could not be run.",
    ]
    assert polltool("simulate", f"{FOLDER}/a.scenario.yml", f"{FOLDER}/b.scenario.yml").code == 1


def test_a_folder_without_scenarios(acme: Content, polltool: RunPolltool) -> None:
    (acme.root / "empty").mkdir()
    ran = polltool("simulate", "empty", f"{FOLDER}/a.scenario.yml")
    assert ran.code == 2
    assert ran.out.splitlines()[0:2] == ["cannot run empty", "  empty holds no scenarios (*.scenario.yml)"]


def test_a_command_that_does_not_exist(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("simulate", scenario(acme, ("command: acme-scan", "command: acme-scann")))
    assert ran.code == 2
    assert "did you mean 'acme-scan'?" in ran.err
    assert "Traceback" not in ran.err


def test_without_jsonschema_lint_runs_all_the_same(acme: Content) -> None:
    """A scenario is the only thing that needs it: lint starts without it."""
    loaded = loaded_after(f"import polltool.cli.main as m; m.main(['lint', {str(acme.root)!r}])")
    assert {name for name in loaded if name.startswith(("jsonschema", "requests", "responses"))} == set()


def test_all_examples_pass(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["simulate", "examples"]) == 0
    assert "could not be run" not in capsys.readouterr().out


def test_the_scenarios_that_the_documentation_shows_run(content: Content, polltool: RunPolltool) -> None:
    page = (ROOT / "docs" / "simulate.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "examples" / "Packs", content.root / "Packs")
    whole, commands = blocks(page, "yaml")
    content.write("Packs/AcmeScan/Integrations/AcmeScan/test_data/docs.scenario.yml", whole)
    script = "integration: ../AcmeScanWait.yml\nargs: {scan_ids: '1,2'}\nexpect: {outcome: timeout}\n"
    content.write("Packs/AcmeScan/Scripts/AcmeScanWait/test_data/docs.scenario.yml", script + commands)
    ran = polltool("simulate", *(path.as_posix() for path in content.written))
    assert ran.code == 0, ran.out


def test_the_documentation_names_every_key() -> None:
    page = (ROOT / "docs" / "simulate.md").read_text(encoding="utf-8")
    schema = resources.schema("scenario")
    parts = [schema, schema["properties"]["server"], *schema["$defs"].values()]
    keys = {key for part in parts for key in part.get("properties", ())} - {
        "name",
        "integration",
        "command",
        "args",
    }
    assert {key for key in keys if f"`{key}`" not in page and f"{key}:" not in page} == set()
