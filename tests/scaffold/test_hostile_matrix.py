"""Every option with every kind of troublesome word: refused with its name, or written word for word."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from polltool.scaffold.answering import answer
from polltool.scaffold.answers import Answers, Input, Output, Request
from polltool.scaffold.parsing import AnswerError
from polltool.scaffold.plan import plan_commands
from polltool.scaffold.target import Target, read_target, suggested_by
from polltool.workspace import Workspace
from tests.scaffold.integrations import split

WORDS = {
    "single quote": "it's",
    "double quotes": 'a "b"',
    "triple quotes": "'''\"\"\"",
    "backslash at the end": "a\\",
    "escapes": "\\N{BULLET}\\x41",
    "Jinja expression": "{{ 7 * 7 }}",
    "Jinja statement": "{% raw %}",
    "braces": "{job_id}",
    "format": "%s {0} ${HOME}",
    "YAML mapping": "a: b",
    "YAML list": "- a",
    "YAML alias": "*a",
    "YAML comment": "a # b",
    "YAML tag": "!!python/object:os.system",
    "YAML boolean": "yes",
    "YAML null": "~",
    "YAML number": "012",
    "YAML document": "---",
    "Markdown": "| <b> | `c` |",
    "unicode": "é日本😀",
    "right to left": "a\u202eb",
    "newline": "a\nb",
    "carriage return": "a\rb",
    "line separator": "a\u2028b",
    "tab": "a\tb",
    "nothing": "a\x00b",
    "escape": "\x1b[31m",
    "surrogate": "\ud800",
    "BOM": "\ufeff",
    "empty": "",
    "blank": " ",
    "keyword": "class",
    "soft keyword": "match",
    "constant": "None",
    "builtin": "print",
    "own name": "client",
    "receiver": "self",
    "dunder": "__class__",
    "long": "x" * 4000,
    "path": "../../x",
    "call": "__import__('os').system('touch owned')",
}

PLACES: Mapping[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "submit": ("--submit", lambda word: {"submit": word}),
    "find": ("--find", lambda word: {"find": word}),
    "submit after a prefix": ("--submit", lambda word: {"submit": f"acme-{word}"}),
    "single": ("--command", lambda word: {"submit": None, "find": None, "command": word}),
    "state": ("--state", lambda word: {"state": word, "find_request": Request("GET", "/jobs")}),
    "polling argument": ("--polling-arg", lambda word: {"polling_arg": word}),
    "message": ("--poll-message", lambda word: {"poll_message": word}),
    "argument": ("--arg", lambda word: {"args": (Input(word, True),)}),
    "optional argument": ("--arg", lambda word: {"args": (Input(word, False),)}),
    "argument's description": ("--arg", lambda word: {"args": (Input("url", True, word),)}),
    "find argument": ("--find-arg", lambda word: {"find_args": (Input(word),)}),
    "find argument's description": ("--find-arg", lambda word: {"find_args": (Input("full", False, word),)}),
    "output": ("--output", lambda word: {"outputs": (Output(word, "String", "It."),)}),
    "output's type": ("--output", lambda word: {"outputs": (Output("score", word, "It."),)}),
    "output's description": ("--output", lambda word: {"outputs": (Output("score", "Number", word),)}),
    "prefix": ("--outputs-prefix", lambda word: {"outputs_prefix": word}),
    "id": ("--id-field", lambda word: {"id_field": word}),
    "status": ("--status-field", lambda word: {"status_field": word}),
    "running": ("--running", lambda word: {"running": (word,)}),
    "failed": ("--failed", lambda word: {"failed": (word,)}),
    "method": ("--submit-request", lambda word: {"submit_request": Request(word, "/jobs")}),
    "path": ("--submit-request", lambda word: {"submit_request": Request("POST", word)}),
    "path's end": (
        "--find-request",
        lambda word: {"find_request": Request("GET", f"/jobs/{{job_id}}/{word}")},
    ),
}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    folder = split(tmp_path_factory.mktemp("hostile"), test="", readme="")
    return read_target(str(folder), Workspace())


def answered(target: Target, given: Mapping[str, Any]) -> Answers:
    base = {"submit": "acme-job-submit", "find": "acme-job-find", **given}
    kept = {name: value for name, value in base.items() if value is not None}
    return answer(kept, suggested_by(target, kept), ask=None, defaults=False)


def values(data: Any) -> Iterator[str]:
    """All texts of a YAML document."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from values(key)
            yield from values(value)
    elif isinstance(data, list):
        for value in data:
            yield from values(value)
    elif isinstance(data, str):
        yield data


def refused(target: Target, place: str, word: str) -> bool:
    """Whether a word is refused there, by a message that names the option and can be shown."""
    option, given = PLACES[place]
    try:
        answered(target, given(word))
    except AnswerError as error:
        told = str(error)
        assert f"{option}" in told or "an answer is missing" in told, told
        assert all(character.isprintable() or character == "\n" for character in told), (place, word)
        assert len(told) < 1000 + len(word), (place, word)
        told.encode()
        return True
    return False


def said(target: Target, given: Mapping[str, Any]) -> str:
    """All texts that the planned files have, which can be read and be written."""
    found: list[str] = []
    for change in plan_commands(target, answered(target, given)).changes:
        assert all(len(os.fsencode(part)) <= 255 for part in Path(change.path).parts)
        text = change.new.decode()
        if change.path.endswith(".yml"):
            found += values(yaml.safe_load(text))
        elif change.path.endswith(".py"):
            tree = ast.parse(text)
            compile(tree, change.path, "exec")
            found += [str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            found += [str(node.arg) for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    return "\n\n".join(found)


TEXTS = tuple(
    place
    for place in PLACES
    if "description" in place or place in ("message", "id", "status", "running", "failed")
)
"""Places whose words are quoted wherever they go."""


@pytest.mark.parametrize("place", [place for place in PLACES if place not in TEXTS])
def test_names_are_refused_or_kept(target: Target, place: str) -> None:
    kept = [word for word in WORDS.values() if not refused(target, place, word)]
    assert len(kept) < len(WORDS) / 2
    for word in kept:
        assert word.replace("{job_id}", "") in said(target, PLACES[place][1](word))


@pytest.mark.parametrize("kind", WORDS)
def test_texts_are_refused_or_kept(target: Target, kind: str) -> None:
    word = WORDS[kind]
    kept = [place for place in TEXTS if not refused(target, place, word)]
    given: dict[str, Any] = {}
    for place in kept:
        given |= PLACES[place][1](word)
    if "failed" in given:
        given["failed"] = (f"{word}!",)
    if given:
        found = said(target, given)
        assert all(part in found for part in (word.strip(), *word.split(".")))
