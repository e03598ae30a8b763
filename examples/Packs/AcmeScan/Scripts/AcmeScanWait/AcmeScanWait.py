"""Waits until all of the given Acme scans are done."""

import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

UNFINISHED = ('queued', 'running')


def unfinished_scans(scan_ids: list[str]) -> list[str]:
    """The scans that are not done yet."""
    scans = execute_command('acme-scan-list', {'ids': ','.join(scan_ids), 'limit': len(scan_ids)})
    return [scan['id'] for scan in scans if scan['status'] in UNFINISHED]


def wait_for_scans(args: dict) -> CommandResults:
    """Ask once; while a scan is unfinished, have the server run this script again."""
    scan_ids = argToList(args['scan_ids'])
    unfinished = unfinished_scans(scan_ids)
    if not unfinished:
        return CommandResults(readable_output=f'All {len(scan_ids)} scans are done.')
    return CommandResults(
        readable_output=f'Waiting for {len(unfinished)} of {len(scan_ids)} scans.',
        scheduled_command=ScheduledCommand(
            command='AcmeScanWait',
            next_run_in_seconds=arg_to_number(args.get('interval_in_seconds', 60)),
            timeout_in_seconds=arg_to_number(args.get('timeout_in_seconds', 3600)),
            args=args,
            items_remaining=len(unfinished),
        ),
    )


def main() -> None:
    try:
        return_results(wait_for_scans(demisto.args()))
    except Exception as error:
        return_error(f'Failed to wait for the scans: {error}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
