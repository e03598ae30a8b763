"""A content repository made up by chance: ``python -m bench.synthetic FOLDER --packs 100`` (see bench/README.md).

It is like a real one in what decides how fast a linter is: the sizes of ymls and code, how many of
them poll and by which means, shared modules, scripts that run commands, playbooks and tests that are
none of polltool's business. A pack depends on the seed and its number alone.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

POLLING = 0.12
"""The share of integrations that poll; in the public repository it is about that."""
MISTAKEN = 0.15
"""The share of these in which something is wrong."""
SCRIPTS_THAT_RUN = 0.5
SHARED = "AcmePollingApiModule"

_NOUNS = ("alert", "asset", "domain", "endpoint", "file", "host", "incident", "ip", "report", "rule", "user")
_VERBS = ("add", "delete", "get", "list", "search", "update")
_TEXT = """
The identifier of the object that is asked for, as the service shows it in its console. A list separated
by commas may be given, and at most fifty are returned at a time unless the limit says otherwise. Dates
are in the time zone of the instance, relative ones such as three days are understood as well, and where
nothing is given the default of the service counts
"""

Files = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Command:
    name: str
    method: str
    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    polls: str = ""
    """How it polls: by the ``decorator``, by a ``scheduled`` command, by a ``shared`` module, or not."""
    mistake: str = ""


def write(folder: str | Path, packs: int, seed: int = 0) -> None:
    """Write so many packs, and the shared module that some of them import, below a folder."""
    for number in range(packs):
        for path, text in pack(number, seed):
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    for path, text in _shared_module():
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def pack(number: int, seed: int = 0) -> Files:
    """The files of a pack by their paths in the repository."""
    chance = random.Random(f"{seed}/{number}")
    name = f"Pack{number:05}"
    yield f"Packs/{name}/README.md", f"# {name}\n\n{_prose(chance, 40)}\n"
    yield f"Packs/{name}/pack_metadata.json", f'{{"name": "{name}", "support": "community"}}\n'
    commands: list[_Command] = []
    for count in range(chance.choice((1, 1, 1, 2))):
        made = _commands(chance, f"acme{number}-{count}")
        commands += made
        yield from _integration(chance, name, f"{name}Item{count}", made)
    for count in range(chance.choice((0, 1, 1, 2, 4))):
        yield from _script(chance, name, f"{name}Script{count}", commands)
    yield f"Packs/{name}/Playbooks/playbook-{name}.yml", _playbook(chance, name, commands)


def _prose(chance: random.Random, words: int) -> str:
    text = _TEXT.split()
    start = chance.randrange(len(text))
    return " ".join(text[(start + number) % len(text)] for number in range(words))


def _commands(chance: random.Random, prefix: str) -> list[_Command]:
    found = []
    for number in range(chance.choice((3, 5, 8, 12, 20, 32))):
        verb, noun = chance.choice(_VERBS), chance.choice(_NOUNS)
        arguments = chance.sample(_NOUNS, chance.randint(1, 6))
        outputs = chance.sample(_NOUNS, chance.randint(1, 8))
        name = f"{prefix}-{noun}-{verb}{number or ''}"
        found.append(_Command(name, f"{noun}_{verb}{number}", tuple(arguments), tuple(outputs)))
    if chance.random() < POLLING:
        way = chance.choice(("decorator", "decorator", "scheduled", "shared"))
        mistake = chance.choice(("undeclared", "no polling")) if chance.random() < MISTAKEN else ""
        found.append(
            _Command(f"{prefix}-scan", "scan", ("url", "interval", "polling"), ("status",), way, mistake)
        )
    return found


def _integration(chance: random.Random, pack_name: str, name: str, commands: list[_Command]) -> Files:
    folder = f"Packs/{pack_name}/Integrations/{name}"
    parts = [
        f"category: Utilities\ncommonfields:\n  id: {name}\n  version: -1\nconfiguration:\n",
        "- display: Server URL\n  name: url\n  required: true\n  type: 0\n",
        "- display: API key\n  name: credentials\n  required: true\n  type: 9\n",
        f"description: {_prose(chance, 20)}\ndisplay: {name}\nfromversion: 6.2.0\nname: {name}\nscript:\n  commands:\n",
        *(_command_yml(chance, command) for command in commands),
        "  dockerimage: demisto/python3:3.10.6.33415\n  script: '-'\n  subtype: python3\n  type: python\n",
    ]
    yield f"{folder}/{name}.yml", "".join(parts)
    yield f"{folder}/{name}.py", _code(chance, commands)
    yield f"{folder}/{name}_test.py", "".join(_test(command) for command in commands)


def _command_yml(chance: random.Random, command: _Command) -> str:
    parts = ["  - arguments:\n"]
    parts += [_argument(chance, name) for name in command.arguments]
    if command.polls and command.mistake != "undeclared":
        parts.append("    - description: The scan.\n      hidden: true\n      name: job_id\n")
    if command.polls in ("decorator", "shared"):
        parts.append("    - description: Internal.\n      hidden: true\n      name: hide_polling_output\n")
    parts.append(f"    description: {_prose(chance, 18)}\n    name: {command.name}\n    outputs:\n")
    for output in command.outputs:
        parts.append(f"    - contextPath: Acme.{command.method}.{output}\n")
        parts.append(f"      description: {_prose(chance, 9)}\n      type: String\n")
    if command.polls and command.mistake != "no polling":
        parts.append("    polling: true\n")
    return "".join(parts)


def _argument(chance: random.Random, name: str) -> str:
    more = {
        "interval": "      defaultValue: '30'\n",
        "polling": "      predefined:\n      - 'true'\n      - 'false'\n",
    }
    return f"    - description: {_prose(chance, 16)}\n{more.get(name, '')}      name: {name}\n"


def _code(chance: random.Random, commands: list[_Command]) -> str:
    imports = "import demistomock as demisto\nfrom CommonServerPython import *\n"
    if any(command.polls == "shared" for command in commands):
        imports += f"from {SHARED} import *\n"
    methods = "".join(
        f"\n    def {command.method}(self, params):\n"
        f"        return self._http_request('GET', '/v1/{command.method}', params=params)\n"
        for command in commands
    )
    functions = "".join(_function(chance, command) for command in commands)
    branches = "".join(
        f"        {'if' if number == 0 else 'elif'} command == '{command.name}':\n"
        f"            return_results({command.method}_command({'args, client' if command.polls else 'client, args'}))\n"
        for number, command in enumerate(commands)
    )
    return (
        f"{imports}\n\nclass Client(BaseClient):{methods}\n{functions}\ndef main():\n"
        "    params, args, command = demisto.params(), demisto.args(), demisto.command()\n    try:\n"
        f"        client = Client(params['url'], verify=not params.get('insecure'))\n{branches}"
        "    except Exception as error:\n        return_error(f'Failed: {error}')\n\n\n"
        "if __name__ in ('__main__', '__builtin__', 'builtins'):\n    main()\n"
    )


def _function(chance: random.Random, command: _Command) -> str:
    name = f"{command.method}_command"
    if command.polls == "decorator":
        return _DECORATED.format(command=command.name, name=name)
    if command.polls == "scheduled":
        return _SCHEDULED.format(command=command.name, name=name)
    if command.polls == "shared":
        return _SHARED.format(command=command.name, name=name)
    lines = [f"\n\ndef {name}(client, args):\n    params = {{}}\n"]
    lines += [
        f"    if args.get('{argument}'):\n        params['{argument}'] = argToList(args['{argument}'])\n"
        for argument in command.arguments
    ]
    lines.append(f"    response = client.{command.method}(params)\n    rows = []\n")
    lines.append("    for entry in response.get('items', []):\n        row = {\n")
    lines += [f"            '{output.title()}': entry.get('{output}'),\n" for output in command.outputs]
    lines.append("        }\n        rows.append(assign_params(**row))\n")
    for number in range(chance.randint(0, 6)):
        lines.append(f"    # {_prose(chance, 12)}\n    if len(rows) > {number * 50 + 50}:\n")
        lines.append(
            f"        demisto.debug('page {number} of {command.name}')\n        rows = rows[:{number * 50 + 50}]\n"
        )
    lines.append(f"    text = tableToMarkdown('{command.name}', rows, removeNull=True)\n")
    lines.append(f"    return CommandResults('Acme.{command.method}', 'ID', rows, readable_output=text)\n")
    return "".join(lines)


_DECORATED = """

