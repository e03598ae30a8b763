"""Scans URLs and files with Acme."""

from typing import Any

import demistomock as demisto
from AcmeApiModule import *
from CommonServerPython import *
from CommonServerUserPython import *

DEFAULT_INTERVAL = 30
DEFAULT_TIMEOUT = 600
UNFINISHED = ('queued', 'running')


class Client(AcmeClient):
    """The part of the Acme API that scans."""

    def ping(self) -> None:
        self.request('GET', 'v1/ping')

    def submit_url(self, url: str) -> dict[str, Any]:
        return self.request('POST', 'v1/scans', json_data={'url': url})

    def submit_file(self, path: str, name: str, password: str | None) -> dict[str, Any]:
        with open(path, 'rb') as file:
            return self.request(
                'POST', 'v1/scans', files={'file': (name, file)}, data=assign_params(password=password)
            )

    def get_scan(self, scan_id: str) -> dict[str, Any]:
        return self.request('GET', f'v1/scans/{scan_id}')

    def list_scans(self, ids: list[str], limit: int | None) -> list[dict[str, Any]]:
        params = assign_params(ids=','.join(ids), limit=limit)
        return self.request('GET', 'v1/scans', params=params)['scans']

    def start_report(self, scan_id: str) -> dict[str, Any]:
        return self.request('POST', 'v1/reports', json_data={'scan_id': scan_id})

    def get_report(self, report_id: str) -> dict[str, Any]:
        return self.request('GET', f'v1/reports/{report_id}')

    def get_verdicts(self, urls: list[str]) -> list[dict[str, Any]]:
        return self.request('POST', 'v1/verdicts', json_data={'urls': urls})['verdicts']


def scan_results(scans: dict | list[dict]) -> CommandResults:
    """What the War Room and the context get of one or more scans."""
    return CommandResults(
        outputs_prefix='Acme.Scan',
        outputs_key_field='id',
        outputs=scans,
        readable_output=tableToMarkdown('Acme scans', scans, headers=['id', 'status', 'verdict']),
    )


def scan_poll(client: Client, args: dict, scan_id: str) -> PollResult:
    """Ask for a scan once: go on while it runs or Acme takes no requests, else give the result.

    The next run gets the arguments of this one, and the scan's ID.

    :raises DemistoException: the scan failed, which ends the sequence with an error.
    """
    try:
        scan = client.get_scan(scan_id)
    except AcmeRateLimitError as error:
        response = CommandResults(readable_output=str(error))
        return PollResult(response, continue_to_poll=True, args_for_next_run={**args, 'scan_id': scan_id})
    if scan['status'] == 'failed':
        raise DemistoException(f'Scan {scan_id} failed: {scan.get("reason")}')
    return PollResult(
        response=scan_results(scan),
        continue_to_poll=scan['status'] in UNFINISHED,
        args_for_next_run={**args, 'scan_id': scan_id},
    )


def url_submit_command(args: dict, client: Client) -> CommandResults:
    """Submit a URL; the sequence goes on as acme-url-find."""
    scan = client.submit_url(args['url'])
    find_args = assign_params(
        scan_id=scan['id'],
        polling=args.get('polling'),
        interval_in_seconds=args.get('interval_in_seconds'),
        timeout_in_seconds=args.get('timeout_in_seconds'),
    )
    return url_find_command(find_args, client)


@polling_function(
    name='acme-url-find',
    interval=arg_to_number(demisto.args().get('interval_in_seconds', DEFAULT_INTERVAL)),
    timeout=arg_to_number(demisto.args().get('timeout_in_seconds', DEFAULT_TIMEOUT)),
    poll_message='Acme is scanning the URL:',
)
def url_find_command(args: dict, client: Client) -> PollResult:
    """Get a scan by its ID, which every run gets."""
    return scan_poll(client, args, args['scan_id'])


@polling_function(
    name='acme-file-scan',
    interval=arg_to_number(demisto.args().get('interval_in_seconds', DEFAULT_INTERVAL)),
    timeout=arg_to_number(demisto.args().get('timeout_in_seconds', DEFAULT_TIMEOUT)),
    poll_message='Acme is scanning the file:',
    requires_polling_arg=False,
)
def file_scan_command(args: dict, client: Client) -> PollResult:
    """Submit a file in the first run, ask for its scan in every run."""
    scan_id = args.get('scan_id')
    if not scan_id:
        file = demisto.getFilePath(args['entry_id'])
        scan_id = client.submit_file(file['path'], file['name'], args.get('password'))['id']
    return scan_poll(client, args, scan_id)


def report_export_command(args: dict, client: Client) -> CommandResults:
    """Start the reports in the first run, ask for them in every run."""
    report_ids = argToList(args.get('report_ids'))
    if not report_ids:
        report_ids = [client.start_report(scan_id)['id'] for scan_id in argToList(args['scan_ids'])]
    reports = [client.get_report(report_id) for report_id in report_ids]
    pending = [report for report in reports if report['status'] == 'pending']

    results = CommandResults(
        outputs_prefix='Acme.Report',
        outputs_key_field='id',
        outputs=reports,
        readable_output=tableToMarkdown('Acme reports', reports, headers=['id', 'status', 'url']),
    )
    if pending and argToBoolean(args.get('polling', 'false')):
        results.scheduled_command = ScheduledCommand(
            command='acme-report-export',
            next_run_in_seconds=arg_to_number(args.get('interval_in_seconds', DEFAULT_INTERVAL)),
            timeout_in_seconds=arg_to_number(args.get('timeout_in_seconds', DEFAULT_TIMEOUT)),
            args={**args, 'report_ids': report_ids},
            items_remaining=len(pending),
        )
    return results


def verdict_get_command(args: dict, client: Client) -> CommandResults:
    """Get verdicts."""
    verdicts = client.get_verdicts(argToList(args['urls']))
    return CommandResults(
        outputs_prefix='Acme.Verdict',
        outputs_key_field='url',
        outputs=verdicts,
        readable_output=tableToMarkdown('Acme verdicts', verdicts, headers=['url', 'verdict']),
    )


def scan_list_command(args: dict, client: Client) -> CommandResults:
    """List scans."""
    return scan_results(client.list_scans(argToList(args.get('ids')), arg_to_number(args.get('limit', 50))))


COMMANDS = {
    'acme-url-submit': url_submit_command,
    'acme-url-find': url_find_command,
    'acme-file-scan': file_scan_command,
    'acme-report-export': report_export_command,
    'acme-verdict-get': verdict_get_command,
    'acme-scan-list': scan_list_command,
}
# Commands that a retry may start anew: they only read, in one request.
RETRIED = ('acme-verdict-get',)


def main() -> None:
    params = demisto.params()
    command = demisto.command()
    try:
        client = Client(
            base_url=params['url'],
            api_key=params['credentials']['password'],
            verify=not params.get('insecure', False),
            proxy=params.get('proxy', False),
            retry_on_rate_limit=command in RETRIED,
        )
        if command == 'test-module':
            client.ping()
            return_results('ok')
        elif command in COMMANDS:
            return_results(COMMANDS[command](demisto.args(), client))
        else:
            raise NotImplementedError(f'{command} is not a command of this integration')
    except Exception as error:
        return_error(f'Failed to execute {command}: {error}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
