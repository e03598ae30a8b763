import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id, key):
        return self._http_request('GET', f'v1/scans/{scan_id}', headers={'X-Key': key})


@polling_function('acme-scan-find')
def find_command(args, client):
    key = args.get('session_key') or demisto.params()['credentials']['password']
    scan = client.get_scan(args['scan_id'], key)
    return PollResult(
        CommandResults('Acme.Scan', 'id', scan),
        continue_to_poll=scan['status'] == 'running',
        # The entry keeps the next run's arguments; the parameters can be read again in every run.
        args_for_next_run={**args, 'session_key': key},  # <- POL209
    )


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-find':
        return_results(find_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
