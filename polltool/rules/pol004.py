"""POL004: code that Python cannot parse."""

from __future__ import annotations

import re
from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.examples import integration

# What Python 3 says against statements that Python 2 had.
_PYTHON_2 = re.compile(
    "Missing parentheses in call to '(?:print|exec)'|multiple exception types must be parenthesized"
    "|leading zeros in decimal integer literals"
)


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding where the parser stops."""
    subtype = None if context.item is None else context.item.subtype
    for problem in context.code_problems:
        # Items from before there were subtypes are in Python 2, or run in both.
        old = subtype == "python2" or (subtype is None and _PYTHON_2.search(problem.message) is not None)
        yield RULE.finding(
            problem.place,
            problem.message,
            severity=Severity.INFO if old else None,
            related=problem.related,
        )


_COMMANDS = """
- name: acme-scan
  polling: true
  arguments:
  - name: url
    required: true
  - name: hide_polling_output
    hidden: true
"""
_CODE = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args)MARK
    scan = ask_acme(args['url'])
    return PollResult(CommandResults(outputs=scan), continue_to_poll=scan['status'] == 'running')


def main():
    return_results(scan_command(demisto.args()))
"""

RULE = Rule(
    code="POL004",
    name="invalid-python",
    severity=Severity.ERROR,
    summary="the code cannot be parsed",
    why=(
        "The server cannot run what Python cannot parse: every command of the item fails, and no other rule "
        "can look at the code. Items in Python 2 are read by the Python 3 that runs polltool, so for them "
        "this is only said as info. Code that uses syntax newer than the Python that runs polltool is "
        "reported too: run polltool with a Python at least as new as the item's own."
    ),
    bad=integration(_COMMANDS, _CODE.replace("MARK", "  # <- POL004")),
    good=integration(_COMMANDS, _CODE.replace("MARK", ":")),
    check=check,
)
