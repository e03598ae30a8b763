"""POL411: a ``PollResult`` is returned to the server without the decorator."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from polltool.code.values import Spot
from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration
from polltool.rules.results import around


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each ``return`` of a ``PollResult`` that reaches ``return_results``."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(analysis.runs, lambda run: run.events.undecorated, lambda one: one.spot):
        if any(_unknown(analysis, decorator) for decorator in _decorators(analysis, site.seen.spot)):
            continue  # it may do what polling_function does
        command = site.commands[0]
        place, related = code_place(analysis, site.seen.spot, command)
        yield RULE.finding(
            place,
            f"this PollResult reaches 'return_results' of '{command.name}' as it is: without @polling_function "
            "nothing turns it into a result or a schedule, so the command shows an object's name and never polls; "
            f"put @polling_function('{command.name}', ...) on the function",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


def _decorators(analysis: ItemAnalysis, where: Spot) -> Iterator[ast.expr]:
    """The decorators of the functions around a place."""
    for node, _ in around(analysis, where):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from node.decorator_list


_KNOWN = frozenset(
    {"logger", "staticmethod", "classmethod", "property", "wraps", "cache", "lru_cache", "retry"}
)


def _unknown(analysis: ItemAnalysis, decorator: ast.expr) -> bool:
    """Whether a decorator is neither defined in the visible code nor one that leaves results alone."""
    name = decorator.func if isinstance(decorator, ast.Call) else decorator
    word = name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
    return word not in _KNOWN and all(word not in module.bodies for module in analysis.modules)


_FOOT = """
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running'){}

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))

main()
"""
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

RULE = Rule(
    code="POL411",
    name="poll-result-undecorated",
    severity=Severity.ERROR,
    summary="a function without the decorator returns a PollResult",
    why=(
        "A PollResult is a message to the decorator, not to the server: '@polling_function' reads whether to go "
        "on and makes the schedule. Without it the object goes to 'return_results' as it is, which prints "
        "something like '<PollResult object at 0x...>', and the sequence never starts."
    ),
    bad=integration(_YML, _FOOT.format("  # <- POL411")),
    good=integration(_YML, "@polling_function('acme-scan')" + _FOOT.format("")),
    check=check,
)
