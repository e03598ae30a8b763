"""POL104, POL402 to POL405, POL409, POL411 and POL414 in their many forms, and scripts that poll."""

from __future__ import annotations

import pytest

from tests.rules_r1.acme import HIDE, POLLING, command
from tests.rules_r1.results import MAIN, SCAN, RuleOf, decorated, result

# -- POL104 ------------------------------------------------------------------------------


def test_polling_on_a_command_that_never_schedules(rule: RuleOf) -> None:
    yml = [SCAN, command("acme-list")]
    (told,) = rule("POL104").integration(yml, result("continue_to_poll=True"))
    assert (told.severity, told.command, told.text, told.yml) == ("info", "acme-list", "polling: true", True)


@pytest.mark.parametrize(
    "code",
    [
        "from AcmeApiModule import *\nmain()",
        decorated("return PollResult(None, continue_to_poll=True)", decorator="@polling_function"),
        decorated("return PollResult(None, continue_to_poll=True)", decorator="@polling_function()"),
        decorated("return PollResult(None, continue_to_poll=True)", decorator=""),
        decorated("return CommandResults()"),
        decorated("return helper(args)", before="helper = unknown"),
        decorated("return PollResult(None, continue_to_poll=None)"),
        decorated("ScheduledCommand('acme-scan', 30, args)\nreturn CommandResults()", decorator=""),
        "demisto.results({'Type': 1, 'PollingCommand': 'acme-scan', 'NextRun': '30', 'PollingArgs': {}})",
        "this does not parse",
    ],
)
def test_polling_that_another_mistake_or_unseen_code_explains(rule: RuleOf, code: str) -> None:
    assert rule("POL104").integration(SCAN, code) == []


def test_a_target_that_does_not_schedule_again_may_have_it_removed(rule: RuleOf) -> None:
    code = """\
    def main():
        if demisto.command() == 'acme-scan':
            schedule = ScheduledCommand('acme-list', 30, demisto.args())
            return_results(CommandResults(readable_output='x', scheduled_command=schedule))
        else:
            return_results('done')

    main()
    """
    (told,) = rule("POL104").integration([SCAN, command("acme-list")], code)
    assert told.command == "acme-list"


def test_a_decorated_function_that_never_goes_on(rule: RuleOf) -> None:
    (told,) = rule("POL104").integration(SCAN, decorated("return PollResult(args['job_id'])"))
    assert told.command == "acme-scan"


# -- POL402 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("return CommandResults(outputs=args)", "return CommandResults(outputs=args)"),
        ("return [PollResult(None)]", "return [PollResult(None)]"),
        ("return {'a': 1}", "return {'a': 1}"),
        ("return", "return"),
        ("return None", "return None"),
        ("return 'done'", "return 'done'"),
        ("return f\"done {args['job_id']}\"", "return f\"done {args['job_id']}\""),
        ("if client().get():\n    return PollResult(None)", "def scan_command(args):"),
        ("pass", "def scan_command(args):"),
        ("for job in args['job_id']:\n    return PollResult(job)", "def scan_command(args):"),
        (
            "try:\n    return PollResult(client().get())\nexcept ValueError:\n    pass",
            "def scan_command(args):",
        ),
        ("try:\n    return PollResult(client().get())\nexcept ValueError:\n    return None", "return None"),
        ("x = CommandResults()\nreturn (\n    x\n)", "return ("),
        ("return helper(args)", "return helper(args)"),
    ],
)
def test_a_path_without_a_poll_result(rule: RuleOf, body: str, text: str) -> None:
    code = decorated(body, before="def helper(args):\n    return CommandResults()")
    told = rule("POL402").integration(SCAN, code)
    assert [(one.severity, one.text, one.command) for one in told] == [("error", text, "acme-scan")]


