"""Where each character of a scalar's value stands in the file."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import overload

from polltool.source import Source
from polltool.yamlnodes import ScalarNode

# The line ends that YAML 1.1 knows; a value has the middle ones as "\n".
# Compiled when they are first needed, which in most runs is never: together that takes longer than all else here.
_BREAK = "\r\n|[\r\n\x85\u2028\u2029]"
_VALUE_BREAK = "[\n\u2028\u2029]"
_BREAKS = "\r\n\x85\u2028\u2029"

_FOLD = f"[ \t]*(?:\r\n|[{_BREAKS}])(?:[ \t]*(?:\r\n|[{_BREAKS}]))*[ \t]*"
_PLAIN_PIECE = f"(?P<fold>{_FOLD})"
_SINGLE_PIECE = f"(?P<one>'')|(?P<fold>{_FOLD})"
_DOUBLE_PIECE = (
    f"(?P<gone>\\\\(?:\r\n|[{_BREAKS}])[ \t]*)"
    "|(?P<one>\\\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.))"
    f"|(?P<fold>{_FOLD})"
)


class Offsets(Sequence[int]):
    """Offsets in the file, one for each character of a value and one for its end.

    Kept as stretches in which value and file run side by side, so that half a megabyte of
    code costs one entry a line.
    """

    __slots__ = ("_values", "_places", "_length", "_end")

    def __init__(self, values: list[int], places: list[int], length: int, end: int) -> None:
        self._values = values
        self._places = places
        self._length = length
        self._end = end

    def __len__(self) -> int:
        return self._length + 1

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...

    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(len(self)))]
        position = index + self._length + 1 if index < 0 else index
        if not 0 <= position <= self._length:
            raise IndexError(index)
        if position == self._length:
            return self._end
        stretch = bisect.bisect_right(self._values, position) - 1
        return self._places[stretch] + position - self._values[stretch]


class _Stretches:
    """Collects stretches: from this character of the value on, the file runs beside it."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.places: list[int] = []
        self.length = 0

    def add(self, place: int, length: int) -> None:
        if length:
            self.values.append(self.length)
            self.places.append(place)
            self.length += length

    def offsets(self, end: int) -> Offsets:
        return Offsets(self.values, self.places, self.length, end)


def scalar_offsets(source: Source, node: ScalarNode) -> Sequence[int]:
    """The offset in the file of each character of ``node.text``, plus one for the end.

    A character that the file spells otherwise (an escape, a folded line end) is where that
    spelling begins; the ``\\n`` of a ``\\r\\n`` is at the ``\\r``.
    """
    text = source.text
    if node.style == "|":
        return _literal(text, node)
    if node.style == ">":
        return _folded(text, node)
    if node.style == "'":
        return _flow(text, node.start + 1, node.end - 1, re.compile(_SINGLE_PIECE), node)
    if node.style == '"':
        return _flow(text, node.start + 1, node.end - 1, re.compile(_DOUBLE_PIECE), node)
    if node.end - node.start == len(node.text):
        return range(node.start, node.end + 1)
    return _flow(text, node.start, node.end, re.compile(_PLAIN_PIECE), node)


def _flow(text: str, start: int, end: int, pieces: re.Pattern[str], node: ScalarNode) -> Offsets:
    """Quoted and plain scalars: runs of the file's own characters between escapes and folds."""
    found = _Stretches()
    at = start
    joined = False  # the line end before was escaped: what breaks follow all count
    for match in pieces.finditer(text, start, end):
        if match.start() > at:
            found.add(at, match.start() - at)
            joined = False
        at = match.end()
        if match.lastgroup == "one":
            found.add(match.start(), 1)
            joined = False
        elif match.lastgroup == "gone":
            joined = True
        else:
            breaks = [brk.start() for brk in re.compile(_BREAK).finditer(text, match.start(), match.end())]
            # The first of several line ends vanishes, unless it is one that YAML keeps as it is.
            kept = joined or len(breaks) == 1 or text[breaks[0]] in "\u2028\u2029"
            for place in breaks if kept else breaks[1:]:
                found.add(place, 1)
            joined = False
    found.add(at, end - at)
    return found.offsets(end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end (before the line break) of each line of a block's content."""
    at = start
    for match in re.compile(_BREAK).finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    if at < end:
        yield at, end


def _content_start(text: str, node: ScalarNode) -> int:
    """Where the line after the block's header begins."""
    header = re.compile(_BREAK).search(text, node.start, node.end)
    return header.end() if header else node.end


def _literal(text: str, node: ScalarNode) -> Offsets:
    """A literal block: each line of the value is the end of the file's line."""
    found = _Stretches()
    value = node.text
    at = 0
    end = node.start
    lines = _lines(text, _content_start(text, node), node.end)
    for brk in re.finditer(_VALUE_BREAK, value):
        line = next(lines, None)
        if line is None:
            break
        length = brk.start() - at
        found.add(line[1] - length, length + 1)
        at = brk.end()
        end = line[1] + (2 if text[line[1] : line[1] + 2] == "\r\n" else 1)
    line = next(lines, None) if at < len(value) else None
    if line is not None:
        length = len(value) - at
        found.add(line[1] - length, length)
        end = line[1]
    return found.offsets(end)


def _folded(text: str, node: ScalarNode) -> Offsets:
    """A folded block: lines' contents are found one after the other in the value."""
    found = _Stretches()
    value = node.text
    lines = list(_lines(text, _content_start(text, node), node.end))
    indent = _indent(text, value, lines)
    end = node.start
    gaps: list[int] = []
    for start, stop in lines:
        content = text[min(start + indent, stop) : stop]
        if content:
            _fill(found, value, gaps, content)
            found.add(start + indent, len(content))
            gaps = []
            end = stop
        gaps.append(stop)
    rest = len(value) - found.length
    for place in _spread(gaps, rest):
        found.add(place, 1)
        end = place + (2 if text[place : place + 2] == "\r\n" else 1)
    return found.offsets(end)


def _indent(text: str, value: str, lines: list[tuple[int, int]]) -> int:
    """The block's indentation, from the first line that has more than spaces."""
    lead = value[: len(value) - len(value.lstrip(" \n\u2028\u2029"))]
    spaces = len(lead) - len(lead.rstrip(" "))
    for start, stop in lines:
        line = text[start:stop]
        stripped = line.lstrip(" ")
        if stripped:
            return len(line) - len(stripped) - spaces
    # Spaces only: the value's longest line is the file's longest, less the indentation.
    longest = max((stop - start for start, stop in lines), default=0)
    return longest - max((len(part) for part in re.split(_VALUE_BREAK, value)), default=0)


def _fill(found: _Stretches, value: str, gaps: list[int], content: str) -> None:
    """Account for what stands in the value between two lines' contents: a space or breaks."""
    at = found.length
    count = 0
    if value[at : at + 1] == " " and gaps and content[:1] not in (" ", "\t"):
        count = 1
    else:
        while value[at + count : at + count + 1] in ("\n", "\u2028", "\u2029") and at + count < len(value):
            count += 1
    for place in _spread(gaps, count):
        found.add(place, 1)


def _spread(gaps: list[int], count: int) -> list[int]:
    """Places for ``count`` separators among the line ends that they come from."""
    if count <= 0 or not gaps:
        return []
    if count == 1:
        return gaps[:1]
    return [gaps[0], *gaps[len(gaps) - count + 1 :]]
