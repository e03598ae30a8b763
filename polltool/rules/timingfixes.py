"""The fixes of intervals: a default where there is none, ten seconds where there are fewer."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from polltool.code.bindings import Definition, definition, enclosing_statement, is_platform
from polltool.code.layout import CannotEdit, Layout
from polltool.code.modules import Module
from polltool.code.rewrites import converted, give_default, is_get, leaves, quote_of, replace, wrap
from polltool.code.values import Arg, Const, Spot, spot
from polltool.edits import Edit
from polltool.findings import Fix
from polltool.flows import ItemAnalysis
from polltool.model import Command
from polltool.rules.codefixes import code_fix, module_of
from polltool.rules.results import parent_of, value_given
from polltool.rules.timing import (
    SHORTEST,
    Timing,
    arguments_read,
    default_seconds,
    expression,
    seconds,
    usual,
)

USUAL = 30
"""Seconds: the interval that ``polling_function`` has where none is given."""


def _written(analysis: ItemAnalysis, timing: Timing) -> tuple[Spot, ...]:
    """The expressions that are written out for a timing.

    :raises CannotEdit: one of them cannot be seen, as with a ``partial``: what stands for it then
        is the whole call.
    """
    calls = {flow.schedule.spot for flow in timing.flows}
    calls |= {flow.schedule.decorator.spot for flow in timing.flows if flow.schedule.decorator is not None}
    found = []
    for place in (timing.spot, *timing.others):
        value = value_given(analysis, place)
        above = parent_of(analysis, value, value.node)
        if value in calls or not _holds(above, value.node):
            raise CannotEdit
        found.append(value)
    return tuple(found)


def _holds(above: ast.AST | None, node: ast.AST) -> bool:
    """Whether a node is the value that an argument, a key or a name is given."""
    if isinstance(above, ast.Call):
        return node in above.args
    if isinstance(above, ast.Dict):
        return node in above.values
    return isinstance(above, (ast.keyword, ast.Assign, ast.AnnAssign)) and above.value is node


# -- a default -----------------------------------------------------------------------------


def default_fix(analysis: ItemAnalysis, timing: Timing, arg: Arg, concerned: Sequence[Command]) -> Fix | None:
    """Give the interval a default: that of the yml, else the decorator's own."""
    number = _default(timing, arg, concerned)
    if number is None:
        return None

    def edits() -> Iterator[Edit]:
        spots = _written(analysis, timing)
        for place in spots:
            yield from _DefaultFor(analysis, place, spots, arg, str(number)).edits()

    return code_fix(True, f"give '{arg.key}' the default {number}", edits)


def _default(timing: Timing, arg: Arg, concerned: Sequence[Command]) -> int | None:
    """The number of seconds; None where none would be longer than 9 and shorter than the timeout."""
    declared = {default_seconds(command.argument(arg.key)) for command in concerned} - {None}
    number = float(USUAL)
    if len(declared) == 1:
        number = declared.pop() or number
    timeouts = [
        found[0] for flow in timing.flows if (found := usual(flow.starter, flow.schedule.timeout)) is not None
    ]
    if any(timeout <= number for timeout in timeouts):
        number = float(SHORTEST)
    if not number.is_integer() or any(timeout <= SHORTEST for timeout in timeouts):
        return None
    return max(int(number), SHORTEST)


class _DefaultFor:
    """Finds in one expression what has to get the default."""

    def __init__(
        self, analysis: ItemAnalysis, place: Spot, spots: Sequence[Spot], arg: Arg, default: str
    ) -> None:
        self._spot = place
        self._spots = spots
        self._arg = arg
        self._default = default
        self._module = module_of(analysis, place)
        self._reads = {
            read.spot.key
            for run in analysis.runs
            for read in run.events.reads
            if read.key == arg.key and read.spot is not None and read.how in ("get", "item")
        }

    def edits(self) -> list[Edit]:
        expr = self._spot.node
        if not isinstance(expr, ast.expr):
            raise CannotEdit
        made = self._in(expr)
        return made or self._behind(expr)

    def _in(self, expr: ast.expr) -> list[Edit]:
        """The default where the argument is read, in the expression or where its variable is made."""
        made: list[Edit] = []
        for leaf in leaves(expr):
            if self._is_read(leaf):
                made += self._at(leaf)
            elif isinstance(leaf, ast.Name):
                found = definition(self._module, leaf)
                for inner in leaves(found.value) if found is not None else ():
                    if self._is_read(inner) and (self._raises(inner) or self._is_for_this(found)):
                        made += self._at(inner)
        return made

    def _raises(self, read: ast.expr) -> bool:
        """Whether the code fails here already without the argument, so that nothing else can go on."""
        above = self._module.parents.get(read)
        return isinstance(read, ast.Subscript) or (
            isinstance(above, ast.Call)
            and isinstance(above.func, ast.Name)
            and above.func.id in ("int", "float")
        )

    def _at(self, read: ast.expr) -> list[Edit]:
        layout = Layout(self._module, read)
        made = give_default(layout, read, self._default)
        above = self._module.parents.get(read)
        if self._arg.form != "raw" or (isinstance(above, ast.expr) and converted(above) is read):
            return made
        # What comes is a text: with a default alone it would fail where it does come.
        if not is_platform(self._module, "arg_to_number"):
            raise CannotEdit
        return [*made, *wrap(layout, read, "arg_to_number")]

    def _behind(self, expr: ast.expr) -> list[Edit]:
        """``... or 30`` behind the whole expression, where that only is None without the argument."""
        above = self._module.parents.get(expr)
        if (
            self._arg.form != "number"
            or self._arg.strict
            or not isinstance(expr, (ast.Name, ast.Call, ast.Attribute, ast.Subscript))
            or not isinstance(above, (ast.keyword, ast.Call))
        ):
            raise CannotEdit
        layout = Layout(self._module, expr)
        _, end = layout.grouped(expr)
        return [layout.edit(end, end, f" or {self._default}")]

    def _is_read(self, node: ast.expr) -> bool:
        """Whether a part reads the argument in a way that takes a default."""
        takes = isinstance(node, ast.Subscript) or (is_get(node) and not _has_default(node))
        return takes and spot(self._spot.file, node).key in self._reads

    def _is_for_this(self, found: Definition | None) -> bool:
        """Whether a variable is used only where it sets the interval, and to pass the argument on."""
        if found is None:
            return False
        statements = [enclosing_statement(self._module, place.node) for place in self._spots]
        return all(
            enclosing_statement(self._module, load) in statements
            or _passed_as(self._module, load) == self._arg.key
            for load in found.loads
        )


