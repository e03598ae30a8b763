"""New members of dictionaries from command names to functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from polltool.code.layout import Layout
from polltool.code.rewrites import add_keys
from polltool.edits import Edit
from polltool.scaffold.aftermath import Sink, Unclear, sink
from polltool.scaffold.codescope import Meaning, Scopes, dotted
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchsites import Table
from polltool.scaffold.handlers import ARGS, Supply
from polltool.scaffold.reach import kept_away

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Given:
    """One argument that the table's functions are called with.

    ``keyword`` is its name, None where it is given by position; ``stars``: how it is spread.
    """

    meaning: Meaning
    name: str
    keyword: str | None
    stars: str


@dataclass(frozen=True, slots=True)
class _Form:
    """How the table's functions are called, and where what they return goes."""

    given: tuple[_Given, ...]
    sink: Sink


def table_edits(style: CodeStyle, table: Table, supply: Supply, pairs: Pairs) -> list[Edit]:
    """The edits that register each command's function in a table.

    Where the table's call does not pass what the function takes, in its order, a lambda
    does.

    :raises Unclear: it is not certain that the commands get there, or what becomes of a result.
    """
    scopes, made = style.scopes, table.made
    if not made.keys or not all(_is_function(value) for value in made.values[-3:]):
        raise Unclear("the dictionary's values are not simply functions")
    if not any(style.tests.text(key) for key in made.keys if key is not None):
        raise Unclear("the dictionary's keys are not simply names")
    commands = tuple(command for command, _ in pairs)
    tests = replace(style.tests, table=made, added=commands)
    forms: set[_Form] = set()
    reasons = []
    for use in table.uses:
        away = [kept_away(scopes, tests, use.call, command) for command in commands]
        if any(reason is None for reason in away):
            forms.add(_Form(tuple(_given(use.call, scopes)), sink(scopes, use.call)))
        reasons += [reason for reason in away if reason is not None]
    if not forms:
        raise Unclear(reasons[0] if reasons else "the place where the dictionary's functions are called")
    if len(forms) > 1:
        raise Unclear("the dictionary's functions are called in several ways")
    form = forms.pop()
    entries = [(command, _registered(style, table, supply, form, function)) for command, function in pairs]
    return add_keys(Layout(scopes.module, made), made, entries)


def table_text(style: CodeStyle, pairs: Pairs) -> str:
    """What to write by hand into a dictionary of functions."""
    quote = style.quote
    return "\n".join(f"{quote}{command}{quote}: {function}," for command, function in pairs)


def _is_function(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return dotted(value.func).rpartition(".")[2] == "partial"
    return isinstance(value, ast.Name | ast.Attribute | ast.Lambda)


def _given(call: ast.Call, scopes: Scopes) -> Iterator[_Given]:
    for one in call.args:
        starred = isinstance(one, ast.Starred)
        value = one.value if isinstance(one, ast.Starred) else one
        yield _Given(scopes.meaning(value), _name(value), None, "*" if starred else "")
    for keyword in call.keywords:
        stars = "**" if keyword.arg is None else ""
        yield _Given(scopes.meaning(keyword.value), _name(keyword.value), keyword.arg, stars)


def _name(value: ast.expr) -> str:
    return value.id if isinstance(value, ast.Name) else ""


def _registered(style: CodeStyle, table: Table, supply: Supply, form: _Form, function: str) -> str:
    """The expression to register for a function: itself, or a lambda that calls it."""
    if form.sink is Sink.OTHER:
        raise Unclear("what the dictionary's functions return goes on in a way that is not clear")
    if form.sink is Sink.RESULTS and _fits(style, form):
        return function
    names: list[str] = []
    args: str | None = None
    client: str | None = None
    for index, one in enumerate(form.given):
        if one.stars == "*":
            raise Unclear("the dictionary's functions are called with a list of arguments")
        name = one.keyword or _parameter(one, index)
        if name in names:
            name = f"{name}_{index}"
        names.append(f"{one.stars}{name}")
        if one.meaning is Meaning.ARGS and args is None:
            args = name
        elif one.meaning is Meaning.CLIENT and client is None:
            client = name
    if args is None:
        args = ARGS
    given = [args]
    if len(style.parameters) > 1:
        given.append(client or _closed_over(style, table, supply))
    call = f"{function}({', '.join(given)})"
    if form.sink is Sink.NOTHING:
        call = f"return_results({call})"
    spelled = ", ".join(names)
    return f"lambda {spelled}: {call}" if spelled else f"lambda: {call}"


def _parameter(one: _Given, index: int) -> str:
    if one.meaning is Meaning.ARGS:
        return "args"
    if one.meaning is Meaning.CLIENT:
        return "client"
    return one.name or f"_{index}"


def _closed_over(style: CodeStyle, table: Table, supply: Supply) -> str:
    """The client that a lambda in the table sees."""
    name = supply.client
    if name is not None and (
        style.scopes.sure(name, table.made)
        or style.scopes.home(name, style.scopes.function_of(table.made)) is None
    ):
        return name
    raise Unclear("the dictionary's functions get no client")


def _fits(style: CodeStyle, form: _Form) -> bool:
    """Whether the table's call passes just what a new function takes."""
    wanted = [Meaning.ARGS, Meaning.CLIENT][: len(style.parameters)]
    if any(one.stars for one in form.given) or len(form.given) != len(wanted):
        return False
    for index, one in enumerate(form.given):
        if one.keyword is None:
            if one.meaning is not wanted[index]:
                return False
        elif one.keyword not in style.parameters or (
            one.meaning is not wanted[style.parameters.index(one.keyword)]
        ):
            return False
    return True
