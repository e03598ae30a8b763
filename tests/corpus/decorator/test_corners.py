"""Corners: functions that call each other, models, closures, what must not be guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import (
    HIDE,
    INTERVAL,
    JOB,
    MAIN,
    POLLING,
    URL,
    Case,
    check,
    command,
    files,
    found,
    label,
    layouts,
    scan,
)

FULL = scan(URL, POLLING, JOB, HIDE)
HEAD = "@polling_function('acme-scan')\ndef scan_command(args, client):\n"
LINES = (
    "    job_id = args.get('job_id') or client.submit(args.get('url'))\n    status = client.status(job_id)\n"
)
BODY = HEAD + LINES


def body(title: str, text: str, *, yml: str = FULL, before: str = "", **more: object) -> Case:
    lines = "".join(f"    {line}\n" if line else "\n" for line in text.strip("\n").split("\n"))
    return Case(title, before + BODY + lines, yml=yml, **more)  # type: ignore[arg-type]


RUNNING = "continue_to_poll=status['state'] == 'running'"
SILENT = [
    body(
        "the input fetched again",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**demisto.args(), 'job_id': job_id}})",
    ),
    body(
        "the input fetched again and copied",
        f"following = dict(demisto.args())\nfollowing['job_id'] = job_id\nreturn PollResult(status, {RUNNING}, args_for_next_run=following)",
    ),
    body(
        "keys that may be there",
        f"following = {{'job_id': job_id}}\nfor key in ('url', 'polling'):\n    if key in args:\n        following[key] = args[key]\nreturn PollResult(status, {RUNNING}, args_for_next_run=following)",
    ),
    body(
        "keys that may be there, get",
        f"following = {{'job_id': job_id}}\nfor key in ('url', 'polling'):\n    if args.get(key):\n        following[key] = args.get(key)\nreturn PollResult(status, {RUNNING}, args_for_next_run=following)",
    ),
    body(
        "only while running",
        f"following = None\nif status['state'] == 'running':\n    following = {{**args, 'job_id': job_id}}\nreturn PollResult(status, {RUNNING}, args_for_next_run=following)",
    ),
    body(
        "either of two",
        f"following = {{**args, 'job_id': job_id}} if status['left'] else dict(args, job_id=job_id)\nreturn PollResult(status, {RUNNING}, args_for_next_run=following)",
    ),
    body(
        "state as JSON text",
        f"args['job_id'] = json.dumps({{'id': job_id}})\nreturn PollResult(status, {RUNNING})",
    ),
    body(
        "unknown helper makes it",
        f"return PollResult(status, {RUNNING}, args_for_next_run=following(args, job_id))",
        before="from acme import following\n",
    ),
    body(
        "asdict",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, **asdict(client.job)}})",
        yml=scan(URL, POLLING, JOB, HIDE),
    ),
    body("unknown key", f"args[client.key()] = job_id\nreturn PollResult(status, {RUNNING})"),
    body(
        "nonlocal",
        "done = False\ndef ask():\n    nonlocal done\n    done = status['state'] != 'running'\nask()\nargs['job_id'] = job_id\nreturn PollResult(status, not done)",
    ),
    body(
        "raise from",
        f"try:\n    result = client.result(job_id)\nexcept Exception as error:\n    raise DemistoException('Failed.') from error\nreturn PollResult(result, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})",
    ),
    body(
        "return_error in except",
        f"try:\n    result = client.result(job_id)\n    return PollResult(result, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})\nexcept Exception as error:\n    return_error(str(error))",
    ),
    body(
        "assert",
        "assert status['state'] in ('running', 'done')\nif status['state'] == 'done':\n    return PollResult(status)\nelse:\n    return PollResult(None, True, {**args, 'job_id': job_id})",
    ),
    body(
        "while True with a break",
        "while True:\n    if status['ready']:\n        break\n    return PollResult(None, True, {**args, 'job_id': job_id})\nreturn PollResult(status)",
    ),
    body(
        "match with a default",
        "match status:\n    case {'state': 'running'}:\n        return PollResult(None, True, {**args, 'job_id': job_id})\n    case {'state': 'done', **rest}:\n        return PollResult(rest)\n    case _:\n        raise DemistoException('Failed.')",
    ),
    body(
        "result put together before",
        "result = PollResult(response=status, continue_to_poll=False)\nif status['state'] == 'running':\n    result = PollResult(None, continue_to_poll=True, args_for_next_run={**args, 'job_id': job_id})\nreturn result",
    ),
    body(
        "result of a loop",
        f"results = [PollResult(part, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}}) for part in status['parts']]\nreturn results[0]",
    ),
    body(
        "code for servers without polling",
        f"if not argToBoolean(args.get('polling', False)):\n    time.sleep(30)\nreturn PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})",
    ),
    body(
        "continue_to_poll by a method",
        "return PollResult(status, continue_to_poll=client.still_running(job_id), args_for_next_run={**args, 'job_id': job_id})",
    ),
    body(
        "continue_to_poll by a visible function",
        "return PollResult(status, continue_to_poll=is_running(status), args_for_next_run={**args, 'job_id': job_id})",
        before="def is_running(status):\n    if status.get('state') == 'running':\n        return True\n    return False\n\n\n",
    ),
    body(
        "polling carried although not needed",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id, 'polling': True, 'hide_polling_output': True}})",
    ),
    body(
        "keys that nothing reads",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id, 'interval_in_seconds': 30}})",
        yml=scan(URL, INTERVAL, POLLING, JOB, HIDE),
    ),
    body(
        "requires_polling_arg by a constant",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})",
    ).but(
        "false",
        code="ALWAYS = False\n\n"
        + BODY.replace("'acme-scan')", "'acme-scan', requires_polling_arg=ALWAYS)")
        + f"    return PollResult(status, {RUNNING}, args_for_next_run={{'job_id': job_id}})\n",
        yml=scan(URL, JOB, HIDE),
    ),
    Case(
        "interval from a factory",
        """
        def polls(name, interval=60):
            return polling_function(name=name, interval=interval, timeout=3600, requires_polling_arg=False)

        @polls('acme-scan')
        def scan_command(args, client):
            status = client.status(args['url'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=scan("url; required: true", HIDE),
    ),
    Case(
        "a decorated function calls another",
        """
        @polling_function('acme-find')
        def find_command(args, client):
            status = client.status(args['job_id'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')

        @polling_function('acme-scan')
        def scan_command(args, client):
            job_id = client.submit(args['url'])
            found = find_command({'job_id': job_id, 'polling': False}, client)
            return PollResult(found, continue_to_poll=not found)
        """,
        yml=scan("url; required: true", POLLING, HIDE)
        + command("acme-find", "job_id; required: true", POLLING, HIDE),
        main=MAIN.replace(
            "    elif",
            "    elif demisto.command() == 'acme-find':\n        return_results(find_command(args, client))\n    elif",
            1,
        ),
    ),
    Case(
        "a target that does not schedule again",
        """
        @polling_function('acme-report', requires_polling_arg=False)
        def scan_command(args, client):
            status = client.submit(args['url'])
            return PollResult(status, continue_to_poll=True, args_for_next_run={'job_id': status['id']})

        def report_command(args, client):
            return CommandResults(outputs=client.report(args['job_id']))
        """,
        yml=scan("url; required: true")
        + command("acme-report", "job_id; required: true", HIDE, polling=None),
        main=MAIN.replace(
            "    elif",
            "    elif demisto.command() == 'acme-report':\n        return_results(report_command(args, client))\n    elif",
            1,
        ),
    ),
    Case(
        "main changes the arguments of every command",
        BODY + f"    args['job_id'] = job_id\n    return PollResult(status, {RUNNING})\n",
        yml=FULL,
        main=MAIN.replace(
            "    client =", "    args = {key: value for key, value in args.items() if value}\n    client ="
        ),
    ),
    Case(
        "main strips the arguments",
        BODY + f"    args['job_id'] = job_id\n    return PollResult(status, {RUNNING})\n",
        yml=FULL,
        main=MAIN.replace(
            "    client =", "    for key in args:\n        args[key] = args[key].strip()\n    client ="
        ),
    ),
    Case(
        "main strips the arguments in a comprehension",
        BODY + f"    args['job_id'] = job_id\n    return PollResult(status, {RUNNING})\n",
        yml=FULL,
        main=MAIN.replace(
            "    args = demisto.args()",
            "    args = {key: value.strip() if isinstance(value, str) else value for key, value in demisto.args().items()}",
        ),
    ),
    Case(
        "a model that is made of the arguments, with aliases",
        """
        class ScanArgs(BaseModel):
            job: str | None = Field(None, alias='job_id')
            url: str | None = None

        @polling_function('acme-scan')
        def scan_command(args, client):
            scan = ScanArgs.parse_obj(args)
            job_id = scan.job or client.submit(scan.url)
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'job_id': job_id})
        """,
        yml=FULL,
    ),
]

