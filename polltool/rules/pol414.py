"""POL414: what a run knows is kept in a module global, which the next run does not have."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import GlobalUse
from polltool.findings import Finding, Severity
from polltool.flows import CommandRun, ItemAnalysis
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration

_OBJECTS = ("client", "session", "connection", "token", "cache", "headers", "logger", "lock")


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each assignment of such a global."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(analysis.runs, lambda run: _memories(analysis, run), lambda one: one.written):
        command = site.commands[0]
        place, related = code_place(analysis, site.seen.written, command)
        yield RULE.finding(
            place,
            f"'{command.name}' remembers in the global '{site.seen.name}' where it stands, but each run executes the "
            "code anew: the next run finds the initial value and starts again; pass it in the next run's arguments "
            "(declared with 'hidden: true')",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


def _memories(analysis: ItemAnalysis, run: CommandRun) -> list[GlobalUse]:
    """The globals that a polling run asks for and assigns, where nothing else tells runs apart."""
    flows = analysis.by_starter.get(run.command.name, ())
    own = [flow for flow in flows if flow.target is run.command]
    if not own or run.events.reads_context or any(run.reads(key) for flow in own for key in flow.state):
        return []
    # A hidden argument that is read tells the runs apart as well.
    if any(argument.concealed and run.reads(argument.name) for argument in run.command.arguments):
        return []
    tested = {use.name for use in run.events.global_uses if use.tested}
    found: dict[str, GlobalUse] = {}
    for use in run.events.global_uses:
        if not use.tested and use.name in tested and not any(word in use.name.lower() for word in _OBJECTS):
            found.setdefault(use.name, use)
    return list(found.values())


_HEAD = """
JOB_ID = None

@polling_function('acme-scan', requires_polling_arg=False)
def scan_command(args, client):
"""
_BAD = """
    global JOB_ID
    if JOB_ID is None:
        JOB_ID = client.submit(args.get('url'))  # <- POL414
    status = client.status(JOB_ID)
    return PollResult(status, continue_to_poll=status['state'] == 'running')
"""
_GOOD = """
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': job_id, **args},
    )
"""
_FOOT = """
def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""
_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: url
"""
_HIDE = """          - name: hide_polling_output
            hidden: true
"""

RULE = Rule(
    code="POL414",
    name="state-in-global",
    severity=Severity.WARNING,
    summary="what the next run has to know is kept in a module global only",
    why=(
        "Each run of a sequence executes the integration's code from its first line, in a process that need not "
        "be the same, so module globals have their initial values again. A job's id that is kept in a global "
        "is lost between two runs, and each run submits the job anew. What survives is the next run's arguments, "
        "and the integration's or the incident's context."
    ),
    bad=integration(_YML + _HIDE, _HEAD + _BAD + _FOOT),
    good=integration(
        _YML
        + "          - name: job_id\n            description: The job that runs.\n            hidden: true\n"
        + _HIDE,
        _HEAD.replace("\nJOB_ID = None\n", "") + _GOOD + _FOOT,
    ),
    check=check,
)
