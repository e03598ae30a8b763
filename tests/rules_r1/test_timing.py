"""POL301 to POL305: intervals and timeouts in their many forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polltool.rules.base import Settings
from tests.rules_r1.acme import HIDE, POLLING, Linter, command
from tests.rules_r1.results import MAIN

RuleOf = Callable[[str], Linter]

SCAN = command("acme-scan", "job_id; required: true", "interval", "timeout", POLLING, HIDE)


def decorated(given: str, *, name: str = "'acme-scan'", extra: str = "", before: str = "") -> str:
    """A decorated command whose decorator gets these further arguments."""
    return f"""\
{before}
@polling_function({name}{", " if given else ""}{given})
def scan_command(args):
    status = client().status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running'{extra})
{MAIN}"""


def scheduled(given: str, *, before: str = "") -> str:
    """A command that makes its schedule itself."""
    return f"""\
def scan_command(args):
    {before or "pass"}
    if BaseClient('https://acme.example')._http_request('GET', args['job_id']):
        return CommandResults(readable_output='Done.')
    schedule = ScheduledCommand('acme-scan', args=args, {given})
    return CommandResults(readable_output='Waiting.', scheduled_command=schedule)

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""


# -- POL301 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "interval",
    [
        "arg_to_number(demisto.args().get('interval'))",
        "arg_to_number(demisto.args().get('interval', None))",
        "arg_to_number(demisto.getArg('interval'))",
        "arg_to_number(arg=demisto.args().get('interval'), arg_name='interval')",
        "arg_to_number(dict_safe_get(demisto.args(), ['interval']))",
        "demisto.args().get('interval')",
        "arg_to_number(demisto.args().get('interval', ''))",
    ],
)
def test_an_interval_without_a_default_may_be_none(rule: RuleOf, interval: str) -> None:
    (told,) = rule("POL301").integration(SCAN, decorated(f"interval={interval}"))
    assert (told.severity, told.command, told.argument) == ("warning", "acme-scan", "interval")
    assert told.text.startswith("@polling_function")


@pytest.mark.parametrize(
    "interval",
    [
        "arg_to_number(demisto.args().get('interval', 30))",
        "arg_to_number(demisto.args().get('interval')) or 60",
        "arg_to_number(demisto.args().get('interval') or 60)",
        "arg_to_number(demisto.args().get('interval', '60'))",
        "arg_to_number(demisto.getArg('interval') or '60')",
        "int(demisto.args().get('interval', 30))",
        "INTERVAL",
        "unknown()",
        "",
        "arg_to_number(demisto.args()['interval']) if 'interval' in demisto.args() else 30",
        "int(demisto.args()['interval']) if demisto.args().get('interval') else 30",
    ],
)
def test_an_interval_with_a_default_is_fine(rule: RuleOf, interval: str) -> None:
    given = f"interval={interval}" if interval else ""
    assert rule("POL301").integration(SCAN, decorated(given, before="INTERVAL = 30")) == []


def test_an_interval_that_nothing_declares_is_an_error(rule: RuleOf) -> None:
    code = decorated("interval=arg_to_number(demisto.args().get('interval_in_seconds'))")
    (told,) = rule("POL301").integration(SCAN, code)
    assert (told.severity, told.argument) == ("error", "interval_in_seconds")
    assert "does not declare" in told.message


def test_a_required_interval_is_fine(rule: RuleOf) -> None:
    yml = command("acme-scan", "job_id", "interval; required: true", POLLING, HIDE)
    assert (
        rule("POL301").integration(yml, decorated("interval=arg_to_number(demisto.args().get('interval'))"))
        == []
    )


@pytest.mark.parametrize(
    "interval", ["int(demisto.args().get('interval'))", "arg_to_number(demisto.args()['interval'])"]
)
def test_what_raises_when_the_module_is_loaded_fails_every_command(rule: RuleOf, interval: str) -> None:
    yml = [
        command("acme-scan", "job_id", "interval; required: true", POLLING, HIDE),
        command("acme-list", polling=False),
    ]
    (told,) = rule("POL301").integration(yml, decorated(f"interval={interval}"))
    assert (told.severity, told.command) == ("error", "acme-scan")
    assert "when the module is loaded" in told.message
    assert rule("POL301").integration(yml[0], decorated(f"interval={interval}")) == []


