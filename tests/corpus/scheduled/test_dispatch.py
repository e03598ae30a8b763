"""How the run of a command gets to the function that schedules."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import LAYOUTS, Case, check, drop, expanded, integration, mark, swap

YML = """
acme-scan polling
  url required
  job_id hidden
  polling flag
acme-list
  limit default=50
"""

HEAD = """
class Client(BaseClient):
    def submit(self, url):
        return self._http_request('POST', '/jobs', json_data={'url': url})['id']

    def status(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')

    def jobs(self, limit):
        return self._http_request('GET', '/jobs', params={'limit': limit})


def scan_command(client, args):
    job_id = args.get('job_id')
    if not job_id:
        job_id = client.submit(args['url'])
    status = client.status(job_id)
    if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
        args['job_id'] = job_id
        schedule = ScheduledCommand(command='acme-scan', next_run_in_seconds=30, args=args, timeout_in_seconds=600)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
    return CommandResults(outputs_prefix='Acme.Job', outputs=status)


def list_command(client, args):
    return CommandResults(outputs_prefix='Acme.Job', outputs=client.jobs(args.get('limit', 50)))
"""

BROKEN = {
    "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
    "polling: true at the wrong command": (
        *swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
        *swap("acme-list\n", "acme-list polling  # <- POL104=info@acme-list\n"),
    ),
    "state not declared": (*drop("  job_id"), *mark("acme-scan polling", "POL201/job_id")),
    "name misspelled": swap("command='acme-scan', next", "command='acme_scan', next")
    + mark("command='acme_scan'", "POL406"),
}


def dispatched(name: str, body: str, *, yml: str = YML) -> Case:
    """A case whose dispatch is this."""
    return integration(name, yml, HEAD + textwrap.dedent(body), mistakes=BROKEN)


CASES = [
    dispatched(
        "if and elif",
        """
def main():
    client, command, args = Client(demisto.params()['url']), demisto.command(), demisto.args()
    if command == 'test-module':
        return_results('ok')
    elif command == 'acme-scan':
        return_results(scan_command(client, args))
    elif command == 'acme-list':
        return_results(list_command(client, args))

main()
""",
    ),
    dispatched(
        "in a list, and or",
        """
def main():
    client, command = Client(demisto.params()['url']), demisto.command()
    result = None
    if command in ['acme-list', 'acme-jobs'] or command == 'acme-get':
        result = list_command(client, demisto.args())
    if command in ('acme-scan', 'acme-rescan'):
        result = scan_command(client, demisto.args())
    return_results(result)

main()
""",
    ),
    dispatched(
        "match",
        """
def main():
    client = Client(demisto.params()['url'])
    match demisto.command():
        case 'test-module':
            return_results('ok')
        case 'acme-scan' | 'acme-rescan':
            return_results(scan_command(client, demisto.args()))
        case 'acme-list':
            return_results(list_command(client, demisto.args()))
        case other:
            raise NotImplementedError(other)

main()
""",
    ),
    dispatched(
        "a word in the command's name",
        """
def main():
    client, command, args = Client(demisto.params()['url']), demisto.command(), demisto.args()
    if 'scan' in command:
        return_results(scan_command(client, args))
    elif command.endswith('-list'):
        return_results(list_command(client, args))

main()
""",
    ),
    dispatched(
        "arguments without the empty ones",
        """
def main():
    client, command = Client(demisto.params()['url']), demisto.command()
    args = {key: value for key, value in demisto.args().items() if value}
    if command == 'acme-scan':
        result = scan_command(client, args)
    elif command == 'acme-list':
        result = list_command(client, args)
    else:
        return_error('Unknown.')
    return_results(result)

main()
""",
    ),
    dispatched(
        "arguments from remove_empty_elements and keywords",
        """
def run(client, *, command, args):
    table = {'acme-scan': scan_command, 'acme-list': list_command}
    return table[command](client, args)

def main():
    context = dict(command=demisto.command(), args=remove_empty_elements(demisto.args()))
    return_results(run(Client(demisto.params()['url']), **context))

main()
""",
    ),
    dispatched(
        "early returns",
        """
def main():
    client = Client(demisto.params()['url'])
    command = demisto.command()
    if command == 'test-module':
        return_results('ok')
        return
    if command != 'acme-scan':
        return_results(list_command(client, demisto.args()))
        return
    return_results(scan_command(client, demisto.args()))

main()
""",
    ),
    dispatched(
        "nested tests",
        """
def main():
    client = Client(demisto.params()['url'])
    command = demisto.command()
    if command.startswith('acme-'):
        if command == 'acme-list':
            result = list_command(client, demisto.args())
        else:
            if not demisto.args():
                raise DemistoException('no arguments')
            result = scan_command(client, demisto.args())
        return_results(result)
    else:
        return_results('ok')

main()
""",
    ),
    dispatched(
        "a flag",
        """
def main():
    client = Client(demisto.params()['url'])
    is_scan = demisto.command() == 'acme-scan'
    is_list = demisto.command() == 'acme-list'
    if is_scan:
        return_results(scan_command(client, demisto.args()))
    if is_list:
        return_results(list_command(client, demisto.args()))

main()
""",
    ),
    dispatched(
        "a dictionary of functions",
        """
COMMANDS = {'acme-scan': scan_command, 'acme-list': list_command}

def main():
    client = Client(demisto.params()['url'])
    command = demisto.command()
    if command not in COMMANDS:
        raise NotImplementedError(command)
    return_results(COMMANDS[command](client, demisto.args()))

main()
""",
    ),
    dispatched(
        "a dictionary of functions, get with a default",
        """
def unknown_command(client, args):
    raise NotImplementedError

def main():
    handlers = {}
    handlers['acme-scan'] = scan_command
    handlers.update({'acme-list': list_command})
    handler = handlers.get(demisto.command(), unknown_command)
    return_results(handler(Client(demisto.params()['url']), demisto.args()))

main()
""",
    ),
    dispatched(
        "a dictionary of tuples",
        """
TABLE = {
    'acme-list': (list_command, 'Lists jobs.', False),
    'acme-scan': (scan_command, 'Scans.', True),
}

def main():
    function, text, heavy = TABLE[demisto.command()]
    demisto.debug(text if heavy else '')
    return_results(function(Client(demisto.params()['url']), demisto.args()))

main()
""",
    ),
    dispatched(
        "a dictionary of dictionaries",
        """
TABLE = {
    'acme-list': {'run': list_command, 'client': True},
    'acme-scan': {'run': scan_command, 'client': True},
}

def main():
    entry = TABLE.get(demisto.command(), {})
    run = entry['run']
    arguments = {'client': Client(demisto.params()['url']), 'args': demisto.args()}
    return_results(run(**arguments))

main()
""",
    ),
    dispatched(
        "two dictionaries with opposite orders of arguments",
        """
def list_first(args, client):
    return list_command(client, args)

def main():
    client, args, command = Client(demisto.params()['url']), demisto.args(), demisto.command()
    with_client = {'acme-scan': scan_command}
    with_args = {'acme-list': list_first}
    if command in with_client:
        return_results(with_client[command](client, args))
    elif command in with_args:
        return_results(with_args[command](args, client))

main()
""",
    ),
    dispatched(
        "lambdas",
        """
def main():
    client, args = Client(demisto.params()['url']), demisto.args()
    commands = {
        'acme-list': lambda: list_command(client, args),
        'acme-scan': lambda: scan_command(client, args),
    }
    return_results(commands[demisto.command()]())

main()
""",
    ),
    dispatched(
        "partials",
        """
from functools import partial

def main():
    client = Client(demisto.params()['url'])
    commands = {'acme-list': partial(list_command, client), 'acme-scan': partial(scan_command, client)}
    return_results(commands[demisto.command()](demisto.args()))

main()
""",
    ),
    dispatched(
        "a registry filled by a decorator",
        """
REGISTRY = {}

def handles(name):
    def keep(function):
        REGISTRY[name] = function
        return function
    return keep

@handles('acme-scan')
def run_scan(client, args):
    return scan_command(client, args)

@handles('acme-list')
def run_list(client, args):
    return list_command(client, args)

def main():
    return_results(REGISTRY[demisto.command()](Client(demisto.params()['url']), demisto.args()))

main()
""",
    ),
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
