"""POL000: polltool itself failed on an item."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import Example, ItemContext, Rule


def check(context: ItemContext) -> Iterable[Finding]:
    """Nothing: the engine reports these itself, where a stage or a rule crashes."""
    return ()


RULE = Rule(
    code="POL000",
    name="internal-error",
    severity=Severity.ERROR,
    summary="a rule or a stage of polltool crashed on this item",
    why=(
        "The fault is polltool's, not the content's, but what the crashed part would have found is not "
        "known, so the run does not pass: it exits 2. It cannot be ignored or deselected. Please report it "
        "with the traceback that -v prints on the standard error; until it is mended, leave the item out."
    ),
    bad=Example(yml=""),
    good=Example(yml=""),
    check=check,
)
