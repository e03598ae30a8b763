"""Where in a yml's structure one types, told by indentation: the text need not be whole YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from polltool.records import dataclass, field
from polltool.source import Source

_LINE = re.compile(r"^(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[\w.:-]+?)\s*:(?:\s+(?P<value>.*))?$")
_TYPED_KEY = re.compile(r"^(?P<indent> *)(?P<dashes>(?:- +)*)(?P<typed>[\w-]*)$")
_TYPED_VALUE = re.compile(
    r"""^(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[\w-]+):\s+(?P<quote>["']?)(?P<typed>[^"'#]*)$"""
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where one types.

    ``kind``: ``command``, ``argument``, ``script`` (a script's root). ``key`` is the key whose
    value is typed, None where a key is. ``keys`` are the keys that the mapping has above this
    line, ``bare`` whether it has none yet. ``column`` is where its keys begin. ``command`` is the
    name of the command around it, where there is one.
    """

    kind: str
    line: int
    typed: str
    column: int
    key: str | None = None
    keys: frozenset[str] = field(default=frozenset())
    bare: bool = False
    command: str | None = None


def spot_at(source: Source, offset: int) -> Spot | None:
    """The place of an offset in a command's or an argument's entry; None elsewhere."""
    line, column = source.position(offset)
    before = source.line(line)[: column - 1]
    match = _TYPED_KEY.match(before) or _TYPED_VALUE.match(before)
    if match is None:
        return None
    groups = match.groupdict()
    outer = len(groups["indent"])
    inner = outer + len(groups["dashes"])
    dash = outer if groups["dashes"] else _dash_of(source, line, inner)
    path = list(_path(source, line, inner, dash))
    kind = _kind([key for key, _, _ in path], source)
    if kind is None:
        return None
    at, column = (line, inner) if kind == "command" else path[1][1:] if kind == "argument" else (line, 0)
    above = () if groups["dashes"] else _siblings(source, line, inner, -1)
    return Spot(
        kind,
        line,
        groups["typed"],
        inner,
        groups.get("key"),
        frozenset((*above, *_siblings(source, line, inner, 1))),
        bare=bool(groups["dashes"]) and groups.get("key") is None,
        command=_named(source, at, column),
    )


def _lines(source: Source, line: int, step: int) -> Iterator[tuple[int, int, int, str]]:
    """The lines with keys above (below: ``step`` 1) a line: number, columns of dash and key, key.

    Both columns are one where there is no dash.
    """
    number = line + step
    while 0 < number <= source.last_line:
        match = _LINE.match(source.line(number))
        if match is not None:
            start = len(match["indent"])
            yield number, start, start + len(match["dashes"]), match["key"]
        number += step


def _siblings(source: Source, line: int, column: int, step: int) -> Iterator[str]:
    """The other keys of the mapping whose keys stand in a column, on one side of a line."""
    for _, start, inner, key in _lines(source, line, step):
        if inner < column or (step > 0 and start < column):
            return
        if inner == column:
            yield key
            if start < inner:
                return


def _dash_of(source: Source, line: int, column: int) -> int | None:
    """The column of the dash, where the mapping whose keys stand in a column is a list's member."""
    for _, start, inner, _ in _lines(source, line, -1):
        if inner < column:
            return None
        if inner == column and start < inner:
            return start
    return None


def _named(source: Source, line: int, column: int) -> str | None:
    """The name in the mapping whose keys stand in a column around a line."""
    for step in (-1, 1):
        for number, start, inner, key in _lines(source, line, step):
            if inner < column or (step > 0 and start < column):
                break
            if inner == column and key == "name":
                match = _LINE.match(source.line(number))
                value = "" if match is None else (match["value"] or "").partition(" #")[0]
                return value.strip().strip("'\"") or None
            if inner == column and start < inner:
                break
    return None


def _path(source: Source, line: int, column: int, dash: int | None) -> Iterator[tuple[str, int, int]]:
    """The keys that lead from a mapping up to the root, with line and column, the nearest first.

    A list's member is ``-``.
    """
    while True:
        if dash is not None:
            yield "-", line, dash
        for number, start, inner, key in _lines(source, line, -1):
            # A list may stand in the column of its key; a key after a dash stands further right.
            if inner < column if dash is None else inner <= dash:
                yield key, number, inner
                line, column = number, inner
                dash = start if start < inner else _dash_of(source, number, inner)
                break
        else:
            return


def _kind(path: list[str], source: Source) -> str | None:
    if path[:2] == ["-", "commands"]:
        return "command"
    if path[:2] == ["-", "arguments"] or path == ["-", "args"]:
        return "argument"
    if not path and re.search(r"^(?:scripttarget|args|runonce):", source.text, re.MULTILINE):
        return "script"
    return None
