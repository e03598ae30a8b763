"""Small content items in few lines: the yml in short, the code, and marks where findings lie.

The yml of a command is a line with its name and one for each argument below it::

    acme-scan polling
      url required
      job_id hidden
      interval default=30
      polling flag

``polling`` on a command is ``polling: true`` (``polling=...`` is any other spelling), ``flag``
on an argument stands for the predefined values true and false, ``"..."`` is a description. A
mark is the comment ``# <- CODE`` on a line of the yml or of the code; ``=info`` is a severity
that is not the rule's own, ``@acme-other`` a command that is not the first one, ``/job_id`` the
argument: ``# <- POL202=info@acme-get/job_id, POL101``. No other finding may there be, infos
included.

Each case is run as a split item (code beside the yml) and as a unified one (code inside), and
so is each of its mistakes: the case with some of its text replaced.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from polltool import lint_paths
from polltool.rules.registry import all_rules

LAYOUTS = ("split", "unified")

Edits = tuple[tuple[str, str], ...]
Found = tuple[str, int, str, str, str | None, str | None]

_MARK = re.compile(r"\s*# <- (.+?)\s*$")
_ONE = re.compile(r"(POL\d{3})(?:=(\w+))?(?:@([\w-]+))?(?:/(\w+))?$")
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_SEVERITY = {rule.code: rule.severity.label for rule in all_rules()}
_DESCRIPTION = "Says which one is meant."


@dataclass(frozen=True)
class Item:
    """An integration or a script: its commands in short, its code."""

    commands: str
    code: str
    name: str = "Acme"
    kind: str = "integration"
    parameters: str = ""
    root: str = ""
    fromversion: str = "6.5.0"


@dataclass(frozen=True)
class Case:
    """Items that belong together, shared modules by name, and what to break in them."""

    name: str
    items: tuple[Item, ...]
    modules: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, Edits] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def integration(
    name: str,
    commands: str,
    code: str,
    *,
    parameters: str = "",
    root: str = "",
    fromversion: str = "6.5.0",
    item: str = "Acme",
    modules: Mapping[str, str] | None = None,
    others: Sequence[Item] = (),
    mistakes: Mapping[str, Edits] | None = None,
) -> Case:
    """A case of an integration (and further items)."""
    made = Item(_text(commands), _text(code), item, "integration", parameters, root, fromversion)
    return Case(
        name, (made, *others), {key: _text(text) for key, text in (modules or {}).items()}, mistakes or {}
    )


def script(
    name: str,
    commands: str,
    code: str,
    *,
    root: str = "",
    fromversion: str = "6.5.0",
    modules: Mapping[str, str] | None = None,
    others: Sequence[Item] = (),
    mistakes: Mapping[str, Edits] | None = None,
) -> Case:
    """A case of a script, whose name is the first word of ``commands``."""
    made = Item(_text(commands), _text(code), _text(commands).split()[0], "script", "", root, fromversion)
    return Case(
        name, (made, *others), {key: _text(text) for key, text in (modules or {}).items()}, mistakes or {}
    )


def _text(text: str) -> str:
    return textwrap.dedent(text).strip("\n") + "\n"


# -- mistakes ------------------------------------------------------------------------------


def swap(old: str, new: str) -> Edits:
    """Write something else in one place."""
    return ((old, new),)


def drop(old: str) -> Edits:
    """Leave out a line of the yml in short, or of the code: the one that starts with this."""
    return ((old, "\x00"),)


def mark(line: str, marks: str) -> Edits:
    """Announce findings on the line that has this text."""
    return ((line, f"\x01{marks}"),)


def edited(case: Case, mistake: str) -> Case:
    """The case with one of its mistakes made."""
    items, modules = list(case.items), dict(case.modules)
    for old, new in case.mistakes[mistake]:
        index = next((index for index, item in enumerate(items) if old in item.commands + item.code), None)
        if index is not None:
            part = "commands" if old in items[index].commands else "code"
            text = _replaced(getattr(items[index], part), old, new)
            items[index] = replace(items[index], **{part: text})
            continue
        named = [name for name, text in modules.items() if old in text]
        assert len(named) == 1, f"{old!r} is not in one place"
        modules[named[0]] = _replaced(modules[named[0]], old, new)
    return replace(case, name=f"{case.name}: {mistake}", items=tuple(items), modules=modules)


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times in\n{text}"
    if new[:1] not in ("\x00", "\x01"):
        return text.replace(old, new)
    before, after = text.split(old)
    start = before.rpartition("\n")[0] + "\n" if "\n" in before else ""
    line = before[len(start) :] + old + after.partition("\n")[0]
    rest = after.partition("\n")[2]
    if new == "\x00":
        return start + rest
    separator = ", " if _MARK.search(line) else "  # <- "
    return f"{start}{line}{separator}{new[1:]}\n{rest}"


def expanded(cases: Iterable[Case]) -> list[Case]:
    """Every case, and after it the case with each of its mistakes."""
    return [made for case in cases for made in (case, *(edited(case, mistake) for mistake in case.mistakes))]


# -- writing -------------------------------------------------------------------------------


def _marked(line: str) -> tuple[str, list[str]]:
    found = _MARK.search(line)
    if found is None:
        return line.rstrip(), []
    return line[: found.start()].rstrip(), [one.strip() for one in found.group(1).split(",")]


def _words(line: str) -> tuple[list[str], str]:
    words, description = [], _DESCRIPTION
    for quoted, word in _WORD.findall(line):
        if word:
            words.append(word)
        else:
            description = quoted
    return words, description


def _end(marks: list[str], *codes: str) -> str:
    """The mark for a line, taking those of these codes off the list (all where none is named)."""
    taken = [one for one in marks if not codes or one[:6] in codes]
    for one in taken:
        marks.remove(one)
    return f"  # <- {', '.join(taken)}" if taken else ""


def _argument(line: str) -> list[str]:
    text, marks = _marked(line)
    (name, *words), description = _words(text)
    body = []
    for word in words:
        key, _, value = word.partition("=")
        if key == "default":
            body.append(f"defaultValue: {value}" + _end(marks, "POL303"))
        elif key == "flag":
            body.append("auto: PREDEFINED\npredefined: ['true', 'false']")
        elif key == "polling":
            body.append(f"polling: {value}" + _end(marks, "POL102"))
        else:
            body.append(f"{key}: {value or 'true'}" + _end(marks, "POL002"))
    if description:
        body.append(f"description: {description}")
    first = f"- name: {name}" + _end(marks)
    return [first, *("  " + part for text in body for part in text.split("\n"))]


def _commands(short: str) -> list[list[str]]:
    """The lines of each command: name and polling first, then the arguments' list items."""
    found: list[list[str]] = []
    for line in short.split("\n"):
        if not line.strip():
            continue
        if line.startswith(" "):
            found[-1].extend(_argument(line.strip()))
            continue
        text, marks = _marked(line)
        (name, *words), _ = _words(text)
        given = next(
            (word.partition("=")[2] or "true" for word in words if word.split("=")[0] == "polling"), None
        )
        further = [word for word in words if word.split("=")[0] != "polling"]
        polling = []
        if given is not None:
            codes = ("POL101", "POL103", "POL104") if given != "true" else ("POL103", "POL104")
            polling = [f"polling: {given}" + _end(marks, *codes)]
        found.append(
            [f"name: {name}" + _end(marks), "\n".join([*polling, *(f"{word}: true" for word in further)])]
        )
    return found


