import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', 'v1/scans', json_data={'url': url})

    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


def submit_command(args, client):
    scan = client.submit(args['url'])
    return find_command(assign_params(scan_id=scan['id'], polling=args.get('polling')), client)


@polling_function('acme-scan-find')
def find_command(args, client):
    scan = client.get_scan(args['scan_id'])
    return PollResult(CommandResults('Acme.Scan', 'id', scan), continue_to_poll=scan['status'] == 'running')


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-submit':
        return_results(submit_command(demisto.args(), client))
    elif demisto.command() == 'acme-scan-find':
        return_results(find_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
