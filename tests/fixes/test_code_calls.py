"""Decorated functions that do not get their arguments first (POL401)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixes.mending import Mender

CODE = """\
from CommonServerPython import *


@polling_function('acme-scan', requires_polling_arg=False)
def scan_command({parameters}):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')


def main():
    args, client = demisto.args(), Client()
    if demisto.command() == 'acme-scan':
        return_results({call})


class Client(BaseClient):
    def status(self, job_id):
        return self._http_request('GET', job_id)


main()
"""


@pytest.fixture
def mender(tmp_path: Path) -> Mender:
    return Mender(tmp_path, "POL401")


def code(parameters: str, call: str) -> str:
    return CODE.format(parameters=parameters, call=call)


@pytest.mark.parametrize(
    ("parameters", "call", "mended", "mended_call"),
    [
        ("client, args", "scan_command(client, args)", "args, client", "scan_command(args, client)"),
        (
            "client: 'Client', args: dict",
            "scan_command(Client(), demisto.args())",
            "args: dict, client: 'Client'",
            "scan_command(demisto.args(), Client())",
        ),
        (
            "client, url, args, *, limit=5",
            "scan_command(client, 'ü🦊', args, limit=3)",
            "args, client, url, *, limit=5",
            "scan_command(args, client, 'ü🦊', limit=3)",
        ),
        (
            "\n    client,\n    args,\n",
            "scan_command(\n            (client),\n            (args),  # all\n        )",
            "\n    args, client,\n",
            "scan_command(\n            (args), (client),  # all\n        )",
        ),
    ],
)
def test_the_arguments_come_first_in_the_definition_and_in_calls(
    mender: Mender, parameters: str, call: str, mended: str, mended_call: str
) -> None:
    assert mender.mend(code(parameters, call)) == code(mended, mended_call)


def test_every_call_changes(mender: Mender) -> None:
    call = "scan_command(client, args) if args.get('verbose') else scan_command(client, {**args})"
    mended = "scan_command(args, client) if args.get('verbose') else scan_command({**args}, client)"
    assert mender.mend(code("client, args", call)) == code("args, client", mended)


@pytest.mark.parametrize(
    ("parameters", "call"),
    [
        ("client, args", "{'acme-scan': scan_command}[demisto.command()](client, args)"),
        ("client, args", "scan_command(*(client, args))"),
        ("client, args", "scan_command(client, **{'args': args})"),
        ("client, args={}", "scan_command(client, args)"),
        ("client, /, args", "scan_command(client, args)"),
        ("client,  # the one\n    args", "scan_command(client, args)"),
    ],
)
def test_it_is_left_where_not_all_can_change(mender: Mender, parameters: str, call: str) -> None:
    assert mender.refuses(code(parameters, call))


@pytest.mark.parametrize(
    ("call", "mended"),
    [
        ("scan_command(client, args)", "scan_command(args, client)"),
        ("scan_command(Client(), demisto.args())", "scan_command(demisto.args(), Client())"),
    ],
)
def test_a_call_that_is_wrong_passes_the_arguments_first(mender: Mender, call: str, mended: str) -> None:
    assert mender.mend(code("args, client", call)) == code("args, client", mended)


def test_a_keyword_that_the_decorator_does_not_know_becomes_args(mender: Mender) -> None:
    text = code("arguments, client", "scan_command(arguments=args, client=client)")
    text = text.replace("status(args['job_id'])", "status(arguments['job_id'])")
    assert mender.mend(text) == text.replace("arguments=args", "args=args")
