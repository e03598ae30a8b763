"""What the yml says of polling: POL101 to POL105, POL203 to POL205, POL211, POL407."""

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
    label,
    layouts,
    scan,
)

CODE = """
@polling_function('acme-scan')
def scan_command(args, client):
    status = client.status(args['url'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')
"""
ALWAYS = CODE.replace("'acme-scan'", "'acme-scan', requires_polling_arg=False")
PARTIAL = CODE.replace(
    "== 'running')", "== 'running', partial_result=CommandResults(readable_output='Waiting.'))"
)
LIST = command("acme-list", URL, polling=None)
WITH_LIST = MAIN.replace(
    "    elif",
    "    elif demisto.command() == 'acme-list':\n        return_results(CommandResults(readable_output='None.'))\n    elif",
    1,
)


def declared(
    title: str,
    *arguments: str,
    mark: str = "",
    polling: str | None = "true",
    code: str = CODE,
    **more: object,
) -> Case:
    return Case(title, code, yml=scan(*arguments, mark=mark, polling=polling), **more)  # type: ignore[arg-type]


P101 = "POL101 error acme-scan"
KEYS = [
    declared("true", URL, POLLING, HIDE),
    declared("True", URL, POLLING, HIDE, polling="True"),
    declared("TRUE", URL, POLLING, HIDE, polling="TRUE"),
    declared("missing", URL, POLLING, HIDE, polling=None, mark=P101),
    declared("false", URL, POLLING, HIDE, polling=f"false  # <- {P101}"),
    declared("text", URL, POLLING, HIDE, polling="'true'  # <- POL103 error acme-scan"),
    declared("text in double quotes", URL, POLLING, HIDE, polling='"true"  # <- POL103 error acme-scan'),
    declared("yes", URL, POLLING, HIDE, polling="yes  # <- POL103 error acme-scan"),
    declared("on", URL, POLLING, HIDE, polling="on  # <- POL103 error acme-scan"),
    declared("1", URL, POLLING, HIDE, polling="1  # <- POL103 error acme-scan"),
    declared("null", URL, POLLING, HIDE, polling="  # <- POL103 error acme-scan"),
    declared("tilde", URL, POLLING, HIDE, polling="~  # <- POL103 error acme-scan"),
    declared("false as text", URL, POLLING, HIDE, polling="'false'  # <- POL103 error acme-scan"),
    Case(
        "on an argument",
        CODE,
        yml=scan(URL + "; polling: true", POLLING, HIDE, polling=None).replace(
            "polling: true", "polling: true  # <- POL102 error acme-scan"
        ),
    ),
    Case(
        "on an argument beside the right one",
        CODE,
        yml=scan("url; polling: true", POLLING, HIDE, polling="true").replace(
            "    polling: true", "    polling: true  # <- POL102 error acme-scan"
        ),
    ),
    Case(
        "on an output",
        CODE,
        yml=scan(URL, POLLING, HIDE, polling=None)
        + "  outputs:\n  - contextPath: Acme.Scan\n    description: x\n    polling: true  # <- POL102 error acme-scan\n",
    ),
    Case(
        "at the integration's root, one command",
        CODE,
        yml=scan(URL, POLLING, HIDE, polling=None),
        configuration="configuration: []\npolling: true  # <- POL102 error acme-scan\n",
    ),
    Case(
        "at the integration's root, several commands",
        CODE,
        yml=scan(URL, POLLING, HIDE, polling=None, mark=P101) + LIST,
        main=WITH_LIST,
        configuration="configuration: []\npolling: true  # <- POL102 error -\n",
    ),
    Case(
        "on a configuration parameter",
        CODE,
        yml=scan(URL, POLLING, HIDE) + LIST,
        main=WITH_LIST,
        configuration="configuration:\n- display: URL\n  name: url\n  type: 0\n  polling: true  # <- POL102 error -\n",
    ),
    Case(
        "stale",
        CODE,
        yml=scan(URL, POLLING, HIDE)
        + LIST.replace("  description", "  polling: true  # <- POL104 info acme-list\n  description", 1),
        main=WITH_LIST,
    ),
    Case("a command without polling beside it", CODE, yml=scan(URL, POLLING, HIDE) + LIST, main=WITH_LIST),
    Case("no fromversion", CODE, yml=scan(URL, POLLING, HIDE), version=None, mark_name="POL105 info -"),
    Case("old fromversion", CODE, yml=scan(URL, POLLING, HIDE), version="6.0.0  # <- POL105 info -"),
    Case("fromversion 5.0.0", CODE, yml=scan(URL, POLLING, HIDE), version="5.0.0  # <- POL105 info -"),
    Case("fromversion 6.2.0", CODE, yml=scan(URL, POLLING, HIDE), version="6.2.0"),
    Case("fromversion 6.10.0", CODE, yml=scan(URL, POLLING, HIDE), version="6.10.0"),
    Case("fromversion 8.0.0", CODE, yml=scan(URL, POLLING, HIDE), version="8.0.0"),
    Case(
        "old fromversion that checks",
        CODE,
        yml=scan(URL, POLLING, HIDE),
        version="5.5.0",
        main=MAIN.replace(
            "    client =",
            "    if not ScheduledCommand.supports_polling():\n        raise DemistoException('6.2.0 is needed.')\n    client =",
        ),
    ),
]

