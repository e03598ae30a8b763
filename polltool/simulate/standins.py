"""Stand-ins for the platform's modules, so that a test can import the integration that it tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from types import ModuleType

from polltool.simulate.errors import SimulationError
from polltool.simulate.library import MOCK_NAME, NAME, USER_NAME, Library
from polltool.simulate.subject import Files


class StandIns(MetaPathFinder):
    """Finds what nothing else finds: the library, ``demistomock``, items and shared modules.

    It stands at the end of the path, so that modules that do exist are taken as they are.
    """

    def __init__(self) -> None:
        self._folders: list[str] = []
        self._loaded: set[str] = set()
        self._files = Files()

    def install(self) -> None:
        """Take the last place among the finders."""
        sys.meta_path.append(self)

    def remove(self) -> None:
        """Give the place up, and forget the modules that were made."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name in self._loaded:
            sys.modules.pop(name, None)

    def add_folder(self, folder: str) -> None:
        """Find the items in a folder, and the shared modules of its repository."""
        if folder not in self._folders:
            self._folders.append(folder)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a stand-in, None where there is none of that name."""
        fill = _FILLED.get(fullname)
        if fill is not None:
            self._loaded.add(fullname)
            return ModuleSpec(fullname, _Filler(fill))
        file = self._file(fullname) if path is None else None
        if file is None:
            return None
        self._loaded.add(fullname)
        return spec_from_file_location(fullname, file)

    def _file(self, name: str) -> str | None:
        """The Python file of an item beside a test, or of a shared module."""
        for folder in self._folders:
            beside = os.path.join(folder, f"{name}.py")
            if os.path.isfile(beside):
                return beside
        if not name.endswith("ApiModule"):
            return None
        for folder in self._folders:
            try:
                program = self._files.shared_module(name, os.path.join(folder, "item.yml"))
            except SimulationError:
                continue  # the import fails as it would without polltool
            if program is not None:
                return self._files.workspace.absolute(program.path)
        return None


class _Filler(Loader):
    """Makes a module of what a function puts into it."""

    def __init__(self, fill: Callable[[ModuleType], None]) -> None:
        self._fill = fill

    def exec_module(self, module: ModuleType) -> None:
        """Fill it."""
        self._fill(module)


def _fill_library(module: ModuleType) -> None:
    from polltool.runtime import demisto

    names = Library((), bundled=True).fresh(demisto)
    module.__dict__.update({name: value for name, value in names.items() if not name.startswith("__")})


def _fill_nothing(module: ModuleType) -> None:
    """CommonServerUserPython holds what a customer adds: nothing here."""


def _fill_mock(module: ModuleType) -> None:
    from polltool.runtime import demisto

    # The object itself is the module: a test may patch demisto.args and the like.
    sys.modules[module.__name__] = demisto


_FILLED = {NAME: _fill_library, USER_NAME: _fill_nothing, MOCK_NAME: _fill_mock}
