import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


def find_command(args, client):
    scan = client.get_scan(args['scan_id'])
    results = CommandResults('Acme.Scan', 'id', scan, readable_output=scan['status'])
    if scan['status'] == 'running':
        # Made, but not attached to what is returned.
        schedule = ScheduledCommand('acme-scan-find', 30, args, 600)  # <- POL413
    return results


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-find':
        return_results(find_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
