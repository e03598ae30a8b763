"""The files as polltool sees them: the disk, and over it the unsaved text of an editor or stdin."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

from polltool.errors import ReadError, did_you_mean
from polltool.witness import Witness

MAX_BYTES = 64 * 1024 * 1024
"""A file larger than this is no integration or script: it is refused before it fills the memory."""

MOST_FOLDERS = 256
"""The names in so many folders are kept, so that memory does not grow with the repository."""


class Workspace:
    """One way in to files, by absolute path.

    ``overlay`` maps absolute paths to the bytes that stand for the file's content, whether
    or not the disk has such a file. Paths are shown relative to ``cwd``. A ``witness`` takes note
    of all that the disk is asked.
    """

    __slots__ = ("_names", "_overlay", "_witness", "cwd")

    def __init__(
        self,
        cwd: str | None = None,
        overlay: Mapping[str, bytes] | None = None,
        witness: Witness | None = None,
    ) -> None:
        self.cwd = os.path.abspath(cwd or os.getcwd())
        self._witness = witness
        self._overlay = {self.absolute(path): data for path, data in (overlay or {}).items()}
        self._names: dict[str, frozenset[str]] = {}

    def absolute(self, path: str) -> str:
        """The path from the root, without ``..`` and doubled separators; links stay as they are."""
        return os.path.normpath(os.path.join(self.cwd, path))

    def display(self, path: str) -> str:
        """The path as reports show it: relative to the working directory, with forward slashes."""
        prefix = self.cwd + os.sep
        if path.startswith(prefix):
            relative = path[len(prefix) :]
        else:
            try:
                relative = os.path.relpath(path, self.cwd)
            except ValueError:  # another drive
                relative = path
        return relative.replace(os.sep, "/")

    @property
    def overlaid(self) -> Mapping[str, bytes]:
        """The overlay by absolute path."""
        return self._overlay

    def exists(self, path: str) -> bool:
        """Whether there is something at an absolute path."""
        return path in self._overlay or self._asked("there", path, os.path.lexists(path))

    def is_dir(self, path: str) -> bool:
        """Whether an absolute path is a folder."""
        return path not in self._overlay and self._asked("folder", path, os.path.isdir(path))

    def is_file(self, path: str) -> bool:
        """Whether an absolute path is a regular file (or a link to one)."""
        return path in self._overlay or self._asked("file", path, os.path.isfile(path))

    def _asked(self, question: str, path: str, answer: bool) -> bool:
        return answer if self._witness is None else self._witness.asked(question, path, answer)

    def listed(self, folder: str, names: Iterable[str]) -> None:
        """Take note of all that a folder holds, where somebody else listed it."""
        if self._witness is not None:
            self._witness.listed(folder, names)

    def names(self, folder: str) -> frozenset[str]:
        """The names of the regular files in a folder; none where it cannot be listed."""
        if folder not in self._names:
            try:
                with os.scandir(folder) as found:
                    entries = list(found)
            except OSError:
                entries = []
            self.listed(folder, (entry.name for entry in entries))
            names = {entry.name for entry in entries if is_regular(entry)}
            names.update(os.path.basename(path) for path in self._overlay if os.path.dirname(path) == folder)
            if len(self._names) >= MOST_FOLDERS:
                self._names.clear()  # nobody asks again once a run has gone on to other folders
            self._names[folder] = frozenset(names)
        return self._names[folder]

    def near(self, path: str) -> str:
        """What to say after a path that leads nowhere: one beside it that was probably meant, if there is one."""
        folder, name = os.path.split(path)
        while not os.path.isdir(folder) and folder != os.path.dirname(folder):
            folder, name = os.path.split(folder)
        try:
            there = sorted(os.listdir(folder))
        except OSError:
            return ""
        hint = did_you_mean(name, there, "", shown=lambda near: self.display(os.path.join(folder, near)))
        return f"; {hint}" if hint else ""

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        :raises ReadError: it is missing, unreadable, no regular file, or far too large.
        """
        if path in self._overlay:
            return self._overlay[path]
        try:
            return self._read(path)
        except ReadError:
            if self._witness is not None:
                self._witness.unsteady.add(path)
            raise

    def read_named(self, path: str) -> tuple[str, str, bytes]:
        """A file that the user named: its absolute path, the way it is shown, its bytes.

        :raises ReadError: as in ``read``; the text names the file.
        """
        absolute = self.absolute(path)
        shown = self.display(absolute)
        try:
            return absolute, shown, self.read(absolute)
        except ReadError as error:
            raise ReadError(f"{shown}: {error}") from None

    def _read(self, path: str) -> bytes:
        try:
            # Not blocking: a named pipe that is called x.yml must not hang the run.
            descriptor = os.open(
                path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            )
            with os.fdopen(descriptor, "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise ReadError("this is no regular file; leave it out or replace it by one")
                if status.st_size > MAX_BYTES:
                    size = status.st_size // (1024 * 1024)
                    limit = MAX_BYTES // (1024 * 1024)
                    raise ReadError(f"{size} MB are too large to check (at most {limit} MB); leave it out")
                data = file.read()
                if self._witness is not None:
                    self._witness.read(path, status, data)
                return data
        except FileNotFoundError:
            raise ReadError(f"no such file{self.near(path)}") from None
        except IsADirectoryError:
            raise ReadError("this is a folder, not a file; leave it out or rename it") from None
        except PermissionError:
            raise ReadError("permission denied; make it readable for the user that runs polltool") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise ReadError(f"it cannot be read: {reason}") from None


def is_regular(entry: os.DirEntry[str]) -> bool:
    """Whether a folder's entry is a regular file or leads to one; a link in a circle does not."""
    try:
        return entry.is_file()
    except OSError:
        return False
