"""POL408: a sleep that waits for the remote job where a schedule would."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from polltool.code.events import Sleep
from polltool.code.heap import Fact
from polltool.code.values import Const
from polltool.findings import Finding, Severity
from polltool.flows import CommandRun, ItemAnalysis, PollingFlow
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration
from polltool.rules.results import around
from polltool.rules.timing import SHORTEST, seconds, spelled


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each sleep."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(analysis.runs, lambda run: _waits(analysis, run), lambda sleep: sleep.spot):
        sleep, command = site.seen, site.commands[0]
        known = _seconds(sleep)
        place, related = code_place(analysis, sleep.spot, command)
        long = f" for {spelled(known)} seconds" if known is not None else ""
        again = " again and again" if _loop(analysis, sleep) is not None else ""
        yield RULE.finding(
            place,
            f"this sleep keeps a worker waiting{long}{again} in a run of '{command.name}', which polls: a schedule "
            "uses none between its runs; return while the job is running and let the next run ask again",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


def _waits(analysis: ItemAnalysis, run: CommandRun) -> Iterator[Sleep]:
    flows = [flow for flow in analysis.flows if flow.starter.name == run.command.name]
    for sleep in run.events.sleeps:
        if flows and _on_the_way(sleep, flows) and _for_the_job(analysis, sleep):
            yield sleep


def _on_the_way(sleep: Sleep, flows: list[PollingFlow]) -> bool:
    """Whether a polling function comes by here: its own body, or what it calls."""
    near = [
        flow
        for flow in flows
        if (sleep.decorated and flow.decorated)
        or _inside(sleep.stack) & _inside(flow.schedule.stack)
        or sleep.stack[-1:] == flow.schedule.stack[-1:]
    ]
    return any(not _exclude(sleep.facts, flow.schedule.facts) and not _once(sleep, flow) for flow in near)


def _once(sleep: Sleep, flow: PollingFlow) -> bool:
    """Whether the sleep is for runs that are not to poll."""
    fact = sleep.facts.get(flow.polling_arg or "")
    return fact is not None and fact.true is False


def _inside(stack: tuple[object, ...]) -> set[object]:
    """The functions that are being run, but for ``main``, by which every command comes."""
    return {function for function in stack if getattr(function, "name", None) != "main"}


def _exclude(here: Mapping[str, Fact], there: Mapping[str, Fact]) -> bool:
    """Whether what is known of the arguments at two points cannot be true in one run."""
    for key, fact in here.items():
        other = there.get(key)
        if other is None:
            continue
        pairs = ((fact.present, other.present), (fact.some, other.some), (fact.true, other.true))
        if any(a is not None and b is not None and a != b for a, b in pairs):
            return True
    return False


_RETRIES = re.compile(r"retr|attempt|tries|429|rate.?limit|too.?many|backoff|throttl", re.IGNORECASE)


def _for_the_job(analysis: ItemAnalysis, sleep: Sleep) -> bool:
    """Whether it surely waits for more than the chance to ask once more."""
    known = _seconds(sleep)
    if sleep.in_handler:
        return False
    long = known is not None and known >= SHORTEST
    loop = _loop(analysis, sleep)
    if loop is None:
        return long and not _retries(analysis, sleep)
    return not _retries_in(loop) and (long or (isinstance(loop, ast.While) and known != 0))


def _loop(analysis: ItemAnalysis, sleep: Sleep) -> ast.While | ast.For | None:
    """The loop of its own function that it stands in."""
    for parent, _ in around(analysis, sleep.spot):
        if isinstance(parent, (ast.While, ast.For)):
            return parent
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return None
    return None


def _retries_in(loop: ast.AST) -> bool:
    return _RETRIES.search(ast.unparse(loop)) is not None


def _retries(analysis: ItemAnalysis, sleep: Sleep) -> bool:
    """Whether a test around it speaks of retries."""
    return any(
        isinstance(parent, ast.If) and _RETRIES.search(ast.unparse(parent.test)) is not None
        for parent, _ in around(analysis, sleep.spot)
    )


def _seconds(sleep: Sleep) -> float | None:
    return seconds(sleep.seconds.value) if isinstance(sleep.seconds, Const) else None


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
_WAIT = """\
    while status['state'] == 'queued':
        time.sleep(20)  # <- POL408
        status = client._http_request('GET', args['job_id'])
"""
_CODE = f"""
@polling_function('acme-scan')
def scan_command(args):
    client = BaseClient('https://acme.example')
    status = client._http_request('GET', args['job_id'])
{_WAIT}    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL408",
    name="blocking-sleep",
    severity=Severity.WARNING,
    summary="a sleep waits for the remote job in a command that polls",
    why=(
        "Between the runs of a sequence no worker is used; while a run sleeps, it keeps one, and a few such commands "
        "at a time hold up everything else on the server, up to the limit after which a run is ended. A command "
        "that polls has a better way to wait: return with the schedule while the job is not done, and ask in the "
        "next run. A short pause between two tries of one request, and code for servers without polling, are not "
        "meant."
    ),
    bad=integration(_YML, "import time\n" + _CODE),
    good=integration(_YML, _CODE.replace(_WAIT, "").replace("== 'running'", "in ('queued', 'running')")),
    check=check,
)
