"""Changed files as a unified diff that git and patch can apply."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Sequence

from polltool.fixing.outcome import FileChange
from polltool.workspace import Workspace

_ESCAPES = {
    0x07: "a",
    0x08: "b",
    0x09: "t",
    0x0A: "n",
    0x0B: "v",
    0x0C: "f",
    0x0D: "r",
    0x22: '"',
    0x5C: "\\",
}
_PICTURE = b"\x89PNG"
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def diff_lines(changes: Sequence[FileChange], workspace: Workspace) -> Iterator[bytes]:
    """The lines of the diff, each with its line ending, as bytes: files keep their encodings.

    Links are followed, since git changes no file behind one. A picture has no lines: that it
    differs is all that is said.
    """
    seen = set()
    for change in changes:
        path = _real(workspace, change.path)
        if path not in seen:
            seen.add(path)
            yield from _file(path, change)


def _file(path: str, change: FileChange) -> Iterator[bytes]:
    before = b"/dev/null" if change.old is None else _name(f"a/{path}")
    after = _name(f"b/{path}")
    if change.new.startswith(_PICTURE):
        yield b"Binary files %b and %b differ\n" % (before, after)
        return
    for line in difflib.diff_bytes(
        difflib.unified_diff, _lines(change.old or b""), _lines(change.new), before, after
    ):
        yield line if line.endswith(b"\n") else line + _NO_NEWLINE


def _lines(data: bytes) -> list[bytes]:
    """Lines as patches count them: only a line feed ends one."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _real(workspace: Workspace, path: str) -> str:
    """The path of the file itself, relative to the working directory."""
    real = os.path.realpath(workspace.absolute(path))
    here = os.path.realpath(workspace.cwd)
    return Workspace(here).display(real)


def _name(path: str) -> bytes:
    """A name as git writes it: quoted where it must be, closed by a tab where it has a space."""
    raw = os.fsencode(path)
    if any(byte < 0x20 or byte in (0x22, 0x5C, 0x7F) for byte in raw):
        return b'"' + b"".join(_quoted(byte) for byte in raw) + b'"'
    return raw + b"\t" if b" " in raw else raw


def _quoted(byte: int) -> bytes:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}".encode()
    return f"\\{byte:03o}".encode() if byte < 0x20 or byte >= 0x7F else bytes([byte])
