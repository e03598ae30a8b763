"""Signatures, calls and what a decorated function returns: POL401 to POL405, POL408, POL410."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import (
    HIDE,
    JOB,
    MAIN,
    POLLING,
    URL,
    Case,
    check,
    command,
    label,
    layouts,
    scan,
)

YML = scan("url; required: true; description: What to scan.", POLLING, HIDE)
RETURN = "return PollResult(status, continue_to_poll=status['state'] == 'running')"


def signature(
    title: str,
    parameters: str,
    call: str,
    *,
    status: str = "client.status(args['url'])",
    mark: str = "",
    call_mark: str = "",
) -> Case:
    code = f"""
    class Client(BaseClient):
        def status(self, url):
            return self._http_request('GET', 'scan', params={{'url': url}})

    @polling_function('acme-scan')
    def scan_command({parameters}):{mark}
        status = {status}
        {RETURN}
    """
    main = f"""
    def main():
        args = demisto.args()
        client = Client('https://acme.example')
        params = demisto.params()
        if demisto.command() == 'acme-scan':
            return_results({call}){call_mark}

    main()
    """
    return Case(title, code, yml=YML, main=main)


CALLS = [
    signature("args, client", "args, client", "scan_command(args, client)"),
    signature("args alone", "args", "scan_command(args)", status="Client().status(args['url'])"),
    signature("demisto.args() in the call", "args, client", "scan_command(demisto.args(), client)"),
    signature("typed", "args: dict[str, Any], client: Client", "scan_command(args, client)"),
    signature("keyword args", "args, client", "scan_command(args=args, client=client)"),
    signature("keyword args in another order", "args, client", "scan_command(client=client, args=args)"),
    signature(
        "keyword args whatever the parameter is called",
        "arguments, client",
        "scan_command(args=args, client=client)",
        status="client.status(arguments['url'])",
    ),
    signature("client by keyword", "args, client", "scan_command(args, client=client)"),
    signature(
        "**kwargs",
        "args, **kwargs",
        "scan_command(args, client=client)",
        status="kwargs['client'].status(args['url'])",
    ),
    signature("*args", "args, *more", "scan_command(args, client)", status="more[0].status(args['url'])"),
    signature("spread call", "args, client", "scan_command(*(args, client))"),
    signature("many", "args, client, params, metrics=None", "scan_command(args, client, params)"),
    signature("keyword only", "args, *, client", "scan_command(args, client=client)"),
    signature(
        "other name for the first",
        "command_args, client",
        "scan_command(args, client)",
        status="client.status(command_args['url'])",
    ),
    signature("positional only", "args, /, client", "scan_command(args, client)"),
    signature(
        "default client", "args, client=None", "scan_command(args)", status="Client().status(args['url'])"
    ),
    signature("copy of args", "args, client", "scan_command(dict(args), client)"),
    signature("cleaned args", "args, client", "scan_command(remove_empty_elements(args), client)"),
    signature(
        "underscore name", "_args, client", "scan_command(args, client)", status="client.status(_args['url'])"
    ),
    signature(
        "client first", "client, args", "scan_command(client, args)", mark="  # <- POL401 error acme-scan"
    ),
    signature(
        "client first, typed",
        "client: Client, args: dict",
        "scan_command(client, args)",
        mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "client first by keyword",
        "client, args",
        "scan_command(client=client, args=args)",
        mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "call the wrong way round",
        "args, client",
        "scan_command(client, args)",
        call_mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "call with the client only",
        "args, client",
        "scan_command(client)",
        call_mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "call with nothing",
        "args",
        "scan_command()",
        status="Client().status(args['url'])",
        call_mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "call with the parameters first",
        "args, params",
        "scan_command('url', args)",
        status="Client().status(args['url'])",
        call_mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "call with None",
        "args, client",
        "scan_command(None, client)",
        call_mark="  # <- POL401 error acme-scan",
    ),
    signature(
        "call by the name that the wrapper does not have",
        "arguments, client",
        "scan_command(arguments=args, client=client)",
        status="client.status(arguments['url'])",
        call_mark="  # <- POL401 error acme-scan",
    ),
]

METHOD = Case(
    "method of a client",
    f"""
    class Client(BaseClient):
        @polling_function('acme-scan')
        def scan(self, args):  # <- POL401 error acme-scan
            status = self._http_request('GET', args['url'])
            {RETURN}
    """,
    yml=YML,
    main=MAIN.replace("scan_command(args, client)", "client.scan(args)"),
)
TWO_CALLS = Case(
    "two calls the wrong way round",
    f"""
    @polling_function(demisto.command())
    def scan_command(client, args):  # <- POL401 error acme-scan
        status = client.status(args['url'])
        {RETURN}
    """,
    yml=YML + command("acme-rescan", "url; required: true; description: What to scan.", POLLING, HIDE),
    main="""
    def main():
        client = Client()
        if demisto.command() == 'acme-scan':
            return_results(scan_command(client, demisto.args()))
        elif demisto.command() == 'acme-rescan':
            return_results(scan_command(client, demisto.args()))

    main()
    """,
)


def returning(title: str, text: str, *, args: str = "") -> Case:
    """A case that differs in what the function does with ``status``."""
    lines = "\n".join("    " + line for line in text.strip("\n").split("\n"))
    code = f"@polling_function('acme-scan')\ndef scan_command(args, client):{args}\n    status = client.status(args['url'])\n{lines}\n"
    return Case(title, code, yml=YML)


def continuing(title: str, expression: str, mark: str = "") -> Case:
    return returning(
        f"continue_to_poll={title}",
        f"return PollResult(\n    response=status,\n    continue_to_poll={expression},{'  # <- ' + mark if mark else ''}\n)",
    )


E403, W403 = "POL403 error acme-scan", "POL403 warning acme-scan"
RESULTS = [
    # -- what is fine -------------------------------------------------------------
    returning(
        "PollResult(None, True)",
        "if status['state'] == 'done':\n    return PollResult(status)\nreturn PollResult(None, True)",
    ),
    returning(
        "raise",
        "if status['state'] == 'done':\n    return PollResult(status)\nelif status['state'] == 'running':\n    return PollResult(None, True)\nraise DemistoException('Failed.')",
    ),
    returning(
        "return_error",
        "if status['state'] == 'done':\n    return PollResult(status)\nelif status['state'] == 'running':\n    return PollResult(None, True)\nreturn_error('Failed.')",
    ),
    returning(
        "sys.exit",
        "if status['state'] == 'done':\n    return PollResult(status)\nelif status['state'] == 'running':\n    return PollResult(None, True)\nsys.exit(0)",
    ),
    returning(
        "helper that always raises",
        "def fail(status):\n    raise DemistoException(status)\n\nif status['state'] != 'failed':\n    return PollResult(status, status['state'] == 'running')\nfail(status)",
    ),
    returning(
        "list as response",
        "return PollResult([CommandResults(outputs=status), CommandResults(readable_output='Done.')], continue_to_poll=status['state'] == 'running')",
    ),
    returning(
        "partial result",
        "return PollResult(status, status['state'] == 'running', partial_result=CommandResults(readable_output='Running.'))",
    ),
    returning(
        "partial result only sometimes",
        "partial = CommandResults(readable_output='Running.') if status['left'] else None\nreturn PollResult(status, status['state'] == 'running', partial_result=partial)",
    ),
    returning(
        "empty list as partial result",
        "return PollResult(status, status['state'] == 'running', partial_result=[])",
    ),
    returning(
        "assert_never by while",
        "while True:\n    if status['state'] != 'x':\n        return PollResult(status, status['state'] == 'running')\n    status = client.status(args['url'])",
    ),
    continuing("a comparison", "status['state'] == 'running'"),
    continuing("chained comparison", "0 <= status['progress'] < 100"),
    continuing("True", "True"),
    continuing("bool()", "bool(status.get('left'))"),
    continuing("lambda", "lambda: status['state'] == 'running'"),
    continuing("not", "not status.get('result')"),
    continuing("any()", "any(part['state'] == 'running' for part in status['parts'])"),
    continuing("is", "status.get('result') is None"),
    continuing("unknown value", "status.get('running')"),
    continuing("isinstance", "isinstance(status, dict)"),
    continuing("startswith", "str(status['state']).startswith('run')"),
    continuing("argToBoolean", "argToBoolean(status['running'])"),
    continuing("conditional booleans", "True if status['state'] == 'running' else False"),
    continuing("or of comparisons", "status['state'] == 'new' or status['state'] == 'running'"),
    continuing("a method to call", "client.is_running"),
    continuing("functools.partial", "partial(client.is_running, status['id'])"),
    # -- continue_to_poll -------------------------------------------------------------
    continuing("a string", "'running'", E403),
    continuing("an f-string", "f'{status}'", E403),
    continuing("a number", "1", E403),
    continuing("len()", "len(status['parts'])", E403),
    continuing("None", "None", E403),
    continuing("a match", "re.match('run', status['state'])", E403),
    continuing("a search", "re.search(r'run', status['state'])", E403),
    continuing("a list", "[part for part in status['parts'] if part['running']]", E403),
    continuing("a dictionary", "{'state': status['state']}", E403),
    continuing("get and comparison", "status.get('state') and status['state'] == 'running'", W403),
    continuing("argument and comparison", "args.get('url') and status['state'] == 'running'", W403),
    continuing("comparison or get", "status['state'] == 'running' or status.get('left')").but(
        "either side is unknown"
    ),
    continuing("comparison and string", "status['state'] == 'running' and 'yes'", W403),
    continuing("str of a boolean", "str(status['state'] == 'running')", E403),
    continuing("lower()", "str(status['state']).lower()", E403),
    returning(
        "string through a variable",
        "again = 'true' if status['state'] == 'running' else 'false'\nreturn PollResult(\n    status,\n    continue_to_poll=again,  # <- POL403 error acme-scan\n)",
    ),
    returning(
        "string by position",
        "return PollResult(\n    status,\n    'running',  # <- POL403 error acme-scan\n)",
    ),
    # -- no PollResult ------------------------------------------------------------------
    returning(
        "CommandResults on one path",
        "if status['state'] == 'done':\n    return CommandResults(outputs=status)  # <- POL402 error acme-scan\nreturn PollResult(None, True)",
    ),
    returning(
        "string on one path",
        "if status['state'] == 'done':\n    return 'Done.'  # <- POL402 error acme-scan\nreturn PollResult(None, True)",
    ),
    returning(
        "return without a value",
        "if status['state'] == 'done':\n    return  # <- POL402 error acme-scan\nreturn PollResult(None, True)",
    ),
    returning(
        "list of results",
        "if status['state'] == 'done':\n    return [CommandResults(outputs=status)]  # <- POL402 error acme-scan\nreturn PollResult(None, True)",
    ),
    returning(
        "falls off the end",
        "if status['state'] == 'done':\n    return PollResult(status)\nelif status['state'] == 'running':\n    return PollResult(None, True)",
        args="  # <- POL402 error acme-scan",
    ),
    returning(
        "return_results and no return",
        "if status['state'] == 'running':\n    return PollResult(None, True)\nreturn_results(CommandResults(outputs=status))",
        args="  # <- POL402 error acme-scan",
    ),
    returning(
        "except swallows",
        "try:\n    return PollResult(status, status['state'] == 'running')\nexcept Exception as error:\n    demisto.error(str(error))",
        args="  # <- POL402 error acme-scan",
    ),
    returning("never a PollResult", "return CommandResults(outputs=status)  # <- POL402 error acme-scan"),
    returning(
        "dictionary through a helper",
        "def done():\n    return {'state': status['state']}\n\nif status['state'] == 'done':\n    return done()  # <- POL402 error acme-scan\nreturn PollResult(None, True)",
    ),
    # -- partial_result ---------------------------------------------------------------------
    returning(
        "list as partial result",
        "return PollResult(\n    status,\n    status['state'] == 'running',\n    partial_result=[CommandResults(readable_output='Running.')],  # <- POL404 error acme-scan\n)",
    ),
    returning(
        "string as partial result",
        "return PollResult(\n    status,\n    status['state'] == 'running',\n    partial_result='Running.',  # <- POL404 error acme-scan\n)",
    ),
    returning(
        "f-string as partial result",
        "return PollResult(\n    status,\n    status['state'] == 'running',\n    partial_result=f'{status} running',  # <- POL404 error acme-scan\n)",
    ),
    returning(
        "dictionary as partial result",
        "return PollResult(\n    status,\n    status['state'] == 'running',\n    partial_result={'Contents': status},  # <- POL404 error acme-scan\n)",
    ),
    returning(
        "partial result of a finished run",
        "if status['state'] == 'done':\n    return PollResult(status, False, partial_result='x')\nreturn PollResult(None, True)",
    ),
    # -- args_for_next_run ---------------------------------------------------------------------
    returning(
        "update's None, of the input",
        "return PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run=args.update({'polling': True}),  # <- POL405 info acme-scan\n)",
    ),
    returning(
        "update's None, of another",
        "following = dict(args)\nreturn PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run=following.update({'polling': True}),  # <- POL405 warning acme-scan\n)",
    ),
    returning(
        "update's None, of a literal",
        "return PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run={**args}.update(polling=True),  # <- POL405 warning acme-scan\n)",
    ),
    returning(
        "update's None in a variable",
        "following = dict(args)\nupdated = following.update(polling=True)\nreturn PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run=updated,  # <- POL405 warning acme-scan\n)",
    ),
    returning(
        "list",
        "return PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run=['url', args['url']],  # <- POL405 error acme-scan\n)",
    ),
    returning(
        "string",
        "return PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run='args',  # <- POL405 error acme-scan\n)",
    ),
    returning(
        "json.dumps",
        "return PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run=json.dumps(args),  # <- POL405 error acme-scan\n)",
    ),
    returning(
        "empty dictionary",
        "return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={})",
    ),
    # -- sleep ---------------------------------------------------------------------
    returning(
        "sleep before asking",
        "time.sleep(30)  # <- POL408 warning acme-scan\nstatus = client.status(args['url'])\nreturn PollResult(status, continue_to_poll=status['state'] == 'running')",
    ),
    returning(
        "sleep in a loop",
        "while status['state'] == 'running':\n    time.sleep(5)  # <- POL408 warning acme-scan\n    status = client.status(args['url'])\nreturn PollResult(status, continue_to_poll=status['state'] == 'running')",
    ),
    returning(
        "short pause between retries",
        "for attempt in range(3):\n    try:\n        status = client.status(args['url'])\n        break\n    except DemistoException:\n        time.sleep(2)\nreturn PollResult(status, continue_to_poll=status['state'] == 'running')",
    ),
]

POLLING_MESSAGE = [
    Case(
        "empty poll message",
        f"""
        @polling_function('acme-scan', poll_message='')
        def scan_command(args, client):
            status = client.status(args['url'])
            {RETURN}  # <- POL410 info acme-scan
        """,
        yml=YML,
    ),
    Case(
        "own poll message",
        f"""
        @polling_function('acme-scan', poll_message='Scanning. Please wait:')
        def scan_command(args, client):
            status = client.status(args['url'])
            {RETURN}
        """,
        yml=YML,
    ),
    Case(
        "empty poll message, first run with a partial result",
        """
        @polling_function('acme-scan', poll_message='')
        def scan_command(args, client):
            if not args.get('job_id'):
                args['job_id'] = client.submit(args['url'])
                return PollResult(None, continue_to_poll=True, partial_result=CommandResults(readable_output='Started.'))
            status = client.status(args['job_id'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=scan(URL, POLLING, JOB, HIDE),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts([*CALLS, METHOD, TWO_CALLS]), ids=label)
def test_signatures_and_calls(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)


@pytest.mark.parametrize(("case", "embedded"), layouts([*RESULTS, *POLLING_MESSAGE]), ids=label)
def test_results(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
