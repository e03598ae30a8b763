"""Options that every command has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from polltool import __version__
from polltool.cli.choices import Choice

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Function = TypeVar("Function", bound=Callable[..., Any])


def version_option(function: Function) -> Function:
    """``--version``."""
    decorated: Function = click.version_option(
        __version__, "--version", message="polltool %(version)s", help="Show the version and exit."
    )(function)
    return decorated


def common_options(function: Function) -> Function:
    """``-q``, ``-v``, ``--color``, ``--version``: the parameters ``quiet``, ``verbose``, ``color``."""
    for option in (
        version_option,
        click.option(
            "--color",
            type=Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
            help="When to colour the output; NO_COLOR in the environment means never.",
        ),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but the result itself."),
    ):
        function = option(function)
    return function


def configuration_options(function: Function) -> Function:
    """``--config`` and ``--isolated``: the parameters ``config`` and ``isolated``."""
    for option in (
        click.option("--isolated", is_flag=True, help="Read no configuration file."),
        click.option(
            "--config",
            metavar="FILE",
            type=click.Path(),
            help="The configuration, in the place of the nearest one.",
        ),
    ):
        function = option(function)
    return function


def complete_rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a shell offers for rules: codes and names, the last of several that are parted by commas."""
    from click.shell_completion import CompletionItem

    from polltool.rules.registry import all_rules

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{word}", help=rule.summary)
        for rule in all_rules()
        for word in (rule.code, rule.name)
        if word.startswith(last) and (last or word == rule.code)
    ]
