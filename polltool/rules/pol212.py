"""POL212: the next run lacks an optional argument that its code reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polltool.code.events import Read
from polltool.code.values import Spot
from polltool.findings import Finding, Related, Severity
from polltool.flows import HIDE, ItemAnalysis, PollingFlow
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import pass_on
from polltool.rules.common import code_place, lacks, noun
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each optional argument that a next-run dictionary drops."""
    analysis = context.analysis
    if analysis is None:
        return
    for lack in lacks(analysis.flows, lambda flow, target: _dropped(analysis, flow, target)):
        command, name = lack.target, lack.name
        place, related = code_place(analysis, lack.flow.next_run.spot, command)
        yield RULE.finding(
            place,
            f"the next run of {noun(analysis)} '{command.name}' gets no '{name}', which its code reads: "
            f"{_consequence(command, name)}",
            command=command.name,
            argument=name,
            related=(*related, Related(lack.seen.head, "read by the next run here"), *lack.reached),
            fix=pass_on(analysis, lack.flow, name, lack.starters),
        )


def _consequence(command: Command, name: str) -> str:
    argument = command.argument(name)
    if argument is not None and argument.concealed:
        return f"it fails with a KeyError; add '{name}' to the next run's arguments"
    remedy = f"add '{name}' to the next run's arguments if it matters there"
    return f"what the user gave is lost after the first run; {remedy}"


def _dropped(analysis: ItemAnalysis, flow: PollingFlow, target: Command) -> Iterator[tuple[str, Spot]]:
    """The optional arguments that the target's next run reads and does not get, with where it does."""
    if flow.next_run.rides != "none" or not flow.next_run.complete:
        return
    events = analysis.next_events(flow)
    if events is None:
        return
    skipped = {HIDE, flow.polling_arg, *flow.timing, *analysis.gates(target)}
    for read in events.reads:
        if read.spot is None or read.loading or not read.sure or read.how == "in" or read.key in skipped:
            continue
        argument = target.argument(read.key)
        if argument is None or argument.required:
            continue
        if argument.concealed and not _raises(analysis, target, read):
            continue
        if flow.surely_lacks(read.key) and flow.starter.argument(read.key) is not None:
            yield read.key, read.spot


def _raises(analysis: ItemAnalysis, target: Command, read: Read) -> bool:
    """Whether state that does not come makes the run raise; where the code asks for it first, POL213 speaks."""
    events = analysis.run(target).events
    asks = any(other.key == read.key and other.how == "in" for other in events.reads)
    return read.how == "item" and not asks and read.key not in events.asked


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
    fixed=integration(
        _YML,
        _HEAD
        + "        args_for_next_run={'job_id': args['job_id'], 'verbose': args.get('verbose')},"
        + _FOOT,
    ),
)
