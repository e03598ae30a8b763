"""POL201: an argument of the next run that its command does not declare."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial

from polltool.code.events import Read
from polltool.code.values import Spot
from polltool.findings import Finding, Related, Severity
from polltool.flows import HIDE, ItemAnalysis, PollingFlow, is_polling_flag, passed_on
from polltool.model import Command
from polltool.records import dataclass
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun, same_for, starters_of, targets
from polltool.rules.examples import integration
from polltool.rules.results import around
from polltool.ymlfix import commands, wording
from polltool.ymlfix.members import Fields


@dataclass(frozen=True, slots=True)
class _Lost:
    """A key that the server drops: where it is set, and who passes it."""

    key: str
    timing: bool
    spot: Spot | None
    sure: bool
    flow: PollingFlow


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each key that a target is given and does not declare."""
    analysis = context.analysis
    if analysis is None:
        return
    for target, flows in targets(analysis.flows):
        found: dict[str, list[_Lost]] = {}
        for flow in flows:
            for lost in _lost(flow, target):
                found.setdefault(lost.key, []).append(lost)
        for lost_keys in found.values():
            yield from _finding(analysis, target, lost_keys)


def _lost(flow: PollingFlow, target: Command) -> Iterator[_Lost]:
    """The keys of one flow that the target does not declare."""
    run = flow.next_run
    for key, carried in run.keys.items():
        if (
            target.argument(key) is not None
            or key in (HIDE, flow.polling_arg)
            or is_polling_flag(key, carried)
        ):
            continue
        same = flow.starter.name == target.name
        if passed_on(key, carried) and (same or flow.starter.argument(key) is None):
            continue
        yield _Lost(key, key in flow.timing, carried.spot, carried.sure, flow)
    if run.rides == "all" and flow.starter.name != target.name:
        for argument in flow.starter.arguments:
            key = argument.name
            if key in run.keys or key in run.gone or key in (HIDE, flow.polling_arg):
                continue
            if target.argument(key) is None:
                yield _Lost(key, key in flow.timing, None, False, flow)


def _finding(analysis: ItemAnalysis, target: Command, lost: list[_Lost]) -> Iterator[Finding]:
    first = lost[0]
    run = analysis.run(target)
    reads = [read for read in run.reads(first.key) if not _in_decorator(analysis, read)]
    if first.timing:
        if not any(flow.starter.argument(first.key) is not None for flow in analysis.flows):
            return  # POL301 and POL302 speak of it
        severity, effect = Severity.INFO, "so the next run falls back to its default"
    elif reads:
        severity = Severity.WARNING if analysis.is_script else Severity.ERROR
        effect = _effect(lost, reads)
    elif not any(one.sure for one in lost) or run.events.reads_all or not run.events.complete:
        return
    else:
        severity, effect = Severity.INFO, "which does no harm as long as nothing reads it"
    related = [Related(one.spot.head, "passed to the next run here") for one in lost if one.spot is not None][
        :1
    ]
    if not related:
        related = [Related(first.flow.next_run.spot.head, "the input arguments ride along here")]
    related += [
        Related(read.spot.head, "read by the next run here") for read in reads[:1] if read.spot is not None
    ]
    related += same_for(
        [target, *(one for one in starters_of(one.flow for one in lost) if one.name != target.name)]
    )
    yield RULE.finding(
        target.place,
        f"{noun(analysis)} '{target.name}' is run again with '{first.key}' but does not declare it: the server "
        f"drops it, {effect}; declare '{first.key}' with 'hidden: true'",
        severity=severity,
        command=target.name,
        argument=first.key,
        related=related,
        fix=commands.fix(
            f"declare {first.key} with hidden: true",
            partial(commands.declare, analysis.item, target, _argument(analysis, target, lost)),
        ),
    )


def _argument(analysis: ItemAnalysis, target: Command, lost: list[_Lost]) -> Fields:
    """The argument as it is to be declared."""
    first = lost[0]
    flag = bool(analysis.run(target).reads(first.key)) and analysis.only_tests(target, first.key)
    if any(one.spot is not None for one in lost):
        return wording.state(first.key, flag=flag)
    return wording.passed(first.key, first.flow.starter.name)


def _in_decorator(analysis: ItemAnalysis, read: Read) -> bool:
    """Whether a decorator reads it when the module is loaded: that may be about another command."""
    if not read.loading or read.spot is None:
        return False
    return any(
        isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)) and child in parent.decorator_list
        for parent, child in around(analysis, read.spot)
    )


def _effect(lost: list[_Lost], reads: list[Read]) -> str:
    """What the next run does without the argument."""
    if all(read.how == "get" and read.default is not None for read in reads):
        return "so the next run falls back to the default that the code gives it"
    made = any(one.spot is not None for one in lost)
    return "so the next run starts anew without it" if made else "so the next run does without it"


_CODE = """
@polling_function('acme-scan')
def scan_command(args, client):
    job_id = args.get('job_id')
    if not job_id:
        job_id = client.submit(args['url'])
    status = client.status(job_id)
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': job_id, **args},
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""

RULE = Rule(
    code="POL201",
    name="undeclared-next-run-arg",
    severity=Severity.ERROR,
    summary="an argument of the next run that the command does not declare",
    why=(
        "The server drops every argument of the next run that the target command does not declare in the yml. "
        "What the code put there to know where it stands, a job's id say, is gone in the next run, so the code "
        "takes it for a first run: it submits the job again at every poll, until the timeout. Declare the "
        "argument with 'hidden: true' on the command that runs next. (What the server does with a script's "
        "arguments is not settled, so for scripts this is a warning.)"
    ),
    bad=integration(
        """
        - name: acme-scan  # <- POL201
          polling: true
          arguments:
          - name: url
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
        """,
        _CODE,
    ),
    good=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: url
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
          - name: job_id
            description: The job ID that the command passes on to its next run. For internal use only.
            hidden: true
        """,
        _CODE,
    ),
    check=check,
    fix="safe",
)
