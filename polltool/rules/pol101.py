"""POL101: a command schedules its next run but the yml does not say ``polling: true``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.findings import Finding, Related, Severity
from polltool.flows import PollingFlow
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun
from polltool.rules.examples import integration
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each command that starts a flow without ``polling: true``."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None:
        return
    misplaced = {stray.command for stray in item.stray_polling if stray.command is not None}
    for name, flows in analysis.by_starter.items():
        command = flows[0].starter
        polling = command.polling
        if name in misplaced or (
            polling is not None and (polling.value is not False or not polling.is_true_or_false)
        ):
            continue
        where = "at the root of the yml" if analysis.is_script else "in the command's own entry"
        if polling is None:
            place, lack = command.place, f"has no 'polling: true' {where}"
        else:
            place, lack = polling.key_place, f"has 'polling: {polling.raw}'"
        yield RULE.finding(
            place,
            f"{noun(analysis)} '{name}' returns a schedule for {_target(flows)} but {lack}: the server does not "
            f"act on the schedule, so it runs once and never polls; write 'polling: true' {where}",
            command=name,
            related=[Related(flows[0].schedule.spot.head, "the schedule is made here")],
            fix=commands.fix(f"set polling: true on {name}", partial(commands.poll, item, command)),
        )


def _target(flows: Iterable[PollingFlow]) -> str:
    names = sorted({flow.target_name for flow in flows if flow.target_name is not None})
    return ", ".join(f"'{name}'" for name in names) if names else "its next run"


RULE = Rule(
    code="POL101",
    name="missing-polling",
    severity=Severity.ERROR,
    summary="a command that schedules its next run has no 'polling: true'",
    why=(
        "The server acts on a schedule only if the command that returned it has 'polling: true' in its own entry "
        "of 'script.commands' (a script: at the root of its yml). Without it the command runs once, shows its "
        "first entry, and the sequence ends there: no error, and unit tests pass. This goes for the command that "
        "starts a sequence and for a target that schedules again. A command that runs a decorated function but "
        "declares no polling argument is meant to run it once and is left alone."
    ),
    bad=integration(
        """
        - name: acme-scan  # <- POL101
          arguments:
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            description: The job to wait for.
            required: true
          - name: hide_polling_output
            hidden: true
        """,
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            status = client.status(args['job_id'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')

        def main():
            if demisto.command() == 'acme-scan':
                return_results(scan_command(demisto.args(), Client()))

        main()
        """,
    ),
    good=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            description: The job to wait for.
            required: true
          - name: hide_polling_output
            hidden: true
        """,
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            status = client.status(args['job_id'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')

        def main():
            if demisto.command() == 'acme-scan':
                return_results(scan_command(demisto.args(), Client()))

        main()
        """,
    ),
    check=check,
    fix="safe",
)