def test_a_schedule_in_a_function_reads_its_interval_there(rule: RuleOf) -> None:
    code = scheduled("next_run_in_seconds=arg_to_number(args.get('interval'))")
    (told,) = rule("POL301").integration(SCAN, code)
    assert told.severity == "warning"
    assert told.text.startswith("schedule =")
    assert (
        rule("POL301").integration(SCAN, scheduled("next_run_in_seconds=arg_to_number(args['interval'])"))
        == []
    )


def test_an_interval_is_known_where_the_code_asked_for_it(rule: RuleOf) -> None:
    code = scheduled(
        "next_run_in_seconds=interval",
        before="interval = arg_to_number(args.get('interval'))\n    if not interval:\n        interval = 30",
    )
    assert rule("POL301").integration(SCAN, code) == []
    code = scheduled(
        "next_run_in_seconds=arg_to_number(args.get('interval'))",
        before="if not args.get('interval'):\n        return CommandResults(readable_output='once')",
    )
    assert rule("POL301").integration(SCAN, code) == []
    code = scheduled(
        "next_run_in_seconds=arg_to_number(args.get('interval'))",
        before="args['interval'] = args.get('interval') or '30'",
    )
    assert rule("POL301").integration(SCAN, code) == []


def test_a_timeout_may_be_none(rule: RuleOf) -> None:
    assert (
        rule("POL301").integration(SCAN, decorated("timeout=arg_to_number(demisto.args().get('timeout'))"))
        == []
    )


def test_an_interval_over_several_lines_counts_by_its_first(rule: RuleOf) -> None:
    code = decorated(
        "\n    interval=arg_to_number(\n        demisto.args().get(\n            'interval'\n        )\n    )"
    )
    (told,) = rule("POL301").integration(SCAN, code)
    assert told.text == "interval=arg_to_number("


def test_a_shared_module_shows_on_the_commands_name(rule: RuleOf) -> None:
    module = decorated("interval=arg_to_number(demisto.args().get('interval'))").replace("\nmain()", "")
    code = "from AcmeApiModule import *\n\nmain()\n"
    (told,) = rule("POL301").integration(SCAN, code, modules={"AcmeApiModule": module})
    assert (told.text, told.yml, told.command) == ("- name: acme-scan", True, "acme-scan")
    assert told.related == ("in the shared module, here",)


# -- POL302 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "declared", "severity"),
    [
        ("timeout", "timeOut", "warning"),
        ("timeout", "time_out", "warning"),
        ("polling_timeout", "polling_timeout_in_seconds", "warning"),
        ("timeout", "timeout_in_seconds", "warning"),
        ("timeoutInSeconds", "timeout_in_seconds", "warning"),
        ("timeout", "limit", "info"),
        ("timeout", "interval", "info"),
    ],
)
def test_a_timing_argument_that_nothing_declares(
    rule: RuleOf, read: str, declared: str, severity: str
) -> None:
    yml = command("acme-scan", "job_id; required: true", declared, POLLING, HIDE)
    (told,) = rule("POL302").integration(
        yml, decorated(f"timeout=arg_to_number(demisto.args().get('{read}', 600))")
    )
    assert (told.severity, told.command, told.argument) == (severity, "acme-scan", read)
    assert (f"read '{declared}' instead" in told.message) is (severity == "warning")


def test_a_declared_argument_that_the_code_reads_for_itself_is_no_near_miss(rule: RuleOf) -> None:
    yml = command("acme-scan", "job_id; required: true", "scan_timeout", POLLING, HIDE)
    code = decorated("timeout=arg_to_number(demisto.args().get('timeout', 600))").replace(
        "args['job_id']", "args['job_id'], args.get('scan_timeout')"
    )
    (told,) = rule("POL302").integration(yml, code)
    assert told.severity == "info"


def test_declared_by_one_of_the_commands_is_enough(rule: RuleOf) -> None:
    yml = [
        command("acme-scan", "job_id", "timeout", POLLING, HIDE),
        command("acme-list", "job_id", POLLING, HIDE),
    ]
    code = decorated("timeout=arg_to_number(demisto.args().get('timeout', 600))", name="demisto.command()")
    code = code.replace("return_results('nothing')", "return_results(scan_command(demisto.args()))")
    assert rule("POL302").integration(yml, code) == []


def test_an_interval_that_always_fails_is_told_by_pol301_alone(rule: RuleOf) -> None:
    code = decorated("interval=arg_to_number(demisto.args().get('seconds'))")
    assert rule("POL302").integration(SCAN, code) == []
    (told,) = rule("POL302").integration(
        SCAN, decorated("interval=arg_to_number(demisto.args().get('seconds', 30))")
    )
    assert told.severity == "info"


