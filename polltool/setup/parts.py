"""What the parts of a set-up have in common: a file as it should be, or why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.edits import Edit
from polltool.errors import PolltoolError
from polltool.fixing.outcome import FileChange
from polltool.fixing.texts import FileText
from polltool.records import dataclass
from polltool.source import Source, decode
from polltool.workspace import Workspace


class Conflict(PolltoolError):
    """A file to which nothing can be added; the text names it, the place, and what to do by hand."""

    def __init__(self, path: str, message: str, line: int | None = None) -> None:
        super().__init__(f"{path}{'' if line is None else f':{line}'}: {message}")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a set-up: ``change`` is what is to be written, None where nothing lacks.

    ``what`` says what the file holds for polltool, ``notes`` what else a person should know.
    """

    path: str
    what: str
    change: FileChange | None = None
    notes: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """``new``, ``changed`` or ``already there``."""
        if self.change is None:
            return "already there"
        return "new" if self.change.old is None else "changed"


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder that is set up, and the way to its files; names in it have forward slashes."""

    path: str
    workspace: Workspace

    def absolute(self, name: str) -> str:
        """The absolute path of a file in it."""
        return self.workspace.absolute(f"{self.path}/{name}")

    def shown(self, name: str) -> str:
        """A file's path as reports show it."""
        return self.workspace.display(self.absolute(name))

    def holds(self, name: str) -> bool:
        """Whether there is something of that name, a broken link included."""
        return self.workspace.exists(self.absolute(name))

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none.

        :raises Conflict: it is there and cannot be read.
        """
        from polltool.errors import ReadError

        if not self.holds(name):
            return None
        try:
            return self.workspace.read(self.absolute(name))
        except ReadError as error:
            raise Conflict(self.shown(name), str(error)) from None

    def source(self, name: str, data: bytes) -> Source:
        """The text of a file.

        :raises Conflict: it is no UTF-8.
        """
        shown = self.shown(name)
        try:
            return decode(shown, data)
        except UnicodeDecodeError:
            raise Conflict(shown, "it is no UTF-8 text; save it as UTF-8") from None


def edited(source: Source, old: bytes, edits: Iterable[Edit]) -> FileChange:
    """The change that edits make of a file."""
    return FileChange(source.path, old, FileText(source, "utf-8").edited(edits))
