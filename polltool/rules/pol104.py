"""POL104: `polling: true` on a command that cannot poll."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from polltool.code.values import FALSE, Const, Value, options
from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis
from polltool.model import Command
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import noun
from polltool.rules.examples import integration
from polltool.rules.results import misdecorated
from polltool.ymlfix import commands


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding on each such key."""
    analysis = context.analysis
    marked = [] if analysis is None else [command for command in analysis.item.commands if command.polls]
    if analysis is None or not marked or not analysis.all_visible:
        return
    stale = [command for command in marked if not _may_schedule(analysis, command)]
    if not stale or _BY_HAND.search(analysis.code.text) or any(misdecorated(analysis)):
        return
    for command in stale:
        assert command.polling is not None
        yield RULE.finding(
            command.polling.key_place,
            f"no run of the {noun(analysis)} '{command.name}' can return a schedule, so its 'polling: true' has "
            "nothing to act on; remove the key, or return the schedule that was meant",
            command=command.name,
            fix=commands.fix(
                f"remove polling from {command.name}",
                partial(commands.unpoll, analysis.item, command),
                safe=False,
            ),
        )


_BY_HAND = re.compile(r"\b(?:PollingCommand|PollingArgs|NextRun)\b")
"""Keys of a schedule that the code writes into an entry by itself."""


def _may_schedule(analysis: ItemAnalysis, command: Command) -> bool:
    """Whether a run may schedule, or another mistake is why it does not."""
    if not analysis.can_schedule:
        return "execute_polling_command" in analysis.code.text
    events = analysis.run(command).events
    return bool(
        not events.complete
        or events.unclear
        or events.schedules
        or events.lost
        or events.undecorated
        or events.bad_returns
        or any(_is_called(option) for seen in events.poll_results for option in options(seen.continues))
        or any(call.passes not in ("input", "dictionary") or call.swapped for call in events.calls)
        or any(seen.continues != FALSE for seen in events.poll_results)
        or any(one.function == "execute_polling_command" for one in events.executions)
    )


def _is_called(value: Value) -> bool:
    """Whether a ``continue_to_poll`` is a constant that the decorator calls: POL403 speaks of it."""
    return isinstance(value, Const) and not isinstance(value.value, bool)


_YML = """
        - name: acme-job-list
          polling: true  # <- POL104
          arguments:
          - name: limit
            description: How many jobs to list.
"""

RULE = Rule(
    code="POL104",
    name="stale-polling",
    severity=Severity.INFO,
    summary="'polling: true' on a command whose code cannot return a schedule",
    why=(
        "'polling: true' tells the server to act on the schedule that a run returns. Where no path of the code "
        "returns one, the key is left over from an earlier version or was copied from a sibling: it does no harm, "
        "but whoever reads the yml takes the command for one that waits. This is said only where all the code is "
        "visible: shared modules can schedule retries on behalf of any command."
    ),
    bad=integration(
        _YML,
        """
        def main():
            if demisto.command() == 'acme-job-list':
                return_results(CommandResults(readable_output='No polling here'))

        main()
        """,
    ),
    good=integration(
        _YML.replace("          polling: true  # <- POL104\n", ""),
        """
        def main():
            if demisto.command() == 'acme-job-list':
                return_results(CommandResults(readable_output='No polling here'))

        main()
        """,
    ),
    check=check,
    fix="unsafe",
)
