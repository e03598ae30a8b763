"""``polltool runtime``."""

from __future__ import annotations

import click

from polltool.cli.options import common_options


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: polltool runtime export Packs/ApiModules/Scripts",
)
@common_options
@click.pass_context
def runtime(context: click.Context, quiet: bool, verbose: bool, color: str) -> None:
    """The runtime that polling commands can be written against and tried with."""
    # The options mean the same before the name of the command as after it.
    context.default_map = {"export": {"quiet": quiet, "verbose": verbose, "color": color}}


@runtime.command(
    epilog="""\b
Examples:
  polltool runtime export Packs/ApiModules/Scripts
  polltool runtime export --diff Packs/ApiModules/Scripts"""
)
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--force", is_flag=True, help="Replace files that say something else.")
@click.option("--diff", is_flag=True, help="Show what would change, write nothing; 1 if there is anything.")
@common_options
def export(folder: str, force: bool, diff: bool, quiet: bool, verbose: bool, color: str) -> int:
    """Write the runtime's polling part as a shared module, DIR/PollingApiModule.

    An integration uses it by 'from PollingApiModule import *' on servers whose base library is too
    old for polling commands. A file that is there and says something else is left alone, and
    nothing is written, unless --force is given.
    """
    from pathlib import Path

    from polltool.cli.console import Console
    from polltool.vendoring import plan, write

    console = Console(color, quiet=quiet)
    files = plan(Path(folder))
    if diff:
        changes = "".join(file.diff() for file in files)
        console.write(changes)
        return int(bool(changes))
    differing = [file for file in files if file.differs]
    if differing and not force:
        for file in differing:
            console.remark("conflict", f"{file.path} is there and says something else")
        console.remark("error", "nothing was written; see --diff, or replace them with --force")
        return 1
    write(files)
    for file in files:
        state = "written" if file.is_new else "replaced" if file.differs else "unchanged"
        if not quiet:
            console.say(f"{file.path}: {state}")
    return 0
