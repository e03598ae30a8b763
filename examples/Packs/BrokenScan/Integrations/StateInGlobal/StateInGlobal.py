import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', 'v1/scans', json_data={'url': url})

    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


SCAN_ID = None


@polling_function('acme-url-scan', requires_polling_arg=False)
def scan_command(args, client):
    global SCAN_ID
    if SCAN_ID is None:
        # Every run executes the code anew, so SCAN_ID is always None up here.
        SCAN_ID = client.submit(args['url'])['id']  # <- POL414
    scan = client.get_scan(SCAN_ID)
    return PollResult(CommandResults('Acme.Scan', 'id', scan), continue_to_poll=scan['status'] == 'running')


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-url-scan':
        return_results(scan_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
