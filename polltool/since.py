"""Which items a change concerns: by their own files, and by the shared modules they import."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from polltool import git
from polltool.discovery import code_beside, yml_of
from polltool.ignores import Ignores
from polltool.imports import Imports
from polltool.records import dataclass, field
from polltool.workspace import Workspace

_SHARED = "ApiModule"
_ENDS = (".py", ".yml")


def changed_since(
    workspace: Workspace,
    revision: str,
    paths: Iterable[str],
    ymls: Sequence[str],
    module_folders: Callable[[str], Sequence[str]],
) -> tuple[str, ...]:
    """Those of the ymls that a change since ``revision`` concerns.

    A change counts from where the history parted from the revision's, up to the files as they
    lie there, untracked ones included.

    :param paths: what the run was given; each lies in a git work tree.
    :param ymls: absolute paths.
    :param module_folders: the configured folders of shared modules, for a yml.
    :raises GitError: a path lies in no work tree, git is missing or knows no such revision.
    """
    changes = _Changes(workspace, revision)
    for path in paths:
        absolute = workspace.absolute(path)
        changes.add(absolute if workspace.is_dir(absolute) else os.path.dirname(absolute))
    for yml in ymls:
        changes.cover(yml)
    changed = changes.files
    beside = {yml_of(workspace, path) for path in changed if path.endswith(".py")}
    modules = _Modules(workspace, changed, Imports(workspace, module_folders))
    return tuple(
        yml
        for yml in ymls
        if yml in beside
        or changes.has(yml)
        or changes.has(code_beside(workspace, yml))
        or modules.concern(yml)
    )


@dataclass(slots=True)
class _Changes:
    """The changed files of all work trees that the ymls lie in."""

    workspace: Workspace
    revision: str
    files: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    bases: dict[str, str | None] = field(default_factory=dict)
    ignores: Ignores = field(init=False)
    covered: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.ignores = Ignores(self.workspace)

    def add(self, folder: str) -> None:
        """Ask for the work tree of a given folder."""
        top = git.work_tree(folder)
        if top not in self.bases:
            self._ask(top, git.fork_point(top, self.revision))

    def cover(self, yml: str) -> None:
        """Ask for the work tree of a yml, where it is another one inside those that were given."""
        folder = os.path.dirname(yml)
        if folder in self.covered:
            return
        self.covered.add(folder)
        inner = self.ignores.repository(folder)
        if inner is None or inner in self.bases or git.work_tree(inner) != inner:
            return
        outer = next(
            (top for top in sorted(self.bases, reverse=True) if inner.startswith(top + os.sep)), None
        )
        base = None if outer is None else self.bases[outer]
        commit = None
        if outer is not None and base is not None:
            commit = git.submodule_commit(outer, base, os.path.relpath(inner, outer).replace(os.sep, "/"))
        if commit is not None and git.has_commit(inner, commit):
            self._ask(inner, commit)
        else:
            # It is new since then, or what it was is not known here: all of it counts.
            self.bases[inner] = None
            self.whole.add(inner + os.sep)

    def has(self, path: str | None) -> bool:
        """Whether a file is among the changed ones."""
        return path is not None and (path in self.files or path.startswith(tuple(self.whole)))

    def _ask(self, top: str, commit: str) -> None:
        self.bases[top] = commit
        self.files.update(git.changed_files(top, commit))


class _Modules:
    """The shared modules among the changed files, and who imports them."""

    __slots__ = ("_changed", "_imports", "_names", "_workspace")

    def __init__(self, workspace: Workspace, changed: Iterable[str], imports: Imports) -> None:
        self._workspace = workspace
        self._imports = imports
        stems = ((os.path.splitext(os.path.basename(path)), path) for path in changed)
        self._changed = {path: stem for (stem, end), path in stems if stem.endswith(_SHARED) and end in _ENDS}
        self._names = frozenset(self._changed.values())

    def concern(self, yml: str) -> bool:
        """Whether an item imports a changed module, itself or through other modules."""
        if not self._names:
            return False
        return any(
            module in self._changed or (name in self._names and self._gone(name))
            for name, module in self._imports.modules(yml)
        )

    def _gone(self, name: str) -> bool:
        """Whether a changed module of that name is one that was deleted: it was imported from there."""
        return any(stem == name and not self._workspace.is_file(path) for path, stem in self._changed.items())
