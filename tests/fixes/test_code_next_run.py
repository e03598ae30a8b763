"""The next run's arguments: keys that are missing (POL207, 208, 212, 213, 305), and None (POL405)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixes.mending import MAIN, SCAN, Mender

DECORATED = (
    """\
from CommonServerPython import *


@polling_function('acme-scan', requires_polling_arg={asks})
def scan_command({first}, client):
    {before}
    status = client.status({first}['job_id'], {first}.get('verbose'))
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={made},
    )
"""
    + MAIN
)


def decorated(made: str, *, asks: bool = False, before: str = "pass", first: str = "args") -> str:
    return DECORATED.format(made=made, asks=asks, before=before, first=first)


@pytest.mark.parametrize(
    ("made", "mended"),
    [
        ("{'job_id': args['job_id']}", "{'job_id': args['job_id'], 'verbose': args.get('verbose')}"),
        ('{"job_id": args["job_id"]}', '{"job_id": args["job_id"], "verbose": args.get("verbose")}'),
        ("{'job_id': args['job_id'],}", "{'job_id': args['job_id'], 'verbose': args.get('verbose'),}"),
        ("{'job_id': (args['job_id']) }", "{'job_id': (args['job_id']), 'verbose': args.get('verbose') }"),
        ("dict(job_id=args['job_id'])", "dict(job_id=args['job_id'], verbose=args.get('verbose'))"),
        (
            "assign_params(job_id=args['job_id'],)",
            "assign_params(job_id=args['job_id'], verbose=args.get('verbose'),)",
        ),
        (
            "dict([('job_id', args['job_id'])])",
            "dict([('job_id', args['job_id'])], verbose=args.get('verbose'))",
        ),
        (
            "{\n            'job_id': args['job_id'],\n        }",
            "{\n            'job_id': args['job_id'],\n            'verbose': args.get('verbose'),\n        }",
        ),
        (
            "{\n            'job_id': args['job_id']\n        }",
            "{\n            'job_id': args['job_id'],\n            'verbose': args.get('verbose')\n        }",
        ),
        (
            "{\n            'job_id': args['job_id']  # 'näher', 🦊\n        }",
            "{\n            'job_id': args['job_id'],  # 'näher', 🦊\n            'verbose': args.get('verbose')\n        }",
        ),
        (
            "{\n            'job_id': args['job_id'],  # }\n            # 'verbose': no\n        }",
            "{\n            'job_id': args['job_id'],  # }\n            'verbose': args.get('verbose'),\n            # 'verbose': no\n        }",
        ),
        (
            "{'polling': True,\n                           'job_id': args['job_id']}",
            "{'polling': True,\n                           'job_id': args['job_id'],\n                           'verbose': args.get('verbose')}",
        ),
        (
            "{\n            'polling': True, 'job_id': args['job_id']\n        }",
            "{\n            'polling': True, 'job_id': args['job_id'], 'verbose': args.get('verbose')\n        }",
        ),
        (
            "{\n            **{'polling': True},\n            **{'job_id': args['job_id']}\n        }",
            "{\n            **{'polling': True},\n            **{'job_id': args['job_id']},\n            'verbose': args.get('verbose')\n        }",
        ),
        (
            "{\n\t\t\t'job_id': args['job_id'],\n\t\t}",
            "{\n\t\t\t'job_id': args['job_id'],\n\t\t\t'verbose': args.get('verbose'),\n\t\t}",
        ),
    ],
)
def test_an_argument_is_passed_on_in_the_dictionarys_own_style(
    tmp_path: Path, made: str, mended: str
) -> None:
    assert Mender(tmp_path, "POL212").mend(decorated(made)) == decorated(mended)


@pytest.mark.parametrize(
    ("made", "mended"),
    [
        ("{'verbose': 'yes'}", "{'verbose': 'yes', 'polling': True}"),
        ('dict(verbose="yes")', 'dict(verbose="yes", polling=True)'),
        ("{ }", "{'polling': True }"),
    ],
)
def test_the_polling_argument_is_set(tmp_path: Path, made: str, mended: str) -> None:
    yml = SCAN.replace("    required: true\n", "")
    code = decorated("next_args", asks=True, before=f"next_args = {made}\n    next_args['job_id'] = 'x'")
    assert Mender(tmp_path, "POL207", yml).mend(code) == code.replace(made, mended)


def test_a_required_argument_is_passed_on(tmp_path: Path) -> None:
    assert Mender(tmp_path, "POL208").mend(decorated("{'verbose': args.get('verbose')}")) == decorated(
        "{'verbose': args.get('verbose'), 'job_id': args.get('job_id')}"
    )


def test_the_arguments_are_called_what_the_function_calls_them(tmp_path: Path) -> None:
    assert Mender(tmp_path, "POL208").mend(
        decorated("{'verbose': cmd_args.get('verbose')}", first="cmd_args")
    ) == decorated("{'verbose': cmd_args.get('verbose'), 'job_id': cmd_args.get('job_id')}", first="cmd_args")


def test_where_they_have_no_name_they_are_asked_for(tmp_path: Path) -> None:
    code = """\
        import demistomock as demisto
        from CommonServerPython import *


        def main():
            if demisto.command() == 'acme-scan':
                status = Client().status(demisto.args()['job_id'])
                result = CommandResults(readable_output=status['state'])
                if status['state'] == 'running':
                    result.scheduled_command = ScheduledCommand(
                        'acme-scan', 30, {}, 600
                    )
                return_results(result)


        main()
        """
    made = Mender(tmp_path, "POL208").mend(code.replace("{}", "{'verbose': 1}"))
    assert "{'verbose': 1, 'job_id': demisto.args().get('job_id')}" in made


def test_the_interval_is_passed_on(tmp_path: Path) -> None:
    interval = "interval=arg_to_number(demisto.args().get('interval_in_seconds', 30)), requires"
    code = decorated("{'job_id': args['job_id']}").replace("requires", interval, 1)
    assert Mender(tmp_path, "POL305").mend(code) == code.replace(
        "{'job_id': args['job_id']}",
        "{'job_id': args['job_id'], 'interval_in_seconds': args.get('interval_in_seconds')}",
    )


@pytest.mark.parametrize(
    ("made", "before"),
    [
        ("make(args)", "pass"),  # made elsewhere
        ("{'job_id': args['job_id']} | {'polling': True}", "pass"),
        ("{key: args[key] for key in ('job_id',)}", "pass"),
    ],
)
def test_other_expressions_are_left(tmp_path: Path, made: str, before: str) -> None:
    helper = "def make(args):\n    return {'job_id': args['job_id']}\n\n\n@polling"
    mender = Mender(tmp_path, "POL212")
    assert mender.refuses(decorated(made, before=before).replace("@polling", helper, 1))


STATE = SCAN.replace("  - name: verbose\n", "  - name: verbose\n  - name: token\n    hidden: true\n")


@pytest.mark.parametrize(
    ("made", "mended"),
    [
        ("args", "{**args, 'token': token}"),
        ("{**args, 'verbose': 'yes'}", "{**args, 'verbose': 'yes', 'token': token}"),
    ],
)
def test_state_in_a_variable_is_carried(tmp_path: Path, made: str, mended: str) -> None:
    before = (
        "token = args['token'] if 'token' in args else client.submit(args['job_id'])\n    client.use(token)"
    )
    assert Mender(tmp_path, "POL213", STATE).mend(decorated(made, before=before)) == decorated(
        mended, before=before
    )


def test_state_that_may_not_be_there_is_left(tmp_path: Path) -> None:
    before = "if 'token' not in args:\n        token = client.submit(args['job_id'])"
    assert Mender(tmp_path, "POL213", STATE).refuses(decorated("args", before=before))


@pytest.mark.parametrize(
    ("made", "mended", "statements"),
    [
        ("args.update({'verbose': 'yes'})", "args", "args.update({'verbose': 'yes'})"),
        ("(args.update(verbose='yes'))", "args", "args.update(verbose='yes')"),
        (
            "dict(args).update({'verbose': 'yes'})",
            "next_args",
            "next_args = dict(args)\n    next_args.update({'verbose': 'yes'})",
        ),
        (
            "{**args}.update(verbose='yes')",
            "next_args",
            "next_args = {**args}\n    next_args.update(verbose='yes')",
        ),
        (
            "args.update(\n            {  # näher 🦊\n                'verbose': 'yes',\n            }\n        )",
            "args",
            "args.update(\n        {  # näher 🦊\n            'verbose': 'yes',\n        }\n    )",
        ),
    ],
)
def test_update_is_called_before(tmp_path: Path, made: str, mended: str, statements: str) -> None:
    expected = decorated(mended).replace("    return PollResult", f"    {statements}\n    return PollResult")
    assert Mender(tmp_path, "POL405").mend(decorated(made)) == expected


def test_a_variable_gets_the_dictionary_after_the_update(tmp_path: Path) -> None:
    before = "next_args = args.update({'verbose': 'yes'}){}"
    assert Mender(tmp_path, "POL405").mend(
        decorated("next_args", before=before.replace("){}", ")  # for 🦊"))
    ) == decorated(
        "next_args",
        before="args.update({'verbose': 'yes'})  # for 🦊\n    next_args = args",
    )


@pytest.mark.parametrize(
    "made",
    [
        "args.clear()",
        "args.update({'verbose': 'yes'}) if status['more'] else args",
        "client.last.update({'verbose': 'yes'})",
    ],
)
def test_other_calls_are_left(tmp_path: Path, made: str) -> None:
    mender = Mender(tmp_path, "POL405")
    mender.write(decorated(made))
    assert all(finding.fix is None for finding in mender.found())
