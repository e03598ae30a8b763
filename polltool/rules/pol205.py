"""POL205: the argument that makes a command poll is not declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from polltool.code.values import Spot
from polltool.findings import Finding, Related, Severity
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun
from polltool.rules.examples import integration
from polltool.ymlfix import commands, wording


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each command that cannot be told to poll."""
    analysis = context.analysis
    if analysis is None:
        return
    found: dict[str, tuple[Command, str, Spot, bool]] = {}
    for flow in analysis.flows:
        for command, name in _lacking(analysis, flow):
            found.setdefault(command.name, (command, name, flow.schedule.where("interval"), True))
    if not analysis.is_script:
        for command in context.item.commands if context.item is not None else ():
            if command.polls and command.name not in found and command.name not in analysis.by_starter:
                for gate in sorted(analysis.gates(command)):
                    if command.argument(gate) is None and not _is_state(analysis, command, gate):
                        spot = analysis.all_by_starter[command.name][0].schedule.spot
                        found.setdefault(command.name, (command, gate, spot, False))
    order = {
        command.name: index for index, command in enumerate(context.item.commands if context.item else ())
    }
    for command, name, spot, decorated in sorted(found.values(), key=lambda one: order.get(one[0].name, 0)):
        asks = "the decorator polls only if" if decorated else "its code schedules only if"
        yield RULE.finding(
            command.place,
            f"{noun(analysis)} '{command.name}' does not declare '{name}', but {asks} '{name}' is true, and the "
            f"server drops what is not declared: it never polls, or fails before base release 1.32.49; declare "
            f"'{name}' with the predefined values true and false",
            severity=Severity.WARNING if analysis.is_script else None,
            command=command.name,
            argument=name,
            related=[Related(spot.head, "needed here")],
            fix=commands.fix(
                f"declare {name} with the predefined values true and false",
                partial(commands.declare, analysis.item, command, wording.polling(name)),
            ),
        )


def _lacking(analysis: ItemAnalysis, flow: PollingFlow) -> Iterator[tuple[Command, str]]:
    """The starter and the target of a decorated flow, where they lack the polling argument."""
    if not flow.decorated or flow.polling_arg is None:
        return
    for command in (flow.starter, flow.target):
        if command is None or command.argument(flow.polling_arg) is not None:
            continue
        if command is flow.starter and not command.polls and flow.target is not command:
            continue
        if not _calls(analysis, command, flow) or analysis.sets_polling_arg(command, flow):
            continue
        yield command, flow.polling_arg


def _is_state(analysis: ItemAnalysis, command: Command, key: str) -> bool:
    """Whether a schedule gives the key to the command as state, so that POL201 speaks of it."""
    return any(key in flow.state for flow in analysis.by_target.get(command.name, ()))


def _calls(analysis: ItemAnalysis, command: Command, flow: PollingFlow) -> bool:
    """Whether a command's run calls the decorated function at all."""
    return any(
        call.decorator.spot == flow.schedule.decorator.spot
        for call in analysis.decorated_calls(command)
        if flow.schedule.decorator is not None
    )


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
    code="POL205",
    name="missing-polling-arg",
    severity=Severity.ERROR,
    summary="the argument that makes a command poll is not declared",
    why=(
        "Unless it is told 'requires_polling_arg=False', the decorator polls only if the command's polling "
        "argument is true. The server drops an argument that the yml does not declare, so the command can never "
        "be told to poll: it runs once (before base release 1.32.49 the decorator even raises). Putting "
        "'polling': True into the next run's arguments does not help, since it is dropped as well. Declare the "
        "argument with the predefined values true and false, or pass 'requires_polling_arg=False'."
    ),
    bad=integration(
        """
        - name: acme-scan  # <- POL205
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
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
          - name: hide_polling_output
            hidden: true
          - name: polling
            description: Whether to wait for the result. If false, the command runs once.
            auto: PREDEFINED
            predefined:
            - 'true'
            - 'false'
        """,
        _CODE,
    ),
    check=check,
    fix="safe",
)
