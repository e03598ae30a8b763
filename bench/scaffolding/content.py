"""Real integrations to put commands into, and how they are written, told without polltool's own analysis."""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from polltool.discovery import discover
from polltool.workspace import Workspace

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMANDS = re.compile(r"^( *)commands: *\r?\n(?: *#.*\r?\n|\r?\n)*( *)- ", re.MULTILINE)

_EMPTY_SCRIPT = re.compile(rb"""^( +)script: *(?:-|'-?'|"-?") *$""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Subject:
    """An integration in Python 3: its yml, the file of its code, and words for how it is written.

    ``command`` is the name of its first command, ``lines`` counts those of the code.
    """

    yml: Path
    code: Path
    command: str
    style: frozenset[str]
    lines: int

    @property
    def prefix(self) -> str:
        """What the names of its commands begin with."""
        return self.command.split("-")[0]

    @property
    def name(self) -> str:
        """How reports name it."""
        return self.yml.stem


def subjects(paths: Sequence[str]) -> Iterator[Subject]:
    """The integrations below some folders that have commands in Python 3."""
    for path in discover(Workspace(), paths).ymls:
        subject = _subject(Path(path))
        if subject is not None:
            yield subject


def chosen(every: Iterable[Subject], count: int, seed: int) -> list[Subject]:
    """Some of the subjects by chance, with every style among them."""
    shuffled = sorted(every, key=lambda one: str(one.yml))
    random.Random(seed).shuffle(shuffled)
    picked: dict[Path, Subject] = {}
    seen: set[str] = set()
    for subject in shuffled:
        if not subject.style <= seen:
            picked[subject.yml] = subject
            seen |= subject.style
    for subject in shuffled:
        if len(picked) >= count:
            break
        picked.setdefault(subject.yml, subject)
    return sorted(picked.values(), key=lambda one: str(one.yml))


def copied(subject: Subject, repository: Path, shape: str) -> Subject:
    """A copy of an integration in a content repository of its own, with the shared modules.

    Most of the platform's own content is written in one shape; so that others are met as often,
    a copy may be ``unified``, or have its lines end as ``CRLF``.
    """
    packs = next((parent for parent in subject.yml.parents if parent.name == "Packs"), None)
    inside = Path(*subject.yml.parts[-4:]) if packs is None else subject.yml.relative_to(packs)
    target = repository / "Packs" / inside
    if subject.code == subject.yml:
        target.parent.mkdir(parents=True)
        shutil.copy2(subject.yml, target)
    else:
        shutil.copytree(subject.yml.parent, target.parent)
    if packs is not None and (packs / "ApiModules").is_dir():
        (repository / "Packs/ApiModules").symlink_to(packs / "ApiModules")
    code = target if subject.code == subject.yml else target.with_suffix(".py")
    if shape == "unified" and code != target:
        whole = _unified(target.read_bytes(), code.read_bytes())
        if whole is not None:
            target.write_bytes(whole)
            code.unlink()
            code = target
    elif shape == "CRLF":
        for path in {target, code}:
            path.write_bytes(b"\r\n".join(path.read_bytes().replace(b"\r\n", b"\n").split(b"\n")))
    return replace(subject, yml=target, code=code)


def _unified(yml: bytes, code: bytes) -> bytes | None:
    """The yml with the code in it; None where that would not be the same code."""
    found = _EMPTY_SCRIPT.search(yml)
    if found is None or b"\r" in yml + code:
        return None
    indent = found.group(1) + b"  "
    lines = [indent + line if line else line for line in code.rstrip(b"\n").split(b"\n")]
    whole = yml[: found.start()] + found.group(1) + b"script: |-\n" + b"\n".join(lines) + yml[found.end() :]
    try:
        same = bool(yaml.load(whole, Loader=_LOADER)["script"]["script"] == code.decode().rstrip("\n"))
    except yaml.YAMLError:
        return None
    return whole if same else None


def _subject(yml: Path) -> Subject | None:
    data = yml.read_bytes()
    if b"commands:" not in data:
        return None
    try:
        item: Any = yaml.load(data, Loader=_LOADER)
        script = item["script"]
        if script.get("type") != "python" or script.get("subtype") != "python3" or not script.get("commands"):
            return None
    except (yaml.YAMLError, KeyError, TypeError, AttributeError):
        return None
    embedded = str(script.get("script") or "").strip() not in ("", "-")
    code = yml if embedded else yml.with_suffix(".py")
    try:
        text = script["script"] if embedded else code.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError):
        return None
    style = {"unified" if embedded else "split", *_yml_style(data), *_code_style(tree)}
    if b"\r\n" in data or (not embedded and b"\r\n" in code.read_bytes()):
        style.add("CRLF")
    lines = text.count("\n")
    if lines > 3000:
        style.add("long")
    command = str(script["commands"][0].get("name", "acme"))
    return Subject(yml, code, command, frozenset(style), lines)


def _yml_style(data: bytes) -> Iterator[str]:
    found = _COMMANDS.search(data.decode("utf-8", "replace"))
    if found is not None:
        yield "indented lists" if len(found.group(2)) > len(found.group(1)) else "flush lists"


def _code_style(tree: ast.Module) -> Iterator[str]:
    """How the code finds the function of a command, and in what order it passes what."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    main = functions.get("main", tree)
    if any(isinstance(node, ast.Match) for node in ast.walk(main)):
        yield "match"
    tables = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        and len(node.keys) > 1
        and all(isinstance(key, ast.Constant) and "-" in str(key.value) for key in node.keys)
        and any(isinstance(value, ast.Name) and value.id in functions for value in node.values)
    ]
    if tables:
        yield "tables" if len(tables) > 1 else "table"
    if any(_compares_command(node) for node in ast.walk(main)):
        yield "if/elif"
    commands = [node for name, node in functions.items() if name.endswith("_command") and node.args.args]
    first = [node.args.args[0].arg for node in commands]
    for name in ("client", "args"):
        if first and first.count(name) * 2 > len(first):
            yield f"{name} first"
    if not any(isinstance(node, ast.ClassDef) for node in tree.body):
        yield "no client class"


def _compares_command(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and any(
            isinstance(one, ast.Constant) and isinstance(one.value, str) and "-" in one.value
            for one in node.test.comparators
        )
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    """The files below a folder by their relative path; what links lead to is none of it."""
    return {
        os.path.relpath(os.path.join(place, name), folder): Path(place, name).read_bytes()
        for place, _, names in os.walk(folder)
        for name in names
    }
