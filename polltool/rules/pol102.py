"""POL102: a `polling` key where the server does not look for one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.findings import Finding, Fix, Severity
from polltool.model import Item, Kind, StrayPolling
from polltool.rules.base import Example, ItemContext, Rule
from polltool.rules.common import spelled_boolean
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding on each misplaced key."""
    if context.item is not None:
        for stray in context.item.stray_polling:
            yield RULE.finding(
                stray.place,
                _message(context.item, stray),
                command=stray.command,
                fix=_fix(context, context.item, stray),
            )


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


def _fix(context: ItemContext, item: Item, stray: StrayPolling) -> Fix | None:
    """Move the key to the command that was meant; take it out where it is of no use to any."""
    command = None if stray.command is None else item.command(stray.command)
    drop = partial(commands.drop_stray, item, stray)
    message = f"remove polling from {stray.where}"
    if command is None:
        return commands.fix(message, drop, safe=False)
    if command.polling is not None:
        return commands.fix(message, drop)
    analysis = context.analysis
    polls = None if analysis is None else command.name in analysis.by_starter
    says = spelled_boolean(stray.owner["polling"])
    if polls is False:
        return commands.fix(message, drop, safe=says is False)
    if not says:
        return None if polls else commands.fix(message, drop, safe=says is False)
    move = partial(commands.move_stray, item, stray, command)
    return commands.fix(f"move polling: true to the entry of {command.name}", move)


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
