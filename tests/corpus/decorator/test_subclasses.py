"""Classes that derive from the library's: a ``PollResult`` of one's own, next-run arguments as ``TypedDict``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.decorator.kit import HIDE, JOB, POLLING, URL, Case, check, label, layouts, scan

CODE = """
from typing import TypedDict


class Result(PollResult):
    pass


class NextRun(TypedDict, total=False):
    job_id: str
    polling: bool


@polling_function('acme-scan')
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args.get('url'))
    status = client.status(job_id)
    return Result(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run=NextRun(job_id=job_id, polling=True),
    )
"""

CASES = [
    Case("healthy", CODE, yml=scan(URL, POLLING, JOB, HIDE)),
    Case(
        "state undeclared",
        CODE,
        yml=scan(URL, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
    ),
    Case(
        "polling argument lost",
        CODE.replace(
            "args_for_next_run=NextRun(job_id=job_id, polling=True),",
            "args_for_next_run=NextRun(job_id=job_id),  # <- POL207 error acme-scan polling",
        ),
        yml=scan(URL, POLLING, JOB, HIDE),
    ),
]


@pytest.mark.parametrize(("case", "embedded"), layouts(CASES), ids=label)
def test_subclasses(case: Case, embedded: bool, tmp_path: Path) -> None:
    check(case, tmp_path, embedded=embedded)
