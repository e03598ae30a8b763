"""What a rule reports."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from polltool.edits import Edit
from polltool.records import dataclass
from polltool.source import Place


class Severity(enum.IntEnum):
    """How much a finding matters; the order is the order of gravity."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word that reports use: ``info``, ``warning`` or ``error``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, with what is there."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a stage before the rules found wrong: broken YAML, schema, Python."""

    place: Place
    message: str
    related: tuple[Related, ...] = ()
    command: str | None = None
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would mend a finding; ``safe`` ones can be applied unseen.

    ``message`` says in the imperative what is done (``declare job_id with hidden: true``);
    ``edits`` are made all together or not at all, and may lie in several files.
    """

    safe: bool
    message: str
    edits: tuple[Edit, ...] = ()


Identity = tuple[str, str, str | None, str | None]
"""Path, code, command and argument of a finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place.

    ``command`` is the command's name (for a script, the script's), ``argument`` the yml
    argument that the finding is about; both are None where there is none.
    """

    code: str
    name: str
    severity: Severity
    message: str
    place: Place
    command: str | None = None
    argument: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def identity(self) -> Identity:
        """What it is known by, wherever lines move and whatever its message says."""
        return (self.place.path, self.code, self.command, self.argument)

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Path, line, column and code first; the rest makes the order total."""
        place = self.place
        return (place.path, place.line, place.column, self.code, self.command or "", self.message)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of reports."""
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))
