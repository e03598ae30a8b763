"""The content that is measured: which files other programs are given so that all read the same."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polltool.discovery import code_beside, discover
from polltool.scope import looks_like_item, mentions_polling
from polltool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Subject:
    """A content repository: the absolute paths of its item ymls and of its Python files."""

    root: str
    ymls: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def yml_bytes(self) -> int:
        """How large the ymls are together."""
        return sum(map(os.path.getsize, self.ymls))

    @property
    def code_bytes(self) -> int:
        """How large the Python files are together."""
        return sum(map(os.path.getsize, self.codes))


def subject(root: str) -> Subject:
    """The integrations, scripts and Python files below a folder."""
    workspace = Workspace(os.path.abspath(root))
    found = discover(workspace, ["."]).ymls
    ymls = [yml for yml in found if looks_like_item(workspace.read(yml))]
    return Subject(workspace.cwd, tuple(ymls), tuple(sorted(_codes(workspace.cwd))))


def _codes(root: str) -> Iterator[str]:
    for folder, inner, names in os.walk(root):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (os.path.join(folder, name) for name in names if name.endswith(".py"))


def sample(paths: Sequence[str], size: int, seed: int = 0) -> tuple[tuple[str, ...], float]:
    """Files of about ``size`` bytes chosen by chance, and how many times as large all of them are."""
    shuffled = list(paths)
    random.Random(seed).shuffle(shuffled)
    total = sum(map(os.path.getsize, paths))
    chosen: list[str] = []
    taken = 0
    for path in shuffled:
        if taken >= size:
            break
        chosen.append(path)
        taken += os.path.getsize(path)
    return tuple(chosen), total / max(taken, 1)


def polling_items(ymls: Sequence[str]) -> list[tuple[int, str]]:
    """The items with Python that mention polling, by the size of yml and code together."""
    workspace = Workspace()
    sizes = []
    for yml in ymls:
        code = code_beside(workspace, yml)
        if code is not None and mentions_polling(workspace.read(yml)):
            sizes.append((os.path.getsize(yml) + os.path.getsize(code), yml))
    return sorted(sizes)


def copies(root: str, target: str, number: int) -> None:
    """Put so many copies of a content repository into a folder; the files are links where the disk allows."""

    def link(source: str, copy: str) -> None:
        try:
            os.link(source, copy, follow_symlinks=False)
        except OSError:
            shutil.copy2(source, copy, follow_symlinks=False)

    for count in range(number):
        shutil.copytree(root, os.path.join(target, f"copy{count}"), symlinks=True, copy_function=link)
