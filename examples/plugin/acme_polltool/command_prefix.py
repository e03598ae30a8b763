"""ACME101: a polling command whose name does not begin with the vendor's."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.examples import integration

PREFIX = "acme-"


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each polling command of an integration that is named otherwise."""
    item = context.item
    if item is None or item.kind.value != "integration":
        return
    for command in item.commands:
        if command.polls and not command.name.startswith(PREFIX):
            yield RULE.finding(
                command.place,
                f"the polling command {command.name!r} does not begin with {PREFIX!r}; rename it",
                command=command.name,
            )


_GOOD = """\
- name: acme-scan
  description: Scans.
  polling: true
"""

RULE = Rule(
    code="ACME101",
    name="acme-command-prefix",
    severity=Severity.WARNING,
    summary="a polling command whose name does not begin with acme-",
    why=(
        "Playbooks find our polling commands by their prefix; one that is named otherwise is not waited for. "
        "Rename the command before it is released."
    ),
    bad=integration(_GOOD.replace("acme-scan", "scan  # <- ACME101")),
    good=integration(_GOOD),
    check=check,
)
