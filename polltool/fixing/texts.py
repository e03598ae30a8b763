"""The text that edits count in, and back to the file's own bytes."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from polltool.edits import Edit, apply
from polltool.itemcode import code_file, code_text, embedded_code
from polltool.model import Language, read_item
from polltool.records import dataclass
from polltool.source import Source, decode
from polltool.syntax import syntax_problem
from polltool.yamldoc import load_bytes

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text and the encoding that its bytes are in."""

    source: Source
    encoding: str

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file's bytes after edits; byte order mark, encoding and line endings stay.

        :raises ValueError: the edits overlap or lie outside the text, or the encoding has
            no such characters (UnicodeEncodeError).
        """
        data = apply(self.source.text, edits).encode(self.encoding)
        return _BOM + data if self.source.bom else data


@functools.lru_cache(maxsize=16)
def file_text(path: str, data: bytes) -> FileText:
    """The text of a yml or of a Python file.

    :raises UnicodeDecodeError: it is not in the encoding that it should be in.
    """
    if path.lower().endswith(".py"):
        source, encoding = code_text(path, data)
        return FileText(source, encoding)
    return FileText(decode(path, data), "utf-8")


def flaw(path: str, data: bytes) -> str | None:
    """Why a yml, the Python inside it, or a Python file cannot be parsed; None where it can."""
    if path.lower().endswith(".py"):
        try:
            problem = syntax_problem(code_file(path, data))
        except UnicodeDecodeError as error:
            return str(error)
        return None if problem is None else problem.message
    document = load_bytes(path, data)
    if document.problems:
        return document.problems[0].message
    item = read_item(document)
    if item is None or item.language is not Language.PYTHON:
        return None
    code = embedded_code(document, item)
    problem = None if code is None else syntax_problem(code)
    return None if problem is None else problem.message
