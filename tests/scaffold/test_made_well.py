"""What an earlier run made is known again, and what is made works with names of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from polltool.cli.main import main
from polltool.engine import lint_paths
from polltool.simulate.suite import run_scenario
from tests.scaffold.integrations import CODE, PAIR, YML, contents, split

NAMES = [
    f"acme-{word}-{verb}"
    for word in ("scan", "file", "host", "user")
    for verb in ("list", "get", "add", "tag")
]
COMMANDS = "".join(f"  - name: {name}\n    description: Lists.\n" for name in NAMES)
TABLE = ", ".join(f"'{name}': scan_list_command" for name in NAMES)


def test_branches_beside_a_table_that_knows_most_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = CODE[: CODE.index("    try:\n")]
    code = f"""{head}    client = Client(base_url=params['url'])
    commands = {{{TABLE}}}
    try:
        if command == 'fetch-incidents':
            return demisto.incidents([])
        if command in commands:
            readable, outputs, raw = commands[command](client, args)
            return_outputs(readable, outputs, raw)
    except Exception as error:
        return_error(f'Failed: {{error}}')


main()
"""
    begin, end = YML.index("  - name: acme-scan-list"), YML.index("  script: '-'")
    target = split(tmp_path, yml=YML[:begin] + COMMANDS + YML[end:], code=code, test="")
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    made = contents(target)
    assert b"if command == 'acme-scan-submit'" in made["Acme.py"]
    capsys.readouterr()
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert "already there" in capsys.readouterr().out
    assert contents(target) == made


@pytest.mark.parametrize("words", [("--command", "acme-export"), PAIR[:4]])
def test_a_state_with_a_hyphen_is_one_result_in_the_context(tmp_path: Path, words: tuple[str, ...]) -> None:
    target = split(tmp_path)
    assert main(["new-polling-command", str(target), *words, "--state", "export-id"]) == 0
    (scenario,) = target.glob("test_data/*.scenario.yml")
    result = run_scenario(str(scenario))
    assert result.passed, result.unmet
    assert result.simulation is not None
    (found,) = result.simulation.context["Acme"].values()
    assert found["export_id"] == "42"


@pytest.mark.parametrize("words", [("--command", "acme-export", "--arg", "password"), PAIR])
def test_what_main_adds_to_the_arguments_does_not_travel(tmp_path: Path, words: tuple[str, ...]) -> None:
    target = split(
        tmp_path,
        code=CODE.replace(
            "    args = demisto.args()\n", "    args = demisto.args()\n    args['brand'] = 'Acme'\n"
        ),
    )
    assert main(["new-polling-command", str(target), *words]) == 0
    assert lint_paths([target], isolated=True).findings == ()
    (scenario,) = target.glob("test_data/*.scenario.yml")
    result = run_scenario(str(scenario))
    assert result.passed, result.unmet


@pytest.mark.parametrize(
    "words",
    [
        ("--submit", "hello-long-job-submit", "--find", "hello-long-job-find"),
        ("--submit", "hello-long-job-run"),
    ],
)
def test_what_an_earlier_run_made_suggests_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    target = split(
        tmp_path,
        yml=YML.replace("acme-scan-list", "hello").replace("Acme.Scan.id", "Base.Output"),
        code=CODE.replace("'acme-scan-list'", "'hello'"),
    )
    assert main(["new-polling-command", str(target), *words, "--defaults"]) == 0
    made = contents(target)
    capsys.readouterr()
    assert main(["new-polling-command", str(target), *words, "--defaults"]) == 0
    assert "already there" in capsys.readouterr().out
    assert contents(target) == made


HOST = """\
- display: Host
  name: server_host
  type: 0
- display: Zone
  name: zone
  type: 0
- display: Levels
  name: levels
  type: 16
  options:
  - low
  - high
- display: Never read
  name: unread
  type: 0
"""


def test_parameters_that_the_code_takes_for_granted_are_given(tmp_path: Path) -> None:
    required = "- display: Server URL\n  name: url\n  required: true\n  type: 0\n"
    target = split(
        tmp_path,
        yml=YML.replace(required, HOST),
        code=CODE.replace("params['url']", "params['server_host'] + params['zone'].strip()").replace(
            "    command = demisto.command()\n",
            "    command = demisto.command()\n    levels = [level.upper() for level in params['levels']]\n",
        ),
    )
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    (scenario,) = target.glob("test_data/*.scenario.yml")
    assert yaml.safe_load(scenario.read_text())["params"] == {
        "server_host": "https://example.com",
        "zone": "",
        "levels": ["low"],
        "credentials": {"identifier": "user", "password": "not-a-real-key"},
    }
    result = run_scenario(str(scenario))
    assert result.passed, result.unmet
