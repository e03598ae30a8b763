"""POL202: an argument that only the code fills is shown to people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from polltool.code.events import Carried
from polltool.code.values import Arg, Const, Value, const, options
from polltool.findings import Finding, Related, Severity
from polltool.flows import ItemAnalysis, asks_for_polling
from polltool.model import Argument, Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun, targets
from polltool.rules.examples import integration
from polltool.ymlfix import commands

_INTERNAL = re.compile(
    r"\b(?:internal|inner|polling|do not (?:use|set|fill)|don't (?:use|set|fill))\b", re.IGNORECASE
)


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each state argument that is declared in plain sight."""
    analysis = context.analysis
    if analysis is None:
        return
    for target, flows in targets(analysis.flows):
        found: dict[str, list[Carried]] = {}
        for flow in flows:
            for key, carried in flow.state.items():
                if not carried.normal or analysis.only_tests(target, key):
                    found.setdefault(key, []).append(carried)
        for key, carried_here in found.items():
            argument = target.argument(key)
            if argument is None or argument.concealed or argument.required:
                continue
            told = all(flow.starter.argument(key) is not None for flow in flows if key in flow.state)
            if told and all(map(asks_for_polling, carried_here)) and _polls_by(analysis, target, key):
                continue  # by whatever name, it is the argument by which people ask for polling
            flag = analysis.only_tests(target, key)
            if not flag and all(_is_default(carried) for carried in carried_here):
                continue  # an input for which the code fills in a default
            internal = (
                flag or not argument.description.strip() or _INTERNAL.search(argument.description) is not None
            )
            spots = [carried.spot for carried in carried_here if carried.spot is not None]
            yield RULE.finding(
                argument.place,
                f"argument '{key}' of {noun(analysis)} '{target.name}' is filled by the code for its next run "
                f"but shown to people, {_consequence(argument, flag)}; declare it with 'hidden: true'",
                severity=Severity.WARNING if internal else Severity.INFO,
                command=target.name,
                argument=key,
                related=[Related(spot.head, "passed to the next run here") for spot in spots[:1]],
                fix=commands.fix(
                    f"set hidden: true on {key}", partial(commands.hide, analysis.item, target, argument)
                ),
            )


def _polls_by(analysis: ItemAnalysis, target: Command, key: str) -> bool:
    """Whether a command's run schedules nothing where an argument says false."""
    events = analysis.run_without(target, {key: const("false")})
    return events.complete and not events.schedules


def _is_default(carried: Carried) -> bool:
    """Whether a value is the input of that name or something fixed in its place."""
    return _is_fixed(carried.value, carried.key)


def _is_fixed(value: Value, key: str) -> bool:
    return all(
        isinstance(option, Const)
        or (
            isinstance(option, Arg)
            and option.key == key
            and (option.default is None or _is_fixed(option.default, key))
        )
        for option in options(value)
    )


def _consequence(argument: Argument, flag: bool) -> str:
    if flag:
        return "who set it would start the sequence in the middle"
    return "who fills it by hand takes up a sequence in the middle"


_CODE = """
@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
    if not argToBoolean(args.get('started', 'false')):
        client.start()
    status = client.status()
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'started': True},
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""

RULE = Rule(
    code="POL202",
    name="next-run-arg-not-hidden",
    severity=Severity.WARNING,
    summary="an argument that only the code fills is not hidden",
    why=(
        "What the code adds to the next run's arguments has to be declared, but people should not see it: it "
        "shows up in the command's help, in the playbook editor and in the documentation as if somebody had to "
        "fill it, and who does so starts a sequence in the middle. Declare it with 'hidden: true'. Where people "
        "may well resume by it (a job's id), this is advice only."
    ),
    bad=integration(
        """
        - name: acme-scan
          polling: true
          arguments:
          - name: started  # <- POL202
            description: Whether the scan was started.
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
          - name: started
            description: Whether the scan was started.
            hidden: true
          - name: hide_polling_output
            hidden: true
        """,
        _CODE,
    ),
    check=check,
    fix="safe",
)