def yml_of(item: Item, code: str | None) -> str:
    """The yml; ``code`` goes inside where it is given."""
    inside = (
        "'-'"
        if code is None
        else "|\n" + textwrap.indent(code, "    " if item.kind == "integration" else "  ")
    )
    lines = [f"commonfields:\n  id: {item.name}\n  version: -1"]
    commands = _commands(item.commands)
    version = f"fromversion: {item.fromversion}" if item.fromversion else ""
    if item.kind == "script":
        ((name, polling, *arguments),) = commands
        args = "args:\n" + "\n".join(arguments) if arguments else ""
        lines += [
            name,
            "comment: Works for Acme.",
            "type: python\nsubtype: python3",
            f"script: {inside}",
            polling,
            args,
        ]
        lines += [item.root, version]
        return "\n".join(part.rstrip("\n") for part in lines if part) + "\n"
    lines += [f"name: {item.name}\ndisplay: {item.name}\ncategory: Utilities\ndescription: Asks Acme."]
    parameters = [word.partition(":")[::2] for word in item.parameters.split()]
    listed = "\n".join(f"- name: {name}\n  display: {name}\n  type: {kind}" for name, kind in parameters)
    lines += [f"configuration:\n{listed}" if listed else "configuration: []"]
    lines += ["script:\n  type: python\n  subtype: python3", f"  script: {inside}", "  commands:"]
    for name, polling, *arguments in commands:
        body = [
            f"- {name}",
            *(f"  {line}" for line in polling.split("\n") if line),
            "  description: Asks Acme.",
        ]
        body += ["  arguments:", *(f"  {line}" for line in arguments)] if arguments else []
        lines += [textwrap.indent("\n".join(body), "  ")]
    lines += [item.root, version]
    return "\n".join(part.rstrip("\n") for part in lines if part) + "\n"


def _write(root: Path, item: Item, layout: str) -> Iterator[Path]:
    kind = {"integration": "Integrations", "script": "Scripts"}[item.kind]
    folder = root / "Packs" / "Acme" / kind / item.name
    folder.mkdir(parents=True)
    yml = folder / f"{item.name}.yml"
    yml.write_text(yml_of(item, item.code if layout == "unified" else None), encoding="utf-8")
    yield yml
    if layout == "split":
        code = folder / f"{item.name}.py"
        code.write_text(item.code, encoding="utf-8")
        yield code


def _announced(root: Path, path: Path, command: str) -> Iterator[Found]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        for one in _marked(line)[1]:
            parts = _ONE.match(one)
            assert parts is not None, f"no mark: {one!r}"
            code, severity, named, argument = parts.groups()
            named = None if named == "-" else named or command
            where = path.relative_to(root).as_posix()
            yield (where, number, code, severity or _SEVERITY[code], named, argument)


def check(case: Case, layout: str, root: Path) -> None:
    """Lint a case and compare what is found with what it announces."""
    announced: list[Found] = []
    for item in case.items:
        for path in _write(root, item, layout):
            announced += _announced(root, path, item.commands.split()[0])
    for name, text in case.modules.items():
        module = root / "Packs" / "ApiModules" / "Scripts" / name / f"{name}.py"
        module.parent.mkdir(parents=True)
        module.write_text(text, encoding="utf-8")
    report = lint_paths(["."], cwd=str(root))
    assert report.failures == ()
    found = [
        (one.place.path, one.place.line, one.code, one.severity.label, one.command, one.argument)
        for one in report.findings
    ]
    told = "\n".join(
        f"{one.place.path}:{one.place.line}: {one.code} {one.message}" for one in report.findings
    )
    assert sorted(found, key=str) == sorted(announced, key=str), told
