"""Schedules made by methods: of the client, of its bases and mixins, of other objects."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.corpus.scheduled.writing import LAYOUTS, Case, check, drop, expanded, integration, mark, swap

YML = """
acme-scan polling
  job_id required
  step hidden
  polling flag
acme-list
  limit default=50
"""

BROKEN = {
    "no polling: true": swap("acme-scan polling\n", "acme-scan  # <- POL101\n"),
    "state not declared": (*drop("  step"), *mark("acme-scan polling", "POL201/step")),
    "state in sight": swap("step hidden", "step  # <- POL202/step"),
}


def made(name: str, body: str, main: str = "result = Scanner(Client(params['url'])).scan(args)") -> Case:
    """A case with these classes; ``main`` is what the command does."""
    code = f"""
{textwrap.dedent(body)}

def main():
    params, args, command = demisto.params(), demisto.args(), demisto.command()
    try:
        if command == 'acme-scan':
{textwrap.indent(textwrap.dedent(main).strip(), " " * 12)}
            return_results(result)
        elif command == 'acme-list':
            return_results(BaseClient(params['url'])._http_request('GET', '/jobs'))
    except Exception as error:
        return_error(str(error))

main()
"""
    return integration(name, YML, code, mistakes=BROKEN)


STATUS = """
class Client(BaseClient):
    def status(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')
"""

METHOD = """
    def scan(self, args):
        status = self.client.status(args['job_id'])
        if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
            return CommandResults(readable_output='Waiting.', scheduled_command=self.again(args))
        return CommandResults(outputs=status)
"""

AGAIN = """
    def again(self, args):
        args['step'] = 'scan' if args.get('step') == 'submit' else 'submit'
        return ScheduledCommand('acme-scan', 30, args, 600)
"""

CASES = [
    made(
        "a method of another class, the client inside",
        STATUS
        + "\nclass Scanner:\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD
        + AGAIN,
    ),
    made(
        "a static method",
        STATUS
        + "\nclass Scanner:\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD
        + AGAIN.replace("def again(self, args)", "@staticmethod\n    def again(args)"),
    ),
    made(
        "a class method with constants of the class",
        STATUS
        + "\nclass Scanner:\n    COMMAND = 'acme-scan'\n    INTERVAL = 30\n\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD
        + AGAIN.replace("def again(self, args)", "@classmethod\n    def again(cls, args)").replace(
            "'acme-scan', 30", "cls.COMMAND, cls.INTERVAL"
        ),
    ),
    made(
        "a property",
        STATUS
        + "\nclass Scanner:\n    def __init__(self, client):\n        self.client = client\n        self.args = demisto.args()\n"
        + METHOD.replace("self.again(args)", "self.again")
        + AGAIN.replace("def again(self, args)", "@property\n    def again(self)")
        .replace("args['step']", "self.args['step']")
        .replace("args.get", "self.args.get")
        .replace("30, args", "30, self.args"),
    ),
    made(
        "a subclass that says which command",
        STATUS
        + "\nclass Base:\n    command = None\n\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD
        + AGAIN.replace("'acme-scan', 30", "self.command, 30")
        + "\nclass Scanner(Base):\n    command = 'acme-scan'\n",
    ),
    made(
        "a subclass that overrides the schedule",
        STATUS
        + "\nclass Base:\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD
        + "\n    def again(self, args):\n        raise NotImplementedError\n"
        + "\nclass Scanner(Base):\n"
        + AGAIN,
    ),
    made(
        "super() in a chain",
        STATUS
        + "\nclass Base:\n    def __init__(self, client):\n        self.client = client\n"
        + AGAIN
        + "\nclass Middle(Base):\n    def __init__(self, client, interval=30):\n        super().__init__(client)\n        self.interval = interval\n"
        + "\nclass Scanner(Middle):\n    def again(self, args):\n        demisto.debug(str(self.interval))\n        return super().again(args)\n"
        + METHOD,
    ),
    made(
        "a mixin",
        STATUS
        + "\nclass Again:\n"
        + AGAIN
        + "\nclass Scanner(Again):\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD,
    ),
    made(
        "an abstract base",
        "from abc import ABC, abstractmethod\n"
        + STATUS
        + "\nclass Base(ABC):\n    def __init__(self, client):\n        self.client = client\n\n    @abstractmethod\n    def again(self, args):\n        pass\n"
        + METHOD
        + "\nclass Scanner(Base):\n"
        + AGAIN,
    ),
    made(
        "the client itself",
        "class Client(BaseClient):\n    def status(self, job_id):\n        return self._http_request('GET', f'/jobs/{job_id}')\n"
        + METHOD.replace("self.client.status", "self.status")
        + AGAIN,
        "result = Client(base_url=params['url'], verify=not params.get('insecure')).scan(args)",
    ),
    made(
        "the client from a dictionary of arguments",
        "class Client(BaseClient):\n    def __init__(self, base_url, command, verify=True):\n"
        "        super().__init__(base_url=base_url, verify=verify)\n        self.command = command\n\n"
        "    def status(self, job_id):\n        return self._http_request('GET', f'/jobs/{job_id}')\n"
        + METHOD.replace("self.client.status", "self.status")
        + AGAIN.replace("'acme-scan', 30", "self.command, 30"),
        """
        client_args = assign_params(base_url=params.get('url'), command=command, verify=not params.get('insecure'))
        client = Client(**client_args)
        result = client.scan(args)
        """,
    ),
    made(
        "the client by keyword, arguments by position",
        STATUS
        + """
def scan_command(args, client=None, again=None):
    status = client.status(args['job_id'])
    if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
        return again(args)
    return CommandResults(outputs=status)

class Again:
    def __call__(self, args):
        args['step'] = 'scan' if args.get('step') == 'submit' else 'submit'
        schedule = ScheduledCommand('acme-scan', 30, args, 600)
        return CommandResults(readable_output='Waiting.', scheduled_command=schedule)
""",
        "result = scan_command(args, client=Client(params['url']), again=Again())",
    ),
    made(
        "a context manager",
        STATUS + "\nclass Scanner:\n    def __init__(self, client):\n        self.client = client\n\n"
        "    def __enter__(self):\n        return self\n\n    def __exit__(self, *error):\n        return False\n"
        + METHOD
        + AGAIN,
        "with Scanner(Client(params['url'])) as scanner:\n    result = scanner.scan(args)",
    ),
    made(
        "a factory",
        STATUS
        + "\nclass Scanner:\n    @classmethod\n    def of(cls, params):\n        made = cls()\n        made.client = Client(params['url'])\n        return made\n"
        + METHOD
        + AGAIN,
        "result = Scanner.of(params).scan(args)",
    ),
    made(
        "a dataclass with settings",
        STATUS
        + """
@dataclass
class Settings:
    command: str
    interval: int = 30
    timeout: int = 600

class Scanner:
    def __init__(self, client):
        self.client = client
        self.settings = Settings(command='acme-scan')
"""
        + METHOD
        + AGAIN.replace(
            "'acme-scan', 30, args, 600",
            "self.settings.command, self.settings.interval, args, self.settings.timeout",
        ),
    ),
    made(
        "a nested class",
        STATUS
        + "\nclass Scanner:\n    class Wait:\n        SECONDS = 30\n        COMMAND = 'acme-scan'\n\n    def __init__(self, client):\n        self.client = client\n"
        + METHOD
        + AGAIN.replace("'acme-scan', 30", "self.Wait.COMMAND, Scanner.Wait.SECONDS"),
    ),
    made(
        "a method that keeps the result",
        STATUS
        + "\nclass Scanner:\n    def __init__(self, client):\n        self.client = client\n        self.results = []\n"
        + """
    def scan(self, args):
        status = self.client.status(args['job_id'])
        if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
            self.keep('Waiting.', self.again(args))
        else:
            self.keep('Done.')
        return self.results

    def keep(self, text, schedule=None):
        result = CommandResults(readable_output=text)
        if schedule is not None:
            result.scheduled_command = schedule
        self.results.append(result)
"""
        + AGAIN,
    ),
    made(
        "an attribute set by another method",
        STATUS
        + "\nclass Scanner:\n    def __init__(self, client):\n        self.client = client\n        self.command = None\n\n    def use(self, command):\n        self.command = command\n        return self\n"
        + METHOD
        + AGAIN.replace("'acme-scan', 30", "self.command, 30"),
        "result = Scanner(Client(params['url'])).use(command).scan(args)",
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", expanded(CASES), ids=str)
def test_methods_are_followed(case: Case, layout: str, tmp_path: Path) -> None:
    check(case, layout, tmp_path)
