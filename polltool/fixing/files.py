"""Which files fixes may change, and which items have to be linted again when one changes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property

from polltool import discovery
from polltool.imports import Imports
from polltool.workspace import Workspace


class Files:
    """The files of a run's items, by the paths that reports show.

    ``ymls`` are those of the run, ``given`` the paths that it was asked for. Where ``only``
    is given, no other file may be changed.
    """

    def __init__(
        self, workspace: Workspace, ymls: Sequence[str], given: Iterable[str], only: str | None = None
    ) -> None:
        self.workspace = workspace
        self._ymls = frozenset(ymls)
        self._only = None if only is None else workspace.display(workspace.absolute(only))
        self._folders = tuple(
            path.rstrip(os.sep) + os.sep for path in map(workspace.absolute, given) if workspace.is_dir(path)
        )
        self._imports = Imports(workspace)
        self._modules_of: dict[str, frozenset[str] | None] = {}
        self._codes: dict[str, str | None] = {}
        self._together: dict[str, frozenset[str]] = {}

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for yml in sorted(self._ymls):
            found.setdefault(os.path.dirname(yml), []).append(yml)
        return found

    def may_change(self, path: str) -> bool:
        """Whether a file belongs to the run's items, or is their shared module in a folder that was given."""
        if self._only is not None:
            return path == self._only
        inside = self.workspace.absolute(path).startswith(self._folders)
        return bool(self.owners(path) or (inside and self.together(path)))

    def owners(self, path: str) -> frozenset[str]:
        """The ymls of the run whose item has this file: the yml itself, or those it lies beside."""
        if path in self._ymls:
            return frozenset({path})
        if not path.endswith(".py"):
            return frozenset()
        beside = self._by_folder.get(os.path.dirname(path), ())
        return frozenset(yml for yml in beside if self.code(yml) == path)

    def code(self, yml: str) -> str | None:
        """The Python file beside a yml."""
        if yml not in self._codes:
            found = discovery.code_beside(self.workspace, self.workspace.absolute(yml))
            self._codes[yml] = None if found is None else self.workspace.display(found)
        return self._codes[yml]

    def together(self, path: str) -> frozenset[str]:
        """The ymls of the run that have to be linted again when a file changes.

        Those that it belongs to, those that have the same code beside them, and, of a shared
        module, those that import it.
        """
        if path not in self._together:
            self._together[path] = self._linted_with(path)
        return self._together[path]

    def _linted_with(self, path: str) -> frozenset[str]:
        ymls = set(self.owners(path))
        for yml in tuple(ymls):
            code = self.code(yml)
            if code is not None:
                ymls |= self.owners(code)
        stem = os.path.splitext(os.path.basename(path))[0]
        if stem.endswith("ApiModule"):
            ymls.update(yml for yml in self._ymls if self._may_import(yml, stem))
        return frozenset(ymls)

    def _may_import(self, yml: str, name: str) -> bool:
        modules = self._modules(yml)
        return modules is None or name in modules

    def _modules(self, yml: str) -> frozenset[str] | None:
        """The shared modules that an item imports, directly or not; None where one is not found."""
        if yml not in self._modules_of:
            found = dict(self._imports.modules(self.workspace.absolute(yml)))
            # One that is not found may lie in a configured folder and import others.
            self._modules_of[yml] = None if None in found.values() else frozenset(found)
        return self._modules_of[yml]
