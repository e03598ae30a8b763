"""POL203: a decorated function's command does not declare ``hide_polling_output``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.code.values import NONE, options
from polltool.findings import Finding, Related, Severity
from polltool.flows import HIDE, PollingFlow
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun, targets
from polltool.rules.examples import integration
from polltool.ymlfix import commands, wording


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each target of a decorated function that lacks the argument."""
    analysis = context.analysis
    if analysis is None:
        return
    for target, all_flows in targets(analysis.flows):
        flows = [flow for flow in all_flows if flow.decorated]
        if not flows or target.argument(HIDE) is not None:
            continue
        has_partial = all(_has_partial_result(flow) for flow in flows)
        effect = (
            "a poll without a partial result of its own would print the poll message to the War Room again"
            if has_partial
            else "every poll prints the poll message to the War Room again"
        )
        yield RULE.finding(
            target.place,
            f"{noun(analysis)} '{target.name}' does not declare '{HIDE}', so the server drops what the decorator "
            f"passes to the next run and {effect}; declare '{HIDE}' with 'hidden: true'",
            severity=Severity.INFO if has_partial else None,
            command=target.name,
            argument=HIDE,
            related=[Related(flows[0].schedule.spot.head, "the schedule is made here")],
            fix=commands.fix(
                f"declare {HIDE} with hidden: true",
                partial(commands.declare, analysis.item, target, wording.hide_polling_output()),
            ),
        )


def _has_partial_result(flow: PollingFlow) -> bool:
    result = flow.schedule.result
    return result is not None and all(option != NONE for option in options(result.partial_result))


_CODE = """
@polling_function('acme-scan')
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""

RULE = Rule(
    code="POL203",
    name="missing-hide-polling-output",
    severity=Severity.WARNING,
    summary="a decorated function's command does not declare hide_polling_output",
    why=(
        "After the first poll the decorator gives 'hide_polling_output' to the next run so that the waiting "
        "message is printed once only. The server drops an argument that the command does not declare, so "
        "without it every poll prints the message to the War Room again: a sequence of an hour leaves over a "
        "hundred entries. Declare it with 'hidden: true' on the command that the decorator names."
    ),
    bad=integration(
        """
        - name: acme-scan  # <- POL203
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling
            predefined: ['true', 'false']
        """,
        _CODE,
    ),
    good=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            description: Whether to leave out the waiting message. Set by the polling itself, for internal use only.
            hidden: true
        """,
        _CODE,
    ),
    check=check,
    fix="safe",
)
