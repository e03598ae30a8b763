"""POL501: a script that runs a polling command as if it came to an end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from polltool.code.events import Execution
from polltool.code.truth import as_boolean
from polltool.code.values import Const, options, strings
from polltool.findings import Finding, Severity
from polltool.flows import CommandRun
from polltool.index import PollingEntry, PollingIndex
from polltool.rules.base import Example, ItemContext, Rule
from polltool.rules.common import code_place, sites
from polltool.rules.examples import integration, script


def waits(context: ItemContext) -> bool:
    """Whether this is a script that may run commands and knows nothing of schedules."""
    analysis = context.analysis
    if analysis is None or not analysis.is_script or analysis.item.commands[0].polls:
        return False
    return not _KNOWS.search(analysis.code.text) and not analysis.flows


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each call."""
    analysis = context.analysis
    if analysis is None or not waits(context):
        return
    if not any(name in analysis.code.text for name in context.index.entries):
        return
    runs = [analysis.run(command) for command in analysis.item.commands]
    for site in sites(runs, lambda run: _lost(context.index, run), lambda one: one.spot):
        names = strings(site.seen.command) or ()
        place, related = code_place(analysis, site.seen.spot, site.commands[0])
        yield RULE.finding(
            place,
            f"'{names[0]}' polls, and {site.seen.function} does not schedule anything: its first entry is all that "
            f"the script '{site.commands[0].name}' ever gets; run the command without polling, or build a "
            "ScheduledCommand for the script itself from the entry's Metadata",
            command=site.commands[0].name,
            related=related,
        )


_KNOWS = re.compile(
    r"\b(?:Metadata|PollingCommand|PollingArgs|NextRun|ScheduledCommand|polling_function|pollingCommand|pollingArgs)\b"
)
"""Words of a script that knows of schedules."""


def _lost(index: PollingIndex, run: CommandRun) -> Iterator[Execution]:
    for execution in run.events.executions:
        if execution.function == "execute_polling_command":
            continue
        names = strings(execution.command)
        if names and all(_polls(index.entries.get(name, ()), execution) for name in names):
            yield execution


def _polls(entries: tuple[PollingEntry, ...], execution: Execution) -> bool:
    """Whether every command of that name polls with these arguments."""
    return bool(entries) and all(_gates_open(entry, execution) for entry in entries)


def _gates_open(entry: PollingEntry, execution: Execution) -> bool:
    for gate in entry.gates:
        carried = execution.keys.get(gate)
        if carried is None:
            if not (execution.complete and entry.defaults_to_polling):
                return False
        elif not carried.sure or not all(
            isinstance(option, Const) and as_boolean(option.value) is True
            for option in options(carried.value)
        ):
            return False
    return True


_COMMAND = integration(
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
    """
    @polling_function('acme-scan')
    def scan_command(args):
        status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
        return PollResult(status, continue_to_poll=status['state'] == 'running')

    def main():
        if demisto.command() == 'acme-scan':
            return_results(scan_command(demisto.args()))

    main()
    """,
)
_OTHERS = {"Acme.yml": _COMMAND.yml, "Acme.py": _COMMAND.code}
_CODE = """
def main():
    arguments = {'job_id': demisto.args()['job_id'], 'polling': 'true'}
    demisto.results(demisto.executeCommand('acme-scan', arguments))  # <- POL501

main()
"""
_ARGS = """
args:
- name: job_id
  description: The job to wait for.
  required: true
"""


def _example(code: str) -> Example:
    made = script(_ARGS, code)
    return Example(made.yml, made.code, others=_OTHERS)


RULE = Rule(
    code="POL501",
    name="schedule-lost",
    severity=Severity.WARNING,
    summary="a script runs a polling command and loses its schedule",
    why=(
        "demisto.executeCommand and execute_command run a command once. The schedule that a polling command returns "
        "comes back in the entry's Metadata (PollingCommand, NextRun, PollingArgs), and the server does not act on "
        "it: the script goes on with the message of the first poll as if that were the result. Run the command "
        "without polling and ask later, or let the script poll: build a ScheduledCommand for the script itself "
        "from the metadata, and give the script 'polling: true'."
    ),
    bad=_example(_CODE),
    good=_example(_CODE.replace(", 'polling': 'true'", "").replace("  # <- POL501", "")),
    check=check,
    waits=waits,
)
