"""A parsed module and what can be said of it without running it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping
from symtable import symtable
from typing import Any

from polltool.code.files import CodeFile
from polltool.code.parents import Parents
from polltool.records import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

FindModule = Callable[[str], CodeFile | None]
"""Gives the code of a shared module by its name, None where it cannot be found."""


def parse(text: str) -> ast.Module:
    """The syntax tree of Python code, without the warnings that compiling it would print.

    :raises SyntaxError: it cannot be parsed (too deeply nested code included).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "the code is too deeply nested") from error


def check_syntax(text: str) -> None:
    """As ``parse``, but for the answer only, which is had in less than two thirds of the time.

    :raises SyntaxError: it cannot be parsed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            symtable(text, "<item>", "exec")  # neither the tree nor the code is made of what is parsed
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            parse(text)  # it refuses more than parsing does (a name that is a parameter and global)


@dataclass(frozen=True, slots=True)
class Names:
    """How a function uses names: which it declares global or nonlocal, and whether it yields."""

    globals: frozenset[str]
    nonlocals: frozenset[str]
    yields: bool
    nests: bool
    size: int


_NO_NAMES = Names(frozenset(), frozenset(), False, True, 1)


@dataclass(eq=False, slots=True)
class Module:
    """A module's code with the facts about its functions that the interpreter asks for.

    ``rebound``: globals that some function assigns (``global x``). ``changing``:
    attributes that methods other than ``__init__`` assign, so that what a constructor
    puts there need not be there later.
    """

    name: str
    file: CodeFile
    tree: ast.Module
    rebound: frozenset[str] = frozenset()
    changing: frozenset[str] = frozenset()
    bodies: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _names: Mapping[ast.AST, Names] = field(default_factory=dict, repr=False)
    _mentions: Mapping[ast.AST, frozenset[str]] = field(default_factory=dict, repr=False)
    _parents: list[Parents] = field(default_factory=list, repr=False)

    def names(self, node: FunctionNode) -> Names:
        """How a function of this module uses names."""
        return self._names.get(node, _NO_NAMES)

    @property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """The parent of each node, worked out when it is asked for."""
        if not self._parents:
            self._parents.append(Parents(self.tree))
        return self._parents[0]

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """The functions and methods that it defines, at any depth."""
        return (node for node in self._mentions if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def mentions(self, node: ast.AST) -> frozenset[str]:
        """Every identifier and attribute name below a function."""
        return self._mentions.get(node, frozenset())


_LEAVES = frozenset({int, str, bool, float, type(None), ast.Load, ast.Store, ast.Del})
"""What fields of nodes hold that has nothing below; the same node tells of each context."""


def load(name: str, file: CodeFile) -> Module:
    """The module of a code file; each file is parsed once.

    :raises SyntaxError: it cannot be parsed.
    """
    if not file.parsed:
        file.parsed.append(_load(name, file))
    module = file.parsed[0]
    assert isinstance(module, Module)
    return module


def _load(name: str, file: CodeFile) -> Module:
    tree = parse(file.text)
    index = _Index()
    index.visit(tree)
    mentions = {node: frozenset(words) for node, words in index.mentions.items()}
    bodies: dict[str, frozenset[str]] = {}
    for node, names in index.names.items():
        for called in names:
            bodies[called] = bodies.get(called, frozenset()) | mentions[node]
    tables = index.tables
    for name, words in tables.items():
        bodies[name] = bodies.get(name, frozenset()) | words
    # A decorator may put the function into a table, from which it is called.
    for name, decorators in index.decorated:
        for decorator in decorators:
            for table in bodies.get(decorator, frozenset()) & tables.keys():
                bodies[table] |= {name}
    return Module(
        name, file, tree, frozenset(index.rebound), frozenset(index.changing), bodies, index.uses, mentions
    )


@dataclass(slots=True)
class _Function:
    """What is gathered of one function while its tree is gone through."""

    words: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    yields: bool = False
    nests: bool = False
    size: int = 0


_CALLED_UNNAMED = frozenset({"__init__", "__call__", "__enter__", "__exit__"})
"""Methods that code calls without naming them."""


class _Index:
    """One pass over a tree: what functions mention, and what they assign beyond themselves."""

    def __init__(self) -> None:
        self.functions: dict[ast.AST, _Function] = {}
        self.names: dict[ast.AST, tuple[str, ...]] = {}
        self.rebound: set[str] = set()
        self.changing: set[str] = set()
        self.assigned: list[tuple[list[str], _Function]] = []
        self.decorated: list[tuple[str, list[str]]] = []

    @property
    def tables(self) -> dict[str, frozenset[str]]:
        """The identifiers in what is assigned outside of functions, by the names that get it."""
        found: dict[str, frozenset[str]] = {}
        for names, seen in self.assigned:
            for name in names:
                found[name] = found.get(name, frozenset()) | seen.words
        return found

    @property
    def mentions(self) -> dict[ast.AST, frozenset[str]]:
        """The identifiers and attribute names below each function."""
        return {node: frozenset(seen.words) for node, seen in self.functions.items()}

    @property
    def uses(self) -> dict[ast.AST, Names]:
        """How each function uses names."""
        return {
            node: Names(
                frozenset(seen.globals), frozenset(seen.nonlocals), seen.yields, seen.nests, seen.size
            )
            for node, seen in self.functions.items()
        }

    def visit(self, tree: ast.AST) -> None:
        """Go through a tree, without recursion."""
        # Each entry: the node, the functions around it, the class around it, in a method?
        todo: list[tuple[Any, tuple[_Function, ...], str | None, bool]] = [(tree, (), None, False)]
        while todo:
            node, around, owner, method = todo.pop()
            kind = type(node)
            if around:
                around[-1].size += 1
            if kind is ast.Name:
                for one in around:
                    one.words.add(node.id)
                continue
            if kind is ast.Constant:
                continue
            if kind is ast.Call and _is_dynamic(node):
                for one in around:
                    one.words.add(DYNAMIC)
            inner = None
            if kind is ast.Attribute:
                for one in around:
                    one.words.add(node.attr)
                if method and type(node.ctx) is not ast.Load:
                    self.changing.add(node.attr)
            elif kind in _FUNCTIONS:
                own = self.functions[node] = _Function(nests=kind is ast.Lambda)
                if around:
                    around[-1].nests = True
                around = (*around, own)
                if kind is not ast.Lambda:
                    if node.decorator_list:
                        self.decorated.append((node.name, [_called(part) for part in node.decorator_list]))
                    special = owner is not None and node.name in _CALLED_UNNAMED
                    self.names[node] = (node.name, owner) if special and owner is not None else (node.name,)
                    method = method or (owner is not None and node.name != "__init__")
            elif kind is ast.ClassDef:
                inner = node.name
                if around:
                    around[-1].nests = True
            elif not around and kind in _ASSIGNMENTS:
                # What a table at module level or in a class holds is called by the table's name.
                around = (_Function(),)
                self.assigned.append((_assigned(node), around[0]))
            elif kind is ast.Global:
                self.rebound.update(node.names)
                for one in around[-1:]:
                    one.globals.update(node.names)
            elif kind is ast.Nonlocal:
                for one in around[-1:]:
                    one.nonlocals.update(node.names)
            elif kind is ast.Yield or kind is ast.YieldFrom:
                for one in around[-1:]:
                    one.yields = True
            for value in node.__dict__.values():
                what = value.__class__
                if what is list:
                    todo.extend(
                        [(part, around, inner, method) for part in value if isinstance(part, ast.AST)]
                    )
                elif what not in _LEAVES and isinstance(value, ast.AST):
                    todo.append((value, around, inner, method))


_FUNCTIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda})
_ASSIGNMENTS = frozenset({ast.Assign, ast.AnnAssign, ast.AugAssign})

DYNAMIC = "<dynamic>"
"""Stands among the words of a function for a function that it takes by a computed name."""


def _is_dynamic(node: ast.Call) -> bool:
    """``getattr`` with a name that is not written out, ``globals()``."""
    if not isinstance(node.func, ast.Name):
        return False
    if node.func.id == "getattr":
        return len(node.args) > 1 and not isinstance(node.args[1], ast.Constant)
    return node.func.id == "globals"


def _assigned(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[str]:
    """The names that an assignment gives a value, ``x`` for ``x[k] = v`` too."""
    found: list[str] = []
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for at in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            while isinstance(at, ast.Subscript):
                at = at.value
            if isinstance(at, ast.Name | ast.Attribute):
                found.append(_called(at))
    return found


def _called(node: ast.expr) -> str:
    """The last name of ``a``, ``a.b``, ``a.b(...)``; "" where there is none."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@dataclass(slots=True)
