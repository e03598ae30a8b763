"""Where an integration's code tells its commands apart: chains of tests, ``match``, tables of functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from polltool.code.bindings import enclosing_statement
from polltool.code.files import CodeFile
from polltool.code.parents import in_breadth
from polltool.records import dataclass
from polltool.scaffold.codescope import Scopes, dotted
from polltool.scaffold.dispatchguards import Guard, guards_around, handed_on, outside_loops
from polltool.scaffold.nametests import NameTests, looked_up


@dataclass(frozen=True, slots=True)
class Chain:
    """An ``if`` with its ``elif`` parts; ``links`` are these in order, ``otherwise`` the ``else`` part."""

    links: tuple[ast.If, ...]
    otherwise: tuple[ast.stmt, ...]
    subject: ast.expr
    commands: frozenset[str]

    @property
    def statement(self) -> ast.stmt:
        """The statement that it is."""
        return self.links[0]


@dataclass(frozen=True, slots=True)
class Match:
    """A ``match`` on the command's name."""

    statement: ast.Match
    commands: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary from command names to functions.

    ``taken`` are the expressions that take a command's function out of it, ``calls`` the calls
    of what they take.
    """

    made: ast.Dict
    taken: tuple[ast.expr, ...]
    calls: tuple[ast.Call, ...]
    commands: frozenset[str]


Site = Chain | Match | Table | Guard


def is_elif(file: CodeFile, node: ast.If) -> bool:
    """Whether an ``if`` is written as ``elif``."""
    return file.text.startswith("elif", file.index(node.lineno, node.col_offset))


def place_of(site: Site) -> ast.expr | ast.stmt:
    """The node whose place in the code is that of a site: where handlers are called."""
    if isinstance(site, Table):
        return site.calls[0] if site.calls else site.made
    return site.statement


@dataclass(frozen=True, slots=True)
class Places:
    """All places where commands may be told apart; ``looking`` are the expressions that look the command up."""

    looking: Sequence[ast.expr]
    tables: Sequence[Table]
    others: Sequence[Chain | Match]

    @property
    def commands(self) -> frozenset[str]:
        """The commands that any place names, be it one that knows few."""
        return frozenset(name for site in (*self.others, *self.tables) for name in site.commands)


def read_places(scopes: Scopes, tests: NameTests) -> Places:
    """The places of a module."""
    looking = _looking_up(scopes, tests)
    tables = tuple(_tables(scopes, tests, looking))
    return Places(looking, tables, (*_chains(scopes, tests), *_matches(scopes, tests)))


def find_sites(scopes: Scopes, tests: NameTests, places: Places) -> list[Site]:
    """The places that tell commands apart, the one that knows most of them first.

    Chains in one block of statements are counted together, and with the tables that they
    look commands up in. Where a table knows most, it comes before the chain around it, and
    that before the statement that looks commands up. Places that know few commands are left out.
    """
    looking, tables, others = places.looking, places.tables, list(places.others)
    if any(isinstance(site, Match) or tests.is_command(site.subject) for site in others):
        others = [site for site in others if isinstance(site, Match) or tests.is_command(site.subject)]
    together: dict[object, int] = {}
    for site in others:
        block = scopes.module.parents.get(site.statement)
        together[block] = together.get(block, 0) + len(tests.of_yml(site.commands))
    known_most = max((len(tests.of_yml(site.commands)) for site in others), default=0)
    ranked: list[tuple[tuple[int, int, int, int], Site]] = []
    for site in others:
        own = together[scopes.module.parents.get(site.statement)]
        held = [len(tests.of_yml(table.commands)) for table in tables if _holds(scopes, site, table)]
        kind = 0 if own > max(held, default=0) else 1
        rank = max([own, *held])
        ranked.append(((-rank, kind, -len(site.commands), -site.statement.lineno), site))
        named = len(tests.of_yml(site.commands))
        in_loop = outside_loops(scopes, site.statement) is not site.statement
        if named < known_most or (named * 2 < len(tests.listed) and not in_loop):
            continue  # what asks for few commands may prepare the others, which a new one needs as well
        around = guards_around(scopes, tests, site.statement, _subject(tests, site), site.commands)
        ranked += [((-rank, 4, 0, -guard.statement.lineno), guard) for guard in around]
    for table in tables:
        rank = len(tests.of_yml(table.commands))
        ranked.append(((-rank, 0, 0, -table.made.lineno), table))
        guards = _guards(scopes, tests, table.taken, table.commands, table.made)
        ranked += [((-rank, 2, 0, -guard.statement.lineno), guard) for guard in guards]
    known = {node for table in tables for node in table.taken}
    for guard in _guards(scopes, tests, [node for node in looking if node not in known]):
        ranked.append(((0, 3, 0, -guard.statement.lineno), guard))
    if not ranked:
        ranked += [((0, 5, 0, 0), guard) for guard in handed_on(scopes, tests)]
    ranked.sort(key=lambda pair: pair[0])
    most = -ranked[0][0][0] if ranked else 0
    return [site for (rank, *_), site in ranked if -rank * 2 >= most or isinstance(site, Table)]


def _holds(scopes: Scopes, site: Chain | Match, table: Table) -> bool:
    """Whether a table is used inside a statement."""
    first, last = site.statement.lineno, site.statement.end_lineno or site.statement.lineno
    function = scopes.function_of(site.statement)
    return any(
        first <= node.lineno <= last and scopes.function_of(node) is function
        for node in (*table.taken, *table.calls)
    )


def _looking_up(scopes: Scopes, tests: NameTests) -> list[ast.expr]:
    """The expressions that look the command up somewhere."""
    nodes: list[ast.expr] = [*scopes.index.subscripts, *scopes.index.calls]
    return [node for node in nodes if looked_up(tests, node) is not None]


def _guards(
    scopes: Scopes,
    tests: NameTests,
    taken: Iterable[ast.expr],
    commands: frozenset[str] = frozenset(),
    made: ast.Dict | None = None,
) -> Iterator[Guard]:
    """The statements that look commands up, and the tests around them from within.

    A dictionary whose values are results, worked out as it is ``made``, comes before these.
    """
    for node in taken:
        subject = node.slice if isinstance(node, ast.Subscript) else node.args[0]  # type: ignore[attr-defined]
        runs = made is not None and any(isinstance(value, ast.Call) for value in made.values)
        at = made if made is not None and runs and scopes.function_of(made) is not None else node
        yield from guards_around(scopes, tests, enclosing_statement(scopes.module, at), subject, commands)


def _subject(tests: NameTests, site: Chain | Match) -> ast.expr:
    """The expression for the command's name, also where it is matched together with others."""
    subject = site.subject if isinstance(site, Chain) else site.statement.subject
    nodes = [node for node in in_breadth(subject) if isinstance(node, ast.Name | ast.Call)]
    return next((node for node in nodes if tests.is_command(node)), subject)


