"""New branches where an integration tells its commands apart by tests."""

from __future__ import annotations

import ast

import pytest

from polltool.edits import apply
from polltool.scaffold.codeinsert import Additions, CannotInsert, Dispatched, insert_code
from tests.scaffold.codes import CLIENT, added, code, in_main, inserted, style_of


def test_a_branch_at_the_end_of_a_chain() -> None:
    file = in_main("""
        args = demisto.args()
        command = demisto.command()
        client = Client('https://acme.test')
        try:
            if command == 'test-module':
                return_results('ok')
            elif command == 'acme-list':
                return_results(list_command(client, args))
        except Exception as error:
            return_error(str(error))
    """)
    assert added(file, ("acme-submit", "submit_command"), ("acme-find", "find_command")) == (
        "        elif command == 'acme-submit':\n"
        "            return_results(submit_command(args, client))\n"
        "        elif command == 'acme-find':\n"
        "            return_results(find_command(args, client))"
    )


def test_before_the_else_part_and_after_the_comments_of_the_last_branch() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        if demisto.command() == "acme-get":
            return_results(list_command(client, demisto.args()))

        elif demisto.command() == "acme-list":
            return_results(list_command(client, demisto.args()))
            # the list is short

        # whatever else comes
        else:
            raise NotImplementedError(demisto.command())
    """)
    text = inserted(file)
    assert (
        """
            # the list is short

        elif demisto.command() == "acme-find":
            return_results(find_command(demisto.args(), client))

        # whatever else comes
        else:
""".replace("\n    ", "\n")
        in text
    )


def test_not_after_a_test_that_would_take_the_command() -> None:
    file = in_main("""
        command = demisto.command()
        client = Client('https://acme.test')
        if command == 'acme-list':
            return_results(list_command(client, demisto.args()))
        elif command.startswith('acme-'):
            return_results(list_command(client, demisto.args()))
    """)
    text = inserted(file)
    assert text.index("acme-find") < text.index("startswith")


def test_before_a_chain_whose_first_test_would_take_the_command() -> None:
    file = in_main("""
        command = demisto.command()
        client = Client('https://acme.test')
        if command != 'acme-list':
            return_results(list_command(client, demisto.args()))
        elif command == 'acme-list':
            return_results(list_command(client, demisto.args()))
    """)
    assert added(file) == (
        "    if command == 'acme-find':\n"
        "        return_results(find_command(demisto.args(), client))\n"
        "        return"
    )


def test_the_result_is_assigned_where_it_is_shown_after_the_chain() -> None:
    file = in_main("""
        command, args = demisto.command(), demisto.args()
        client = Client('https://acme.test')
        result = None
        if command == 'acme-list':
            result = list_command(client, args)
        elif command in ['acme-get', 'acme-got']:
            result = list_command(client, args)
        if result:
            return_results(result)
    """)
    assert added(file) == "    elif command == 'acme-find':\n        result = find_command(args, client)"


def test_it_leaves_where_other_things_are_done_with_results_after_the_chain() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        if demisto.command() == 'acme-list':
            readable, outputs = list_command(client, demisto.args())
        elif demisto.command() == 'acme-get':
            readable, outputs = list_command(client, demisto.args())
        return_outputs(readable, outputs)
    """)
    assert added(file) == (
        "    elif demisto.command() == 'acme-find':\n"
        "        return_results(find_command(demisto.args(), client))\n"
        "        return"
    )


def test_tests_one_after_the_other() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        if demisto.command() == 'acme-list':
            return_results(list_command(client, demisto.args()))
            return

        if demisto.command() == 'acme-get':
            return_results(list_command(client, demisto.args()))
            return

        raise NotImplementedError
    """)
    assert added(file).split("\n")[0] == "    if demisto.command() == 'acme-find':"
    assert added(file).split("\n")[-1] == "        return"


def test_in_a_helper_that_returns_the_results() -> None:
    file = code(
        CLIENT
        + """\
def run(client, command, args):
    if command == 'acme-list':
        return list_command(client, args)
    if command == 'acme-get':
        return list_command(client, args)
    raise NotImplementedError(command)


def main():
    client = Client('https://acme.test')
    return_results(run(client, demisto.command(), demisto.args()))


