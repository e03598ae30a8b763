"""What comes with the commands: unit tests, a section of the README, a scenario.

What of it is there already stays as it is, whatever it says: people write on in these files.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from polltool.code.modules import check_syntax, parse
from polltool.edits import Edit, apply
from polltool.errors import ReadError
from polltool.records import dataclass
from polltool.scaffold.answers import Answers
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.rendering import Render, TemplateFault
from polltool.scaffold.restyling import restyled
from polltool.scaffold.target import Target
from polltool.source import Source, decode

_HEADING = re.compile(r"^#{1,2} ", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r"^#+ +(?:\d+\. +)?(\S(?:.*\S)?)[ \t]*\r?$", re.MULTILINE)
_USAGE = (
    "You can execute these commands from the CLI, as part of an automation, or in a playbook.\n"
    "After you successfully execute a command, a DBot message appears in the War Room with the command details.\n"
)


@dataclass(frozen=True, slots=True)
class Extra:
    """A file beside the integration's own; ``new`` is what it is to hold."""

    path: str
    old: bytes | None
    new: bytes


class Unwritable(Exception):
    """A file that is there and cannot be added to; the text says why."""


def scenario_file(target: Target, start: str) -> str:
    """The path of the scenario of a command."""
    return os.path.join(target.folder, "test_data", f"{start}.scenario.yml")


def scenario(target: Target, values: Mapping[str, Any], render: Render) -> Extra:
    """The scenario's file."""
    path = scenario_file(target, values["start"])
    old = _old(target, path)
    text = render("common/scenario.yml.j2", values)
    return Extra(path, old, text.encode() if old is None else old)


def unit_tests(
    target: Target, answers: Answers, style: CodeStyle, values: Mapping[str, Any], render: Render
) -> Extra:
    """The file of the unit tests, with those that it has not.

    :raises Unwritable: there is one that cannot be read as Python.
    """
    path = os.path.join(target.folder, f"{target.stem}_test.py")
    template = "single/test.py.j2" if answers.command is not None else "pair/test.py.j2"
    try:
        text = restyled(render(template, values).strip("\n") + "\n", style.quote, style.indent)
    except SyntaxError as error:
        raise TemplateFault(
            f"the template {template} gives no Python: line {error.lineno}: {error.msg}"
        ) from None
    old = _old(target, path)
    if old is None:
        what = f'"""Unit tests of {_safe(target.item.name)}."""\n\n\n'
        return Extra(path, None, (what + text).encode())
    lines = text.split("\n")
    made = [one for one in parse(text).body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    try:
        source = decode(path, old)
        there = _named(source.text, {one.name for one in made})
    except (UnicodeDecodeError, SyntaxError) as error:
        raise Unwritable(f"{target.show(path)} is no Python that could be added to ({error})") from None
    parts = [
        "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
        for statement in made
        if statement.name not in there
    ]
    if not parts:
        return Extra(path, old, old)
    return Extra(path, old, _appended(source, "\n\n\n".join(parts) + "\n", gap=3))


def _named(text: str, names: set[str]) -> set[str]:
    """Those of some names that a module gives its statements; large files need not be parsed for it.

    :raises SyntaxError: the module cannot be parsed.
    """
    if text.isascii() and not any(name in text for name in names):
        check_syntax(text)
        return set()
    return names & {getattr(statement, "name", "") for statement in parse(text).body}


def readme(
    target: Target, entries: Sequence[Mapping[str, Any]], values: Mapping[str, Any], render: Render
) -> Extra:
    """The README with a section for each command that has none.

    :raises Unwritable: it is no text.
    """
    name = f"{target.stem}_README.md" if target.unified else "README.md"
    path = os.path.join(target.folder, name)
    old = _old(target, path)
    try:
        source = decode(path, b"" if old is None else old)
    except UnicodeDecodeError:
        raise Unwritable(f"{target.show(path)} is no UTF-8 text") from None
    there = _sections(source.text)
    missing = [entry for entry in entries if entry["name"] not in there]
    if not missing:
        return Extra(path, old, old or b"")
    sections = "\n".join(
        render("common/readme.md.j2", {**values, "entry": entry}).rstrip("\n") + "\n" for entry in missing
    )
    names = [command.name for command in target.item.commands]
    at = _after_commands(source.text, names)
    if old is None:
        sections = f"# {_safe(target.item.name)}\n\n## Commands\n\n{_USAGE}\n{sections}"
    elif at is None:
        at = len(source.text)
        sections = f"## Commands\n\n{_USAGE}\n{sections}"
    return Extra(path, old, _inserted(source, at or 0, sections))


def _sections(text: str) -> dict[str, int]:
    """The headings of a README, each with the offset at which its line ends."""
    return {match.group(1): match.end() for match in _TITLE.finditer(_without_code(text))}


def _without_code(text: str) -> str:
    """The text with blanks in the place of its code blocks: a number sign there begins no heading."""
    return _FENCE.sub(lambda match: re.sub(r"[^\r\n]", " ", match.group()), text)


def _after_commands(text: str, names: Sequence[str]) -> int | None:
    """The offset at which the part of a README that tells of commands ends; None where it has none."""
    sections = _sections(text)
    ends = [sections[name] for name in names if name in sections] or [
        end for name, end in sections.items() if name == "Commands"
    ]
    if not ends:
        return None
    following = _HEADING.search(_without_code(text), max(ends))
    return len(text) if following is None else following.start()


def _old(target: Target, path: str) -> bytes | None:
    try:
        return target.workspace.read(path) if target.workspace.exists(path) else None
    except ReadError as error:
        raise Unwritable(f"{target.show(path)}: {error}") from None


def _appended(source: Source, text: str, gap: int) -> bytes:
    """A text at the end of a file, that many line ends below what is there."""
    before = source.text
    ends = len(before) - len(before.rstrip("\r\n"))
    ended = before[len(before) - ends :].replace("\r\n", "\n").count("\n") if ends else 0
    lead = "\n" * max(0, gap - ended) if before.strip() else ""
    return _edited(source, len(before), lead + text)


def _inserted(source: Source, at: int, text: str) -> bytes:
    """A text as a paragraph of its own."""
    before, after = source.text[:at], source.text[at:]
    above = before.replace("\r\n", "\n")
    lead = "" if not above or above.endswith("\n\n") else "\n" if above.endswith("\n") else "\n\n"
    return _edited(source, at, lead + text + ("\n" if after else ""))


def _edited(source: Source, at: int, text: str) -> bytes:
    new = apply(source.text, [Edit(source.path, at, at, text.replace("\n", source.newline))])
    return (b"\xef\xbb\xbf" if source.bom else b"") + new.encode()


def _safe(name: str) -> str:
    """An integration's name in a heading or a docstring."""
    return re.sub(r'["\\]', "", " ".join(name.split()))
