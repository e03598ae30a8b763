"""Questions on a terminal; elsewhere nothing is ever asked."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from polltool.cli.main import main
from polltool.scaffold.answers import Input, Request
from polltool.scaffold.defaults import Suggestions
from polltool.scaffold.parsing import Given
from polltool.scaffold.questions import ask
from tests.scaffold.integrations import split


def asked(lines: str, **given: object) -> tuple[Given, str]:
    """What is known after a person answered with these lines, and what was on the screen."""
    found: list[Given] = []

    @click.command()
    def command() -> None:
        found.append(ask(given, Suggestions("acme", "Acme")))

    result = CliRunner().invoke(command, input=lines, catch_exceptions=False)
    assert found, result.output
    return found[0], result.output


def test_empty_answers_take_what_the_integration_suggests() -> None:
    found, _ = asked("\n" * 20)
    assert found["submit"] == "acme-job-submit"
    assert found["find"] == "acme-job-find"
    assert found["outputs_prefix"] == "Acme.Job"
    assert found["submit_request"] == Request("POST", "/jobs")
    assert found["interval"] == 30


def test_what_is_given_is_not_asked_for() -> None:
    found, shown = asked("\n" * 20, command="acme-scan", interval=60, args=())
    assert "submit" not in found
    assert found["interval"] == 60
    assert "Seconds between" not in shown
    assert "Inputs" not in shown


def test_what_cannot_be_is_asked_again() -> None:
    lines = "n\nacme scan\nacme-scan\n\nurl:required:A URL\nurl:\nb c\n\n\n\n\n\n\n\n5\n20\n\n-\n\n\n"
    found, shown = asked(lines)
    assert found["command"] == "acme-scan"
    assert "'acme scan' is no command name" in shown
    assert "'b c' is no argument name" in shown
    assert "--interval: 5 is not between" in shown
    assert found["args"][0] == Input("url", True, "A URL")
    assert found["interval"] == 20
    assert found["polling_arg"] is None


def test_nothing_is_asked_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(click, "prompt", lambda *_, **__: pytest.fail("a prompt"))
    assert not sys.stdin.isatty()
    assert main(["new-polling-command", str(split(tmp_path))]) == 2
    assert "--submit and --find" in capsys.readouterr().err
