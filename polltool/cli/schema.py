"""``polltool schema``."""

from __future__ import annotations

import click

from polltool.cli.options import common_options
from polltool.errors import UsageError, nearest


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from polltool.resources import schema_names

    return [name for name in schema_names() if name.startswith(incomplete)]


@click.command(
    epilog="""\b
Examples:
  polltool schema integration > integration.schema.json
  polltool schema script --path
  polltool schema integration --modeline"""
)
@click.argument("name", metavar="[NAME]", required=False, shell_complete=_complete)
@click.option("--path", "show_path", is_flag=True, help="Print where the schema lies instead of the schema.")
@click.option("--modeline", is_flag=True,
              help="Print the comment that has the YAML language server check a file by the schema.")  # fmt: skip
@common_options
def schema(name: str | None, show_path: bool, modeline: bool, quiet: bool, verbose: bool, color: str) -> int:
    """Print a JSON Schema: integration, script, scenario, answers, config, report or inventory; else list them."""
    from polltool.cli.console import Console
    from polltool.resources import schema_names, schema_path

    console = Console(color, quiet=quiet)
    names = schema_names()
    if show_path and modeline:
        raise UsageError("--path and --modeline print one thing each: leave one out")
    if name is None and modeline:
        raise UsageError("--modeline is for one schema: name it")
    if name is None:
        console.write("\n".join(f"{known}\t{schema_path(known)}" if show_path else known for known in names))
        return 0
    if name not in names:
        match = nearest(name, names)
        hint = f"did you mean {match}?" if match else f"there are: {', '.join(names)}"
        raise UsageError(f"unknown schema {name!r}; {hint}")
    path = schema_path(name)
    if modeline:
        console.write(f"# yaml-language-server: $schema={path.as_uri()}")
        return 0
    console.write(str(path) if show_path else path.read_text(encoding="utf-8"))
    return 0
