"""Shared modules: retries on a rate limit inside a client, generic polling functions, what cannot be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import LAYOUTS, Case, check, drop, expanded, integration, mark, swap

RETRY = """
class AcmeClient(BaseClient):
    def __init__(self, base_url, tenant='', verify=True, proxy=False, ok_codes=(200, 201), retry_on_rate_limit=False):
        super().__init__(base_url=base_url, verify=verify, proxy=proxy, ok_codes=ok_codes)
        self.tenant = tenant
        self.retry_on_rate_limit = retry_on_rate_limit

    def http_request(self, *args, resp_type='json', headers=None, overwrite_rate_limit_retry=False, **kwargs):
        if 'ok_codes' not in kwargs and not self._ok_codes:
            kwargs['ok_codes'] = (200, 201, 202, 204, 206, 404)
        if self.retry_on_rate_limit and not overwrite_rate_limit_retry:
            kwargs['ok_codes'] = (*(kwargs.get('ok_codes') or self._ok_codes), 429)
        response = super()._http_request(*args, resp_type='response', headers=headers or {}, **kwargs)
        if response.status_code == 404:
            raise DemistoException('Not found.')
        if self.retry_on_rate_limit and not overwrite_rate_limit_retry and response.status_code == 429:
            command_args = demisto.args()
            if command_args.get('ran_once_flag'):
                raise DemistoException('Rate limit reached on retry.')
            command_args['ran_once_flag'] = True
            return_results(self.run_retry_on_rate_limit(command_args))
            sys.exit(0)
        return response.json() if resp_type == 'json' else response

    def run_retry_on_rate_limit(self, args_for_next_run):
        return CommandResults(
            readable_output='Rate limit reached, trying again in a minute.',
            scheduled_command=ScheduledCommand(
                command=demisto.command(), next_run_in_seconds=60, args=args_for_next_run
            ),
        )
"""

YML = """
acme-list polling
  limit default=50
  ran_once_flag hidden
acme-get polling
  id required
  ran_once_flag hidden
"""

MAIN = """
class Client:
    def __init__(self, base_url, tenant):
        self.acme_client = AcmeClient(
            base_url=base_url,
            tenant=tenant,
            retry_on_rate_limit=True,
        )

    def list_things(self, limit):
        return self.acme_client.http_request('GET', '/things', params={'limit': limit})

    def get_thing(self, thing_id):
        return self.acme_client.http_request('GET', f'/things/{thing_id}')

def list_command(client, args):
    return CommandResults(outputs=client.list_things(args.get('limit', 50)))

def get_command(client, args):
    return CommandResults(outputs=client.get_thing(args['id']))

def main():
    params, command = demisto.params(), demisto.command()
    try:
        client = Client(params['url'], params.get('tenant'))
        if command == 'test-module':
            client.list_things(1)
            return_results('ok')
        elif command == 'acme-list':
            return_results(list_command(client, demisto.args()))
        elif command == 'acme-get':
            return_results(get_command(client, demisto.args()))
    except Exception as error:
        return_error(str(error))

from AcmeApiModule import *  # noqa: E402

if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

MODULES = {"AcmeApiModule": RETRY}

BROKEN = {
    "no polling: true at one": swap("acme-get polling\n", "acme-get  # <- POL101@acme-get\n"),
    "no polling: true at the other": swap("acme-list polling\n", "acme-list  # <- POL101\n"),
    "polling: false": swap("acme-get polling\n", "acme-get polling=false  # <- POL101@acme-get\n"),
    "flag not declared at one": (
        ("  id required\n  ran_once_flag hidden\n", "  id required\n"),
        ("acme-get polling", "acme-get polling  # <- POL201@acme-get/ran_once_flag"),
    ),
    "flag in sight at one": (
        (
            "  id required\n  ran_once_flag hidden\n",
            "  id required\n  ran_once_flag  # <- POL202@acme-get/ran_once_flag\n",
        ),
    ),
}


def retried(
    name: str, old: str = "", new: str = "", *, module: tuple[str, str] = ("", ""), yml: str = YML
) -> Case:
    """The retry on, in another form: some of the code replaced."""
    assert old in MAIN
    assert module[0] in RETRY
    code = MAIN.replace(old, new) if old else MAIN
    modules = {"AcmeApiModule": RETRY.replace(*module) if module[0] else RETRY}
    return integration(name, yml, code, modules=modules, mistakes=BROKEN)


