"""POL502: `execute_polling_command`, which waits in the run itself."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import Execution
from polltool.findings import Finding, Severity
from polltool.flows import CommandRun, ItemAnalysis
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import script


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each call."""
    analysis = context.analysis
    if analysis is None or not _mentions(analysis):
        return
    runs = [analysis.run(command) for command in analysis.item.commands]
    for site in sites(runs, _calls, lambda one: one.spot):
        command = site.commands[0]
        place, related = code_place(analysis, site.seen.spot, command)
        yield RULE.finding(
            place,
            f"execute_polling_command runs the polling command again and again inside this run of '{command.name}', "
            "sleeping in between, so it keeps a worker until the result comes; let a playbook task run the command, "
            "or return a ScheduledCommand",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


_NAME = "execute_polling_command"


def _mentions(analysis: ItemAnalysis) -> bool:
    return _NAME in analysis.code.text or any(_NAME in module.file.text for module in analysis.modules)


def _calls(run: CommandRun) -> list[Execution]:
    return [one for one in run.events.executions if one.function == _NAME]


_ARGS = """
args:
- name: job_id
  description: The job to wait for.
  required: true
"""
_CODE = """
def main():
    arguments = {'job_id': demisto.args()['job_id'], 'polling': 'true'}
    return_results(execute_polling_command('acme-scan', arguments))  # <- POL502

main()
"""

RULE = Rule(
    code="POL502",
    name="execute-polling-command",
    severity=Severity.INFO,
    summary="execute_polling_command keeps a worker until the result comes",
    why=(
        "execute_polling_command gives a script the final result of a polling command by following its schedule "
        "itself: it sleeps for the interval and runs the command again, all inside one run. That is the blocking "
        "wait that scheduled commands were made to avoid, and it ends where the limit for a run's time is. Leave "
        "the waiting to a playbook task, or let the script poll with a ScheduledCommand of its own."
    ),
    bad=script(_ARGS, _CODE),
    good=script(
        _ARGS,
        _CODE.replace("execute_polling_command(", "demisto.executeCommand(")
        .replace(", 'polling': 'true'", "")
        .replace("  # <- POL502", ""),
    ),
    check=check,
)
