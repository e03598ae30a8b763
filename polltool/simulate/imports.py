"""What code imports that is no installed library: the platform's modules and shared modules."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from polltool.simulate.subject import Files, Program

_MISSING = object()
_SHARED = re.compile(r"\w+ApiModule$")


@contextmanager
def in_place(modules: Mapping[str, object]) -> Iterator[None]:
    """Have ``import`` find these until the manager is left; other modules stay as they come."""
    before = {name: sys.modules.get(name, _MISSING) for name in modules}
    sys.modules.update(modules)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name, module in before.items():
            if module is _MISSING:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module  # type: ignore[assignment]


class SharedModules(MetaPathFinder, Loader):
    """Finds the shared modules that an item imports, as the linter does.

    The platform puts a shared module's code in the place of its import. So it is executed
    in the namespace of the code that imports it, and anew in every run.
    """

    def __init__(self, files: Files, yml: str) -> None:
        self._files = files
        self._yml = yml
        self._programs: dict[str, Program | None] = {}
        self._loaded: list[str] = []
        self.namespace: dict[str, Any] = {}

    @contextmanager
    def finding(self) -> Iterator[None]:
        """Take part in imports until the manager is left.

        Modules that are named as shared ones are looked for here first, others only where
        nothing else has them.
        """
        last = _Last(self)
        sys.meta_path.insert(0, self)
        sys.meta_path.append(last)
        try:
            yield
        finally:
            self.forget()
            sys.meta_path.remove(self)
            sys.meta_path.remove(last)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module that is named as shared ones are."""
        return self.spec(fullname) if _SHARED.match(fullname) else None

    def spec(self, name: str) -> ModuleSpec | None:
        """The spec of a shared module, None where there is none of that name."""
        if "." in name:
            return None
        if name not in self._programs:
            self._programs[name] = self._files.shared_module(name, self._yml)
        return None if self._programs[name] is None else importlib.util.spec_from_loader(name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the shared module in the code's namespace; the module has all that is there then."""
        program = self._programs[module.__name__]
        assert program is not None
        self._loaded.append(module.__name__)
        exec(program.code, self.namespace)
        for name, value in self.namespace.items():
            if not name.startswith("__"):
                setattr(module, name, value)

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Have code of another item import its own shared modules until the manager is left."""
        aside = {name: sys.modules.pop(name) for name in self._loaded if name in sys.modules}
        try:
            yield
        finally:
            sys.modules.update(aside)

    def forget(self) -> None:
        """Have the next run import its shared modules anew."""
        while self._loaded:
            sys.modules.pop(self._loaded.pop(), None)


class _Last(MetaPathFinder):
    """Asked when nothing else has found a module."""

    def __init__(self, shared: SharedModules) -> None:
        self._shared = shared

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return None if path is not None else self._shared.spec(fullname)


def stand_ins() -> dict[str, ModuleType]:
    """Modules that the platform's library imports and that need not exist here."""
    found = {"DemistoClassApiModule": ModuleType("DemistoClassApiModule")}
    if not _exists("distutils"):  # Python 3.12 and later
        package, version = ModuleType("distutils"), ModuleType("distutils.version")
        vars(version)["LooseVersion"] = LooseVersion
        vars(package)["version"] = version
        found |= {"distutils": package, "distutils.version": version}
    if not _exists("xml.etree.cElementTree"):
        import xml.etree.ElementTree

        found["xml.etree.cElementTree"] = xml.etree.ElementTree
    return found


def _exists(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


class LooseVersion:
    """A version compared part by part, numbers as numbers: what the library needs of distutils."""

    _PARTS = re.compile(r"\d+|[a-z]+")

    def __init__(self, text: str = "") -> None:
        self.vstring = text
        self.version: list[Any] = [
            int(part) if part.isdigit() else part for part in self._PARTS.findall(text)
        ]

    def __str__(self) -> str:
        return self.vstring

    def __eq__(self, other: object) -> bool:
        return self.version == _loose(other).version

    def __hash__(self) -> int:
        return hash(self.vstring)

    def __lt__(self, other: object) -> bool:
        return self.version < _loose(other).version

    def __le__(self, other: object) -> bool:
        return self.version <= _loose(other).version

    def __gt__(self, other: object) -> bool:
        return self.version > _loose(other).version

    def __ge__(self, other: object) -> bool:
        return self.version >= _loose(other).version


def _loose(other: object) -> LooseVersion:
    return other if isinstance(other, LooseVersion) else LooseVersion(str(other))
