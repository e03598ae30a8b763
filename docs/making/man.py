"""Write the man page from the commands themselves: ``python -m docs.making.man``.

A test says when man/polltool.1 is older than they are.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from polltool import __version__
from polltool.cli.group import polltool

PAGE = Path(__file__).parents[2] / "man" / "polltool.1"

_END = """\
.SH EXIT STATUS
.TP
.B 0
Nothing at or above \\fB\\-\\-fail\\-on\\fR was found (by default, no error); other commands: all went well.
.TP
.B 1
Something was found; a sequence ended otherwise than expected; a conflict.
.TP
.B 2
Wrong usage, an unreadable configuration, a path that does not exist, or something that could not be
checked. The rest is checked all the same.
.SH FILES
.TP
.I .polltool.toml
The configuration, or \\fI[tool.polltool]\\fR in \\fIpyproject.toml\\fR: the nearest one above each file
that is checked.
.SH ENVIRONMENT
.TP
.B NO_COLOR
No colour, unless \\fB\\-\\-color always\\fR.
.TP
.B GITHUB_ACTIONS
Where it is \\fItrue\\fR, findings are printed as annotations.
"""


def page() -> str:
    """The page in roff."""
    context = click.Context(polltool, info_name="polltool")
    names = polltool.list_commands(context)
    lines = [
        f'.TH POLLTOOL 1 "" "polltool {__version__}" "User Commands"',
        ".SH NAME",
        f"polltool \\- {_text(str(polltool.help)[0].lower() + str(polltool.help)[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B polltool",
        "COMMAND [OPTION]... [ARGUMENT]...",
        ".SH COMMANDS",
    ]
    for name in names:
        command = polltool.get_command(context, name)
        assert command is not None
        lines += _command(command, click.Context(command, parent=context, info_name=name))
    return "\n".join(lines) + "\n" + _END


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, click.Context(inner, parent=context, info_name=name))
        return
    yield f".SS {_text(context.command_path)}"
    yield f".B {_text(context.command_path)}"
    yield _text(" ".join(command.collect_usage_pieces(context)))
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        yield ".PP"
        yield _text(" ".join(paragraph.split()))
    for parameter in command.params:
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            yield ".TP"
            yield f"\\fB{_text(record[0])}\\fR"
            yield _text(record[1])
    yield from _examples(command.epilog or "")


def _examples(epilog: str) -> Iterator[str]:
    """The examples as they stand, and what follows them."""
    shown, _, rest = epilog.replace("\b\n", "").partition("\n\n")
    if shown:
        yield ".PP"
        yield ".EX"
        yield from map(_text, shown.splitlines())
        yield ".EE"
    if rest:
        yield ".PP"
        yield _text(" ".join(rest.split()))


def _text(text: str) -> str:
    """A text of which roff takes nothing for its own."""
    escaped = re.sub(r"\s+\[default: ", " [default: ", text).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