P205 = "POL205 error acme-scan polling"
POLLING_ARGUMENT = [
    declared("declared", URL, POLLING, HIDE),
    declared("missing", URL, HIDE, mark=P205),
    declared("missing, not needed", URL, HIDE, code=ALWAYS),
    declared(
        "missing, not needed, by position",
        URL,
        HIDE,
        code=CODE.replace("'acme-scan'", "'acme-scan', 30, 600, 'Waiting', 'polling', False"),
    ),
    declared("missing, not needed, no polling: true", URL, HIDE, code=ALWAYS, polling=None, mark=P101),
    declared("missing, run once on purpose", URL, polling=None),
    declared("missing, run once on purpose, polling: false", URL, polling=None, code=CODE),
    declared(
        "other name",
        URL,
        "wait; predefined: ['true', 'false']",
        HIDE,
        code=CODE.replace("'acme-scan'", "'acme-scan', polling_arg_name='wait'"),
    ),
    declared(
        "other name, missing",
        URL,
        POLLING,
        HIDE,
        code=CODE.replace("'acme-scan'", "'acme-scan', polling_arg_name='wait'"),
        mark="POL205 error acme-scan wait",
    ),
    declared(
        "set by main",
        URL,
        HIDE,
        main=MAIN.replace("    client =", "    args['polling'] = True\n    client ="),
    ),
    declared(
        "set by main as text",
        URL,
        HIDE,
        main=MAIN.replace("    client =", "    args['polling'] = 'true'\n    client ="),
    ),
    declared(
        "set by main with setdefault",
        URL,
        HIDE,
        main=MAIN.replace("    client =", "    args.setdefault('polling', 'true')\n    client ="),
    ),
    declared(
        "set by main in a new dictionary",
        URL,
        HIDE,
        main=MAIN.replace("scan_command(args, client)", "scan_command({**args, 'polling': True}, client)"),
    ),
    declared(
        "set by main with |",
        URL,
        HIDE,
        main=MAIN.replace("scan_command(args, client)", "scan_command(args | {'polling': True}, client)"),
    ),
    declared(
        "set by main with dict()",
        URL,
        HIDE,
        main=MAIN.replace("scan_command(args, client)", "scan_command(dict(args, polling=True), client)"),
    ),
    declared(
        "set by a wrapper",
        URL,
        HIDE,
        code=CODE
        + "\ndef run(args, client):\n    args.update({'polling': True})\n    return scan_command(args, client)\n",
        main=MAIN.replace("scan_command(", "run("),
    ),
    declared(
        "set for the next run only",
        URL,
        HIDE,
        mark=P205,
        code=CODE.replace("== 'running')", "== 'running', args_for_next_run={**args, 'polling': True})"),
    ),
    declared(
        "set inside the decorated function",
        URL,
        HIDE,
        mark=P205,
        code=CODE.replace("    status =", "    args['polling'] = True\n    status ="),
    ),
    # -- POL211 --------------------------------------------------------------------
    declared("no values", URL, "polling  # <- POL211 info acme-scan polling", HIDE),
    declared("true only", URL, "polling; predefined: ['true']  # <- POL211 info acme-scan polling", HIDE),
    declared(
        "three values",
        URL,
        "polling; predefined: ['true', 'false', 'maybe']  # <- POL211 info acme-scan polling",
        HIDE,
    ),
    declared("yes and no", URL, "polling; predefined: ['yes', 'no']", HIDE),
    declared("True and False", URL, "polling; predefined: ['True', 'False']", HIDE),
    declared("booleans", URL, "polling; predefined: [true, false]", HIDE),
    declared("auto PREDEFINED", URL, POLLING + "; auto: PREDEFINED", HIDE),
    declared("default true", URL, POLLING + "; defaultValue: 'true'", HIDE),
    declared("default false", URL, POLLING + "; defaultValue: 'false'", HIDE),
    declared(
        "another default",
        URL,
        POLLING + "; defaultValue: sometimes  # <- POL211 info acme-scan polling",
        HIDE,
    ),
    declared("not needed, not asked", URL, HIDE, code=ALWAYS),
]

