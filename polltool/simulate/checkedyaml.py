"""A YAML file held against a JSON Schema: its values, and the exact place of each of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from polltool.errors import PolltoolError, did_you_mean, nearest
from polltool.findings import Problem
from polltool.records import dataclass
from polltool.resources import schema
from polltool.source import Place
from polltool.yamldoc import Document, MapNode, Node, ScalarNode, SeqNode, Wanted, load_bytes

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Path: TypeAlias = Sequence[str | int]
"""The way from the root to a value: keys and indices."""

_SCENARIO = Wanted("a scenario is a mapping of keys such as integration, command, replies and expect")

MAX_VALUES = 100_000
"""How many values a file may stand for, aliases followed."""

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}


class ScenarioError(PolltoolError):
    """A file that is no sound scenario; the text has a line for each problem, with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place.key))
        super().__init__("\n".join(map(_line, self.problems)))


def _line(problem: Problem) -> str:
    place = problem.place
    return f"{place.path}:{place.line}:{place.column}: {problem.message}"


@dataclass(frozen=True, slots=True)
class CheckedYaml:
    """A file's values, and where they stand."""

    document: Document
    root: MapNode
    value: dict[str, Any]

    def node(self, path: Path) -> Node | None:
        """The node at the end of a way, None where it leads nowhere."""
        node: Node | None = self.root
        for step in path:
            if isinstance(node, MapNode) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, SeqNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    def place(self, path: Path) -> Place:
        """Where a value stands; a collection's first line; the file's where there is none."""
        node = self.node(path) or self.root
        return self.document.place(node) if isinstance(node, ScalarNode) else self.document.first_line(node)

    def key_place(self, path: Path) -> Place:
        """Where the key stands at which the way ends."""
        parent = self.node(path[:-1])
        entry = parent.entry(str(path[-1])) if isinstance(parent, MapNode) else None
        return self.place(path) if entry is None else self.document.place(entry.key)

    def line(self, path: Path) -> int:
        """The line in which a value begins."""
        return self.place(path).line

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with the value there."""
        return Problem(self.place(path), message)


def read_checked(
    shown: str, data: bytes, schema_name: str, *, wanted: Wanted = _SCENARIO, what: str = "the scenario"
) -> CheckedYaml:
    """Read a YAML file and hold it against a schema; ``shown`` is its path in messages.

    :param wanted: what to say where the file is no mapping.
    :param what: what messages call the whole of it.
    :raises ScenarioError: it is no YAML mapping or breaks the schema.
    """
    document = load_bytes(shown, data, wanted)
    if document.root is None or document.problems:
        raise ScenarioError(document.problems)
    value = _Values(document).of(document.root)
    checked = CheckedYaml(document, document.root, value)
    problems = list(_schema_problems(checked, schema(schema_name), what))
    if problems:
        raise ScenarioError(problems)
    return checked


class _Values:
    """Makes plain values of nodes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._count = 0

    def of(self, node: Node, around: tuple[int, ...] = ()) -> Any:
        self._count += 1
        if self._count > MAX_VALUES or id(node) in around:
            what = "contains itself" if id(node) in around else f"stands for more than {MAX_VALUES} values"
            message = f"this value {what} by way of its aliases"
            raise ScenarioError([Problem(self._document.first_line(node), message)])
        if isinstance(node, ScalarNode):
            return scalar_value(node)
        inside = (*around, id(node))
        if isinstance(node, SeqNode):
            return [self.of(item, inside) for item in node.items]
        return {entry.key.text or "": self.of(entry.value, inside) for entry in node.entries()}


def scalar_value(node: ScalarNode) -> Any:
    """A scalar as JSON has it: dates and the like stay text."""
    value = node.value
    if isinstance(value, (datetime.date, bytes)):
        return node.text
    return value


def _schema_problems(checked: CheckedYaml, against: dict[str, Any], what: str) -> Iterator[Problem]:
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(against).iter_errors(checked.value):
        yield from _problems(checked, error, what)


def _problems(checked: CheckedYaml, error: ValidationError, what: str) -> Iterator[Problem]:
    path = list(error.absolute_path)
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), what)
    if path and isinstance(path[-1], int):
        name = f"item {path[-1] + 1} of {name}"
    wanted: Any = error.validator_value
    given: Any = error.instance
    part = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and wanted is False:
        known = list(part.get("properties", ()))
        for key in given:
            if key not in known:
                told = f"{name} has no key {key!r}; {did_you_mean(key, known)}"
                yield Problem(checked.key_place([*path, key]), told)
        return
    if error.validator == "required":
        missing = next(key for key in wanted if key not in given)
        if any(nearest(key, (missing,)) for key in given if key not in part.get("properties", ())):
            return  # a misspelt one is spoken of as such
        yield checked.problem(path, f"{name} lacks the key {missing!r}")
        return
    yield checked.problem(path, f"{name} {_demand(error, part)}")


def _demand(error: ValidationError, part: dict[str, Any]) -> str:
    """What the schema demands of the value, and what it is instead."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    if error.validator == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        quotes = "; put it in quotes" if "string" in types and isinstance(given, (int, float)) else ""
        return f"must be {_or([_TYPES[kind] for kind in types])}, not {_kind(given)}{quotes}"
    if error.validator == "enum":
        words = [str(value) for value in wanted]
        hint = did_you_mean(str(given), words, "")
        return f"must be {_or(words)}, not {given!r}" + (f"; {hint}" if hint else "")
    if error.validator == "minimum":
        return f"must be at least {wanted}, not {given}"
    if error.validator == "maximum":
        return f"must be at most {wanted}, not {given}"
    if error.validator == "minLength":
        return "must not be empty"
    description = str(part.get("description", "")) or str(error.message)
    return f"cannot be {given!r}: {description[:1].lower()}{description[1:]}"


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return f"{value!r}"
