"""Calls that do again what they did before: taking over what they did changes nothing that a run tells."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from polltool.code import functions, recall
from polltool.code.events import RunEvents
from polltool.code.files import CodeFile
from polltool.code.machine import ABSENT, Incoming
from polltool.code.program import Program, program
from polltool.source import Source

COMMANDS = ("acme-scan", "acme-scan-again", "acme-find")

HEAD = """
class Client(BaseClient):
    def __init__(self, url, retry=False):
        super().__init__(base_url=url)
        self.retry = retry
        self.seen = {}
        self.token = None

    def get_token(self):
        if self.token is None:
            self.token = self._http_request('GET', '/token')['token']
        return self.token

    def request(self, path, params=None):
        headers = {'token': self.get_token()}
        headers['path'] = path
        return self._http_request('GET', path, headers=headers, params=params, resp_type='response')

@polling_function('acme-scan', interval=30, timeout=600)
def scan(args, client):
    BODY
    status = client.request('/status').json()
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)

def main():
    args = demisto.args()
    client = Client(demisto.params().get('url'), retry=True)
    client.request('/one')
    client.request('/two')
    if demisto.command() in ('acme-scan', 'acme-scan-again'):
        return_results(scan(args, client))
    elif demisto.command() == 'acme-find':
        return_results(find(args, client))
"""

FORMS = {
    "a helper that reads nothing": """
        def path_of(kind):
            if kind == 'url':
                return '/urls'
            return '/files'

        args['path'] = path_of('url')
        args['other'] = path_of('url')
        args['third'] = path_of('file')
        """,
    "a helper that makes what the caller changes": """
        def state_of(kind):
            return {'kind': kind, 'job': None}

        first, second = state_of('a'), state_of('a')
        first['job'] = 'one'
        args['first'], args['second'] = first, second
        args.update(second)
        """,
    "a helper that reads the incoming arguments": """
        def job_of(given):
            if 'job_id' in given:
                return given['job_id']
            return given.get('job', '0')

        args['a'] = job_of(args)
        if args.get('job_id'):
            args['b'] = job_of(args)
        args.pop('job_id', None)
        args['c'] = job_of(args)
        """,
    "a helper that changes what it is given": """
        def fill(given, name):
            given[name] = 'x'
            if name in given:
                given['done'] = True
            return given

        fill(args, 'one')
        fill(args, 'two')
        fill(args, 'one')
        """,
    "a helper that changes the client": """
        def switch(one):
            one.retry = not one.retry
            return one.retry

        args['a'] = switch(client)
        args['b'] = switch(client)
        args['c'] = client.retry
        """,
    "a helper that may end the run": """
        def check(value):
            if not value:
                raise ValueError(value)
            if value == 'no':
                return_error('no')
            return value

        try:
            args['a'] = check(args.get('a'))
            args['b'] = check('no')
        except ValueError:
            args['b'] = check('yes')
        args['c'] = check('yes')
        """,
    "ways through a helper that a test tells apart": """
        def known(given):
            if given.get('job_id'):
                return True
            return False

        if known(args):
            args['again'] = '1'
        if known(args):
            args['twice'] = '1'
        """,
    "a helper that the caller's variables matter to": """
        prefix = 'a'

        def named(key):
            return prefix + key

        args[named('x')] = 1
        prefix = 'b'
        args[named('x')] = 1
        """,
    "a helper that asks for the command": """
        def named():
            name = demisto.command()
            if name == 'acme-scan-again':
                return 'again'
            return name

        args[named()] = 1
        args['x' + named()] = 1
        """,
    "an input that is read before it is put back": """
        def packed(value):
            made = {'job_id': value, 'kind': 'x'}
            return made

        made = packed(client.get_token())
        args['job_id'] = args['job_id'].strip()
        again = packed(client.get_token())
        args.update(again)
        """,
    "a helper that calls itself and the one that calls it": """
        def down(number):
            if number > 0:
                return up(number - 1)
            return 'end'

        def up(number):
            if number > 0:
                return down(number - 1)
            return 'top'

        args['a'] = down(3)
        args['b'] = up(3)
        args['c'] = down(3)
        """,
    "an input that is read on one of two ways": """
        def put(given, value):
            given['job_id'] = value

        token = client.get_token()
        if demisto.command() == 'acme-scan':
            put(args, token)
        else:
            print(args['job_id'])
            put(args, token)
        """,
    "a helper that is followed no further where it calls itself too often": """
        def outer(number):
            if number == 0:
                return 'end'
            if number == 1:
                return leaf('go')
            return outer(number - 1)

        def leaf(word):
            return outer(0)

        args.update(a=leaf('go'), b=outer(2))
        """,
    "a helper that goes on with what it changed": """
        box = {'x': '1'}

        def more(given):
            given['x'] = given['x'] + '1'

        more(box)
        more(box)
        args['x'] = box['x']
        """,
    "what a helper changed is changed again in one run only": """
        box = {'x': '1'}

        def more(given):
            given['x'] = given['x'] + '1'

        more(box)
        if demisto.command() == 'acme-scan':
            box['x'] = '2'
        args['x'] = box['x']
        """,
    "an object that is changed between two calls": """
        box = {'x': '1'}

        def look(given):
            return given['x']

        args['a'] = look(box)
        box['x'] = '2'
        args['b'] = look(box)
        """,
    "keywords that are gathered on two ways": """
        def put(given, **more):
            given.update(more)

        if demisto.command() == 'acme-scan':
            put(args, a=1)
        else:
            put(args, a=1)
        """,
    "keywords that are gathered": """
        def gathered(**more):
            more['x'] = 1
            return more

        args.update(gathered(a=1))
        args.update(gathered(a=1))
        args.update(gathered(**args))
        """,
}


def events(loaded: Program) -> list[RunEvents]:
    """What the runs of a program tell, in an order in which what is kept is used."""
    nothing = Incoming({"job_id": ABSENT})
    runs = [loaded.run(command) for command in (*COMMANDS, *COMMANDS)]
    runs += [loaded.run(command, nothing) for command in COMMANDS]
    # Ids of objects that nothing holds any more tell nothing.
    return [replace(run, escaped=set()) for run in runs]


@pytest.fixture
def hits(monkeypatch: pytest.MonkeyPatch) -> Sequence[Any]:
    """The calls that are not followed again; every function counts as worth it."""
    monkeypatch.setattr(recall, "SHORTEST", 0)
    found: list[Any] = []
    again = recall._again

    def counted(*given: Any) -> Any:
        found.append(given)
        return again(*given)

    monkeypatch.setattr(recall, "_again", counted)
    return found


@pytest.mark.parametrize("body", FORMS.values(), ids=FORMS.keys())
def test_it_changes_nothing(body: str, hits: Sequence[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD.replace("BODY", textwrap.indent(textwrap.dedent(body), "    ").strip())
    text += "\nmain()\n"
    file = CodeFile(Source("Acme.py", text), text)
    kept = events(program(file, lambda name: None))
    assert hits
    monkeypatch.setattr(functions, "worth_keeping", lambda machine, function: False)
    del hits[:]  # type: ignore[attr-defined]
    followed = events(program(file, lambda name: None))
    assert not hits
    for one, other in zip(kept, followed, strict=True):
        assert one == other
    assert kept[0].schedules
