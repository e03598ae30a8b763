"""The JSON Schemas are sound, and POL002 says exactly what they say."""

from __future__ import annotations

import copy
import datetime
import random
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml

from polltool import resources
from polltool.model import read_item
from polltool.schema import schema_problems
from polltool.source import Source
from polltool.yamldoc import Document, MapNode, Node, ScalarNode, SeqNode, load

ITEM_SCHEMAS = ("integration", "script")


def parts(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every described key of a schema."""
    for key, inner in schema.get("properties", {}).items():
        yield f"{path}/{key}", inner
        yield from parts(inner, f"{path}/{key}")
    for key, inner in schema.get("$defs", {}).items():
        yield f"{path}#{key}", inner
        yield from parts(inner, f"{path}#{key}")


@pytest.mark.parametrize("name", ITEM_SCHEMAS)
class TestForEditors:
    def test_it_is_a_valid_schema(self, name: str) -> None:
        schema = resources.schema(name)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    def test_every_key_has_a_title_and_a_description(self, name: str) -> None:
        for path, part in parts(resources.schema(name)):
            assert "$ref" in part or (part["title"] and part["description"].endswith((".", "'."))), path

    def test_every_key_of_the_sdk_is_known(self, name: str) -> None:
        schema = resources.schema(name)
        argument = set(schema["$defs"]["argument"]["properties"])
        assert argument >= {
            "name",
            "required",
            "default",
            "defaultValue",
            "isArray",
            "secret",
            "hidden",
            "auto",
        }

    def test_suggestions_refuse_nothing(self, name: str) -> None:
        for path, part in parts(resources.schema(name)):
            if "anyOf" in part:
                assert True in part["anyOf"], path

    def test_examples_and_defaults_are_valid(self, name: str) -> None:
        schema = resources.schema(name)
        for path, part in parts(schema):
            whole = {**part, "$defs": schema["$defs"]}
            validator = jsonschema.Draft202012Validator(whole)
            for example in [*part.get("examples", ()), *([part["default"]] if "default" in part else [])]:
                assert validator.is_valid(example), (path, example)

    def test_every_key_has_a_usual_type(self, name: str) -> None:
        """Editors insert a key with its colon, and offer values, only where they know a type."""
        kinds = {"$ref", "type", "enum", "anyOf", "properties", "items"}
        for path, part in parts(resources.schema(name)):
            assert kinds & set(part), path

    def test_what_editors_insert_is_valid_and_clean(self, name: str) -> None:
        schema = resources.schema(name)
        snippets = [
            (part, snippet)
            for path, part in parts(schema)
            if path.endswith("#argument")
            for snippet in part["defaultSnippets"]
        ]
        assert {"polling", "interval_in_seconds", "timeout_in_seconds", "hide_polling_output", "job_id"} == {
            filled_in(snippet["body"])["name"] for _, snippet in snippets
        }
        for part, snippet in snippets:
            whole = {**part, "$defs": schema["$defs"]}
            assert jsonschema.Draft202012Validator(whole).is_valid(filled_in(snippet["body"])), snippet
            assert snippet["label"], snippet
            assert snippet["description"], snippet

    def test_polling_is_described_where_it_belongs_and_nowhere_else(self, name: str) -> None:
        places = [path for path, _ in parts(resources.schema(name)) if path.endswith("/polling")]
        assert places == (["#command/polling"] if name == "integration" else ["/polling"])


def filled_in(body: dict[str, Any]) -> dict[str, Any]:
    """A snippet with the words that stand in its gaps."""
    return {
        key: re.sub(r"\$\{\d+:([^}]*)\}", r"\1", value) if isinstance(value, str) else value
        for key, value in body.items()
    }


ARGUMENT = {
    "name": "url",
    "required": True,
    "predefined": ["a", "b"],
    "auto": "PREDEFINED",
    "defaultValue": "a",
}
OUTPUT = {"contextPath": "Acme.Id", "description": "x", "type": "String"}
SAMPLES: dict[str, dict[str, Any]] = {
    "integration": {
        "name": "Acme",
        "category": "x",
        "configuration": [{"name": "url", "type": 0}],
        "commonfields": {"id": "Acme", "version": -1},
        "script": {
            "type": "python",
            "script": "-",
            "commands": [
                {
                    "name": "acme-scan",
                    "polling": True,
                    "arguments": [ARGUMENT, {"name": "job_id", "hidden": True}],
                    "outputs": [OUTPUT],
                },
                {"name": "acme-list", "arguments": [], "deprecated": True},
            ],
        },
    },
    "script": {
        "name": "AcmeWait",
        "commonfields": {"id": "AcmeWait", "version": -1},
        "type": "python",
        "script": "",
        "polling": True,
        "enabled": True,
        "args": [ARGUMENT],
        "outputs": [OUTPUT],
    },
}
KEYS = [
    "name",
    "required",
    "hidden",
    "deprecated",
    "isArray",
    "secret",
    "default",
    "defaultValue",
    "auto",
    "predefined",
    "arguments",
    "args",
    "outputs",
    "commands",
    "script",
    "polling",
    "description",
    "type",
    "name:xsoar",
    "hidden:marketplacev2",
    "required:platform",
    "deprecated:xpanse",
    "hidden:elsewhere",
    "isArray:xsoar_saas",
]
VALUES: list[Any] = [
    None,
    True,
    False,
    "true",
    "false",
    "yes",
    "",
    "PREDEFINED",
    "x",
    0,
    1,
    1.5,
    [],
    ["a"],
    [None],
    [[]],
    [{}],
    [1, "a"],
    [{"name": "n"}],
    [{"name": "n"}, "x"],
    {},
    {"a": 1},
    {"name": "n"},
    datetime.date(2022, 1, 2),
]


def maps(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from maps(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from maps(inner)


def spoiled(sample: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy in which some keys are removed, added or given another value."""
    changed = copy.deepcopy(sample)
    for _ in range(chance.randrange(1, 4)):
        owner = chance.choice(list(maps(changed)))
        key = chance.choice(KEYS)
        if chance.random() < 0.25:
            owner.pop(chance.choice(list(owner) or [key]), None)
        else:
            owner[key] = copy.deepcopy(chance.choice(VALUES))
    return changed


def as_json(value: Any) -> Any:
    """The value as JSON has it: what YAML has beyond that is a text."""
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return str(value) if isinstance(value, datetime.date) else value


def position(document: Document, error: jsonschema.ValidationError) -> tuple[int, int]:
    """Where POL002 has to report what the library found."""
    node: Node | None = document.root
    key: Node | None = None
    for step in error.absolute_path:
        if isinstance(node, SeqNode) and isinstance(step, int):
            node, key = node.items[step], None
        elif isinstance(node, MapNode):
            entry = node.entry(str(step))
            assert entry is not None
            node, key = entry.value, entry.key
    assert node is not None
    if (
        error.validator != "required"
        and key is not None
        and isinstance(node, ScalarNode)
        and node.start == node.end
    ):
        node = key
    place = document.first_line(node)
    return place.line, place.column


@pytest.mark.parametrize("name", ITEM_SCHEMAS)
def test_what_is_reported_is_what_the_schema_refuses(name: str) -> None:
    chance = random.Random(name)
    validator = jsonschema.Draft202012Validator(resources.schema(name))
    refused = 0
    for _ in range(300):
        value = spoiled(SAMPLES[name], chance)
        text = yaml.safe_dump(value, sort_keys=False, default_flow_style=chance.random() < 0.2)
        document = load(Source("Acme.yml", text.replace(": null\n", ":\n")))
        item = read_item(document)
        if item is None or item.kind.value != name:
            continue
        expected = {
            position(document, error)
            for error in validator.iter_errors(as_json(yaml.safe_load(text)))
            if list(error.absolute_path)[-1:] != ["polling"]
        }
        found = {(problem.place.line, problem.place.column) for problem in schema_problems(document, item)}
        assert found == expected, text
        refused += bool(expected)
    assert refused > 60


def test_the_samples_themselves_are_valid() -> None:
    for name, sample in SAMPLES.items():
        assert jsonschema.Draft202012Validator(resources.schema(name)).is_valid(sample)
