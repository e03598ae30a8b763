"""Changes to text: splices by position that leave every other character as it is."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.records import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """``text`` in the place of the characters from ``start`` to ``end`` (exclusive) of a file.

    ``path`` is the path that reports show; offsets count characters of the file's text
    without its byte order mark (``Source.text``), whatever the file's line endings are, and
    ``text`` has the file's own.
    """

    path: str
    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits, which must not overlap; insertions at one place keep their order.

    :raises ValueError: two edits overlap, or one lies outside the text.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not done <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edits overlap or lie outside the text: {edit}")
        parts += (text[done : edit.start], edit.text)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)
