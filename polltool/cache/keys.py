"""What a record is good for: the same question, asked of the same polltool on the same Python."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from polltool import __version__
from polltool.digests import digest
from polltool.records import dataclass

FORMAT = 1
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked to do, as far as it decides what is found; ``cwd`` is absolute."""

    cwd: str
    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    everything: bool = False
    force_exclude: bool = False
    config: str | None = None
    isolated: bool = False
    baseline: str | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What ``lint_paths`` is to be given besides the paths."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "paths"}

    @property
    def key(self) -> str:
        """The request, with what else the answer rests on that lies in no checked file."""
        return json.dumps([FORMAT, *_tool(), [getattr(self, name) for name in self.__slots__]])


def _tool() -> Iterator[object]:
    """Versions of polltool, of Python and of what is installed beside them."""
    yield __version__
    yield [sys.implementation.name, *sys.version_info[:3], sys.platform]
    yield sorted(_distributions(sys.path))
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if os.path.basename(os.path.dirname(package)) not in _INSTALLED:
        # A checkout, in which code changes and the version does not.
        files = (*_files(package), *_files(os.path.join(os.path.dirname(package), "schemas")))
        yield digest(json.dumps(sorted(files)).encode())


def _distributions(folders: Sequence[str]) -> Iterator[str]:
    """The names and versions of installed packages, told by the names of their metadata alone."""
    for folder in folders:
        if os.path.basename(folder) in _INSTALLED:
            try:
                names = os.listdir(folder)
            except OSError:
                continue
            yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError:
        return
    for entry in listed:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        elif not entry.name.endswith(".pyc"):
            status = entry.stat()
            yield entry.path, status.st_size, status.st_mtime_ns
