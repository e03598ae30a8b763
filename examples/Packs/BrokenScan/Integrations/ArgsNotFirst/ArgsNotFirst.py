import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


# The decorator takes the first argument for the command's arguments: here it is the client.
@polling_function('acme-scan-find')
def find_command(client, args):  # <- POL401
    scan = client.get_scan(args['scan_id'])
    return PollResult(CommandResults('Acme.Scan', 'id', scan), continue_to_poll=scan['status'] == 'running')


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-find':
        return_results(find_command(client, demisto.args()))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
