"""Whether new commands can be added at a place, and how: worked out before anything is written.

The plans say what a place asks for; ``dispatchbranch``, ``dispatchtable`` and
``dispatchguard`` write it in the file's style.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from polltool.records import dataclass, replace
from polltool.scaffold.aftermath import (
    Ending,
    Sink,
    Unclear,
    Way,
    ending,
    returns_values,
    sink,
    sink_of_function,
)
from polltool.scaffold.codescope import Meaning, Scopes, dotted
from polltool.scaffold.dispatchguards import Guard
from polltool.scaffold.dispatchsites import Chain, Match, Site, Table, is_elif
from polltool.scaffold.nametests import NameTests
from polltool.scaffold.reach import kept_away, takes, tells_apart


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """A branch after the ``index``-th one of a chain (or case of a ``match``), and how it ends."""

    site: Chain | Match
    index: int
    ending: Ending


@dataclass(frozen=True, slots=True)
class GuardPlan:
    """A test before a statement, and how it ends."""

    site: Guard
    ending: Ending


@dataclass(frozen=True, slots=True)
class Given:
    """One argument that a table's functions are called with.

    ``name`` is that of the variable, "" where it is none; ``keyword`` is None where it is
    given by position; ``stars`` tell how it is spread.
    """

    meaning: Meaning
    name: str
    keyword: str | None
    stars: str


@dataclass(frozen=True, slots=True)
class TablePlan:
    """Members of a dictionary; its functions are called with ``given``, and ``sink`` gets the result."""

    site: Table
    given: tuple[Given, ...]
    sink: Sink

    def fits(self, parameters: Sequence[str]) -> bool:
        """Whether the table's call passes just what a function takes that has these parameters."""
        wanted = [Meaning.ARGS, Meaning.CLIENT][: len(parameters)]
        if self.sink is not Sink.RESULTS or len(self.given) != len(wanted):
            return False
        for index, one in enumerate(self.given):
            if one.stars or (one.keyword is not None and one.keyword not in parameters):
                return False
            if one.meaning is not wanted[index if one.keyword is None else parameters.index(one.keyword)]:
                return False
        return True


Plan = BranchPlan | GuardPlan | TablePlan


def plan(scopes: Scopes, tests: NameTests, site: Site, commands: Sequence[str]) -> Plan:
    """How commands are added at a place.

    :raises Unclear: it is not certain that they get there, or what becomes of a result.
    """
    for command in commands:
        if command in site.commands:
            raise Unclear(f"the code already deals with {command}")
    if isinstance(site, Table):
        return _table(scopes, tests, site, tuple(commands))
    for command in commands:
        reason = kept_away(scopes, tests, site.statement, command)
        if reason is not None:
            raise Unclear(reason)
    if isinstance(site, Guard):
        return _guard(scopes, site)
    ends = {ending(scopes, tests, site.statement, command) for command in commands}
    if len(ends) != 1:
        raise Unclear("the code after the branches treats the new commands differently")
    if isinstance(site, Match):
        return BranchPlan(site, _case(tests, site, commands), ends.pop())
    return BranchPlan(site, min(_link(tests, site, command) for command in commands), ends.pop())


# -- branches ------------------------------------------------------------------------------


def _link(tests: NameTests, site: Chain, command: str) -> int:
    """The link after which a branch for a command surely is tried, and not before others hold."""
    last = -1
    for index, link in enumerate(site.links):
        answer = tests.holds(link.test, command)
        if answer or (answer is None and (tests.mentions(link.test) or tells_apart(tests, link.body))):
            break
        last = index
    if last < 0:
        raise Unclear("the first test may hold for the new command as well")
    return last


def _case(tests: NameTests, site: Match, commands: Sequence[str]) -> int:
    """The case after which new ones come: those that may hold for the commands come later."""
    last = -1
    for index, case in enumerate(site.statement.cases):
        if any(takes(tests, site.statement, case, command) is not False for command in commands):
            break
        last = index
    if last < 0:
        raise Unclear("the first case may hold for the new command as well")
    return last


def _guard(scopes: Scopes, site: Guard) -> GuardPlan:
    function = scopes.function_of(site.statement)
    if function is None:
        raise Unclear("commands are looked up outside of any function")
    if isinstance(site.statement, ast.If) and is_elif(scopes.module.file, site.statement):
        raise Unclear("the place where commands are looked up is one of several branches")
    if returns_values(scopes, function):
        found = sink_of_function(scopes, function)
        if found is Sink.RESULTS:
            return GuardPlan(site, Ending(Way.RETURN))
        if found is Sink.OTHER:
            raise Unclear("what the function returns goes on in a way that is not clear")
    return GuardPlan(site, Ending(Way.LEAVE))


# -- tables --------------------------------------------------------------------------------


def _table(scopes: Scopes, tests: NameTests, site: Table, commands: tuple[str, ...]) -> TablePlan:
    made = site.made
    if not made.keys or not all(_is_function(value) for value in made.values[-3:]):
        raise Unclear("the dictionary's values are not simply functions")
    if not any(tests.text(key) for key in made.keys if key is not None):
        raise Unclear("the dictionary's keys are not simply names")
    tests = replace(tests, table=made, added=commands)
    plans: set[TablePlan] = set()
    reasons = []
    for call in site.calls:
        away = [kept_away(scopes, tests, call, command) for command in commands]
        if None in away:
            plans.add(TablePlan(site, tuple(_given(call, scopes)), sink(scopes, call)))
        reasons += [reason for reason in away if reason is not None]
    if not plans:
        raise Unclear(
            reasons[0] if reasons else "it is not clear where the dictionary's functions are called"
        )
    if len(plans) > 1:
        raise Unclear("the dictionary's functions are called in several ways")
    found = plans.pop()
    if found.sink is Sink.OTHER:
        raise Unclear("what the dictionary's functions return goes on in a way that is not clear")
    if any(one.stars == "*" for one in found.given):
        raise Unclear("the dictionary's functions are called with a list of arguments")
    return found


def _is_function(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return dotted(value.func).rpartition(".")[2] == "partial"
    return isinstance(value, ast.Name | ast.Attribute | ast.Lambda)


def _given(call: ast.Call, scopes: Scopes) -> Iterator[Given]:
    for one in call.args:
        value = one.value if isinstance(one, ast.Starred) else one
        stars = "*" if isinstance(one, ast.Starred) else ""
        yield Given(scopes.meaning(value), _name(value), None, stars)
    for keyword in call.keywords:
        stars = "**" if keyword.arg is None else ""
        yield Given(scopes.meaning(keyword.value), _name(keyword.value), keyword.arg, stars)


def _name(value: ast.expr) -> str:
    return value.id if isinstance(value, ast.Name) else ""