@pytest.mark.parametrize(
    "body",
    [
        "return PollResult(None)",
        "if client().get():\n    return PollResult(None)\nraise DemistoException('no')",
        "if client().get():\n    return PollResult(None)\nreturn_error('no')",
        "if client().get():\n    return PollResult(None)\nsys.exit(0)",
        "while True:\n    if client():\n        return PollResult(None)",
        "return helper(args)",
        "return unknown(args)",
        "result = None\nif client().get():\n    result = PollResult(1)\nelse:\n    result = PollResult(2)\nreturn result",
        "with client():\n    return PollResult(None)",
        "try:\n    return PollResult(client().get())\nexcept ValueError as e:\n    raise DemistoException(e)",
        "return PollResult(1) if client() else PollResult(2)",
    ],
)
def test_every_path_ends_in_a_poll_result_or_not_at_all(rule: RuleOf, body: str) -> None:
    code = decorated(body, before="import sys\ndef helper(args):\n    return PollResult(None)")
    assert rule("POL402").integration(SCAN, code) == []


def test_several_bad_returns_and_commands(rule: RuleOf) -> None:
    code = decorated(
        "if client().get():\n    return 'a'\nreturn {'b': 1}",
        decorator="@polling_function(demisto.command())",
    )
    code = code.replace("return_results('nothing')", "return_results(scan_command(demisto.args()))")
    told = rule("POL402").integration([SCAN, command("acme-list", "job_id", POLLING, HIDE)], code)
    assert [(one.text, one.command) for one in told] == [
        ("return 'a'", "acme-scan"),
        ("return {'b': 1}", "acme-scan"),
    ]
    assert "reached by 'acme-list' as well" in told[0].related


# -- POL403 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("'running'", "error"),
        ("1", "error"),
        ("None", "error"),
        ("len(status)", "error"),
        ("re.match('run', status['state'])", "error"),
        ("args.get('pending')", "error"),
        ("argToList(args.get('pending'))", "error"),
        ("str(status)", "error"),
        ("[]", "error"),
        ("{'a': 1}", "error"),
        ("lambda result: True", "error"),
        ("'yes' if status else None", "error"),
        ("status.get('job') and status['job'] == 'open'", "warning"),
        ("status['a'] == 1 and len(status)", "warning"),
        ("args.get('pending') and status['a'] == 1", "warning"),
        ("status['a'] == 1 or status.get('b') and status['b'] > 1", "warning"),
        ("'x' if status['a'] == 1 else False", "warning"),
        ("status.get('a', '') and status['b'] == 1", "warning"),
        ("status.get('a') and unknown()", "warning"),
        ("''", "error"),
        ("status['a'] if status['b'] == 1 else ''", "warning"),
        ("None if status['a'] == 1 else status['b']", "warning"),
    ],
)
def test_what_is_no_boolean(rule: RuleOf, value: str, severity: str) -> None:
    told = rule("POL403").integration(SCAN, "import re\n" + result(f"continue_to_poll={value}"))
    assert [(one.severity, one.command) for one in told] == [(severity, "acme-scan")]
    assert told[0].text.endswith("# here")


@pytest.mark.parametrize(
    "value",
    [
        "True",
        "False",
        "status['state'] == 'running'",
        "not status.get('done')",
        "bool(status.get('job') and status['job'])",
        "status.get('running')",
        "status['running']",
        "unknown()",
        "status['state'] in ('a', 'b') and status['x'] != 1",
        "lambda: True",
        "lambda result=None: True",
        "helper",
        "any(status)",
        "isinstance(status, dict)",
        "argToBoolean(args.get('pending', False))",
        "args.get('pending') == 'true'",
        "client().is_running",
        "status['state'] == 'a' or status.get('b') == 'c'",
        "'x' in status and status['x'] > 3",
        "True if status else False",
        "status.get('more') if status else False",
        "functools.partial(helper)",
        "is_running(status)",
        "status['state'].startswith('run')",
        "status['a'] and status['b'] == 1",
        "status.get('more', False)",
        "status.get('more', '')",
        "status.get('more', None)",
        "status.get('more', False) and status['b'] == 1",
        "status['total'] - status['done']",
        "(status.get('a') or False) is True",
    ],
)
def test_what_is_a_boolean_or_may_be_one(rule: RuleOf, value: str) -> None:
    before = "import functools\ndef helper():\n    return True\ndef is_running(status):\n    return status['a'] == 1\n"
    assert rule("POL403").integration(SCAN, before + result(f"continue_to_poll={value}")) == []


