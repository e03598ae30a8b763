"""Values of cases as JSON: what JSON has no form for is an object with the key ``$``."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "upper": lambda text: text.upper(),
    "title": lambda text: f"<{text}>",
    "int": int,
    "str": str,
    "list": list,
    "shown": lambda value: f"({value})",
    "none": lambda value: None,
    "yes": lambda: True,
    "no": lambda: False,
    "zero": lambda: 0,
    "text": lambda: "running",
}
"""The functions that cases may hand over, by name."""


class Indicator:
    """Something with a context, as the platform's indicators have."""

    def __init__(self, context: dict[str, Any]) -> None:
        self.context = context

    def to_context(self) -> dict[str, Any]:
        """The context."""
        return self.context


class Related:
    """Something with an entry, as the platform's relationships have."""

    def __init__(self, entry: Any) -> None:
        self.entry = entry

    def to_entry(self) -> Any:
        """The entry."""
        return self.entry


def to_json(value: Any) -> Any:
    """A value, or a result, as JSON."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"$": "float", "v": repr(value)}
    if isinstance(value, bytes):
        return {"$": "bytes", "v": base64.b64encode(value).decode()}
    if isinstance(value, tuple):
        return {"$": "tuple", "v": [to_json(item) for item in value]}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) and key != "$" for key in value):
            return {key: to_json(item) for key, item in value.items()}
        return {"$": "dict", "v": [[to_json(key), to_json(item)] for key, item in value.items()]}
    if isinstance(value, datetime):
        return {"$": "date", "v": value.isoformat()}
    for name, function in FUNCTIONS.items():
        if value is function:
            return {"$": "function", "v": name}
    if isinstance(value, Indicator):
        return {"$": "indicator", "v": to_json(value.context)}
    if isinstance(value, Related):
        return {"$": "related", "v": to_json(value.entry)}
    if isinstance(value, SimpleNamespace):
        return {"$": "timeline", "v": to_json(value.indicators_timeline)}
    if hasattr(value, "to_context"):
        return {"$": type(value).__name__, "v": to_json(value.to_context())}
    if hasattr(value, "to_results"):
        return {"$": type(value).__name__, "v": to_json(value.to_results())}
    # An object's address is no part of its behaviour.
    return {"$": type(value).__name__, "v": re.sub(r" at 0x\w+", "", str(value))}


def from_json(value: Any) -> Any:
    """The value of a case, a new one each time."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$" not in value:
        return {key: from_json(item) for key, item in value.items()}
    inner = value["v"]
    makers: dict[str, Callable[[], Any]] = {
        "float": lambda: float(inner),
        "bytes": lambda: base64.b64decode(inner),
        "tuple": lambda: tuple(from_json(inner)),
        "dict": lambda: {from_json(key): from_json(item) for key, item in inner},
        "date": lambda: datetime.fromisoformat(inner),
        "function": lambda: FUNCTIONS[inner],
        "indicator": lambda: Indicator(from_json(inner)),
        "related": lambda: Related(from_json(inner)),
        "timeline": lambda: SimpleNamespace(indicators_timeline=from_json(inner)),
    }
    return makers[value["$"]]()
