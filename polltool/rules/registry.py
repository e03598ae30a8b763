"""All rules there are: every module ``polNNN`` of this package."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re

from polltool.rules.base import Rule

_RULE_MODULE = re.compile(r"pol\d+$")


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """The rules by code."""
    package = importlib.import_module("polltool.rules")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    rules = []
    for name in names:
        if _RULE_MODULE.match(name):
            rule = importlib.import_module(f"polltool.rules.{name}").RULE
            if rule.code != name.upper():
                raise RuntimeError(f"polltool.rules.{name} holds the rule {rule.code}")
            rules.append(rule)
    return tuple(rules)
