"""Questions on a terminal, for what neither the answers file nor the options say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from polltool.scaffold.answers import Answers, Input, Request
from polltool.scaffold.checking import check
from polltool.scaffold.defaults import Suggestions
from polltool.scaffold.parsing import AnswerError, Given, parse_input, parse_request, parse_words

Parse = Callable[[str], Any]


def ask(given: Given, suggested: Suggestions) -> Given:
    """Ask for what is missing; the defaults are the integration's own.

    :raises click.Abort: the person gives up.
    """
    known = dict(given)
    if "command" not in known and "submit" not in known and "find" not in known:
        pair = click.confirm(
            "A pair of commands, one that submits and one that finds?", default=True, err=True
        )
        if not pair:
            known["command"] = _ask("The command's name", None, str, "--command", known)
    prefix = suggested.command_prefix or "acme"
    if "command" not in known:
        if "submit" not in known:
            known["submit"] = _ask(
                "The submit command's name", f"{prefix}-job-submit", str, "--submit", known
            )
        if "find" not in known:
            default = suggested.find_command(known["submit"])
            known["find"] = _ask("The find command's name", default, str, "--find", known)
    _simple(known, "state", "The argument that carries the job's ID", str)
    _inputs(known, "args", "--arg", f"Inputs of {known.get('submit') or known.get('command')}")
    if "command" not in known:
        _inputs(known, "find_args", "--find-arg", f"Inputs of {known['find']}, beside {known['state']}")
    defaults = suggested.all(known)
    for name, text, parse in _QUESTIONS:
        _simple(known, name, text, parse, defaults)
    return known


def ask_what_to_run(given: Given) -> Given:
    """Ask for the commands that a new script runs.

    :raises click.Abort: the person gives up.
    """
    known = dict(given)
    if not {"submit", "find", "wraps"} & set(known) and click.confirm(
        "Does the script wait for a command that polls by itself?", default=False, err=True
    ):
        known["wraps"] = _ask("That command's name", None, str, "--wraps", known)
    if "wraps" not in known:
        for name, what in (("submit", "submits a job"), ("find", "tells how a job is")):
            if name not in known:
                known[name] = _ask(f"The command that {what}", None, str, f"--{name}", known)
    return known


def _or_none(text: str) -> str | None:
    return None if text == "-" else text


_QUESTIONS: tuple[tuple[str, str, Parse], ...] = (
    ("submit_request", "The request that submits a job", parse_request),
    ("find_request", "The request that asks for a job", parse_request),
    ("id_field", "Where the reply to a submission holds the ID", str),
    ("status_field", "Where the reply about a job holds its status", str),
    ("running", "The statuses that mean to go on", parse_words),
    ("failed", "The statuses that mean failure", parse_words),
    ("interval", "Seconds between two polls", int),
    ("timeout", "Seconds after which waiting ends", int),
    ("polling_arg", "The argument that asks for polling ('-' for none: they always poll)", _or_none),
    ("poll_message", "What people read meanwhile", str),
    ("outputs_prefix", "Where in the context the results go", str),
)


def _simple(
    known: dict[str, Any], name: str, text: str, parse: Parse, defaults: Mapping[str, Any] | None = None
) -> None:
    if name in known:
        return
    default = (defaults or {}).get(name, getattr(Answers(), name))
    known[name] = _ask(text, default, parse, f"--{name.replace('_', '-')}", known, name)


def _inputs(known: dict[str, Any], name: str, option: str, text: str) -> None:
    if name in known:
        return
    click.echo(
        f"{text}: NAME[:required|optional][:DESCRIPTION], one a line, an empty line at the end.", err=True
    )
    found: list[Input] = []
    while True:
        line = click.prompt(f"  input {len(found) + 1}", default="", show_default=False, err=True)
        if not line.strip():
            break
        try:
            inputs = (*found, parse_input(line))
            _sound(option, {**known, name: inputs})
        except (ValueError, AnswerError) as error:
            click.echo(f"Error: {error}", err=True)
        else:
            found = list(inputs)
    known[name] = tuple(found)


def _ask(text: str, default: Any, parse: Parse, option: str, known: Given, name: str | None = None) -> Any:
    field = name or option.removeprefix("--")

    def value(given: str) -> Any:
        try:
            parsed = parse(given.strip())
            _sound(option, {**known, field: parsed})
        except (ValueError, AnswerError) as error:
            raise click.UsageError(str(error)) from None
        return parsed

    return click.prompt(
        text, default=None if default is None else _shown(default), value_proc=value, err=True
    )


def _sound(option: str, given: Given) -> None:
    """Make sure that an answer can be, whatever the other answers are.

    :raises AnswerError: it cannot.
    """
    try:
        check(Answers(**{"outputs_prefix": "Acme.Job", **given}))
    except AnswerError as error:
        own = [line for line in str(error).split("\n") if line.startswith((f"{option}:", f"{option} "))]
        if own:
            raise AnswerError("\n".join(own)) from None


def _shown(value: Any) -> str:
    if isinstance(value, Request):
        return f"{value.method} {value.path}"
    return ",".join(value) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
