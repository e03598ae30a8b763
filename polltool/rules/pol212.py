"""POL212: the next run lacks an optional argument that its code reads."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import Read
from polltool.findings import Finding, Related, Severity
from polltool.flows import HIDE, PollingFlow
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, noun, same_for, targets
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each optional argument that a next-run dictionary drops."""
    analysis = context.analysis
    if analysis is None:
        return
    found: dict[tuple[object, str, str], tuple[PollingFlow, Read, list[Command]]] = {}
    for target, flows in targets(analysis.flows):
        for flow in flows:
            if flow.next_run.rides != "none" or not flow.next_run.complete:
                continue
            events = analysis.next_events(flow)
            if events is None:
                continue
            skipped = {HIDE, flow.polling_arg, *flow.timing, *analysis.gates(target)}
            for read in events.reads:
                argument = target.argument(read.key)
                if (
                    argument is None
                    or argument.required
                    or read.key in skipped
                    or read.spot is None
                    or read.loading
                ):
                    continue
                if not read.sure or read.how == "in" or not flow.surely_lacks(read.key) or argument.concealed:
                    continue
                if flow.starter.argument(read.key) is None:
                    continue
                key = (flow.next_run.spot, target.name, read.key)
                commands = found.setdefault(key, (flow, read, []))[2]
                if flow.starter not in commands:
                    commands.append(flow.starter)
    for (_, _, name), (flow, read, commands) in found.items():
        command = flow.target
        assert command is not None
        assert read.spot is not None
        place, related = code_place(analysis, flow.next_run.spot, command)
        yield RULE.finding(
            place,
            f"the next run of {noun(analysis)} '{command.name}' gets no '{name}', which its code reads: what the user "
            f"gave is lost after the first run; add '{name}' to the next run's arguments if it matters there",
            command=command.name,
            argument=name,
            related=(
                *related,
                Related(read.spot.head, "read by the next run here"),
                *same_for([command, *(one for one in commands if one.name != command.name)]),
            ),
        )


_HEAD = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    status = client.status(args['job_id'], args.get('verbose'))
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
"""
_FOOT = """
    )

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
          - name: verbose
            description: Whether to tell everything.
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL212",
    name="arg-dropped",
    severity=Severity.INFO,
    summary="the next run lacks an optional argument that its code reads",
    why=(
        "A next-run dictionary that does not carry the input along holds just what it names. An optional "
        "argument that the later runs read but do not get falls back to its default there: a result is "
        "formatted otherwise, or limited otherwise, than the user asked for."
    ),
    bad=integration(
        _YML, _HEAD + "        args_for_next_run={'job_id': args['job_id']},  # <- POL212" + _FOOT
    ),
    good=integration(_YML, _HEAD + "        args_for_next_run=args," + _FOOT),
    check=check,
    fix="unsafe",
)
