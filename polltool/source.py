"""Text with positions: what a file says, and where in it something stands."""

from __future__ import annotations

import bisect
import re
from itertools import accumulate, count
from operator import add

from polltool.records import dataclass, field

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a file as people count it.

    Lines and columns are 1-based, columns count characters (code points), and
    ``end_column`` is exclusive. ``path`` is the path that reports show.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def key(self) -> tuple[str, int, int]:
        """Sort and identity key: path, line, column."""
        return (self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, without its byte order mark.

    ``text`` keeps the file's own line endings. Lines end at ``\\n``, ``\\r\\n`` or ``\\r``
    only: the further separators that Unicode and YAML know end no line in an editor.
    """

    path: str
    text: str
    bom: bool = False
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def _line_starts(self) -> list[int]:
        if not self._starts:
            text = self.text
            self._starts.append(0)
            if "\r" in text:
                self._starts.extend([match.end() for match in _NEWLINE.finditer(text)])
            else:  # as nearly everywhere: the lengths of the lines added up, each with its line feed
                lines = text.split("\n")
                del lines[-1]
                self._starts.extend(map(add, accumulate(map(len, lines)), count(1)))
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (both 1-based) of the character at ``offset``."""
        starts = self._line_starts()
        line = bisect.bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column, held within the text."""
        starts = self._line_starts()
        if line > len(starts):
            return len(self.text)
        return min(starts[line - 1] + column - 1, len(self.text))

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from ``start`` to ``end`` (exclusive)."""
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Place(self.path, line, column, end_line, end_column)

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line ending; empty beyond the end."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    @property
    def last_line(self) -> int:
        """The number of the last line (1-based); the one after a line ending at the end counts."""
        return len(self._line_starts())

    def end_of_line(self, number: int) -> int:
        """The offset at which the text of a 1-based line ends, before its line ending."""
        return self.offset(number, 1) + len(self.line(number))

    def whole_lines(self, first: int, last: int) -> tuple[int, int]:
        """What to take out so that these lines (1-based) are gone.

        Where the file ends in them without a line ending, the line before becomes such a last one.
        """
        start, end = self.offset(first, 1), self.offset(last + 1, 1)
        if end == len(self.text) and not self.text.endswith(("\n", "\r")) and first > 1:
            start = self.end_of_line(first - 1)
        return start, end

    @property
    def newline(self) -> str:
        """The file's first line ending, ``\\n`` where it has none."""
        match = _NEWLINE.search(self.text)
        return match.group() if match else "\n"


def decode(path: str, data: bytes) -> Source:
    """The source of a file's bytes.

    :raises UnicodeDecodeError: the bytes are no UTF-8.
    """
    bom = data.startswith(b"\xef\xbb\xbf")
    return Source(path, data[3:].decode("utf-8") if bom else data.decode("utf-8"), bom)
