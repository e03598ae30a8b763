"""What a run over some paths gives."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from polltool.errors import Failure
from polltool.findings import Finding, Severity
from polltool.records import dataclass, field

if TYPE_CHECKING:
    from polltool.index import Facts
    from polltool.inventory import PollingItem
    from polltool.rules.base import Rule


class Configured(enum.Enum):
    """In the place of a severity: the configured one."""

    FAIL_ON = "fail-on"


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    ``findings`` are sorted by path, line, column, code; ``checked`` counts the integrations
    and scripts that were looked at; ``failures`` say what could not be checked; ``notes``
    are remarks on given paths that stand for nothing. ``suppressed`` are the findings that
    an ignore comment takes out, ``baselined`` those that a baseline knows, ``fixed`` those
    that a fix has mended; none of them is among ``findings``. ``ymls`` are the files that the
    given paths stand for, by the path that reports show, and ``facts`` what each item adds to
    the facts about the whole run: with them a part of the run can be done again (a report that
    comes whole out of the cache has neither). ``thresholds`` are the configured ``fail-on``, by
    the path of the findings. ``inventory`` are the items with polling commands, by path, where
    they were asked for.
    """

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    checked: int = 0
    notes: tuple[str, ...] = ()
    rules: Sequence[Rule] = field(default=(), repr=False)
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    ymls: tuple[str, ...] = field(default=(), repr=False)
    facts: Facts = field(default=(), repr=False)
    thresholds: Mapping[str, Severity | None] = field(default_factory=dict, repr=False)
    inventory: tuple[PollingItem, ...] = field(default=(), repr=False)

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def exit_code(self, fail_on: Severity | Configured | None = Configured.FAIL_ON) -> int:
        """0, 1 (findings at or above ``fail_on``; None: never) or 2 (something could not be checked)."""
        if self.failures:
            return 2
        return int(any(self._fails(finding, fail_on) for finding in self.findings))

    def _fails(self, finding: Finding, fail_on: Severity | Configured | None) -> bool:
        if isinstance(fail_on, Configured):
            fail_on = self.thresholds.get(finding.place.path, Severity.ERROR)
        return fail_on is not None and finding.severity >= fail_on
