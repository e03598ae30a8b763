"""Integrations' code for the tests of insertion, and what was made of it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from polltool.code.files import CodeFile
from polltool.edits import apply
from polltool.scaffold.codeinsert import Additions, Dispatched, insert_code
from polltool.scaffold.codestyle import CodeStyle, read_code_style
from polltool.source import Source

COMMANDS = ("acme-list", "acme-get")

CLIENT = """\
from CommonServerPython import *


class Client(BaseClient):
    def get_job(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')


def list_command(client, args):
    return CommandResults(outputs=client.get_job(args['id']))


"""
"""What comes before ``main`` in most integrations."""


def code(text: str, path: str = "Acme.py") -> CodeFile:
    """The code of a file of its own; the indentation that all its lines share is taken off."""
    text = textwrap.dedent(text)
    return CodeFile(Source(path, text), text)


def in_main(body: str) -> CodeFile:
    """An integration whose ``main`` has this body."""
    main = "def main():\n" + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n"
    return code(CLIENT + main + "\n\nif __name__ in ('__main__', 'builtins'):\n    main()\n")


def style_of(file: CodeFile, commands: Iterable[str] = COMMANDS) -> CodeStyle:
    return read_code_style(file, commands)


def function(name: str, style: CodeStyle) -> str:
    """A command function with the parameters that the dispatch has for it."""
    return f"def {name}({', '.join(style.parameters)}):\n{style.indent}return PollResult(None)"


def inserted(file: CodeFile, *pairs: tuple[str, str]) -> str:
    """The text of the file once commands and their functions are added (acme-find by default)."""
    style = style_of(file)
    pairs = pairs or (("acme-find", "find_command"),)
    additions = Additions(
        functions=tuple(function(name, style) for _, name in pairs),
        dispatch=tuple(Dispatched(command, name) for command, name in pairs),
    )
    return apply(file.source.text, insert_code(file, style, additions))


def added(file: CodeFile, *pairs: tuple[str, str]) -> str:
    """The lines that come to the dispatch when commands are added; all old lines have to stay."""
    return "\n".join(_added_lines(file.source.text, inserted(file, *pairs)))


def _added_lines(before: str, after: str) -> list[str]:
    old, new = before.split("\n"), after.split("\n")
    lines: list[str] = []
    at = 0
    for line in new:
        if at < len(old) and line == old[at]:
            at += 1
        else:
            lines.append(line)
    assert at == len(old), f"the line {old[at]!r} was changed"
    made = re.compile(r"def |\s+return PollResult")
    return [line for line in lines if line.strip() and not made.match(line)]