PLAIN_YML = """
acme-list
  limit default=50
acme-get
  id required
"""


def off(name: str, *changes: tuple[str, str]) -> Case:
    """The retry switched off: nothing polls, and a `polling: true` is stale."""
    code = MAIN
    for old, new in changes:
        assert old in code, old
        code = code.replace(old, new)
    return integration(
        name,
        PLAIN_YML,
        code,
        modules=MODULES,
        mistakes={"a stale key": swap("acme-get\n", "acme-get polling  # <- POL104=info@acme-get\n")},
    )


ON = "            retry_on_rate_limit=True,\n"

CASES = [
    retried("a retry switched on by the constructor"),
    integration(
        "imported at the top",
        YML,
        "from AcmeApiModule import *\n" + MAIN.replace("from AcmeApiModule import *  # noqa: E402\n", ""),
        modules=MODULES,
        mistakes=BROKEN,
    ),
    retried("one name imported", "import *  # noqa: E402", "import AcmeClient"),
    retried(
        "imported inside a try",
        "from AcmeApiModule import *  # noqa: E402\n",
        "try:\n    from AcmeApiModule import *\nexcept ImportError:\n    pass\n",
    ),
    retried(
        "by assign_params and a spread",
        "AcmeClient(\n            base_url=base_url,\n            tenant=tenant,\n" + ON + "        )",
        "AcmeClient(**assign_params(base_url=base_url, tenant=tenant, retry_on_rate_limit=True))",
    ),
    retried(
        "by a dictionary and a spread",
        "        self.acme_client = AcmeClient(\n            base_url=base_url,\n            tenant=tenant,\n"
        + ON
        + "        )",
        "        client_args = {'base_url': base_url, 'tenant': tenant, 'ok_codes': (200, 201, 202)}\n"
        "        client_args['retry_on_rate_limit'] = True\n"
        "        self.acme_client = AcmeClient(**client_args)",
    ),
    retried(
        "by position",
        "            tenant=tenant,\n" + ON,
        "            tenant=tenant, verify=False, proxy=False, ok_codes=(200,), retry_on_rate_limit=RETRY,\n",
    ),
    retried("by a constant of the module", "retry_on_rate_limit=True", "retry_on_rate_limit=RETRY"),
    retried(
        "by a subclass",
        "class Client:\n    def __init__(self, base_url, tenant):\n        self.acme_client = AcmeClient(\n            base_url=base_url,\n"
        "            tenant=tenant,\n" + ON + "        )\n",
        "class Client(AcmeClient):\n    def __init__(self, base_url, tenant):\n"
        "        super().__init__(base_url, tenant, retry_on_rate_limit=True)\n        self.acme_client = self\n",
    ),
    retried(
        "by an attribute, afterwards",
        ON + "        )\n",
        "        )\n        self.acme_client.retry_on_rate_limit = True\n",
    ),
    retried(
        "switched on in the module by a parameter's default",
        ON,
        "",
        module=("retry_on_rate_limit=False):", "retry_on_rate_limit=True):"),
    ),
    retried(
        "a schedule made with every argument spread",
        module=(
            "args=args_for_next_run\n",
            "args={**args_for_next_run}, timeout_in_seconds=600, items_remaining=0\n",
        ),
    ),
    retried(
        "the command asked for in the retry itself",
        module=("return_results(self.run", "demisto.debug('again')\n            return_results(self.run"),
    ),
    off("not switched on", (ON, "")),
    off("switched off", ("retry_on_rate_limit=True", "retry_on_rate_limit=False")),
    off(
        "switched off by a constant",
        ("retry_on_rate_limit=True", "retry_on_rate_limit=RETRY"),
        ("class Client:", "RETRY = False\n\nclass Client:"),
    ),
    off(
        "switched off for each call",
        ("params={'limit': limit})", "params={'limit': limit}, overwrite_rate_limit_retry=True)"),
        ("f'/things/{thing_id}')", "f'/things/{thing_id}', overwrite_rate_limit_retry=True)"),
    ),
    off(
        "switched off through several methods",
        ("def list_things(self, limit):", "def list_things(self, limit, overwrite_rate_limit_retry=True):"),
        (
            "params={'limit': limit})",
            "params={'limit': limit}, overwrite_rate_limit_retry=overwrite_rate_limit_retry)",
        ),
        ("def get_thing(self, thing_id):", "def get_thing(self, thing_id, **kwargs):"),
        ("f'/things/{thing_id}')", "f'/things/{thing_id}', **kwargs)"),
        ("client.get_thing(args['id'])", "client.get_thing(args['id'], overwrite_rate_limit_retry=True)"),
    ),
]
FIRST = {
    "by position": "RETRY = True\n",
    "by a constant of the module": "RETRY = True\n",
    "by a subclass": "from AcmeApiModule import *\n",
}
CASES = [
    case
    if case.name not in FIRST
    else integration(case.name, YML, FIRST[case.name] + case.items[0].code, modules=MODULES, mistakes=BROKEN)
    for case in CASES
]

