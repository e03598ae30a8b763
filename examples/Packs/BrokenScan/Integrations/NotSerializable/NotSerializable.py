import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


@polling_function('acme-scan-wait', requires_polling_arg=False)
def wait_command(args, client):
    asked = argToList(args.get('pending')) or argToList(args['scan_ids'])
    pending = {scan_id for scan_id in asked if client.get_scan(scan_id)['status'] == 'running'}
    return PollResult(
        CommandResults(readable_output='All scans are done.'),
        continue_to_poll=len(pending) > 0,
        # The arguments travel as JSON, which has no sets.
        args_for_next_run={**args, 'pending': pending},  # <- POL409
    )


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-wait':
        return_results(wait_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
