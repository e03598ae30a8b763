"""What a new handler can be given where commands are dispatched: the arguments and the client."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from polltool.code.parents import in_breadth
from polltool.records import dataclass
from polltool.scaffold.codescope import Meaning, Scopes, dotted
from polltool.scaffold.dispatchsites import Chain, Match, Site, Table, place_of

ARGS = "demisto.args()"


@dataclass(frozen=True, slots=True)
class Supply:
    """Expressions for the arguments' dictionary and for the client, at one place in the code.

    ``client`` is None where there is none; ``own``: handlers are given it, so that new ones
    are as well (else it is a global, which they use by its name).
    """

    args: str
    client: str | None
    own: bool


def supply(scopes: Scopes, site: Site) -> Supply:
    """What the handlers of a place can be given."""
    where = place_of(site)
    calls = list(_handler_calls(site))
    args = _usual(scopes, where, calls, Meaning.ARGS) or _in_scope(scopes, where, Meaning.ARGS)
    client = _usual(scopes, where, calls, Meaning.CLIENT) or _in_scope(scopes, where, Meaning.CLIENT)
    home = scopes.home(client, scopes.function_of(where)) if client is not None else None
    given = client is not None and any(
        isinstance(value, ast.Name) and value.id == client for call in calls for value in _values(call)
    )
    return Supply(args or ARGS, client, own=client is not None and (home is not None or given))


def _handler_calls(site: Site) -> Iterator[ast.Call]:
    """The calls in branches (of a table: of what is in it)."""
    if isinstance(site, Table):
        yield from site.calls
        return
    blocks = [link.body for link in site.links] if isinstance(site, Chain) else []
    if isinstance(site, Match):
        blocks = [case.body for case in site.statement.cases]
    for block in blocks:
        for statement in block:
            for node in in_breadth(statement):
                if isinstance(node, ast.Call):
                    yield node


def _values(call: ast.Call) -> Iterator[ast.expr]:
    for one in call.args:
        yield one.value if isinstance(one, ast.Starred) else one
    for keyword in call.keywords:
        yield keyword.value


def _usual(scopes: Scopes, where: ast.AST, calls: list[ast.Call], meaning: Meaning) -> str | None:
    """What most handlers are given for the arguments, or for the client."""
    counted: Counter[str] = Counter()
    for call in calls:
        for value in _values(call):
            if isinstance(value, ast.Name) and scopes.meaning(value) is meaning:
                if scopes.sure(value.id, where):
                    counted[value.id] += 1
            elif meaning is Meaning.ARGS and _is_args_call(value):
                counted[ARGS] += 1
    return counted.most_common(1)[0][0] if counted else None


def _is_args_call(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func) == "demisto.args"


def _in_scope(scopes: Scopes, where: ast.AST, meaning: Meaning) -> str | None:
    """A variable of that meaning which surely has its value there."""
    function = scopes.function_of(where)
    while True:
        for name in scopes.bindings(function):
            if scopes.name(name, function) is meaning and scopes.sure(name, where):
                return name
        if function is None:
            return None
        function = scopes.function_of(function)
