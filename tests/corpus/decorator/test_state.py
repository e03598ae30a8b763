"""What tells the first run from later ones: POL202, POL206, POL210, POL213, POL414."""

from __future__ import annotations

import textwrap
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

YML = scan(URL, POLLING, JOB, HIDE)


def body(title: str, text: str, *, yml: str = YML, before: str = "", **more: object) -> Case:
    code = (
        f"{textwrap.dedent(before).lstrip()}@polling_function('acme-scan')\ndef scan_command(args, client):\n"
        + textwrap.indent(textwrap.dedent(text).strip("\n"), "    ")
    )
    return Case(title, code, yml=yml, **more)  # type: ignore[arg-type]


END = "return PollResult(status, continue_to_poll=status['state'] == 'running')"
NEXT = "return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)"
ASKS = {
    "in": "if 'job_id' in args:\n    job_id = args['job_id']\nelse:\n    job_id = client.submit(args['url'])",
    "not in": "if 'job_id' not in args:\n    job_id = client.submit(args['url'])\nelse:\n    job_id = args['job_id']",
    "get": "job_id = args.get('job_id')\nif not job_id:\n    job_id = client.submit(args['url'])",
    "or": "job_id = args.get('job_id') or client.submit(args['url'])",
    "walrus": "if not (job_id := args.get('job_id')):\n    job_id = client.submit(args['url'])",
    "is None": "job_id = args.get('job_id')\nif job_id is None:\n    job_id = client.submit(args['url'])",
    "conditional expression": "job_id = args['job_id'] if args.get('job_id') else client.submit(args['url'])",
    "getArg": "job_id = demisto.getArg('job_id') or client.submit(args['url'])",
    "try KeyError": "try:\n    job_id = args['job_id']\nexcept KeyError:\n    job_id = client.submit(args['url'])",
    "flag": "first = not args.get('job_id')\nif first:\n    job_id = client.submit(args['url'])\nelse:\n    job_id = args['job_id']",
    "dict_safe_get": "job_id = dict_safe_get(args, ['job_id'])\nif not job_id:\n    job_id = client.submit(args['url'])",
    "argToList": "jobs = argToList(args.get('job_id'))\njob_id = jobs[0] if jobs else client.submit(args['url'])",
    "pop": "job_id = args.pop('job_id', None) or client.submit(args['url'])",
    "get with default": "job_id = args.get('job_id', '')\nif job_id == '':\n    job_id = client.submit(args['url'])",
}
MARKED = JOB + "  # <- POL213 error acme-scan job_id"
NEVER = [
    body(
        f"never carried, asked by {how}",
        f"{asks}\nstatus = client.status(job_id)\n{end}",
        yml=scan(URL, POLLING, MARKED, HIDE),
    )
    for how, asks in ASKS.items()
    for end in (END, NEXT)
]
NEVER = [case.but("nothing given" if index % 2 == 0 else "args given") for index, case in enumerate(NEVER)]

CARRIED_ELSEWHERE = [
    body(
        f"carried by the mutated args, asked by {how}",
        f"{asks}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
    )
    for how, asks in ASKS.items()
]

