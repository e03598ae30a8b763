"""POL005: an ignore comment that suppresses nothing."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """Nothing: which comments are idle is known only when the other rules have spoken (polltool.suppress)."""
    return ()


_COMMANDS = """\
- name: acme-scan
  description: Scans.
  arguments:
  - name: url  {comment}
    description: What to scan.
"""

_CODE = """\
import demistomock as demisto
from CommonServerPython import *


def main():
    if demisto.command() == 'acme-scan':
        return_results(Client().scan(demisto.args()['url']))
"""

RULE = Rule(
    code="POL005",
    name="unused-ignore",
    severity=Severity.WARNING,
    summary="an ignore comment that suppresses nothing",
    why=(
        "A comment that suppresses nothing says that something is wrong where nothing is, and hides the next "
        "mistake of its kind on its line without a word. It is left over from a mistake that has been mended, "
        "stands on another line than the finding, or is misspelt: the rule of that code does not exist, the "
        "brackets are missing. Take it out, or move it to the line that the finding is reported on; on the "
        "line of a command's name it counts for the whole command. Only rules that ran are judged, so a run "
        "with --select reports no ignore of the others."
    ),
    bad=integration(_COMMANDS.format(comment="# polltool: ignore[POL201]  # <- POL005"), _CODE),
    good=integration(_COMMANDS.replace("  {comment}", ""), _CODE),
    check=check,
    fix="safe",
)
