"""POL206: state that is hidden the old way, as a deprecated argument."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.findings import Finding, Related, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun, targets
from polltool.rules.examples import integration
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding an item, on the first such argument, the others as related places."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None:
        return
    state = {
        (target.name, key)
        for target, flows in targets(analysis.flows)
        for flow in flows
        for key in flow.state
    }
    found = [
        (command, argument)
        for command in item.commands
        if any(command.name == name for name, _ in state)
        for argument in command.arguments
        if (command.name, argument.name) in state
        and argument.deprecated
        and not argument.hidden
        and not argument.hidden_somewhere
    ]
    if not found:
        return
    command, argument = found[0]
    yield RULE.finding(
        argument.place,
        f"argument '{argument.name}' of {noun(analysis)} '{command.name}' is state, hidden with 'deprecated: true' "
        "only: it works, but says that people once filled it; write 'hidden: true' instead",
        command=command.name,
        argument=argument.name,
        related=[
            Related(other.place, f"argument '{other.name}' of '{by.name}' as well") for by, other in found[1:]
        ],
        fix=commands.fix(
            "write hidden: true instead of deprecated: true",
            lambda: tuple(
                edit for by, other in found for edit in commands.hide_instead(item, by, other, ["deprecated"])
            ),
        ),
    )


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
    code="POL206",
    name="deprecated-not-hidden",
    severity=Severity.INFO,
    summary="state that is hidden with 'deprecated: true' only",
    why=(
        "Before there was 'hidden', content hid the arguments that only its code fills as deprecated ones. The "
        "server still lets them through, so nothing breaks, but documentation and tools take them for inputs "
        "that are on their way out. 'hidden: true' says what is meant."
    ),
    bad=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id  # <- POL206
            description: The job that runs.
            deprecated: true
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
    fix="safe",
)
