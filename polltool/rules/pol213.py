"""POL213: the state by which later runs would be known is never carried."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.machine import ABSENT
from polltool.code.values import Void, options
from polltool.findings import Finding, Fix, Related, Severity
from polltool.flows import HIDE, ItemAnalysis, PollingFlow
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import has_variable, set_key
from polltool.rules.common import noun, targets
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each hidden argument that is asked for and never supplied."""
    analysis = context.analysis
    if analysis is None or not analysis.all_visible:
        return
    if any(flow.target is None for flow in analysis.flows):
        return  # one of unknown name may be meant for any command
    for target, flows in targets(analysis.flows):
        if any(not flow.next_run.complete for flow in flows) or not analysis.run(target).events.complete:
            continue
        skipped = {
            HIDE,
            *(flow.polling_arg for flow in flows),
            *(key for flow in flows for key in flow.timing),
        }
        for argument in target.arguments:
            name = argument.name
            if name in skipped or not argument.concealed or argument.required or argument.has_default:
                continue
            if name in analysis.gates(target) or _supplied(name, flows) or _lost_to_none(flows):
                continue
            read = _tested(analysis, target, name)
            if read is None or not _asked_again(analysis, flows, name):
                continue
            yield RULE.finding(
                argument.place,
                f"{noun(analysis)} '{target.name}' tells its first run from later ones by '{name}', but no schedule "
                f"gives '{name}' to the next run: every run is a first run, until the timeout; add '{name}' to the "
                "next run's arguments",
                severity=Severity.WARNING if analysis.is_script else None,
                command=target.name,
                argument=name,
                related=[
                    read,
                    Related(flows[0].next_run.spot.head, "the next run's arguments are made here"),
                ],
                fix=_fix(analysis, flows, name),
            )


def _fix(analysis: ItemAnalysis, flows: list[PollingFlow], name: str) -> Fix | None:
    """Carry the variable of that name, where there is one when the next run's arguments are made."""
    if len({flow.next_run.spot for flow in flows}) > 1 or not has_variable(analysis, flows[0], name):
        return None
    return set_key(analysis, flows[0], name, name)


def _supplied(name: str, flows: list[PollingFlow]) -> bool:
    """Whether some schedule may give the argument to the next run."""
    return any(
        name in flow.next_run.keys or flow.next_run.rides == "some" or _rides_along(name, flow)
        for flow in flows
    )


def _rides_along(name: str, flow: PollingFlow) -> bool:
    """Whether it may come with the input of another command that starts the sequence."""
    run, starter = flow.next_run, flow.starter
    other = flow.target is None or starter.name != flow.target.name
    return run.rides == "all" and name not in run.gone and other and starter.argument(name) is not None


def _lost_to_none(flows: list[PollingFlow]) -> bool:
    """Whether a dictionary method's None stands for the dictionary (POL405 says so)."""
    return any(
        isinstance(option, Void)
        for flow in flows
        if flow.schedule.result is not None
        for option in options(flow.schedule.result.args_for_next_run)
    )


def _asked_again(analysis: ItemAnalysis, flows: list[PollingFlow], name: str) -> bool:
    """Whether a next run asks for the argument at all: it need not, where other state tells it apart."""
    for flow in flows:
        events = analysis.next_events(flow)
        if events is None or any(read.key == name for read in events.reads):
            return True
    return False


def _tested(analysis: ItemAnalysis, target: Command, name: str) -> Related | None:
    """Where the run asks for the argument to tell what to do, if it then schedules without it."""
    run = analysis.run(target)
    reads = run.reads(name)
    asks = [read for read in reads if read.how == "in"]
    if not asks and name not in run.events.asked:
        return None
    if run.events.reads_context:
        return None
    without = analysis.run_without(target, {name: ABSENT})
    if not without.schedules:
        return None
    first = (asks or reads)[:1]
    if not first or first[0].spot is None:
        return None
    return Related(first[0].spot.head, "asked for here")


_HEAD = """
@polling_function('acme-scan')
def scan_command(args, client):
    if 'job_id' in args:
        job_id = args['job_id']
    else:
        job_id = client.submit(args['url'])
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
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: job_id{}
            description: The job that runs.
            hidden: true
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL213",
    name="state-never-carried",
    severity=Severity.ERROR,
    summary="the argument that tells later runs from the first is never carried",
    why=(
        "The code asks for a hidden argument to know whether the job was submitted already. If no schedule ever "
        "puts that argument into the next run's arguments (the code keeps it in a local variable only), every run "
        "takes itself for the first one and submits the job again at every poll, until the timeout."
    ),
    bad=integration(_YML.format("  # <- POL213"), _HEAD + "        args_for_next_run=args," + _FOOT),
    good=integration(
        _YML.format(""), _HEAD + "        args_for_next_run={'job_id': job_id, **args}," + _FOOT
    ),
    check=check,
    fix="unsafe",
    fixed=integration(
        _YML.format(""), _HEAD + "        args_for_next_run={**args, 'job_id': job_id}," + _FOOT
    ),
)
