"""The group of commands: what ``polltool`` alone does."""

from __future__ import annotations

import importlib
import os
import sys

import click

from polltool.cli.main import BROKEN_PIPE, COMMANDS
from polltool.cli.options import version_option
from polltool.errors import did_you_mean

SUMMARIES = {
    "explain": "Say what a rule is about, with examples.",
    "fix": "Make the fixes that are safe; the same as lint --fix.",
    "init": "Add polltool to a repository: hook, editor, settings.",
    "inventory": "List every polling command, and how it polls.",
    "lint": "Check integrations and scripts, yml and code together.",
    "lsp": "Run the language server, for editors.",
    "new-polling-command": "Write polling commands into an item, existing or new.",
    "rules": "List the rules.",
    "runtime": "Bring polling to servers that have none.",
    "schema": "Print a JSON Schema.",
    "simulate": "Run a polling sequence here, in virtual time.",
}
"""What the group's help says of each command, in one line; so it has to import none."""


class Commands(click.Group):
    """The group; it imports the command that is called and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their summaries."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        """Like click's, but a reader that has seen enough ends the run as it ends other programs."""
        try:
            result: object = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Nothing may be written when Python exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(BROKEN_PIPE) from None
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with the nearest name where there is no such command."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            path = f"to check a path: polltool lint {name}" if os.path.exists(name) else None
            hint = did_you_mean(name, sorted(COMMANDS), path, shown=repr)
            raise click.UsageError(f"No such command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  polltool lint Packs/Acme         what will not work, and why
  polltool fix --diff Packs/Acme   what can be mended
  polltool explain POL201          more about a rule
  polltool inventory Packs         what polls, and how

Each command has its own: polltool COMMAND --help""",
)
@version_option
def polltool() -> None:
    """Finds polling commands of Cortex XSOAR content that will not work, and says why."""
