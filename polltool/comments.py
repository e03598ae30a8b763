"""Real comments in ymls and in Python, with the lines that they speak of.

What looks like a comment inside a scalar or a string is none. Only lines that have a given
word are looked at: comments are wanted rarely, and the word nearly never occurs.
"""

from __future__ import annotations

import bisect
import itertools
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping

import yaml

from polltool.code.files import CodeFile, code_lines, tokens
from polltool.records import dataclass
from polltool.source import Source
from polltool.yamldoc import event_parser


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in a file.

    ``start`` and ``end`` are offsets in ``source.text``, from the ``#`` to the line's end. It
    speaks of the lines from ``first_line`` to the one that it stands on: several where a
    string or a continued line ends there, in which no comment can stand. ``alone`` is whether
    nothing else stands on its line, ``editable`` whether it can be taken out of the file by
    its place.
    """

    source: Source
    start: int
    end: int
    first_line: int
    line: int
    alone: bool
    editable: bool = True

    @property
    def text(self) -> str:
        """The comment with its ``#``."""
        return self.source.text[self.start : self.end]


def comments_in_yml(source: Source, word: str) -> Iterator[Comment]:
    """The comments with ``word`` in a yml; comments of Python code in it are not among them.

    Where the yml cannot be parsed, those that lie before the last thing that could.
    """
    candidates = list(_candidates(source, word))
    if not candidates:
        return
    hidden, spans, limit = _scalars(source)
    starts = [start for start, _ in hidden]
    tops = _tops(spans)
    for line, line_start, line_end in candidates:
        for match in re.finditer("#", source.text[line_start:line_end]):
            start = line_start + match.start()
            before = source.text[line_start:start]
            if start >= limit:
                break
            if before and not before.endswith((" ", "\t")):
                continue
            index = bisect.bisect_right(starts, start) - 1
            if index >= 0 and start < hidden[index][1]:
                continue
            if word in source.text[start:line_end]:
                yield Comment(source, start, line_end, tops.get(line, line), line, alone=not before.strip())
            break


def _candidates(source: Source, word: str) -> Iterator[tuple[int, int, int]]:
    """The lines that hold the word: number, start and end."""
    last = 0
    for match in re.finditer(re.escape(word), source.text):
        line, column = source.position(match.start())
        if line != last:
            last = line
            start = match.start() - column + 1
            yield line, start, source.end_of_line(line)


def _scalars(source: Source) -> tuple[list[tuple[int, int]], list[tuple[int, int]], int]:
    """Where no comment can be (offsets), which lines a scalar joins, and how far the yml could be parsed."""
    hidden: list[tuple[int, int]] = []
    joined: list[tuple[int, int]] = []
    limit = 0
    try:
        parser = event_parser(source.text)
        while True:
            event = parser.get_event()
            kind: object = event.__class__
            limit = event.end_mark.index
            if kind is yaml.StreamEndEvent:
                return hidden, joined, len(source.text)
            if kind is not yaml.ScalarEvent:
                continue
            start, end = event.start_mark.index, event.end_mark.index
            if event.style in ("|", ">"):
                hidden.append((source.end_of_line(source.position(start)[0]), end))
                continue
            if event.style in ("'", '"'):
                hidden.append((start, end))
            first, last = source.position(start)[0], source.position(end)[0]
            if last > first:
                joined.append((first, last))
    except yaml.YAMLError:
        return hidden, joined, limit


def comments_in_code(code: CodeFile, word: str) -> Iterator[Comment]:
    """The comments with ``word`` in Python code; where it cannot be parsed, those before that place."""
    if word not in code.text:
        return
    lines = code_lines(code.text)
    comments: list[tokenize.TokenInfo] = []
    joined: list[tuple[int, int]] = []
    opened: list[int] = []
    try:
        for token in tokens(lines):
            if token.type == tokenize.COMMENT:
                comments.append(token)
            elif token.type == tokenize.STRING:
                joined.append((token.start[0], token.end[0]))
            elif token.type == _FORMATTED_START:
                opened.append(token.start[0])
            elif token.type == _FORMATTED_END and opened:
                joined.append((opened.pop(), token.end[0]))
    except (tokenize.TokenError, SyntaxError):
        pass
    commented = {token.start[0] for token in comments}
    joined += [
        (number, number + 1)
        for number, line in enumerate(lines, 1)
        if line.rstrip("\r\n").endswith("\\") and number not in commented
    ]
    tops = _tops(joined)
    starts = list(itertools.accumulate(map(len, lines), initial=0))
    for token in comments:
        if word in token.string:
            comment = _comment_in_code(code, token, lines, starts, tops)
            if comment is not None:
                yield comment


# Since Python 3.12 a formatted string is several tokens.
_FORMATTED_START = getattr(tokenize, "FSTRING_START", -1)
_FORMATTED_END = getattr(tokenize, "FSTRING_END", -1)


def _comment_in_code(
    code: CodeFile, token: tokenize.TokenInfo, lines: list[str], starts: list[int], tops: Mapping[int, int]
) -> Comment | None:
    number, column = token.start
    if not lines[number - 1].startswith(token.string, column):
        return None  # the tokenizer counts lines in another way here
    index = starts[number - 1] + column
    start, end = index, index + len(token.string)
    if code.offsets is not None:
        start, end = code.offsets[start], code.offsets[end]
    source = code.source
    line = source.position(start)[0]
    first = tops.get(number, number)
    if code.offsets is None:
        editable = True
    else:
        # In a literal block, line for line as in a file of its own; not in quotes, and not folded.
        top = source.position(code.offsets[0])[0]
        rest = source.text[end : source.end_of_line(line)]
        editable = line - top == number - 1 and source.text[start:end] == token.string and not rest.strip()
    first_line = line - (number - first) if editable else line
    alone = not source.text[source.offset(line, 1) : start].strip()
    return Comment(source, start, end, first_line, line, alone=alone, editable=editable)


def _tops(joined: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Of each line to which others above it are joined, the first of these."""
    tops: dict[int, int] = {}
    for first, last in sorted(joined, key=lambda span: (span[1], span[0])):
        if first < last:
            tops[last] = min(tops.get(last, last), tops.get(first, first))
    return tops
