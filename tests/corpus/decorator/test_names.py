"""The decorator's first argument and how the command's name gets there: POL406, POL412, several commands of one function."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import (
    HIDE,
    INTERVAL,
    JOB,
    MAIN,
    POLLING,
    TIMEOUT,
    URL,
    Case,
    check,
    command,
    label,
    layouts,
    scan,
)

BODY = """
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})
"""
ARGS = (URL, INTERVAL, TIMEOUT, POLLING, JOB, HIDE)
TWO = command("acme-scan", *ARGS) + command("acme-rescan", *ARGS)
BOTH = """
def main():
    args = demisto.args()
    command = demisto.command()
    client = Client()
    if command == 'acme-scan' or command == 'acme-rescan':
        return_results(scan_command(args, client))

main()
"""


def named(title: str, decorator: str, **more: object) -> Case:
    return Case(title, decorator + BODY, **more)  # type: ignore[arg-type]


HEALTHY = [
    named("literal", "@polling_function('acme-scan')"),
    named("literal in double quotes over lines", '@polling_function(\n    "acme-scan",\n    interval=30,\n)'),
    named("keyword", "@polling_function(name='acme-scan', interval=30)"),
    named("keyword last", "@polling_function(interval=30, timeout=600, name='acme-scan')"),
    named("all by position", "@polling_function('acme-scan', 30, 600, 'Waiting', 'polling', True)"),
    named("demisto.command()", "@polling_function(demisto.command())"),
    named(
        "demisto.command() by keyword", "@polling_function(name=demisto.command(), interval=60, timeout=1200)"
    ),
    named("demisto.command() for two", "@polling_function(name=demisto.command())", yml=TWO, main=BOTH),
    named("module constant", "SCAN_COMMAND = 'acme-scan'\n\n@polling_function(SCAN_COMMAND)"),
    named("typed module constant", "SCAN_COMMAND: str = 'acme-scan'\n\n@polling_function(SCAN_COMMAND)"),
    named(
        "constant of constants",
        "PREFIX = 'acme'\nSCAN_COMMAND = PREFIX + '-scan'\n\n@polling_function(SCAN_COMMAND)",
    ),
    named("class constant", "class Commands:\n    SCAN = 'acme-scan'\n\n@polling_function(Commands.SCAN)"),
    named(
        "str Enum member",
        "class Commands(str, Enum):\n    SCAN = 'acme-scan'\n\n@polling_function(Commands.SCAN.value)",
    ),
    named("f-string", "PREFIX = 'acme'\n\n@polling_function(f'{PREFIX}-scan')"),
    named("%-format", "PREFIX = 'acme'\n\n@polling_function('%s-scan' % PREFIX)"),
    named("format()", "PREFIX = 'acme'\n\n@polling_function('{}-scan'.format(PREFIX))"),
    named(
        "dictionary of names",
        "NAMES = {'scan': 'acme-scan', 'list': 'acme-list'}\n\n@polling_function(NAMES['scan'])",
    ),
    named("tuple of names", "NAMES = ('acme-scan', 'acme-list')\n\n@polling_function(NAMES[0])"),
    named(
        "conditional name",
        "@polling_function('acme-scan' if demisto.command() == 'acme-scan' else demisto.command())",
    ),
    named(
        "keywords in a dictionary",
        "POLL = {'interval': 30, 'timeout': 600}\n\n@polling_function('acme-scan', **POLL)",
    ),
    named("logger above", "@logger\n@polling_function('acme-scan')"),
    named(
        "own wrapper above",
        "def traced(f):\n    @functools.wraps(f)\n    def inner(*args, **kwargs):\n        demisto.debug(f.__name__)\n        return f(*args, **kwargs)\n    return inner\n\n@traced\n@polling_function('acme-scan')",
    ),
    named(
        "own wrapper below",
        "def traced(f):\n    @functools.wraps(f)\n    def inner(args, client):\n        demisto.debug('scan')\n        return f(args, client)\n    return inner\n\n@polling_function('acme-scan')\n@traced",
    ),
    named(
        "own decorator that decorates",
        "def polls(name):\n    def decorate(f):\n        return polling_function(name=name, interval=30)(f)\n    return decorate\n\n@polls('acme-scan')",
    ),
    named("unknown name", "@polling_function(os.environ['SCAN_COMMAND'])", yml=scan(URL, JOB, POLLING, HIDE)),
    named(
        "imported by name",
        "from CommonServerPython import polling_function, PollResult\n\n@polling_function('acme-scan')",
    ),
    named(
        "imported with *",
        "import demistomock as demisto\nfrom CommonServerPython import *  # noqa: F401\nfrom CommonServerUserPython import *\n\n@polling_function('acme-scan')",
    ),
    named("imported as a module", "import CommonServerPython as csp\n\n@csp.polling_function('acme-scan')"),
    named(
        "alias command of one function",
        "@polling_function(name=demisto.command(), interval=30)",
        yml=TWO,
        main=BOTH.replace(
            "command == 'acme-scan' or command == 'acme-rescan'", "command in ('acme-scan', 'acme-rescan')"
        ),
    ),
    Case(
        "two functions with the decorator",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            status = client.status(args['url'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')

        @polling_function('acme-export')
        def export_command(args, client):
            status = client.export(args['name'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=command("acme-scan", "url; required: true", POLLING, HIDE)
        + command("acme-export", "name; required: true", POLLING, HIDE),
        main="""
        def main():
            commands = {'acme-scan': scan_command, 'acme-export': export_command}
            if demisto.command() in commands:
                return_results(commands[demisto.command()](demisto.args(), Client()))
            else:
                raise NotImplementedError

        main()
        """,
    ),
    Case(
        "functions of one name",
        """
        if demisto.command() == 'acme-scan':
            @polling_function('acme-scan')
            def scan_command(args, client):
                status = client.status(args['url'])
                return PollResult(status, continue_to_poll=status['state'] == 'running')
        else:
            @polling_function('acme-rescan')
            def scan_command(args, client):
                status = client.status(args['url'])
                return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=command("acme-scan", "url; required: true", POLLING, HIDE)
        + command("acme-rescan", "url; required: true", POLLING, HIDE),
        main=BOTH,
    ),
    Case(
        "decorated inside a function",
        """
        def run_polling(args, client, cmd):
            @polling_function(cmd, interval=30)
            def scan(args, client):
                job_id = args.get('job_id') or client.submit(args.get('url'))
                status = client.status(job_id)
                return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})

            return scan(args, client)
        """,
        yml=TWO,
        main="""
        def main():
            args = demisto.args()
            if demisto.command() == 'acme-scan':
                return_results(run_polling(args, Client(), 'acme-scan'))
            elif demisto.command() == 'acme-rescan':
                return_results(run_polling(args, client=Client(), cmd='acme-rescan'))

        main()
        """,
    ),
    Case(
        "closure without parameters but args",
        """
        def scan_command(args, client):
            @polling_function('acme-scan')
            def poll(args):
                job_id = args.get('job_id') or client.submit(args.get('url'))
                status = client.status(job_id)
                return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})
            return poll(args)
        """,
    ),
    Case(
        "static method",
        """
        class Scans:
            @staticmethod
            @polling_function('acme-scan')
            def scan(args, client):
                job_id = args.get('job_id') or client.submit(args.get('url'))
                status = client.status(job_id)
                return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})
        """,
        main=MAIN.replace("scan_command(", "Scans.scan("),
    ),
    Case(
        "static method of an object",
        """
        class Scans:
            def __init__(self, client):
                self.client = client

            def run(self, args):
                return self.scan(args, self.client)

            @staticmethod
            @polling_function(name='acme-scan')
            def scan(args, client):
                job_id = args.get('job_id') or client.submit(args.get('url'))
                status = client.status(job_id)
                return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})
        """,
        main=MAIN.replace("scan_command(args, client)", "Scans(client).run(args)"),
    ),
]

