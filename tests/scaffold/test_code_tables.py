"""New members of the dictionaries by which an integration finds its commands' functions."""

from __future__ import annotations

import pytest

from polltool.edits import apply
from polltool.scaffold.codeinsert import Additions, CannotInsert, Dispatched, insert_code
from tests.scaffold.codes import CLIENT, added, code, in_main, inserted, style_of


def test_a_lambda_turns_the_arguments_to_come_first() -> None:
    file = in_main("""
        commands = {
            'acme-list': list_command,
            'acme-get': list_command,
        }
        client = Client('https://acme.test')
        command = demisto.command()
        if command in commands:
            return_results(commands[command](client, demisto.args()))
        else:
            raise NotImplementedError(command)
    """)
    assert added(file, ("acme-submit", "submit_command"), ("acme-find", "find_command")) == (
        "        'acme-submit': lambda client, args: submit_command(args, client),\n"
        "        'acme-find': lambda client, args: find_command(args, client),"
    )


@pytest.mark.parametrize(
    ("call", "registered"),
    [
        ("commands[command](args, client)", "find_command"),
        ("commands[command](args=args, client=client)", "find_command"),
        ("commands[command](client=client, args=args)", "find_command"),
        (
            "commands[command](client, args, params)",
            "lambda client, args, params: find_command(args, client)",
        ),
        ("commands[command](client, **args)", "lambda client, **args: find_command(args, client)"),
        ("commands[command](client)", "lambda client: find_command(demisto.args(), client)"),
        ("commands[command]()", "lambda: find_command(demisto.args(), client)"),
        ("commands.get(command)(client, args)", "lambda client, args: find_command(args, client)"),
    ],
)
def test_the_call_says_what_is_registered(call: str, registered: str) -> None:
    file = in_main(f"""
        commands = {{
            'acme-list': list_command,
            'acme-get': list_command,
        }}
        client = Client('https://acme.test')
        command, args, params = demisto.command(), demisto.args(), demisto.params()
        return_results({call})
    """)
    assert added(file) == f"        'acme-find': {registered},"


def test_functions_that_show_their_results_themselves() -> None:
    file = in_main("""
        commands = {'acme-list': list_command, 'acme-get': list_command}
        client = Client('https://acme.test')
        commands[demisto.command()](client, demisto.args())
    """)
    text = inserted(file)
    assert (
        "    commands = {'acme-list': list_command, 'acme-get': list_command, "
        "'acme-find': lambda client, args: return_results(find_command(args, client))}" in text
    )


def test_functions_without_arguments_and_without_a_client() -> None:
    file = code("""\
        from CommonServerPython import *

        def list_jobs():
            return_results(http_request('GET', '/jobs'))

        COMMANDS = {
            'acme-list': list_jobs,
            'acme-get': list_jobs
        }

        def main():
            COMMANDS[demisto.command()]()
    """)
    text = inserted(file, ("acme-submit", "submit_command"), ("acme-find", "find_command"))
    assert (
        """\
    'acme-get': list_jobs,
    'acme-submit': lambda: return_results(submit_command(demisto.args())),
    'acme-find': lambda: return_results(find_command(demisto.args()))
}
"""
        in text
    )
    assert text.index("def find_command") < text.index("COMMANDS = {")
    assert "\n\n\nCOMMANDS = {" in text


def test_of_two_tables_the_one_that_is_called_with_the_arguments_first() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        command, args = demisto.command(), demisto.args()
        commands = {
            'acme-list': list_command,
            'acme-get': list_command,
        }
        polling_commands = {
            'acme-scan': scan_command,
        }
        if command in commands:
            return_results(commands[command](client, args))
        elif command in polling_commands:
            return_results(polling_commands[command](args, client))
    """)
    text = inserted(file)
    assert "        'acme-scan': scan_command,\n        'acme-find': find_command,\n" in text


def test_a_dictionary_that_a_function_returns() -> None:
    file = code(
        CLIENT
        + """\
def commands():
    return {
        'acme-list': list_command,  # all of them
        'acme-get': list_command  # one
    }


