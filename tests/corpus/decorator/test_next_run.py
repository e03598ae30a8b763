"""Next-run dictionaries that lose something: POL201, POL207, POL208, POL209, POL212, POL409."""

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
    label,
    layouts,
    scan,
)

REQUIRED = "url; description: What to scan.; required: true"
FULL = scan(REQUIRED, POLLING, JOB, HIDE)
OPTIONAL = scan(URL, POLLING, JOB, HIDE)
P207 = "POL207 error acme-scan polling"
P208 = "POL208 error acme-scan url"
P201 = "POL201 error acme-scan job_id"


def steps(title: str, text: str, *, yml: str = FULL, decorator: str = "'acme-scan'", **more: object) -> Case:
    """``text`` follows ``status``."""
    code = (
        f"@polling_function({decorator})\ndef scan_command(args, client):\n"
        "    job_id = args.get('job_id') or client.submit(args.get('url'))\n    status = client.status(job_id)\n"
        + textwrap.indent(textwrap.dedent(text).strip("\n"), "    ")
    )
    return Case(title, code, yml=yml, **more)  # type: ignore[arg-type]


def literal(title: str, dictionary: str, mark: str = "", **more: object) -> Case:
    note = f"  # <- {mark}" if mark else ""
    return steps(
        title,
        f"return PollResult(\n    status,\n    continue_to_poll=status['state'] == 'running',\n    args_for_next_run={dictionary},{note}\n)",
        **more,  # type: ignore[arg-type]
    )


