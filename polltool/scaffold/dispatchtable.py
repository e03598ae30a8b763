"""New members of dictionaries from command names to functions."""

from __future__ import annotations

from polltool.code.layout import Layout
from polltool.code.rewrites import add_keys
from polltool.edits import Edit
from polltool.scaffold.aftermath import Sink, Unclear
from polltool.scaffold.codescope import Meaning
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchbranch import Pairs
from polltool.scaffold.dispatchplan import Given, TablePlan
from polltool.scaffold.dispatchsites import place_of
from polltool.scaffold.handlers import ARGS, Supply


def table_edits(style: CodeStyle, plan: TablePlan, supply: Supply, pairs: Pairs) -> list[Edit]:
    """The edits that register each command's function in a table.

    Where the table's call does not pass what the function takes, in its order, a lambda
    does.

    :raises Unclear: there is no client that the function could be given.
    """
    entries = [(command, _registered(style, plan, supply, function)) for command, function in pairs]
    made = plan.site.made
    return add_keys(Layout(style.scopes.module, made), made, entries)


def table_text(style: CodeStyle, pairs: Pairs) -> str:
    """What to write by hand into a dictionary of functions."""
    quote = style.quote
    return "\n".join(f"{quote}{command}{quote}: {function}," for command, function in pairs)


def _registered(style: CodeStyle, plan: TablePlan, supply: Supply, function: str) -> str:
    """The expression to register for a function: itself, or a lambda that calls it."""
    if plan.fits(style.parameters):
        return function
    names: list[str] = []
    values: dict[Meaning, str] = {}
    for index, one in enumerate(plan.given):
        name = one.keyword or _parameter(one, index)
        if name in names:
            name = f"{name}_{index}"
        names.append(f"{one.stars}{name}")
        values.setdefault(one.meaning, name)
    given = [values.get(Meaning.ARGS, ARGS)]
    if len(style.parameters) > 1:
        given.append(values.get(Meaning.CLIENT) or _closed_over(style, plan, supply))
    call = f"{function}({', '.join(given)})"
    if plan.sink is Sink.NOTHING:
        call = f"return_results({call})"
    spelled = ", ".join(names)
    return f"lambda {spelled}: {call}" if spelled else f"lambda: {call}"


def _parameter(one: Given, index: int) -> str:
    if one.meaning is Meaning.ARGS:
        return "args"
    if one.meaning is Meaning.CLIENT:
        return "client"
    return one.name or f"_{index}"


def _closed_over(style: CodeStyle, plan: TablePlan, supply: Supply) -> str:
    """The client that a lambda in the table sees when it is called."""
    name, scopes = supply.client, style.scopes
    if name is not None:
        home = scopes.home(name, scopes.function_of(place_of(plan.site)))
        if home is None or home is scopes.function_of(plan.site.made):
            return name
    raise Unclear("the dictionary's functions get no client")
