"""The man page says what the commands say."""

from __future__ import annotations

import importlib.metadata

import click
import pytest

from docs.making import man
from polltool.cli.group import polltool
from polltool.cli.main import COMMANDS

NEWEST = tuple(map(int, importlib.metadata.version("click").split(".")[:2])) >= (8, 2)


@pytest.mark.skipif(not NEWEST, reason="an older click words options in another way")
def test_it_is_not_stale() -> None:
    assert man.PAGE.read_text(encoding="utf-8") == man.page(), "write it anew: python -m docs.making.man"


def test_it_has_every_command_with_every_option() -> None:
    text = man.page().replace("\\-", "-")
    context = click.Context(polltool, info_name="polltool")
    for name in COMMANDS:
        command = polltool.get_command(context, name)
        assert command is not None
        assert f".SS polltool {name}" in text
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.opts[0] in text


def test_nothing_in_it_is_taken_for_a_request() -> None:
    requests = {line.split()[0] for line in man.page().splitlines() if line.startswith((".", "'"))}
    assert requests == {".TH", ".SH", ".SS", ".B", ".I", ".PP", ".TP", ".EX", ".EE"}
