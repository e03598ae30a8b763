"""The ways from ``demisto.command()`` to a decorated function; each also with the state undeclared on one command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.dispatching import FUNCTION, YMLS, check_dispatch, main, name_of

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


@pytest.mark.parametrize("yml", YMLS)
@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_dispatch(form: str, yml: str, tmp_path: Path) -> None:
    check_dispatch(form, FORMS[form], yml, tmp_path)
