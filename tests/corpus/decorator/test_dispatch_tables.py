"""The ways that look the decorated function up in a table, a class or the module: as in test_dispatch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.dispatching import YMLS, check_dispatch, main, name_of

FORMS = {
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
    "loop over a table": main(
        """
        for name, function in TABLE:
            if name == command:
                return_results(function(args, client))
                break
        """,
        before="TABLE = [('acme-scan', scan_command), ('acme-rescan', scan_command), ('acme-export', export_command)]\n",
    ),
}


@pytest.mark.parametrize("yml", YMLS)
@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_dispatch(form: str, yml: str, tmp_path: Path) -> None:
    check_dispatch(form, FORMS[form], yml, tmp_path)
