"""What a yml's bytes tell before it is parsed: whether it is an item, and whether it can poll.

A content repository holds thousands of ymls of which few poll; this is where the others
are told apart cheaply. The answers err on the side of looking.
"""

from __future__ import annotations

import os
import re

_ROOT_KEYS = (b"script", b"commonfields", b"configuration")
_BLANK = re.compile(rb"(?:[ \t]*(?:#[^\r\n]*)?|%[^\r\n]*|---[ \t]*(?:#[^\r\n]*)?)(?:\r\n|\n|\r)")
_IMPORT = re.compile(rb"\b(?:from[ \t]+(\w+ApiModule)[ \t]+import|import[ \t]+(\w+ApiModule))\b")
_EXECUTES = re.compile(rb"\bexecute(?:Command|_command)\b")
_RUNNING = (b"executeCommand", b"execute_command")
_TEXT = re.compile(rb"([\"'])([\w .-]{2,80})\1")
_ITEM_FOLDERS = ("integrations", "scripts", "beta_integrations")


IGNORE_WORD = "polltool:"
"""What a file has to contain before it is searched for ignore comments."""


def mentions_polling(data: bytes) -> bool:
    """Whether the bytes speak of polling or schedules, in any case."""
    lowered = data.lower()
    return b"poll" in lowered or b"schedul" in lowered


def mentions_ignore(data: bytes) -> bool:
    """Whether the bytes may hold ignore comments."""
    return IGNORE_WORD.encode() in data


def imported_modules(data: bytes) -> frozenset[str]:
    """The names of the shared modules that the bytes import."""
    found: set[str] = set()
    at = data.find(b"ApiModule")
    while at >= 0:  # the whole is searched fast for the word, and its lines, which are few, for imports
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        end = end if end >= 0 else len(data)
        found.update((first or second).decode() for first, second in _IMPORT.findall(data, start, end))
        at = data.find(b"ApiModule", end)
    return frozenset(found)


def commands_run(data: bytes) -> frozenset[str]:
    """The texts among which are the names of the commands that the bytes run; none where they run none."""
    if not any(word in data for word in _RUNNING) or _EXECUTES.search(data) is None:
        return frozenset()
    return frozenset(text.decode("utf-8", "replace") for _, text in _TEXT.findall(data))


def looks_like_item(data: bytes) -> bool:
    """Whether a yml has the root keys of an integration or a script (playbooks have not).

    True as well where that cannot be told without parsing.
    """
    if b"\nscript:" in data or data.startswith(b"script:"):
        return True
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while (blank := _BLANK.match(data, position)) is not None:
        position = blank.end()
    rest = data[position : position + 200].split(b"\n", 1)[0]
    root = rest.lstrip(b" ")
    if not root or root.startswith(b"- "):
        return False
    if root[:1] in b"{!&?\t" or root.startswith((b"---", b'"\\')):
        return True
    return any(_has_key(data, key, rest[: len(rest) - len(root)]) for key in _ROOT_KEYS)


def _has_key(data: bytes, key: bytes, indent: bytes) -> bool:
    """Whether a line begins with this indent and this key, quoted or not."""
    position = data.find(key)
    while position >= 0:
        start = position - (data[position - 1 : position] in (b'"', b"'"))
        begins = data[max(start - len(indent) - 1, 0) : start]
        if begins in (indent, b"\n" + indent, b"\r" + indent) or begins == b"\xbf" + indent:
            end = position + len(key) + (start < position)
            if data[end : end + 40].lstrip(b" \t").startswith(b":"):
                return True
        position = data.find(key, position + len(key))
    return False


def lies_like_item(path: str) -> bool:
    """Whether a path is one that content repositories give to integrations and scripts."""
    folder, name = os.path.split(path)
    parent, own = os.path.split(folder)
    if own.lower() in _ITEM_FOLDERS:
        return True
    return os.path.basename(parent).lower() in _ITEM_FOLDERS and os.path.splitext(name)[0] == own
