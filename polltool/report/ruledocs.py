"""What a rule says of itself, for ``polltool rules`` and ``polltool explain``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from polltool.report.lines import Line, Segment, wrapped
from polltool.report.text import severity_style
from polltool.rules.base import Example, Rule

_FIXES = {
    "safe": "polltool lint --fix mends it, where it is clear how.",
    "unsafe": "polltool lint --fix --unsafe-fixes mends it, where it is clear how; read the result.",
}
_NAME = re.compile(r"(?m)^name: ([\w-]+)")


def listing(rules: Sequence[Rule]) -> Iterator[Line]:
    """One line a rule: code, name, severity, the kind of its fix, when it fires."""
    width = max(len(rule.name) for rule in rules)
    for rule in rules:
        yield (
            Segment(rule.code, "strong"),
            Segment(f"  {rule.name:<{width}}  "),
            Segment(f"{rule.severity.label:<7}", severity_style(rule.severity)),
            Segment(f"  {rule.fix or '':<6}", "good"),
            Segment(f"  {rule.summary}"),
        )


def explanation(rule: Rule, width: int) -> Iterator[Line]:
    """A rule with its reason and its examples."""
    yield (
        Segment(rule.code, "strong"),
        Segment(f" {rule.name} "),
        Segment(f"({rule.severity.label})", severity_style(rule.severity)),
    )
    for line in wrapped(rule.summary, width):
        yield (Segment(line, "strong"),)
    yield ()
    for line in wrapped(rule.why, width):
        yield (Segment(line),)
    if rule.fix is not None:
        yield ()
        yield (Segment(f"Fix ({rule.fix})", "good"), Segment(f": {_FIXES[rule.fix]}"))
    bad = dict(example_files(rule.bad))
    for name, text in bad.items():
        yield ()
        yield (Segment("Bad", "error"), Segment(f": {name}", "strong"))
        yield from _code(text)
    for name, text in example_files(rule.good):
        yield ()
        same = ", the same" if bad.get(name) == text else ""
        yield (Segment("Good", "good"), Segment(f": {name}{same}", "strong"))
        if not same:
            yield from _code(text)


def _code(text: str) -> Iterator[Line]:
    for line in text.rstrip("\n").split("\n"):
        yield (Segment(f"    {line}" if line else ""),)


def table(rules: Sequence[Rule]) -> str:
    """All rules as a Markdown table."""
    rows = ["| code | name | severity | fires when | fix |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {rule.code} | {rule.name} | {rule.severity.label} | {_cell(rule.summary)} | {rule.fix or ''} |"
        for rule in rules
    ]
    return "\n".join(rows) + "\n"


def page(rule: Rule) -> str:
    """One rule as a Markdown page."""
    parts = [f"# {rule.code}: {rule.name}", f"**{rule.severity.label}**: {rule.summary}", rule.why]
    if rule.fix is not None:
        parts.append(f"**Fix** ({rule.fix}): {_FIXES[rule.fix]}")
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        for index, (name, text) in enumerate(example_files(example)):
            if index == 0:
                parts.append(f"## {title}")
            language = "python" if name.endswith(".py") else "yaml"
            parts.append(f"`{name}`\n\n```{language}\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"


def as_json(rules: Sequence[Rule], *, one: bool) -> str:
    """The rules as a JSON document: an object with a list, or the one rule with its examples."""
    if one:
        return json.dumps({"version": 1, "rule": {**_summary(rules[0]), **_examples(rules[0])}}, indent=2)
    return json.dumps({"version": 1, "rules": [_summary(rule) for rule in rules]}, indent=2)


def _summary(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.label,
        "fix": rule.fix,
        "summary": rule.summary,
        "why": rule.why,
    }


def _examples(rule: Rule) -> dict[str, Any]:
    return {"bad": dict(example_files(rule.bad)), "good": dict(example_files(rule.good))}


def example_files(example: Example) -> Iterator[tuple[str, str]]:
    """The files of an example; the first two are the item's yml and the code beside it."""
    if example.yml:
        match = _NAME.search(example.yml)
        stem = match.group(1) if match else "Acme"
        yield f"{stem}.yml", example.yml
        if example.code:
            yield f"{stem}.py", example.code
    for name, code in example.modules.items():
        yield f"{name}.py", code
    yield from example.others.items()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
