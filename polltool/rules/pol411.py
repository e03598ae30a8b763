"""POL411: a ``PollResult`` is returned to the server without the decorator."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each ``return`` of a ``PollResult`` that reaches ``return_results``."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(analysis.runs, lambda run: run.events.undecorated, lambda one: one.spot):
        command = site.commands[0]
        place, related = code_place(analysis, site.seen.spot, command)
        yield RULE.finding(
            place,
            f"this PollResult reaches 'return_results' of '{command.name}' as it is: without @polling_function "
            "nothing turns it into a result or a schedule, so the command shows an object's name and never polls; "
            f"put @polling_function('{command.name}', ...) on the function",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


_FOOT = """
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running'){}

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
    code="POL411",
    name="poll-result-undecorated",
    severity=Severity.ERROR,
    summary="a function without the decorator returns a PollResult",
    why=(
        "A PollResult is a message to the decorator, not to the server: '@polling_function' reads whether to go "
        "on and makes the schedule. Without it the object goes to 'return_results' as it is, which prints "
        "something like '<PollResult object at 0x...>', and the sequence never starts."
    ),
    bad=integration(_YML, _FOOT.format("  # <- POL411")),
    good=integration(_YML, "@polling_function('acme-scan')" + _FOOT.format("")),
    check=check,
)
