"""POL413: a schedule is made and never returned."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each ``ScheduledCommand(...)`` that no path of any run attaches to a result."""
    analysis = context.analysis
    if analysis is None:
        return
    returned = {schedule.spot for run in analysis.runs for schedule in run.events.schedules}
    for site in sites(analysis.runs, lambda run: run.events.lost, lambda one: one.spot):
        command = site.commands[0]
        if site.seen.spot in returned or not all(analysis.run(one).events.complete for one in site.commands):
            continue
        place, related = code_place(analysis, site.seen.spot, command)
        yield RULE.finding(
            place,
            f"the schedule that '{command.name}' makes here is never attached to a result that it returns, so "
            "nothing is scheduled; pass it as CommandResults(scheduled_command=...) and return that",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


_HEAD = """
def scan_command(args, client):
    status = client.status(args['job_id'])
    result = CommandResults(readable_output='Waiting for the job.', outputs=status, outputs_prefix='Acme')
    if status['state'] == 'running':
        schedule = ScheduledCommand('acme-scan', next_run_in_seconds=30, args=args, timeout_in_seconds=600)"""
_FOOT = """
    return result

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
"""

RULE = Rule(
    code="POL413",
    name="schedule-not-returned",
    severity=Severity.WARNING,
    summary="a ScheduledCommand is made and never attached to a returned result",
    why=(
        "Making a ScheduledCommand schedules nothing. It has to be part of a result that the run returns: "
        "'CommandResults(scheduled_command=...)', or set as the attribute of that name before the result is "
        "returned. One that stays in a variable is lost when the run ends."
    ),
    bad=integration(_YML, _HEAD + "  # <- POL413" + _FOOT),
    good=integration(_YML, _HEAD + "\n        result.scheduled_command = schedule" + _FOOT),
    check=check,
)
