"""POL407, POL408, POL410, POL501 and POL502 in their many forms: who waits, and what is seen meanwhile."""

from __future__ import annotations

import pytest

from tests.rules_r1.acme import HIDE, command
from tests.rules_r1.results import MAIN, SCAN, RuleOf, decorated, result

# -- POL407 ------------------------------------------------------------------------------


def scheduling(test: str, *, before: str = "") -> str:
    """A command that schedules if a test holds."""
    return f"""\
def scan_command(args):
    {before or "pass"}
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    found = CommandResults(readable_output=status['state'])
    if {test}:  # here
        found.scheduled_command = ScheduledCommand('acme-scan', 30, args, 600)
    return found
{MAIN}"""


@pytest.mark.parametrize(
    ("test", "before"),
    [
        ("args.get('polling')", ""),
        ("args.get('polling', False)", ""),
        ("args['polling']", ""),
        ("polling", "polling = args.get('polling')"),
        ("status['x'] and args.get('polling')", ""),
        ("demisto.getArg('polling')", ""),
        ("(polling := args.get('polling'))", ""),
        ("bool(args.get('polling'))", ""),
        ("not not args.get('polling')", ""),
    ],
)
def test_the_text_of_the_polling_argument_as_a_truth_value(rule: RuleOf, test: str, before: str) -> None:
    (told,) = rule("POL407").integration(SCAN, scheduling(test, before=before))
    assert (told.severity, told.command, told.argument) == ("warning", "acme-scan", "polling")
    assert told.text.endswith("# here")


@pytest.mark.parametrize(
    "test",
    [
        "argToBoolean(args.get('polling', False))",
        "args.get('polling') == 'true'",
        "'polling' in args",
        "args.get('polling', '').lower() == 'true'",
        "args.get('polling') and argToBoolean(args.get('polling'))",
        "argToBoolean(args.get('polling') or False)",
        "argToBoolean(args.get('polling')) if args.get('polling') else False",
        "args.get('pending')",
        "args.get('job_id')",
    ],
)
def test_a_polling_argument_that_is_read_right(rule: RuleOf, test: str) -> None:
    assert rule("POL407").integration(SCAN, scheduling(test)) == []


def test_a_polling_argument_that_people_cannot_make_false(rule: RuleOf) -> None:
    for argument in ("polling; hidden: true", "polling; predefined: ['true']"):
        yml = command("acme-scan", "job_id; required: true", argument)
        assert rule("POL407").integration(yml, scheduling("args.get('polling')")) == []


@pytest.mark.parametrize("word", ["no", "N", "Off", "0", "f"])
def test_every_word_for_false_among_the_predefined_values_counts(rule: RuleOf, word: str) -> None:
    yml = command("acme-scan", "job_id; required: true", f"polling; predefined: ['go', '{word}']")
    (told,) = rule("POL407").integration(yml, scheduling("args.get('polling')"))
    assert told.argument == "polling"


def test_a_decorated_functions_polling_argument_by_its_name(rule: RuleOf) -> None:
    yml = command("acme-scan", "job_id", "wait; predefined: ['true', 'false']", HIDE)
    code = decorated(
        "if not args.get('wait'):  # here\n    demisto.debug('once')\nreturn PollResult(None, continue_to_poll=True)",
        decorator="@polling_function('acme-scan', polling_arg_name='wait')",
    )
    (told,) = rule("POL407").integration(yml, code)
    assert told.argument == "wait"


# -- POL408 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "while client().get()['state'] == 'queued':\n    time.sleep(5)  # here",
        "while True:\n    if client().get():\n        break\n    time.sleep(args_seconds())  # here",
        "time.sleep(30)  # here",
        "for _ in range(10):\n    time.sleep(60)  # here",
        "wait()",
    ],
)
def test_a_sleep_that_waits_for_the_job(rule: RuleOf, body: str) -> None:
    code = decorated(
        body + "\nreturn PollResult(None, continue_to_poll=client().more() == 1)",
        before="import time\ndef wait():\n    while client().get() == 'queued':\n        time.sleep(20)  # here",
    )
    (told,) = rule("POL408").integration(SCAN, code)
    assert (told.severity, told.command) == ("warning", "acme-scan")
    assert told.text.endswith("# here")


