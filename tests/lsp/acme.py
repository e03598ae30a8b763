"""An integration with mistakes, for the tests of the editor."""

from __future__ import annotations

from tests.conftest import INTEGRATION

YML = (
    INTEGRATION.format(name="Acme")
    + """\
    - name: interval_in_seconds
      defaultValue: '30'
  - name: acme-other
    arguments:
    - name: url
"""
)

CODE = """\
import demistomock as demisto
from CommonServerPython import *


@polling_function('acme-scan', interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)), timeout=900)
def scan_command(args, client):
    scan_id = args.get('scan_id') or client.submit(args['url'])
    if client.status(scan_id) == 'done':
        return PollResult(CommandResults(outputs=scan_id))
    return PollResult(None, continue_to_poll=True, args_for_next_run={'scan_id': scan_id, **args})


def other_command(args, client):
    return CommandResults(outputs=args['url'])


def main():
    command = demisto.command()
    if command == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))
    elif command == 'acme-other':
        return_results(other_command(demisto.args(), Client()))


if __name__ in ('__main__', 'builtins'):
    main()
"""

STATE = """\
    - name: scan_id
      hidden: true
"""
HIDE = """\
    - name: hide_polling_output
      hidden: true
"""
AFTER = "      defaultValue: '30'\n"
"""The end of the arguments of acme-scan."""
