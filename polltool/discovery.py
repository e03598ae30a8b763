"""Which files a run looks at, and which files belong together, by their names alone."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Protocol

from polltool.errors import Failure
from polltool.ignores import Ignores
from polltool.records import dataclass, field
from polltool.workspace import Workspace, is_regular

YML_SUFFIXES = (".yml", ".yaml")
SKIPPED_FOLDERS = frozenset(
    {
        # tests and test data
        "test_data",
        "testdata",
        "testplaybooks",
        "tests",
        # what tools make
        "node_modules",
        "__pycache__",
        "venv",
        "site-packages",
    }
)
"""Folders that a walk does not enter, in lower case; hidden folders and virtual environments neither."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the given paths stand for.

    ``ymls`` are absolute paths, each once, in the order of the paths that reports show;
    ``notes`` are remarks on paths that stand for nothing.
    """

    ymls: tuple[str, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()


class Exclusions(Protocol):
    """What is left out besides what ``.gitignore`` files leave out."""

    def walked(self, folder: str, names: Container[str]) -> None:
        """Take note of what a folder holds."""

    def excluded(self, path: str, *, folder: bool) -> bool:
        """Whether this entry itself is left out; those above it are asked by themselves."""
        ...


@dataclass(slots=True)
class _Collector:
    workspace: Workspace
    force_exclude: bool
    exclusions: Exclusions | None
    ignores: Ignores = field(init=False)
    ymls: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ignores = Ignores(self.workspace)

    def add(self, given: str) -> None:
        path = self.workspace.absolute(given)
        if self.workspace.is_dir(path):
            if not (self.force_exclude and self._left_out(path, folder=True)):
                self.ymls.update(self._walk(path))
        elif not self.workspace.exists(path):
            self.failures.append(Failure(self.workspace.display(path), self._missing(given, path)))
        elif self.force_exclude and self._left_out(path, folder=False):
            self.notes.append(f"{self.workspace.display(path)} is excluded (--force-exclude)")
        elif path.lower().endswith(YML_SUFFIXES):
            self.ymls.add(path)
        elif path.lower().endswith(".py"):
            yml = yml_of(self.workspace, path)
            if yml is not None:
                self.ymls.add(yml)
            else:
                self.notes.append(f"{self.workspace.display(path)} belongs to no integration or script")
        else:
            self.notes.append(
                f"{self.workspace.display(path)} is neither a folder nor a .yml, .yaml or .py file"
            )

    def _left_out(self, path: str, *, folder: bool) -> bool:
        top = self.ignores.repository(path if folder else os.path.dirname(path)) or self.workspace.cwd
        if os.path.commonpath([top, path]) != top:
            top = os.path.dirname(path)
        inner = os.path.relpath(path, top).split(os.sep)
        folders = inner if folder else inner[:-1]
        return (
            any(_skipped(name) for name in folders if name != ".")
            or self.ignores.ignored(path, below=top, folder=folder)
            or self._excluded(path, folder=folder)
        )

    def _excluded(self, path: str, *, folder: bool) -> bool:
        """Whether the configuration leaves a path out, itself or by a folder above it."""
        parent = os.path.dirname(path)
        if self.exclusions is None or parent == path:
            return False
        return self.exclusions.excluded(path, folder=folder) or self._excluded(parent, folder=True)

    def _walk(self, root: str) -> Iterator[str]:
        pending = [root]
        found: list[str] = []
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = {entry.name: entry for entry in entries}
            except OSError as error:
                reason = error.strerror or str(error)
                failure = Failure(self.workspace.display(folder), f"this folder cannot be listed: {reason}")
                self.failures.append(failure)
                continue
            self.workspace.listed(folder, listed)
            if "pyvenv.cfg" in listed and folder != root:
                continue
            self.ignores.walked(folder, listed)
            if self.exclusions is not None:
                self.exclusions.walked(folder, listed)
            for name, entry in listed.items():
                if name.endswith(YML_SUFFIXES) and not name.startswith(".") and is_regular(entry):
                    found.append(entry.path)
                elif (
                    not _skipped(name)
                    and entry.is_dir(follow_symlinks=False)
                    and not self._left_out_here(entry.path, folder=True)
                ):
                    pending.append(entry.path)
        inside = root.rstrip(os.sep) + os.sep
        found += [
            path
            for path in self.workspace.overlaid
            if path.startswith(inside) and path.endswith(YML_SUFFIXES)
        ]
        for path in found:
            if self.ignores.ignored(path, below=root, folder=False):
                continue
            if not self._left_out_here(path, folder=False):
                yield path

    def _left_out_here(self, path: str, *, folder: bool) -> bool:
        return self.exclusions is not None and self.exclusions.excluded(path, folder=folder)

    def _missing(self, given: str, path: str) -> str:
        return f"this path does not exist{self.workspace.near(path)}"


def _skipped(name: str) -> bool:
    return name.startswith(".") or name.lower() in SKIPPED_FOLDERS


def discover(
    workspace: Workspace,
    paths: Iterable[str],
    *,
    force_exclude: bool = False,
    exclusions: Exclusions | None = None,
) -> Discovery:
    """The ymls that the given folders, ymls and Python files stand for.

    Folders are walked, honouring ``.gitignore`` and ``exclusions``; what is named itself is
    taken even if it is ignored, unless ``force_exclude``. Whether a yml is an integration or a script is not
    known yet.
    """
    collector = _Collector(workspace, force_exclude, exclusions)
    for path in paths:
        collector.add(os.fspath(path))
    ymls = sorted(collector.ymls, key=lambda path: path.replace(os.sep, "/"))
    return Discovery(tuple(ymls), tuple(collector.failures), tuple(collector.notes))


def yml_of(workspace: Workspace, code: str) -> str | None:
    """The yml that a Python file belongs to: that of the same stem, else the only one beside it.

    Tests belong to none.
    """
    folder, name = os.path.split(code)
    if not is_code(name):
        return None
    ymls = [other for other in workspace.names(folder) if other.lower().endswith(YML_SUFFIXES)]
    stem = os.path.splitext(name)[0]
    same = [other for other in ymls if os.path.splitext(other)[0] == stem]
    candidates = sorted(same) or [other for other in ymls if not other.startswith(".")]
    return os.path.join(folder, candidates[0]) if same or len(candidates) == 1 else None


def code_beside(workspace: Workspace, yml: str) -> str | None:
    """The Python file that may hold the code of a split yml: the same stem, else the only one there."""
    same = os.path.splitext(yml)[0] + ".py"
    if workspace.is_file(same):
        return same
    folder = os.path.dirname(yml)
    others = [name for name in workspace.names(folder) if name.endswith(".py") and is_code(name)]
    return os.path.join(folder, others[0]) if len(others) == 1 else None


_NO_CODE = re.compile(r"(?:_test|^test_.*|^conftest|^demistomock|^__init__|^CommonServer\w*)\.py$")


def is_code(name: str) -> bool:
    """Whether a Python file's name is that of an item's own code, not of a test or the platform's stubs."""
    return _NO_CODE.search(name) is None


