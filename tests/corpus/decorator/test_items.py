"""Scripts, shared modules, working copies, and items without visible code."""

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

# -- scripts ------------------------------------------------------------------------

SCRIPT = """
@polling_function(name='AcmeWait', interval=30, timeout=600)
def wait(args):
    job_id = args.get('job_id')
    if not job_id:
        job_id = execute_command('acme-submit', {'url': args.get('url')})['id']
    status = execute_command('acme-status', {'job_id': job_id})
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})


def main():
    return_results(wait(demisto.args()))


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""


def root(*arguments: str, polling: str | None = "true") -> str:
    """What the root of a script's yml has."""
    entry = command("x", *arguments, polling=polling).replace("arguments:", "args:")
    lines = [line[2:] for line in entry.split("\n")[1:] if "description: Asks" not in line]
    return "\n".join(lines)


ARGS = (URL, POLLING, JOB, HIDE)
W201 = "POL201 warning AcmeWait job_id"


def script(title: str, yml: str, code: str = SCRIPT, *, mark: str = "", name: str = "AcmeWait") -> Case:
    return Case(title, code, yml=yml, main="", script=True, name=name, mark_name=mark)


ALWAYS = SCRIPT.replace("timeout=600", "requires_polling_arg=False")
SCRIPTS = [
    script("healthy", root(*ARGS)),
    script("always polls", root(URL, JOB, HIDE), ALWAYS),
    script("no polling: true", root(*ARGS, polling=None), mark="POL101 error AcmeWait"),
    script("polling: false", root(*ARGS, polling="false  # <- POL101 error AcmeWait")),
    script("polling as text", root(*ARGS, polling="'true'  # <- POL103 error AcmeWait")),
    script(
        "polling on an argument",
        root(URL, POLLING + "; polling: true", JOB, HIDE, polling=None).replace(
            "polling: true", "polling: true  # <- POL102 error AcmeWait"
        ),
    ),
    script("state undeclared", root(URL, POLLING, HIDE), mark=W201),
    script("polling argument missing", root(URL, JOB, HIDE), mark="POL205 warning AcmeWait polling"),
    script("hide missing", root(URL, POLLING, JOB), mark="POL203 warning AcmeWait hide_polling_output"),
    script(
        "hide shown",
        root(URL, POLLING, JOB, "hide_polling_output  # <- POL204 warning AcmeWait hide_polling_output"),
    ),
    script(
        "unknown name",
        root(*ARGS),
        SCRIPT.replace(
            "'AcmeWait', interval=30, timeout=600)", "'AcmeWaiting')  # <- POL406 warning AcmeWait"
        ),
    ),
    script(
        "other case",
        root(*ARGS),
        SCRIPT.replace("'AcmeWait', interval=30, timeout=600)", "'acmewait')  # <- POL406 info AcmeWait"),
    ),
    script("the id for a name", root(*ARGS)),
    script(
        "state never carried",
        root(URL, POLLING, JOB + "  # <- POL213 warning AcmeWait job_id", HIDE),
        SCRIPT.replace(", args_for_next_run={'job_id': job_id, **args}", ""),
    ),
    script(
        "functions of one name",
        root(URL, JOB, HIDE),
        ALWAYS
        + SCRIPT.split("def main")[0]
        .replace("timeout=600", "requires_polling_arg=False")
        .replace("def wait", "def wait_again"),
    ),
    script(
        "several functions under one name",
        root("kind; predefined: [a, b]", URL, JOB, HIDE),
        """
@polling_function('AcmeWait', requires_polling_arg=False)
def wait_a(args):
    status = execute_command('acme-status', {'job_id': args.get('url')})
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'job_id': 'a'})


@polling_function('AcmeWait', requires_polling_arg=False)
def wait_b(args):
    status = execute_command('acme-status', {'job_id': args.get('job_id')})
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={**args, 'job_id': 'b'})


def main():
    args = demisto.args()
    return_results(wait_a(args) if args.get('kind') == 'a' else wait_b(args))


main()
""",
    ),
    script(
        "at module level",
        root(URL, JOB, HIDE),
        ALWAYS.split("def main")[0] + "return_results(wait(demisto.args()))\n",
    ),
    script(
        "sleep",
        root(*ARGS),
        SCRIPT.replace("    status =", "    time.sleep(60)  # <- POL408 warning AcmeWait\n    status ="),
    ),
    script(
        "required dropped",
        root(URL + "; required: true", POLLING, JOB, HIDE),
        SCRIPT.replace(
            "args_for_next_run={'job_id': job_id, **args})",
            "args_for_next_run={'job_id': job_id, 'polling': True})",
        ),
    ).but(
        "is a warning",
        code=SCRIPT.replace(
            "args_for_next_run={'job_id': job_id, **args})",
            "args_for_next_run={'job_id': job_id, 'polling': True})  # <- POL208 warning AcmeWait url",
        ),
    ),
    script(
        "polling dropped",
        root(URL, POLLING, JOB, HIDE),
        SCRIPT.replace(
            "args_for_next_run={'job_id': job_id, **args})",
            "args_for_next_run={'job_id': job_id})  # <- POL207 warning AcmeWait polling",
        ),
    ),
]

