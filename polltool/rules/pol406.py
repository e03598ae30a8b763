"""POL406: a schedule names a command that the yml does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from polltool.code.values import Spot
from polltool.errors import did_you_mean
from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.model import Command, Item
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for
from polltool.rules.examples import integration

_COPY = re.compile(r"(?:[-_]?prerelease|[-_]dev|[-_]copy)$", re.IGNORECASE)


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each name at each place."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None:
        return
    found: dict[tuple[object, str], tuple[PollingFlow, list[Command]]] = {}
    for flow in analysis.flows:
        if flow.target_name is None or flow.target is not None:
            continue
        commands = found.setdefault((_where(flow), flow.target_name), (flow, []))[1]
        if flow.starter not in commands:
            commands.append(flow.starter)
    for (_, name), (flow, commands) in found.items():
        place, related = code_place(analysis, _where(flow), commands[0])
        severity, effect = _judge(analysis, item, name)
        yield RULE.finding(
            place,
            f"the schedule of '{commands[0].name}' names '{name}', {effect}",
            severity=severity,
            command=commands[0].name,
            related=(*related, *same_for(commands)),
        )


def _where(flow: PollingFlow) -> Spot:
    decorator = flow.schedule.decorator
    return decorator.where("name") if decorator is not None else flow.schedule.where("command")


def _judge(analysis: ItemAnalysis, item: Item, name: str) -> tuple[Severity, str]:
    """How grave an unknown name is, and what to say of it."""
    known = [command.name for command in item.commands]
    if analysis.is_script and item.id is not None:
        known.append(item.id)
    near = next((one for one in known if _plain(one) == _plain(name)), None)
    if near is not None:
        return Severity.INFO, f"which the yml spells '{near}'; write the same in both"
    meant = did_you_mean(name, known, "", shown=lambda match: f"'{match}'")
    hint = f" ({meant})" if meant else ""
    if analysis.is_script:
        return Severity.WARNING, (
            f"which is neither the script's id nor its name{hint}: the server cannot run this script again by it; "
            f"name '{known[0]}'"
        )
    return Severity.ERROR, (
        f"but the yml has no such command{hint}: the next run fails; name a command of this integration"
    )


def _plain(name: str) -> str:
    return _COPY.sub("", name).lower()


_FOOT = """
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""
_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL406",
    name="unknown-command",
    severity=Severity.ERROR,
    summary="a schedule names a command that the yml does not have",
    why=(
        "The server runs the next run as the command that the schedule names. If the integration has no command "
        "of that name, there is nothing to run: the sequence ends with an error after its first poll. (A script "
        "has to name itself, by its id or its name.) Mind the decorator's first argument after renaming a command."
    ),
    bad=integration(_YML, "@polling_function('acme-scan-url')  # <- POL406" + _FOOT),
    good=integration(_YML, "@polling_function('acme-scan')" + _FOOT),
    check=check,
)
