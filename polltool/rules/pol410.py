"""POL410: a sequence that starts without a word."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from polltool.code.events import RunEvents, Schedule
from polltool.code.machine import ABSENT
from polltool.code.values import Spot
from polltool.findings import Finding, Severity
from polltool.flows import HIDE, ItemAnalysis
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for
from polltool.rules.examples import integration
from polltool.rules.results import exclusive


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each schedule that a first run makes."""
    analysis = context.analysis
    if analysis is None:
        return
    found: dict[Spot, tuple[Schedule, list[Command]]] = {}
    for flows in analysis.by_starter.values():
        if not any(flow.schedule.visible is False for flow in flows):
            continue
        command = flows[0].starter
        for schedule in _silent(analysis, _first_run(analysis, command)):
            found.setdefault(schedule.spot, (schedule, []))[1].append(command)
    for at, (schedule, commands) in found.items():
        commands = list({command.name: command for command in commands}.values())
        place, related = code_place(analysis, at, commands[0])
        remedy = (
            "give the decorator a 'poll_message' or the PollResult a 'partial_result'"
            if schedule.decorator is not None
            else "give its CommandResults a readable_output that says what is being waited for"
        )
        yield RULE.finding(
            place,
            f"the first run of '{commands[0].name}' schedules the next one and shows nothing: until the result "
            f"comes, the War Room does not say that anything was started; {remedy}",
            command=commands[0].name,
            related=(*related, *same_for(commands)),
        )


def _first_run(analysis: ItemAnalysis, command: Command) -> RunEvents:
    """A command's run without the arguments that schedules fill (those that people have to fill apart)."""
    state = {
        key
        for flow in analysis.by_target.get(command.name, ())
        for key in flow.state
        if (argument := command.argument(key)) is not None and not argument.required
    }
    return analysis.run_without(command, dict.fromkeys((*state, HIDE), ABSENT))


def _silent(analysis: ItemAnalysis, events: RunEvents) -> list[Schedule]:
    """The run's schedules, if all that it can return show nothing and nothing else is returned beside them."""
    if not events.complete or events.unclear:
        return []
    if not all(exclusive(analysis, one, other) for one, other in itertools.combinations(events.outputs, 2)):
        return []
    if any(schedule.visible is not False for schedule in events.schedules):
        return []
    return events.schedules


_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
"""
_CODE = """
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    if status['state'] != 'running':
        return CommandResults(outputs=status)
    schedule = ScheduledCommand('acme-scan', 30, args, 600)  # <- POL410
    return CommandResults(scheduled_command=schedule)

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL410",
    name="empty-first-entry",
    severity=Severity.INFO,
    summary="the first run of a sequence schedules the next one and shows nothing",
    why=(
        "A CommandResults with nothing but a schedule prints nothing in the War Room. For the later runs of a "
        "sequence that is right; in the first one nobody can see that anything was started, and people run the "
        "command again. The decorator prints its 'poll_message' by itself; with ScheduledCommand, give the first "
        "run's CommandResults a readable_output."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML,
        _CODE.replace(
            "(scheduled_command=schedule)", "(readable_output='Scanning.', scheduled_command=schedule)"
        ).replace("  # <- POL410", ""),
    ),
    check=check,
)