# Codes that the caller names replace those to which the retry adds its own.
BY_CODES = RETRY.replace(
    """        if self.retry_on_rate_limit and not overwrite_rate_limit_retry:
            kwargs['ok_codes'] = (*(kwargs.get('ok_codes') or self._ok_codes), 429)
""",
    """        elif 'ok_codes' not in kwargs and self.retry_on_rate_limit and not overwrite_rate_limit_retry:
            kwargs['ok_codes'] = (*self._ok_codes, 429)
""",
)

CASES += [
    integration(
        "codes named by one command keep it from the retry",
        """
        acme-list polling
          limit default=50
          ran_once_flag hidden
        acme-get
          id required
        """,
        MAIN.replace("f'/things/{thing_id}')", "f'/things/{thing_id}', ok_codes=(200, 404))"),
        modules={"AcmeApiModule": BY_CODES},
        mistakes={
            "no polling: true": swap("acme-list polling\n", "acme-list  # <- POL101\n"),
            "a stale key": swap("acme-get\n", "acme-get polling  # <- POL104=info@acme-get\n"),
            "429 among the codes": (
                *swap("ok_codes=(200, 404))", "ok_codes=(200, 404, 429))"),
                ("acme-get\n", "acme-get  # <- POL101@acme-get, POL201@acme-get/ran_once_flag\n"),
            ),
        },
    ),
    integration(
        "one command overwrites the retry",
        """
        acme-list polling
          limit default=50
          ran_once_flag hidden
        acme-get
          id required
        """,
        MAIN.replace("f'/things/{thing_id}')", "f'/things/{thing_id}', overwrite_rate_limit_retry=True)"),
        modules=MODULES,
        mistakes={
            "no polling: true": swap("acme-list polling\n", "acme-list  # <- POL101\n"),
            "not overwritten": (
                *swap("overwrite_rate_limit_retry=True", "overwrite_rate_limit_retry=False"),
                ("acme-get\n", "acme-get  # <- POL101@acme-get, POL201@acme-get/ran_once_flag\n"),
            ),
        },
    ),
    integration(
        "a module that cannot be seen",
        """
        acme-list polling
          limit default=50
        acme-get
          id required
          token hidden
        """,
        MAIN.replace("AcmeApiModule", "UnseenApiModule"),
    ),
]

# -- generic polling functions in a shared module ------------------------------------------

GENERIC = """
def run_polling_command(client, args, cmd, status_function, results_function, state_key, interval=30):
    ScheduledCommand.raise_error_if_not_supported()
    timeout = arg_to_number(args.get('timeout_in_seconds', 600))
    if state_key not in args:
        command_results = status_function(client, args)
        scheduled_command = ScheduledCommand(
            command=cmd,
            next_run_in_seconds=interval,
            args={state_key: command_results.outputs['id'], 'timeout_in_seconds': timeout, **args},
            timeout_in_seconds=timeout,
        )
        command_results.scheduled_command = scheduled_command
        return command_results
    status = results_function(client, args)
    if status['state'] != 'done':
        return CommandResults(
            scheduled_command=ScheduledCommand(cmd, interval, args, timeout_in_seconds=timeout)
        )
    return CommandResults(outputs=status)
"""

