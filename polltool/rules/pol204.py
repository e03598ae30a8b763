"""POL204: ``hide_polling_output`` is declared in a way that does not do what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.findings import Finding, Fix, Severity
from polltool.flows import HIDE
from polltool.model import Argument, Command, Item
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun
from polltool.rules.examples import integration
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each declaration, the gravest thing about it."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None:
        return
    decorated = {
        command.name
        for flow in analysis.flows
        if flow.decorated
        for command in (flow.starter, flow.target)
        if command is not None
    }
    for command in item.commands:
        argument = command.argument(HIDE) if command.name in decorated else None
        if argument is None:
            continue
        wrong = _wrong(argument)
        if wrong is None:
            continue
        severity, message = wrong
        yield RULE.finding(
            argument.place,
            f"'{HIDE}' of {noun(analysis)} '{command.name}' {message}",
            severity=severity,
            command=command.name,
            argument=HIDE,
            fix=_fix(item, command, argument),
        )


def _wrong(argument: Argument) -> tuple[Severity, str] | None:
    """What is wrong with a declaration, None where nothing is."""
    if argument.required:
        return (
            Severity.WARNING,
            "is required, so nobody can run it without filling in what is the decorator's own; drop 'required'",
        )
    if not argument.concealed:
        return Severity.WARNING, "is shown to people although only the decorator fills it; add 'hidden: true'"
    if _strange(argument):
        listed = ", ".join(f"'{word}'" for word in argument.predefined or ())
        return (
            Severity.WARNING,
            f"is a boolean, but its predefined values are {listed}; write 'true' and 'false', or none",
        )
    if argument.is_array:
        return Severity.WARNING, "is a boolean, but is declared as an array; drop 'isArray'"
    default = argument.default_value
    if default is not None and argument.has_default:
        return Severity.INFO, (
            f"has the default '{default.raw}': any value that is not empty, 'false' included, hides the first "
            "entry too where the server fills it in; drop the default"
        )
    return None


def _fix(item: Item, command: Command, argument: Argument) -> Fix | None:
    """Mend all that is wrong with a declaration at once."""
    gone = []
    if argument.required:
        gone.append("required")
    if _strange(argument):
        gone += [key for key in ("predefined", "auto") if key in argument.keys]
    if argument.is_array:
        gone.append("isArray")
    if argument.has_default:
        gone.append("defaultValue")
    message = "" if argument.concealed else "set hidden: true"
    if gone:
        message += f"{' and ' if message else ''}drop {', '.join(gone)}"
    if argument.concealed:
        edits = partial(commands.drop_keys, item, argument, gone)
    elif gone:
        edits = partial(commands.hide_instead, item, command, argument, gone)
    else:
        edits = partial(commands.hide, item, command, argument)
    return commands.fix(f"{message} on {HIDE}", edits)


def _strange(argument: Argument) -> bool:
    """Whether it offers values other than the two of a boolean."""
    return not {str(word).strip().lower() for word in argument.predefined or ()} <= {"true", "false"}


_CODE = """
@polling_function('acme-scan')
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""

RULE = Rule(
    code="POL204",
    name="bad-hide-polling-output",
    severity=Severity.WARNING,
    summary="hide_polling_output is not hidden, not a boolean, or has a default",
    why=(
        "'hide_polling_output' is the decorator's own: it sets it to true for the next run, and prints the "
        "waiting message only where it is empty. It has to be declared so that the server lets it through, "
        "hidden so that nobody fills it, and without a default: the text 'false' is not empty and hides the "
        "first entry as well."
    ),
    bad=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output  # <- POL204
        """,
        _CODE,
    ),
    good=integration(
        """
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
        """,
        _CODE,
    ),
    check=check,
    fix="safe",
)
