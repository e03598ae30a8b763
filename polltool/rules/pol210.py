"""POL210: a hidden argument that nothing passes and nothing reads."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.findings import Finding, Severity
from polltool.flows import HIDE, ItemAnalysis
from polltool.model import Language
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun
from polltool.rules.examples import integration
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each hidden argument whose name the visible code does not have."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None or item.language is not Language.PYTHON:
        return
    if not analysis.can_schedule or not analysis.all_visible or _mistaken(analysis):
        return
    defaults = (
        {"polling"} if any("polling_function" in module.file.text for module in analysis.modules) else set()
    )
    for command in item.commands:
        for argument in command.arguments:
            if not (argument.hidden or argument.hidden_somewhere) or argument.name in (HIDE, *defaults):
                continue
            if any(argument.name in module.file.text for module in analysis.modules):
                continue
            run = analysis.run(command)
            if run.events.reads_all or not run.events.complete:
                continue
            yield RULE.finding(
                argument.place,
                f"hidden argument '{argument.name}' of {noun(analysis)} '{command.name}' is dead: no visible code "
                "passes it to a next run or reads it; remove it, or use its name in the code",
                command=command.name,
                argument=argument.name,
                fix=commands.fix(
                    f"remove {argument.name} from {command.name}",
                    partial(commands.undeclare, item, command, argument),
                    safe=False,
                ),
            )


def _mistaken(analysis: ItemAnalysis) -> bool:
    """Whether a missing decorator explains why arguments seem dead."""
    return any(run.events.undecorated or run.events.misdecorated for run in analysis.runs)


_CODE = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit()
    status = client.status(job_id)
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': job_id},
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""

RULE = Rule(
    code="POL210",
    name="dead-hidden-arg",
    severity=Severity.INFO,
    summary="a hidden argument that nothing passes and nothing reads",
    why=(
        "A hidden argument is there for the code alone. If no visible code passes it to a next run or reads it, "
        "it is left over from an earlier version, or its name in the yml and the name in the code have come "
        "apart. Nothing breaks by it, but the next reader takes it for part of the sequence."
    ),
    bad=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job that runs.
            hidden: true
          - name: first_run  # <- POL210
            hidden: true
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
          - name: job_id
            description: The job that runs.
            hidden: true
          - name: hide_polling_output
            hidden: true
        """,
        _CODE,
    ),
    check=check,
    fix="unsafe",
)
