"""``new-polling-command --new`` and ``--script``: whole new items, made at once or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from polltool.cli.main import main
from polltool.engine import lint_paths
from polltool.simulate.suite import run_scenario

PAIR = ("--submit", "acme-scan-submit", "--find", "acme-scan-find")
NEW = ("--new", "Acme Scan", *PAIR)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a pack's, in which there is nothing yet."""
    (tmp_path / "Integrations").mkdir()
    (tmp_path / "Scripts").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*words: str) -> int:
    place = "Scripts" if "--script" in words else "Integrations"
    return main(["new-polling-command", place, *words, "--defaults"])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def commands(path: Path) -> list[Any]:
    return [one["name"] for one in yaml.safe_load(path.read_bytes())["script"]["commands"]]


def test_a_new_integration_has_its_commands(folder: Path) -> None:
    assert make(*NEW, "--arg", "url:required:The URL.") == 0
    own = folder / "Integrations/AcmeScan"
    assert sorted(files(own)) == [
        "AcmeScan.py",
        "AcmeScan.yml",
        "AcmeScan_description.md",
        "AcmeScan_image.png",
        "AcmeScan_test.py",
        "README.md",
        "command_examples",
        "test_data/acme-scan-submit.scenario.yml",
    ]
    assert commands(own / "AcmeScan.yml") == ["acme-scan-submit", "acme-scan-find"]
    assert "!acme-scan-submit url=example" in (own / "command_examples").read_text()
    assert "### acme-scan-find" in (own / "README.md").read_text()
    assert lint_paths([folder], everything=True, isolated=True).findings == ()
    assert run_scenario(str(own / "test_data/acme-scan-submit.scenario.yml")).passed


def test_names_may_be_left_to_the_defaults(folder: Path) -> None:
    assert make("--new", "AcmeXDR") == 0
    assert commands(folder / "Integrations/AcmeXDR/AcmeXDR.yml") == ["acme-xdr-submit", "acme-xdr-find"]


@pytest.mark.parametrize(
    "words", [NEW, ("--script", "AcmeWait", *PAIR), ("--script", "AcmeWait", "--wraps", "acme-scan")]
)
def test_the_same_again_changes_nothing(
    folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(*words) == 0
    made = files(folder)
    capsys.readouterr()
    assert make(*words) == 0
    assert "already there" in capsys.readouterr().out
    assert files(folder) == made


@pytest.mark.parametrize("words", [NEW, ("--script", "AcmeScan", *PAIR)])
def test_a_file_that_says_something_else_is_in_the_way(
    folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(*words) == 0
    (yml,) = folder.glob("*/AcmeScan/AcmeScan.yml")
    yml.write_text(yml.read_text() + "# mine\n")
    there = files(folder)
    assert make(*words, "--interval", "60") == 1
    assert f"{yml.relative_to(folder)}" in capsys.readouterr().err
    assert files(folder) == there


@pytest.mark.parametrize("words", [NEW, ("--script", "AcmeWait", *PAIR)])
@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_a_plan_is_only_shown(
    folder: Path, words: tuple[str, ...], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(*words, option) == 0
    assert words[1].replace(" ", "") in capsys.readouterr().out
    assert files(folder) == {}
    assert not list(folder.glob("*/*"))


def test_the_runtime_may_come_with_it(folder: Path) -> None:
    assert make(*NEW, "--vendor-runtime") == 0
    assert (folder / "Integrations/ApiModules/Scripts/PollingApiModule/PollingApiModule.py").is_file()
    assert "from PollingApiModule import *" in (folder / "Integrations/AcmeScan/AcmeScan.py").read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--new", "Acme", "--script", "Acme"), "leave one out"),
        (("--new", ""), "--new"),
        (("--script", "9"), "--script"),
        (("--new", "Acme", "--wraps", "acme-scan"), "--wraps goes with --script"),
        (("--script", "Acme", "--command", "acme-scan"), "--command"),
        (("--script", "Acme", "--submit-request", "GET /"), "--submit-request"),
        (("--script", "Acme", "--wraps", "acme-scan", "--find", "acme-find"), "--find"),
        (("--script", "Acme", "--wraps", "not a name"), "--wraps"),
        (("--script", "Acme", "--vendor-runtime"), "--vendor-runtime"),
        (("--script", "Acme", "--arg", "interval_in_seconds"), "--arg"),
    ],
)
def test_answers_that_cannot_be_are_told(
    folder: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(*words) == 2
    assert told in capsys.readouterr().err
    assert files(folder) == {}


def test_what_a_script_runs_is_no_guess(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-polling-command", "Scripts", "--script", "AcmeWait", "--submit", "acme-submit"]) == 2
    told = capsys.readouterr().err
    assert "--find" in told
    assert "--wraps" in told
    assert files(folder) == {}


def test_there_has_to_be_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-polling-command", "Nowhere", *NEW, "--defaults"]) == 2
    assert "there is no folder Nowhere" in capsys.readouterr().err


def test_a_users_own_templates_make_the_new_item(folder: Path) -> None:
    own = folder / "own/new_integration"
    own.mkdir(parents=True)
    (own / "description.md.j2").write_text("Ask {{ display }}'s people for a key.\n")
    assert make(*NEW, "--templates", "own") == 0
    made = folder / "Integrations/AcmeScan/AcmeScan_description.md"
    assert made.read_text() == "Ask Acme Scan's people for a key.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("Scripts", "--script", "AcmeAll"),
        ("Scripts", "--new", "AcmeAll", "--script"),
        ("--new", "AcmeAll", "--script", "Scripts"),
        ("Scripts", "--script", "--new", "AcmeAll"),
    ],
)
def test_a_script_may_be_named_by_either_option(folder: Path, words: tuple[str, ...]) -> None:
    assert main(["new-polling-command", *words, *PAIR]) == 0
    assert (folder / "Scripts" / "AcmeAll" / "AcmeAll.yml").is_file()


@pytest.mark.parametrize("words", [("--script",), ("--script", "A", "--new", "B")])
def test_a_script_has_one_name(
    folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new-polling-command", "Scripts", *words, *PAIR]) == 2
    assert "--script" in capsys.readouterr().err
    assert files(folder) == {}
