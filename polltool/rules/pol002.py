"""POL002: keys of commands and arguments that have another type than the server reads."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import Example, ItemContext, Rule


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each place where the yml breaks its schema."""
    for problem in context.schema_problems:
        yield RULE.finding(
            problem.place,
            problem.message,
            command=problem.command,
            argument=problem.argument,
            related=problem.related,
        )


_BAD = """\
commonfields:
  id: Acme
  version: -1
name: Acme
script:
  type: python
  script: '-'
  commands:
  - name: acme-scan
    polling: true
    arguments:
    - name: url
      required: true
    - name: job_id
      hidden: 'true'  # <- POL002
"""

RULE = Rule(
    code="POL002",
    name="schema",
    severity=Severity.ERROR,
    summary="a command, an argument or one of their keys is not what its schema demands",
    why=(
        "A boolean in quotes is a text, and a list written as a mapping has no entries: what reads the yml "
        "may refuse the item, or take an argument for visible or optional that is meant to be hidden or "
        "required. Only what decides about commands, their arguments and polling is checked here; other "
        "keys are the official SDK's business. Write booleans as true and false without quotes, commands "
        "and arguments as lists of mappings, each with a name."
    ),
    bad=Example(yml=_BAD),
    good=Example(yml=_BAD.replace("'true'  # <- POL002", "true")),
    check=check,
)
