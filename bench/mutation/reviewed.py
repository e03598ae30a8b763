"""Mutants that turned out, when the code was read, to be no mistakes: they are left out by name."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from bench.mutation.mistakes import Mutant

DEFAULT = Path(__file__).with_name("reviewed.yml")


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    command: str
    argument: str
    mistake: str
    reason: str
    schedules: bool

    def fits(self, path: str, command: str) -> bool:
        """Whether it is about a command."""
        return fnmatchcase("/" + path, "*/" + self.path) and fnmatchcase(command, self.command)


@dataclass(frozen=True, slots=True)
class Review:
    """What was read, and what came of it. Paths match by their end."""

    entries: tuple[_Entry, ...] = ()

    @classmethod
    def load(cls, path: Path = DEFAULT) -> Review:
        """Read a list of mappings with path, command, argument, mistake and reason (``*`` fits any).

        With ``schedules: false`` an entry says that no run of the command can schedule.
        """
        listed = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return cls(
            tuple(
                _Entry(
                    path=str(entry["path"]),
                    command=str(entry.get("command", "*")),
                    argument=str(entry.get("argument", "*")),
                    mistake=str(entry.get("mistake", "*")),
                    reason=str(entry["reason"]),
                    schedules=bool(entry.get("schedules", True)),
                )
                for entry in listed
            )
        )

    def no_schedule(self, path: str, command: str) -> str | None:
        """Why no run of a command can schedule; None where nothing says so."""
        for entry in self.entries:
            if not entry.schedules and entry.fits(path, command):
                return entry.reason
        return None

    def reason(self, made: Mutant) -> str | None:
        """Why a mutant is no mistake; None where nothing says so."""
        for entry in self.entries:
            if (
                entry.schedules
                and entry.fits(made.path, made.command)
                and fnmatchcase(made.argument or "", entry.argument)
                and fnmatchcase(made.mistake.name.lower(), entry.mistake)
            ):
                return entry.reason
        return None
