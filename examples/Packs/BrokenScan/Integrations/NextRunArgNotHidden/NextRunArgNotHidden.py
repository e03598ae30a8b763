import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def isolate(self, host):
        self._http_request('POST', f'v1/hosts/{host}/isolation')

    def get_host(self, host):
        return self._http_request('GET', f'v1/hosts/{host}')


@polling_function('acme-host-isolate', requires_polling_arg=False)
def isolate_command(args, client):
    if args.get('requested') != 'true':
        client.isolate(args['host'])
    host = client.get_host(args['host'])
    return PollResult(
        CommandResults('Acme.Host', 'name', host),
        continue_to_poll=not host['isolated'],
        args_for_next_run={**args, 'requested': 'true'},
    )


def main():
    client = Client(base_url=demisto.params()['url'])
    if demisto.command() == 'acme-host-isolate':
        return_results(isolate_command(demisto.args(), client))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
