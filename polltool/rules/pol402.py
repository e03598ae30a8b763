"""POL402: a decorated function that returns no `PollResult`."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import BadReturn
from polltool.code.values import Function
from polltool.findings import Finding, Related, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each return, and for each function whose end is reached."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(
        analysis.runs, lambda run: run.events.bad_returns, lambda bad: (bad.spot, bad.falls_off)
    ):
        bad, command = site.seen, site.commands[0]
        place, related = code_place(analysis, bad.spot, command)
        yield RULE.finding(
            place,
            f"{_what(bad)}, and the decorator asks what it gets for 'continue_to_poll' and 'response': "
            f"'{command.name}' fails with an AttributeError; return a PollResult on every path (one that is done: "
            "PollResult(response=...))",
            command=command.name,
            related=(*related, Related(bad.decorator.spot.head, "the decorator"), *same_for(site.commands)),
        )


def _what(bad: BadReturn) -> str:
    name = bad.function.name if isinstance(bad.function, Function) else "the function"
    if bad.falls_off:
        return f"a path through the decorated '{name}' falls off its end, so it returns None"
    return f"the decorated '{name}' returns {bad.what} here, not a PollResult"


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
_CODE = """
@polling_function('acme-scan')
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    if status['state'] == 'running':
        return PollResult(None, continue_to_poll=True)
    return CommandResults(outputs=status)  # <- POL402

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL402",
    name="not-a-poll-result",
    severity=Severity.ERROR,
    summary="a path of a decorated function returns no PollResult",
    why=(
        "The wrapper that polling_function makes reads 'continue_to_poll' and 'response' of what the function "
        "returns. CommandResults, dictionaries and None have neither, so the run that takes this path fails with "
        "an AttributeError, often the very one in which the result has come. That holds when the command does not "
        "poll, too. Wrap what is done in PollResult(response=...); to fail, raise or return_error."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML,
        _CODE.replace(
            "CommandResults(outputs=status)  # <- POL402", "PollResult(CommandResults(outputs=status))"
        ),
    ),
    check=check,
)
