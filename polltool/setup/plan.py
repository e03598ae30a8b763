"""The whole of a set-up: every file as it should be, or every reason why it cannot be."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

from polltool.fixing.outcome import FileChange
from polltool.records import dataclass
from polltool.setup.configuration import configuration
from polltool.setup.hooks import hook
from polltool.setup.parts import Conflict, Folder, Part
from polltool.setup.vscode import VSCODE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a repository is to get.

    ``hook`` says whether a pre-commit hook is wanted, ``repository`` where pre-commit gets
    polltool from (None: what is installed beside it), ``editors`` which editors are set up.
    """

    hook: bool = True
    repository: str | None = None
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of a set-up; with ``conflicts`` nothing is to be written."""

    parts: tuple[Part, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """What is to be written."""
        return tuple(part.change for part in self.parts if part.change is not None)


EDITORS: dict[str, tuple[Callable[[Folder], Part], ...]] = {"vscode": VSCODE}
"""The editors that can be set up, with what makes their files."""


def plan(folder: Folder, wanted: Wanted) -> Plan:
    """Plan a set-up.

    :raises ConfigError: the configuration that is there says something that is not understood.
    """
    made = [_made(make, folder) for make in _makers(wanted)]
    return Plan(
        tuple(one for one in made if isinstance(one, Part)),
        tuple(one for one in made if isinstance(one, Conflict)),
    )


def _makers(wanted: Wanted) -> Iterator[Callable[[Folder], Part]]:
    yield configuration
    if wanted.hook:
        yield functools.partial(hook, repository=wanted.repository)
    for name in dict.fromkeys(wanted.editors):
        yield from EDITORS[name]


def _made(make: Callable[[Folder], Part], folder: Folder) -> Part | Conflict:
    try:
        return make(folder)
    except Conflict as conflict:
        return conflict
