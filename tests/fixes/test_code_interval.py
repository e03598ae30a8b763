"""Intervals: a default where there is none (POL301), ten seconds where there are fewer (POL303)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixes.mending import MAIN, SCAN, Mender

DECORATED = (
    """\
from CommonServerPython import *
SLOW = FAST = demisto.params().get('speed')
{before}

@polling_function('acme-scan', interval={interval}, timeout=600)
def scan_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')
"""
    + MAIN
)
SCHEDULED = (
    """\
from CommonServerPython import *


def scan_command(args, client):
    status = client.status(args['job_id'])
    {before}
    result = CommandResults(readable_output=status['state'])
    if argToBoolean(args.get('polling', False)) and status['state'] == 'running':
        result.scheduled_command = ScheduledCommand('acme-scan', {interval}, args=args, timeout_in_seconds=600)
    return result
"""
    + MAIN
)


@pytest.fixture
def defaults(tmp_path: Path) -> Mender:
    return Mender(tmp_path, "POL301")


@pytest.fixture
def short(tmp_path: Path) -> Mender:
    return Mender(tmp_path, "POL303")


def decorated(interval: str, before: str = "") -> str:
    return DECORATED.format(interval=interval, before=before)


def scheduled(interval: str, before: str = "pass") -> str:
    return SCHEDULED.format(interval=interval, before=before)


@pytest.mark.parametrize(
    ("interval", "mended"),
    [
        (
            "arg_to_number(demisto.args().get('interval_in_seconds'))",
            "arg_to_number(demisto.args().get('interval_in_seconds', 30))",
        ),
        (
            'arg_to_number(demisto.args().get("interval_in_seconds", ))',
            'arg_to_number(demisto.args().get("interval_in_seconds", 30, ))',
        ),
        (
            "arg_to_number(arg=demisto.args().get('interval_in_seconds'), arg_name='interval')",
            "arg_to_number(arg=demisto.args().get('interval_in_seconds', 30), arg_name='interval')",
        ),
        (
            "arg_to_number(demisto.args().get('interval_in_seconds', None))",
            "arg_to_number(demisto.args().get('interval_in_seconds', 30))",
        ),
        (
            "arg_to_number(demisto.args().get('interval_in_seconds', ('')))",
            "arg_to_number(demisto.args().get('interval_in_seconds', 30))",
        ),
        (
            "int(demisto.args().get('interval_in_seconds'))",
            "int(demisto.args().get('interval_in_seconds', 30))",
        ),
        (
            "int(demisto.args()['interval_in_seconds'])",
            "int(demisto.args().get('interval_in_seconds', 30))",
        ),
        (
            "int((demisto.args())[ ('interval_in_seconds') ])",
            "int((demisto.args()).get( ('interval_in_seconds') , 30))",
        ),
        (
            "(arg_to_number((demisto.args().get(('interval_in_seconds')))))",
            "(arg_to_number((demisto.args().get(('interval_in_seconds'), 30))))",
        ),
        (
            "arg_to_number(\n    demisto.args().get(\n        'interval_in_seconds'  # näher 🦊\n    )\n)",
            "arg_to_number(\n    demisto.args().get(\n        'interval_in_seconds', 30  # näher 🦊\n    )\n)",
        ),
        (
            "arg_to_number(demisto.getArg('interval_in_seconds'))",
            "arg_to_number(demisto.getArg('interval_in_seconds')) or 30",
        ),
        (
            "demisto.args().get('interval_in_seconds')",
            "arg_to_number(demisto.args().get('interval_in_seconds', 30))",
        ),
        (
            "(demisto.args())['interval_in_seconds']",
            "arg_to_number((demisto.args()).get('interval_in_seconds', 30))",
        ),
        (
            "60 if SLOW else arg_to_number(demisto.args().get('interval_in_seconds'))",
            "60 if SLOW else arg_to_number(demisto.args().get('interval_in_seconds', 30))",
        ),
    ],
)
def test_an_interval_in_a_decorator_gets_a_default(defaults: Mender, interval: str, mended: str) -> None:
    assert defaults.mend(decorated(interval)) == decorated(mended)


@pytest.mark.parametrize(
    ("before", "interval", "mended_before", "mended"),
    [
        (
            "pass",
            "arg_to_number(args.get('interval_in_seconds'))",
            "pass",
            "arg_to_number(args.get('interval_in_seconds', 30))",
        ),
        # A variable that serves the interval alone gets it where it is made ...
        (
            "interval = arg_to_number(args.get('interval_in_seconds'))",
            "interval",
            "interval = arg_to_number(args.get('interval_in_seconds', 30))",
            "interval",
        ),
        # ... and so does one that is passed on beside ...
        (
            "interval = arg_to_number(args.get('interval_in_seconds'))\n"
            "    args = {**args, 'interval_in_seconds': interval}",
            "interval",
            "interval = arg_to_number(args.get('interval_in_seconds', 30))\n"
            "    args = {**args, 'interval_in_seconds': interval}",
            "interval",
        ),
        # ... or fails at once without the argument ...
        (
            "interval = int(args.get('interval_in_seconds')); demisto.info(str(interval))",
            "interval",
            "interval = int(args.get('interval_in_seconds', 30)); demisto.info(str(interval))",
            "interval",
        ),
        # ... and one that is used otherwise keeps its value there.
        (
            "interval = arg_to_number(args.get('interval_in_seconds')); demisto.info(str(interval))",
            "interval",
            "interval = arg_to_number(args.get('interval_in_seconds')); demisto.info(str(interval))",
            "interval or 30",
        ),
    ],
)
def test_an_interval_of_a_scheduled_command_gets_a_default(
    defaults: Mender, before: str, interval: str, mended_before: str, mended: str
) -> None:
    assert defaults.mend(scheduled(interval, before)) == scheduled(mended, mended_before)


def test_a_variable_of_the_module_gets_it_where_it_is_made(defaults: Mender) -> None:
    made = "INTERVAL = arg_to_number(demisto.args().get('interval_in_seconds'{}))"
    assert defaults.mend(decorated("INTERVAL", made.format(""))) == decorated("INTERVAL", made.format(", 30"))


def test_a_key_that_is_a_constant_is_known(defaults: Mender) -> None:
    key = "KEY = 'interval_in_seconds'"
    assert defaults.mend(decorated("arg_to_number(demisto.args().get(KEY))", key)) == decorated(
        "arg_to_number(demisto.args().get(KEY, 30))", key
    )


def test_a_helper_that_reads_the_argument_gets_it_behind_the_call(defaults: Mender) -> None:
    helper = "def interval(args):\n    return arg_to_number(args.get('interval_in_seconds'))\n"
    assert defaults.mend(decorated("interval(demisto.args())", helper)) == decorated(
        "interval(demisto.args()) or 30", helper
    )


def test_what_has_a_default_and_comes_as_none_gets_it_behind(defaults: Mender) -> None:
    before = "args = {**args, 'interval_in_seconds': args.get('interval_in_seconds')}"
    interval = "arg_to_number(args.get('interval_in_seconds', 20))"
    assert defaults.mend(scheduled(interval, before)) == scheduled(f"{interval} or 30", before)


def test_the_default_is_that_of_the_yml(tmp_path: Path) -> None:
    yml = SCAN.replace(
        "  - name: interval_in_seconds\n", "  - name: interval_in_seconds\n    defaultValue: '45'\n"
    )
    mender = Mender(tmp_path, "POL301", yml)
    assert "('interval_in_seconds', 45)" in mender.mend(
        decorated("arg_to_number(demisto.args().get('interval_in_seconds'))")
    )


def test_the_default_is_below_a_short_timeout(defaults: Mender) -> None:
    code = decorated("arg_to_number(demisto.args().get('interval_in_seconds'))").replace("600", "30")
    assert "('interval_in_seconds', 10)" in defaults.mend(code)


@pytest.mark.parametrize(
    ("interval", "before"),
    [
        ("int(get(demisto.args()))", "def get(args):\n    return args['interval_in_seconds']\n"),
        ("arg_to_number(demisto.args().get('seconds'))", ""),  # never comes: it has to be declared
        ("arg_to_number(demisto.args().get(*('interval_in_seconds',)))", ""),
    ],
)
def test_no_default_where_it_is_not_certain(defaults: Mender, interval: str, before: str) -> None:
    assert defaults.refuses(decorated(interval, before))


@pytest.mark.parametrize(
    ("before", "interval", "mended_before", "mended"),
    [
        ("", "5", "", "10"),
        ("", "(5)", "", "(10)"),
        ("", "-1", "", "10"),
        ("", "2.5", "", "10"),
        ("", "'5'", "", "'10'"),
        ("", 'int("5")', "", 'int("10")'),
        (
            "",
            "3 if is_demisto_version_ge('6.6.0') else 60",
            "",
            "10 if is_demisto_version_ge('6.6.0') else 60",
        ),
        (
            "",
            "arg_to_number(demisto.args().get('interval_in_seconds', 5))",
            "",
            "arg_to_number(demisto.args().get('interval_in_seconds', 10))",
        ),
        (
            "",
            "arg_to_number(demisto.args().get('interval_in_seconds', '5'))",
            "",
            "arg_to_number(demisto.args().get('interval_in_seconds', '10'))",
        ),
        (
            "",
            "arg_to_number(demisto.args().get('interval_in_seconds')) or 5",
            "",
            "arg_to_number(demisto.args().get('interval_in_seconds')) or 10",
        ),
        ("INTERVAL = 5  # seconds", "INTERVAL", "INTERVAL = 10  # seconds", "INTERVAL"),
        ("INTERVAL: int = 5", "INTERVAL", "INTERVAL: int = 10", "INTERVAL"),
        ("INTERVAL = 5\nPAUSE = INTERVAL", "INTERVAL", "INTERVAL = 5\nPAUSE = INTERVAL", "10"),
        (
            "INTERVAL = '5'",
            "arg_to_number(demisto.args().get('interval_in_seconds', INTERVAL))",
            "INTERVAL = '10'",
            "arg_to_number(demisto.args().get('interval_in_seconds', INTERVAL))",
        ),
        ("class Every:\n    SCAN = 5\n", "Every.SCAN", "class Every:\n    SCAN = 5\n", "10"),
    ],
)
def test_a_short_interval_becomes_ten_seconds(
    short: Mender, before: str, interval: str, mended_before: str, mended: str
) -> None:
    assert short.mend(decorated(interval, before)) == decorated(mended, mended_before)


@pytest.mark.parametrize(
    ("before", "mended"),
    [
        (
            "interval = int(args.get('interval_in_seconds', 5))",
            "interval = int(args.get('interval_in_seconds', 10))",
        ),
        (
            "interval = int(args.get('interval_in_seconds', '5'))\n    args['interval_in_seconds'] = interval",
            "interval = int(args.get('interval_in_seconds', '10'))\n    args['interval_in_seconds'] = interval",
        ),
        (
            "usual = 5\n    interval = int(args.get('interval_in_seconds', usual))",
            "usual = 10\n    interval = int(args.get('interval_in_seconds', usual))",
        ),
        (
            "usual = 5\n    client.wait(usual)\n    interval = int(args.get('interval_in_seconds', usual))",
            "usual = 5\n    client.wait(usual)\n    interval = int(args.get('interval_in_seconds', 10))",
        ),
    ],
)
def test_a_variable_that_serves_the_interval_is_raised_where_it_is_made(
    short: Mender, before: str, mended: str
) -> None:
    assert short.mend(scheduled("interval", before)) == scheduled("interval", mended)


def test_a_variable_that_serves_other_things_is_left(short: Mender) -> None:
    before = "interval = int(args.get('interval_in_seconds', 5)); client.wait(interval)"
    assert short.refuses(scheduled("interval", before))


def test_one_constant_of_two_intervals_is_raised_once(tmp_path: Path) -> None:
    again = SCAN.replace("acme-scan", "acme-check")
    mender = Mender(tmp_path, "POL303", SCAN + again)
    code = decorated("INTERVAL", "INTERVAL = 5").replace(
        "\n\ndef main():",
        "\n\n@polling_function('acme-check', interval=INTERVAL, timeout=600)\n"
        "def check_command(args, client):\n    status = client.status(args['job_id'])\n"
        "    return PollResult(status, continue_to_poll=status['state'] == 'running')\n\n\ndef main():\n"
        "    if demisto.command() == 'acme-check':\n"
        "        return_results(check_command(demisto.args(), Client()))",
    )
    mender.write(code)
    fixes = [finding.fix for finding in mender.found()]
    assert len(fixes) == 2
    assert len({fix.edits for fix in fixes if fix is not None}) == 1
    assert mender.mend(code) == code.replace("INTERVAL = 5", "INTERVAL = 10")


def test_no_number_is_raised_that_comes_from_elsewhere(short: Mender) -> None:
    helper = "def seconds(args):\n    return 5 if args.get('verbose') else arg_to_number(args.get('timeout', 60))\n"
    assert short.refuses(decorated("seconds(demisto.args())", helper))