@polling_function('{command}', interval=arg_to_number(demisto.args().get('interval', 30)))
def {name}(args, client):
    job = args.get('job_id') or client.scan({{'url': args['url']}})['id']
    status = client.scan({{'id': job}})
    results = CommandResults('Acme.scan', 'id', status)
    return PollResult(
        results, continue_to_poll=status['state'] == 'running', args_for_next_run={{'job_id': job, **args}},
        partial_result=CommandResults(readable_output='Waiting for the scan.'))
"""
_SCHEDULED = """

def {name}(args, client):
    if not args.get('job_id'):
        args['job_id'] = client.scan({{'url': args['url']}})['id']
    status = client.scan({{'id': args['job_id']}})
    if status['state'] == 'running' and argToBoolean(args.get('polling', 'false')):
        interval = arg_to_number(args.get('interval', 30))
        schedule = ScheduledCommand('{command}', interval, args, 600)
        return CommandResults(scheduled_command=schedule, readable_output='Waiting for the scan.')
    return CommandResults('Acme.scan', 'id', status)
"""
_SHARED = """

@polling_function('{command}', interval=arg_to_number(demisto.args().get('interval', 30)))
def {name}(args, client):
    return poll_for_job(client, args)
"""


def _test(command: _Command) -> str:
    return (
        f"def test_{command.method}(requests_mock):\n"
        f"    requests_mock.get('https://acme.example/v1/{command.method}', json={{'items': []}})\n"
        f"    from CommonServerPython import CommandResults\n    assert CommandResults('Acme').outputs is None\n\n\n"
    )


def _script(chance: random.Random, pack_name: str, name: str, commands: Sequence[_Command]) -> Files:
    folder = f"Packs/{pack_name}/Scripts/{name}"
    arguments = chance.sample(_NOUNS, 3)
    yield (
        f"{folder}/{name}.yml",
        f"args:\n{''.join(_argument(chance, one).replace('    - ', '- ').replace('      ', '  ') for one in arguments)}"
        f"comment: {_prose(chance, 15)}\ncommonfields:\n  id: {name}\n  version: -1\nenabled: true\nname: {name}\n"
        "script: '-'\nsubtype: python3\ntype: python\n",
    )
    body = ["import demistomock as demisto\nfrom CommonServerPython import *\n\n\ndef main():\n"]
    body.append("    args = demisto.args()\n")
    if chance.random() < SCRIPTS_THAT_RUN:
        run = chance.choice(commands).name
        body.append(f"    entries = demisto.executeCommand('{run}', {{'id': args.get('{arguments[0]}')}})\n")
        body.append("    if is_error(entries):\n        return_error(get_error(entries))\n")
    body += [
        f"    demisto.debug('{argument}: ' + str(args.get('{argument}')))  # {_prose(chance, 10)}\n"
        for argument in arguments
    ]
    body.append("    return_results('done')\n\n\nmain()\n")
    yield f"{folder}/{name}.py", "".join(body)


def _playbook(chance: random.Random, name: str, commands: Sequence[_Command]) -> str:
    tasks = "".join(
        f'  "{number}":\n    id: "{number}"\n    type: regular\n    task:\n      script: "{name}|||{command.name}"\n'
        f"      description: {_prose(chance, 20)}\n    scriptarguments:\n      id:\n        simple: '1'\n"
        for number, command in enumerate(commands)
    )
    return f"id: {name}\nversion: -1\nname: {name}\nstarttaskid: '0'\ntasks:\n{tasks}"


def _shared_module() -> Files:
    folder = f"Packs/ApiModules/Scripts/{SHARED}"
    yield (
        f"{folder}/{SHARED}.yml",
        f"commonfields:\n  id: {SHARED}\n  version: -1\nname: {SHARED}\nscript: '-'\nsubtype: python3\ntype: python\n",
    )
    yield (
        f"{folder}/{SHARED}.py",
        "from CommonServerPython import *\n\n\ndef poll_for_job(client, args):\n"
        "    job = args.get('job_id') or client.scan({'url': args['url']})['id']\n"
        "    status = client.scan({'id': job})\n"
        "    return PollResult(CommandResults('Acme.scan', 'id', status),\n"
        "                      continue_to_poll=status['state'] == 'running',\n"
        "                      args_for_next_run={'job_id': job, **args})\n",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a made-up content repository."""
    parser = argparse.ArgumentParser(prog="bench.synthetic", description=__doc__)
    parser.add_argument("folder", help="where it is written")
    parser.add_argument("--packs", type=int, default=100, help="how many packs (default 100)")
    parser.add_argument("--seed", type=int, default=0, help="which ones (default 0)")
    options = parser.parse_args(arguments)
    write(options.folder, options.packs, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