def test_interval_and_timeout_are_two_findings(rule: RuleOf) -> None:
    code = decorated(
        "interval=arg_to_number(demisto.args().get('i', 30)), timeout=arg_to_number(demisto.args().get('t', 600))"
    )
    assert [told.argument for told in rule("POL302").integration(SCAN, code)] == ["i", "t"]


# -- POL303 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "argument"),
    [
        ("5", None),
        ("INTERVAL", None),
        ("arg_to_number(demisto.args().get('interval', 5))", "interval"),
        ("arg_to_number(demisto.args().get('interval', '5'))", "interval"),
        ("arg_to_number(demisto.args().get('interval') or 5)", None),
        ("int(demisto.args().get('interval', INTERVAL))", "interval"),
        ("0", None),
    ],
)
def test_an_interval_below_ten_seconds_in_the_code(rule: RuleOf, interval: str, argument: str | None) -> None:
    (told,) = rule("POL303").integration(SCAN, decorated(f"interval={interval}", before="INTERVAL = 9"))
    assert (told.severity, told.command, told.argument) == ("warning", "acme-scan", argument)
    assert told.text.startswith("@polling_function")


@pytest.mark.parametrize(
    "interval", ["10", "arg_to_number(demisto.args().get('interval', 10))", "unknown()", "60 * 5"]
)
def test_ten_seconds_are_enough(rule: RuleOf, interval: str) -> None:
    assert rule("POL303").integration(SCAN, decorated(f"interval={interval}")) == []


@pytest.mark.parametrize("default", ["5", "'5'", "1"])
def test_a_yml_default_below_ten_lies_on_its_value(rule: RuleOf, default: str) -> None:
    yml = command("acme-scan", "job_id", f"interval; defaultValue: {default}", POLLING, HIDE)
    (told,) = rule("POL303").integration(
        yml, decorated("interval=arg_to_number(demisto.args().get('interval', 30))")
    )
    assert (told.text, told.yml) == (f"defaultValue: {default}", True)
    assert (told.command, told.argument) == ("acme-scan", "interval")


def test_a_yml_default_in_minutes_is_fine(rule: RuleOf) -> None:
    yml = command("acme-scan", "job_id", "interval; defaultValue: 5", POLLING, HIDE)
    code = decorated("interval=arg_to_number(demisto.args().get('interval', 1)) * 60")
    assert rule("POL303").integration(yml, code) == []


def test_an_interval_that_the_code_raises_itself_is_fine(rule: RuleOf) -> None:
    yml = command("acme-scan", "job_id", "interval; defaultValue: 5", POLLING, HIDE)
    code = scheduled(
        "next_run_in_seconds=interval",
        before="interval = int(args.get('interval', 5))\n    if interval < 10:\n        interval = 10",
    )
    assert rule("POL303").integration(yml, code) == []
    code = scheduled("next_run_in_seconds=max(10, int(args.get('interval', 5)))")
    assert rule("POL303").integration(yml, code) == []


def test_one_short_interval_for_two_schedules_of_a_function_is_one_finding(rule: RuleOf) -> None:
    code = """\
    def scan_command(args):
        interval = int(args.get('interval', 5))
        if BaseClient('https://acme.example')._http_request('GET', args['job_id']):
            return CommandResults(
                readable_output='Retry.', scheduled_command=ScheduledCommand('acme-scan', interval, args)
            )
        return CommandResults(readable_output='Wait.', scheduled_command=ScheduledCommand('acme-scan', interval, args))

    return_results(scan_command(demisto.args()))
    """
    (told,) = rule("POL303").integration(SCAN, code)
    assert told.related == ("the same interval here",)


# -- POL304 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        "interval=60, timeout=60",
        "interval=60, timeout=30",
        "interval=700",
        "timeout=MINUTES",
        "interval=arg_to_number(demisto.args().get('interval', 60)), timeout=arg_to_number(demisto.args().get('timeout', 60))",
        "interval=5, timeout=10",
    ],
)
def test_a_timeout_that_is_not_longer_than_the_interval(rule: RuleOf, given: str) -> None:
    (told,) = rule("POL304").integration(SCAN, decorated(given, before="MINUTES = 10"))
    assert (told.severity, told.command) == ("warning", "acme-scan")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "interval=60, timeout=61",
        "interval=unknown(), timeout=5",
        "interval=60, timeout=unknown()",
        "interval=60, timeout=None",
        "interval=60, timeout=arg_to_number(demisto.args().get('timeout'))",
        "interval=60, timeout=0",
    ],
)
def test_a_timeout_that_is_longer_or_not_known(rule: RuleOf, given: str) -> None:
    assert rule("POL304").integration(SCAN, decorated(given)) == []