UNKNOWN = "POL406 error acme-scan"
MISTAKES = [
    named("unknown literal", "@polling_function('acme-scann')  # <- POL406 error acme-scan"),
    named(
        "unknown keyword", "@polling_function(name='acme-url-scan', interval=30)  # <- POL406 error acme-scan"
    ),
    named("other case", "@polling_function('Acme-Scan')  # <- POL406 info acme-scan"),
    named("suffix", "@polling_function('acme-scan-dev')  # <- POL406 info acme-scan"),
    named(
        "unknown over lines",
        "@polling_function(\n    'acme-url-scan',  # <- POL406 error acme-scan\n    interval=30,\n)",
    ),
    named(
        "unknown constant",
        "SCAN_COMMAND = 'acme-url-scan'\n\n@polling_function(SCAN_COMMAND)  # <- POL406 error acme-scan",
    ),
    named(
        "unknown name for two commands",
        "@polling_function('acme-url-scan')  # <- POL406 error acme-scan",
        yml=TWO,
        main=BOTH,
    ),
    named(
        "function's name for the command's", "@polling_function('scan_command')  # <- POL406 error acme-scan"
    ),
    named("not called", "@polling_function  # <- POL412 error acme-scan"),
    named("called without name", "@polling_function()  # <- POL412 error acme-scan"),
    named(
        "called with everything but the name",
        "@polling_function(  # <- POL412 error acme-scan\n    interval=30,\n    timeout=600,\n)",
    ),
    named("not called below logger", "@logger\n@polling_function  # <- POL412 error acme-scan"),
    named(
        "not called, of two commands",
        "@polling_function  # <- POL412 error acme-scan",
        yml=TWO,
        main=BOTH,
    ),
    named("no decorator", "", main=MAIN).but(
        "the PollResult is returned",
        code=BODY.replace("    return PollResult", "    return PollResult").replace(
            ", **args})", ", **args})  # <- POL411 error acme-scan"
        ),
    ),
    Case(
        "no decorator, PollResult in a variable",
        """
        def scan_command(args, client):
            status = client.status(args['url'])
            result = PollResult(status, continue_to_poll=status['state'] == 'running')
            return result  # <- POL411 error acme-scan
        """,
        yml=scan(URL, POLLING, HIDE),
    ),
    Case(
        "no decorator on the function that main calls, but on another",
        """
        @polling_function('acme-export')
        def export_command(args, client):
            status = client.export(args['url'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')

        def scan_command(args, client):
            if args.get('job_id'):
                return PollResult(client.status(args['job_id']), True)  # <- POL411 error acme-scan
            return CommandResults(readable_output='Nothing to do.')
        """,
        yml=scan(URL, POLLING, JOB, HIDE) + command("acme-export", "url; required: true", POLLING, HIDE),
        main=MAIN.replace(
            "    elif",
            "    elif demisto.command() == 'acme-export':\n        return_results(export_command(args, client))\n    elif",
        ),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts([*HEALTHY, *MISTAKES]), ids=label)
def test_names(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