def _passed_as(module: Module, load: ast.expr) -> str | None:
    """The key under which a value is put into a dictionary; None where it is used otherwise."""
    above = module.parents.get(load)
    key: ast.expr | None = None
    if isinstance(above, ast.Dict):
        key = next((key for key, value in zip(above.keys, above.values, strict=True) if value is load), None)
    elif isinstance(above, ast.keyword):
        call = module.parents.get(above)
        named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "dict"
        return above.arg if named else None
    elif (
        isinstance(above, ast.Assign)
        and len(above.targets) == 1
        and isinstance(above.targets[0], ast.Subscript)
    ):
        key = above.targets[0].slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def _has_default(node: ast.AST) -> bool:
    """Whether a lookup has a default already: what is None all the same came as None."""
    given = node.args[1:] if isinstance(node, ast.Call) else []
    return any(not (isinstance(one, ast.Constant) and one.value in (None, "")) for one in given)


# -- ten seconds ---------------------------------------------------------------------------


def longer_fix(analysis: ItemAnalysis, timing: Timing, short: Iterable[float]) -> Fix | None:
    """Write ten seconds for the numbers in the code that are less.

    ``short`` are all that the interval may be, or that stand for arguments that do not come.
    """
    wanted = set(short)
    keys = {arg.key for arg in arguments_read(timing.value)}

    def edits() -> Iterator[Edit]:
        every = frozenset(expression(flow, timing.role)[0].key for flow in analysis.flows)
        for place in _written(analysis, timing):
            module, expr = module_of(analysis, place), place.node
            if not isinstance(expr, ast.expr):
                raise CannotEdit
            found = dict(_short(module, expr, every, keys))
            if {number for _, number in found.values()} != wanted:
                # Where it comes from is not seen; what it is, perhaps.
                if not isinstance(timing.value, Const):
                    raise CannotEdit
                yield from _ten(Layout(module, expr), expr)
                continue
            for node, _ in found.values():
                yield from _ten(Layout(module, node), node)

    return code_fix(True, f"raise the interval to {SHORTEST} seconds", edits)


Places = frozenset[tuple[str, int, int, int, int]]
"""The keys of spots."""


def _short(
    module: Module, expr: ast.expr, every: Places, keys: Collection[str]
) -> Iterator[tuple[int, tuple[ast.expr, float]]]:
    """What to write ten seconds for, by identity, each with the number that it is now.

    A variable's value where it serves intervals only (``every`` are the places of their
    expressions, ``keys`` the arguments that they are passed on as), else the use of it.
    """
    for leaf in leaves(expr):
        node = leaf
        if is_get(leaf):
            if len(leaf.args) != 2:
                continue
            node = leaf.args[1]
        found = definition(module, node) if isinstance(node, ast.Name) else None
        if found is not None and all(
            _within(module, load, every) or _passed_as(module, load) in keys for load in found.loads
        ):
            made = spot(module.file, found.value).key
            if made not in every:  # else it is made from itself
                yield from _short(module, found.value, every | {made}, keys)
            continue
        number = _number(node if found is None else found.value)
        if number is not None and number < SHORTEST:
            yield id(node), (node, number)


def _number(node: ast.expr) -> float | None:
    """The seconds that an expression says, where it is written out."""
    sign = 1.0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1.0
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)):
        number = seconds(node.value)
        return None if number is None else sign * number
    return None


def _within(module: Module, node: ast.AST, every: Places) -> bool:
    """Whether a node is, or is part of, an expression that is given as interval."""
    at: ast.AST | None = node
    while isinstance(at, ast.expr):
        if spot(module.file, at).key in every:
            return True
        at = module.parents.get(at)
    return False


def _ten(layout: Layout, node: ast.expr) -> list[Edit]:
    text = str(SHORTEST)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        quote = quote_of(layout, node)
        text = f"{quote}{text}{quote}"
    return replace(layout, node, text)
