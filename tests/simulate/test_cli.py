"""``polltool simulate`` as people and programs meet it: output, exit codes, mistakes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.simulate.kit import command, integration, script
from tests.simulate.test_scripts import STEPS
from tests.simulate.test_sequences import FIND, PAIR, SUBMIT


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return integration(tmp_path, [SUBMIT, FIND], PAIR).relative_to(tmp_path)


def test_a_command_is_started_with_its_arguments(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["simulate", str(pair), "acme-submit", "-a", "polls=3", "--format", "json"])

    report = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (report["version"], report["outcome"], report["message"]) == (1, "done", None)
    assert [(run["at"], run["command"]) for run in report["runs"]] == [
        (0, "acme-submit"),
        (30, "acme-find"),
        (60, "acme-find"),
    ]
    assert report["runs"][0]["scheduled"]["args"] == {"job_id": 2, "hide_polling_output": True}
    assert (report["elapsed"], report["worker_seconds"], report["warnings"]) == (60, 0.3, [])


@pytest.mark.parametrize("path", ["Acme.yml", "Acme.py", ""])
def test_an_item_is_its_folder_its_yml_or_its_code(pair: Path, path: str) -> None:
    assert main(["simulate", str(pair / path), "acme-submit", "-a", "polls=1", "-q"]) == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--expect", "done"], 0),
        (["--expect", "timeout"], 1),
        (["--max-runs", "2"], 1),
        (["--max-runs", "2", "--expect", "error"], 0),
    ],
)
def test_the_exit_code_tells_whether_it_ended_as_expected(
    pair: Path, options: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(pair), "acme-submit", "-a", "polls=5", *options]) == code


def test_what_was_expected_is_told(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["simulate", str(pair), "acme-submit", "-a", "polls=1", "--expect", "timeout"])

    assert "the outcome is done, not timeout" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["Packs/Acme/Integrations/Acme", "acme-sbmit"],
            "has no command 'acme-sbmit'; did you mean 'acme-submit'?",
        ),
        (["Packs/Acme/Integrations/Acme"], "has several commands; say which: acme-submit, acme-find"),
        (["Packs/Acme/Integrations/Acme", "acme-submit"], "acme-submit requires the argument polls"),
        (["Packs/Acme/Integrations/Acme", "acme-find", "-a", "jobid=1"], "did you mean 'job_id'?"),
        (["Packs/Acme/Integrations/Acme", "acme-find", "-a", "job_id"], "'job_id' is not KEY=VALUE"),
        (["Packs/Acme/Integrations/Acme", "a", "b"], "give it one COMMAND at most, not a, b"),
        (
            ["Packs/Acme/Integrations/Acme/Acme.yaml", "a"],
            "did you mean Packs/Acme/Integrations/Acme/Acme.yml?",
        ),
        (["Packs/Acme/Integrations", "acme-find"], "holds no integration or script"),
        (["Packs/Nothing", "acme-find"], "there is no Packs/Nothing"),
        (["Packs/Acme/Integrations/Acme", "acme-find", "--scenario", "no.yml"], "no.yml"),
        (["Packs/Acme/Integrations/Acme", "acme-find", "--common-server-python", "no.py"], "no.py"),
        ([], "Missing argument"),
    ],
)
def test_mistakes_are_told_and_exit_2(
    pair: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["simulate", *arguments])

    captured = capsys.readouterr()
    assert code == 2
    assert said in " ".join(captured.err.split())
    assert "Traceback" not in captured.err


def test_a_script_needs_no_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item = script(tmp_path, ["step"], STEPS)

    assert main(["simulate", str(item)]) == 0
    assert main(["simulate", str(item), "--script-args", "original"]) == 1


def test_a_crash_is_an_error_and_its_traceback_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = integration(tmp_path, [command("acme")], "def main():\n    {}['status']\n")

    assert main(["simulate", str(item), "acme"]) == 1
    output = capsys.readouterr().out
    assert "KeyError: 'status'" in output
    assert "in main" in output


@pytest.mark.parametrize(
    ("format_", "begins"), [("mermaid", "sequenceDiagram"), ("junit", "<?xml"), ("json", "{")]
)
def test_formats(pair: Path, format_: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(pair), "acme-submit", "-a", "polls=2", "--format", format_]) == 0
    assert capsys.readouterr().out.startswith(begins)


SCENARIO = """\
integration: Acme.yml
command: acme-submit
args: {polls: 3}
expect: {outcome: done, runs: RUNS}
"""


def test_a_scenario_alone_says_everything(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = pair / "good.scenario.yml", pair / "bad.scenario.yml"
    good.write_text(SCENARIO.replace("RUNS", "3"), encoding="utf-8")
    bad.write_text(SCENARIO.replace("RUNS", "4"), encoding="utf-8")

    assert main(["simulate", str(good)]) == 0
    assert main(["simulate", str(bad)]) == 1
    capsys.readouterr()
    assert main(["simulate", str(pair), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["summary"] == {
        "scenarios": 2,
        "passed": 1,
        "failed": 1,
        "errors": 0,
    }


def test_a_scenario_may_have_any_name(pair: Path) -> None:
    other = pair / "replies.yml"
    other.write_text(SCENARIO.replace("RUNS", "3"), encoding="utf-8")

    assert main(["simulate", str(other)]) == 0


def test_the_command_line_wins_over_the_scenario(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = pair / "good.scenario.yml"
    other.write_text(SCENARIO.replace("RUNS", "5"), encoding="utf-8")

    given = ["simulate", str(pair), "acme-submit", "--scenario", str(other), "-a", "polls=5"]
    assert main(given) == 0


def test_a_broken_scenario_exits_2(pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = pair / "broken.scenario.yml"
    broken.write_text("integration: Acme.yml\ncomand: x\n", encoding="utf-8")

    assert main(["simulate", str(broken)]) == 2
    assert "comand" in capsys.readouterr().err
