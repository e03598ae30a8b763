"""The group of commands: what ``polltool`` alone does."""

from __future__ import annotations

import importlib
import os
import sys

import click

from polltool.cli.main import BROKEN_PIPE, COMMANDS
from polltool.cli.options import version_option
from polltool.errors import nearest


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
            match = nearest(name, COMMANDS)
            hint = f" Did you mean {match!r}?" if match else ""
            if match is None and os.path.exists(name):
                hint = f" To check a path: polltool lint {name}"
            raise click.UsageError(f"No such command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Examples: polltool lint Packs/Acme; polltool explain POL201. More: polltool COMMAND --help",
)
@version_option
def polltool() -> None:
    """Finds polling commands of Cortex XSOAR content that will not work, and says why."""
