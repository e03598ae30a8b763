"""What a run sees of the disk, kept so that a later run can tell whether it would see the same."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from polltool.digests import digest

RECENT = 2_000_000_000
"""Nanoseconds. A file that was changed later than this before a run looked at it may change again and keep its
time: clocks of file systems tick in steps of up to two seconds. Its time alone proves nothing."""

QUESTIONS: Mapping[str, Callable[[str], bool]] = {
    "file": os.path.isfile,
    "folder": os.path.isdir,
    "there": os.path.lexists,
}
"""What can be asked of a path."""


class Stamp(NamedTuple):
    """What tells without reading it that a file is as it was: size in bytes, times in nanoseconds.

    ``changed`` is when its data or its entry last changed, where the system keeps that: it moves
    where somebody sets ``modified`` back.
    """

    size: int
    modified: int
    changed: int

    @staticmethod
    def of(status: os.stat_result) -> Stamp:
        """The stamp of a regular file."""
        return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def recent(self, now: int) -> bool:
        """Whether it proves nothing for one who looked at the file at ``now`` (nanoseconds)."""
        return max(self.modified, self.changed) > now - RECENT


class Seen(NamedTuple):
    """A file as it was when it was read, with the digest of what was read."""

    stamp: Stamp
    digest: str


class Witness:
    """Everything that one run asks of the disk.

    ``files`` are those that were read, ``folders`` those that were listed with all their names,
    ``answers`` those to other questions, by question (of ``QUESTIONS``) and path. ``unsteady``
    are files that could not be read, or that were not the same when they were read again.
    """

    __slots__ = ("answers", "files", "folders", "started", "unsteady")

    def __init__(self) -> None:
        self.started = time.time_ns()
        self.files: dict[str, Seen] = {}
        self.folders: dict[str, tuple[str, ...]] = {}
        self.answers: dict[tuple[str, str], bool] = {}
        self.unsteady: set[str] = set()

    def read(self, path: str, status: os.stat_result, data: bytes) -> None:
        """Take note of a file's bytes; ``status`` is of the time before they were read."""
        stamp = Stamp.of(status)
        before = self.files.get(path)
        if before is None:
            self.saw(path, Seen(stamp, digest(data)))
        elif before.stamp != stamp:
            self.unsteady.add(path)

    def saw(self, path: str, seen: Seen) -> None:
        """Take note of a file as it is."""
        if self.files.setdefault(path, seen) != seen:
            self.unsteady.add(path)

    def listed(self, folder: str, names: Iterable[str]) -> None:
        """Take note of all that a folder holds."""
        self.folders[folder] = tuple(sorted(names))

    def asked(self, question: str, path: str, answer: bool) -> bool:
        """Take note of an answer, and give it."""
        self.answers[(question, path)] = answer
        return answer

    def add(self, other: Witness) -> None:
        """Take over what another process of the same run saw."""
        for path, seen in other.files.items():
            self.saw(path, seen)
        self.folders.update(other.folders)
        self.answers.update(other.answers)
        self.unsteady |= other.unsteady

    def unproven(self) -> dict[str, str]:
        """The files whose stamps prove nothing, with their digests."""
        return {path: seen.digest for path, seen in self.files.items() if seen.stamp.recent(self.started)}

    def open_answers(self) -> dict[tuple[str, str], bool]:
        """The answers that the listed folders and the read files do not give by themselves."""
        entries = {folder: frozenset(names) for folder, names in self.folders.items()}
        return {key: answer for key, answer in self.answers.items() if not self._implied(entries, *key)}

    def _implied(self, entries: Mapping[str, frozenset[str]], question: str, path: str) -> bool:
        if question == "file" and path in self.files:
            return True
        parent, name = os.path.split(path)
        if parent in entries and name in entries[parent]:
            return question == "there"
        while parent not in entries:
            above, name = os.path.split(parent)
            if above == parent:
                return False
            parent = above
        return name not in entries[parent]


def fingerprint(folders: Iterable[Sequence[str]], stamps: Iterable[Stamp | None]) -> str:
    """One text for the names in folders, each sorted, and the stamps of files; no file: None."""
    parts = ["\0".join(names) for names in folders]
    parts += ["-" if stamp is None else f"{stamp.size} {stamp.modified} {stamp.changed}" for stamp in stamps]
    return digest("\n\0".join(parts).encode("utf-8", "surrogateescape"))


def list_sorted(folder: str) -> list[str]:
    """All names in a folder, sorted; none where it cannot be listed."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    names.sort()
    return names


def stamp_of(path: str) -> Stamp | None:
    """The stamp of the regular file at a path, None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return Stamp.of(status) if stat.S_ISREG(status.st_mode) else None