P203 = "POL203 warning acme-scan hide_polling_output"
HIDING = [
    declared("missing", URL, POLLING, mark=P203),
    declared(
        "missing, with partial results",
        URL,
        POLLING,
        code=PARTIAL,
        mark="POL203 info acme-scan hide_polling_output",
    ),
    declared(
        "missing, one way with a partial result and one without",
        URL,
        POLLING,
        code=CODE.replace(
            "    return",
            "    if status['state'] == 'new':\n        return PollResult(None, True, partial_result=CommandResults(readable_output='New.'))\n    return",
        ),
        mark=P203,
    ),
    declared("missing, no polling argument needed", URL, code=ALWAYS, mark=P203),
    declared("missing where it is run once", URL, polling=None),
    declared("hidden", URL, POLLING, HIDE),
    declared("hidden with boolean values", URL, POLLING, HIDE + "; predefined: ['true', 'false']"),
    declared(
        "hidden with boolean values in capitals", URL, POLLING, HIDE + "; predefined: ['True', 'False']"
    ),
    declared("deprecated", URL, POLLING, "hide_polling_output; deprecated: true"),
    declared("hidden and described", URL, POLLING, HIDE + "; description: Whether to hide the output."),
    declared("shown", URL, POLLING, "hide_polling_output  # <- POL204 warning acme-scan hide_polling_output"),
    declared(
        "hidden false",
        URL,
        POLLING,
        "hide_polling_output; hidden: false  # <- POL204 warning acme-scan hide_polling_output",
    ),
    declared(
        "required", URL, POLLING, HIDE + "; required: true  # <- POL204 warning acme-scan hide_polling_output"
    ),
    declared(
        "an array", URL, POLLING, HIDE + "; isArray: true  # <- POL204 warning acme-scan hide_polling_output"
    ),
    declared(
        "other values",
        URL,
        POLLING,
        HIDE + "; predefined: ['show', 'hide']  # <- POL204 warning acme-scan hide_polling_output",
    ),
    declared(
        "yes and no",
        URL,
        POLLING,
        HIDE + "; predefined: ['yes', 'no']  # <- POL204 warning acme-scan hide_polling_output",
    ),
    declared(
        "default false",
        URL,
        POLLING,
        HIDE + "; defaultValue: 'false'  # <- POL204 info acme-scan hide_polling_output",
    ),
    declared(
        "default false, boolean",
        URL,
        POLLING,
        HIDE + "; defaultValue: false  # <- POL204 info acme-scan hide_polling_output",
    ),
    declared(
        "default true",
        URL,
        POLLING,
        HIDE + "; defaultValue: 'true'  # <- POL204 info acme-scan hide_polling_output",
    ),
    declared("empty default", URL, POLLING, HIDE + "; defaultValue: ''"),
    declared(
        "shown and default: the graver",
        URL,
        POLLING,
        "hide_polling_output; defaultValue: 'false'  # <- POL204 warning acme-scan hide_polling_output",
    ),
    Case(
        "hidden as text is the schema's",
        CODE,
        yml=scan(URL, POLLING, "hide_polling_output; hidden: 'true'").replace(
            "hidden: 'true'", "hidden: 'true'  # <- POL002 error acme-scan hide_polling_output"
        ),
    ),
]


