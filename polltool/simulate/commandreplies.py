"""Canned replies to ``demisto.executeCommand``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from polltool.records import dataclass, field
from polltool.simulate.book import Book, used_up
from polltool.simulate.replies import Unexpected

ERROR_ENTRY = 4
NOTE_ENTRY = 1

Entries = tuple[Mapping[str, Any], ...]


class UnexpectedCommand(Unexpected):
    """No reply answers a call of executeCommand."""


@dataclass(frozen=True, slots=True)
class CommandReply:
    """What a call of a command or script gives.

    ``args`` have to be among the call's; ``times`` is how often it answers, None for ever;
    ``line`` is where it stands in its scenario, 0 for one made in code.
    """

    command: str
    entries: Entries
    args: Mapping[str, Any] = field(default_factory=dict)
    times: int | None = 1
    line: int = 0

    def refusal(self, command: str, args: Mapping[str, Any]) -> str | None:
        """Why this does not answer the call, None if it does."""
        if command != self.command:
            return "another command"
        for name, value in self.args.items():
            if name not in args:
                return f"{name} is not given"
            if args[name] != value:
                return f"{name}: {_shown(args[name])}, not {_shown(value)}"
        return None


def note_entry(
    contents: Any = None, human_readable: str | None = None, context: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """An entry as executeCommand returns it for a command that went well."""
    return {
        "Type": NOTE_ENTRY,
        "ContentsFormat": "text" if isinstance(contents, str) else "json",
        "Contents": human_readable if contents is None else contents,
        "ReadableContentsFormat": "markdown",
        "HumanReadable": human_readable,
        "EntryContext": dict(context or {}),
    }


def error_entry(message: str) -> dict[str, Any]:
    """An entry as executeCommand returns it for a command that failed."""
    return {"Type": ERROR_ENTRY, "ContentsFormat": "text", "Contents": message, "EntryContext": None}


class CommandBook(Book[CommandReply]):
    """The replies to executeCommand of one sequence, used up in order."""

    def answer(self, command: str, args: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The entries of the first reply that means this call and is not used up; fresh ones.

        :raises UnexpectedCommand: there is none; its text says what was called and expected.
        """
        reply = self._take(lambda reply: reply.refusal(command, args))
        if reply is None:
            raise UnexpectedCommand(self._message(command, args))
        fresh: list[dict[str, Any]] = json.loads(json.dumps(reply.entries, default=str))
        return fresh

    def _message(self, command: str, args: Mapping[str, Any]) -> str:
        lines = [f"unexpected executeCommand: {command} with {_shown(dict(args))}"]
        if not self._replies:
            lines.append(f"  {self._origin} has no replies to executeCommand (commands)")
            return "\n".join(lines)
        lines.append(f"  none of the replies of {self._origin} answers it:")
        for reply in self._replies:
            reason = reply.refusal(command, args) or used_up(reply.times)
            where = f"line {reply.line}: " if reply.line else ""
            lines.append(f"    {where}{reply.command} ({reason})")
        return "\n".join(lines)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
