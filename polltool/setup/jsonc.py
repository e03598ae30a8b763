"""JSON with comments and trailing commas, as VS Code's settings are: read with places, added to.

What is added goes behind what is there, in the file's own indentation; comments, order and
every other character stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeAlias

from polltool.edits import Edit
from polltool.records import dataclass
from polltool.source import Source

MAX_DEPTH = 100
"""How deep values may nest; settings stay below ten."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)+", re.DOTALL)
_REST_OF_LINE = re.compile(r"(?:[ \t]|/\*(?:(?!\*/)[^\r\n])*\*/)*(?://[^\r\n]*)?(?=[\r\n]|\Z)")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_WORD = re.compile(r"-?[0-9a-zA-Z_.+-]+")
_INDENT = re.compile(r"[ \t]*")

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


class JsoncError(Exception):
    """Text that is no JSON, not even with comments; ``offset`` is where it stops being any."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands: from ``start`` to ``end`` (exclusive).

    ``members`` are those of an object or an array, each with its key (None in an array) and
    the offset at which it begins; ``comma`` says that one follows the last.
    """

    start: int
    end: int
    plain: Json
    members: tuple[Member, ...] = ()
    comma: bool = False

    def get(self, key: str) -> Value | None:
        """The value of a key of an object; of two equal ones the last, which is in force."""
        return next((member.value for member in reversed(self.members) if member.key == key), None)


@dataclass(frozen=True, slots=True)
class Member:
    """A value in an object or an array."""

    start: int
    key: str | None
    value: Value


def read(text: str) -> Value:
    """The value that a text is.

    :raises JsoncError: it is none, or more than one.
    """
    reader = _Reader(text)
    value, at = reader.value(reader.blank(0), 0)
    rest = reader.blank(at)
    if rest < len(text):
        raise JsoncError("nothing may follow the value", rest)
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def blank(self, at: int) -> int:
        """The offset behind blanks and comments."""
        match = _BLANK.match(self.text, at)
        return at if match is None else match.end()

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        opened = self.text[at : at + 1]
        if opened in ("{", "["):
            if depth == MAX_DEPTH:
                raise JsoncError(f"values nest deeper than {MAX_DEPTH}", at)
            value = self._collection(at, depth + 1)
            return value, value.end
        if opened == '"':
            text, end = self._string(at)
            return Value(at, end, text), end
        word = _WORD.match(self.text, at)
        if word is None:
            raise JsoncError("a value is expected", at)
        try:
            # Only JSON's own constants: the library would take NaN and Infinity as well.
            plain: Json = json.loads(word.group(), parse_constant=_no_constant)
        except ValueError:
            raise JsoncError(f"'{word.group()}' is no value", at) from None
        return Value(at, word.end(), plain), word.end()

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING.match(self.text, at)
        if match is None:
            raise JsoncError("a text in double quotes is expected", at)
        return json.loads(match.group()), match.end()

    def _collection(self, start: int, depth: int) -> Value:
        close = "}" if self.text[start] == "{" else "]"
        members: list[Member] = []
        comma = False
        at = self.blank(start + 1)
        while not self.text.startswith(close, at):
            if members and not comma:
                raise JsoncError(f"a comma or '{close}' is expected", at)
            member = self._member(at, close, depth)
            members.append(member)
            at = self.blank(member.value.end)
            comma = self.text.startswith(",", at)
            if comma:
                at = self.blank(at + 1)
        plain: Json
        if close == "}":
            plain = {member.key or "": member.value.plain for member in members}
        else:
            plain = [member.value.plain for member in members]
        return Value(start, at + 1, plain, tuple(members), comma)

    def _member(self, at: int, close: str, depth: int) -> Member:
        if close == "]":
            return Member(at, None, self.value(at, depth)[0])
        key, end = self._string(at)
        colon = self.blank(end)
        if not self.text.startswith(":", colon):
            raise JsoncError("a colon is expected", colon)
        return Member(at, key, self.value(self.blank(colon + 1), depth)[0])


def _no_constant(word: str) -> Json:
    raise ValueError(word)


# -- adding


def add(source: Source, owner: Value, key: str | None, value: Json, step: str = "") -> tuple[Edit, ...]:
    """A member put behind the last of an object (with a key) or an array (without).

    :param step: one level of indentation where the text shows none; four spaces if empty.
    """
    text = source.text
    entry = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
    margin = _margin(text, owner.start)
    inner = _inner(source, owner)
    if inner is None and owner.members:
        flat = entry + json.dumps(value, ensure_ascii=False)
        last = owner.members[-1].value.end
        return (Edit(source.path, last, last, f", {flat}"),)
    step = inner[len(margin) :] if inner is not None else step or "    "
    inner = margin + step
    written = json.dumps(value, ensure_ascii=False, indent=step).replace("\n", source.newline + inner)
    return tuple(_placed(source, owner, inner, margin, entry + written))


def _placed(source: Source, owner: Value, inner: str, margin: str, written: str) -> Iterator[Edit]:
    text, end = source.text, source.newline
    if not owner.members:
        # What stands between the brackets, comments at most, stays before what is added.
        close = owner.end - 1
        at = owner.start + 1 + len(text[owner.start + 1 : close].rstrip(" \t\r\n"))
        yield Edit(source.path, at, close, f"{end}{inner}{written}{end}{margin}")
        return
    at = owner.members[-1].value.end
    if owner.comma:
        at = _comma(text, at) + 1
    else:
        yield Edit(source.path, at, at, ",")
    rest = _REST_OF_LINE.match(text, at)
    at = at if rest is None else rest.end()
    after = "," if owner.comma else ""
    # Without a rest of its own, the closing bracket stands on the line of the last member.
    tail = "" if rest is not None else f"{end}{margin}"
    yield Edit(source.path, at, at, f"{end}{inner}{written}{after}{tail}")


def _comma(text: str, at: int) -> int:
    """The offset of the comma that follows, behind comments perhaps."""
    blank = _BLANK.match(text, at)
    return at if blank is None else blank.end()


def _margin(text: str, offset: int) -> str:
    """The indentation of the line that an offset lies in."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    match = _INDENT.match(text, start)
    return "" if match is None else match.group()


def _inner(source: Source, owner: Value) -> str | None:
    """The indentation of the members that begin a line of their own; None where none does."""
    margin = _margin(source.text, owner.start)
    for member in owner.members:
        own = _margin(source.text, member.start)
        start = member.start - len(own)
        begins = start == 0 or source.text[start - 1] in "\r\n"
        if begins and own.startswith(margin) and own != margin:
            return own
    return None