class Reach:
    """Which functions of the visible code can matter to polling, by the names they mention.

    A function matters if it mentions one of the seeds, or a function or class that does
    (by name alone, so too many rather than too few).
    """

    names: frozenset[str]

    def matters(self, module: Module, node: ast.AST) -> bool:
        """Whether a function has to be followed for what it may schedule or read."""
        return not self.names.isdisjoint(module.mentions(node))


SEEDS = frozenset(
    {
        DYNAMIC,
        "ScheduledCommand",
        "PollResult",
        "polling_function",
        "scheduled_command",
        "args",
        "getArg",
        "callingContext",
        "sys",
        "exit",
        "quit",
        "return_error",
        "sleep",
        "executeCommand",
        "execute_command",
        "execute_polling_command",
        "return_results",
        "_ok_codes",
    }
)


SCHEDULING = frozenset({DYNAMIC, "ScheduledCommand", "PollResult", "polling_function", "scheduled_command"})


def reach(modules: list[Module], seeds: frozenset[str]) -> Reach:
    """The functions of these modules that matter by these seeds, with all that leads to them."""
    callers: dict[str, set[str]] = {}
    for module in modules:
        for name, words in module.bodies.items():
            for word in words:
                callers.setdefault(word, set()).add(name)
    names = set(seeds)
    todo = list(seeds)
    while todo:
        for caller in callers.get(todo.pop(), ()):
            if caller not in names:
                names.add(caller)
                todo.append(caller)
    return Reach(frozenset(names))
