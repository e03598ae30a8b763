"""The configuration: a table in a ``pyproject.toml`` that is there, else a file of its own."""

from __future__ import annotations

import sys
from typing import Any

from polltool.config import OWN_FILE, SHARED_FILE
from polltool.configkeys import read_configuration
from polltool.edits import Edit
from polltool.fixing.outcome import FileChange
from polltool.rules.registry import all_rules
from polltool.setup.parts import Conflict, Folder, Part, edited

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WHAT = "configuration"
SETTINGS = """\
# The least severity that makes the exit code 1: error, warning, info or never.
fail-on = "error"
# All keys: polltool schema config
"""
_HEADER = "[tool.polltool]"


def configuration(folder: Folder) -> Part:
    """The configuration of a folder; one that is there stays as it is.

    :raises ConfigError: the one that is there says something that is not understood.
    :raises Conflict: ``pyproject.toml`` is there and is no TOML.
    """
    for name in (OWN_FILE, SHARED_FILE):
        path = folder.absolute(name)
        if folder.workspace.is_file(path) and read_configuration(folder.workspace, path, all_rules()):
            return Part(folder.shown(name), WHAT)
    data = folder.read(SHARED_FILE)
    table = None if data is None else _table(folder, data)
    if table is not None:
        return Part(table.path, f"{WHAT} ({_HEADER})", table)
    change = FileChange(folder.shown(OWN_FILE), None, SETTINGS.encode())
    return Part(change.path, WHAT, change)


def _table(folder: Folder, data: bytes) -> FileChange | None:
    """The table put at the end of ``pyproject.toml``; None where the file has no room for one."""
    source = folder.source(SHARED_FILE, data)
    try:
        before = tomllib.loads(source.text)
    except RecursionError:
        raise Conflict(source.path, "it nests too deeply to be read; mend it first") from None
    except ValueError as error:  # also of numbers with more digits than Python reads
        raise Conflict(source.path, f"this is no valid TOML: {error}; mend it first") from None
    text, end = source.text, source.newline
    gap = end if not text or text.endswith("\n") else end * 2
    table = gap * bool(text) + f"{_HEADER}\n{SETTINGS}".replace("\n", end)
    change = edited(source, data, [Edit(source.path, len(text), len(text), table)])
    try:
        after = tomllib.loads(text + table)
    except tomllib.TOMLDecodeError:
        return None  # tool = {...} is closed: a table below it cannot be opened any more
    return change if after == _with_settings(before) else None


def _with_settings(document: dict[str, Any]) -> dict[str, Any]:
    tools = document.get("tool", {})
    return {**document, "tool": {**tools, "polltool": tomllib.loads(SETTINGS)}}
