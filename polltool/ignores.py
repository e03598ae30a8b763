"""What ``.gitignore`` files leave out, level by level as git reads them."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from polltool.errors import ReadError
from polltool.records import dataclass, field

if TYPE_CHECKING:
    from pathspec.pattern import Pattern

    from polltool.workspace import Workspace

_HELD = "held_"
# Names of groups that pathspec gives again and again; those of ``_hold_on_to_stars`` are each its own.
_GROUP_NAME = re.compile(rf"\(\?P<(?!{_HELD})\w+>")
# What stands between two stars of one name, and takes so many characters wherever it is found.
_BETWEEN = re.compile(r"\[\^/\]\*((?:\\.|\[\^/\](?!\*)|[^\\\[\]()*+?{}|/^$.])+)(?=\[\^/\]\*)")


@dataclass(slots=True)
class _Pattern:
    """One line of a ``.gitignore``, with the least and the greatest number of levels that it fits."""

    include: bool
    pattern: Pattern
    least: int = 1
    most: int = sys.maxsize

    def fits(self, path: str, depth: int) -> bool:
        return self.least <= depth <= self.most and self.pattern.match_file(path) is not None


@dataclass(slots=True)
class Patterns:
    """The lines of one ``.gitignore``, or of one list of such patterns, the last first.

    Patterns without a slash speak of names and those with one of paths. They are tried on
    each entry by itself, never on the folders above it: those have been decided before.
    """

    by_name: list[tuple[int, _Pattern]] = field(default_factory=list)
    by_path: list[tuple[int, _Pattern]] = field(default_factory=list)
    any_name: re.Pattern[str] | None = None
    any_path: re.Pattern[str] | None = None

    def verdict(self, path: str, name: str) -> bool | None:
        """Whether the last line that fits an entry leaves it out; None where none fits."""
        depth = path.rstrip("/").count("/") + 1
        last = -1
        include: bool | None = None
        for patterns, prefilter, target in (
            (self.by_name, self.any_name, name),
            (self.by_path, self.any_path, path),
        ):
            if not patterns or (prefilter is not None and prefilter.search(target) is None):
                continue
            for number, pattern in patterns:
                if number < last:
                    break
                if pattern.fits(target, depth):
                    last, include = number, pattern.include
                    break
        return include


class Ignores:
    """Answers for one run; each ``.gitignore`` is read once, each folder decided once."""

    __slots__ = ("_chains", "_decided", "_files", "_repositories", "_workspace")

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._files: dict[str, Patterns | None] = {}
        self._chains: dict[tuple[str, str], tuple[tuple[int, Patterns], ...]] = {}
        self._decided: dict[tuple[str, str], bool] = {}
        self._repositories: dict[str, str | None] = {}

    def repository(self, folder: str) -> str | None:
        """The nearest folder from ``folder`` up that is the root of a git work tree."""
        if folder not in self._repositories:
            parent = os.path.dirname(folder)
            if self._workspace.exists(os.path.join(folder, ".git")):
                self._repositories[folder] = folder
            else:
                self._repositories[folder] = None if parent == folder else self.repository(parent)
        return self._repositories[folder]

    def ignored(self, path: str, *, below: str, folder: bool) -> bool:
        """Whether a path is ignored, itself or by a folder that lies ``below`` the given one."""
        parent = os.path.dirname(path)
        if len(parent) > len(below) and self._folder_ignored(parent, below):
            return True
        return self._verdict(path, below, folder)

    def _folder_ignored(self, path: str, below: str) -> bool:
        key = (path, below)
        if key not in self._decided:
            self._decided[key] = self.ignored(path, below=below, folder=True)
        return self._decided[key]

    def walked(self, folder: str, names: Container[str]) -> None:
        """Take note of what a folder holds, so that it need not be asked again."""
        if ".gitignore" not in names and ".git" not in names:
            self._files[folder] = None

    def _verdict(self, path: str, below: str, folder: bool) -> bool:
        parent, name = os.path.split(path)
        end = "/" if folder else ""
        for length, file in self._above(parent, below):  # the deepest file that has an opinion decides
            relative = path[length:].lstrip(os.sep).replace(os.sep, "/")
            include = file.verdict(relative + end, name + end)
            if include is not None:
                return include
        return False

    def _above(self, folder: str, below: str) -> tuple[tuple[int, Patterns], ...]:
        """The files that speak of what lies in a folder, the deepest first, each with its folder's length."""
        key = (folder, below)
        if key not in self._chains:
            file = self._file(folder)
            own = () if file is None else ((len(folder), file),)
            parent = os.path.dirname(folder)
            top = self.repository(below) or below
            above = () if len(folder) <= len(top) or parent == folder else self._above(parent, below)
            self._chains[key] = (*own, *above)
        return self._chains[key]

    def _file(self, folder: str) -> Patterns | None:
        if folder not in self._files:
            self._files[folder] = read_patterns(list(self._lines(folder)))
        return self._files[folder]

    def _lines(self, folder: str) -> Iterator[str]:
        for name in (os.path.join(".git", "info", "exclude"), ".gitignore"):
            path = os.path.join(folder, name)
            if self._workspace.is_file(path):
                try:
                    yield from self._workspace.read(path).decode("utf-8", "replace").splitlines()
                except ReadError:
                    continue


