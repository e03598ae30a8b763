"""Whether Python can parse an item's code, and where it stops if not."""

from __future__ import annotations

import sys

from polltool.code.files import CodeFile, code_lines
from polltool.code.modules import check_syntax
from polltool.findings import Problem
from polltool.source import Place


def syntax_problem(code: CodeFile) -> Problem | None:
    """Where and why the code cannot be parsed, None where it can."""
    try:
        check_syntax(code.text)
    except SyntaxError as error:
        return explain(code, error)
    return None


def explain(code: CodeFile, error: SyntaxError) -> Problem:
    """What Python says against the code, at the place where it says it."""
    reader = f"the code cannot be parsed as Python {sys.version_info.major}.{sys.version_info.minor}"
    null = code.text.find("\0")
    if null >= 0:
        line = len(code_lines(code.text[: null + 1]))
        column = null - max(code.text.rfind("\n", 0, null), code.text.rfind("\r", 0, null))
        return Problem(_place(code, line, column), f"{reader}: there is a NUL character in line {line}")
    line = error.lineno or 1
    where = f" (line {line} of the code)" if code.offsets is not None else ""
    return Problem(_place(code, line, error.offset or 1), f"{reader}: {error.msg}{where}")


def undecodable(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    """The first byte of a Python file that its encoding does not have."""
    before = data[: error.start].decode("utf-8", "replace")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    message = (
        f"the byte 0x{data[error.start]:02x} here is not {error.encoding.upper()}, so Python refuses "
        "the file; save it as UTF-8"
    )
    return Problem(Place(path, line, column, line, column + 1), message)


def _place(code: CodeFile, line: int, column: int) -> Place:
    """The place of one character of the code, by line and column (characters), both 1-based."""
    lines = code_lines(code.text)
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    index = max(column - 1, 0)
    start = code.offset(max(line, 1), len(text[:index].encode("utf-8", "replace")))
    end = code.offset(max(line, 1), len(text[: index + 1].encode("utf-8", "replace")))
    return code.source.place(start, end if text[index:].strip() else start)
