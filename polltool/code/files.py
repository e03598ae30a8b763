"""Python source with its places, in a file of its own or inside a yml."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from polltool.records import dataclass, field
from polltool.source import Place, Source

if TYPE_CHECKING:
    import tokenize

_SCHEDULES = ("ScheduledCommand", "polling_function", "PollResult", "scheduled_command")
_IMPORT = re.compile(
    r"from(?<!\wfrom)\s+(?:[\w.]+\.)?(\w+ApiModule)\s+import\b"
)  # searched for fast by its first word
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_OTHER_ENDS = "\x0b\x0c\x1c\x1d\x1e"


@dataclass(slots=True, eq=False)
class CodeFile:
    """Python code and the file it stands in.

    ``text`` is the code; ``source`` the file that holds it. For code embedded in a yml,
    ``offsets[i]`` is the offset in ``source.text`` of character ``i`` of ``text`` (with one
    more entry for the end); for a file of its own it is None and the two texts are equal.
    ``editable``: each line of the code is the end of a line of the file, so that edits can
    be rendered for it (``polltool.code.layout``). ``parsed`` keeps the module once
    it is parsed (see ``modules.load``).

    It stands for one text, but for files that are analysed edit after edit: there it becomes
    the next one, and ``moved`` tells on which lines the nodes' lines are now (``code.live``).
    """

    source: Source
    text: str
    offsets: Sequence[int] | None = None
    editable: bool = True
    parsed: list[object] = field(default_factory=list, repr=False)
    moved: Callable[[int], int] | None = field(default=None, repr=False)
    _lines: list[tuple[int, str]] = field(default_factory=list, repr=False)
    _imports: list[str] = field(default_factory=list, repr=False)

    def become(self, other: CodeFile, moved: Callable[[int], int]) -> None:
        """Hold another's text from now on; ``moved`` gives the line of a node's line."""
        self.source, self.text = other.source, other.text
        self.offsets, self.editable = other.offsets, other.editable
        self.moved = moved
        self._lines, self._imports = other._line_table(), []

    @property
    def path(self) -> str:
        """The path that reports show."""
        return self.source.path

    @property
    def imports(self) -> Sequence[str]:
        """The names of the shared modules that it imports (what it says, wherever), in alphabetical order."""
        if not self._imports and "ApiModule" in self.text:
            self._imports.extend(sorted(set(_IMPORT.findall(self.text))))
        return self._imports

    @property
    def may_schedule(self) -> bool:
        """Whether it so much as mentions what makes a schedule."""
        return any(word in self.text for word in _SCHEDULES)

    def _line_table(self) -> list[tuple[int, str]]:
        # ast counts lines as the tokenizer does: \n, \r\n and \r end one, form feeds do not.
        if not self._lines:
            start = 0
            for line in code_lines(self.text):
                self._lines.append((start, line))
                start += len(line)
            self._lines.append((start, ""))
        return self._lines

    def index(self, line: int, column: int) -> int:
        """The index in the code of a 1-based line and a 0-based UTF-8 column, as ``ast`` has them."""
        table = self._line_table()
        if self.moved is not None:
            line = self.moved(line)
        start, text = table[min(line, len(table)) - 1]
        if text.isascii():
            chars = min(column, len(text))
        else:
            chars = len(text.encode("utf-8")[:column].decode("utf-8", "ignore"))
        return start + chars

    def offset(self, line: int, column: int) -> int:
        """The offset in the file of a 1-based line and a 0-based UTF-8 column of the code."""
        return self.offset_of(self.index(line, column))

    def offset_of(self, index: int) -> int:
        """The offset in the file of a character of the code."""
        if self.offsets is None:
            return index
        return self.offsets[min(index, len(self.offsets) - 1)]

    def lines(self, first: int, last: int) -> list[tuple[int, str]]:
        """The lines from one 1-based number to another, each with its index and its line ending."""
        if self.moved is not None:
            first, last = self.moved(first), self.moved(last)
        return self._line_table()[first - 1 : last]

    def place(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.excepthandler) -> Place:
        """The place of a node in the file."""
        start = self.offset(node.lineno, node.col_offset)
        if node.end_lineno is None or node.end_col_offset is None:
            return self.source.place(start, start)
        return self.source.place(start, self.offset(node.end_lineno, node.end_col_offset))


def code_lines(text: str) -> list[str]:
    """The lines of Python code, each with its ending: form feeds and the like end none."""
    if text.isascii() and not any(end in text for end in _OTHER_ENDS):
        return text.splitlines(keepends=True)
    return _LINE.findall(text)


def tokens(lines: Iterable[str]) -> Iterator[tokenize.TokenInfo]:
    """The tokens of lines; all line endings are given as one kind, so that lines are counted alike.

    :raises tokenize.TokenError, SyntaxError: the lines are no whole code.
    """
    import io
    import tokenize

    text = "".join(line.rstrip("\r\n") + "\n" for line in lines)
    return tokenize.generate_tokens(io.StringIO(text, newline="\n").readline)