# -- chains and match ----------------------------------------------------------------------


def _chains(scopes: Scopes, tests: NameTests) -> Iterator[Chain]:
    file = scopes.module.file
    for node in scopes.index.ifs:
        if is_elif(file, node):
            continue
        links = [node]
        while len(links[-1].orelse) == 1:
            below = links[-1].orelse[0]
            if not isinstance(below, ast.If) or not is_elif(file, below):
                break
            links.append(below)
        subjects = [subject for link in links if (subject := tests.subject(link.test)) is not None]
        subjects.sort(key=tests.is_command)
        if subjects:
            commands = frozenset(name for link in links for name in _named(tests, link.test))
            yield Chain(tuple(links), tuple(links[-1].orelse), subjects[-1], commands)


def _named(tests: NameTests, test: ast.expr) -> Iterator[str]:
    """The commands that a test names itself (not those of a table that it asks)."""
    for compare in in_breadth(test):
        if isinstance(compare, ast.Compare):
            for one in (compare.left, *compare.comparators):
                if not isinstance(one, ast.Name | ast.Call | ast.Attribute) or tests.text(one) is not None:
                    yield from tests.texts(one) or ()


def _matches(scopes: Scopes, tests: NameTests) -> Iterator[Match]:
    for node in scopes.index.matches:
        commands = frozenset(name for case in node.cases for name in _patterns(tests, case.pattern))
        if tests.is_command(node.subject) or not tests.known.isdisjoint(commands):
            yield Match(node, commands)


