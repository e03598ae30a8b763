"""A pair, or a single command, put into an integration that exists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from polltool import lint_paths
from polltool.cli.main import main
from polltool.findings import Severity
from polltool.simulate.suite import run_scenario
from tests.scaffold.integrations import CODE, PAIR, SINGLE, YML, contents, split, unified


class Indenting(yaml.SafeDumper):
    """Writes lists further right than their keys."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


INDENTED = yaml.dump(yaml.safe_load(YML), Dumper=Indenting, sort_keys=False)
TABLE = CODE.replace(
    """        elif command == 'acme-scan-list':
            return_results(scan_list_command(client, args))
""",
    """        elif command in COMMANDS:
            return_results(COMMANDS[command](client, args))
""",
).replace("def main():", "COMMANDS = {\n    'acme-scan-list': scan_list_command\n}\n\n\ndef main():")
MATCH = CODE.replace(
    """        if command == 'test-module':
            client.list_scans(1)
            return_results('ok')
        elif command == 'acme-scan-list':
            return_results(scan_list_command(client, args))
        else:
            raise NotImplementedError(command)
""",
    """        match command:
            case 'test-module':
                client.list_scans(1)
                return_results('ok')
            case 'acme-scan-list':
                return_results(scan_list_command(client, args))
            case _:
                raise NotImplementedError(command)
""",
)
STYLES = {
    "plain": {},
    "table": {"code": TABLE},
    "match": {"code": MATCH},
    "crlf": {"code": CODE.replace("\n", "\r\n"), "yml": YML.replace("\n", "\r\n")},
    "indented": {"yml": INDENTED},
    "double quotes": {"code": CODE.replace("'", '"')},
    "annotated": {"code": CODE.replace("(client, args):", "(client: Client, args: dict) -> CommandResults:")},
    "two spaces": {"code": CODE.replace("    ", "  ")},
    "no tests": {"test": "", "readme": ""},
}
TIMING = ("interval_in_seconds", "timeout_in_seconds")
ALWAYS = (*PAIR, "--always-poll")
OTHER = (
    *PAIR,
    *(
        "--polling-arg",
        "wait",
        "--find-arg",
        "depth:required",
        "--find-arg",
        "format",
        "--id-field",
        "data.uid",
    ),
    *(
        "--status-field",
        "data.state",
        "--running",
        "1,2",
        "--failed",
        "9",
        "--output",
        "data.score:Number:The score",
    ),
)
DASHED = (*SINGLE, "--state", "scan-id", "--find-request", "GET /v1/scans/{scan-id}")
VARIANTS = {
    "dashed": DASHED,
    "pair": PAIR,
    "single": SINGLE,
    "always": ALWAYS,
    "other": OTHER,
    "silent": (*PAIR, "--failed", ""),
}


def made(target: Path, *options: str) -> int:
    return main(["new-polling-command", str(target), *options])


def sound(target: Path) -> None:
    """Nothing is found in the item, and its scenarios end as they should."""
    found = lint_paths([target], everything=True, isolated=True).findings
    assert [finding.message for finding in found if finding.severity > Severity.INFO] == []
    scenarios = sorted((target if target.is_dir() else target.parent).glob("test_data/*.scenario.yml"))
    assert scenarios
    for path in scenarios:
        result = run_scenario(str(path))
        assert result.passed, (path, result.error, result.unmet)


@pytest.mark.parametrize("style", STYLES)
def test_files_are_only_added_to(tmp_path: Path, style: str) -> None:
    target = split(tmp_path, **STYLES[style])
    before = contents(target)
    assert made(target, *PAIR) == 0
    after = contents(target)
    made_anew = set(after) - set(before)
    assert "test_data/acme-scan-submit.scenario.yml" in made_anew
    assert made_anew <= {"test_data/acme-scan-submit.scenario.yml", "README.md", "Acme_test.py"}
    for name, old in before.items():
        assert _without_additions(old, after[name]), name
        assert after[name].count(b"\r\n") == (after[name].count(b"\n") if b"\r\n" in old else 0)
    sound(target)