main()
"""
    )
    text = inserted(file)
    assert "    if command == 'acme-find':\n        return find_command(args, client)\n    raise" in text
    assert text.index("def find_command") < text.index("def run")


def test_at_the_level_of_the_module_with_tabs_and_windows_line_ends() -> None:
    file = code(
        "from CommonServerPython import *\n\n"
        "def http_request(method, path, params=None):\n\treturn requests.request(method, BASE + path).json()\n\n"
        "def list_jobs():\n\thttp_request('GET', 'jobs')\n\n"
        "try:\n\tif demisto.command() == 'acme-list':\n\t\tlist_jobs()\n"
        "\telif demisto.command() == 'acme-get':\n\t\tlist_jobs()\n"
        "except Exception as error:\n\treturn_error(error)".replace("\n", "\r\n")
    )
    style = style_of(file)
    assert (style.indent, style.newline, style.parameters) == ("\t", "\r\n", ("args",))
    text = inserted(file)
    assert (
        "\r\n\telif demisto.command() == 'acme-find':\r\n"
        "\t\treturn_results(find_command(demisto.args()))\r\nexcept" in text
    )
    assert text.count("\n") == text.count("\r\n")
    ast.parse(text)


def test_match() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        match demisto.command():
            case 'acme-list' | 'acme-get':
                return_results(list_command(client, demisto.args()))
            case _:
                raise NotImplementedError
    """)
    assert added(file) == (
        "        case 'acme-find':\n            return_results(find_command(demisto.args(), client))"
    )


def test_it_leaves_before_code_that_looks_the_command_up() -> None:
    file = in_main("""
        client, args = Client('https://acme.test'), demisto.args()
        command = demisto.command()
        handler = find_handler(command)
        if command == 'acme-list':
            args['all'] = 'true'
        elif command == 'acme-get':
            args['all'] = 'false'
        handler(client, args)
    """)
    assert added(file) == (
        "    elif command == 'acme-find':\n        return_results(find_command(args, client))\n        return"
    )


def test_before_a_test_that_only_some_new_commands_pass() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        command = demisto.command()
        if command == 'test-module':
            return_results('ok')
            return
        if 'admin' in command:
            if command == 'acme-admin-list':
                return_results(list_command(client, demisto.args()))
            elif command == 'acme-admin-get':
                return_results(list_command(client, demisto.args()))
        else:
            if command in LISTING:
                return_results(list_command(client, demisto.args()))
    """)
    style = style_of(file, ("acme-admin-list", "acme-admin-get", "acme-list"))
    additions = Additions(
        functions=("def find_command(args, client):\n    pass",),
        dispatch=(Dispatched("acme-admin-find", "find_command"),),
    )
    text = apply(file.text, insert_code(file, style, additions))
    assert text.index("if command == 'acme-admin-find'") < text.index("if 'admin' in command")
    other = Additions(functions=additions.functions, dispatch=(Dispatched("acme-find", "find_command"),))
    text = apply(file.text, insert_code(file, style, other))
    assert text.index("if command == 'acme-find'") < text.index("if 'admin' in command")


def test_not_in_a_function_that_runs_for_other_commands_only() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        if demisto.command() == 'acme-list':
            run_list(client, demisto.args())
    """)
    helper = """\
def run_list(client, args):
    if demisto.command() == 'acme-list':
        return_results(list_command(client, args))
    elif demisto.command() == 'acme-get':
        return_results(list_command(client, args))


def main():"""
    file = code(file.text.replace("def main():", helper))
    text = inserted(file)
    assert "    elif demisto.command() == 'acme-find':\n        return_results(find_command(" in text
    assert text.index("elif demisto.command() == 'acme-find'") > text.index("def main")


def test_not_beyond_a_test_that_may_end_the_run() -> None:
    file = in_main("""
        client = Client('https://acme.test')
        command = demisto.command()
        if demisto.args().get('polling') and command != 'acme-get':
            return
        if command == 'acme-list':
            return_results(list_command(client, demisto.args()))
        elif command == 'acme-get':
            return_results(list_command(client, demisto.args()))
    """)
    with pytest.raises(CannotInsert, match="the command may not get beyond line 16"):
        inserted(file)
