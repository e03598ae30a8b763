"""Options that every command has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from polltool import __version__

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
            type=click.Choice(["auto", "always", "never"]),
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
        click.option("--config", metavar="FILE", help="The configuration, in the place of the nearest one."),
    ):
        function = option(function)
    return function