def test_the_default_is_fine(rule: RuleOf) -> None:
    assert rule("POL403").integration(SCAN, result("partial_result=None")) == []


def test_a_command_that_is_meant_to_run_once(rule: RuleOf) -> None:
    """It lacks both `polling: true` and the polling argument, so nothing looks at what it would poll with."""
    yml = command("acme-scan", "job_id; required: true", polling=False)
    assert rule("POL403").integration(yml, result("continue_to_poll='x'")) == []
    assert rule("POL404").integration(yml, result("continue_to_poll=True", "partial_result='x'")) == []
    assert rule("POL405").integration(yml, result("continue_to_poll=True", "args_for_next_run=['x']")) == []


def test_a_variable_counts_where_it_is_given(rule: RuleOf) -> None:
    body = "again = 'yes'\nreturn PollResult(\n    None,\n    continue_to_poll=again,\n)"
    (told,) = rule("POL403").integration(SCAN, decorated(body))
    assert told.text == "continue_to_poll=again,"


# -- POL404 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "'waiting'",
        "[CommandResults()]",
        "{'a': 1}",
        "f'waiting {status}'",
        "tableToMarkdown('a', status)",
        "5",
        "['a']",
    ],
)
def test_a_partial_result_that_is_none(rule: RuleOf, value: str) -> None:
    (told,) = rule("POL404").integration(SCAN, result("continue_to_poll=True", f"partial_result={value}"))
    assert (told.severity, told.command) == ("error", "acme-scan")


@pytest.mark.parametrize(
    "value",
    [
        "CommandResults(readable_output='x')",
        "None",
        "''",
        "[]",
        "{}",
        "unknown()",
        "partial()",
        "status",
        "status['x']",
    ],
)
def test_a_partial_result_that_is_or_may_be_right(rule: RuleOf, value: str) -> None:
    before = "def partial():\n    return CommandResults(readable_output='x')\n"
    assert (
        rule("POL404").integration(SCAN, before + result("continue_to_poll=True", f"partial_result={value}"))
        == []
    )


def test_a_finished_result_may_have_any(rule: RuleOf) -> None:
    assert rule("POL404").integration(SCAN, result("continue_to_poll=False", "partial_result='x'")) == []
    assert rule("POL404").integration(SCAN, result("partial_result='x'")) == []


# -- POL405 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("args.update({'pending': 'x'})", "info"),
        ("args.clear()", "info"),
        ("{'a': 1}.update(args)", "warning"),
        ("dict(args).update(pending='x')", "warning"),
        ("other.update(args)", "warning"),
        ("['a']", "error"),
        ("'job'", "error"),
        ("args['job_id'].split(',')", "error"),
    ],
)
def test_next_arguments_that_are_none_or_no_dictionary(rule: RuleOf, value: str, severity: str) -> None:
    code = decorated(
        f"other = {{}}\nreturn PollResult(None, continue_to_poll=True, args_for_next_run={value})  # here"
    )
    (told,) = rule("POL405").integration(SCAN, code)
    assert (told.severity, told.command) == (severity, "acme-scan")
    assert told.text.endswith("# here")


def test_what_update_returned_through_a_variable(rule: RuleOf) -> None:
    body = "other = dict(args)\nfollowing = other.update(pending='x')\n"
    code = decorated(body + "return PollResult(None, continue_to_poll=True, args_for_next_run=following)")
    (told,) = rule("POL405").integration(SCAN, code)
    assert told.severity == "warning"
    assert "update()" in told.message


