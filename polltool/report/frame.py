"""The line of a file that a finding lies on, with the place marked beneath it."""

from __future__ import annotations

from collections.abc import Iterator

from polltool.report.lines import Line, Segment, Style, cells, visible
from polltool.source import Place, Source

TAB = 4
MORE = "..."


def frame(source: Source, place: Place, style: Style, width: int, gutter: int) -> Iterator[Line]:
    """Two lines: the source line with its number, and carets; none where the file has no such line.

    ``gutter`` is the room for the number. What does not fit into ``width`` columns is cut
    off on either side of the place.
    """
    text = source.line(place.line)
    if not text.strip():
        return
    pieces = _pieces(text)
    start = min(place.column - 1, len(text))
    end = place.end_column - 1 if place.end_line == place.line else len(text.rstrip())
    left, right = _window(pieces, start, max(width - gutter - 3, 20))
    end = min(max(end, start + 1), right)
    head = MORE if left > 0 else ""
    tail = MORE if right < len(text.rstrip()) else ""
    shown = head + "".join(pieces[left:right]).rstrip() + tail
    before = len(head) + _columns(pieces[left:start])
    marked = max(1, _columns(pieces[start:end]))
    yield (Segment(f"{str(place.line).rjust(gutter)} | ", "faint"), Segment(shown))
    yield (Segment(f"{' ' * gutter} | ", "faint"), Segment(" " * before), Segment("^" * marked, style))


def _pieces(text: str) -> list[str]:
    """What is drawn for each character of a line."""
    drawn: list[str] = []
    column = 0
    for char in text:
        piece = " " * (TAB - column % TAB) if char == "\t" else visible(char)
        column += _columns([piece])
        drawn.append(piece)
    return drawn


def _columns(pieces: list[str]) -> int:
    return sum(cells(char) for piece in pieces for char in piece)


def _window(pieces: list[str], start: int, width: int) -> tuple[int, int]:
    """The stretch of a line that fits, with the place at ``start`` in its first third at the latest."""
    if _columns(pieces) <= width:
        return 0, len(pieces)
    room = width - 2 * len(MORE)
    left = start
    while left > 0 and _columns(pieces[left - 1 : start]) <= room // 3:
        left -= 1
    right = start
    while right < len(pieces) and _columns(pieces[left : right + 1]) <= room:
        right += 1
    while left > 0 and _columns(pieces[left - 1 : right]) <= room:
        left -= 1
    return left, right
