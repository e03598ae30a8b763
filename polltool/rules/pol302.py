"""POL302: interval or timeout read an argument that no command declares."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.values import Arg, options
from polltool.findings import Finding, Related, Severity
from polltool.flows import ItemAnalysis
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, noun, same_for
from polltool.rules.examples import integration
from polltool.rules.timing import Timing, arguments_read, may_be_none, near_miss, nothing_declares, timings


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each undeclared argument of each expression."""
    analysis = context.analysis
    if analysis is None:
        return
    for role in ("interval", "timeout"):
        for timing in timings(analysis, role):
            told: set[str] = set()
            for arg in arguments_read(timing.value):
                if arg.key in told or not nothing_declares(timing.commands_with(arg), arg.key):
                    continue
                if role == "interval" and may_be_none(timing, arg):
                    continue  # it always fails: POL301
                told.add(arg.key)
                yield _finding(analysis, timing, arg)


def _finding(analysis: ItemAnalysis, timing: Timing, arg: Arg) -> Finding:
    commands, key = timing.commands_with(arg), arg.key
    near = near_miss(analysis, key, commands)
    place, related = code_place(analysis, timing.spot, commands[0])
    message = (
        f"the {timing.role} is read from the argument '{key}', which the {noun(analysis)} '{commands[0].name}' does "
        f"not declare: the server drops it, so {_instead(timing, arg)}"
    )
    if near is None:
        message += f"; declare '{key}', or leave the argument out of the code"
    else:
        owner, argument = near
        message += (
            f", and the argument '{argument.name}' that people may fill does nothing; read "
            f"'{argument.name}' instead"
        )
        related = (*related, Related(argument.place, f"'{owner.name}' declares '{argument.name}'"))
    return RULE.finding(
        place,
        message,
        severity=Severity.INFO if near is None else None,
        command=commands[0].name,
        argument=key,
        related=(*related, *timing.related, *same_for(commands)),
    )


def _instead(timing: Timing, arg: Arg) -> str:
    if arg.default is None and len(options(timing.value)) == 1:
        return "the server's own default applies" if timing.role == "timeout" else "there is none"
    return "the default in the code always applies"


_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: timeOut
            description: Seconds to wait for the job.
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""
_CODE = """
@polling_function(
    'acme-scan',
    timeout=arg_to_number(demisto.args().get('timeout', 3600)),  # <- POL302
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
    code="POL302",
    name="undeclared-timing-arg",
    severity=Severity.WARNING,
    summary="interval or timeout read an argument that no command declares",
    why=(
        "The server hands a run only the arguments that the command declares in the yml, so an undeclared one "
        "never comes and the default in the code always applies. Where the yml declares an argument of nearly "
        "that name ('timeOut' for 'timeout', 'polling_timeout_in_seconds' for 'polling_timeout') that nothing "
        "reads, people fill it in and wait no longer for it. Use one spelling in both places."
    ),
    bad=integration(_YML, _CODE),
    good=integration(_YML, _CODE.replace("get('timeout'", "get('timeOut'").replace("  # <- POL302", "")),
    check=check,
)
