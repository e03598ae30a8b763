"""Which rules run."""

from __future__ import annotations

import pytest

from polltool.errors import UsageError
from polltool.findings import Severity
from polltool.rules.base import Example, Rule
from polltool.select import find_rule, named, select_rules


def make_rule(code: str, name: str) -> Rule:
    example = Example(yml="")
    return Rule(code, name, Severity.ERROR, "summary", "why", example, example, lambda context: ())


RULES = (
    make_rule("POL101", "missing-polling"),
    make_rule("POL102", "misplaced-polling"),
    make_rule("POL201", "undeclared-next-run-arg"),
    make_rule("POL301", "interval-may-be-none"),
)


@pytest.mark.parametrize(
    ("select", "ignore", "extend", "codes"),
    [
        ([], [], [], "POL101 POL102 POL201 POL301"),
        (["POL1"], [], [], "POL101 POL102"),
        (["pol1", "POL301"], [], [], "POL101 POL102 POL301"),
        (["missing-polling"], [], [], "POL101"),
        (["ALL"], [], [], "POL101 POL102 POL201 POL301"),
        ([], ["POL1"], [], "POL201 POL301"),
        (["POL1"], ["POL102"], [], "POL101"),
        (["POL102"], ["POL1"], [], "POL102"),
        (["POL1"], ["POL1"], [], ""),
        ([], ["ALL"], ["POL2"], "POL201"),
        (["POL3"], [], ["POL2"], "POL201 POL301"),
        ([], [], ["POL2"], "POL101 POL102 POL201 POL301"),
        ([], ["missing-polling"], [], "POL102 POL201 POL301"),
    ],
)
def test_the_more_exact_selector_decides(
    select: list[str], ignore: list[str], extend: list[str], codes: str
) -> None:
    chosen = select_rules(RULES, select=select, ignore=ignore, extend_select=extend)
    assert " ".join(rule.code for rule in chosen) == codes


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("POL30l", "did you mean POL301?"),
        ("mising-polling", "did you mean missing-polling?"),
        ("nonsense!", "'polltool rules' lists them"),
        ("", "'polltool rules' lists them"),
    ],
)
def test_a_selector_that_means_nothing_is_refused(selector: str, hint: str) -> None:
    for option in ("select", "ignore", "extend_select"):
        with pytest.raises(UsageError) as raised:
            select_rules(RULES, **{option: [selector]})
        assert str(raised.value) == f"unknown rule {selector!r}; {hint}"


def test_named_rules_are_those_that_a_selector_means() -> None:
    assert named(["POL2", "missing-polling"], RULES) == {"POL101", "POL201"}
    assert named([], RULES) == frozenset()


def test_one_rule_is_found_by_code_or_name_but_not_by_prefix() -> None:
    assert find_rule("pol101", RULES) is RULES[0]
    assert find_rule("Missing-Polling", RULES) is RULES[0]
    with pytest.raises(UsageError):
        find_rule("POL1", RULES)
