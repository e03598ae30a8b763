"""Forms in which integrations tell their commands apart."""

from __future__ import annotations

from textwrap import dedent, indent

from tests.scaffold.integrations import CODE

HEAD, _, END = CODE.partition("def main():")
"""What the integration has before its main function, which each form below is put in place of."""

PING = "def ping(client, args):\n    return 'ok'\n"

FORMS = {
    "match or": (
        "",
        """
            match command:
                case 'test-module' | 'acme-ping':
                    return_results('ok')
                case 'acme-scan-list' | 'acme-scan-all':
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match guard": (
        "",
        """
            match command:
                case 'test-module':
                    return_results('ok')
                case 'acme-scan-list' if args.get('all'):
                    return_results(scan_list_command(client, args))
                case 'acme-scan-list':
                    return_results(scan_list_command(client, args))
                case other:
                    raise NotImplementedError(other)
        """,
    ),
    "match guard last": (
        "",
        """
            match command:
                case 'test-module':
                    return_results('ok')
                case 'acme-scan-list':
                    return_results(scan_list_command(client, args))
                case other if other.startswith('acme-old'):
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match capture guard first": (
        "",
        """
            match command:
                case other if other.startswith('acme-old'):
                    return_results(scan_list_command(client, args))
                case 'test-module':
                    return_results('ok')
                case 'acme-scan-list':
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match as": (
        "",
        """
            match command:
                case ('test-module' | 'acme-ping') as name:
                    demisto.debug(name)
                    return_results('ok')
                case 'acme-scan-list' as name:
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match table default": (
        "",
        """
            commands = {'acme-scan-list': scan_list_command}
            match command:
                case 'test-module':
                    return_results('ok')
                case _:
                    return_results(commands[command](client, args))
        """,
    ),
    "match oneline": (
        "",
        """
            match command:
                case 'test-module': return_results('ok')
                case 'acme-scan-list': return_results(scan_list_command(client, args))
                case _: raise NotImplementedError(command)
        """,
    ),
    "match tuple": (
        "",
        """
            match command, args.get('all'):
                case 'test-module', _:
                    return_results('ok')
                case 'acme-scan-list', _:
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match split": (
        "",
        """
            match command.split('-'):
                case ['test', 'module']:
                    return_results('ok')
                case ['acme', 'scan', 'list']:
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match enum": (
        """
            class Names:
                TEST = 'test-module'
                LIST = 'acme-scan-list'
        """,
        """
            match command:
                case Names.TEST:
                    return_results('ok')
                case Names.LIST:
                    return_results(scan_list_command(client, args))
                case _:
                    raise NotImplementedError(command)
        """,
    ),
    "match str class name": (
        "",
        """
            match command:
                case 'test-module':
                    return_results('ok')
                case 'acme-scan-list':
                    return_results(scan_list_command(client, args))
                case str(name):
                    raise NotImplementedError(name)
        """,
    ),
    "not in first": (
        "",
        """
            if command not in {'test-module', 'acme-scan-list'}:
                raise NotImplementedError(command)
            if command == 'test-module':
                return_results('ok')
            else:
                return_results(scan_list_command(client, args))
        """,
    ),
    "table union": (
        """
            def ping(client, args):
                return 'ok'


            BASIC = {'test-module': ping}
        """,
        """
            commands = BASIC | {'acme-scan-list': scan_list_command}
            if command in commands:
                return_results(commands[command](client, args))
            else:
                raise NotImplementedError(command)
        """,
    ),
    "table stars": (
        """
            def ping(client, args):
                return 'ok'


            BASIC = {'test-module': ping}
            SCANS = {'acme-scan-list': scan_list_command}
        """,
        """
            commands = {**BASIC, **SCANS}
            if command in commands:
                return_results(commands[command](client, args))
            else:
                raise NotImplementedError(command)
        """,
    ),
    "ior": (
        PING,
        """
            commands = {'test-module': ping}
            commands |= {'acme-scan-list': scan_list_command}
            return_results(commands[command](client, args))
        """,
    ),
    "instance attribute": (
        """
            def ping(client, args):
                return 'ok'


            class Runner:
                def __init__(self, client):
                    self.client = client
                    self.commands = {
                        'test-module': ping,
                        'acme-scan-list': scan_list_command,
                    }

                def run(self, command, args):
                    return self.commands[command](self.client, args)
        """,
        """
            runner = Runner(client)
            return_results(runner.run(command, args))
        """,
    ),
    "methods table": (
        """
            class Runner:
                def __init__(self, client):
                    self.client = client

                def ping(self, args):
                    return 'ok'

                def scans(self, args):
                    return scan_list_command(self.client, args)

                def run(self, command, args):
                    commands = {
                        'test-module': self.ping,
                        'acme-scan-list': self.scans,
                    }
                    return commands[command](args)
        """,
        """
            runner = Runner(client)
            return_results(runner.run(command, args))
        """,
    ),
    "getattr": (
        """
            class Runner:
                def __init__(self, client):
                    self.client = client

                def test_module(self, args):
                    return 'ok'

                def acme_scan_list(self, args):
                    return scan_list_command(self.client, args)
        """,
        """
            runner = Runner(client)
            return_results(getattr(runner, command.replace('-', '_'))(args))
        """,
    ),
    "globals": (
        """
            def acme_scan_list(client, args):
                return scan_list_command(client, args)
        """,
        """
            return_results(globals()[command.replace('-', '_')](client, args))
        """,
    ),
    "tuples": (
        PING,
        """
            commands = {'test-module': (ping, {}), 'acme-scan-list': (scan_list_command, {'limit': 3})}
            function, extra = commands[command]
            return_results(function(client, {**extra, **args}))
        """,
    ),
    "decorator registry": (
        """
            COMMANDS = {}


            def register(name):
                def inner(function):
                    COMMANDS[name] = function
                    return function
                return inner


            @register('test-module')
            def ping(client, args):
                return 'ok'


            @register('acme-scan-list')
            def lists(client, args):
                return scan_list_command(client, args)
        """,
        """
            return_results(COMMANDS[command](client, args))
        """,
    ),
    "partial": (
        """
            from functools import partial


            def ping(client, args):
                return 'ok'
        """,
        """
            commands = {'test-module': partial(ping, client, args), 'acme-scan-list': partial(scan_list_command, client, args)}
            return_results(commands[command]())
        """,
    ),
    "ternary": (
        "",
        """
            return_results('ok' if command == 'test-module' else scan_list_command(client, args))
        """,
    ),
    "called values": (
        "",
        """
            results = {'test-module': 'ok', 'acme-scan-list': scan_list_command(client, args)}
            return_results(results[command])
        """,
    ),
    "chainmap": (
        """
            from collections import ChainMap


            def ping(client, args):
                return 'ok'
        """,
        """
            commands = ChainMap({'test-module': ping}, {'acme-scan-list': scan_list_command})
            return_results(commands[command](client, args))
        """,
    ),
    "two-level": (
        "",
        """
            group, _, action = command.partition('-')
            if command == 'test-module':
                return_results('ok')
            elif group == 'acme':
                if action == 'scan-list':
                    return_results(scan_list_command(client, args))
                else:
                    raise NotImplementedError(command)
        """,
    ),
}


def integration(form: str) -> str:
    """The code of an integration that tells its commands apart in a form."""
    before, body = (dedent(part).strip("\n") for part in FORMS[form])
    made = "    client = Client(base_url=params['url'], headers={'Key': params['credentials']['password']})\n"
    main_function = (
        "def main():\n    params, args = demisto.params(), demisto.args()\n    command = demisto.command()\n"
        + made
        + indent(body, "    ")
    )
    parts = [HEAD.rstrip("\n"), *([before] if before else []), main_function]
    return "\n\n\n".join(parts) + "\n\n\nif __name__" + END.partition("if __name__")[2]
