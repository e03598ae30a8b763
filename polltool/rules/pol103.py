"""POL103: a `polling` key whose value is not spelled true or false."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.findings import Finding, Fix, Severity
from polltool.keys import Scalar
from polltool.model import Command, Item, Kind
from polltool.rules.base import Example, ItemContext, Rule
from polltool.rules.common import spelled_boolean
from polltool.source import Place
from polltool.yamldoc import ScalarNode
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding on each such key; what aliases repeat is told once."""
    item = context.item
    if item is None:
        return
    told: set[Place] = set()
    for command in item.commands:
        polling = command.polling
        if polling is None or polling.is_true_or_false or polling.key_place in told:
            continue
        told.add(polling.key_place)
        owner = "the script" if item.kind is Kind.SCRIPT else f"command '{command.name}'"
        yield RULE.finding(
            polling.key_place,
            _message(owner, polling),
            command=command.name or None,
            fix=_fix(context, item, command, polling),
        )


def _message(owner: str, polling: Scalar) -> str:
    start = f"'polling' of {owner} {_found(polling)}"
    if spelled_boolean(polling) is False:
        return (
            f"{start}: whoever reads it as anything but false runs a schedule that is not meant; "
            "write 'polling: false' or remove the key"
        )
    return (
        f"{start}: where it is not read as true, the server does not act on the schedule and {owner} runs "
        "once; write 'polling: true'"
    )


def _fix(context: ItemContext, item: Item, command: Command, polling: Scalar) -> Fix | None:
    """Spell the value that is meant; one that says nothing is true where the code schedules."""
    value = spelled_boolean(polling)
    analysis = context.analysis
    if value is None and analysis is not None and command.name in analysis.by_starter:
        value = True
    if value is None:
        return None
    message = f"write polling: {'true' if value else 'false'}"
    return commands.fix(message, partial(commands.spell_polling, item, command, value))


def _found(polling: Scalar) -> str:
    node = polling.node
    if not isinstance(node, ScalarNode):
        return "is a list or a mapping, not a boolean"
    if node.null:
        return "has no value"
    if not node.plain:
        return f"is the text '{node.text.strip()}', not a boolean"
    if isinstance(node.value, bool):
        return f"is '{node.text}', which is a boolean to some YAML readers and a text to others"
    return f"is '{node.text}', not a boolean"


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
    polling: 'true'  # <- POL103
    arguments:
    - name: url
      required: true
"""

RULE = Rule(
    code="POL103",
    name="polling-not-boolean",
    severity=Severity.ERROR,
    summary="'polling' has a value that is not spelled true or false",
    why=(
        "Which version of YAML the platform's own reader speaks is documented nowhere. 'true' in quotes is a "
        "text, yes and on are booleans in YAML 1.1 and texts in 1.2, and 1 is a number: only true and false "
        "without quotes are read alike everywhere. Where the value is not read as true, the server ignores "
        "the schedule and the command runs once."
    ),
    bad=Example(yml=_BAD),
    good=Example(yml=_BAD.replace("'true'  # <- POL103", "true")),
    check=check,
    fix="safe",
)
