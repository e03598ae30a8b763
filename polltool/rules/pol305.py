"""POL305: the next run does not get the interval or timeout that it reads."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Related, Severity
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import pass_on
from polltool.rules.common import code_place, noun, same_for, starters_of
from polltool.rules.examples import integration
from polltool.rules.timing import arguments_read, expression


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each next-run dictionary and argument."""
    analysis = context.analysis
    if analysis is None:
        return
    dropped: dict[tuple[object, str, str], tuple[str, list[PollingFlow]]] = {}
    for flow in analysis.flows:
        for role in ("interval", "timeout"):
            for key in _dropped(analysis, flow, role):
                assert flow.target is not None
                found = dropped.setdefault((flow.next_run.spot, flow.target.name, key), (role, []))
                found[1].append(flow)
    for (_, _, key), (role, flows) in dropped.items():
        yield _finding(analysis, key, role, flows)


def _dropped(analysis: ItemAnalysis, flow: PollingFlow, role: str) -> Iterable[str]:
    """The arguments that the next run's own timing reads and that do not come, though this run may have them."""
    target = flow.target
    if target is None or flow.next_run.rides != "none" or not flow.next_run.complete:
        return []
    return {
        arg.key: None
        for again in analysis.by_starter.get(target.name, ())
        for arg in arguments_read(expression(again, role)[1])
        if flow.surely_lacks(arg.key)
        and flow.starter.argument(arg.key) is not None
        and (argument := target.argument(arg.key)) is not None
        and not argument.required
    }


def _finding(analysis: ItemAnalysis, key: str, role: str, flows: list[PollingFlow]) -> Finding:
    flow = flows[0]
    target = flow.target
    assert target is not None
    place, related = code_place(analysis, flow.next_run.spot, target)
    if flow.next_run.made is not None:
        related = (*related, Related(flow.next_run.made.head, "made here"))
    starters = [command for command in starters_of(flows) if command.name != target.name]
    return RULE.finding(
        place,
        f"the next run of the {noun(analysis)} '{target.name}' reads its {role} from the argument '{key}', which is "
        f"not among the arguments passed to it: from the second run on the default applies instead of what was "
        f"asked for; pass '{key}' on, or all arguments ({{**args, ...}})",
        command=target.name,
        argument=key,
        related=(*related, *same_for([target, *starters])),
        fix=pass_on(analysis, flow, key, starters_of(flows)),
    )


_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: interval_in_seconds
            description: Seconds between two polls.
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""
_CODE = """
@polling_function(
    'acme-scan',
    interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)),
)
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': args['job_id'], 'polling': True},  # <- POL305
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL305",
    name="timing-dropped",
    severity=Severity.INFO,
    summary="the next run does not get the interval or timeout argument that it reads",
    why=(
        "A decorator's interval and timeout are evaluated in each run, with that run's arguments. If the next "
        "run's dictionary is made anew and leaves the interval argument out, the first wait is as long as the "
        "user asked for and all later ones are as long as the default. Pass the argument on, or build the "
        "dictionary on all of the input: {**args, 'job_id': job_id}."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML, _CODE.replace("{'job_id': args['job_id'], 'polling': True},  # <- POL305", "args,")
    ),
    check=check,
    fix="unsafe",
    fixed=integration(
        _YML,
        _CODE.replace(
            "'polling': True}",
            "'polling': True, 'interval_in_seconds': args.get('interval_in_seconds')}",
        ),
    ),
)