LOSING = [
    # -- POL207 -------------------------------------------------------------------
    literal("the id alone", "{'job_id': job_id, 'url': args['url']}", P207),
    literal("the id alone, url optional", "{'job_id': job_id}", P207, yml=OPTIONAL),
    literal(
        "polling carried under its name",
        "{'job_id': job_id, 'url': args['url'], 'polling': args.get('polling')}",
    ),
    literal("polling true", "{'job_id': job_id, 'url': args['url'], 'polling': True}"),
    literal("polling as text", "{'job_id': job_id, 'url': args['url'], 'polling': 'true'}"),
    literal(
        "no polling argument needed",
        "{'job_id': job_id, 'url': args['url']}",
        decorator="'acme-scan', requires_polling_arg=False",
        yml=scan(REQUIRED, JOB, HIDE),
    ),
    literal(
        "yml default true",
        "{'job_id': job_id, 'url': args['url']}",
        "POL207 info acme-scan polling",
        yml=scan(REQUIRED, POLLING + "; defaultValue: 'true'", JOB, HIDE),
    ),
    literal(
        "yml default false",
        "{'job_id': job_id, 'url': args['url']}",
        P207,
        yml=scan(REQUIRED, POLLING + "; defaultValue: 'false'", JOB, HIDE),
    ),
    literal(
        "other polling argument",
        "{'job_id': job_id, 'url': args['url']}",
        "POL207 error acme-scan wait",
        decorator="'acme-scan', polling_arg_name='wait'",
        yml=scan(REQUIRED, "wait; predefined: ['true', 'false']", JOB, HIDE),
    ),
    literal(
        "other polling argument, by constant",
        "{'job_id': job_id, 'url': args['url'], 'wait': True}",
        decorator="'acme-scan', polling_arg_name=WAIT",
        yml=scan(REQUIRED, "wait; predefined: ['true', 'false']", JOB, HIDE),
    ).but(
        "defined",
        code="WAIT = 'wait'\n\n@polling_function('acme-scan', polling_arg_name=WAIT)\ndef scan_command(args, client):\n    job_id = args.get('job_id') or client.submit(args.get('url'))\n    status = client.status(job_id)\n    return PollResult(status, status['state'] == 'running', {'job_id': job_id, 'url': args['url'], 'wait': True})",
    ),
    literal(
        "over lines", "{  # <- " + P207 + "\n        'job_id': job_id,\n        'url': args['url'],\n    }"
    ),
    steps(
        "built in steps",
        f"following = {{}}  # <- {P207}\nfollowing['job_id'] = job_id\nfollowing['url'] = args['url']\nreturn PollResult(status, status['state'] == 'running', args_for_next_run=following)",
    ),
    steps(
        "dict()",
        f"following = dict(job_id=job_id, url=args['url'])  # <- {P207}\nreturn PollResult(status, status['state'] == 'running', args_for_next_run=following)",
    ),
    steps(
        "popped",
        "args['job_id'] = job_id\nargs.pop('polling', None)\nreturn PollResult(\n    status,\n    status['state'] == 'running',\n    args_for_next_run=args,  # <- "
        + P207
        + "\n)",
    ),
    steps(
        "popped, nothing given",
        "args['job_id'] = job_id\nargs.pop('polling')\nreturn PollResult(status, status['state'] == 'running')",
    ).but(
        "lies on the decorator",
        code="@polling_function('acme-scan')  # <- "
        + P207
        + "\ndef scan_command(args, client):\n    args['job_id'] = args.get('job_id') or client.submit(args.get('url'))\n    status = client.status(args['job_id'])\n    args.pop('polling')\n    return PollResult(status, status['state'] == 'running')",
    ),
    steps(
        "deleted",
        "args['job_id'] = job_id\ndel args['polling']\nreturn PollResult(\n    status,\n    status['state'] == 'running',\n    args,  # <- "
        + P207
        + "\n)",
    ),
    steps(
        "filtered out",
        "following = {k: v for k, v in args.items() if k != 'polling'}  # <- "
        + P207
        + "\nfollowing['job_id'] = job_id\nreturn PollResult(status, status['state'] == 'running', args_for_next_run=following)",
    ),
    steps(
        "filtered in",
        "following = {k: v for k, v in args.items() if k in ('url', 'job_id')}  # <- "
        + P207
        + "\nfollowing['job_id'] = job_id\nreturn PollResult(status, status['state'] == 'running', args_for_next_run=following)",
    ),
    Case(
        "a helper's dictionary lies where it is handed over",
        """
        def following(job_id, url):
            return {'job_id': job_id, 'url': url}

        @polling_function('acme-scan')
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args.get('url'))
            status = client.status(job_id)
            return PollResult(
                status,
                continue_to_poll=status['state'] == 'running',
                args_for_next_run=following(job_id, args['url']),  # <- POL207 error acme-scan polling
            )
        """,
        yml=FULL,
    ),
    Case(
        "a parameter's dictionary lies where it is handed over",
        """
        def running(status, following):
            return PollResult(
                status,
                continue_to_poll=status['state'] == 'running',
                args_for_next_run=following,  # <- POL207 error acme-scan polling
            )

        @polling_function('acme-scan')
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args.get('url'))
            return running(client.status(job_id), {'job_id': job_id, 'url': args['url']})
        """,
        yml=FULL,
    ),
    Case(
        "only one of two ways loses it",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            if not args.get('job_id'):
                job_id = client.submit(args['url'])
                return PollResult(
                    None,
                    continue_to_poll=True,
                    args_for_next_run={'job_id': job_id, 'url': args['url']},  # <- POL207 error acme-scan polling
                )
            status = client.status(args['job_id'])
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)
        """,
        yml=FULL,
    ),
    Case(
        "the run sets the polling argument itself",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            job_id = args.get('job_id') or client.submit(args['url'])
            status = client.status(job_id)
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, 'url': args['url']})
        """,
        yml=scan(REQUIRED, JOB, HIDE),
        main=MAIN.replace(
            "        return_results(scan", "        args['polling'] = True\n        return_results(scan"
        ),
    ),
    # -- POL208 -------------------------------------------------------------------
    literal("required dropped", "{'job_id': job_id, 'polling': True}", P208),
    literal("required and polling dropped", "{'job_id': job_id}", f"{P207}, {P208}"),
    literal(
        "required dropped that has a default",
        "{'job_id': job_id, 'polling': True}",
        "",
        yml=scan(REQUIRED + "; defaultValue: x", POLLING, JOB, HIDE),
    ),
    steps(
        "required popped",
        "args['job_id'] = job_id\nargs.pop('url')\nreturn PollResult(\n    status,\n    status['state'] == 'running',\n    args,  # <- "
        + P208
        + "\n)",
    ),
    steps(
        "required popped on one way only",
        "args['job_id'] = job_id\nif status.get('done'):\n    args.pop('url', None)\nreturn PollResult(status, status['state'] == 'running', args)",
    ),
    literal("carried by spread", "{**args, 'job_id': job_id}"),
    literal(
        "two required, one dropped",
        "{'job_id': job_id, 'polling': True, 'url': args['url']}",
        "POL208 error acme-scan scope",
        yml=scan(REQUIRED, "scope; required: true", POLLING, JOB, HIDE),
    ),
    # -- POL212 -------------------------------------------------------------------
    Case(
        "optional argument dropped",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            verbose = args.get('verbose')
            job_id = args.get('job_id') or client.submit(args['url'])
            status = client.status(job_id, verbose)
            return PollResult(
                status,
                continue_to_poll=status['state'] == 'running',
                args_for_next_run={'job_id': job_id, 'url': args['url'], 'polling': True},  # <- POL212 info acme-scan verbose
            )
        """,
        yml=scan(REQUIRED, "verbose", POLLING, JOB, HIDE),
    ),
    Case(
        "hidden state that is read without asking",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            if argToBoolean(args.get('first_run', 'true')):
                args['job_id'] = client.submit(args['url'])
            status = client.status(args['job_id'])
            return PollResult(
                status,
                continue_to_poll=status['state'] == 'running',
                args_for_next_run={'url': args['url'], 'polling': True, 'first_run': False},  # <- POL212 info acme-scan job_id
            )
        """,
        yml=scan(REQUIRED, POLLING, JOB, "first_run; description: Whether it is.; hidden: true", HIDE),
    ),
    Case(
        "optional argument that only the first run reads",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            job_id = args.get('job_id')
            if not job_id:
                job_id = client.submit(args['url'], args.get('verbose'))
            status = client.status(job_id)
            return PollResult(
                status,
                continue_to_poll=status['state'] == 'running',
                args_for_next_run={'job_id': job_id, 'url': args['url'], 'polling': True},
            )
        """,
        yml=scan(REQUIRED, "verbose", POLLING, JOB, HIDE),
    ),
    # -- POL201 -------------------------------------------------------------------
    literal("undeclared", "{'job_id': job_id, **args}", yml=scan(URL, POLLING, HIDE, mark=P201)),
    steps(
        "undeclared and never read",
        "return PollResult(status, status['state'] == 'running', args_for_next_run={'job_id': job_id, 'started': 'yes', **args})",
        yml=scan(URL, POLLING, JOB, HIDE, mark="POL201 info acme-scan started"),
    ),
    steps(
        "two undeclared",
        "pages = int(args.get('pages', 0)) + 1\nreturn PollResult(status, status['state'] == 'running', args_for_next_run={**args, 'job_id': job_id, 'pages': pages})",
        yml=scan(URL, POLLING, HIDE, mark=f"{P201}, POL201 error acme-scan pages"),
    ),
    Case(
        "made anew in each run before it is read",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            args['headers'] = client.headers()
            status = client.status(args['url'], args['headers'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=scan(URL, POLLING, HIDE, mark="POL201 info acme-scan headers"),
    ),
    Case(
        "made anew in main",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            status = client.status(args['url'], args['headers'])
            return PollResult(status, continue_to_poll=status['state'] == 'running')
        """,
        yml=scan(URL, POLLING, HIDE, mark="POL201 info acme-scan headers"),
        main=MAIN.replace("    client =", "    args['headers'] = {'x': 'y'}\n    client ="),
    ),
    Case(
        "written and used up in one run",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            args['token'] = client.token()
            status = client.status(args['url'], args.pop('token'))
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=args)
        """,
        yml=scan(URL, POLLING, HIDE),
    ),
    Case(
        "args that is not the command's arguments",
        """
        @polling_function('acme-scan', requires_polling_arg=False)
        def scan_command(args, client):
            status = client.status(demisto.getArg('url'), args['page'])
            return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run=demisto.args())
        """,
        yml=scan(URL, HIDE),
        main=MAIN.replace("scan_command(args, client)", "scan_command({'page': 1}, client)"),
    ),
    Case(
        "extra arguments of a finished result",
        """
        @polling_function('acme-scan')
        def scan_command(args, client):
            status = client.status(args['url'])
            if status['state'] == 'running':
                return PollResult(None, continue_to_poll=True)
            return PollResult(status, continue_to_poll=False, args_for_next_run={'anything': status})
        """,
        yml=scan(URL, POLLING, HIDE),
    ),
]

CONFIGURATION = "configuration:\n- display: Key\n  name: api_key\n  type: 4\n- display: User\n  name: credentials\n  type: 9\n- display: URL\n  name: server\n  type: 0\n"


def secret(title: str, dictionary: str, *, yml: str, before: str = "") -> Case:
    code = (
        "@polling_function('acme-scan', requires_polling_arg=False)\ndef scan_command(args, client):\n    params = demisto.params()\n"
        f"{before}    status = client.status(args['url'])\n    return PollResult(\n        status,\n        continue_to_poll=status['state'] == 'running',\n"
        f"        args_for_next_run={dictionary},\n    )\n"
    )
    return Case(title, code, yml=yml, configuration=CONFIGURATION)


TOKEN = scan(URL, "token; hidden: true", HIDE)
P209 = "# <- POL209 warning acme-scan token"
SECRETS = [
    secret("configuration read in each run", "args", yml=scan(URL, HIDE)),
    secret("plain parameter", "{**args, 'token': params.get('server')}", yml=TOKEN),
    secret(
        "key",
        "{\n            **args,\n            'token': params.get('api_key'),  " + P209 + "\n        }",
        yml=TOKEN,
    ),
    secret(
        "key by item",
        "{\n            **args,\n            'token': params['api_key'],  " + P209 + "\n        }",
        yml=TOKEN,
    ),
    secret(
        "demisto.params()",
        "{\n            **args,\n            'token': demisto.params().get('api_key'),  "
        + P209
        + "\n        }",
        yml=TOKEN,
    ),
    secret(
        "getParam",
        "{\n            **args,\n            'token': demisto.getParam('api_key'),  " + P209 + "\n        }",
        yml=TOKEN,
    ),
    secret(
        "password of credentials",
        "{\n            **args,\n            'token': params.get('credentials', {}).get('password'),  "
        + P209
        + "\n        }",
        yml=TOKEN,
    ),
    secret(
        "f-string",
        "{\n            **args,\n            'token': f\"Bearer {params['api_key']}\",  "
        + P209
        + "\n        }",
        yml=TOKEN,
    ),
    secret("mutated args", "args", yml=TOKEN, before=f"    args['token'] = params['api_key']  {P209}\n"),
    secret("secret argument under its own name", "{**args}", yml=scan(URL, "token; secret: true", HIDE)),
    secret(
        "secret argument passed on under its own name",
        "{'url': args['url'], 'token': args.get('token')}",
        yml=scan(URL, "token; secret: true", HIDE),
    ),
    secret(
        "secret argument under another name",
        "{\n            **args,\n            'token': args.get('password'),  " + P209 + "\n        }",
        yml=scan(URL, "password; secret: true", "token; hidden: true", HIDE),
    ),
]


def travelling(title: str, value: str, wrong: bool, before: str = "") -> Case:
    mark = "  # <- POL409 error acme-scan state" if wrong else ""
    code = (
        f"{before}@polling_function('acme-scan', requires_polling_arg=False)\ndef scan_command(args, client):\n"
        f"    status = client.status(args['url'])\n    return PollResult(\n        status,\n        continue_to_poll=status['state'] == 'running',\n"
        f"        args_for_next_run={{\n            **args,\n            'state': {value},{mark}\n        }},\n    )\n"
    )
    return Case(title, code, yml=scan(URL, "state; hidden: true", HIDE))


JSON = [
    travelling("text", "str(status)", False),
    travelling("list", "[1, 2, 3]", False),
    travelling("dictionary", "{'a': status}", False),
    travelling("unknown", "status", False),
    travelling("list of a set", "list({1, 2})", False),
    travelling("json.dumps", "json.dumps({'a': 1})", False),
    travelling("isoformat", "datetime.now().isoformat()", False),
    travelling("set", "{1, 2}", True),
    travelling("set()", "set(status['ids'])", True),
    travelling("set comprehension", "{part['id'] for part in status['parts']}", True),
    travelling("bytes", "b'abc'", True),
    travelling("encoded", "'abc'.encode()", True),
    travelling("function", "scan_command", True),
    travelling("lambda", "lambda: 1", True),
    travelling("datetime", "datetime.now()", True),
    travelling(
        "object", "Client('https://acme.example')", True, before="class Client(BaseClient):\n    pass\n\n\n"
    ),
    travelling("CommandResults", "CommandResults(outputs=status)", True),
    travelling("response", "requests.get('https://acme.example')", True),
    travelling("set in a list", "[{1, 2}]", True),
]


@pytest.mark.parametrize(("case", "embedded"), layouts([*LOSING, *SECRETS, *JSON]), ids=label)
def test_next_run(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
