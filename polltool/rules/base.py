"""What a rule is, and what it is given.

A rule is one module of this package with a constant ``RULE``. Its examples are its tests:
the line on which a finding is expected ends in the comment ``# <- CODE``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from polltool.findings import Finding, Fix, Problem, Related, Severity
from polltool.model import Item
from polltool.records import dataclass, field
from polltool.source import Place

__all__ = ["Check", "Example", "ItemContext", "Problem", "Rule", "Settings"]

if TYPE_CHECKING:
    from polltool.flows import ItemAnalysis
    from polltool.index import PollingIndex

IN_SHARED_MODULE = "in the shared module, here"
"""What the related place of a finding says that lies in a shared module's code."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration says that rules depend on.

    ``server_version`` is the oldest server that the content has to run on, as a tuple of
    numbers, None where nothing is configured.
    """

    server_version: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ItemContext:
    """All that a rule may look at for one integration or script.

    ``item`` is None where the yml could not be read as one; ``analysis`` is None where
    there is no Python to see or it cannot be parsed. ``index`` has the facts about the whole
    run for the rules that wait for them, and nothing for others.
    """

    path: str
    item: Item | None
    analysis: ItemAnalysis | None
    index: PollingIndex
    settings: Settings = field(default_factory=Settings)
    yaml_problems: tuple[Problem, ...] = ()
    schema_problems: tuple[Problem, ...] = ()
    code_problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A yml and the code beside it, as small as the point allows.

    ``modules`` are shared modules by name (``AcmeApiModule``) with their code; ``others``
    further content items by file name (``Wrapper.yml``, ``Wrapper.py``).
    """

    yml: str
    code: str = ""
    modules: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[ItemContext], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, why it exists, how it looks, and how it is checked.

    ``summary`` is one line; ``why`` a paragraph: what happens at run time and what to
    write instead. ``severity`` is the gravest that its findings have. ``fix`` is the best
    kind of fix that its findings come with, "safe", "unsafe" or None; where it is not certain
    that an edit is right, a finding has none all the same. ``fixed`` is what the fixes make of
    the bad example where that is not the good one; marks count for nothing in it. ``waits`` is
    given by rules that need facts about the whole run: whether they have anything to say of an
    item once these are known (it is read again then); other rules check an item at once.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    bad: Example
    good: Example
    check: Check
    fix: str | None = None
    fixed: Example | None = None
    waits: Callable[[ItemContext], bool] | None = None

    @property
    def mended(self) -> Example:
        """The bad example after all of the rule's fixes; of use where the rule has a fix."""
        return self.good if self.fixed is None else self.fixed

    def finding(
        self,
        place: Place,
        message: str,
        *,
        severity: Severity | None = None,
        command: str | None = None,
        argument: str | None = None,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule; ``severity`` only where it differs from the rule's own."""
        return Finding(
            code=self.code,
            name=self.name,
            severity=self.severity if severity is None else severity,
            message=message,
            place=place,
            command=command,
            argument=argument,
            related=tuple(related),
            fix=fix,
        )
