"""What a shell is offered; tests/tools/check_shells.py asks the shells themselves."""

from __future__ import annotations

import click
import pytest
from click.shell_completion import ShellComplete

from polltool.cli.group import polltool as group
from tests.conftest import Content


def offered(*words: str) -> list[tuple[str, str]]:
    """What stands for the last word, each with its kind."""
    complete = ShellComplete(group, {}, "polltool", "_POLLTOOL_COMPLETE")
    return [(item.value, item.type) for item in complete.get_completions(list(words[:-1]), words[-1])]


def test_commands_are_offered() -> None:
    assert ("inventory", "plain") in offered("in")


@pytest.mark.parametrize("option", ["--select", "--ignore", "--extend-select"])
def test_rules_are_offered_after_each_comma(option: str) -> None:
    assert ("POL101,POL201", "plain") in offered("lint", option, "POL101,POL20")
    assert ("interval-too-short", "plain") in offered("lint", option, "interval")
    assert all(value.startswith("POL") for value, _ in offered("lint", option, ""))


def test_rules_are_offered_to_explain_and_schemas_to_schema() -> None:
    assert ("POL305", "plain") in offered("explain", "POL3")
    assert offered("schema", "sce") == [("scenario", "plain")]


@pytest.mark.parametrize(
    "words",
    [
        ("lint", "x"),
        ("fix", "x"),
        ("inventory", "x"),
        ("simulate", "x"),
        ("lint", "--baseline", "x"),
        ("lint", "--config", "x"),
        ("new-polling-command", "--answers", "x"),
    ],
)
def test_paths_are_left_to_the_shell(words: tuple[str, ...]) -> None:
    assert offered(*words) == [("x", "file")]


def test_an_item_offers_its_commands_to_simulate(content: Content) -> None:
    path = content.integration()
    assert offered("simulate", str(path), "acme") == [("acme-scan", "plain")]
    assert offered("simulate", str(path.parent / "gone"), "acme") == [("acme", "file")]


def test_every_file_option_says_so() -> None:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if parameter.metavar in ("FILE", "DIR", "FOLDER", "[PATH]", "[PATH]...", "[FOLDER]"):
                assert isinstance(parameter.type, click.Path), f"{name} {parameter.name}"
