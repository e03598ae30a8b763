"""What is in pages and documents: code blocks, command lines, strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from polltool.cli.group import Commands
from polltool.cli.group import polltool as group


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def assert_understood(name: str, *arguments: str) -> None:
    """There is a command of that name, and it has these options."""
    assert isinstance(group, Commands)
    context = click.Context(group)
    command = group.get_command(context, name)
    assert command is not None, name
    command.make_context(name, list(arguments), parent=context)


def strings(value: Any) -> Iterator[str]:
    """All strings that are values in a document of JSON or YAML."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)
