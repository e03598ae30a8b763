"""Names of the yml and of requests as names in Python."""

from __future__ import annotations

import builtins
import keyword
import re

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NOT_IN_NAMES = re.compile(r"\W", re.ASCII)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_USED = frozenset(
    {
        *("args", "client", "reply", "status", "reason", "carried", "find_args", "next_args", "secrets"),
        *("self", "partial_result", "key", "value", "demisto", "assign_params", "dict_safe_get", "json"),
    }
)
"""Names that generated code has a use for."""


def variable(name: str) -> str:
    """An argument's name as a variable: ``scan-type`` is ``scan_type``, ``class`` is ``class_``."""
    found = _NOT_IN_NAMES.sub("_", name)
    if keyword.iskeyword(found) or found in _USED or hasattr(builtins, found):
        return f"{found}_"
    return found


def context_key(name: str) -> str:
    """An argument's name as a key of the context: paths there are code, in which a ``-`` subtracts."""
    return _NOT_IN_NAMES.sub("_", name)


def snake(name: str) -> str:
    """A command's name as the start of a function's: ``acme-scan-find`` is ``acme_scan_find``."""
    return _NOT_IN_NAMES.sub("_", _HUMP.sub("_", name)).lower()


def request_name(command: str) -> str:
    """What a function that sends a command's request is called: its name, unless that means something in Python."""
    name = snake(command)
    return f"{name}_request" if variable(name) != name else name


def placeholders(path: str) -> list[tuple[str, str | None]]:
    """A request's path in pieces: each a stretch of text and the name in braces after it, if any.

    :raises ValueError: braces that do not pair, or are empty.
    """
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for match in _PLACEHOLDER.finditer(path):
        pieces.append((path[at : match.start()], match.group(1)))
        at = match.end()
    pieces.append((path[at:], None))
    if any("{" in text or "}" in text for text, _ in pieces):
        raise ValueError(
            f"the braces in {path!r} do not pair; write them around an argument, such as {{job_id}}"
        )
    if any(name == "" for _, name in pieces):
        raise ValueError(f"the braces in {path!r} are empty; write an argument in them, such as {{job_id}}")
    return pieces


def with_article(words: str) -> str:
    """Words with their indefinite article: ``a scan``, ``an export``, ``a user``, ``an upload``."""
    vowel = words[:1] in "aeio" or words.startswith(("un", "up", "ul"))
    return f"{'an' if vowel else 'a'} {words}"


def noun(state: str) -> str:
    """What a state is the id of, in words: ``scan_id`` is of a ``scan``, ``uuid`` of a ``job``."""
    words = [word for word in re.split(r"[^A-Za-z0-9]+", _HUMP.sub("_", state).lower()) if word]
    while words and words[-1] in ("id", "ids", "uuid", "guid", "uid", "key", "handle", "token"):
        words.pop()
    return " ".join(words) or "job"
