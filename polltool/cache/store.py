"""Records on the disk: one file each, whole or of no effect.

A record is JSON behind a line with its digest. One that is damaged, cut short, of another
version, somebody else's or not what its name says counts as none: nothing in it is believed,
and nothing in it is ever run.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import sys
import time
from collections.abc import Iterator, Mapping

from polltool.atomic import written_beside
from polltool.digests import digest

VARIABLE = "POLLTOOL_CACHE_DIR"
KEPT_BYTES = 256 * 1024 * 1024
KEPT_RECORDS = 256
MAX_BYTES = 64 * 1024 * 1024
_HEAD = b"polltool cache 1 "
_RECORD = re.compile(r"[0-9a-f]{32}\.(?:run|items)")
_LEFT_OVER = re.compile(r"\.polltool-.*\.tmp")
_DAY = 24 * 60 * 60
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file says to backup programs that the folder is a cache. It was made by polltool.\n"
)


class Missing(Exception):
    """There is no record that counts."""


def cache_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """The folder for records; None where no place is known.

    ``POLLTOOL_CACHE_DIR``, else ``polltool`` in ``XDG_CACHE_HOME`` or in the platform's folder for caches.
    """
    own = environ.get(VARIABLE)
    if own:
        return os.path.abspath(own)
    shared = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(shared):
        return os.path.join(shared, "polltool")
    if platform == "win32":
        local = environ.get("LOCALAPPDATA", "")
        return os.path.join(local, "polltool", "Cache") if os.path.isabs(local) else None
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None
    return os.path.join(home, "Library/Caches" if platform == "darwin" else ".cache", "polltool")


class Store:
    """The records in one folder."""

    __slots__ = ("_folder",)

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def load(self, key: str, kind: str) -> object:
        """What was saved under a key.

        :param kind: ``run`` or ``items``.
        :raises Missing: there is no sound record.
        """
        path = self._path(key, kind)
        body = _read(path)
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            raise Missing from None
        if not isinstance(document, dict) or document.get("key") != key:
            raise Missing
        with contextlib.suppress(OSError):
            if time.time() - os.stat(path).st_mtime > _DAY:
                os.utime(path)  # it is of use: the oldest ones go first
        return document.get("value")

    def save(self, key: str, kind: str, value: object) -> None:
        """Save a value of JSON's types under a key, in the place of what was there.

        :raises OSError: it cannot be written; what was there is as it was.
        """
        body = json.dumps({"key": key, "value": value}, separators=(",", ":")).encode("ascii")
        if len(body) > MAX_BYTES:
            return
        self._make_folder()
        path = self._path(key, kind)
        # Not through a link that somebody put there: what it leads to is not ours.
        made = written_beside(path, b"%s%s\n%s" % (_HEAD, digest(body).encode(), body), lasting=False)
        try:
            os.replace(made, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(made)
            raise
        self._tidy()

    def _path(self, key: str, kind: str) -> str:
        return os.path.join(self._folder, f"{digest(key.encode('utf-8', 'surrogateescape'))}.{kind}")

    def _make_folder(self) -> None:
        if os.path.isdir(self._folder):
            return
        os.makedirs(os.path.dirname(self._folder), exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another run makes it at the same time
            os.mkdir(self._folder, 0o700)
            with open(os.path.join(self._folder, "CACHEDIR.TAG"), "w", encoding="utf-8") as file:
                file.write(_TAG)

    def _tidy(self) -> None:
        """Remove the records that were of no use for the longest time, where there are too many."""
        now = time.time()
        room, left = KEPT_BYTES, KEPT_RECORDS
        for status, path in sorted(self._ours(), key=lambda one: -one[0].st_mtime):
            left_over = not _RECORD.fullmatch(os.path.basename(path))
            if not left_over:
                room, left = room - status.st_size, left - 1
            if (left_over and now - status.st_mtime > _DAY) or room < 0 or left < 0:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def _ours(self) -> Iterator[tuple[os.stat_result, str]]:
        """The files here that polltool made: there may be others, the folder is the user's choice."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if _RECORD.fullmatch(entry.name) or _LEFT_OVER.fullmatch(entry.name):
                    with contextlib.suppress(OSError):
                        yield entry.stat(follow_symlinks=False), entry.path


def _read(path: str) -> bytes:
    """The JSON of the record at a path.

    :raises Missing: there is none, it is damaged, or others may have written it.
    """
    try:
        descriptor = os.open(
            path,
            os.O_RDONLY
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_BINARY", 0),
        )
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES or not _is_ours(status):
                raise Missing
            head, _, body = file.read().partition(b"\n")
    except (OSError, ValueError):
        raise Missing from None
    if head != _HEAD + digest(body).encode():
        raise Missing
    return body


def _is_ours(status: os.stat_result) -> bool:
    """Whether only this user can have written a file."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
