"""Rules that other packages bring: the entry point group ``polltool.rules``.

A configuration names the entry points that count. Only what is installed is looked at: the
working directory, which Python may search as well, is left out, so that no file of a checked
tree is ever found, let alone run, in a plugin's place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from polltool.errors import ConfigError, did_you_mean
from polltool.rules.base import Rule
from polltool.searchpath import without_working_directory

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "polltool.rules"
PLUGIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_CODE = re.compile(r"(?!POL)[A-Z][A-Z]+[0-9]{3,4}")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def plugin_rules(names: Sequence[str], taken: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules of the named entry points, in the order of their codes.

    :param taken: rules whose codes and names are taken.
    :raises ConfigError: one is not installed, cannot be loaded, or brings what is no sound rule.
    """
    found: dict[str, tuple[str, Rule]] = {}
    codes = {rule.code for rule in taken}
    words = {rule.name for rule in taken}
    for name in names:
        for rule in _load(name):
            if rule.code in codes or rule.name in words:
                other = found[rule.code][0] if rule.code in found else None
                by = f"plugin {other!r} has it too" if other is not None else "its code or name is taken"
                raise ConfigError(f"plugin {name!r}: the rule {rule.code} ({rule.name}) cannot be used: {by}")
            codes.add(rule.code)
            words.add(rule.name)
            found[rule.code] = (name, rule)
    return tuple(rule for _, (_, rule) in sorted(found.items()))


@functools.cache
def _load(name: str) -> tuple[Rule, ...]:
    with without_working_directory():
        point = _entry_point(name)
        try:
            loaded = point.load()
            rules = (loaded,) if isinstance(loaded, Rule) else tuple(_listed(loaded))
        except (Exception, SystemExit) as error:
            raise ConfigError(
                f"plugin {name!r} ({point.value}) cannot be loaded: {type(error).__name__}: {error}; "
                "install a version that fits, or take it out of the configuration"
            ) from error
    for rule in rules:
        problem = _problem(rule)
        if problem is not None:
            raise ConfigError(f"plugin {name!r} ({point.value}): {problem}")
    return rules


def _listed(loaded: object) -> Iterable[Rule]:
    if not isinstance(loaded, (list, tuple)):
        raise TypeError(f"a Rule or a list of Rules is expected, not {type(loaded).__name__}")
    return loaded


def _problem(rule: object) -> str | None:
    """What keeps an object from being used as a rule."""
    import pickle

    if not isinstance(rule, Rule):
        return f"a Rule is expected, not {type(rule).__name__}"
    if not _CODE.fullmatch(rule.code):
        return (
            f"{rule.code!r} is no code for a rule of a plugin: capital letters other than POL..., "
            "then three or four digits"
        )
    if not _NAME.fullmatch(rule.name):
        return f"{rule.name!r} is no name for a rule: lower-case words joined by hyphens"
    try:
        pickle.dumps(rule)
    except Exception as error:
        return (
            f"the rule {rule.code} cannot be sent to other processes ({error}); its check has to be a "
            "function at the top level of a module"
        )
    return None


def _entry_point(name: str) -> EntryPoint:
    import importlib.metadata

    points: dict[str, EntryPoint] = {}
    for distribution in importlib.metadata.distributions():
        for point in distribution.entry_points:
            if point.group == GROUP:
                points.setdefault(point.name, point)
    if name in points:
        return points[name]
    none = None if points else "no installed package has one; install it beside polltool"
    hint = did_you_mean(name, sorted(points), none)
    raise ConfigError(f"there is no installed plugin {name!r}; {hint}")
