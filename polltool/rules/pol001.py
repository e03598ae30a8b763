"""POL001: a yml that is no valid YAML document."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import Example, ItemContext, Rule


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each mistake, on the second key or where the parser stops."""
    for problem in context.yaml_problems:
        yield RULE.finding(problem.place, problem.message, related=problem.related)


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
    polling: false  # <- POL001
"""

_GOOD = """\
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
"""

RULE = Rule(
    code="POL001",
    name="invalid-yaml",
    severity=Severity.ERROR,
    summary="the file is no valid YAML, has a duplicate key, several documents, or no mapping at its root",
    why=(
        "What loads the item either refuses such a file or silently takes a part of it: of two equal keys "
        "only one counts, and which one depends on the loader, so a command may poll in one place and run "
        "once in another. Nothing else can be said of the item until it is mended. Values that hold ': ' or "
        "' #', or begin with one of the characters * & ! @ ` % { [, need quotes; lines are indented with "
        "spaces, never with tabs."
    ),
    bad=Example(yml=_BAD),
    good=Example(yml=_GOOD),
    check=check,
)
