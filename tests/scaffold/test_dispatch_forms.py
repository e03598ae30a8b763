"""Ways of telling commands apart that real integrations have, or may have: each gets commands that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.scaffold.integrations import CODE, PAIR, contents, split
from tests.scaffold.test_existing import sound

HEAD, _, _ = CODE.partition("def main():")
LIST = "scan_list_command"


def code(body: str, before: str = "", main_name: str = "main") -> str:
    """An integration whose main function has this body after the client is made."""
    indented = re.sub("^(?=.)", "    ", body.strip("\n"), flags=re.MULTILINE)
    return (
        f"{HEAD}{before.strip()}\n\n\ndef {main_name}():\n    params = demisto.params()\n"
        "    command = demisto.command()\n    args = demisto.args()\n"
        "    client = Client(base_url=params['url'], headers={'Key': params['credentials']['password']})\n"
        f"{indented}\n\n\nif __name__ in ('__main__', '__builtin__', 'builtins'):\n    {main_name}()\n"
    )


FORMS = {
    "cases with alternatives": code("""
match command:
    case 'test-module' | 'acme-test':
        return_results('ok')
    case 'acme-scan-list':
        return_results(scan_list_command(client, args))
    case _:
        raise NotImplementedError(command)
"""),
    "a case with a guard": code("""
match command:
    case 'test-module' if args:
        return_results('never')
    case 'acme-scan-list' if params.get('url'):
        return_results(scan_list_command(client, args))
    case name if name.startswith('never-'):
        return_results(name)
    case _:
        raise NotImplementedError(command)
"""),
    "a case that binds the rest": code("""
match command:
    case 'acme-scan-list':
        return_results(scan_list_command(client, args))
    case other:
        raise NotImplementedError(other)
"""),
    "no case for the rest": code("""
match demisto.command():
    case ('acme-scan-list'):
        return_results(scan_list_command(client, args))
"""),
    "a match with its result": code("""
match command:
    case 'test-module':
        result = 'ok'
    case 'acme-scan-list':
        result = scan_list_command(client, args)
    case _:
        raise NotImplementedError(command)
return_results(result)
"""),
    "sets and a chain": code("""
if command in {'test-module', 'acme-test'}:
    return_results('ok')
elif command in ('acme-scan-list',):
    return_results(scan_list_command(client, args))
else:
    raise NotImplementedError(command)
"""),
    "a set, then a table": code(
        """
if command in {'test-module'}:
    return_results('ok')
elif command in COMMANDS:
    return_results(COMMANDS[command](client, args))
else:
    raise NotImplementedError(command)
""",
        "COMMANDS = {'acme-scan-list': scan_list_command}",
    ),
    "tables merged by |": code(
        """
commands = {'test-module': scan_list_command} | MORE
if command not in commands:
    raise NotImplementedError(command)
return_results(commands[command](client, args))
""",
        "MORE = {'acme-scan-list': scan_list_command}",
    ),
    "tables merged by **": code(
        """
commands = {**MORE, 'test-module': scan_list_command}
if command in commands:
    return_results(commands[command](client, args))
else:
    raise NotImplementedError(command)
""",
        "MORE = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "a table with a default": code(
        """
handler = COMMANDS.get(command, unknown)
return_results(handler(client, args))
""",
        "def unknown(client, args):\n    raise NotImplementedError('unknown')\n\n\n"
        "COMMANDS = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "a table and a KeyError": code(
        """
try:
    handler = COMMANDS[command]
except KeyError:
    raise NotImplementedError(command)
return_results(handler(client, args))
""",
        "COMMANDS = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "a table in a try": code(
        """
try:
    return_results(COMMANDS[command](client, args))
except KeyError:
    return_error(f'unknown command {command}')
""",
        "COMMANDS = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "a table in a class": code(
        """
handler = Table.COMMANDS[command]
return_results(handler(client, args))
""",
        "class Table:\n    COMMANDS = {\n        'acme-scan-list': scan_list_command,\n    }",
    ),
    "a table of lambdas": code("""
commands = {
    'test-module': lambda: 'ok',
    'acme-scan-list': lambda: scan_list_command(client, args),
}
if command in commands:
    return_results(commands[command]())
else:
    raise NotImplementedError(command)
"""),
    "a walrus": code(
        """
if handler := COMMANDS.get(command):
    return_results(handler(client, args))
else:
    raise NotImplementedError(command)
""",
        "COMMANDS = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "a table that grows": code("""
commands = {}
commands['test-module'] = scan_list_command
commands['acme-scan-list'] = scan_list_command
return_results(commands[command](client, args))
"""),
    "a table made by dict()": code(
        """
return_results(COMMANDS[command](client, args))
""",
        "COMMANDS = dict([('acme-scan-list', scan_list_command)])",
    ),
    "a loop over the items": code(
        """
for name, handler in COMMANDS.items():
    if command == name:
        return_results(handler(client, args))
        break
""",
        "COMMANDS = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "a dispatcher with keywords": code(
        """
return_results(COMMANDS[command](client=client, args=args))
""",
        "COMMANDS = {\n    'acme-scan-list': scan_list_command,\n}",
    ),
    "functions with the arguments spread": code(
        """
return_results(COMMANDS[command](client, **args))
""",
        "def scan_list(client, limit=None, **_):\n    return str(limit)\n\n\nCOMMANDS = {\n    'acme-scan-list': scan_list,\n}",
    ),
    "early returns": code("""
if command == 'test-module':
    return return_results('ok')
if command == 'acme-scan-list':
    return return_results(scan_list_command(client, args))
raise NotImplementedError(command)
"""),
    "nested ifs": code("""
if command.startswith('acme-'):
    if command == 'acme-scan-list':
        return_results(scan_list_command(client, args))
    else:
        raise NotImplementedError(command)
else:
    return_results('ok')
"""),
    "negated": code("""
if command != 'acme-scan-list':
    return_results('ok')
else:
    return_results(scan_list_command(client, args))
"""),
}


@pytest.mark.parametrize("form", FORMS)
def test_commands_are_told_apart(tmp_path: Path, form: str) -> None:
    target = split(tmp_path, code=FORMS[form])
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    sound(target)
    after = contents(target)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert contents(target) == after