MISTAKES = [
    body(
        "None in a conditional expression",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}}) if status else None  # <- POL402 error acme-scan",
    ),
    body(
        "a text in a conditional expression",
        "return PollResult(None, True, {**args, 'job_id': job_id}) if status['state'] == 'running' else 'Done.'  # <- POL402 error acme-scan",
    ),
    body(
        "two bad returns",
        "if status['state'] == 'failed':\n    return 'Failed.'  # <- POL402 error acme-scan\nif status['state'] == 'done':\n    return CommandResults(outputs=status)  # <- POL402 error acme-scan\nreturn PollResult(None, True, {**args, 'job_id': job_id})",
    ),
    body(
        "two commands reach one mistake",
        "return PollResult(\n    status,\n    continue_to_poll='running',  # <- POL403 error acme-scan\n    args_for_next_run={**args, 'job_id': job_id},\n)",
        yml=FULL + command("acme-rescan", URL, POLLING, JOB, HIDE),
        main=MAIN.replace("== 'acme-scan'", "in ('acme-scan', 'acme-rescan')"),
    ),
    body(
        "interval carried and undeclared",
        f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id, 'pause': 30}})",
        yml=scan(URL, POLLING, JOB, HIDE, mark="POL201 info acme-scan pause"),
    ),
    body(
        "flag told by in, in plain sight",
        f"if 'started' in args:\n    demisto.debug('again')\nargs['started'] = True\nargs['job_id'] = job_id\nreturn PollResult(status, {RUNNING})",
        yml=scan(
            URL,
            POLLING,
            JOB,
            "started; description: Whether it runs.  # <- POL202 warning acme-scan started",
            HIDE,
        ),
    ),
    body(
        "other polling argument as a truth value",
        f"if args.get('wait'):  # <- POL407 warning acme-scan wait\n    demisto.debug('waits')\nreturn PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})",
        yml=scan(URL, "wait; predefined: ['true', 'false']", JOB, HIDE),
    ).but(
        "named",
        code=(
            BODY
            + f"    if args.get('wait'):  # <- POL407 warning acme-scan wait\n        demisto.debug('waits')\n    return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})\n"
        ).replace("'acme-scan')", "'acme-scan', polling_arg_name='wait')", 1),
    ),
    Case(
        "the pair's required id dropped lies on the decorator",
        """
        @polling_function('acme-find')  # <- POL208 error acme-find job_id
        def find_command(args, client):
            status = client.status(args.get('job_id'))
            return PollResult(status, continue_to_poll=status['state'] == 'running')

        def scan_command(args, client):
            client.submit(args['url'])
            return find_command({'polling': True}, client)
        """,
        yml=scan("url; required: true") + command("acme-find", "job_id; required: true", POLLING, HIDE),
        main=MAIN.replace(
            "    elif",
            "    elif demisto.command() == 'acme-find':\n        return_results(find_command(args, client))\n    elif",
            1,
        ),
    ),
    Case(
        "decorated function of another command's name: its declaration counts",
        """
        @polling_function('acme-find', requires_polling_arg=False)
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args.get('url'))
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id})
        """,
        yml=scan(URL) + command("acme-find  # <- POL203 warning acme-find hide_polling_output", JOB),
        main=MAIN.replace("== 'acme-scan'", "in ('acme-scan', 'acme-find')"),
    ),
    Case(
        "the state is written by a client method and undeclared",
        """
        class Client(BaseClient):
            def start(self, args):
                if args.get('job_id') is None:
                    args['job_id'] = self._http_request('POST', 'scans', json_data={'url': args['url']})['id']
                return args['job_id']

        @polling_function('acme-scan')
        def scan_command(args, client):
            status = client._http_request('GET', client.start(args))
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
    ),
    Case(
        "the state's key comes through a parameter",
        """
        def remember(args, key, value):
            return {**args, key: value}

        @polling_function('acme-scan')
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args['url'])
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=remember(args, 'job_id', job_id))
        """,
        yml=scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
    ),
    Case(
        "the state's key comes from a table",
        """
        STATE = {'acme-scan': {'id': 'job_id'}}

        @polling_function(demisto.command())
        def scan_command(args, client):
            key = STATE[demisto.command()]['id']
            job_id = args.get(key) or client.submit(args['url'])
            args[key] = job_id
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
    ),
    Case(
        "two states of two branches",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            if args.get('job_id'):
                report_id = args.get('report_id') or client.report(args['job_id'])
                status = client.status(report_id)
                return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'report_id': report_id})
            return PollResult(None, continue_to_poll=True, args_for_next_run={**args, 'job_id': client.submit(args['url'])})
        """,
        yml=scan(URL, POLLING, JOB, HIDE, mark="POL201 error acme-scan report_id"),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts([*SILENT, *MISTAKES]), ids=label)
def test_corners(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)


@pytest.mark.parametrize("language", ["javascript", "powershell"])
def test_other_languages_are_left_alone(language: str, tmp_path: Path) -> None:
    texts = files(Case("x", "return 1", yml=FULL, main=""), embedded=True)
    (path, text), *_ = texts.items()
    assert (
        found(
            tmp_path,
            {path: text.replace("type: python", f"type: {language}").replace("  subtype: python3\n", "")},
        )
        == []
    )


def test_polling_without_the_code_is_left_alone(tmp_path: Path) -> None:
    texts = files(Case("x", "", yml=FULL, main=""), embedded=False)
    assert found(tmp_path, {path: text for path, text in texts.items() if path.endswith(".yml")}) == []


def test_tests_and_test_data_are_left_alone(tmp_path: Path) -> None:
    texts = files(
        body("x", f"return PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})"),
        embedded=False,
    )
    bad = HEAD + "    return 'x'\n"
    folder = "Packs/Acme/Integrations/Acme"
    assert found(tmp_path, {**texts, f"{folder}/Acme_test.py": bad, f"{folder}/test_data/scan.py": bad}) == []
