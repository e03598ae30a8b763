"""POL207: the next run loses the argument that makes the command poll."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis, PollingFlow, is_true_default
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, noun, same_for, targets
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each next-run dictionary that stops the sequence."""
    analysis = context.analysis
    if analysis is None:
        return
    found: dict[tuple[object, str, str], tuple[PollingFlow, list[Command]]] = {}
    for target, flows in targets(analysis.flows):
        for flow in flows:
            for gate in _gates(analysis, flow, target):
                if target.argument(gate) is None or not flow.surely_lacks(gate):
                    continue
                key = (flow.next_run.spot, target.name, gate)
                commands = found.setdefault(key, (flow, []))[1]
                if flow.starter not in commands:
                    commands.append(flow.starter)
    for (_, _, gate), (flow, commands) in found.items():
        command = flow.target
        assert command is not None
        argument = command.argument(gate)
        assert argument is not None
        default = is_true_default(argument)
        place, related = code_place(analysis, flow.next_run.spot, command)
        unless = " unless the server fills in the yml's default" if default else ""
        yield RULE.finding(
            place,
            f"the next run of {noun(analysis)} '{command.name}' gets no '{gate}', the argument by which it polls, so "
            f"the sequence polls once and stops{unless}; add '{gate}' to the next run's arguments, or let the input "
            "arguments ride along ({**args, ...})",
            severity=Severity.INFO if default else Severity.WARNING if analysis.is_script else None,
            command=command.name,
            argument=gate,
            related=(*related, *same_for([command, *(one for one in commands if one.name != command.name)])),
        )


def _gates(analysis: ItemAnalysis, flow: PollingFlow, target: Command) -> Iterable[str]:
    """The arguments without which the target's run does not schedule again."""
    if flow.decorated:
        name = flow.polling_arg
        if name is None or analysis.sets_polling_arg(target, flow):
            return
        # A starter that cannot be told to poll never gets here: POL205 speaks of it.
        if flow.starter.argument(name) is not None or analysis.sets_polling_arg(flow.starter, flow):
            yield name
        return
    if analysis.run(target).events.complete:
        yield from sorted(analysis.gates(target))


_HEAD = """
@polling_function('acme-scan')
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
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
          - name: url
          - name: polling
            predefined: ['true', 'false']
          - name: job_id
            description: The job that runs.
            hidden: true
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL207",
    name="polling-arg-dropped",
    severity=Severity.ERROR,
    summary="the next run gets no polling argument, so it polls once and stops",
    why=(
        "The arguments of the next run are exactly those of the dictionary that the code gives. If it neither "
        "carries the input along nor has the argument by which the command decides to poll, the second run "
        "does not poll: it returns what there is, finished or not, and the sequence is over. Spread the input "
        "into the dictionary, name the polling argument in it, or pass 'requires_polling_arg=False'."
    ),
    bad=integration(_YML, _HEAD + "        args_for_next_run={'job_id': job_id},  # <- POL207" + _FOOT),
    good=integration(_YML, _HEAD + "        args_for_next_run={'job_id': job_id, **args}," + _FOOT),
    check=check,
    fix="unsafe",
)
