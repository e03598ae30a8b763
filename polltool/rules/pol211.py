"""POL211: the polling argument is declared without the two values that it can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polltool.code.truth import as_boolean
from polltool.findings import Finding, Fix, Severity
from polltool.flows import ItemAnalysis
from polltool.model import Argument, Command, Item
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun
from polltool.rules.examples import integration
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each polling argument, the first thing that is wrong with it."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None:
        return
    found = set(_polling_arguments(analysis))
    polling = {command for command, _ in found}
    for command in item.commands:
        if command.name not in polling:
            continue
        for argument in command.arguments:
            if (command.name, argument.name) not in found:
                continue
            wrong = _wrong(argument)
            if wrong is not None:
                yield RULE.finding(
                    argument.place,
                    f"polling argument '{argument.name}' of {noun(analysis)} '{command.name}' {wrong}",
                    command=command.name,
                    argument=argument.name,
                    fix=_fix(item, command, argument),
                )


def _polling_arguments(analysis: ItemAnalysis) -> Iterator[tuple[str, str]]:
    """The polling arguments of the commands that poll, by command and argument."""
    for flow in analysis.flows:
        commands: list[Command] = [one for one in (flow.starter, flow.target) if one is not None]
        for command in commands:
            if flow.polling_arg is not None:
                yield command.name, flow.polling_arg
            elif not flow.decorated:
                for gate in analysis.gates(command):
                    if "poll" in gate.lower():
                        yield command.name, gate


def _wrong(argument: Argument) -> str | None:
    words = [str(word) for word in argument.predefined or ()]
    if {as_boolean(word.strip()) for word in words} != {True, False} or len(words) != 2:
        offered = (
            f"offers {', '.join(repr(word) for word in words)}"
            if words
            else "offers no values to choose from"
        )
        return f"{offered}; give it the predefined values 'true' and 'false'"
    default = argument.default_value
    if default is not None and _bad_default(argument):
        return f"has the default '{default.raw}', which is neither true nor false; write 'true' or 'false', or none"
    return None


def _bad_default(argument: Argument) -> bool:
    """Whether it has a default that is neither true nor false."""
    default = argument.default_value
    if default is None or not argument.has_default:
        return False
    return (
        as_boolean(default.value if isinstance(default.value, bool) else str(default.value).strip()) is None
    )


def _fix(item: Item, command: Command, argument: Argument) -> Fix | None:
    """Offer what is missing; drop a default that is no boolean. Values of another kind are the author's."""
    words = argument.predefined or ()
    booleans = [as_boolean(str(word).strip()) for word in words]
    if None in booleans or len(set(booleans)) != len(booleans):
        return None
    missing = [word for word, value in (("true", True), ("false", False)) if value not in booleans]
    drop = _bad_default(argument)

    def edits() -> commands.Edits:
        made: commands.Edits = ()
        if len(missing) == 2:
            made = commands.offer(item, command, argument, ("true", "false"))
        elif missing:
            made = commands.offer_also(item, argument, missing[0])
        return made + (commands.drop_keys(item, argument, ["defaultValue"]) if drop else ())

    message = f"offer {' and '.join(missing)} as predefined values" if missing else ""
    if drop:
        message += f"{' and ' if message else ''}drop the default"
    return commands.fix(f"{message} of {argument.name}", edits)


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
    code="POL211",
    name="bad-polling-arg",
    severity=Severity.INFO,
    summary="the polling argument does not offer true and false",
    why=(
        "The polling argument is a yes or no question: 'argToBoolean' reads it, and raises on anything else. "
        "With the two predefined values true and false the playbook editor offers just these; without them "
        "people write what they like, and the command fails or does not poll."
    ),
    bad=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling  # <- POL211
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
            description: The job to wait for.
            required: true
          - name: polling
            auto: PREDEFINED
            predefined:
            - 'true'
            - 'false'
          - name: hide_polling_output
            hidden: true
        """,
        _CODE,
    ),
    check=check,
    fix="safe",
)
