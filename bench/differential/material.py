"""What random cases are made of: values as playbooks pass them, servers, calls."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bench.differential.values import to_json

WORDS = (
    "true", "True", "FALSE", "false", "yes", "No", "", " ", "1", "0", "10", "-5", "3.7", "1e3", "inf",
    "nan", "abc", "a,b, c", "[1, 2]", '["a", "b"]', "[oops", "[not json]", "[]", "a|b", "`x`", "two\nlines",
    "\r\nx", "é✓", "²", "12 ", "0x10", "{}", "https://example.com/?a=1|2", "***", "a;b", "running",
)  # fmt: skip
NUMBERS = (0, 1, -1, 9, 10, 11, 30, 600, 10**12, 1541494441222, 2.5, float("inf"), float("nan"), -0.0)
PLAIN: tuple[Any, ...] = (None, True, False, b"bytes", b"", (), (1, "a"), datetime(2022, 10, 1, 12, 30))
KEYS = ("id", "status", "Name", "url", "created", "details", "a.b", "x|y", "empty", "two words", "")
HEALTHY = ("6.2.0", "6.5.0", "6.9.0", "8.8.0", "9.0.0")
"""Versions that can schedule however they are compared."""


def a_word(chance: random.Random) -> str:
    """A text that an argument may be."""
    return chance.choice(WORDS)


def a_scalar(chance: random.Random) -> Any:
    """A single value, more often a text than not."""
    return chance.choice((a_word(chance), a_word(chance), chance.choice(NUMBERS), chance.choice(PLAIN)))


def nested(chance: random.Random, depth: int = 3) -> Any:
    """A value that may have values inside, no JSON among them, too."""
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return a_scalar(chance)
    if kind < 0.75:
        return [nested(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(KEYS): nested(chance, depth - 1) for _ in range(chance.randrange(4))}


def json_value(chance: random.Random, depth: int = 3) -> Any:
    """A value as a service's JSON has it."""
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return chance.choice((a_word(chance), chance.choice((0, 1, 2.5, 600, True, False, None))))
    if kind < 0.75:
        return [json_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(KEYS): json_value(chance, depth - 1) for _ in range(chance.randrange(4))}


def called(function: str, *args: Any, server: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
    """The case of a function called with these arguments."""
    given = {"function": function, "args": list(args), "kwargs": kwargs}
    return {"what": "call", "with": to_json(given), "server": server or {}}


def some_of(chance: random.Random, **choices: Callable[[], Any]) -> dict[str, Any]:
    """Some of the options, each with a value of its own."""
    return {name: choice() for name, choice in choices.items() if chance.random() < 0.3}


def a_server(chance: random.Random) -> dict[str, Any]:
    """A server that can schedule; the code is now and then a script's."""
    server: dict[str, Any] = {"version": chance.choice(HEALTHY)}
    if chance.random() < 0.2:
        server["kind"] = "script"
    return server
