"""A command that submits and one that finds: POL101, POL201, POL203 and POL205 in either."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import HIDE, POLLING, URL, Case, check, command, label, layouts

PAIR_CODE = """
@polling_function('acme-scan-find', interval=30)
def find_command(args, client):
    status = client.status(args['job_id'])
    return PollResult(status, continue_to_poll=status['state'] == 'running')

def submit_command(args, client):
    args['job_id'] = client.submit(args['url'])
    return find_command(args, client)

def main():
    args = demisto.args()
    client = Client()
    if demisto.command() == 'acme-scan-submit':
        return_results(submit_command(args, client))
    elif demisto.command() == 'acme-scan-find':
        return_results(find_command(args, client))

main()
"""
ID = "job_id; required: true; description: The job."


def pair(title: str, *, submit: str, find: str, code: str = PAIR_CODE) -> Case:
    return Case(title, code, yml=submit + find, main="")


def submit(*arguments: str, mark: str = "", polling: str | None = "true") -> str:
    return command("acme-scan-submit" + (f"  # <- {mark}" if mark else ""), *arguments, polling=polling)


def find(*arguments: str, mark: str = "", polling: str | None = "true") -> str:
    return command("acme-scan-find" + (f"  # <- {mark}" if mark else ""), *arguments, polling=polling)


NEW = PAIR_CODE.replace(
    "    args['job_id'] = client.submit(args['url'])\n    return find_command(args, client)",
    "    return find_command({'job_id': client.submit(args['url']), 'polling': True}, client)",
)
PAIRS = [
    pair(
        "the input rides along",
        submit=submit(URL, POLLING),
        find=find("url; description: x", ID, POLLING, HIDE),
    ),
    pair("a fresh dictionary", submit=submit(URL), find=find(ID, POLLING, HIDE), code=NEW),
    pair(
        "submit lacks polling: true",
        submit=submit(URL, polling=None, mark="POL101 error acme-scan-submit"),
        find=find(ID, POLLING, HIDE),
        code=NEW,
    ),
    pair(
        "find lacks polling: true",
        submit=submit(URL),
        find=find(ID, POLLING, HIDE, polling=None, mark="POL101 error acme-scan-find"),
        code=NEW,
    ),
    pair(
        "both lack polling: true",
        submit=submit(URL, polling=None, mark="POL101 error acme-scan-submit"),
        find=find(ID, POLLING, HIDE, polling=None, mark="POL101 error acme-scan-find"),
        code=NEW,
    ),
    pair(
        "find lacks hide",
        submit=submit(URL),
        find=find(ID, POLLING, mark="POL203 warning acme-scan-find hide_polling_output"),
        code=NEW,
    ),
    pair(
        "find lacks the polling argument",
        submit=submit(URL),
        find=find(ID, HIDE, mark="POL205 error acme-scan-find polling"),
        code=NEW,
    ),
    pair(
        "submit lacks the polling argument",
        submit=submit(URL, mark="POL205 error acme-scan-submit polling"),
        find=find("url; description: x", ID, POLLING, HIDE),
    ),
    pair(
        "find does not declare the id",
        submit=submit(URL),
        find=find(POLLING, HIDE, mark="POL201 error acme-scan-find job_id"),
        code=NEW,
    ),
    pair(
        "an argument of submit rides along that find does not declare and does not read",
        submit=submit(URL, POLLING),
        find=find(ID, POLLING, HIDE),
    ),
    pair(
        "an argument of submit rides along that find reads and does not declare",
        submit=submit(URL, "verbose", POLLING),
        find=find("url; description: x", ID, POLLING, HIDE, mark="POL201 error acme-scan-find verbose"),
        code=PAIR_CODE.replace("status(args['job_id'])", "status(args['job_id'], args.get('verbose'))"),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts(PAIRS), ids=label)
def test_pairs(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
