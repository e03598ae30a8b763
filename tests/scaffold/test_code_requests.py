"""How an integration sends requests, as new methods have to."""

from __future__ import annotations

import pytest

from polltool.scaffold.codestyle import ClientStyle
from tests.scaffold.codes import code, style_of

MAIN = """

def main():
    client = Client('https://acme.test')
    if demisto.command() == 'acme-list':
        return_results(list_command(client, demisto.args()))
    elif demisto.command() == 'acme-get':
        return_results(list_command(client, demisto.args()))
"""


def client_of(text: str) -> ClientStyle:
    client = style_of(code("from CommonServerPython import *\n" + text + MAIN)).client
    assert client is not None
    return client


def sent(client: ClientStyle) -> str:
    """A request in the client's manner."""
    path = "'/jobs'" if client.requests.leading_slash else "'jobs'"
    return client.requests.call("'POST'", path, body="body")


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        # the platform's own, by keywords and by position
        (
            "return self._http_request(method='GET', url_suffix='/jobs')",
            "self._http_request(method='POST', url_suffix='/jobs', json_data=body)",
        ),
        (
            "return self._http_request('GET', 'jobs', params=params)",
            "self._http_request('POST', 'jobs', json_data=body)",
        ),
        # nothing is sent yet
        ("pass", "self._http_request(method='POST', url_suffix='/jobs', json_data=body)"),
        # a client that wraps another one
        (
            "return self.ms_client.http_request(method='GET', url_suffix='jobs')",
            "self.ms_client.http_request(method='POST', url_suffix='jobs', json_data=body)",
        ),
    ],
)
def test_the_platforms_client(method: str, request_: str) -> None:
    client = client_of(f"class Client(BaseClient):\n    def jobs(self, params=None):\n        {method}\n")
    assert (client.class_name, client.receiver, client.indent) == ("Client", "client", "    ")
    assert sent(client) == request_


@pytest.mark.parametrize(
    ("own", "call", "request_"),
    [
        (
            "def http_request(self, method, path, params=None, data=None):\n"
            "        return requests.request(method, URL + path, json=data).json()",
            "self.http_request('GET', '/jobs')",
            "self.http_request('POST', '/jobs', data=body)",
        ),
        (
            "def http_request(self, path, data=None, method='GET'):\n"
            "        return requests.request(method, URL + path, data=data)",
            "self.http_request('jobs', method='GET')",
            "self.http_request('jobs', method='POST', data=json.dumps(body)).json()",
        ),
        (
            "def http_request(self, method, path, data=None) -> requests.Response:\n"
            "        return self.session.send(method, path, data)",
            "self.http_request('GET', '/jobs')",
            "self.http_request('POST', '/jobs', data=body).json()",
        ),
        (
            "def http_request(self, *args, **kwargs):\n"
            "        kwargs['resp_type'] = 'response'\n"
            "        return super()._http_request(*args, **kwargs)",
            "self.http_request(method='GET', url_suffix='/jobs')",
            "self.http_request(method='POST', url_suffix='/jobs', json_data=body).json()",
        ),
        (
            "def send(self, method, path, params, headers):\n"
            "        return requests.request(method, URL + path).json()",
            "self.send('GET', 'jobs', None, HEADERS)",
            None,
        ),
    ],
)
def test_a_method_of_ones_own(own: str, call: str, request_: str | None) -> None:
    text = f"class Client:\n    {own}\n\n    def jobs(self):\n        return {call}\n"
    client = client_of(text)
    if request_ is not None:
        assert sent(client) == request_
    else:
        with pytest.raises(ValueError, match="never given a body"):
            sent(client)
        assert client.requests.call("'GET'", "'jobs'") == (
            "self.send('GET', 'jobs', params=None, headers=None)"
        )


def test_functions_of_the_module_with_addresses_that_begin_with_a_variable() -> None:
    style = style_of(
        code("""\
        from CommonServerPython import *

        BASE = demisto.params()['url']

        def http_request(method, url, json=None):
            response = requests.request(method, url, json=json)
            return response.json()

        def list_jobs():
            url = f'{BASE}/jobs'
            return_results(http_request('GET', url))

        def get_job():
            return_results(http_request('GET', BASE + '/jobs/' + demisto.args()['id']))

        if demisto.command() == 'acme-list':
            list_jobs()
        elif demisto.command() == 'acme-get':
            get_job()
        """)
    )
    assert style.client is not None
    assert (style.client.class_name, style.client.receiver, style.parameters) == (None, None, ("args",))
    assert sent(style.client) == "http_request('POST', BASE + '/jobs', json=body)"
    assert style.client.call("submit", ["url"]) == "submit(url)"
    assert style.client.signature(["url"]) == "url"


def test_no_client_where_nothing_sends_requests() -> None:
    style = style_of(
        code("""\
        import boto3

        def list_jobs(args):
            return boto3.client('acme').list()

        def main():
            if demisto.command() == 'acme-list':
                return_results(list_jobs(demisto.args()))
        """)
    )
    assert style.client is None
    assert style.parameters == ("args",)


def test_a_client_that_a_helper_makes_and_hands_on() -> None:
    style = style_of(
        code("""\
        from CommonServerPython import *

        class AcmeClient(BaseClient):
        \tdef jobs(self) -> dict:
        \t\treturn self._http_request("GET", "/jobs")

        def list_command(acme: AcmeClient, args: dict) -> CommandResults:
        \treturn CommandResults()

        def make(params):
        \treturn AcmeClient(params["url"])

        def run(acme, args):
        \tcommand = demisto.command()
        \tif command == "acme-list":
        \t\treturn_results(list_command(acme, args))
        \telif command == "acme-get":
        \t\treturn_results(list_command(acme, args))

        def main():
        \tmade = make(demisto.params())
        \trun(made, demisto.args())
        """)
    )
    assert style.client is not None
    assert (style.client.class_name, style.client.receiver) == ("AcmeClient", "acme")
    assert (style.quote, style.indent, style.annotations, style.client.annotated) == ('"', "\t", True, True)
    assert (style.parameters, style.habit, style.command_prefix) == (
        ("args", "client"),
        ("acme", "args"),
        "acme",
    )


@pytest.mark.parametrize(
    "own",
    [
        # the platform's client never gets its address
        "def __init__(self, url):\n        self.url = url",
        # it gives more than the reply
        "def _http_request(self, method, url_suffix):\n        return 200, {}",
    ],
)
def test_no_client_whose_requests_would_not_work(own: str) -> None:
    text = f"class Client(BaseClient):\n    {own}\n\n    def jobs(self):\n        return self._http_request('GET', '/x')\n"
    assert style_of(code("from CommonServerPython import *\n" + text + MAIN)).client is None
