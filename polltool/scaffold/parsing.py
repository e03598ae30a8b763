"""Answers as people write them: the texts of options, and answers files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from polltool.errors import UsageError
from polltool.scaffold.answers import Input, Output, Request
from polltool.simulate.checkedyaml import ScenarioError, read_checked
from polltool.workspace import Workspace
from polltool.yamldoc import Wanted

T = TypeVar("T")

Given = Mapping[str, Any]
"""Some of the answers, as values of the fields of ``Answers`` by name."""

_WANTED = Wanted("answers are a mapping of keys such as submit, find and state")
_ALIASES = {"arg": "args", "find_arg": "find_args", "output": "outputs"}


class AnswerError(UsageError):
    """An answer that cannot be; the text names the option and says what can."""


def parse_input(text: str) -> Input:
    """An input of a command: ``NAME[:required|optional][:DESCRIPTION]``.

    :raises ValueError: there is no name.
    """
    name, _, rest = text.partition(":")
    if not name.strip():
        raise ValueError(f"{text!r} has no name; write NAME[:required|optional][:DESCRIPTION]")
    word, _, description = rest.partition(":")
    if word.strip().lower() in ("required", "optional"):
        return Input(name.strip(), word.strip().lower() == "required", description.strip())
    return Input(name.strip(), False, rest.strip())


def parse_output(text: str) -> Output:
    """A context output: ``PATH:TYPE:DESCRIPTION``.

    :raises ValueError: there is no path.
    """
    path, _, rest = text.partition(":")
    kind, _, description = rest.partition(":")
    if not path.strip():
        raise ValueError(f"{text!r} has no path; write PATH:TYPE:DESCRIPTION")
    return Output(path.strip(), kind.strip() or "Unknown", description.strip())


def parse_request(text: str) -> Request:
    """An HTTP request: ``METHOD PATH``.

    :raises ValueError: it is not these two.
    """
    method, _, path = text.strip().partition(" ")
    if not path.strip():
        raise ValueError(f"{text!r} is no request; write METHOD PATH, such as 'GET /v1/scans'")
    return Request(method.upper(), path.strip())


def parse_words(text: str) -> tuple[str, ...]:
    """Values joined by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _input(value: str | Mapping[str, Any]) -> Input:
    if isinstance(value, str):
        return parse_input(value)
    return Input(value["name"], value.get("required", False), value.get("description", ""))


def _output(value: str | Mapping[str, Any]) -> Output:
    if isinstance(value, str):
        return parse_output(value)
    return Output(value["path"], value.get("type", "Unknown"), value.get("description", ""))


def _request(value: str | Mapping[str, Any]) -> Request:
    return parse_request(value) if isinstance(value, str) else Request(value["method"].upper(), value["path"])


def _words(value: str | list[str]) -> tuple[str, ...]:
    return parse_words(value) if isinstance(value, str) else tuple(value)


def _each(parse: Callable[[Any], T]) -> Callable[[list[Any]], tuple[T, ...]]:
    return lambda values: tuple(map(parse, values))


_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "args": _each(_input),
    "find_args": _each(_input),
    "outputs": _each(_output),
    "submit_request": _request,
    "find_request": _request,
    "running": _words,
    "failed": _words,
}


def read_answers(path: str, workspace: Workspace) -> Given:
    """The answers in a YAML or JSON file.

    :raises AnswerError: it is no sound answers file; the text names each place.
    :raises ReadError: it cannot be read.
    """
    absolute, shown, data = workspace.read_named(path)
    try:
        checked = read_checked(shown, data, "answers", wanted=_WANTED, what="the answers file")
    except ScenarioError as error:
        raise AnswerError(str(error)) from None
    found: dict[str, Any] = {}
    for key, value in checked.value.items():
        name = _ALIASES.get(key, key)
        if name in found:
            raise AnswerError(f"{shown}:{checked.line([key])}: {key} says again what {name} says; remove one")
        try:
            found[name] = _PARSERS[name](value) if name in _PARSERS else value
        except ValueError as error:
            raise AnswerError(f"{shown}:{checked.line([key])}: {key}: {error}") from None
    if found.get("templates"):
        found["templates"] = os.path.join(os.path.dirname(absolute), found["templates"])
    return _plain(found, shown)


def _plain(found: dict[str, Any], shown: str) -> Given:
    """The answers without those that say the same in another way (``no_tests``, ``always_poll``)."""
    for part in ("tests", "readme"):
        if f"no_{part}" in found:
            left_out = found.pop(f"no_{part}")
            if found.setdefault(part, not left_out) is left_out:
                raise AnswerError(f"{shown}: {part} and no_{part} contradict each other; remove one")
    if "always_poll" in found:
        always = found.pop("always_poll")
        if always and found.get("polling_arg") is not None:
            raise AnswerError(f"{shown}: always_poll and polling_arg contradict each other; remove one")
        if always:
            found["polling_arg"] = None
    return found