STATE = [
    body(
        "integration context",
        f"""
        context = get_integration_context()
        job_id = context.get('job_id')
        if not job_id:
            job_id = client.submit(args['url'])
            set_integration_context({{**context, 'job_id': job_id}})
        status = client.status(job_id)
        {END}
        """,
        yml=scan(URL, POLLING, HIDE),
    ),
    body(
        "incident context",
        f"""
        job_id = demisto.get(demisto.context(), 'Acme.Job.ID') or client.submit(args['url'])
        status = client.status(job_id)
        {END}
        """,
        yml=scan(URL, POLLING, HIDE),
    ),
    body(
        "hidden key beside the integration context",
        f"""
        job_id = args.get('job_id') or get_integration_context().get('job_id')
        if not job_id:
            job_id = client.submit(args['url'])
            set_integration_context({{'job_id': job_id}})
        status = client.status(job_id)
        {END}
        """,
    ),
    body(
        "first_run with a default of true",
        f"""
        if argToBoolean(args.get('first_run', 'true')):
            client.submit(args['url'])
            args['first_run'] = False
        status = client.status(args['url'])
        {END}
        """,
        yml=scan(URL, POLLING, "first_run; defaultValue: 'true'; hidden: true", HIDE),
    ),
    body(
        "flag as text",
        f"""
        if args.get('started') != 'true':
            client.submit(args['url'])
            args['started'] = 'true'
        status = client.status(args['url'])
        {END}
        """,
        yml=scan(URL, POLLING, "started; hidden: true", HIDE),
    ),
    body(
        "flag compared as it comes back",
        f"""
        if args.get('started') == 'true':
            status = client.status(args['url'])
        else:
            status = client.submit(args['url'])
        args['started'] = True
        {END}
        """,
        yml=scan(URL, POLLING, "started; hidden: true", HIDE),
    ),
    body(
        "counter",
        """
        tries = arg_to_number(args.get('tries', 0))
        status = client.status(args['url'])
        if tries > 5:
            raise DemistoException('Too many.')
        return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'tries': tries + 1})
        """,
        yml=scan(URL, POLLING, "tries; hidden: true", HIDE),
    ),
    # -- POL202 ---------------------------------------------------------------------
    body(
        "flag in plain sight",
        f"""
        if not argToBoolean(args.get('started', False)):
            client.submit(args['url'])
        args['started'] = True
        status = client.status(args['url'])
        {END}
        """,
        yml=scan(
            URL,
            POLLING,
            "started; description: Whether it was started.  # <- POL202 warning acme-scan started",
            HIDE,
        ),
    ),
    body(
        "counter in plain sight",
        """
        tries = arg_to_number(args.get('tries', 0))
        status = client.status(args['url'])
        if tries > 5:
            raise DemistoException('Too many.')
        return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'tries': tries + 1})
        """,
        yml=scan(
            URL,
            POLLING,
            "tries; description: How often it was asked.  # <- POL202 warning acme-scan tries",
            HIDE,
        ),
    ),
    body(
        "id in plain sight, to resume by",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; description: The job's ID, to resume by.  # <- POL202 info acme-scan job_id",
            HIDE,
        ),
    ),
    body(
        "id in plain sight, no description",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, "job_id  # <- POL202 warning acme-scan job_id", HIDE),
    ),
    body(
        "id in plain sight, for internal use",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; description: For internal use only.  # <- POL202 warning acme-scan job_id",
            HIDE,
        ),
    ),
    body(
        "id in plain sight, inner argument",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; description: An inner argument.  # <- POL202 warning acme-scan job_id",
            HIDE,
        ),
    ),
    body(
        "id in plain sight, used for polling",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; description: Used by the polling mechanism.  # <- POL202 warning acme-scan job_id",
            HIDE,
        ),
    ),
    body(
        "id in plain sight, do not fill",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; description: Do not set manually.  # <- POL202 warning acme-scan job_id",
            HIDE,
        ),
    ),
    body(
        "id in plain sight, hidden false",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; description: The job.; hidden: false  # <- POL202 info acme-scan job_id",
            HIDE,
        ),
    ),
    body(
        "hidden for some marketplaces",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; hidden: [marketplacev2]",
            "hide_polling_output; hidden: [xsoar, marketplacev2]",
        ),
    ),
    body(
        "required id that is put back",
        f"args['job_id'] = args['job_id'].strip()\nstatus = client.status(args['job_id'])\n{END}",
        yml=scan(POLLING, "job_id; required: true", HIDE),
    ),
    body(
        "an input made a list of",
        f"args['url'] = argToList(args.get('url'))\nstatus = client.status(args['url'])\n{END}",
        yml=scan(URL, POLLING, HIDE),
    ),
    body(
        "an input that gets a default",
        f"args['limit'] = args.get('limit') or '50'\nstatus = client.status(args['url'], args['limit'])\n{END}",
        yml=scan(URL, "limit; description: How many.", POLLING, HIDE),
    ),
    body(
        "an input with setdefault",
        f"args.setdefault('limit', '50')\nstatus = client.status(args['url'], args['limit'])\n{END}",
        yml=scan(URL, "limit; description: How many.", POLLING, HIDE),
    ),
    # -- POL206 -----------------------------------------------------------------------
    body(
        "deprecated only",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(
            URL, POLLING, "job_id; deprecated: true; description: x  # <- POL206 info acme-scan job_id", HIDE
        ),
    ),
    body(
        "deprecated and hidden",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, "job_id; deprecated: true; hidden: true", HIDE),
    ),
    body(
        "two deprecated, once",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nargs['tries'] = int(args.get('tries', 0)) + 1\nstatus = client.status(job_id, args['tries'])\n{END}",
        yml=scan(
            URL,
            POLLING,
            "job_id; deprecated: true; description: x  # <- POL206 info acme-scan job_id",
            "tries; deprecated: true; description: x",
            HIDE,
        ),
    ),
    # -- POL210 -------------------------------------------------------------------------
    body(
        "dead",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, JOB, "scan_id; hidden: true  # <- POL210 info acme-scan scan_id", HIDE),
    ),
    body(
        "passed but never read",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nargs['scan_id'] = 'x'\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, JOB, "scan_id; hidden: true", HIDE),
    ),
    body(
        "read by a model",
        f"job = Job(**args)\njob_id = job.job_id or client.submit(job.url)\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        before="class Job(BaseModel):\n    job_id: str | None\n    url: str | None\n\n\n",
    ),
    body(
        "all of args goes to unseen code",
        f"job_id = client.run(**args)\nargs['job_id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, JOB, "scan_id; hidden: true", HIDE),
    ),
    # -- POL213: not meant ----------------------------------------------------------------
    body(
        "hidden option with a default in the code",
        f"limit = args.get('limit', 50)\nstatus = client.status(args['url'], limit)\n{END}",
        yml=scan(URL, POLLING, "limit; hidden: true", HIDE),
    ),
    body(
        "hidden key with a default in the yml",
        f"{ASKS['get']}\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, "job_id; hidden: true; defaultValue: '0'", HIDE),
    ),
    body(
        "hidden and required",
        f"{ASKS['get']}\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, "job_id; hidden: true; required: true", HIDE),
    ),
    body(
        "key supplied by another way",
        f"if 'job_id' in args:\n    status = client.status(args['job_id'])\n    {NEXT}\njob_id = client.submit(args['url'])\nreturn PollResult(None, continue_to_poll=True, args_for_next_run={{**args, 'job_id': job_id}})",
    ),
    body(
        "state lost to update",
        "job_id = args.get('job_id') or client.submit(args['url'])\nstatus = client.status(job_id)\nreturn PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run=dict(args).update({'job_id': job_id}),  # <- POL405 warning acme-scan\n)",
    ),
    body(
        "carried under another name",
        f"{ASKS['get']}\nargs['id'] = job_id\nstatus = client.status(job_id)\n{END}",
        yml=scan(URL, POLLING, MARKED, HIDE, mark="POL201 info acme-scan id"),
    ),
    body(
        "popped again before it is handed over",
        f"{ASKS['get']}\nargs['job_id'] = job_id\nstatus = client.status(args.pop('job_id'))\n{NEXT}",
        yml=scan(URL, POLLING, MARKED, HIDE),
    ),
    # -- POL414 ---------------------------------------------------------------------------
    body(
        "global id",
        f"global JOB_ID\nif JOB_ID is None:\n    JOB_ID = client.submit(args['url'])  # <- POL414 warning acme-scan\nstatus = client.status(JOB_ID)\n{END}",
        before="JOB_ID = None\n\n\n",
        yml=scan(URL, POLLING, HIDE),
    ),
    body(
        "global id, carried along and never read",
        f"global JOB_ID\nif JOB_ID is None:\n    JOB_ID = client.submit(args['url'])  # <- POL414 warning acme-scan\nargs['job_id'] = JOB_ID\nstatus = client.status(JOB_ID)\n{END}",
        before="JOB_ID = None\n\n\n",
        yml=scan(URL, POLLING, JOB, HIDE),
    ),
    body(
        "global flag",
        f"global STARTED\nif not STARTED:\n    client.submit(args['url'])\n    STARTED = True  # <- POL414 warning acme-scan\nstatus = client.status(args['url'])\n{END}",
        before="STARTED = False\n\n\n",
        yml=scan(URL, POLLING, HIDE),
    ),
    body(
        "global beside an argument",
        f"global JOB_ID\nJOB_ID = args.get('job_id')\nif JOB_ID is None:\n    JOB_ID = client.submit(args['url'])\nargs['job_id'] = JOB_ID\nstatus = client.status(JOB_ID)\n{END}",
        before="JOB_ID = None\n\n\n",
    ),
    body(
        "global client",
        f"global CLIENT\nif CLIENT is None:\n    CLIENT = Client()\nstatus = CLIENT.status(args['url'])\n{END}",
        before="CLIENT = None\n\n\n",
        yml=scan(URL, POLLING, HIDE),
    ),
    body(
        "global constant",
        f"status = client.status(args['url'], LIMIT)\n{END}",
        before="LIMIT = 50\n\n\n",
        yml=scan(URL, POLLING, HIDE),
    ),
    # -- per command ------------------------------------------------------------------------
    Case(
        "hidden on one command and required on its sibling",
        """
        @polling_function(demisto.command())
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args['url'])
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'job_id': job_id})
        """,
        yml=scan(URL, POLLING, JOB, HIDE) + command("acme-find", "job_id; required: true", POLLING, HIDE),
        main=MAIN.replace("== 'acme-scan'", "in ('acme-scan', 'acme-find')"),
    ),
    Case(
        "declared on one command and not on its sibling",
        """
        @polling_function(demisto.command())
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args['url'])
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'job_id': job_id})
        """,
        yml=scan(URL, POLLING, JOB, HIDE)
        + command("acme-rescan  # <- POL201 error acme-rescan job_id", URL, POLLING, HIDE),
        main=MAIN.replace("== 'acme-scan'", "in ('acme-scan', 'acme-rescan')"),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts([*NEVER, *CARRIED_ELSEWHERE, *STATE]), ids=label)
def test_state(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
