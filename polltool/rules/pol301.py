"""POL301: an interval that is None when its argument does not come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polltool.code.values import Arg
from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, noun, same_for
from polltool.rules.examples import integration
from polltool.rules.timing import (
    Timing,
    arguments_read,
    may_be_none,
    nothing_declares,
    raises_on_loading,
    timings,
)
from polltool.rules.timingfixes import default_fix


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each argument that leaves an interval without a value."""
    analysis = context.analysis
    if analysis is None:
        return
    for timing in timings(analysis, "interval"):
        for arg in arguments_read(timing.value):
            if may_be_none(timing, arg):
                yield from _judge(analysis, timing, arg)


def _judge(analysis: ItemAnalysis, timing: Timing, arg: Arg) -> Iterable[Finding]:
    key, commands = arg.key, timing.commands_with(arg)
    undeclared = nothing_declares(commands, key)
    loading = raises_on_loading(analysis, timing, arg)
    if arg.strict and not undeclared and not loading:
        return
    everybody = analysis.item.commands if loading else commands
    without = [command for command in everybody if not _requires(command, key)]
    if not without:
        return
    concerned = [command for command in commands if not _requires(command, key)] or commands
    command = concerned[0]
    place, related = code_place(analysis, timing.spot, command)
    yield RULE.finding(
        place,
        f"the interval is read from the argument '{key}' and has no default: "
        f"{_consequence(analysis, concerned, arg, undeclared, loading)}; give it one in the code, as in "
        f"arg_to_number(args.get('{key}', 30))",
        severity=Severity.ERROR if undeclared or loading else Severity.WARNING,
        command=command.name,
        argument=key,
        related=(*related, *timing.related, *same_for(concerned)),
        # What never comes is more than a missing default: the argument has to be declared.
        fix=None if undeclared else default_fix(analysis, timing, arg, concerned),
    )


def _requires(command: Command, key: str) -> bool:
    argument = command.argument(key)
    return argument is not None and argument.required


def _consequence(
    analysis: ItemAnalysis, concerned: Sequence[Command], arg: Arg, undeclared: bool, loading: bool
) -> str:
    key, name = arg.key, concerned[0].name
    if loading:
        fails = f"args['{key}']" if arg.strict else "int(None)"
        what = "the script" if analysis.is_script else "every command of the integration"
        return f"it is read when the module is loaded, so {fails} raises for {what} wherever '{key}' does not come"
    if undeclared:
        return (
            f"the {noun(analysis)} '{name}' does not declare '{key}', so it never comes, and the run fails when it "
            "comes to schedule the next one"
        )
    argument = concerned[0].argument(key)
    default = (
        " (the default in the yml is not filled in for a playbook's tasks)"
        if argument is not None and argument.default_value is not None
        else ""
    )
    raises = "int(None) raises" if arg.form == "int" else "ScheduledCommand raises at None < 10"
    return f"where '{name}' is run without it{default}, {raises} instead of scheduling the next run"


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
    interval=arg_to_number(demisto.args().get('interval_in_seconds')),  # <- POL301
)
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL301",
    name="interval-may-be-none",
    severity=Severity.ERROR,
    summary="the interval is None where its argument does not come",
    why=(
        "arg_to_number of a missing argument is None, and ScheduledCommand compares the interval with 10 as soon "
        "as it is made: the run that should schedule the next one raises a TypeError instead. A default in the "
        "yml does not help: the server fills it in when a person runs the command, not in a playbook's tasks. "
        "With int(...) or [...] in a decorator's argument it is worse, since that is evaluated when the module "
        "is loaded: each run of each command fails, the test button's included. Give the interval a default in "
        "the code: arg_to_number(args.get('interval_in_seconds', 30))."
    ),
    bad=integration(_YML, _CODE),
    good=integration(_YML, _CODE.replace("seconds')),  # <- POL301", "seconds', 30)),")),
    check=check,
    fix="safe",
)