@pytest.mark.parametrize(
    "value", ["args", "None", "{}", "[]", "{**args}", "args | {'a': 1}", "unknown()", "dict(args)"]
)
def test_next_arguments_that_are_fine(rule: RuleOf, value: str) -> None:
    assert (
        rule("POL405").integration(SCAN, result("continue_to_poll=True", f"args_for_next_run={value}")) == []
    )


def test_a_finished_result_may_have_any_next_arguments(rule: RuleOf) -> None:
    assert rule("POL405").integration(SCAN, result("args_for_next_run=['a']")) == []


# -- POL409 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("{1, 2}", "a set"),
        ("set(args)", "a set"),
        ("client()", "BaseClient"),
        ("b'x'", "bytes"),
        ("'x'.encode()", "bytes"),
        ("lambda: 1", "a function"),
        ("client", "a function"),
        ("datetime.now()", "a datetime"),
        ("CommandResults()", "a CommandResults"),
        ("Acme()", "an object of class Acme"),
        ("[{1}]", "a set"),
        ("requests.get('x')", "a response object"),
    ],
)
def test_state_that_cannot_travel(rule: RuleOf, value: str, word: str) -> None:
    before = "import requests\nfrom datetime import datetime\nclass Acme:\n    pass\n"
    body = f"return PollResult(None, continue_to_poll=True, args_for_next_run={{\n    **args,\n    'pending':\n        {value}  # here\n}})"
    (told,) = rule("POL409").integration(SCAN, decorated(body, before=before))
    assert (told.severity, told.command, told.argument) == ("error", "acme-scan", "pending")
    assert told.text.endswith("# here")
    assert word in told.message


@pytest.mark.parametrize(
    "value",
    [
        "'x'",
        "5",
        "[1]",
        "{'a': 1}",
        "list({1})",
        "None",
        "unknown()",
        "client().get()",
        "str(datetime.now())",
        "args['job_id']",
    ],
)
def test_state_that_can(rule: RuleOf, value: str) -> None:
    before = "from datetime import datetime\n"
    body = (
        f"args['pending'] = {value}\nreturn PollResult(None, continue_to_poll=True, args_for_next_run=args)"
    )
    assert rule("POL409").integration(SCAN, decorated(body, before=before)) == []


def test_what_is_set_in_the_input(rule: RuleOf) -> None:
    body = "args['pending'] = client()  # here\nreturn PollResult(None, continue_to_poll=True)"
    (told,) = rule("POL409").integration(SCAN, decorated(body))
    assert told.text == "args['pending'] = client()  # here"


def test_what_a_helper_makes_counts_where_it_is_handed_over(rule: RuleOf) -> None:
    before = "def following(args):\n    return {**args, 'pending': {1}}\n"
    body = "return PollResult(None, continue_to_poll=True, args_for_next_run=following(args))  # here"
    (told,) = rule("POL409").integration(SCAN, decorated(body, before=before))
    assert told.text.endswith("# here")
    assert told.related == ("'pending' gets its value here",)


def test_scheduled_command_arguments(rule: RuleOf) -> None:
    code = f"""\
def scan_command(args):
    schedule = ScheduledCommand('acme-scan', 30, {{'pending': {{1, 2}}, **args}})  # here
    return CommandResults(readable_output='x', scheduled_command=schedule)
{MAIN}"""
    (hidden,) = rule("POL409").integration(SCAN, code)
    assert hidden.text.endswith("# here")  # in a first run nobody gives it
    told = rule("POL409").integration(SCAN, code.replace("'pending'", "'job_id'"))
    assert told == []  # an incoming argument may replace it
    (undeclared,) = rule("POL409").integration(SCAN, code.replace("'pending'", "'others'"))
    assert undeclared.text.endswith("# here")  # none of that name can come
    (one,) = rule("POL409").integration(
        SCAN, code.replace("'pending': {1, 2}, **args", "**args, 'pending': {1, 2}")
    )
    assert one.text.endswith("# here")