def read_patterns(lines: Sequence[str]) -> Patterns | None:
    """The patterns of these lines, None where there are no lines; lines that git cannot read count for nothing."""
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    file = Patterns()
    held = itertools.count(1)
    for number, line in enumerate(lines):
        try:
            pattern = next(iter(GitIgnoreSpec.from_lines([line]).patterns))
        except (ValueError, StopIteration):
            continue  # git passes over what it cannot read
        if pattern.include is None:
            continue
        if line.count("*") > 2:
            _hold_on_to_stars(pattern, held)
        body = line.lstrip("!").rstrip().rstrip("/").removeprefix("**/")
        if "/" not in body:
            file.by_name.insert(0, (number, _Pattern(pattern.include, pattern)))
        else:
            levels = body.strip("/").split("/")
            least = len(levels) - levels.count("**") + (levels[-1] == "**")
            most = sys.maxsize if "**" in levels else least
            file.by_path.insert(0, (number, _Pattern(pattern.include, pattern, least, most)))
    file.any_name = _any_of(pattern for _, pattern in file.by_name)
    file.any_path = _any_of(pattern for _, pattern in file.by_path)
    return file


def _hold_on_to_stars(pattern: Pattern, numbers: Iterator[int]) -> None:
    """Let the expression of a pattern such as ``*a*a*a*b`` take the first place that fits, and stay with it.

    What follows a star in the same name may as well be found at its first place, since another
    star comes after it. Trying the others takes a time that grows with the power of the stars.

    :param numbers: gives each place in a file's patterns a number of its own.
    """
    regex = getattr(pattern, "regex", None)
    if not isinstance(regex, re.Pattern):
        return

    def held(match: re.Match[str]) -> str:
        name = f"{_HELD}{next(numbers)}"
        return f"(?=(?P<{name}>[^/]*?{match.group(1)}))(?P={name})"

    source = _BETWEEN.sub(held, regex.pattern)
    if source != regex.pattern:
        pattern.regex = re.compile(source, regex.flags)  # type: ignore[attr-defined]


def _any_of(patterns: Iterable[_Pattern]) -> re.Pattern[str] | None:
    """One expression that finds whatever any of the patterns does: most entries fit none."""
    parts = []
    for pattern in patterns:
        regex = getattr(pattern.pattern, "regex", None)
        if not isinstance(regex, re.Pattern):
            return None
        parts.append(f"(?:{_GROUP_NAME.sub('(?:', regex.pattern)})")
    try:
        return re.compile("|".join(parts)) if parts else None
    except re.error:
        return None
