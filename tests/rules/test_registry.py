"""The rules as a whole: complete, documented, found without a list of them."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import polltool.rules
from polltool.rules.base import Rule
from polltool.rules.registry import all_rules


def test_every_module_of_a_rule_is_found() -> None:
    folder = Path(polltool.rules.__path__[0])
    files = sorted(path.stem.upper() for path in folder.glob("pol[0-9]*.py"))
    assert [rule.code for rule in all_rules()] == files


def test_codes_and_names_are_unique_and_well_formed() -> None:
    rules = all_rules()
    names = [rule.name for rule in rules]
    assert len(set(names)) == len(names)
    for rule in rules:
        assert re.fullmatch(r"POL\d{3}", rule.code)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)


def test_every_rule_is_documented() -> None:
    for rule in all_rules():
        assert_documented(rule)


def assert_documented(rule: Rule) -> None:
    module = importlib.import_module(f"polltool.rules.{rule.code.lower()}")
    assert (module.__doc__ or "").startswith(f"{rule.code}: "), rule.code
    assert rule.summary, rule.code
    assert "\n" not in rule.summary, rule.code
    assert not rule.summary.endswith("."), rule.code
    assert len(rule.why) > 80, rule.code
    assert rule.why.endswith((".", ".)")), rule.code
    assert rule.fix in (None, "safe", "unsafe"), rule.code
    if rule.code != "POL000":
        assert rule.bad != rule.good, rule.code
        assert rule.bad.yml, rule.code
