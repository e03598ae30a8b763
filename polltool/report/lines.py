"""Styled lines: what the formats for people are made of, with or without a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Style = Literal["", "path", "error", "warning", "info", "strong", "faint", "good", "struck"]


WIDTH = 100
FRAME_WIDTH = 160
"""How wide prose and lines of source are where no terminal says otherwise, in columns."""


class Segment(NamedTuple):
    """A stretch of a line in one style."""

    text: str
    style: Style = ""


Line = tuple[Segment, ...]

_BLANKS = re.compile(r"[\t\r\n]+")


def visible(text: str) -> str:
    """The text on one line, with what would steer a terminal (escapes, bidi overrides) spelt out."""
    text = _BLANKS.sub(" ", text)
    if text.isprintable():
        return text
    return "".join(_spelt(char) for char in text)


def _spelt(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 run``, ``2 runs``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def plain(line: Iterable[Segment]) -> str:
    """The line's text alone."""
    return "".join(segment.text for segment in line)


def cells(char: str) -> int:
    """How many columns of a terminal a printable character takes."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, width: int) -> Iterator[str]:
    """The words of ``text`` on lines of at most ``width`` columns; a longer word stays whole."""
    line, used = "", 0
    for word in text.split():
        size = sum(map(cells, word))
        if line and used + 1 + size > width:
            yield line
            line, used = word, size
        else:
            line = f"{line} {word}" if line else word
            used += size + (1 if used else 0)
    if line:
        yield line
