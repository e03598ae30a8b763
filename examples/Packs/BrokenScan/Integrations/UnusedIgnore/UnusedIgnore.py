import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


@polling_function('acme-scan-find')
def find_command(args, client):
    scan = client.get_scan(args['scan_id'])
    return PollResult(CommandResults('Acme.Scan', 'id', scan), continue_to_poll=scan['status'] == 'running')


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-find':
        return_results(find_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
