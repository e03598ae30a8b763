"""Which rules run, chosen by codes, prefixes of codes, and names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from polltool.errors import UsageError, did_you_mean
from polltool.rules.base import Rule

ALL = "ALL"


def matches(selector: str, rule: Rule) -> bool:
    """Whether a selector (``POL201``, ``POL2``, ``undeclared-next-run-arg``, ``ALL``) means the rule."""
    wanted = selector.strip()
    if wanted.upper() == ALL:
        return True
    return rule.name == wanted.lower() or (wanted != "" and rule.code.startswith(wanted.upper()))


def check_selectors(selectors: Iterable[str], rules: Sequence[Rule]) -> None:
    """Nothing, where each of the selectors means some rule.

    :raises UsageError: one means none; it names the nearest word that would.
    """
    for selector in selectors:
        _check(selector, rules)


def exactness(selectors: Iterable[str], rule: Rule) -> int:
    """How exactly the best of the selectors means the rule; -1 where none does."""
    return max((precision(selector, rule) for selector in selectors), default=-1)


def select_rules(
    rules: Sequence[Rule],
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
) -> tuple[Rule, ...]:
    """The rules that run.

    The more exact selector decides (``--ignore POL2 --select POL201`` runs POL201); between
    equals, ignoring wins. Without ``select`` all rules run.

    :raises UsageError: a selector that means no rule.
    """
    select, ignore, extend_select = tuple(select), tuple(ignore), tuple(extend_select)
    check_selectors((*select, *ignore, *extend_select), rules)
    wanted = (*select, *extend_select)

    def runs(rule: Rule) -> bool:
        chosen = exactness(wanted, rule)
        if chosen < 0 and not select:
            chosen = 0
        return chosen >= 0 and chosen > exactness(ignore, rule)

    return tuple(rule for rule in rules if runs(rule))


def named(selectors: Iterable[str], rules: Sequence[Rule]) -> frozenset[str]:
    """The codes of the rules that any of the selectors means."""
    selectors = tuple(selectors)
    return frozenset(rule.code for rule in rules if any(matches(selector, rule) for selector in selectors))


def _check(selector: str, rules: Sequence[Rule]) -> None:
    if any(matches(selector, rule) for rule in rules):
        return
    known = [word for rule in rules for word in (rule.code, rule.name)]
    known += sorted({rule.code[:4] for rule in rules} | {ALL})
    raise _unknown(selector.strip(), known)


_LISTED = "'polltool rules' lists them"
_CODE = re.compile(r"[A-Za-z]{2,}\d*")


def _unknown(word: str, known: Collection[str]) -> UsageError:
    if _CODE.fullmatch(word) and any(one.startswith(word.upper()) for one in known):
        return UsageError(f"{word!r} stands for several rules; name one ({_LISTED})")
    if _CODE.fullmatch(word) and any(one[:3] == word[:3].upper() for one in known):
        # All codes are much alike: only one of the same group may have been meant.
        known = [one for one in known if one[:4] == word[:4].upper()]
    return UsageError(f"unknown rule {word!r}; {did_you_mean(word, known, _LISTED)}")


def find_rule(name: str, rules: Sequence[Rule]) -> Rule:
    """The rule of a code or a name.

    :raises UsageError: there is none.
    """
    wanted = name.strip()
    for rule in rules:
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            return rule
    raise _unknown(wanted, [word for rule in rules for word in (rule.code, rule.name)])


def precision(selector: str, rule: Rule) -> int:
    """How exactly a selector means the rule: a whole name or code most, -1 where it does not."""
    if not matches(selector, rule):
        return -1
    wanted = selector.strip()
    if wanted.upper() == ALL:
        return 0
    return len(rule.code) if wanted.lower() == rule.name else len(wanted)
