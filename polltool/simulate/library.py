"""The platform's library, in whose namespace code runs, as new for every run.

On the server the library, the shared modules and the code are one text: what the code
defines, the library's own functions see. So code runs here in the library's own namespace.
The library is executed once; before each further run the namespace and what in it can be
changed (classes, collections, instances) are set back, which takes a tenth of a millisecond.
"""

from __future__ import annotations

import builtins
import copy
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from polltool.simulate.subject import Program

NAME = "CommonServerPython"
USER_NAME = "CommonServerUserPython"
MOCK_NAME = "demistomock"

_MORE = (
    ("gc", None),
    ("inspect", "currentframe"),
    ("requests.adapters", "HTTPAdapter"),
    ("urllib3.util", "Retry"),
)
"""What code finds without importing it, because the library has imported it, and the runtime has not."""


class Library:
    """The library of one simulation.

    :param programs: what to execute, in this order (CommonServerPython, CommonServerUserPython).
    :param bundled: polltool's own runtime comes first, in the place of CommonServerPython.
    """

    def __init__(self, programs: Sequence[Program] = (), *, bundled: bool) -> None:
        self.module = ModuleType(NAME)
        self.bundled = bundled
        self._programs = tuple(programs)
        self._names: dict[str, Any] = {}
        self._restorers: tuple[Callable[[], None], ...] = ()

    def fresh(self, demisto: object) -> dict[str, Any]:
        """The namespace, as it is when a run begins."""
        namespace = self.module.__dict__
        namespace.clear()
        if self._names:
            namespace.update(self._names)
            for restore in self._restorers:
                restore()
        else:
            self._load(namespace, demisto)
        namespace["demisto"] = demisto
        return namespace

    def _load(self, namespace: dict[str, Any], demisto: object) -> None:
        namespace.update({"__name__": NAME, "__builtins__": builtins, "demisto": demisto})
        if self.bundled:
            namespace.update(_runtime_names())
        for program in self._programs:
            exec(program.code, namespace)
        self._names = dict(namespace)
        self._restorers = tuple(_restorers(self._names))


def _runtime_names() -> dict[str, Any]:
    """What the bundled runtime and the imports of the real library give."""
    from polltool import runtime

    names = {name: getattr(runtime, name) for name in runtime.__all__}
    for module, wanted in _MORE:
        try:
            imported = importlib.import_module(module)
        except ImportError:
            continue
        names[wanted or module] = getattr(imported, wanted) if wanted else imported
    return names


def _restorers(names: Mapping[str, Any]) -> Iterator[Callable[[], None]]:
    """What sets back what lies deeper than the namespace: classes, collections, instances."""
    seen: set[int] = set()
    for name, value in names.items():
        if name.startswith("__"):
            continue
        if isinstance(value, type):
            yield from _class_restorers(value, seen)
        elif isinstance(value, (dict, list, set)):
            yield from _collection_restorer(value)
        elif callable(clear := getattr(value, "cache_clear", None)):
            yield clear
        elif type(value).__module__ == NAME and hasattr(value, "__dict__"):
            yield from _collection_restorer(vars(value))


def _class_restorers(cls: type, seen: set[int]) -> Iterator[Callable[[], None]]:
    if cls.__module__ != NAME or id(cls) in seen:
        return
    seen.add(id(cls))
    before = dict(cls.__dict__)

    def restore() -> None:
        if cls.__dict__ != before:
            now = dict(cls.__dict__)
            for name in now.keys() - before.keys():
                delattr(cls, name)
            for name, value in before.items():
                if now.get(name) is not value:
                    setattr(cls, name, value)

    yield restore
    for name, value in before.items():
        if isinstance(value, type):
            yield from _class_restorers(value, seen)
        elif isinstance(value, (dict, list, set)) and not name.startswith("__"):
            yield from _collection_restorer(value)


def _collection_restorer(value: dict[Any, Any] | list[Any] | set[Any]) -> Iterator[Callable[[], None]]:
    try:
        before = copy.deepcopy(value)
        comparable = bool(value == before)
    except Exception:
        return  # it holds what cannot be copied (a lock, a client)
    if not comparable:
        return

    def restore() -> None:
        if value != before:
            again = copy.deepcopy(before)
            value.clear()
            if isinstance(value, list):
                value.extend(again)
            else:
                value.update(again)

    yield restore