# -- POL411, POL414 ------------------------------------------------------------------------

POLLS = "return PollResult(client()._http_request('GET', args['job_id']), continue_to_poll=True)  # here"


@pytest.mark.parametrize(
    ("decorator", "found"),
    [
        ("@logger", True),
        ("@functools.lru_cache(maxsize=1)", True),
        ("@retry", True),
        ("@polls_somehow", False),
        ("@acme.polls(30)", False),
        ("@logger\n@polls_somehow", False),
    ],
)
def test_a_decorator_of_which_nothing_is_known_may_poll(rule: RuleOf, decorator: str, found: bool) -> None:
    told = rule("POL411").integration(SCAN, decorated(POLLS, decorator=decorator))
    assert [one.text for one in told] == [POLLS] * found


@pytest.mark.parametrize(
    ("name", "found"),
    [("JOB", True), ("CONNECTION", False), ("ACCESS_TOKEN", False), ("Headers", False), ("_client", False)],
)
def test_a_global_that_is_an_object_for_requests_remembers_nothing(
    rule: RuleOf, name: str, found: bool
) -> None:
    code = decorated(
        f"global {name}\nif {name} is None:\n    {name} = client()\n" + POLLS, before=f"{name} = None"
    )
    yml = command("acme-scan", "job_id; required: true", POLLING, HIDE)
    assert len(rule("POL414").integration(yml, code)) == found


def test_each_schedule_that_is_lost_is_told(rule: RuleOf) -> None:
    code = f"""\
def scan_command(args):
    if args.get('pending'):
        first = ScheduledCommand('acme-scan', 30, args, 600)  # one
    else:
        second = ScheduledCommand('acme-scan', 30, args, 600)  # two
    return CommandResults(readable_output='Waiting.')
{MAIN}"""
    assert [told.text[-5:] for told in rule("POL413").integration(SCAN, code)] == ["# one", "# two"]


def test_each_result_that_is_no_truth_value_is_told(rule: RuleOf) -> None:
    body = """
if args.get('pending'):
    return PollResult(None, continue_to_poll='yes')
return PollResult(None, continue_to_poll=30)
"""
    told = rule("POL403").integration(SCAN, decorated(body))
    assert ["'yes'" in one.message for one in told] == [True, False]


# -- scripts ---------------------------------------------------------------------------------

SCRIPT_ARGS = "polling: true\nargs:\n- name: url\n- name: polling\n  predefined: ['true', 'false']\n"


def polling_script(given: str) -> str:
    return f"""\
@polling_function('AcmeWait')
def wait(args):
    job = args.get('job') or demisto.executeCommand('acme-start', {{'url': args['url']}})
    return PollResult(None, continue_to_poll=True, args_for_next_run={{'job': job, **args}}{given})

def main():
    return_results(wait(demisto.args()))

main()
"""


def test_what_a_script_does_not_declare_is_a_warning(rule: RuleOf) -> None:
    (told,) = rule("POL201").script(SCRIPT_ARGS, polling_script(""))
    assert (told.severity, told.command, told.argument) == ("warning", "AcmeWait", "job")
    assert told.message.startswith("script 'AcmeWait' is run again with 'job'")


@pytest.mark.parametrize(
    ("given", "severity"),
    [("", "warning"), (", partial_result=CommandResults(readable_output='Waiting.')", "info")],
)
def test_the_message_of_each_poll_matters_less_where_it_is_its_own(
    rule: RuleOf, given: str, severity: str
) -> None:
    (told,) = rule("POL203").script(SCRIPT_ARGS, polling_script(given))
    assert (told.severity, told.argument) == (severity, "hide_polling_output")
    assert ("every poll prints" in told.message) == (severity == "warning")
