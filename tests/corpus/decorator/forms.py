"""How a way to carry a job's id is written down, and the mistakes that its yml is tried with."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.corpus.decorator.kit import (
    HIDE,
    INTERVAL,
    JOB,
    MAIN,
    POLLING,
    TIMEOUT,
    URL,
    Case,
    check,
    label,
    scan,
)

HEAD = "@polling_function('acme-scan', interval=30, timeout=600)\n"
RUNNING = "continue_to_poll=status['state'] == 'running'"


@dataclass(frozen=True)
class Form:
    """One way to write it. ``main`` dispatches.

    ``doubtful``: the value may be the argument in another form, so whether it is state cannot be told.
    """

    title: str
    code: str
    main: str = MAIN
    decorator: str = HEAD
    doubtful: bool = False


def body(title: str, text: str, *, doubtful: bool = False) -> Form:
    """A form that differs in the function's body."""
    return Form(
        title,
        "def scan_command(args, client):\n" + textwrap.indent(textwrap.dedent(text).strip("\n"), "    "),
        doubtful=doubtful,
    )


def carried(title: str, text: str) -> Form:
    """A form that differs only in how the next run's arguments are put together."""
    return body(
        title,
        "job_id = args.get('job_id')\nif not job_id:\n    job_id = client.submit(args.get('url'))\n"
        "status = client.status(job_id)\n" + textwrap.dedent(text).strip("\n"),
    )


def read(title: str, text: str, *, doubtful: bool = False) -> Form:
    """A form that differs only in how the state is read."""
    return body(
        title,
        textwrap.dedent(text).strip("\n")
        + f"\nstatus = client.status(job_id)\nreturn PollResult(status, {RUNNING}, args_for_next_run={{**args, 'job_id': job_id}})",
        doubtful=doubtful,
    )


ARGUMENTS = (URL, INTERVAL, TIMEOUT, POLLING, JOB, HIDE)
MISTAKES = {
    "healthy": scan(*ARGUMENTS),
    "polling missing": scan(*ARGUMENTS, polling=None, mark="POL101 error acme-scan"),
    "polling false": scan(*ARGUMENTS, polling="false  # <- POL101 error acme-scan"),
    "state undeclared": scan(URL, INTERVAL, TIMEOUT, POLLING, HIDE, mark="POL201 error acme-scan job_id"),
    "polling argument missing": scan(
        URL, INTERVAL, TIMEOUT, JOB, HIDE, mark="POL205 error acme-scan polling"
    ),
    "hide missing": scan(
        URL, INTERVAL, TIMEOUT, POLLING, JOB, mark="POL203 warning acme-scan hide_polling_output"
    ),
    "hide shown": scan(
        URL,
        INTERVAL,
        TIMEOUT,
        POLLING,
        JOB,
        "hide_polling_output  # <- POL204 warning acme-scan hide_polling_output",
    ),
    "state shown": scan(
        URL, POLLING, "job_id; description: Internal use.  # <- POL202 warning acme-scan job_id", HIDE
    ),
    "state shown, to resume by": scan(
        URL, POLLING, "job_id; description: The job to resume.  # <- POL202 info acme-scan job_id", HIDE
    ),
    "state deprecated": scan(
        URL, POLLING, "job_id; deprecated: true; description: x  # <- POL206 info acme-scan job_id", HIDE
    ),
}


def name_of(form: Form) -> str:
    """What a form is called among the tests."""
    return label(Case(form.title, ""))


def check_form(form: Form, mistake: str, root: Path) -> None:
    if form.doubtful and mistake.startswith("state shown"):
        pytest.skip("no rule speaks of it")
    check(
        Case(form.title, form.decorator + form.code.lstrip("\n"), yml=MISTAKES[mistake], main=form.main),
        root,
    )
