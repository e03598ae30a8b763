"""``polltool inventory``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from polltool.cli.choices import Choice
from polltool.cli.options import common_options, configuration_options
from polltool.cli.output import OutputFile, output_file_option, print_rendered, remarks, write_files
from polltool.report.inventory.formats import FORMATS, FormatName

if TYPE_CHECKING:
    from polltool.cli.console import Console
    from polltool.report.inventory.view import Inventory

UNWRITABLE = 2


@click.command(
    epilog="""\b
Examples:
  polltool inventory Packs/Acme
  polltool inventory --format csv Packs > polling.csv
  polltool inventory --output html:polling.html --output json:polling.json

Exits 0, or 2 when something could not be checked; findings are listed and change nothing."""
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@output_file_option(FORMATS)
@click.option("--format", "format_", type=Choice(FORMATS), default="text", show_default=True,
              help="How the commands are printed.")  # fmt: skip
@click.option("--force-exclude", is_flag=True,
              help="Leave out ignored files even where a PATH names them.")  # fmt: skip
@click.option("--jobs", metavar="N", type=click.IntRange(min=1),
              help="How many processes; by default as many as pay for themselves.")  # fmt: skip
@configuration_options
@common_options
def inventory(
    paths: tuple[str, ...],
    output: tuple[OutputFile[FormatName], ...],
    format_: FormatName,
    force_exclude: bool,
    jobs: int | None,
    config: str | None,
    isolated: bool,
    quiet: bool,
    verbose: bool,
    color: str,
) -> int:
    """List every polling command: what it runs next, when, how often, with what, and what is wrong with it.

    A PATH is what it is for lint; the working directory where none is given. Nothing of it is
    run or imported. With -v, text has a few lines for each command, and its findings.
    """
    from polltool.cli.console import Console, ProgressLine
    from polltool.engine import lint_paths
    from polltool.report.inventory.formats import render
    from polltool.report.inventory.view import inventory_of

    console = Console(color, quiet=quiet)
    progress = ProgressLine() if ProgressLine.wanted(quiet) else None
    try:
        report = lint_paths(
            paths or (".",),
            force_exclude=force_exclude,
            config=config,
            isolated=isolated,
            jobs=jobs,
            progress=progress,
            inventory=True,
        )
    finally:
        if progress is not None:
            progress.clear()
    remarks(console, report, verbose=verbose)
    listed = inventory_of(report)
    if format_ == "text":
        _print_text(console, listed, quiet=quiet, verbose=verbose)
    else:
        print_rendered(console, render(format_, listed))
    written = write_files(console, output, lambda name: render(name, listed))
    return report.exit_code(None) if written else UNWRITABLE


def _print_text(console: Console, listed: Inventory, *, quiet: bool, verbose: bool) -> None:
    from polltool.report.inventory.text import text_lines

    console.lines(text_lines(listed, width=console.columns or None, details=verbose, summary=not quiet))
