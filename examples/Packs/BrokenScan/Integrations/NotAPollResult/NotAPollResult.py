import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


@polling_function('acme-scan-find')
def find_command(args, client):
    scan = client.get_scan(args['scan_id'])
    if scan['status'] == 'running':
        return PollResult(CommandResults('Acme.Scan', 'id', scan), continue_to_poll=True)
    # The decorator asks what is returned for 'continue_to_poll', which this does not have.
    return CommandResults('Acme.Scan', 'id', scan)  # <- POL402


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-find':
        return_results(find_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