def main():
    client = Client('https://acme.test')
    handler = commands().get(demisto.command())
    if handler is None:
        raise NotImplementedError
    result = handler(client, demisto.args())
    return_results(result)
"""
    )
    text = inserted(file)
    assert (
        """\
        'acme-get': list_command,  # one
        'acme-find': lambda client, args: find_command(args, client)
    }
"""
        in text
    )


def test_a_branch_beside_a_table_whose_results_are_taken_apart() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        commands = {
            'acme-list': list_command,
            'acme-get': list_command,
        }
        command = demisto.command()
        if command == 'test-module':
            return_results('ok')
        elif command in commands:
            return_outputs(*commands[command](client, demisto.args()))
        else:
            return_error('what?')
    """)
    assert added(file) == (
        "    elif command == 'acme-find':\n        return_results(find_command(demisto.args(), client))"
    )


def test_a_test_before_a_table_of_names() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        args = demisto.args()
        methods = {'acme-list': 'list_jobs', 'acme-get': 'get_job'}
        return_results(getattr(client, methods[demisto.command()])(args))
    """)
    assert added(file) == (
        "    if demisto.command() == 'acme-find':\n"
        "        return_results(find_command(args, client))\n"
        "        return"
    )


def test_not_where_a_test_of_the_arguments_chooses_another_table() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        args, command = demisto.args(), demisto.command()
        commands = {'acme-list': list_command, 'acme-get': list_command}
        polling = {'acme-list': list_command}
        if command == 'test-module':
            return_results('ok')
        elif args.get('polling'):
            return_results(polling[command](client, args))
        else:
            return_results(commands[command](client, args))
    """)
    text = inserted(file)
    assert text.index("elif command == 'acme-find'") < text.index("elif args.get")


def test_a_command_that_is_there_already_is_refused() -> None:
    file = in_main("""
        commands = {'acme-list': list_command, 'acme-get': list_command}
        return_results(commands[demisto.command()](Client(''), demisto.args()))
    """)
    additions = Additions(dispatch=(Dispatched("acme-get", "other"),))
    with pytest.raises(CannotInsert, match="already deals with acme-get"):
        insert_code(file, style_of(file), additions)


def test_everything_together() -> None:
    file = in_main("""
        commands = {
            'acme-list': list_command,
            'acme-get': list_command,
        }
        client = Client('https://acme.test')
        return_results(commands[demisto.command()](client, demisto.args()))
    """)
    additions = Additions(
        imports=("import json", "from CommonServerPython import *  # noqa: F401"),
        client_methods=("def find(self, job_id):\n    return self._http_request('GET', job_id)",),
        functions=("def find_command(args, client):\n    return PollResult(client.find(args['id']))",),
        dispatch=(Dispatched("acme-find", "find_command"),),
    )
    assert (
        apply(file.source.text, insert_code(file, style_of(file), additions))
        == """\
from CommonServerPython import *
import json


class Client(BaseClient):
    def get_job(self, job_id):
        return self._http_request('GET', f'/jobs/{job_id}')

    def find(self, job_id):
        return self._http_request('GET', job_id)


def list_command(client, args):
    return CommandResults(outputs=client.get_job(args['id']))


def find_command(args, client):
    return PollResult(client.find(args['id']))


def main():
    commands = {
        'acme-list': list_command,
        'acme-get': list_command,
        'acme-find': lambda client, args: find_command(args, client),
    }
    client = Client('https://acme.test')
    return_results(commands[demisto.command()](client, demisto.args()))


if __name__ in ('__main__', 'builtins'):
    main()
"""
    )


def test_a_test_before_a_table_that_is_made_elsewhere() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        commands = load_commands()
        handler = commands.get(demisto.command())
        if not handler:
            raise NotImplementedError
        return_results(handler(client, demisto.args()))
    """)
    assert added(file) == (
        "    if demisto.command() == 'acme-find':\n"
        "        return_results(find_command(demisto.args(), client))\n"
        "        return"
    )
