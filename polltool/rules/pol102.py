"""POL102: a `polling` key where the server does not look for one."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.model import Item, Kind, StrayPolling
from polltool.rules.base import Example, ItemContext, Rule


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding on each misplaced key."""
    if context.item is not None:
        for stray in context.item.stray_polling:
            yield RULE.finding(stray.place, _message(context.item, stray), command=stray.command)


def _message(item: Item, stray: StrayPolling) -> str:
    place = f"the server does not look for 'polling' in {stray.where}"
    if item.kind is Kind.SCRIPT:
        return f"{place}: {_script(item)}"
    command = None if stray.command is None else item.command(stray.command)
    if command is None:
        return (
            f"{place}: it makes no command poll, so a command that relies on it runs once and is never run "
            "again; write 'polling: true' in the entry of each command whose run returns a schedule, and "
            "remove it here"
        )
    if command.polling is not None:
        own = f"command '{command.name}' has a key of its own"
        return f"{place}: it does nothing here, and {own}; remove this one"
    return (
        f"{place}, so command '{command.name}' runs once and is never run again, whatever schedule it "
        f"returns; move the key to the command's own entry, beside 'name: {command.name}'"
    )


def _script(item: Item) -> str:
    if any(command.polling is not None for command in item.commands):
        return "it does nothing here, and the script has the key at its root already; remove this one"
    return (
        "the script runs once and is never run again, whatever schedule it returns; move the key to the "
        "script's root, beside 'name'"
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
    arguments:
    - name: url
      required: true
      polling: true  # <- POL102
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
      required: true
"""

RULE = Rule(
    code="POL102",
    name="misplaced-polling",
    severity=Severity.ERROR,
    summary="a 'polling' key stands where the server does not look for one",
    why=(
        "The server acts on the schedule that a run returns only if 'polling: true' stands in the command's "
        "own entry of script.commands, or at the root of a script's yml. Anywhere else (the integration's "
        "root, 'script', an argument, an output, a configuration parameter) the key is never read: the "
        "command runs once, its first message stays its last, and a playbook goes on without the result. "
        "Move the key to the entry of the command that polls."
    ),
    bad=Example(yml=_BAD),
    good=Example(yml=_GOOD),
    check=check,
    fix="safe",
)
