"""``polltool rules`` and ``polltool explain``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from polltool.cli.options import common_options

if TYPE_CHECKING:
    from polltool.rules.base import Rule

_format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)


@click.command(epilog="Example: polltool rules --format markdown")
@_format_option
@common_options
def rules(format_: str, quiet: bool, verbose: bool, color: str) -> int:
    """List the rules."""
    from polltool.rules.registry import all_rules

    _print(all_rules(), format_, color, one=False)
    return 0


@click.command(
    epilog="""\b
Examples:
  polltool explain POL201
  polltool explain missing-polling --format markdown"""
)
@click.argument("rule", metavar="CODE|NAME")
@_format_option
@common_options
def explain(rule: str, format_: str, quiet: bool, verbose: bool, color: str) -> int:
    """Say what a rule is about, why, and how it looks done badly and well."""
    from polltool.rules.registry import all_rules
    from polltool.select import find_rule

    _print((find_rule(rule, all_rules()),), format_, color, one=True)
    return 0


def _print(chosen: Sequence[Rule], format_: str, color: str, *, one: bool) -> None:
    from polltool.cli.console import Console
    from polltool.report import ruledocs

    console = Console(color)
    if format_ == "json":
        console.write(ruledocs.as_json(chosen, one=one))
    elif format_ == "markdown":
        console.write(ruledocs.page(chosen[0]) if one else ruledocs.table(chosen))
    else:
        console.lines(ruledocs.explanation(chosen[0], console.width) if one else ruledocs.listing(chosen))
