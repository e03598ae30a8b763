"""How the run of a command gets to the function that schedules: through objects, decorators and lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.dispatching import dispatched
from tests.corpus.scheduled.writing import LAYOUTS, Case, check, expanded

CASES = [
    dispatched(
        "a registry in a class",
        """
class Commands:
    registry = {}

    @classmethod
    def register(cls, name):
        def keep(function):
            cls.registry[name] = function
            return function
        return keep

    @classmethod
    def run(cls, name, client, args):
        return cls.registry[name](client, args)

@Commands.register('acme-scan')
def run_scan(client, args):
    return scan_command(client, args)

@Commands.register('acme-list')
def run_list(client, args):
    return list_command(client, args)

def main():
    return_results(Commands.run(demisto.command(), Client(demisto.params()['url']), demisto.args()))

main()
""",
    ),
    dispatched(
        "getattr on an object, the name made from the command",
        """
class Commands:
    def __init__(self, client):
        self.client = client

    def scan(self, args):
        return scan_command(self.client, args)

    def list(self, args):
        return list_command(self.client, args)

def main():
    commands = Commands(Client(demisto.params()['url']))
    name = demisto.command().replace('acme-', '')
    return_results(getattr(commands, name)(demisto.args()))

main()
""",
    ),
    dispatched(
        "globals()",
        """
def main():
    name = demisto.command().split('-')[1] + '_command'
    return_results(globals()[name](Client(demisto.params()['url']), demisto.args()))

main()
""",
    ),
    dispatched(
        "a class with a method for each command",
        """
class Handler:
    def __init__(self, client):
        self.client = client
        self.commands = {'acme-scan': self.scan, 'acme-list': self.list_jobs}

    def scan(self, args):
        return scan_command(self.client, args)

    def list_jobs(self, args):
        return list_command(self.client, args)

    def __call__(self, command, args):
        return self.commands[command](args)

def main():
    handler = Handler(Client(demisto.params()['url']))
    return_results(handler(demisto.command(), demisto.args()))

main()
""",
    ),
    dispatched(
        "a list of pairs that is gone through",
        """
PAIRS = [('acme-list', list_command), ('acme-scan', scan_command)]

def main():
    for name, function in PAIRS:
        if name == demisto.command():
            return_results(function(Client(demisto.params()['url']), demisto.args()))
            break
    else:
        raise NotImplementedError

main()
""",
    ),
    dispatched(
        "constants of a class",
        """
class Names:
    SCAN = 'acme-scan'
    LIST = 'acme-list'

def main():
    client = Client(demisto.params()['url'])
    if demisto.command() == Names.SCAN:
        return_results(scan_command(client, demisto.args()))
    elif demisto.command() == Names.LIST:
        return_results(list_command(client, demisto.args()))

main()
""",
    ),
    dispatched(
        "an Enum",
        """
from enum import Enum

class Names(str, Enum):
    SCAN = 'acme-scan'
    LIST = 'acme-list'

def main():
    client = Client(demisto.params()['url'])
    commands = {Names.SCAN.value: scan_command, Names.LIST.value: list_command}
    return_results(commands[demisto.command()](client, demisto.args()))

main()
""",
    ),
    dispatched(
        "a NamedTuple for each command",
        """
class Entry(NamedTuple):
    name: str
    run: Callable
    heavy: bool = False

ENTRIES = [Entry('acme-list', list_command), Entry('acme-scan', scan_command, heavy=True)]
BY_NAME = {entry.name: entry for entry in ENTRIES}

def main():
    entry = BY_NAME[demisto.command()]
    return_results(entry.run(Client(demisto.params()['url']), demisto.args()))

main()
""",
    ),
    dispatched(
        "a dataclass with the client, the command and its arguments",
        """
@dataclass
class Request:
    client: Client
    command: str
    args: dict

def run(request):
    if request.command == 'acme-scan':
        return scan_command(request.client, request.args)
    return list_command(request.client, request.args)

def main():
    return_results(run(Request(Client(demisto.params()['url']), demisto.command(), demisto.args())))

main()
""",
    ),
    dispatched(
        "a module-level client and no main",
        """
CLIENT = Client(demisto.params().get('url'))
COMMAND = demisto.command()

try:
    if COMMAND == 'acme-scan':
        return_results(scan_command(CLIENT, demisto.args()))
    elif COMMAND == 'acme-list':
        return_results(list_command(CLIENT, demisto.args()))
except Exception as error:
    return_error(f'Failed: {error}')
""",
    ),
    dispatched(
        "a decorator with a try around each command",
        """
def guarded(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except DemistoException as error:
            return_error(str(error))
    return inner

@guarded
def run_scan(client, args):
    return scan_command(client, args)

def main():
    client = Client(demisto.params()['url'])
    commands = {'acme-scan': run_scan, 'acme-list': guarded(list_command)}
    return_results(commands[demisto.command()](client, demisto.args()))

main()
""",
    ),
    dispatched(
        "a loop of handlers that may not feel concerned",
        """
def try_scan(command, client, args):
    return scan_command(client, args) if command == 'acme-scan' else None

def try_list(command, client, args):
    return list_command(client, args) if command == 'acme-list' else None

def main():
    client = Client(demisto.params()['url'])
    for attempt in (try_scan, try_list):
        result = attempt(demisto.command(), client, demisto.args())
        if result is not None:
            return_results(result)

main()
""",
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_commands_are_followed_to_their_functions(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
