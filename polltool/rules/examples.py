"""Short ways to write the examples of rules: the yml around the part that matters."""

from __future__ import annotations

import textwrap

from polltool.rules.base import Example


def integration(
    commands: str, code: str = "", *, configuration: str = "", fromversion: str = "6.5.0"
) -> Example:
    """An integration ``Acme`` with these commands (a yml list) and this code."""
    parameters = _indented(configuration, 0) if configuration else ""
    yml = (
        "commonfields:\n  id: Acme\n  version: -1\nname: Acme\ndisplay: Acme\ncategory: Utilities\n"
        "description: Asks Acme.\n"
        + (f"configuration:\n{parameters}" if parameters else "configuration: []\n")
        + "script:\n  type: python\n  script: '-'\n  commands:\n"
        + _indented(commands, 2)
        + (f"fromversion: {fromversion}\n" if fromversion else "")
    )
    return Example(yml, textwrap.dedent(code).lstrip("\n"))


def script(root: str, code: str = "", *, name: str = "AcmeWait", fromversion: str = "6.5.0") -> Example:
    """A script with these further keys at its root and this code."""
    yml = (
        f"commonfields:\n  id: {name}\n  version: -1\nname: {name}\ncomment: Waits for Acme.\n"
        "type: python\nsubtype: python3\nscript: '-'\n" + _indented(root, 0) + f"fromversion: {fromversion}\n"
    )
    return Example(yml, textwrap.dedent(code).lstrip("\n"))


def _indented(text: str, width: int) -> str:
    body = textwrap.dedent(text).strip("\n")
    return textwrap.indent(body, " " * width) + "\n"
