"""Which shared modules an item imports, itself or through other modules, by its files' bytes alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from polltool import scope
from polltool.discovery import code_beside, shared_module
from polltool.errors import ReadError
from polltool.records import dataclass, field
from polltool.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Uses:
    """What an item's outcome rests on besides its yml, by absolute paths.

    ``code`` is the Python file beside the yml, ``modules`` the files of all shared modules that it
    or they import, by name; None where there is none.
    """

    code: str | None = None
    modules: Mapping[str, str | None] = field(default_factory=dict)


class Imports:
    """Answers for one run: every shared module is read once.

    :param module_folders: the configured folders of shared modules, for a yml.
    """

    __slots__ = ("_folders", "_names", "_noted", "_workspace")

    def __init__(
        self, workspace: Workspace, module_folders: Callable[[str], Sequence[str]] = lambda yml: ()
    ) -> None:
        self._workspace = workspace
        self._folders = module_folders
        self._names: dict[str, frozenset[str]] = {}
        self._noted: dict[str, frozenset[str]] = {}

    def modules(self, yml: str) -> Iterator[tuple[str, str | None]]:
        """The shared modules of the item at an absolute path: name and file, None where it is not found."""
        seen: set[str] = set()
        pending = [yml]
        code = code_beside(self._workspace, yml)
        if code is not None:
            pending.append(code)
        while pending:
            for name in self._imported(pending.pop()):
                if name not in seen:
                    seen.add(name)
                    module = shared_module(self._workspace, name, yml, self._folders(yml))
                    yield name, module
                    if module is not None:
                        pending.append(module)

    def note(self, path: str, data: bytes) -> None:
        """Take note of an item's file, so that it need not be read here."""
        self._noted[path] = scope.imported_modules(data)

    def note_module(self, path: str, data: bytes) -> None:
        """The same for a shared module, of which it is kept what it imports."""
        if path not in self._names:
            self._names[path] = scope.imported_modules(data)

    def forget_noted(self) -> None:
        """Drop the notes of an item's files before those of the next one: there are thousands."""
        self._noted.clear()

    def _imported(self, path: str) -> frozenset[str]:
        noted = self._noted.get(path)
        if noted is not None:
            return noted
        if path not in self._names:
            try:
                self._names[path] = scope.imported_modules(self._workspace.read(path))
            except ReadError:
                self._names[path] = frozenset()
        return self._names[path]
