"""POL304: a timeout that is over before the second poll."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Related, Severity
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.model import Argument
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, starters_of
from polltool.rules.examples import integration
from polltool.rules.timing import SHORTEST, Timing, arguments_read, spelled, timings, usual


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each timeout that is not longer than its interval."""
    analysis = context.analysis
    if analysis is None:
        return
    for timing in timings(analysis, "timeout"):
        short = [(flow, found) for flow in timing.flows if (found := _too_short(flow)) is not None]
        if short:
            flow, found = short[0]
            yield _finding(analysis, timing, [one for one, _ in short], flow, found)


Found = tuple[float, float, "Argument | None", "Argument | None"]


def _too_short(flow: PollingFlow) -> Found | None:
    """Interval and timeout with the arguments whose yml defaults they are, if the timeout is too short."""
    interval = usual(flow.starter, flow.schedule.interval)
    timeout = usual(flow.starter, flow.schedule.timeout)
    if interval is None or timeout is None or timeout[0] <= 0:
        return None
    if timeout[0] > max(interval[0], SHORTEST):
        return None
    return interval[0], timeout[0], interval[1], timeout[1]


def _finding(
    analysis: ItemAnalysis, timing: Timing, flows: list[PollingFlow], flow: PollingFlow, found: Found
) -> Finding:
    interval, timeout, from_interval, from_timeout = found
    commands = starters_of(flows)
    place, related = code_place(analysis, timing.spot, flow.starter)
    keys = [arg.key for arg in arguments_read(timing.value)]
    at_least = f", raised to {SHORTEST}," if interval < SHORTEST else ""
    defaults = tuple(
        Related(argument.default_value.place, f"the default of '{argument.name}'")
        for argument in (from_interval, from_timeout)
        if argument is not None and argument.default_value is not None
    )
    return RULE.finding(
        place,
        f"'{flow.starter.name}' times out after {spelled(timeout)} seconds with an interval of {spelled(interval)}"
        f"{at_least} by default: there is at most one more run before the server ends the sequence with an error; "
        "make the timeout several times the interval",
        command=flow.starter.name,
        argument=keys[0] if len(keys) == 1 else None,
        related=(*related, *defaults, *timing.related, *same_for(commands)),
    )


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
_CODE = """
@polling_function(
    'acme-scan',
    interval=60,
    timeout=30,  # <- POL304
)
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL304",
    name="timeout-within-interval",
    severity=Severity.WARNING,
    summary="the timeout is not longer than the interval",
    why=(
        "The server ends a sequence with an error entry when its timeout has passed, and it runs the command again "
        "only after each interval. A timeout that is not longer than the interval leaves one more run at most: "
        "a job that takes any longer ends in an error although nothing went wrong. Both are in seconds; a timeout "
        "that was meant in minutes is a frequent cause. What counts here are the literals and constants of the "
        "code and the defaults of code and yml."
    ),
    bad=integration(_YML, _CODE),
    good=integration(_YML, _CODE.replace("timeout=30,  # <- POL304", "timeout=1800,")),
    check=check,
)
