"""The ways from ``demisto.command()`` to a decorated function; each also with the state undeclared on one command."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

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


FORMS = {
    "if elif": main(
        """
        if command == 'test-module':
            return_results(test_module(client))
        elif command == 'acme-scan':
            return_results(scan_command(args, client))
        elif command == 'acme-rescan':
            return_results(scan_command(args, client))
        elif command == 'acme-export':
            return_results(export_command(args, client))
        elif command == 'acme-list':
            return_results(list_command(client, args))
        else:
            raise NotImplementedError(command)
        """
    ),
    "or": main(
        """
        if command == 'acme-scan' or command == 'acme-rescan':
            return_results(scan_command(args, client))
        elif command == 'acme-export':
            return_results(export_command(args, client))
        """
    ),
    "in a list": main(
        """
        if command in ['acme-scan', 'acme-rescan']:
            return_results(scan_command(args, client))
        if command in {'acme-export'}:
            return_results(export_command(args, client))
        """
    ),
    "in a constant": main(
        """
        if command in SCANS:
            return_results(scan_command(args, client))
        elif command in EXPORTS:
            return_results(export_command(args, client))
        """,
        before="SCANS = ('acme-scan', 'acme-rescan')\nEXPORTS = frozenset({'acme-export'})\n",
    ),
    "startswith and endswith": main(
        """
        if command.endswith('scan'):
            return_results(scan_command(args, client))
        elif command.startswith('acme-ex'):
            return_results(export_command(args, client))
        """
    ),
    "match": main(
        """
        match command:
            case 'test-module':
                return_results(test_module(client))
            case 'acme-scan' | 'acme-rescan':
                return_results(scan_command(args, client))
            case 'acme-export':
                return_results(export_command(args, client))
            case _:
                raise NotImplementedError
        """
    ),
    "match with a guard": main(
        """
        match command:
            case name if name in ('acme-scan', 'acme-rescan'):
                return_results(scan_command(args, client))
            case 'acme-export':
                return_results(export_command(args, client))
        """
    ),
    "dictionary of functions": main(
        """
        commands = {
            'acme-scan': scan_command,
            'acme-rescan': scan_command,
            'acme-export': export_command,
        }
        if command == 'test-module':
            return_results(test_module(client))
        elif command in commands:
            return_results(commands[command](args, client))
        else:
            raise NotImplementedError(command)
        """
    ),
    "dictionary with get": main(
        """
        handler = COMMANDS.get(command)
        if handler is None:
            raise NotImplementedError(command)
        return_results(handler(args, client))
        """,
        before="COMMANDS = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}\n",
    ),
    "dictionary with get and walrus": main(
        """
        if handler := COMMANDS.get(command):
            return_results(handler(args, client))
        else:
            raise NotImplementedError(command)
        """,
        before="COMMANDS = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}\n",
    ),
    "dictionary with constants and f-strings as keys": main(
        """
        return_results(COMMANDS[command](args, client))
        """,
        before="PREFIX = 'acme'\nEXPORT = 'acme-export'\nCOMMANDS = {f'{PREFIX}-scan': scan_command, f'{PREFIX}-rescan': scan_command, EXPORT: export_command}\n",
    ),
    "dictionary of lambdas": main(
        """
        commands = {
            'acme-scan': lambda: scan_command(args, client),
            'acme-rescan': lambda: scan_command(args, client),
            'acme-export': lambda: export_command(args, client),
        }
        return_results(commands[command]())
        """
    ),
    "dictionary of lambdas with parameters": main(
        """
        commands = {
            'acme-scan': lambda c, a: scan_command(a, c),
            'acme-rescan': lambda c, a: scan_command(a, c),
            'acme-export': lambda c, a: export_command(a, c),
        }
        return_results(commands[command](client, args))
        """
    ),
    "two dictionaries": main(
        """
        if command in COMMANDS:
            return_results(COMMANDS[command](client, args))
        elif command in POLLING_COMMANDS:
            return_results(POLLING_COMMANDS[command](args, client))
        """,
        before="COMMANDS = {'acme-list': list_command}\nPOLLING_COMMANDS = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}\n",
    ),
    "dictionary of pairs": main(
        """
        function, first = COMMANDS[command]
        return_results(function(args, client) if first == 'args' else function(client, args))
        """,
        before="COMMANDS = {'acme-scan': (scan_command, 'args'), 'acme-rescan': (scan_command, 'args'), 'acme-export': (export_command, 'args'), 'acme-list': (list_command, 'client')}\n",
    ),
    "dictionary merged": main(
        """
        return_results({**SCANS, **EXPORTS}[command](args, client))
        """,
        before="SCANS = {'acme-scan': scan_command, 'acme-rescan': scan_command}\nEXPORTS = {'acme-export': export_command}\n",
    ),
    "dictionary built in steps": main(
        """
        commands = {}
        for name in ('acme-scan', 'acme-rescan'):
            commands[name] = scan_command
        commands['acme-export'] = export_command
        return_results(commands[command](args, client))
        """
    ),
    "partial": main(
        """
        commands = {
            'acme-scan': functools.partial(scan_command, args, client),
            'acme-rescan': functools.partial(scan_command, args, client=client),
            'acme-export': functools.partial(export_command, client=client),
        }
        return_results(commands[command]() if command != 'acme-export' else commands[command](args))
        """,
        before="import functools\n",
    ),
    "globals by name": main(
        """
        if command in ('acme-scan', 'acme-rescan'):
            function = getattr(Commands, 'scan')
        else:
            function = getattr(Commands, 'export')
        return_results(function(args, client))
        """,
        before="class Commands:\n    scan = staticmethod(scan_command)\n    export = staticmethod(export_command)\n",
    ),
    "getattr with the command's name": main(
        """
        commands = Commands(client, args)
        return_results(getattr(commands, command.replace('-', '_'))())
        """,
        before="""
        class Commands:
            def __init__(self, client, args):
                self.client = client
                self.args = args

            def acme_scan(self):
                return scan_command(self.args, self.client)

            def acme_rescan(self):
                return scan_command(self.args, self.client)

            def acme_export(self):
                return export_command(self.args, self.client)
        """,
    ),
    "class with a handler": main(
        """
        Handler(client).handle(command, args)
        """,
        before="""
        class Handler:
            def __init__(self, client):
                self.client = client
                self.commands = {
                    'acme-scan': self.scan,
                    'acme-rescan': self.scan,
                    'acme-export': lambda args: export_command(args, self.client),
                }

            def scan(self, args):
                return scan_command(args, self.client)

            def handle(self, name, args):
                result = self.commands[name](args)
                return_results(result)
        """,
    ),
    "class attributes with functions": main(
        """
        return_results(Handler.COMMANDS[command](args, client))
        """,
        before="""
        class Handler:
            COMMANDS = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}
        """,
    ),
    "registry by decorator": main(
        """
        return_results(REGISTRY[command](args, client))
        """,
        before="""
        REGISTRY = {}


        def register(name):
            def decorate(function):
                REGISTRY[name] = function
                return function
            return decorate


        @register('acme-scan')
        def run_scan(args, client):
            return scan_command(args, client)


        @register('acme-rescan')
        def run_rescan(args, client):
            return scan_command(args, client)


        @register('acme-export')
        def run_export(args, client):
            return export_command(args, client)
        """,
    ),
    "results in a variable": main(
        """
        result = None
        if command in ('acme-scan', 'acme-rescan'):
            result = scan_command(args, client)
        elif command == 'acme-export':
            result = export_command(args, client)
        if result:
            return_results(result)
        """
    ),
    "results returned by a function": main(
        """
        return_results(execute(command, args, client))
        """,
        before="""
        def execute(command, args, client):
            if command == 'acme-export':
                return export_command(args, client)
            if command in ('acme-scan', 'acme-rescan'):
                return scan_command(args, client)
            raise NotImplementedError(command)
        """,
    ),
    "command name passed on": main(
        """
        if command in ('acme-scan', 'acme-rescan'):
            return_results(run_polling_command(client, args, cmd=command))
        elif command == 'acme-export':
            return_results(run_polling_command(client, args, 'acme-export'))
        """,
        before="""
        def run_polling_command(client, args, cmd):
            functions = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}
            return functions[cmd](args, client)
        """,
    ),
    "not in, then raise": main(
        """
        commands = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}
        if command not in commands:
            raise NotImplementedError(command)
        return_results(commands[command](args, client))
        """
    ),
    "loop over a table": main(
        """
        for name, function in TABLE:
            if name == command:
                return_results(function(args, client))
                break
        """,
        before="TABLE = [('acme-scan', scan_command), ('acme-rescan', scan_command), ('acme-export', export_command)]\n",
    ),
    "early return": main(
        """
        if command == 'test-module':
            return return_results(test_module(client))
        if command in ('acme-scan', 'acme-rescan'):
            return return_results(scan_command(args, client))
        return return_results(export_command(args, client))
        """
    ),
    "lower case": main(
        """
        if command.lower() == 'acme-scan' or command.strip() == 'acme-rescan':
            return_results(scan_command(args, client))
        elif command == 'acme-export':
            return_results(export_command(args, client))
        """
    ),
    "spread of a tuple": main(
        """
        arguments = (args, client)
        functions = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}
        return_results(functions[command](*arguments))
        """
    ),
    "spread of keywords": main(
        """
        keywords = {'args': args, 'client': client}
        functions = {'acme-scan': scan_command, 'acme-rescan': scan_command, 'acme-export': export_command}
        return_results(functions[command](**keywords))
        """
    ),
    "async": main(
        """
        asyncio.run(run(command, args, client))
        """,
        before="""
        import asyncio


        async def run(command, args, client):
            if command in ('acme-scan', 'acme-rescan'):
                return_results(scan_command(args, client))
            else:
                return_results(export_command(args, client))
        """,
    ),
    "enum": main(
        """
        if command in (Command.SCAN.value, Command.RESCAN.value):
            return_results(scan_command(args, client))
        elif command == Command.EXPORT.value:
            return_results(export_command(args, client))
        """,
        before="class Command(Enum):\n    SCAN = 'acme-scan'\n    RESCAN = 'acme-rescan'\n    EXPORT = 'acme-export'\n",
    ),
    "command by getattr of demisto": main(
        """
        if (cmd := demisto.command()) in ('acme-scan', 'acme-rescan'):
            return_results(scan_command(demisto.args(), client))
        elif cmd == 'acme-export':
            return_results(export_command(demisto.args(), client))
        """
    ),
    "results by demisto.results": main(
        """
        if command in ('acme-scan', 'acme-rescan'):
            demisto.results(scan_command(args, client).to_context())
        elif command == 'acme-export':
            result = export_command(args, client)
            return_results([result])
        """
    ),
    "removed prefix": main(
        """
        name = command.split('acme-')[1]
        if name in ('scan', 'rescan'):
            return_results(scan_command(args, client))
        elif name == 'export':
            return_results(export_command(args, client))
        """
    ),
    "try around each": main(
        """
        if command in ('acme-scan', 'acme-rescan'):
            try:
                return_results(scan_command(args, client))
            finally:
                client.status('x')
        elif command == 'acme-export':
            with Timer():
                return_results(export_command(args, client))
        """
    ),
    "main with a parameter": FUNCTION
    + """
def main(command=None, args=None):
    command = command or demisto.command()
    args = args or demisto.args()
    client = Client('https://acme.example')
    if command in ('acme-scan', 'acme-rescan'):
        return_results(scan_command(args, client))
    elif command == 'acme-export':
        return_results(export_command(args, client))


main(demisto.command(), demisto.args())
""",
    "no main": FUNCTION
    + """
client = Client('https://acme.example')
if demisto.command() in ('acme-scan', 'acme-rescan'):
    return_results(scan_command(demisto.args(), client))
elif demisto.command() == 'acme-export':
    return_results(export_command(demisto.args(), client))
""",
}

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


@pytest.mark.parametrize("yml", YMLS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: label(Case(form, "")))
def test_dispatch(form: str, yml: str, tmp_path: Path) -> None:
    check(Case(form, FORMS[form], yml=YMLS[yml], main=""), tmp_path, embedded=yml == "second undeclared")
