"""Truth: `bool(...)` around what decides whether to go on (POL403), `argToBoolean(...)` (POL407)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixes.mending import MAIN, Mender

CONTINUES = (
    """\
{imports}

@polling_function('acme-scan')
def scan_command(args, client):
    status = client.status(args['job_id'])
{before}
    return PollResult(status, {argument})
"""
    + MAIN
)
TESTED = (
    """\
{imports}

def scan_command(args, client):
    status = client.status(args['job_id'])
    result = CommandResults(readable_output=status['state'])
{test}
        result.scheduled_command = ScheduledCommand('acme-scan', 30, args=args, timeout_in_seconds=600)
    return result
"""
    + MAIN
)
STAR = "import re\nfrom CommonServerPython import *"


@pytest.fixture
def continues(tmp_path: Path) -> Mender:
    return Mender(tmp_path, "POL403")


@pytest.fixture
def tests(tmp_path: Path) -> Mender:
    return Mender(tmp_path, "POL407")


def going_on(argument: str, before: str = "    pass", imports: str = STAR) -> str:
    return CONTINUES.format(argument=argument, before=before, imports=imports)


def gated(test: str, imports: str = STAR) -> str:
    return TESTED.format(test=test, imports=imports)


@pytest.mark.parametrize(
    ("argument", "mended"),
    [
        (
            "continue_to_poll=status.get('job') and status['open']",
            "continue_to_poll=bool(status.get('job') and status['open'])",
        ),
        (
            "continue_to_poll=(status.get('job') and status['open'])",
            "continue_to_poll=bool(status.get('job') and status['open'])",
        ),
        (
            "continue_to_poll=((status.get('job')) and (status['open']))",
            "continue_to_poll=bool((status.get('job')) and (status['open']))",
        ),
        (
            "continue_to_poll=((job := status.get('job')) and job['open'])",
            "continue_to_poll=bool((job := status.get('job')) and job['open'])",
        ),
        (
            "continue_to_poll=(going := re.match('run', status['state']) and 5)",
            "continue_to_poll=bool(going := re.match('run', status['state']) and 5)",
        ),
        (
            "continue_to_poll=(  # 🦊 (as long\n        status.get('job')  # as ) it\n        and status['open']  # runs\n    ),",
            "continue_to_poll=bool(  # 🦊 (as long\n        status.get('job')  # as ) it\n        and status['open']  # runs\n    ),",
        ),
        (
            "continue_to_poll=status.get('jöb🦊') \\\n        and status['open']",
            "continue_to_poll=bool(status.get('jöb🦊') \\\n        and status['open'])",
        ),
        ("status.get('job') and status['open']", "bool(status.get('job') and status['open'])"),
    ],
)
def test_an_and_is_wrapped_in_bool(continues: Mender, argument: str, mended: str) -> None:
    assert continues.mend(going_on(argument)) == going_on(mended)


def test_a_variable_that_is_an_and_is_wrapped_where_it_is_passed(continues: Mender) -> None:
    before = "    going = re.match('run', status['state']) and 5"
    assert continues.mend(going_on("continue_to_poll=going", before)) == going_on(
        "continue_to_poll=bool(going)", before
    )


@pytest.mark.parametrize(
    ("argument", "before"),
    [
        ("continue_to_poll='yes' if status['open'] else 'no'", "    pass"),  # 'no' would count as true
        ("continue_to_poll=args.get('verbose') or status.get('x') and 5", "    pass"),  # so would 'false'
        ("continue_to_poll=status.get('job') and (lambda job: True)", "    pass"),  # meant to be called
        ("continue_to_poll=status.get('job') and status['open']", "    bool = print"),
    ],
)
def test_nothing_else_is_wrapped_in_bool(continues: Mender, argument: str, before: str) -> None:
    assert continues.refuses(going_on(argument, before))


@pytest.mark.parametrize(
    ("test", "mended"),
    [
        ("    if args.get('polling'):", "    if argToBoolean(args.get('polling', False)):"),
        ('    if args.get("polling", ):', '    if argToBoolean(args.get("polling", False, )):'),
        ("    if(args.get('polling')):", "    if argToBoolean(args.get('polling', False)):"),
        (
            "    if not args.get('polling'):\n        pass\n    else:",
            "    if not argToBoolean(args.get('polling', False)):\n        pass\n    else:",
        ),
        ("    if args.get('polling', 'false'):", "    if argToBoolean(args.get('polling', 'false')):"),
        ("    if args.get('polling', None):", "    if argToBoolean(args.get('polling', False)):"),
        ("    if args['polling']:", "    if argToBoolean(args['polling']):"),
        (
            "    if status['öpen🦊'] and args.get('polling'):  # ßpäter",
            "    if status['öpen🦊'] and argToBoolean(args.get('polling', False)):  # ßpäter",
        ),
        (
            "    if bool(\n        args.get(  # why\n            'polling'  # this\n        )\n    ):",
            "    if bool(\n        argToBoolean(args.get(  # why\n            'polling', False  # this\n        ))\n    ):",
        ),
        (
            "    polling = args.get('polling')\n    if polling:",
            "    polling = argToBoolean(args.get('polling', False))\n    if polling:",
        ),
        (
            "    polling = args.get('polling')\n    demisto.info(polling)\n    if polling:",
            "    polling = args.get('polling')\n    demisto.info(polling)\n    if argToBoolean(polling or False):",
        ),
    ],
)
def test_a_text_that_is_tested_is_converted(tests: Mender, test: str, mended: str) -> None:
    assert tests.mend(gated(test)) == gated(mended)


@pytest.mark.parametrize(
    "imports",
    [
        "from CommonServerPython import ScheduledCommand, CommandResults, return_results, argToBoolean",
        "from CommonServerPython import *  # noqa\nfrom CommonServerUserPython import *",
        "import demistomock as demisto",  # a unified yml's code gets the library's names from the server
    ],
)
def test_the_names_of_the_library_are_there(tests: Mender, imports: str) -> None:
    assert "argToBoolean(args.get('polling', False))" in tests.mend(
        gated("    if args.get('polling'):", imports)
    )


@pytest.mark.parametrize(
    "imports",
    [
        "from CommonServerPython import ScheduledCommand, CommandResults, return_results",
        "from CommonServerPython import *\ndef argToBoolean(value, other):\n    return value",
        "from CommonServerPython import *\nfrom helpers import argToBoolean",
    ],
)
def test_no_name_is_used_that_may_not_be_there(tests: Mender, imports: str) -> None:
    assert tests.refuses(gated("    if args.get('polling'):", imports))


@pytest.mark.parametrize(
    "test",
    [
        "    if args.get('polling', DEFAULT):",
        "    going = args.get('polling') or 'false'\n    if going == 'true':",
        "    if polling := args.get('polling'):",
    ],
)
def test_a_test_whose_value_counts_is_left(tests: Mender, test: str) -> None:
    tests.write(gated(test, f"{STAR}\nDEFAULT = demisto.params().get('polling')"))
    assert all(finding.fix is None for finding in tests.found())
