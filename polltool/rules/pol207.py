"""POL207: the next run loses the argument that makes the command poll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polltool.findings import Finding, Fix, Severity
from polltool.flows import ItemAnalysis, PollingFlow, is_polling_name, is_true_default
from polltool.model import Argument, Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import pass_on, set_key
from polltool.rules.common import Lack, code_place, lacks, noun
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each next-run dictionary that stops the sequence."""
    analysis = context.analysis
    if analysis is None:
        return
    for lack in lacks(analysis.flows, lambda flow, target: _lost_gates(analysis, flow, target)):
        command, gate = lack.target, lack.name
        default = is_true_default(lack.seen)
        place, related = code_place(analysis, lack.flow.next_run.spot, command)
        unless = " unless the server fills in the yml's default" if default else ""
        yield RULE.finding(
            place,
            f"the next run of {noun(analysis)} '{command.name}' gets no '{gate}', the argument by which it polls, so "
            f"the sequence polls once and stops{unless}; add '{gate}' to the next run's arguments, or let the input "
            "arguments ride along ({**args, ...})",
            severity=Severity.INFO if default else Severity.WARNING if analysis.is_script else None,
            command=command.name,
            argument=gate,
            related=(*related, *lack.reached),
            fix=_fix(analysis, lack),
        )


def _fix(analysis: ItemAnalysis, lack: Lack[Argument]) -> Fix | None:
    """Name the polling argument in the next run's arguments, or pass on what came."""
    flow, gate = lack.flow, lack.name
    fact = flow.schedule.facts.get(gate)
    if is_polling_name(gate, flow.polling_arg) and (fact is None or fact.equals in (None, "true")):
        return set_key(analysis, flow, gate, "True")
    return pass_on(analysis, flow, gate, lack.starters)


def _lost_gates(analysis: ItemAnalysis, flow: PollingFlow, target: Command) -> Iterator[tuple[str, Argument]]:
    """The arguments without which the target's run does not schedule again, and which it does not get."""
    for gate in _gates(analysis, flow, target):
        argument = target.argument(gate)
        if argument is not None and flow.surely_lacks(gate):
            yield gate, argument


def _gates(analysis: ItemAnalysis, flow: PollingFlow, target: Command) -> Iterator[str]:
    name = flow.polling_arg if flow.decorated else None
    # A starter that cannot be told to poll never gets here: POL205 speaks of it.
    if (
        name is not None
        and not analysis.sets_polling_arg(target, flow)
        and (flow.starter.argument(name) is not None or analysis.sets_polling_arg(flow.starter, flow))
    ):
        yield name
    if analysis.run(target).events.complete:
        yield from sorted(analysis.gates(target) - {name})


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
    fixed=integration(_YML, _HEAD + "        args_for_next_run={'job_id': job_id, 'polling': True}," + _FOOT),
)
