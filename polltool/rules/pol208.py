"""POL208: the next run lacks an argument that its command requires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polltool.findings import Finding, Related, Severity
from polltool.flows import PollingFlow
from polltool.model import Argument, Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import pass_on
from polltool.rules.common import code_place, lacks, noun
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each required argument that a next-run dictionary lacks."""
    analysis = context.analysis
    if analysis is None:
        return
    for lack in lacks(analysis.flows, _required):
        command, name = lack.target, lack.name
        place, related = code_place(analysis, lack.flow.next_run.spot, command)
        yield RULE.finding(
            place,
            f"the next run of {noun(analysis)} '{command.name}' gets no '{name}', which the yml requires, so it fails "
            f"before its code runs; add '{name}' to the next run's arguments, or declare it as not required",
            severity=Severity.WARNING if analysis.is_script else None,
            command=command.name,
            argument=name,
            related=(*related, Related(lack.seen.place, "required here"), *lack.reached),
            fix=pass_on(analysis, lack.flow, name, lack.starters),
        )


def _required(flow: PollingFlow, target: Command) -> Iterator[tuple[str, Argument]]:
    """The required arguments without a default that the target does not get."""
    for argument in target.arguments:
        if argument.required and not argument.has_default and flow.surely_lacks(argument.name):
            yield argument.name, argument


_HEAD = """
@polling_function('acme-scan')
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args['url'])
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
          - name: job_id
            description: The job that runs.
            hidden: true
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL208",
    name="required-arg-dropped",
    severity=Severity.ERROR,
    summary="the next run lacks an argument that the command requires",
    why=(
        "The server checks required arguments for every run, scheduled ones too. A next-run dictionary that "
        "lacks a required argument of its target makes that run fail before any code of it is executed, so the "
        "sequence ends with an error at its second run. Carry the argument along, or declare it as not required "
        "and check it in the code of the first run."
    ),
    bad=integration(
        _YML, _HEAD + "        args_for_next_run={'job_id': job_id, 'polling': True},  # <- POL208" + _FOOT
    ),
    good=integration(_YML, _HEAD + "        args_for_next_run={'job_id': job_id, **args}," + _FOOT),
    check=check,
    fix="unsafe",
    fixed=integration(
        _YML,
        _HEAD
        + "        args_for_next_run={'job_id': job_id, 'polling': True, 'url': args.get('url')},"
        + _FOOT,
    ),
)
