"""Places as the protocol counts them: lines from 0, columns in the units that the client chose."""

from __future__ import annotations

import enum

from lsprotocol import types

from polltool.source import Place, Source


class Units(enum.Enum):
    """What columns count: code units of UTF-16 unless the client prefers another encoding."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"

    @staticmethod
    def of(encoding: str | None) -> Units:
        """The units of a negotiated encoding; UTF-16 where none is known."""
        return next((units for units in Units if units.value == encoding), Units.UTF16)

    def length(self, text: str) -> int:
        """How many units a text is long."""
        if self is Units.UTF32 or text.isascii():
            return len(text)
        if self is Units.UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2

    def characters(self, text: str, units: int) -> int:
        """How many characters of a text its first ``units`` are; one that is cut counts not."""
        if self is Units.UTF32 or text.isascii():
            return min(units, len(text))
        if self is Units.UTF8:
            return len(text.encode("utf-8", "surrogatepass")[:units].decode("utf-8", "ignore"))
        return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def position(source: Source, line: int, column: int, units: Units) -> types.Position:
    """The position of a 1-based line and column (characters) of a text."""
    text = source.line(line)
    return types.Position(line - 1, units.length(text[: column - 1]))


def position_at(source: Source, offset: int, units: Units) -> types.Position:
    """The position of an offset."""
    return position(source, *source.position(offset), units)


def range_of(source: Source, place: Place, units: Units) -> types.Range:
    """The range of a place; an empty one where the text has no such lines."""
    return types.Range(
        position(source, place.line, place.column, units),
        position(source, place.end_line, place.end_column, units),
    )


def range_between(source: Source, start: int, end: int, units: Units) -> types.Range:
    """The range between two offsets."""
    return types.Range(position_at(source, start, units), position_at(source, end, units))


def offset_at(source: Source, position: types.Position, units: Units) -> int:
    """The offset of a position; held within its line, and within the text."""
    line = position.line + 1
    return source.offset(line, 1) + units.characters(source.line(line), position.character)
