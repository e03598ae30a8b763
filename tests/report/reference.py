"""The readers that each format is meant for: schemas, parsers, the grammar of GitHub's runner."""

from __future__ import annotations

import functools
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import xmlschema

ASSETS = Path(__file__).parents[1] / "assets"


@functools.cache
def _sarif() -> jsonschema.Draft4Validator:
    schema = json.loads((ASSETS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema)


@functools.cache
def _gitlab() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(
        json.loads((ASSETS / "gitlab-codequality.json").read_text(encoding="utf-8"))
    )


@functools.cache
def _junit() -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(ASSETS / "junit-10.xsd")


def sarif(text: str) -> dict[str, Any]:
    """The run of a log that the official schema accepts."""
    document = json.loads(text)
    _sarif().validate(document)
    run: dict[str, Any] = document["runs"][0]
    return run


def gitlab(text: str) -> list[dict[str, Any]]:
    """The issues of a report that GitLab's own schema and its documented values accept."""
    issues: list[dict[str, Any]] = json.loads(text)
    for issue in issues:
        _gitlab().validate(issue)
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"]
        assert not issue["location"]["path"].startswith("./")
        assert 1 <= issue["location"]["lines"]["begin"] <= issue["location"]["lines"]["end"]
        assert issue["check_name"]
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints)
    return issues


def junit(text: str) -> ET.Element:
    """The root of a report that Jenkins' schema accepts and whose counts are right."""
    root = ET.fromstring(text)
    _junit().validate(text)
    for element in (root, *root.iter("testsuite")):
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert element.get(attribute) == str(sum(1 for _ in element.iter(tag)))
    assert root.find(".//testcase") is not None
    return root


@dataclass(frozen=True, slots=True)
class Command:
    """A workflow command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


_COMMAND = re.compile(r"::(?P<name>[^\s:]+)(?: (?P<properties>.*?))?::(?P<message>.*)")
_V1 = re.compile(r"##\[[^\]]*\]")


def _unescaped(text: str, codes: dict[str, str]) -> str:
    for code, char in codes.items():
        text = text.replace(code, char)
    return text


_DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
_PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def workflow_commands(text: str) -> Iterator[Command]:
    """The commands in a step's log: lines that start with ``::``, and ``##[...]`` anywhere in others."""
    for line in re.split(r"\r\n|\r|\n", text):
        match = _COMMAND.match(line.lstrip())
        if match is None:
            for old in _V1.findall(line):
                yield Command(old, {}, "")
            continue
        pairs = [pair.partition("=") for pair in (match["properties"] or "").split(",") if pair]
        yield Command(
            match["name"],
            {key: _unescaped(value, _PROPERTY) for key, _, value in pairs},
            _unescaped(match["message"], _DATA),
        )
