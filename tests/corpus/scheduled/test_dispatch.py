"""How the run of a command gets to the function that schedules: through tests and tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.scheduled.dispatching import dispatched
from tests.corpus.scheduled.writing import LAYOUTS, Case, check, expanded

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
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_commands_are_followed_to_their_functions(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
