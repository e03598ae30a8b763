import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', 'v1/scans', json_data={'url': url})

    def get_scan(self, scan_id):
        return self._http_request('GET', f'v1/scans/{scan_id}')


@polling_function('acme-url-scan', requires_polling_arg=False)
def scan_command(args, client):
    scan_id = args.get('scan_id') or client.submit(args['url'])['id']
    scan = client.get_scan(scan_id)
    next_args = {'url': args['url']}
    return PollResult(
        CommandResults('Acme.Scan', 'id', scan),
        continue_to_poll=scan['status'] == 'running',
        # update() returns None, so the next run gets the arguments of this one, without 'scan_id'.
        args_for_next_run=next_args.update({'scan_id': scan_id}),  # <- POL405
    )


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-url-scan':
        return_results(scan_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
