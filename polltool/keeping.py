"""What came of one item, item by item, so that a later run can take it over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polltool.findings import Finding
from polltool.imports import Uses
from polltool.records import dataclass, field, replace

if TYPE_CHECKING:
    from polltool.errors import Failure
    from polltool.index import PollingIndex
    from polltool.suppress import Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of the yml at an absolute path.

    ``checked`` is 1 where it counts as an item. ``facts`` are what it adds to the facts about the
    whole run; ``whole`` says that the rest rests on these as well.
    """

    yml: str
    uses: Uses
    checked: int
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    facts: tuple[tuple[str, PollingIndex], ...] = ()
    whole: bool = False


@dataclass(slots=True)
class Keeper:
    """Tells by the growth of a session's lists what came of which item.

    An item of which something could not be checked is not kept.
    """

    findings: Sequence[Finding]
    suppressed: Sequence[Finding]
    verdicts: Sequence[Verdict]
    facts: Sequence[tuple[str, PollingIndex]]
    failures: Sequence[Failure]
    kept: dict[str, Kept] = field(default_factory=dict)

    def marks(self) -> tuple[int, int, int, int, int]:
        """How long the lists are."""
        return (
            len(self.findings),
            len(self.suppressed),
            len(self.verdicts),
            len(self.facts),
            len(self.failures),
        )

    def prepared(
        self, yml: str, marks: tuple[int, int, int, int, int], uses: Uses, checked: int, whole: bool
    ) -> None:
        """Keep what came of an item since the marks, in the first phase."""
        self._add(Kept(yml, uses, checked, whole=whole), marks)

    def finished(self, yml: str, marks: tuple[int, int, int, int, int]) -> None:
        """Keep as well what came of an item since the marks, in the second phase."""
        if yml in self.kept:
            self._add(self.kept.pop(yml), marks)

    def _add(self, kept: Kept, marks: tuple[int, int, int, int, int]) -> None:
        findings, suppressed, verdicts, facts, failures = marks
        if len(self.failures) > failures:
            return
        self.kept[kept.yml] = replace(
            kept,
            findings=(*kept.findings, *self.findings[findings:]),
            suppressed=(*kept.suppressed, *self.suppressed[suppressed:]),
            verdicts=(*kept.verdicts, *self.verdicts[verdicts:]),
            facts=(*kept.facts, *self.facts[facts:]),
        )
