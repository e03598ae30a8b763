"""What names stand for where commands are dispatched: the arguments, the client, the command's name."""

from __future__ import annotations

import ast
import enum
from collections.abc import Container, Iterator, Mapping, Sequence

from polltool.code.bindings import bound, parameters
from polltool.code.modules import Module
from polltool.records import dataclass, field
from polltool.scaffold.codeindex import FunctionDef, Index, binders

Block = Sequence[ast.stmt]

_DEPTH = 6
"""How many steps (assignments, calls of helpers) a meaning is followed through."""

LEAVING = frozenset({"return_error", "exit", "quit", "_exit"})
"""Functions that do not come back."""


_SAME_METHODS = ("lower", "strip", "copy")
"""Methods whose result stands for the same as the value that they are called on."""
_SAME_FUNCTIONS = ("str", "dict", "remove_empty_elements", "assign_params")
"""Functions whose result stands for the same as their only argument."""
_COMMAND, _PARAMS = "demisto.command", "demisto.params"


class Meaning(enum.Enum):
    """What the value of an expression is to the dispatch."""

    COMMAND = "command"
    ARGS = "args"
    PARAMS = "params"
    CLIENT = "client"
    OTHER = "other"


@dataclass(slots=True)
class Scopes:
    """What is known of a module's names.

    ``clients`` are the names of the classes that send requests; ``calls`` the calls of each of
    the module's functions by its name.
    """

    index: Index
    clients: frozenset[str] = frozenset()
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)
    _told: dict[str, frozenset[str]] = field(default_factory=dict)
    _reached: dict[str, set[str]] | None = None
    _known: dict[tuple[ast.AST | None, str], Meaning] = field(default_factory=dict)
    _bindings: dict[ast.AST, dict[str, list[ast.AST]]] = field(default_factory=dict)
    _holders: dict[ast.AST, FunctionDef | None] = field(default_factory=dict)
    _returns: dict[FunctionDef, list[ast.expr | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for at in self.index.calls:
            if isinstance(at.func, ast.Name) and at.func.id in self.functions:
                self.calls.setdefault(at.func.id, []).append(at)

    @property
    def module(self) -> Module:
        """The module itself."""
        return self.index.module

    @property
    def functions(self) -> dict[str, FunctionDef]:
        """The module's functions by name."""
        return self.index.functions

    @property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The module's classes by name."""
        return self.index.classes

    # -- scopes

    def function_of(self, node: ast.AST) -> FunctionDef | None:
        """The function whose body holds a node; None at the level of the module."""
        passed: list[ast.AST] = []
        found: FunctionDef | None = None
        child, parent = node, self.module.parents.get(node)
        while child not in self._holders and parent is not None:
            passed.append(child)
            if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and child in parent.body:
                found = parent
                break
            child, parent = parent, self.module.parents.get(parent)
        else:
            found = self._holders.get(child)
        self._holders.update(dict.fromkeys(passed, found))
        return found

    def bindings(self, function: FunctionDef | None) -> dict[str, list[ast.AST]]:
        """The nodes that bind each name of a function (None: of the module itself)."""
        scope = self.module.tree if function is None else function
        if scope not in self._bindings:
            found: dict[str, list[ast.AST]] = {}
            for node in binders(scope, self.index.binding):
                for name in bound(node):
                    found.setdefault(name, []).append(node)
            self._bindings[scope] = found
        return self._bindings[scope]

    def home(self, name: str, function: FunctionDef | None) -> FunctionDef | None:
        """The function whose name it is, seen from a function; None where it is the module's."""
        while function is not None:
            binding = self.bindings(function).get(name, [])
            if any(not isinstance(node, ast.Global | ast.Nonlocal) for node in binding) and not any(
                isinstance(node, ast.Global) for node in binding
            ):
                return function
            function = self.function_of(function)
        return None

    # -- meanings

    def is_command(self, node: ast.expr) -> bool:
        """Whether an expression stands for the name of the command that runs."""
        return self._may_be(node, _COMMAND) and self.meaning(node) is Meaning.COMMAND

    def is_params(self, node: ast.expr) -> bool:
        """Whether an expression stands for the parameters of the instance."""
        return self._may_be(node, _PARAMS) and self.meaning(node) is Meaning.PARAMS

    def _may_be(self, node: ast.expr, function: str) -> bool:
        """False where an expression is a name that what a function of the platform returns never gets to."""
        if not isinstance(node, ast.Name):
            return True
        if function not in self._told:
            if self._reached is None:
                self._reached = _names_reached(self.index, self.calls)
            self._told[function] = _from(f"{function}()", self._reached)
        return node.id in self._told[function]

    def meaning(self, node: ast.expr, depth: int = _DEPTH) -> Meaning:
        """What an expression stands for."""
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        if isinstance(node, ast.NamedExpr):
            return self.meaning(node.value, depth)
        if isinstance(node, ast.Name):
            return self.name(node.id, self.function_of(node), depth)
        if isinstance(node, ast.BoolOp):
            return self.meaning(node.values[0], depth)
        if isinstance(node, ast.DictComp) and depth:
            holder = node.generators[0].iter
            if isinstance(holder, ast.Call) and isinstance(holder.func, ast.Attribute):
                found = self.meaning(holder.func.value, depth - 1)
                return found if found is Meaning.ARGS else Meaning.OTHER
        return Meaning.OTHER

    def _of_call(self, node: ast.Call, depth: int) -> Meaning:
        what = _dotted(node.func)
        if what == _COMMAND:
            return Meaning.COMMAND
        if what == "demisto.args":
            return Meaning.ARGS
        if what == _PARAMS:
            return Meaning.PARAMS
        if what in self.clients:
            return Meaning.CLIENT
        if not depth:
            return Meaning.OTHER
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_METHODS:
            return self.meaning(node.func.value, depth - 1)
        if what in self.functions:
            return self._returned(self.functions[what], depth - 1)
        if len(node.args) == 1 and what in _SAME_FUNCTIONS:
            return self.meaning(node.args[0], depth - 1)
        return Meaning.OTHER

    def returned(self, function: FunctionDef) -> list[ast.expr | None]:
        """The values that a function may return; None for a ``return`` without one."""
        if function not in self._returns:
            statements = binders(function, ())
            self._returns[function] = [node.value for node in statements if isinstance(node, ast.Return)]
        return self._returns[function]

    def _returned(self, function: FunctionDef, depth: int) -> Meaning:
        annotated = _dotted(function.returns) if function.returns is not None else ""
        if annotated in self.clients:
            return Meaning.CLIENT
        values = self.returned(function)
        found = {self.meaning(value, depth) for value in values if value is not None}
        return found.pop() if len(found) == 1 and None not in values else Meaning.OTHER

    def name(self, name: str, function: FunctionDef | None, depth: int = _DEPTH) -> Meaning:
        """What a name stands for, seen from a function (None: from the module's own code)."""
        home = self.home(name, function)
        key = (home, name)
        if key not in self._known:
            self._known[key] = Meaning.OTHER  # while it is worked out
            found = self._of_name(name, home, depth)
            if depth == _DEPTH or found is not Meaning.OTHER:
                self._known[key] = found
            else:
                del self._known[key]
                return found
        return self._known[key]

    def _of_name(self, name: str, home: FunctionDef | None, depth: int) -> Meaning:
        if not depth:
            return Meaning.OTHER
        found: set[Meaning] = set()
        binding = list(self.bindings(home).get(name, []))
        if home is None and name in self.module.rebound:
            for function in self.functions.values():
                if any(isinstance(node, ast.Global) for node in self.bindings(function).get(name, [])):
                    binding += self.bindings(function)[name]
        for node in binding:
            if isinstance(node, ast.Global | ast.Nonlocal):
                continue
            if isinstance(node, ast.arg):
                assert home is not None
                found.add(self._of_parameter(node, home, depth - 1))
                continue
            value = self._value(node)
            if value is None:
                found.add(Meaning.OTHER)
            elif not _is_none(value):
                found.add(self.meaning(value, depth - 1))
        return found.pop() if len(found) == 1 else Meaning.OTHER

    def _of_parameter(self, node: ast.arg, function: FunctionDef, depth: int) -> Meaning:
        if node.annotation is not None and _dotted(node.annotation) in self.clients:
            return Meaning.CLIENT
        names = [one.arg for one in parameters(function)]
        found: set[Meaning] = set()
        for call in self.calls.get(function.name, []):
            given = _given(call, names, node.arg)
            if given is not None:
                found.add(self.meaning(given, depth))
        return found.pop() if len(found) == 1 else Meaning.OTHER

    def _value(self, node: ast.AST) -> ast.expr | None:
        """What a name is given where it is bound; None where that is not told."""
        above = self.module.parents.get(node)
        if isinstance(above, ast.Assign) and node in above.targets:
            return above.value
        if isinstance(above, ast.AnnAssign | ast.NamedExpr):
            return above.value
        if isinstance(above, ast.withitem):
            return above.context_expr
        if isinstance(node, ast.MatchAs) and isinstance(above, ast.match_case):
            match = self.module.parents[above]
            return match.subject if isinstance(match, ast.Match) else None
        if isinstance(above, ast.Tuple) and isinstance(node, ast.Name):
            outer = self.module.parents.get(above)
            values = outer.value if isinstance(outer, ast.Assign) else None
            if isinstance(values, ast.Tuple) and len(values.elts) == len(above.elts):
                return values.elts[above.elts.index(node)]
        return None

    def assigned(self, node: ast.AST) -> ast.expr | None:
        """The whole expression that a binding takes its value, or a part of it, from."""
        above = self.module.parents.get(node)
        while isinstance(above, ast.Tuple | ast.List | ast.Starred):
            above = self.module.parents.get(above)
        if isinstance(above, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
            return above.value
        return self._value(node)

    def constant(self, node: ast.Attribute) -> ast.expr | None:
        """The one value of a class's constant (``Names.LIST``, also as a member of an enumeration)."""
        if node.attr == "value" and isinstance(node.value, ast.Attribute):
            node = node.value
        made = self.classes.get(node.value.id) if isinstance(node.value, ast.Name) else None
        found = [
            one.value
            for one in (() if made is None else made.body)
            if isinstance(one, ast.Assign) and any(node.attr in _names(target) for target in one.targets)
        ]
        return found[0] if len(found) == 1 else None

    def values(self, name: str, function: FunctionDef | None) -> list[ast.expr | None]:
        """Everything that a name may be given; None stands for what is not an expression."""
        binding = self.bindings(self.home(name, function)).get(name, [])
        return [self._value(node) for node in binding if not isinstance(node, ast.Global | ast.Nonlocal)]

    # -- what is there for certain

    def sure(self, name: str, site: ast.AST) -> bool:
        """Whether a name has its value on every way to a statement."""
        function = self.function_of(site)
        home = self.home(name, function)
        if home is not function:
            return home is not None or any(surely_binds(node, name) for node in self.module.tree.body)
        child: ast.AST = site
        parent = self.module.parents.get(child)
        while parent is not None:
            for block in blocks(parent):
                if child in block:
                    before = block[: list(block).index(child)]  # type: ignore[arg-type]
                    if any(surely_binds(node, name) for node in before):
                        return True
            inside = isinstance(parent, ast.With | ast.AsyncWith) and child in parent.body
            if inside and any(name in _names(item.optional_vars) for item in parent.items):  # type: ignore[attr-defined]
                return True
            if parent is function or isinstance(parent, ast.Module):
                break
            child, parent = parent, self.module.parents.get(parent)
        return function is not None and any(one.arg == name for one in parameters(function))


def _names_reached(index: Index, calls: Mapping[str, Sequence[ast.Call]]) -> dict[str, set[str]]:
    """By a name, or a function with ``()``: the names that its value may get to.

    These are the ways that ``Scopes.meaning`` follows. Scopes are not told apart, which makes the names
    too many at most. To most names of a module no value of interest ever gets, and they need not
    be looked for in its functions.
    """
    reached: dict[str, set[str]] = {}
    for name, value in _given_to_names(index, calls):
        source = _source(value, index.functions)
        if source is not None:
            reached.setdefault(source, set()).add(name)
    return reached


def _from(source: str, reached: Mapping[str, set[str]]) -> frozenset[str]:
    """The names that a value may get to, on however many ways."""
    found = {source}
    todo = [source]
    while todo:
        fresh = reached.get(todo.pop(), set()) - found
        found |= fresh
        todo += fresh
    return frozenset(found)


def _given_to_names(
    index: Index, calls: Mapping[str, Sequence[ast.Call]]
) -> Iterator[tuple[str, ast.expr | None]]:
    """Names with what they are given; what a function returns goes to its name with ``()``."""
    for node in index.givings:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts, strict=False):
                        yield from ((name, value) for name in _names(one))
                else:
                    yield from ((name, node.value) for name in _names(target))
        elif isinstance(node, ast.withitem):
            yield from ((name, node.context_expr) for name in _names(node.optional_vars))
        else:
            yield from ((name, node.value) for name in _names(node.target))
    for function, values in index.returns.items():
        yield from ((f"{function}()", value) for value in values)
    for function, made in calls.items():
        expected = [one.arg for one in parameters(index.functions[function])]
        for call in made:
            yield from zip(expected, call.args, strict=False)
            yield from ((one.arg, one.value) for one in call.keywords if one.arg is not None)


def _source(node: ast.expr | None, functions: Container[str]) -> str | None:
    """The name, or the function with ``()``, whose meaning an expression has; None where it has one of its own."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.NamedExpr):
        return _source(node.value, functions)
    if isinstance(node, ast.BoolOp):
        return _source(node.values[0], functions)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME_METHODS:
            return _source(node.func.value, functions)
        what = _dotted(node.func)
        if what in _SAME_FUNCTIONS and what not in functions and len(node.args) == 1:
            return _source(node.args[0], functions)
        return f"{what}()"
    return None


def blocks(node: ast.AST) -> Iterator[Block]:
    """The lists of statements of a compound statement."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body


def surely_binds(node: ast.stmt, name: str) -> bool:
    """Whether a name has a value once a statement is done."""
    if isinstance(node, ast.Assign):
        return any(name in _names(target) for target in node.targets)
    if isinstance(node, ast.AnnAssign):
        return node.value is not None and name in _names(node.target)
    if isinstance(node, ast.With | ast.AsyncWith):
        if any(name in _names(item.optional_vars) for item in node.items):
            return True
        return block_binds(node.body, name)
    if isinstance(node, ast.If):
        arms = (node.body, node.orelse)
        return all(block_binds(arm, name) or leaves(arm) for arm in arms) and any(
            block_binds(arm, name) for arm in arms
        )
    if isinstance(node, ast.Try):
        if block_binds(node.finalbody, name):
            return True
        return (block_binds(node.body, name) or block_binds(node.orelse, name)) and all(
            block_binds(handler.body, name) or leaves(handler.body) for handler in node.handlers
        )
    return name in bound(node)


def block_binds(block: Block, name: str) -> bool:
    """Whether a name has a value once a block is done."""
    return any(surely_binds(node, name) for node in block)


def leaves(block: Block) -> bool:
    """Whether what follows a block is surely not reached from it."""
    for node in block:
        if isinstance(node, ast.Return | ast.Raise | ast.Continue | ast.Break):
            return True
        called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
        if _dotted(called).rsplit(".", 1)[-1] in LEAVING:
            return True
        if isinstance(node, ast.If) and node.orelse and leaves(node.body) and leaves(node.orelse):
            return True
    return False


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for a name or an attribute of one; "" for anything else."""
    return _dotted(node)


def _dotted(node: ast.AST | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        holder = _dotted(node.value)
        return f"{holder}.{node.attr}" if holder else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        return node.value  # an annotation in quotes
    return ""


def _names(target: ast.AST | None) -> list[str]:
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, ast.Tuple | ast.List):
        return [name for one in target.elts for name in _names(one)]
    return []


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _given(call: ast.Call, names: list[str], parameter: str) -> ast.expr | None:
    """What a call gives to a parameter."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    index = names.index(parameter)
    if index < len(call.args) and not any(isinstance(one, ast.Starred) for one in call.args[: index + 1]):
        return call.args[index]
    return None