@pytest.mark.parametrize(
    "body",
    [
        "time.sleep(1)",
        "time.sleep(args_seconds())",
        "for attempt in range(3):\n    try:\n        client().get()\n        break\n    except ValueError:\n        time.sleep(2)",
        "for _ in range(3):\n    if client().get():\n        break\n    time.sleep(2)",
        "retries = 0\nwhile not client().get() and retries < 3:\n    time.sleep(5)\n    retries += 1",
        "while client().get().status_code == 429:\n    time.sleep(30)",
    ],
)
def test_a_short_pause_or_a_retry(rule: RuleOf, body: str) -> None:
    code = decorated(
        body + "\nreturn PollResult(None, continue_to_poll=client().more() == 1)", before="import time"
    )
    assert rule("POL408").integration(SCAN, code) == []


def test_a_sleep_and_a_schedule_in_helpers_of_one_function(rule: RuleOf) -> None:
    code = """\
    from time import sleep

    def wait(job):
        sleep(15)  # here

    def again(args):
        return CommandResults(readable_output='x', scheduled_command=ScheduledCommand('acme-scan', 30, args))

    def scan_command(args):
        wait(args['job_id'])
        return again(args)

    return_results(scan_command(demisto.args()))
    """
    (told,) = rule("POL408").integration(SCAN, code)
    assert told.text.endswith("# here")


def test_code_for_servers_without_polling(rule: RuleOf) -> None:
    code = f"""\
import time
def scan_command(args):
    if ScheduledCommand.supports_polling():
        return CommandResults(readable_output='x', scheduled_command=ScheduledCommand('acme-scan', 30, args))
    while not BaseClient('https://acme.example')._http_request('GET', args['job_id']):
        time.sleep(30)
    return CommandResults(readable_output='x')
{MAIN}"""
    assert rule("POL408").integration(SCAN, code) == []


def test_the_way_without_polling_may_wait(rule: RuleOf) -> None:
    code = f"""\
import time
def scan_command(args):
    if argToBoolean(args.get('polling', False)):
        return CommandResults(readable_output='x', scheduled_command=ScheduledCommand('acme-scan', 30, args))
    while not BaseClient('https://acme.example')._http_request('GET', args['job_id']):
        time.sleep(30)
    return CommandResults(readable_output='x')
{MAIN}"""
    assert rule("POL408").integration(SCAN, code) == []


def test_a_command_that_does_not_poll_may_wait(rule: RuleOf) -> None:
    code = "import time\n" + result("continue_to_poll=True").replace(
        "return_results('nothing')", "time.sleep(60)\n        return_results('nothing')"
    )
    assert rule("POL408").integration([SCAN, command("acme-list", polling=False)], code) == []


# -- POL410 ------------------------------------------------------------------------------


def scheduled(results: str, *, before: str = "") -> str:
    return f"""\
def scan_command(args):
    {before or "pass"}
    schedule = ScheduledCommand('acme-scan', 30, {{**args, 'pending': 'x'}})  # here
    return {results}
{MAIN}"""


@pytest.mark.parametrize(
    "results",
    [
        "CommandResults(scheduled_command=schedule)",
        "[CommandResults(scheduled_command=schedule)]",
        "CommandResults(readable_output='', scheduled_command=schedule)",
    ],
)
def test_a_first_run_that_shows_nothing(rule: RuleOf, results: str) -> None:
    (told,) = rule("POL410").integration(SCAN, scheduled(results))
    assert (told.severity, told.command) == ("info", "acme-scan")
    assert told.text.endswith("# here")


@pytest.mark.parametrize(
    "results",
    [
        "CommandResults(readable_output='x', scheduled_command=schedule)",
        "CommandResults(outputs={'a': 1}, scheduled_command=schedule)",
        "CommandResults(readable_output=unknown(), scheduled_command=schedule)",
        "[CommandResults(readable_output='x'), CommandResults(scheduled_command=schedule)]",
        "[CommandResults(scheduled_command=schedule), *unknown()]",
        "CommandResults(scheduled_command=schedule, raw_response={'a': 1})",
    ],
)
def test_a_first_run_that_says_something(rule: RuleOf, results: str) -> None:
    assert rule("POL410").integration(SCAN, scheduled(results)) == []


def test_only_later_runs_are_silent(rule: RuleOf) -> None:
    code = scheduled("CommandResults(scheduled_command=schedule)", before="first = 'pending' not in args")
    code = code.replace(
        "    return",
        "    if first:\n        return CommandResults(readable_output='x', scheduled_command=schedule)\n    return",
    )
    assert rule("POL410").integration(SCAN, code) == []


