"""One look at all commands together tells the same as a look at each: which may schedule anything."""

from __future__ import annotations

import textwrap

import pytest

from polltool.code.files import CodeFile
from polltool.code.program import Program, program
from polltool.source import Source

COMMANDS = frozenset({"acme-scan", "acme-list", "acme-get", "acme-send"})

HEAD = """
class Client(BaseClient):
    pass

def scan(client, args):
    return CommandResults(scheduled_command=ScheduledCommand('acme-scan', 30, args=args))

def again(args, name):
    return CommandResults(scheduled_command=ScheduledCommand(command=name, next_run_in_seconds=30, args=args))

def list_(client, args):
    return CommandResults(readable_output='nothing')

class Commands:
    def scan(self, args):
        return scan(None, args)

    def list(self, args):
        return list_(None, args)
"""

FORMS = {
    "if and elif": """
        command = demisto.command()
        demisto.debug(f'Command being called is {command}')
        if command == 'test-module':
            return_results('ok')
        elif command == 'acme-scan':
            return_results(scan(None, args))
        elif command == 'acme-list':
            return_results(list_(None, args))
        """,
    "a list, and what is left": """
        if demisto.command() in ['acme-list', 'acme-get']:
            return_results(list_(None, args))
        else:
            return_results(scan(None, args))
        """,
    "negations": """
        command = demisto.command()
        if command != 'acme-scan':
            if not command == 'acme-get':
                return return_results('')
        return_results(scan(None, args))
        """,
    "match": """
        match demisto.command():
            case 'acme-scan' | 'acme-send':
                return_results(scan(None, args))
            case 'acme-list':
                return_results(list_(None, args))
            case _:
                raise NotImplementedError
        """,
    "a table": """
        commands = {'acme-scan': scan, 'acme-list': list_, 'acme-get': list_}
        command = demisto.command()
        if command in commands:
            return_results(commands[command](None, args))
        """,
    "two tables": """
        command = demisto.command()
        one = {'acme-scan': scan}
        other = {'acme-list': list_, 'acme-get': list_}
        if command in one:
            return_results(one[command](None, args))
        elif command in other:
            return_results(other.get(command)(None, args))
        """,
    "the same for one command alone": """
        commands = {'acme-list': list_, 'acme-get': list_}
        command = demisto.command()
        name = command if args.get('own') else 'acme-list'
        if command == 'acme-get':
            return_results(commands[name](None, args))
        elif command == 'acme-scan':
            return_results(scan(None, args))
        """,
    "a method by the command's name": """
        return_results(getattr(Commands(), demisto.command().replace('acme-', ''))(args))
        """,
    "the name passed on": """
        def run(name):
            if name == 'acme-get':
                return again(args, name)
            return list_(None, args)

        return_results(run(demisto.command()))
        """,
    "one function under several names": """
        command = demisto.command()
        if command.startswith('acme-'):
            return_results(again(args, command) if command == 'acme-send' else list_(None, args))
        """,
    "what comes after dispatch": """
        command = demisto.command()
        if command == 'acme-list':
            result = list_(None, args)
        else:
            result = None
        if command == 'acme-get':
            result = again(args, command)
        return_results(result)
        """,
    "nothing but the name in the schedule": """
        return_results(again(args, demisto.command()))
        """,
    "what cannot be seen": """
        command = demisto.command()
        if command == 'acme-get':
            return_results(unknown(args)(command))
        else:
            return_results(list_(None, args))
        """,
}

VAGUE = {
    "a table asked for the command or for another one": """
        commands = {'acme-scan': scan, 'acme-list': list_, 'acme-get': list_, 'acme-send': list_}
        command = demisto.command()
        name = command if args.get('own') else 'acme-list'
        if command != 'acme-send':
            return_results(commands[name](None, args))
        """,
    "a table within a try": """
        commands = {'acme-scan': scan, 'acme-list': list_}
        try:
            found = commands[demisto.command()]
            return_results(found(None, args))
        except KeyError:
            raise NotImplementedError
        """,
}
"""Here the commands come together again before it shows which of them schedules."""


def loaded(body: str) -> Program:
    main = "\ndef main():\n    args = demisto.args()\n" + textwrap.indent(textwrap.dedent(body), "    ")
    text = HEAD + main + "\nif __name__ in ('__main__', 'builtins'):\n    main()\n"
    return program(CodeFile(Source("Acme.py", text), text), lambda name: None)


@pytest.mark.parametrize("body", FORMS.values(), ids=FORMS.keys())
def test_a_look_at_all_commands_finds_what_looks_at_each_find(body: str) -> None:
    code = loaded(body)
    _, of_interest = code.overview(COMMANDS)
    assert of_interest == {command for command in COMMANDS if code.survey(command).of_interest}


@pytest.mark.parametrize("body", VAGUE.values(), ids=VAGUE.keys())
def test_it_may_find_more_but_never_less(body: str) -> None:
    code = loaded(body)
    _, of_interest = code.overview(COMMANDS)
    assert of_interest >= {command for command in COMMANDS if code.survey(command).of_interest}


def test_a_schedule_of_every_run_is_one_of_all_commands() -> None:
    text = HEAD + "\nreturn_results(scan(None, demisto.args()))\n"
    code = program(CodeFile(Source("Acme.py", text), text), lambda name: None)
    assert code.overview(COMMANDS)[1] == COMMANDS


def test_what_takes_too_many_steps_is_to_be_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + "\nreturn_results(list_(None, demisto.args()))\n"
    code = program(CodeFile(Source("Acme.py", text), text), lambda name: None)
    assert code.overview(COMMANDS)[1] == frozenset()
    monkeypatch.setattr("polltool.code.machine.MOST_STEPS", 3)
    assert code.overview(COMMANDS)[1] == COMMANDS
