"""What the server makes of the results that a run hands it: entries, schedules, context."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from polltool.records import dataclass
from polltool.simulate.sequence import Entry, Schedule

MIN_INTERVAL = 10
"""The server waits at least that many seconds between runs (facts.md 3)."""

TYPES: Mapping[int, str] = {
    1: "note",
    2: "download-agent",
    3: "file",
    4: "error",
    5: "pinned",
    6: "user-management",
    7: "image",
    8: "playground-error",
    9: "info-file",
    10: "video",
    11: "warning",
    12: "static-video",
    15: "map",
    16: "indicator-timeline",
    17: "widget",
    19: "execution-metrics",
}
"""The platform's entry types in words."""

_SCHEDULE_KEYS = ("PollingCommand", "NextRun")


def entry_of(raw: Mapping[str, Any]) -> Entry:
    """The entry as reports show it."""
    number = raw.get("Type", 1)
    readable = raw.get("HumanReadable")
    contents = raw.get("Contents")
    context = raw.get("EntryContext")
    file = raw.get("File")
    bears = any(value not in (None, "", [], {}) for value in (readable, contents, context, file))
    return Entry(
        type=TYPES.get(number, str(number)) if isinstance(number, int) else str(number),
        human_readable=None if readable is None else str(readable),
        contents=contents,
        context=context if isinstance(context, Mapping) else {},
        format=str(raw.get("ContentsFormat") or "text"),
        file=None if file is None else str(file),
        silent=not bears,
        raw=raw,
    )


def server_error(text: str) -> Entry:
    """An error entry that the server itself makes."""
    raw = {"Type": 4, "ContentsFormat": "text", "Contents": text}
    return Entry("error", None, text, {}, by_server=True, raw=raw)


def error_text(entry: Entry) -> str:
    """What an error entry says."""
    text = entry.human_readable or entry.contents
    return text if isinstance(text, str) else str(text)


@dataclass(frozen=True, slots=True)
class BadSchedule:
    """A schedule that no server can act upon; ``reason`` says why."""

    reason: str


def schedule_of(raw: Mapping[str, Any]) -> Schedule | BadSchedule | None:
    """The schedule that an entry bears; None where it bears none (facts.md 1).

    What ``executeCommand`` gave schedules nothing, handed on as it is or not.
    """
    if not any(raw.get(key) for key in _SCHEDULE_KEYS) or _is_executed(raw):
        return None
    command = raw.get("PollingCommand")
    if not isinstance(command, str) or not command:
        return BadSchedule(f"its PollingCommand is {command!r}, no command's name")
    asked = _seconds(raw.get("NextRun"))
    if asked is None:
        return BadSchedule(f"its NextRun is {raw.get('NextRun')!r}, no number of seconds")
    timeout = raw.get("Timeout")
    limit = None if timeout in (None, "") else _seconds(timeout)
    if limit is None and timeout not in (None, ""):
        return BadSchedule(f"its Timeout is {timeout!r}, no number of seconds")
    args = raw.get("PollingArgs")
    if args not in (None, "") and not isinstance(args, Mapping):
        return BadSchedule(f"its PollingArgs are {args!r}, no dictionary")
    remaining = raw.get("PollingItemsRemaining")
    return Schedule(
        command=command,
        next_run=max(asked, MIN_INTERVAL),
        timeout=limit,
        args=args or {},
        items_remaining=remaining if isinstance(remaining, int) else None,
        asked=asked,
    )


def executed(entries: Any) -> Any:
    """What ``executeCommand`` gives: a schedule in it is not acted upon, its metadata tells of it (facts.md 10)."""
    if isinstance(entries, list):
        return [executed(entry) for entry in entries]
    if not isinstance(entries, dict) or not any(entries.get(key) for key in _SCHEDULE_KEYS):
        return entries
    metadata = {
        "polling": True,
        "pollingCommand": entries.get("PollingCommand"),
        "pollingArgs": entries.get("PollingArgs") or {},
        "nextRun": entries.get("NextRun"),
        "timeout": entries.get("Timeout"),
        "pollingItemsRemaining": entries.get("PollingItemsRemaining"),
    }
    return {**entries, "Metadata": {**metadata, **(entries.get("Metadata") or {}), "polling": True}}


def _is_executed(raw: Mapping[str, Any]) -> bool:
    metadata = raw.get("Metadata")
    return isinstance(metadata, Mapping) and bool(metadata.get("polling"))


def _seconds(value: Any) -> float | None:
    """A number of seconds, as the server reads it; a whole one as an int."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if not math.isfinite(number) or number < 0:
        return None
    return int(number) if number.is_integer() else number


# -- context

_CONDITION = re.compile(r"val\.([\w.]+)\s*&&\s*val\.\1\s*==\s*obj\.\1|val\.([\w.]+)\s*==\s*obj\.([\w.]+)")


def merge_context(context: dict[str, Any], new: Mapping[str, Any]) -> None:
    """Put an entry's context into the incident's.

    A key is a path, with a condition in parentheses that tells which of the values already
    there are the same thing (``Acme.Scan(val.id && val.id == obj.id)``): these are updated,
    others are added. Without a condition everything that is not there yet is added.
    """
    for key, value in new.items():
        path, _, condition = key.partition("(")
        *folders, last = path.strip().split(".")
        place: Any = context
        for folder in folders:
            inner = place.get(folder)
            if isinstance(inner, list):
                inner = inner[-1] if inner and isinstance(inner[-1], dict) else None
            if not isinstance(inner, dict):
                inner = place[folder] = {}
            place = inner
        fields = [(own or left, own or right) for own, left, right in _CONDITION.findall(condition)]
        place[last] = _merged(place.get(last), value, fields)


def _merged(there: Any, value: Any, fields: list[tuple[str, str]]) -> Any:
    if there is None:
        return value
    known = list(there) if isinstance(there, list) else [there]
    for one in value if isinstance(value, list) else [value]:
        _add(known, one, fields)
    return known[0] if len(known) == 1 else known


def _add(known: list[Any], one: Any, fields: list[tuple[str, str]]) -> None:
    if not fields:
        if one not in known:
            known.append(one)
        return
    for index, other in enumerate(known):
        if all(
            (found := _field(other, left)) is not None and found == _field(one, right)
            for left, right in fields
        ):
            known[index] = {**other, **one} if isinstance(one, dict) else one
            return
    known.append(one)


def _field(value: Any, path: str) -> Any:
    for part in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value