GENERIC_MAIN = """
from AcmeApiModule import *

def isolate(client, args):
    made = client._http_request('POST', '/isolate', json_data={'host': args['host']})
    return CommandResults(readable_output='Isolating.', outputs=made)

def fetch(client, args):
    made = client._http_request('POST', '/fetch', json_data={'path': args['path']})
    return CommandResults(readable_output='Fetching.', outputs=made)

def action_status(client, args):
    return client._http_request('GET', '/actions/' + (args.get('action_id') or args.get('fetch_id')))

def main():
    client = BaseClient(demisto.params()['url'])
    args, command = demisto.args(), demisto.command()
    if command == 'acme-isolate':
        return_results(run_polling_command(client, args, 'acme-isolate', isolate, action_status, 'action_id'))
    elif command == 'acme-fetch':
        return_results(
            run_polling_command(
                client=client,
                args=args,
                cmd='acme-fetch',
                status_function=fetch,
                results_function=action_status,
                state_key='fetch_id',
            )
        )

main()
"""

CASES += [
    integration(
        "a generic function with the names of command and key as parameters",
        """
        acme-isolate polling
          host required
          action_id hidden
          timeout_in_seconds default=600
        acme-fetch polling
          path required
          fetch_id hidden
          timeout_in_seconds default=600
        """,
        GENERIC_MAIN,
        modules={"AcmeApiModule": GENERIC},
        mistakes={
            "no polling: true at one": swap("acme-fetch polling\n", "acme-fetch  # <- POL101@acme-fetch\n"),
            "state not declared at one": (
                *drop("  fetch_id"),
                *mark("acme-fetch polling", "POL201@acme-fetch/fetch_id"),
            ),
            "state not declared at the other": (
                *drop("  action_id"),
                *mark("acme-isolate polling", "POL201/action_id"),
            ),
            "state in sight": swap("  fetch_id hidden", "  fetch_id  # <- POL202=info@acme-fetch/fetch_id"),
            "name misspelled at one": (
                *swap("cmd='acme-fetch'", "cmd='acme-fetsh'"),
                *mark("acme-fetch polling", "POL406@acme-fetch"),
            ),
            "short interval in the module": (
                *swap("interval=30)", "interval=3)"),
                *mark("acme-isolate polling", "POL303"),
            ),
        },
    ),
    integration(
        "decorated functions of a shared module beside a schedule of one's own",
        """
        acme-wait polling
          action_id required
          polling flag
          hide_polling_output hidden
        acme-isolate polling
          host required
        """,
        """
        from AcmeApiModule import *

        def main():
            client = BaseClient(demisto.params()['url'])
            if demisto.command() == 'acme-wait':
                return_results(wait_command(demisto.args(), client))
            elif demisto.command() == 'acme-isolate':
                made = client._http_request('POST', '/isolate', json_data={'host': demisto.args()['host']})
                later = ScheduledCommand('acme-wait', 30, {'action_id': made['id'], 'polling': True})
                return_results(CommandResults(readable_output='Isolating.', scheduled_command=later))

        main()
        """,
        modules={
            "AcmeApiModule": """
            @polling_function(demisto.command(), requires_polling_arg=True)
            def wait_command(args, client):
                status = client._http_request('GET', '/actions/' + args['action_id'])
                return PollResult(status, continue_to_poll=status['state'] != 'done')
            """
        },
        mistakes={
            "no polling: true at the decorated": swap("acme-wait polling\n", "acme-wait  # <- POL101\n"),
            "no polling: true at the other": swap(
                "acme-isolate polling\n", "acme-isolate  # <- POL101@acme-isolate\n"
            ),
            "polling argument not declared": (
                *drop("  polling flag"),
                *mark("acme-wait polling", "POL205/polling"),
            ),
            "polling argument not passed on": (
                *swap("{'action_id': made['id'], 'polling': True}", "{'action_id': made['id']}"),
                *mark("later = ", "POL207/polling"),
            ),
            "required argument misspelled": (
                *swap("{'action_id': made['id'],", "{'actionid': made['id'],"),
                *mark("later = ", "POL208/action_id"),
                *mark("acme-wait polling", "POL201=info/actionid"),
            ),
        },
    ),
    integration(
        "a module that imports another",
        YML,
        MAIN.replace("AcmeApiModule", "AcmeToolsApiModule"),
        modules={
            "AcmeApiModule": RETRY,
            "AcmeToolsApiModule": "from AcmeApiModule import *\n\ndef shorten(text):\n    return text[:10]\n",
        },
        mistakes=BROKEN,
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_shared_modules_are_judged_through_who_imports_them(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
