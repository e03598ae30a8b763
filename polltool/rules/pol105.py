"""POL105: an item that polls and does not ask for the server version that polling needs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from polltool.findings import Finding, Severity
from polltool.flows import ItemAnalysis
from polltool.rules.base import ItemContext, Rule
from polltool.rules.examples import integration

NEEDED = (6, 2, 0)


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for the item."""
    analysis, item = context.analysis, context.item
    if analysis is None or item is None or not analysis.flows or _checks(analysis):
        return
    oldest = context.settings.server_version
    if oldest is not None and _padded(oldest) >= NEEDED:
        return
    given = item.fromversion
    version = None if given is None else _version(given.raw)
    if given is not None and (version is None or version >= NEEDED):
        return
    what = "the item has no 'fromversion'" if given is None else f"'fromversion' is {given.raw.strip()}"
    yield RULE.finding(
        item.name_place if given is None else given.key_place,
        f"{what}, and polling needs server 6.2.0: on an older one ScheduledCommand and the decorator raise a "
        "DemistoException; write 'fromversion: 6.2.0' or later, or ask ScheduledCommand.supports_polling() first",
        command=item.commands[0].name if analysis.is_script else None,
    )


def _checks(analysis: ItemAnalysis) -> bool:
    return analysis.mentions("supports_polling") or any(run.events.checks_support for run in analysis.runs)


def _version(text: str) -> tuple[int, ...] | None:
    parts = re.fullmatch(r"\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?\s*", text)
    return None if parts is None else tuple(int(part or 0) for part in parts.groups())


def _padded(version: tuple[int, ...]) -> tuple[int, ...]:
    return (*version, 0, 0, 0)[:3]


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
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL105",
    name="server-version",
    severity=Severity.INFO,
    summary="an item that polls may be installed on a server older than 6.2.0",
    why=(
        "Scheduled commands came with server 6.2.0. On an older server ScheduledCommand raises a DemistoException, "
        "and so does the decorator in a polling run, so the command fails there. An item whose 'fromversion' is "
        "6.2.0 or later is not installed on such a server; one that has to run there asks "
        "ScheduledCommand.supports_polling() and does something else. Where all servers are known to be newer, "
        "say so in the configuration ('server-version')."
    ),
    bad=integration(_YML, _CODE, fromversion="5.0.0  # <- POL105"),
    good=integration(_YML, _CODE, fromversion="6.2.0"),
    check=check,
)
