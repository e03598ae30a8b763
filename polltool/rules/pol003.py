"""POL003: two commands, or two arguments of a command, under one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from polltool.findings import Finding, Related, Severity
from polltool.model import Argument, Command, Kind
from polltool.rules.base import Example, ItemContext, Rule
from polltool.source import Place

Named = TypeVar("Named", Command, Argument)


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding on each name that was there before; what aliases repeat is told once."""
    item = context.item
    if item is None:
        return
    told: set[Place] = set()
    for first, second in _repeated(item.commands):
        if second.place not in told:
            told.add(second.place)
            yield _command(first, second)
    for command in item.commands:
        owner = "the script" if item.kind is Kind.SCRIPT else f"command '{command.name}'"
        names = command.arguments.names
        for known, repeated in _repeated(command.arguments) if len(set(names)) < len(names) else ():
            if repeated.place not in told:
                told.add(repeated.place)
                yield _argument(owner, command, known, repeated)


def _repeated(named: Iterable[Named]) -> Iterator[tuple[Named, Named]]:
    """The first of a name with each later one; what has no name is POL002's to say."""
    firsts: dict[str, Named] = {}
    for one in named:
        first = firsts.setdefault(one.name, one)
        if one.name and first is not one:
            yield first, one


def _command(first: Command, second: Command) -> Finding:
    message = (
        f"the integration already has a command '{second.name}' (line {first.place.line}): only one of "
        "the two can be run, and which of their arguments and settings count is left to chance; rename or "
        "remove one"
    )
    related = Related(first.place, f"the first '{second.name}'")
    return RULE.finding(second.place, message, command=second.name, related=(related,))


def _argument(owner: str, command: Command, first: Argument, second: Argument) -> Finding:
    message = (
        f"{owner} already has an argument '{second.name}' (line {first.place.line}): the code gets one value "
        "under this name, and which of the two declarations counts (hidden, required, the default) is left "
        "to chance; rename or remove one"
    )
    related = Related(first.place, f"the first '{second.name}'")
    return RULE.finding(
        second.place, message, command=command.name or None, argument=second.name, related=(related,)
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
    - name: job_id
      hidden: true
    - name: url
      required: true
    - name: job_id  # <- POL003
      description: The job to wait for.
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
    - name: job_id
      hidden: true
    - name: url
      required: true
"""

RULE = Rule(
    code="POL003",
    name="duplicate-name",
    severity=Severity.ERROR,
    summary="two commands of an integration, or two arguments of a command, share a name",
    why=(
        "A schedule names its next command, and the server hands arguments on by their names: under a name "
        "that is there twice only one entry can take effect. The settings of the other (polling: true, "
        "hidden, a default) are lost without a word. Rename one of the two if both are meant, else remove it."
    ),
    bad=Example(yml=_BAD),
    good=Example(yml=_GOOD),
    check=check,
)
