"""POL404: a `partial_result` that is no `CommandResults`."""

from __future__ import annotations

from collections.abc import Iterable

from polltool.code.events import PollResultSeen
from polltool.code.values import Spot, Unknown
from polltool.findings import Finding, Severity
from polltool.rules.base import ItemContext, Rule
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration
from polltool.rules.results import going_on, shaped, text_of


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each expression that is given."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(
        analysis.runs,
        lambda run: [seen for seen in going_on(run) if _wrong(seen)],
        _where,
    ):
        at, command = _where(site.seen), site.commands[0]
        place, related = code_place(analysis, at, command)
        yield RULE.finding(
            place,
            f"{_told(site.seen)} is {_wrong(site.seen)}: the decorator hangs the schedule on it as on a "
            f"CommandResults, so the run of '{command.name}' that goes on polling fails with an AttributeError; "
            "write partial_result=CommandResults(...)",
            command=command.name,
            related=(*related, *same_for(site.commands)),
        )


def _where(seen: PollResultSeen) -> Spot:
    """What is given; the result where it is put in otherwise (by an assignment, by a partial)."""
    return seen.given.get("partial_result", seen.spot)


def _told(seen: PollResultSeen) -> str:
    given = seen.given.get("partial_result")
    return "its 'partial_result'" if given is None else f"'partial_result={text_of(given)}'"


_RIGHT = frozenset({"a CommandResults"})


def _wrong(seen: PollResultSeen) -> str | None:
    """What the partial result surely is, where that is wrong; None where it may be right or empty."""
    for value, shape in shaped(seen, "partial_result"):
        if shape.word is None or shape.word in _RIGHT or shape.true is False:
            continue
        if shape.word == "a dictionary" and shape.true is None:
            continue
        if isinstance(value, Unknown) and value.kind not in ("str", "list"):
            continue
        return "a string" if shape.word == "a str" else shape.word
    return None


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
@polling_function('acme-scan')
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        partial_result='Still scanning.',  # <- POL404
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL404",
    name="bad-partial-result",
    severity=Severity.ERROR,
    summary="'partial_result' is no CommandResults",
    why=(
        "While a command goes on polling, the decorator takes its partial_result and assigns the schedule to its "
        "scheduled_command attribute. A string, a list of CommandResults or a dictionary has no such attribute, so "
        "the run fails with an AttributeError instead of scheduling the next one. (The response of the last run may "
        "be a list.) Wrap it: CommandResults(readable_output='...')."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML,
        _CODE.replace(
            "'Still scanning.',  # <- POL404", "CommandResults(readable_output='Still scanning.'),"
        ),
    ),
    check=check,
)
