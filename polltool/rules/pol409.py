"""POL409: state that cannot travel as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import Carried
from polltool.code.values import Arg, Spot, options
from polltool.findings import Finding, Related, Severity
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, starters_of
from polltool.rules.examples import integration
from polltool.rules.results import value_given


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each key of each next-run dictionary."""
    analysis = context.analysis
    if analysis is None:
        return
    found: dict[tuple[Spot, str], tuple[Carried, list[PollingFlow]]] = {}
    for flow in analysis.flows:
        for key, carried in flow.next_run.keys.items():
            if carried.not_json is not None and not _may_be_replaced(flow, carried):
                found.setdefault((_where(analysis, flow, carried), key), (carried, []))[1].append(flow)
    for (at, key), (carried, flows) in found.items():
        flow, starters = flows[0], starters_of(flows)
        place, related = code_place(analysis, at, flow.starter)
        if carried.spot is not None and carried.spot.head.line != at.head.line:
            related = (*related, Related(carried.spot.head, f"'{key}' gets its value here"))
        yield RULE.finding(
            place,
            f"'{key}' for the next run of '{flow.target_name or flow.starter.name}' is {carried.not_json}, which "
            f"cannot travel as JSON: the run of '{flow.starter.name}' fails when it returns the schedule; pass what "
            "the next run can make it from (an id, a list, a text)",
            command=flow.starter.name,
            argument=key,
            related=(*related, *same_for(starters)),
        )


def _may_be_replaced(flow: PollingFlow, carried: Carried) -> bool:
    """Whether an incoming argument that people give takes the value's place where it comes."""
    kept = any(isinstance(option, Arg) and option.fallback for option in options(carried.value))
    argument = flow.starter.argument(carried.key)
    return kept and argument is not None and not argument.concealed


def _where(analysis: ItemAnalysis, flow: PollingFlow, carried: Carried) -> Spot:
    """The key's value; where the dictionary comes from elsewhere, what hands it over."""
    run = flow.next_run
    if carried.spot is None or run.made is not None:
        return run.spot
    return value_given(analysis, carried.spot)


_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: url
            description: What to scan.
            required: true
          - name: pending
            description: Set by the command itself.
            hidden: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""
_CODE = """
@polling_function('acme-scan')
def scan_command(args):
    jobs = argToList(args.get('pending')) or argToList(args['url'])
    pending = {job for job in jobs if not BaseClient('https://acme.example')._http_request('GET', job)}
    return PollResult(
        CommandResults(readable_output='Done.'),
        continue_to_poll=len(pending) > 0,
        args_for_next_run={
            **args,
            'pending': pending,  # <- POL409
        },
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL409",
    name="not-serializable",
    severity=Severity.ERROR,
    summary="state for the next run cannot travel as JSON",
    why=(
        "The arguments of the next run are part of the War Room entry that the run returns, and that entry goes to "
        "the server as JSON. A set, bytes, a client, a response or a function cannot be written as JSON, so the run "
        "fails when it returns the schedule. Pass what is plain (texts, numbers, lists, dictionaries) and make the "
        "rest anew in each run: list(pending) for a set, the job's id for the object that stands for it."
    ),
    bad=integration(_YML, _CODE),
    good=integration(_YML, _CODE.replace("pending,  # <- POL409", "list(pending),")),
    check=check,
)