def shared_module(workspace: Workspace, name: str, item: str, folders: Sequence[str] = ()) -> str | None:
    """The file of a shared module (``AcmeApiModule``) that the item at path ``item`` imports.

    Looked for in the configured ``folders``, in ``Packs/ApiModules/Scripts`` of the item's
    repository, in an ``ApiModules/Scripts`` beside any folder above the item, beside the
    item, and among the scripts of the item's own pack. The result is a ``.py``, or a yml
    that has the code inside.
    """
    for folder in _module_folders(workspace, name, item, folders):
        for candidate in (f"{name}.py", f"{name}.yml"):
            path = os.path.join(folder, candidate)
            if path != item and workspace.is_file(path):
                return path
    return None


def folders_above(workspace: Workspace, folder: str) -> Iterator[str]:
    """A folder and those above it, up to the root of its repository."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder or workspace.exists(os.path.join(folder, ".git")):
            return
        folder = parent


def _module_folders(workspace: Workspace, name: str, item: str, folders: Sequence[str]) -> Iterator[str]:
    for configured in folders:
        yield workspace.absolute(configured)
        yield os.path.join(workspace.absolute(configured), name)
    here = os.path.dirname(item)
    for above in folders_above(workspace, here):
        if os.path.basename(above) == "Packs":
            yield os.path.join(above, "ApiModules", "Scripts", name)
        yield os.path.join(above, "ApiModules", "Scripts", name)
        yield os.path.join(above, "Packs", "ApiModules", "Scripts", name)
    yield here
    yield os.path.join(os.path.dirname(os.path.dirname(here)), "Scripts", name)
