"""From what was given to complete answers: defaults < answers file < options < questions on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from polltool.scaffold.answers import Answers
from polltool.scaffold.checking import check
from polltool.scaffold.defaults import Suggestions
from polltool.scaffold.parsing import AnswerError, Given

Ask = Callable[[Given, Suggestions], Given]
"""Asks a person for what is missing."""

_KNOWN = frozenset(field.name for field in fields(Answers))


def answer(given: Given, suggested: Suggestions, *, ask: Ask | None, defaults: bool) -> Answers:
    """Complete and valid answers.

    :param given: what the answers file and the options say.
    :param ask: asks on a terminal; None where there is nobody to ask.
    :param defaults: also name the find command by default.
    :raises AnswerError: an answer is missing or cannot be; the text names its option.
    """
    assert set(given) <= _KNOWN
    _consistent(given)
    if ask is not None:
        given = ask(given, suggested)
    elif defaults and "submit" in given and "find" not in given:
        given = {**given, "find": suggested.find_command(given["submit"])}
    _named(given)
    answers = Answers(**suggested.all(given))
    check(answers)
    return answers


def _consistent(given: Given) -> None:
    if "wraps" in given:
        raise AnswerError(
            "--wraps goes with --script NAME, the script that runs the command and waits for it"
        )
    for name in ("submit", "find"):
        if name in given and "command" in given:
            raise AnswerError(f"--command is one command instead of a pair; leave it or --{name} out")


def _named(given: Given) -> None:
    if "command" in given or {"submit", "find"} <= set(given):
        return
    missing = [f"--{name}" for name in ("submit", "find") if name not in given]
    both = "" if len(missing) == 1 else ", or --command for one command that does both"
    raise AnswerError(
        f"an answer is missing: {' and '.join(missing)} (the names of the pair's commands){both}"
    )


def guessed(given: Given) -> tuple[str, ...]:
    """The options whose answers only the author knows, and that were not given."""
    return tuple(
        f"--{name.replace('_', '-')}" for name in ("submit_request", "find_request") if name not in given
    )