def _without_additions(old: bytes, new: bytes) -> bool:
    """Whether the old lines are all there, in their order; of a dictionary's last member, a comma may come."""
    lines = iter(new.splitlines())
    return all(any(line in (wanted, wanted + b",") for line in lines) for wanted in old.splitlines())


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_made_is_sound_and_made_once(
    tmp_path: Path, variant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = split(tmp_path)
    assert made(target, *VARIANTS[variant]) == 0
    sound(target)
    before = contents(target)
    capsys.readouterr()
    assert made(target, *VARIANTS[variant]) == 0
    assert "already there" in capsys.readouterr().out
    assert contents(target) == before


@pytest.mark.parametrize("options", [PAIR, SINGLE], ids=["pair", "single"])
def test_a_unified_yml(tmp_path: Path, options: tuple[str, ...]) -> None:
    yml = unified(tmp_path)
    before = yml.read_bytes()
    assert made(yml, *options) == 0
    assert _without_additions(before, yml.read_bytes())
    sound(yml)
    there = contents(tmp_path)
    assert made(yml, *options) == 0
    assert contents(tmp_path) == there


def test_generated_tests_pass(tmp_path: Path) -> None:
    targets = (split(tmp_path, name="Plain"), split(tmp_path, name="No-Tests", test=""), unified(tmp_path))
    for target in targets:
        assert made(target, *PAIR) == 0
        assert made(target, *SINGLE) == 0
    assert made(split(tmp_path, name="Other"), *OTHER) == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout


def test_both_commands_declare_what_polling_needs(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *PAIR) == 0
    commands = {
        one["name"]: one for one in yaml.safe_load((target / "Acme.yml").read_text())["script"]["commands"]
    }
    for name in ("acme-scan-submit", "acme-scan-find"):
        command = commands[name]
        assert command["polling"] is True
        arguments = {one["name"]: one for one in command["arguments"]}
        assert arguments["polling"]["predefined"] == ["true", "false"]
        assert arguments["polling"]["defaultValue"] == "true"
        assert arguments["hide_polling_output"]["hidden"] is True
        assert "defaultValue" not in arguments["hide_polling_output"]
        assert {"interval_in_seconds", "timeout_in_seconds"} <= set(arguments)
        assert all(one["description"].endswith(".") for one in (*command["arguments"], *command["outputs"]))
    find = {one["name"]: one for one in commands["acme-scan-find"]["arguments"]}
    assert find["scan_id"]["required"] is True
    assert "hidden" not in find["scan_id"]
    assert "url" not in find


def test_a_single_commands_state_is_hidden_and_its_secrets_stay(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *SINGLE, "--arg", "password:required:The archive's password.") == 0
    command = yaml.safe_load((target / "Acme.yml").read_text())["script"]["commands"][-1]
    arguments = {one["name"]: one for one in command["arguments"]}
    assert arguments["scan_id"]["hidden"] is True
    assert arguments["password"]["secret"] is True
    sound(target)
    result = run_scenario(str(target / "test_data" / "acme-url-scan.scenario.yml"))
    assert result.simulation is not None
    scheduled = result.simulation.runs[0].scheduled
    assert scheduled is not None
    assert "password" in result.simulation.runs[0].args
    assert "password" not in scheduled.args


def test_only_what_steers_the_polling_goes_along(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *OTHER) == 0
    result = run_scenario(str(target / "test_data" / "acme-scan-submit.scenario.yml"))
    assert result.simulation is not None
    first = result.simulation.runs[0]
    assert first.scheduled is not None
    assert set(first.scheduled.args) == {"scan_id", "wait", "depth", "hide_polling_output", *TIMING}


def test_a_timeout_leaves_the_job_in_the_context(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *PAIR) == 0
    path = target / "test_data" / "acme-scan-submit.scenario.yml"
    text = path.read_text()
    forever = text.replace("status: pending", "status: pending\n  times: forever")
    forever = (
        forever.partition("expect:")[0]
        + "expect:\n  outcome: timeout\n  context:\n    Acme.Scan.scan_id: '42'\n"
    )
    path.write_text(forever)
    assert run_scenario(str(path)).unmet == ()


def test_a_failed_job_ends_in_what_the_remote_side_said(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *PAIR) == 0
    path = target / "test_data" / "acme-scan-submit.scenario.yml"
    text = path.read_text().replace("status: done", "status: failed\n    message: no such page")
    path.write_text(text.partition("expect:")[0] + "expect:\n  outcome: error\n  message: no such page\n")
    assert run_scenario(str(path)).unmet == ()


def test_the_readme_gets_a_section_where_commands_are(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *PAIR) == 0
    text = (target / "README.md").read_text()
    assert (
        text.index("### acme-scan-list")
        < text.index("### acme-scan-submit")
        < text.index("### acme-scan-find")
    )
    assert text.index("| scan_id |") < text.index("## Troubleshooting")
    assert "| hide_polling_output |" not in text


def test_parts_can_be_left_out(tmp_path: Path) -> None:
    target = split(tmp_path)
    before = contents(target)
    assert made(target, *PAIR, "--no-tests", "--no-readme") == 0
    after = contents(target)
    assert after["README.md"] == before["README.md"]
    assert after["Acme_test.py"] == before["Acme_test.py"]


def test_what_is_missing_of_a_pair_is_added(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert made(target, *PAIR) == 0
    whole = contents(target)
    (target / "test_data" / "acme-scan-submit.scenario.yml").unlink()
    (target / "Acme_test.py").unlink()
    assert made(target, *PAIR) == 0
    after = contents(target)
    assert (
        after["test_data/acme-scan-submit.scenario.yml"] == whole["test_data/acme-scan-submit.scenario.yml"]
    )
    assert after["Acme.yml"] == whole["Acme.yml"]
    assert b"def test_acme_scan_submit_sequence" in after["Acme_test.py"]


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_showing_writes_nothing(tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path)
    before = contents(tmp_path)
    assert made(target, *PAIR, option) == 0
    assert contents(tmp_path) == before
    shown = capsys.readouterr().out
    assert "Acme.yml" in shown
    assert ("+  - name: acme-scan-submit" in shown) is (option == "--diff")
