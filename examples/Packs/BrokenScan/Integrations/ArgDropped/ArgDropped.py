import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def get_scan(self, scan_id, language):
        return self._http_request('GET', f'v1/scans/{scan_id}', params={'language': language})


@polling_function('acme-scan-find', requires_polling_arg=False)
def find_command(args, client):
    scan = client.get_scan(args['scan_id'], args.get('language', 'en'))
    return PollResult(
        CommandResults('Acme.Scan', 'id', scan),
        continue_to_poll=scan['status'] == 'running',
        # Without 'language', which the next run reads: its result is in English.
        args_for_next_run={'scan_id': args['scan_id']},  # <- POL212
    )


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-scan-find':
        return_results(find_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
