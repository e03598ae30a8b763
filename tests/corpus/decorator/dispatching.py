"""The functions of an integration whose ``main`` differs, and the ymls that it is tried with."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tests.corpus.decorator.kit import HIDE, JOB, POLLING, URL, Case, check, command, label

FUNCTION = """
class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', 'scans', json_data={'url': url})['id']

    def status(self, job_id):
        return self._http_request('GET', f'scans/{job_id}')


def test_module(client):
    client.status('0')
    return 'ok'


def list_command(client, args):
    return CommandResults(outputs=client.status(args.get('limit')))


@polling_function(name=demisto.command(), interval=30)
def scan_command(args, client):
    job_id = args.get('job_id')
    if not job_id:
        job_id = client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})


@polling_function('acme-export')
def export_command(args, client):
    status = client.status(args['name'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

"""


def main(text: str, before: str = "", start: str = "") -> str:
    """The code with a ``main`` whose body follows the usual beginning."""
    body = textwrap.indent(textwrap.dedent(text).strip("\n"), "        ")
    return (
        FUNCTION
        + textwrap.dedent(before)
        + "\n\ndef main():\n    params = demisto.params()\n    args = demisto.args()\n    command = demisto.command()\n"
        + textwrap.indent(textwrap.dedent(start).strip("\n"), "    ")
        + "\n    try:\n        client = Client(params.get('url'))\n"
        + body
        + "\n    except Exception as error:\n        return_error(str(error))\n\n\nif __name__ in ('__main__', '__builtin__', 'builtins'):\n    main()\n"
    )


EXPORT = command("acme-export", "name; required: true", POLLING, HIDE)
LIST = command("acme-list", "limit", polling=None)
ARGUMENTS = (URL, POLLING, JOB, HIDE)
YMLS = {
    "healthy": command("acme-scan", *ARGUMENTS) + command("acme-rescan", *ARGUMENTS) + EXPORT + LIST,
    "second undeclared": command("acme-scan", *ARGUMENTS)
    + command("acme-rescan  # <- POL201 error acme-rescan job_id", URL, POLLING, HIDE)
    + EXPORT
    + LIST,
    "first without polling": command("acme-scan  # <- POL101 error acme-scan", *ARGUMENTS, polling=None)
    + command("acme-rescan", *ARGUMENTS)
    + EXPORT
    + LIST,
    "third without polling argument": command("acme-scan", *ARGUMENTS)
    + command("acme-rescan", *ARGUMENTS)
    + command("acme-export  # <- POL205 error acme-export polling", "name; required: true", HIDE)
    + LIST,
    "third without hide": command("acme-scan", *ARGUMENTS)
    + command("acme-rescan", *ARGUMENTS)
    + command(
        "acme-export  # <- POL203 warning acme-export hide_polling_output", "name; required: true", POLLING
    )
    + LIST,
}


def name_of(form: str) -> str:
    """What a form is called among the tests."""
    return label(Case(form, ""))


def check_dispatch(form: str, code: str, yml: str, root: Path) -> None:
    check(Case(form, code, yml=YMLS[yml], main=""), root, embedded=yml == "second undeclared")