# -- shared modules ------------------------------------------------------------------

MODULE = """
@polling_function(name=demisto.command(), interval=30)
def shared_scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})


def run_polling_command(client, args, cmd):
    @polling_function(cmd, interval=30)
    def poll(args, client):
        status = client.status(args['url'])
        return PollResult(status, continue_to_poll=status['state'] == 'running')

    return poll(args, client)
"""
IMPORT = "from AcmeApiModule import *  # noqa: F403\n"
SHARED_MAIN = MAIN.replace("scan_command(args, client)", "shared_scan_command(args, client)")
FOOT = SHARED_MAIN.replace("if __name__", "from AcmeApiModule import *  # noqa: E402\n\nif __name__")
FULL = scan(URL, POLLING, JOB, HIDE)


def shared(
    title: str,
    yml: str = FULL,
    *,
    module: str = MODULE,
    code: str = IMPORT,
    main: str = SHARED_MAIN,
    **more: object,
) -> Case:
    return Case(title, code, yml=yml, main=main, modules={"AcmeApiModule": module}, **more)  # type: ignore[arg-type]


SHARED = [
    shared("healthy"),
    shared("imported at the foot", code="import demistomock as demisto\n", main=FOOT),
    shared("imported in try", code="try:\n    from AcmeApiModule import *\nexcept ImportError:\n    pass\n"),
    shared("imported by name", code="from AcmeApiModule import shared_scan_command\n"),
    shared(
        "imported under another name",
        code="from AcmeApiModule import shared_scan_command as scan_it\n",
        main=MAIN.replace("scan_command(", "scan_it("),
    ),
    shared("no polling: true", scan(URL, POLLING, JOB, HIDE, polling=None, mark="POL101 error acme-scan")),
    shared("state undeclared", scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id")),
    shared("polling argument missing", scan(URL, JOB, HIDE, mark="POL205 error acme-scan polling")),
    shared("hide missing", scan(URL, POLLING, JOB, mark="POL203 warning acme-scan hide_polling_output")),
    shared(
        "polling: true without visible code for a command",
        FULL + command("acme-list", URL),
        main=SHARED_MAIN.replace("'test-module'", "'acme-list'"),
        module=MODULE + "\nfrom UnseenApiModule import *\n",
    ),
    shared(
        "a mistake in the module lies on the command's name",
        scan(URL, POLLING, JOB, HIDE, mark="POL207 error acme-scan polling"),
        module=MODULE.replace("'job_id': job_id, **args}", "'job_id': job_id}"),
        main=SHARED_MAIN,
    ),
    shared(
        "bad return in the module",
        scan(URL, POLLING, JOB, HIDE, mark="POL402 error acme-scan"),
        module=MODULE.replace(
            "    status = client.status(job_id)\n",
            "    status = client.status(job_id)\n    if not status:\n        return None\n",
        ),
    ),
    shared(
        "interval in the module",
        scan(URL, POLLING, JOB, HIDE, mark="POL303 warning acme-scan"),
        module=MODULE.replace("interval=30)\ndef shared", "interval=5)\ndef shared"),
    ),
    shared(
        "once for the command that comes first",
        scan(URL, POLLING, JOB, HIDE, mark="POL303 warning acme-scan")
        + command("acme-rescan", URL, POLLING, JOB, HIDE),
        module=MODULE.replace("interval=30)\ndef shared", "interval=5)\ndef shared"),
        main=SHARED_MAIN.replace("== 'acme-scan'", "in ('acme-scan', 'acme-rescan')"),
    ),
    shared(
        "unused mistake in the module",
        module=MODULE.replace("    def poll(args, client):", "    def poll(client, args):").replace(
            "cmd, interval=30", "cmd, interval=3"
        ),
    ),
    shared(
        "generic command in the module",
        scan("url; required: true", POLLING, HIDE),
        main=MAIN.replace("scan_command(args, client)", "run_polling_command(client, args, 'acme-scan')"),
    ),
    shared(
        "generic command with an unknown name",
        scan("url; required: true", POLLING, HIDE, mark="POL406 error acme-scan"),
        main=MAIN.replace("scan_command(args, client)", "run_polling_command(client, args, cmd='acme-scam')"),
    ),
    shared("unseen module", FULL, code="from UnseenApiModule import *\n"),
    Case(
        "unseen module and nothing else",
        "from UnseenApiModule import *\n",
        yml=FULL + command("acme-list", URL),
        main="\ndef main():\n    run_commands()\n\nmain()\n",
    ),
    Case(
        "two modules",
        "from AcmeApiModule import *\n",
        yml=FULL,
        main=SHARED_MAIN,
        modules={"AcmeApiModule": "from OtherApiModule import *\n", "OtherApiModule": MODULE},
    ),
    Case(
        "client of the module",
        "from AcmeApiModule import *\n\nclass Client(AcmeClient):\n    pass\n\n@polling_function('acme-scan')\ndef scan_command(args, client):\n"
        "    client.begin(args)\n    status = client.status(args['job_id'])\n    return PollResult(status, continue_to_poll=status['state'] == 'running')\n",
        yml=FULL,
        modules={
            "AcmeApiModule": "class AcmeClient(BaseClient):\n    def begin(self, args):\n        if not args.get('job_id'):\n            args['job_id'] = self._http_request('POST', args['url'])['id']\n\n    def status(self, job_id):\n        return self._http_request('GET', job_id)\n"
        },
    ),
    Case(
        "client of the module, state undeclared",
        "from AcmeApiModule import *\n\nclass Client(AcmeClient):\n    pass\n\n@polling_function('acme-scan')\ndef scan_command(args, client):\n"
        "    client.begin(args)\n    status = client.status(args['job_id'])\n    return PollResult(status, continue_to_poll=status['state'] == 'running')\n",
        yml=scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
        modules={
            "AcmeApiModule": "class AcmeClient(BaseClient):\n    def begin(self, args):\n        if not args.get('job_id'):\n            args['job_id'] = self._http_request('POST', args['url'])['id']\n\n    def status(self, job_id):\n        return self._http_request('GET', job_id)\n"
        },
    ),
]

# -- working copies -------------------------------------------------------------------

OWN = """
@polling_function('acme-scan')
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return PollResult(status, continue_to_poll=status['state'] == 'running', args_for_next_run={'job_id': job_id, **args})
"""
COPIES = [
    Case(
        f"working copy {name}",
        OWN,
        yml=scan(
            URL, POLLING, HIDE, polling=None, mark="POL101 info acme-scan, POL201 info acme-scan job_id"
        ),
        name=name,
    )
    for name in ("AcmePreRelease", "Acme-dev", "Acme_dev", "Acme-copy", "Acme_copy", "Acme-DEV")
]
NO_COPIES = [
    Case(
        f"no working copy {name}",
        OWN,
        yml=scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
        name=name,
    )
    for name in ("AcmeV2", "AcmeDev", "Device", "Acmecopy")
]

# -- other items ------------------------------------------------------------------------

OTHERS = [
    Case(
        "nothing decorated is called for the command",
        OWN,
        yml=scan(URL, POLLING, JOB, HIDE)
        .replace("acme-scan", "acme-other")
        .replace("  polling: true", "  polling: true  # <- POL104 info acme-other"),
    ),
]


@pytest.mark.parametrize(
    ("case", "embedded"), layouts([*SCRIPTS, *SHARED, *COPIES, *NO_COPIES, *OTHERS]), ids=label
)
def test_items(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
