"""POL303: an interval below ten seconds."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from polltool.code.values import Value, options
from polltool.findings import Finding, Fix, Severity
from polltool.flows import ItemAnalysis
from polltool.model import Argument, Command, Item
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, noun, same_for
from polltool.rules.examples import integration
from polltool.rules.timing import (
    SHORTEST,
    Timing,
    arguments_read,
    constants,
    default_seconds,
    in_code,
    spelled,
    timings,
)
from polltool.rules.timingfixes import longer_fix
from polltool.source import Place
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each expression and for each yml default that is too small."""
    analysis = context.analysis
    if analysis is None:
        return
    told: set[Place] = set()
    for timing in timings(analysis, "interval"):
        yield from _in_code(analysis, timing)
        for command in timing.commands:
            for finding in _in_yml(analysis, timing, command):
                if finding.place not in told:
                    told.add(finding.place)
                    yield finding


def _in_code(analysis: ItemAnalysis, timing: Timing) -> Iterable[Finding]:
    found: list[tuple[float, str | None, Value]] = [
        (number, None, one) for number, one in constants(timing.value)
    ]
    if not _raised(timing):
        args = [(in_code(arg), arg) for arg in arguments_read(timing.value)]
        found.extend((number, arg.key, arg) for number, arg in args if number is not None)
    short = [one for one in found if one[0] < SHORTEST]
    commands = [
        command
        for command in timing.commands
        if any(command in timing.commands_with(one[2]) for one in short)
    ]
    if not commands:
        return
    number, key, _ = next(one for one in short if commands[0] in timing.commands_with(one[2]))
    place, related = code_place(analysis, timing.spot, commands[0])
    what = f"the interval of '{commands[0].name}' is" if key is None else f"the default of '{key}' is"
    yield RULE.finding(
        place,
        f"{what} {_seconds(number)}: ScheduledCommand raises less than {SHORTEST} to {SHORTEST} and only logs it, so "
        f"the next run comes after {SHORTEST}; write {SHORTEST} or more",
        command=commands[0].name,
        argument=key,
        related=(*related, *timing.related, *same_for(commands)),
        fix=longer_fix(analysis, timing, [number for number, _, _ in short]),
    )


def _in_yml(analysis: ItemAnalysis, timing: Timing, command: Command) -> Iterable[Finding]:
    if _raised(timing):
        return
    for arg in arguments_read(timing.value):
        if command not in timing.commands_with(arg):
            continue
        argument = command.argument(arg.key)
        number = default_seconds(argument)
        if (
            arg.form not in ("raw", "number", "int")
            or argument is None
            or number is None
            or number >= SHORTEST
        ):
            continue
        assert argument.default_value is not None
        yield RULE.finding(
            argument.default_value.place,
            f"the {noun(analysis)} '{command.name}' is polled every {_seconds(number)} by default, as its argument "
            f"'{arg.key}' says: ScheduledCommand raises less than {SHORTEST} to {SHORTEST} and only logs it; write "
            f"{SHORTEST} or more",
            command=command.name,
            argument=arg.key,
            fix=_raise(analysis.item, command, argument),
        )


def _raise(item: Item, command: Command, argument: Argument) -> Fix | None:
    """Raise a yml default to the least, if people may choose that."""
    if argument.predefined and str(SHORTEST) not in argument.predefined:
        return None
    return commands.fix(
        f"raise the default of {argument.name} to {SHORTEST}",
        partial(commands.set_default, item, command, argument, str(SHORTEST)),
    )


def _raised(timing: Timing) -> bool:
    """Whether the code itself may raise what an argument says to a number that is long enough."""
    numbers = [number for number, _ in constants(timing.value) if number >= SHORTEST]
    after_or = len(numbers) == 1 and any(
        arg.some and arg.default is None for arg in arguments_read(timing.value)
    )
    return bool(numbers) and len(options(timing.value)) > 1 and not after_or


def _seconds(number: float) -> str:
    return "1 second" if number == 1 else f"{spelled(number)} seconds"


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
@polling_function('acme-scan', interval=5)  # <- POL303
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL303",
    name="interval-too-short",
    severity=Severity.WARNING,
    summary="the interval is below the ten seconds that are the least",
    why=(
        "ScheduledCommand raises an interval below 10 seconds to 10 and says so only in the server's log. Who "
        "reads 5 in the code, or sees it as the default in the yml, expects twice as many polls as there are, and "
        "works out timeouts and rate limits from the wrong number. Write the interval that is meant, 10 at least."
    ),
    bad=integration(_YML, _CODE),
    good=integration(_YML, _CODE.replace("interval=5)  # <- POL303", "interval=15)")),
    check=check,
    fix="safe",
    fixed=integration(_YML, _CODE.replace("interval=5)", "interval=10)")),
)
