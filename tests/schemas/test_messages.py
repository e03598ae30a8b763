"""POL002: what is wrong is said in words, at its place, with command and argument."""

from __future__ import annotations

import textwrap

import pytest

from polltool.findings import Problem
from polltool.model import read_item
from polltool.schema import schema_problems
from polltool.source import Source
from polltool.yamldoc import load


def problems(text: str) -> tuple[Problem, ...]:
    document = load(Source("Acme.yml", text))
    item = read_item(document)
    assert item is not None
    return schema_problems(document, item)


def of_argument(keys: str) -> tuple[Problem, ...]:
    entry = textwrap.indent(keys, "      ").lstrip()
    return problems(f"name: Acme\nscript:\n  commands:\n  - name: acme-scan\n    arguments:\n    - {entry}\n")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            "hidden: 'true'",
            "is the text 'true' in quotes, but has to be true, false or a list of marketplaces",
        ),
        ("hidden: 'true'", ": write 'hidden: true'"),
        ('required: "no"', "the text 'no' in quotes, but has to be true or false: write 'required: false'"),
        ("secret: 1", "is the number 1, but has to be true or false: write 'secret: true'"),
        ("isArray: maybe", "is the text 'maybe', but has to be true or false: write true or false"),
        ("deprecated:", "has no value, but has to be true or false: write true or false, or remove the key"),
        ("default: {a: b}", "is a mapping, but has to be true or false"),
        ("auto: predefined", "is the text 'predefined', but has to be PREDEFINED: write 'auto: PREDEFINED'"),
        ("predefined: true", "is the boolean true, but has to be a list: begin each entry with '- '"),
        ("hidden:marketplacev2: 'true'", "has to be true or false: write 'hidden:marketplacev2: true'"),
    ],
)
def test_a_wrong_value_of_an_argument(key: str, message: str) -> None:
    (problem,) = of_argument(f"name: job_id\n{key}")
    name = key.partition(": ")[0].removesuffix(":")
    assert problem.message.startswith(f"'{name}' of argument 'job_id' of command 'acme-scan' ")
    assert message in problem.message
    assert (problem.place.line, problem.command, problem.argument) == (7, "acme-scan", "job_id")


@pytest.mark.parametrize(
    "key",
    [
        "hidden: yes",
        "hidden: OFF",
        "hidden: [marketplacev2]",
        "hidden: []",
        "default:",
        "defaultValue:",
        "defaultValue: [1]",
        "predefined:",
        "predefined: [yes, 1, 2.5, 2022-01-02, a]",
        "required: True",
        "description:",
        "unknown: {a: b}",
        "type: 7",
        "polling: 'true'",
        "hidden:nowhere: x",
        "prettypredefined: {a: b}",
    ],
)
def test_what_is_accepted(key: str) -> None:
    assert of_argument(f"name: job_id\n{key}") == ()


def test_a_missing_name_lies_on_the_first_line_of_its_entry() -> None:
    (problem,) = of_argument("description: x\nhidden: true")
    assert problem.message.startswith("an argument of command 'acme-scan' has no 'name'")
    assert (problem.place.line, problem.place.column, problem.place.end_line) == (6, 7, 6)
    assert (problem.command, problem.argument) == ("acme-scan", None)


def test_a_name_for_one_marketplace_is_a_name() -> None:
    assert of_argument("name:xsoar: x\nhidden: true") == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "has no value"),
        ("''", "is empty"),
        ("12", "put it in quotes"),
        ("yes", "boolean yes"),
        ("[a]", "is a list"),
    ],
)
def test_a_name_that_is_no_text(name: str, words: str) -> None:
    (problem,) = of_argument(f"hidden: true\nname: {name}")
    assert words in problem.message
    assert problem.place.line == 7


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("display: A\nconfiguration: []\n", 1, "the integration has no 'script'"),
        ("display: A\nconfiguration: []\nscript: x\n", 3, "is the text 'x', but has to be a mapping"),
        (
            "name: A\nscript:\n  commands:\n    acme: {}\n",
            4,
            "is a mapping, but has to be a list of commands",
        ),
        ("name: A\nscript:\n  commands:\n", 3, "has no value, but has to be a list of commands"),
        ("name: A\nscript:\n  commands:\n  - acme\n", 4, "an entry of 'commands'"),
        ("name: A\nscript:\n  commands:\n  - name: a\n    arguments:\n    - url\n", 6, "write '- name: url'"),
        (
            "name: A\nscript:\n  commands:\n  - name: a\n    outputs:\n    - A.B\n",
            6,
            "write '- contextPath: A.B'",
        ),
        ("name: A\nscript:\n  commands:\n  - name: a\n    arguments: {url: {}}\n", 5, "list of arguments"),
        ("name: A\nscript:\n  commands:\n  - name: a\n    hidden: 'x'\n", 5, "'hidden' of command 'a'"),
        ("name: A\nscript:\n  commands:\n  - polling: true\n", 4, "a command has no 'name'"),
    ],
)
def test_integrations(text: str, line: int, words: str) -> None:
    (problem,) = problems(text)
    assert problem.place.line == line
    assert words in problem.message


@pytest.mark.parametrize(
    ("keys", "words", "argument"),
    [
        ("args: [url]", "an entry of 'args' of the script is the text 'url'", None),
        ("args: {url: x}", "'args' of the script is a mapping, but has to be a list of arguments", None),
        ("args: [{name: url, required: 'yes'}]", "'required' of argument 'url' is the text 'yes'", "url"),
        ("deprecated: 'true'", "'deprecated' of the script", None),
        ("script: [x]", None, None),
    ],
)
def test_scripts(keys: str, words: str | None, argument: str | None) -> None:
    code = "" if keys.startswith("script") else "script: ''\n"
    text = f"commonfields: {{id: A}}\nname: AcmeWait\ncomment: x\ntype: python\n{code}{keys}\n"
    if words is None:
        assert read_item(load(Source("Acme.yml", text))) is None
        return
    (problem,) = problems(text)
    assert words in problem.message
    assert (problem.command, problem.argument) == ("AcmeWait", argument)


def test_what_an_alias_repeats_is_told_once() -> None:
    (problem,) = problems(
        "name: A\nscript:\n  commands:\n  - name: a\n    arguments: &x [{name: u, hidden: 'x'}]\n"
        "  - name: b\n    arguments: *x\n"
    )
    assert problem.command == "a"


def test_a_bomb_of_aliases_costs_what_it_is_long() -> None:
    arguments = "".join("    - *a\n" for _ in range(2000))
    commands = "".join("  - *c\n" for _ in range(2000))
    text = (
        "x: &a {name: url, hidden: 'x'}\nname: A\nscript:\n  commands:\n  - &c\n    name: a\n    arguments:\n"
        f"{arguments}{commands}"
    )
    assert len(problems(text)) == 1