def _patterns(tests: NameTests, pattern: ast.pattern) -> Iterator[str]:
    for node in in_breadth(pattern):
        text = tests.text(node.value) if isinstance(node, ast.MatchValue) else None
        if text is not None:
            yield text


# -- tables --------------------------------------------------------------------------------


def _tables(scopes: Scopes, tests: NameTests, looking: list[ast.expr]) -> Iterator[Table]:
    takers: dict[ast.Dict, list[ast.expr]] = {}
    for node in looking:
        table = looked_up(tests, node)
        for made in [] if table is None else _made(table, scopes):
            takers.setdefault(made, []).append(node)
    for made, takes in takers.items():
        commands = frozenset(
            text for key in made.keys if key is not None and (text := tests.text(key)) is not None
        )
        calls = [call for node in takes for call in _calls_of(node, scopes)]
        yield Table(made, tuple(takes), tuple(calls), commands)


def _made(table: ast.expr, scopes: Scopes, depth: int = 4) -> list[ast.Dict]:
    """The dictionary literals that an expression may be."""
    if isinstance(table, ast.Dict):
        spread = [value for key, value in zip(table.keys, table.values, strict=True) if key is None]
        if len(spread) < len(table.keys) or not depth:
            return [table]
        return [table, *(one for value in spread for one in _made(value, scopes, depth - 1))]
    if not depth:
        return []
    if isinstance(table, ast.Name):
        values = scopes.values(table.id, scopes.function_of(table))
        if not values and table.id in scopes.module.rebound:
            return []
        return [one for value in values if value is not None for one in _made(value, scopes, depth - 1)]
    if isinstance(table, ast.BinOp) and isinstance(table.op, ast.BitOr):
        return [*_made(table.right, scopes, depth - 1), *_made(table.left, scopes, depth - 1)]
    if isinstance(table, ast.Call) and dotted(table.func) in scopes.functions:
        function = scopes.functions[dotted(table.func)]
        return [
            one
            for node in in_breadth(function)
            if isinstance(node, ast.Return) and node.value is not None
            for one in _made(node.value, scopes, depth - 1)
        ]
    return []


def _calls_of(taken: ast.expr, scopes: Scopes, depth: int = 2) -> Iterator[ast.Call]:
    """The calls of what an expression takes from a table."""
    parents = scopes.module.parents
    above = parents.get(taken)
    if isinstance(above, ast.Call) and above.func is taken:
        yield above
        return
    if isinstance(above, ast.Return):
        function = scopes.function_of(taken)
        calls = [] if function is None or not depth else scopes.calls.get(function.name, [])
        for call in calls:
            yield from _calls_of(call, scopes, depth - 1)
        return
    if isinstance(above, ast.NamedExpr):
        names = [above.target]
    elif isinstance(above, ast.Assign):
        names = [one for one in above.targets if isinstance(one, ast.Name)]
    elif isinstance(above, ast.AnnAssign) and isinstance(above.target, ast.Name):
        names = [above.target]
    else:
        return
    function = scopes.function_of(taken)
    called = {name.id for name in names}
    for node in scopes.index.calls:
        named = isinstance(node.func, ast.Name) and node.func.id in called
        if named and scopes.function_of(node) is function:
            yield node