def test_a_result_returned_before(rule: RuleOf) -> None:
    code = scheduled("CommandResults(scheduled_command=schedule)", before="return_results('Started.')")
    assert rule("POL410").integration(SCAN, code) == []


def test_a_decorator_without_a_message(rule: RuleOf) -> None:
    silent = "@polling_function('acme-scan', poll_message='')"
    (told,) = rule("POL410").integration(
        SCAN, decorated("return PollResult(None, continue_to_poll=True)  # here", decorator=silent)
    )
    assert told.text.endswith("# here")
    assert rule("POL410").integration(SCAN, decorated("return PollResult(None, continue_to_poll=True)")) == []
    says = (
        "return PollResult(None, continue_to_poll=True, partial_result=CommandResults(readable_output='x'))"
    )
    assert rule("POL410").integration(SCAN, decorated(says, decorator=silent)) == []


# -- POL501, POL502 ------------------------------------------------------------------------

ARGS = "args:\n- name: job_id"


@pytest.mark.parametrize(
    "call",
    [
        "demisto.executeCommand('acme-scan', {'job_id': '1', 'polling': 'true'})",
        "demisto.executeCommand('acme-scan', {'job_id': '1', 'polling': True})",
        "execute_command('acme-scan', {'polling': 'yes'})",
        "execute_command('acme-scan', {**demisto.args(), 'polling': 'yes'})",
        "execute_command(command=NAME, args={'polling': 'true'})",
    ],
)
def test_a_script_that_loses_a_schedule(rule: RuleOf, call: str) -> None:
    linter = rule("POL501")
    linter.integration(SCAN, result("continue_to_poll=True"))
    (told,) = linter.script(ARGS, f"NAME = 'acme-scan'\nreturn_results({call})  # here")
    assert (told.severity, told.command) == ("warning", "AcmeWait")
    assert told.text.endswith("# here")


@pytest.mark.parametrize(
    "code",
    [
        "return_results(demisto.executeCommand('acme-scan', {'job_id': '1'}))",
        "return_results(demisto.executeCommand('acme-scan', {'job_id': '1', 'polling': 'false'}))",
        "return_results(demisto.executeCommand('acme-scan', demisto.args()))",
        "return_results(demisto.executeCommand('acme-scan', {'polling': demisto.args().get('polling')}))",
        "return_results(demisto.executeCommand('acme-list', {'polling': 'true'}))",
        "return_results(execute_polling_command('acme-scan', {'polling': 'true'}))",
        "r = demisto.executeCommand('acme-scan', {'polling': 'true'})\nreturn_results(r[0]['Metadata']['pollingArgs'])",
    ],
)
def test_a_script_that_does_not(rule: RuleOf, code: str) -> None:
    linter = rule("POL501")
    linter.integration(SCAN, result("continue_to_poll=True"))
    assert linter.script(ARGS, code) == []


def test_a_command_that_always_polls(rule: RuleOf) -> None:
    linter = rule("POL501")
    always = decorated(
        "return PollResult(None, continue_to_poll=True)",
        decorator="@polling_function('acme-scan', requires_polling_arg=False)",
    )
    linter.integration(SCAN, always)
    assert (
        len(
            linter.script(
                ARGS, "# polls\nreturn_results(demisto.executeCommand('acme-scan', demisto.args()))"
            )
        )
        == 1
    )
    assert linter.script("polling: true\n" + ARGS, "demisto.executeCommand('acme-scan', {})") == []


def test_an_integration_is_not_a_script(rule: RuleOf) -> None:
    code = result("continue_to_poll=True").replace(
        "return_results('nothing')", "demisto.executeCommand('acme-scan', {'polling': 'true'})"
    )
    assert rule("POL501").integration([SCAN, command("acme-list", polling=False)], code) == []


def test_execute_polling_command(rule: RuleOf) -> None:
    (told,) = rule("POL502").script(
        ARGS, "return_results(execute_polling_command('acme-scan', demisto.args()))"
    )
    assert (told.severity, told.command) == ("info", "AcmeWait")
    own = "def execute_polling_command(name, args):\n    return 1\n\nreturn_results(execute_polling_command('a', {}))"
    assert rule("POL502").script(ARGS, own) == []


def test_execute_polling_command_in_an_integration(rule: RuleOf) -> None:
    code = "if demisto.command() == 'acme-list':\n    execute_polling_command('acme-scan', {})\n"
    (told,) = rule("POL502").integration(command("acme-list", polling=False), code)
    assert told.command == "acme-list"