def test_a_yml_default_counts_for_the_argument(rule: RuleOf) -> None:
    yml = command(
        "acme-scan", "job_id", "interval; defaultValue: 60", "timeout; defaultValue: 10", POLLING, HIDE
    )
    given = "interval=arg_to_number(demisto.args().get('interval', 30)), timeout=arg_to_number(demisto.args().get('timeout', 600))"
    (told,) = rule("POL304").integration(yml, decorated(given))
    assert "10 seconds with an interval of 60" in told.message
    assert told.argument == "timeout"
    yml = command(
        "acme-scan", "job_id", "interval; defaultValue: 60", "timeout; defaultValue: 600", POLLING, HIDE
    )
    assert rule("POL304").integration(yml, decorated(given.replace("600", "10"))) == []


def test_the_timeouts_expression_is_the_place(rule: RuleOf) -> None:
    (told,) = rule("POL304").integration(
        SCAN, scheduled("next_run_in_seconds=60,\n        timeout_in_seconds=30,\n    ")
    )
    assert told.text == "timeout_in_seconds=30,"


# -- POL305 ------------------------------------------------------------------------------

READS = "interval=arg_to_number(demisto.args().get('interval', 30)), timeout=arg_to_number(demisto.args().get('timeout', 600))"


def test_a_literal_without_the_timing_arguments(rule: RuleOf) -> None:
    code = decorated(READS, extra=",\n        args_for_next_run={'job_id': args['job_id'], 'polling': True}")
    told = rule("POL305").integration(SCAN, code)
    assert [(one.severity, one.command, one.argument) for one in told] == [
        ("info", "acme-scan", "interval"),
        ("info", "acme-scan", "timeout"),
    ]
    assert told[0].text.startswith("args_for_next_run=")


@pytest.mark.parametrize(
    "following",
    [
        "{**args, 'x': 1}",
        "args | {'x': 1}",
        "args",
        "None",
        "{}",
        "{'job_id': 1, 'polling': True, 'interval': args.get('interval'), 'timeout': 5}",
        "{key: value for key, value in args.items()}",
        "unknown(args)",
    ],
)
def test_a_dictionary_that_has_them(rule: RuleOf, following: str) -> None:
    code = decorated(READS, extra=f", args_for_next_run={following}")
    assert rule("POL305").integration(SCAN, code) == []


def test_an_argument_that_nobody_could_give_is_not_dropped(rule: RuleOf) -> None:
    yml = command("acme-scan", "job_id; required: true", POLLING, HIDE)
    code = decorated(READS, extra=", args_for_next_run={'job_id': args['job_id'], 'polling': True}")
    assert rule("POL305").integration(yml, code) == []


# -- POL105 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "text"),
    [("5.0.0", "fromversion: 5.0.0"), ("6.1.9", "fromversion: 6.1.9"), (None, "name: Acme")],
)
def test_an_item_that_polls_on_an_older_server(rule: RuleOf, version: str | None, text: str) -> None:
    (told,) = rule("POL105").integration(SCAN, decorated(""), fromversion=version)
    assert (told.severity, told.text) == ("info", text)


@pytest.mark.parametrize("version", ["6.2.0", "6.10.0", "8.0.0", "6.2"])
def test_an_item_for_newer_servers(rule: RuleOf, version: str) -> None:
    assert rule("POL105").integration(SCAN, decorated(""), fromversion=version) == []


def test_an_item_that_asks_or_does_not_poll(rule: RuleOf) -> None:
    asks = decorated("").replace(
        "status = client()", "ScheduledCommand.supports_polling()\n    status = client()"
    )
    assert rule("POL105").integration(SCAN, asks, fromversion="5.0.0") == []
    assert rule("POL105").integration(SCAN, "return_results('x')", fromversion="5.0.0") == []


def test_the_configured_server_counts(rule: RuleOf) -> None:
    newer = Settings(server_version=(6, 5))
    assert rule("POL105").integration(SCAN, decorated(""), fromversion="5.0.0", settings=newer) == []
    older = Settings(server_version=(6, 1))
    assert len(rule("POL105").integration(SCAN, decorated(""), fromversion="5.0.0", settings=older)) == 1
