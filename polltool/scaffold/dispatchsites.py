"""Where an integration's code tells its commands apart: chains of tests, ``match``, tables of functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from polltool.code.files import CodeFile
from polltool.scaffold.codescope import Scopes, dotted
from polltool.scaffold.nametests import NameTests


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
class Use:
    """One place where a table's function is called."""

    call: ast.Call


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary from command names to functions, and the calls of what is in it."""

    made: ast.Dict
    uses: tuple[Use, ...]
    commands: frozenset[str]


Site = Chain | Match | Table


def is_elif(file: CodeFile, node: ast.If) -> bool:
    """Whether an ``if`` is written as ``elif``."""
    return file.text.startswith("elif", file.index(node.lineno, node.col_offset))


def find_sites(scopes: Scopes, tests: NameTests) -> list[Site]:
    """Every place that tells commands apart, the one that knows most of them first.

    What stands in one block of statements is counted together; among equals the one that
    comes last in the code is first.
    """
    found: list[Site] = [*_chains(scopes, tests), *_matches(scopes, tests), *_tables(scopes, tests)]
    together: dict[object, int] = {}
    for site in found:
        together[_block(site, scopes)] = together.get(_block(site, scopes), 0) + _weight(site, tests)
    return sorted(
        found,
        key=lambda site: (-together[_block(site, scopes)], -_weight(site, tests), -_line(site)),
    )


def _weight(site: Site, tests: NameTests) -> int:
    return len(site.commands & tests.known if tests.known else site.commands)


def _line(site: Site) -> int:
    return site.made.lineno if isinstance(site, Table) else site.statement.lineno


def _block(site: Site, scopes: Scopes) -> object:
    return site.made if isinstance(site, Table) else scopes.module.parents.get(site.statement)


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
        if subjects:
            commands = frozenset(name for link in links for name in _named(tests, link.test))
            yield Chain(tuple(links), tuple(links[-1].orelse), subjects[-1], commands)


def _named(tests: NameTests, test: ast.expr) -> Iterator[str]:
    """The commands that a test names itself (not those of a table that it asks)."""
    for compare in ast.walk(test):
        if isinstance(compare, ast.Compare):
            for one in (compare.left, *compare.comparators):
                if not isinstance(one, ast.Name | ast.Call | ast.Attribute) or tests.text(one) is not None:
                    yield from tests.texts(one) or ()


def _matches(scopes: Scopes, tests: NameTests) -> Iterator[Match]:
    for node in scopes.index.matches:
        commands = frozenset(name for case in node.cases for name in _patterns(case.pattern))
        if tests.is_command(node.subject) or not tests.known.isdisjoint(commands):
            yield Match(node, commands)


def _patterns(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        value = node.value if isinstance(node, ast.MatchValue) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


# -- tables --------------------------------------------------------------------------------


def _tables(scopes: Scopes, tests: NameTests) -> Iterator[Table]:
    uses: dict[ast.Dict, list[Use]] = {}
    nodes: list[ast.Subscript | ast.Call] = [*scopes.index.subscripts, *scopes.index.calls]
    for node in nodes:
        taken = _taken(node, tests)
        if taken is None:
            continue
        for made in _made(taken, scopes):
            found = uses.setdefault(made, [])
            found += [Use(call) for call in _calls_of(node, scopes)]
    for made, found in uses.items():
        commands = frozenset(
            text for key in made.keys if key is not None and (text := tests.text(key)) is not None
        )
        yield Table(made, tuple(found), commands)


def _taken(node: ast.Subscript | ast.Call, tests: NameTests) -> ast.expr | None:
    """The table that an expression takes the command's function from."""
    if isinstance(node, ast.Subscript) and tests.is_command(node.slice):
        return node.value
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
        and tests.is_command(node.args[0])
    ):
        return node.func.value
    return None


def _made(table: ast.expr, scopes: Scopes, depth: int = 4) -> list[ast.Dict]:
    """The dictionary literals that an expression may be."""
    if isinstance(table, ast.Dict):
        return [table]
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
            for node in ast.walk(function)
            if isinstance(node, ast.Return) and node.value is not None
            for one in _made(node.value, scopes, depth - 1)
        ]
    return []


def _calls_of(taken: ast.expr, scopes: Scopes) -> Iterator[ast.Call]:
    """The calls of what an expression takes from a table."""
    parents = scopes.module.parents
    above = parents.get(taken)
    if isinstance(above, ast.Call) and above.func is taken:
        yield above
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
