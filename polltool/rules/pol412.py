"""POL412: ``@polling_function`` is not called, or is given no name."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.values import Spot
from polltool.findings import Finding, Severity
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for
from polltool.rules.examples import integration
from polltool.rules.results import misdecorated


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each such decorator, with the commands whose runs reach its function."""
    analysis = context.analysis
    if analysis is None:
        return
    reached: dict[Spot, list[Command]] = {}
    for run in analysis.runs:
        for at in dict.fromkeys(run.events.misdecorated):
            reached.setdefault(at, []).append(run.command)
    for at, called in misdecorated(analysis):
        commands = reached.get(at, [])
        if analysis.is_shared(at):
            if not commands:
                continue
            place, related = code_place(analysis, at, commands[0])
        else:
            place, related = at.head, ()
        lack = "is given no name" if called else "is not called"
        effect = (
            "the module fails as it loads, with every command of it"
            if called
            else "the function's name stands for a decorator, and calling it fails"
        )
        name = f"'{commands[0].name}'" if commands else "'<command>'"
        yield RULE.finding(
            place,
            f"@polling_function {lack}, so {effect}; write @polling_function({name}, ...)",
            command=commands[0].name if commands else None,
            related=(*related, *same_for(commands)),
        )


_FOOT = """
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

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
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL412",
    name="decorator-not-called",
    severity=Severity.ERROR,
    summary="@polling_function without parentheses or without a name",
    why=(
        "'polling_function' makes a decorator; it is none itself. Without parentheses it takes the function for "
        "the command's name, and what stands under the function's name is a decorator that fails when it is "
        "called like the function. Without a name it raises as the module loads. The name is that of the command "
        "to run next, usually the command itself."
    ),
    bad=integration(_YML, "@polling_function  # <- POL412" + _FOOT),
    good=integration(_YML, "@polling_function('acme-scan')" + _FOOT),
    check=check,
)
