"""``polltool rules`` and ``polltool explain``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from polltool.cli.choices import Choice
from polltool.cli.options import common_options, complete_rules, configuration_options

if TYPE_CHECKING:
    from polltool.rules.base import Rule

_format_option = click.option(
    "--format",
    "format_",
    type=Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)


@click.command(epilog="Example: polltool rules --format markdown")
@_format_option
@configuration_options
@common_options
def rules(format_: str, config: str | None, isolated: bool, quiet: bool, verbose: bool, color: str) -> int:
    """List the rules, with those of the plugins that are configured for the working directory."""
    _print(_known(config, isolated), format_, color, one=False)
    return 0


@click.command(
    epilog="""\b
Examples:
  polltool explain POL201
  polltool explain missing-polling --format markdown"""
)
@click.argument("rule", metavar="CODE|NAME", shell_complete=complete_rules)
@_format_option
@configuration_options
@common_options
def explain(
    rule: str,
    format_: str,
    config: str | None,
    isolated: bool,
    quiet: bool,
    verbose: bool,
    color: str,
) -> int:
    """Say what a rule is about, why, and how it looks done badly and well."""
    from polltool.select import find_rule

    _print((find_rule(rule, _known(config, isolated)),), format_, color, one=True)
    return 0


def _known(config: str | None, isolated: bool) -> Sequence[Rule]:
    """The rules that come with polltool and those of configured plugins."""
    from polltool.config import Configurations
    from polltool.plugins import plugin_rules
    from polltool.rules.registry import all_rules
    from polltool.workspace import Workspace

    workspace = Workspace()
    configurations = Configurations(workspace, all_rules(), file=config, isolated=isolated)
    return (*all_rules(), *plugin_rules(configurations.of_folder(workspace.cwd).plugins, all_rules()))


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