def raw(title: str, text: str, *, code: str = "", yml: str = "") -> Case:
    made = code or CODE.replace("    status =", text + "\n    status =")
    return Case(title, made, yml=yml or scan(URL, POLLING, HIDE))


TRUTH = [
    raw("argToBoolean", "    if argToBoolean(args.get('polling', False)):\n        demisto.debug('polls')"),
    raw("compared", "    if args.get('polling') == 'true':\n        demisto.debug('polls')"),
    raw("lowered", "    if args.get('polling', '').lower() == 'true':\n        demisto.debug('polls')"),
    raw("in a list", "    if args.get('polling') in ('true', 'yes', True):\n        demisto.debug('polls')"),
    raw("only passed on", "    polling = args.get('polling')\n    demisto.debug(polling)"),
    raw(
        "get",
        "    if args.get('polling'):  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')",
    ),
    raw(
        "item",
        "    if args['polling']:  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')",
    ),
    raw(
        "not",
        "    if not args.get('polling'):  # <- POL407 warning acme-scan polling\n        demisto.debug('does not poll')",
    ),
    raw(
        "bool()",
        "    if bool(args.get('polling')):  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')",
    ),
    raw(
        "through a variable",
        "    polling = args.get('polling')\n    if polling:  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')",
    ),
    raw(
        "conditional expression",
        "    kind = 'polls' if args.get('polling') else 'once'  # <- POL407 warning acme-scan polling\n    demisto.debug(kind)",
    ),
    raw(
        "getArg",
        "    if demisto.getArg('polling'):  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')",
    ),
    raw(
        "and",
        "    if args.get('polling') and args.get('url'):  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')",
    ),
    raw(
        "only true may be chosen",
        "    if args.get('polling'):\n        demisto.debug('polls')",
        yml=scan(URL, "polling; predefined: ['true']  # <- POL211 info acme-scan polling", HIDE),
    ),
    Case(
        "in main",
        CODE,
        yml=scan(URL, POLLING, HIDE),
        main=MAIN.replace(
            "    client =",
            "    if args.get('polling'):  # <- POL407 warning acme-scan polling\n        demisto.debug('polls')\n    client =",
        ),
    ),
]


@pytest.mark.parametrize(
    ("case", "embedded"), layouts([*KEYS, *POLLING_ARGUMENT, *HIDING, *TRUTH]), ids=label
)
def test_yml(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)


MORE = [
    Case(
        "several commands: each for itself",
        """
        @polling_function(demisto.command())
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args['url'])
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'job_id': job_id})
        """,
        yml=scan(URL, INTERVAL, POLLING, JOB, HIDE)
        + command("acme-scan-file  # <- POL101 error acme-scan-file", URL, POLLING, JOB, HIDE, polling=None)
        + command("acme-scan-mail  # <- POL201 error acme-scan-mail job_id", URL, POLLING, HIDE)
        + command("acme-scan-host  # <- POL203 warning acme-scan-host hide_polling_output", URL, POLLING, JOB)
        + command("acme-scan-user  # <- POL205 error acme-scan-user polling", URL, JOB, HIDE)
        + command("acme-scan-once", URL, polling=None),
        main="""
        def main():
            if demisto.command().startswith('acme-scan'):
                return_results(scan_command(demisto.args(), Client()))

        main()
        """,
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts(MORE), ids=label)
def test_commands(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
