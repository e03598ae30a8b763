"""A parsed module and what can be said of it without running it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from symtable import symtable
from typing import Any

from polltool.code.files import CodeFile
from polltool.code.parents import LEAVES, Parents, first_line, in_breadth
from polltool.records import dataclass, field

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

FindModule = Callable[[str], CodeFile | None]
"""Gives the code of a shared module by its name, None where it cannot be found."""


MAX_CODE = 8 * 1024 * 1024
"""How many characters of code are parsed: a syntax tree takes a hundred times the memory of its text."""


def parse(text: str) -> ast.Module:
    """The syntax tree of Python code, without the warnings that compiling it would print.

    :raises SyntaxError: it cannot be parsed (code that is too large or too deeply nested included).
    """
    _check_size(text)
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
    _check_size(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            symtable(text, "<item>", "exec")  # neither the tree nor the code is made of what is parsed
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            parse(text)  # it refuses more than parsing does (a name that is a parameter and global)


def _check_size(text: str) -> None:
    if len(text) > MAX_CODE:
        raise SyntaxError(f"it is longer than {MAX_CODE} characters, which no item needs")


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
    _pieces: dict[ast.stmt, _Index] = field(default_factory=dict, repr=False)
    _parents: Parents | None = field(default=None, repr=False)

    def names(self, node: FunctionNode) -> Names:
        """How a function of this module uses names."""
        return self._names.get(node, _NO_NAMES)

    @property
    def parents(self) -> Parents:
        """The parent of each node, worked out when it is first asked for."""
        if self._parents is None:
            self._parents = Parents(self.tree)
        return self._parents

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """The functions and methods that it defines, at any depth."""
        return (node for node in self._mentions if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))

    @property
    def assigners(self) -> frozenset[str]:
        """The names of the functions that assign globals."""
        return frozenset(node.name for node in self.functions if self.names(node).globals)

    def mentions(self, node: ast.AST) -> frozenset[str]:
        """Every identifier and attribute name below a function."""
        return self._mentions.get(node, frozenset())

    def statements_with(self, word: str) -> Iterator[ast.stmt]:
        """The statements at module level in whose text a word stands."""
        text, index = self.file.text, self.file.index
        at = text.find(word)
        for statement in self.tree.body if at >= 0 else ():
            start = index(first_line(statement), 0)
            end = index(statement.end_lineno or statement.lineno, statement.end_col_offset or 0)
            if at < start:
                at = text.find(word, start)
                if at < 0:
                    return
            if at < end:
                yield statement

    def nodes_with(self, word: str) -> Iterator[ast.AST]:
        """The nodes of the statements at module level in whose text a word stands."""
        return (node for statement in self.statements_with(word) for node in in_breadth(statement))

    def read_again(self, changed: Iterable[ast.stmt]) -> None:
        """Gather the facts anew where statements at module level have changed, come or gone."""
        for statement in changed:
            self._pieces.pop(statement, None)
        if self._parents is not None:
            self._parents.changed(changed)
        self._gather()

    def _gather(self) -> None:
        pieces: dict[ast.stmt, _Index] = {}
        for statement in reversed(self.tree.body):  # what comes later in the text was always asked first
            piece = self._pieces.get(statement)
            if piece is None:
                piece = _Index()
                piece.visit(statement)
            pieces[statement] = piece
        self._pieces = pieces
        self.rebound = frozenset(name for piece in pieces.values() for name in piece.rebound)
        self.changing = frozenset(name for piece in pieces.values() for name in piece.changing)
        self._mentions = {node: words for piece in pieces.values() for node, words in piece.mentions.items()}
        self._names = {node: names for piece in pieces.values() for node, names in piece.uses.items()}
        self.bodies = _bodies(pieces.values(), self._mentions)


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
    module = Module(name, file, parse(file.text))
    module.read_again(())
    return module


def _bodies(
    pieces: Iterable[_Index], mentions: Mapping[ast.AST, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """By the name of a function, a class's constructor or a table: what its code mentions."""
    bodies: dict[str, frozenset[str]] = {}
    tables: dict[str, frozenset[str]] = {}
    decorated: list[tuple[str, list[str]]] = []
    for piece in pieces:
        for node, names in piece.names.items():
            for called in names:
                known = bodies.get(called)
                bodies[called] = mentions[node] if known is None else known | mentions[node]
        for name, words in piece.tables.items():
            tables[name] = tables.get(name, frozenset()) | words
        decorated += piece.decorated
    for name, words in tables.items():
        bodies[name] = bodies.get(name, frozenset()) | words
    # A decorator may put the function into a table, from which it is called.
    for name, decorators in decorated:
        for decorator in decorators:
            for table in bodies.get(decorator, frozenset()) & tables.keys():
                bodies[table] |= {name}
    return bodies


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

    @cached_property
    def tables(self) -> dict[str, frozenset[str]]:
        """The identifiers in what is assigned outside of functions, by the names that get it."""
        found: dict[str, frozenset[str]] = {}
        for names, seen in self.assigned:
            for name in names:
                found[name] = found.get(name, frozenset()) | seen.words
        return found

    @cached_property
    def mentions(self) -> dict[ast.AST, frozenset[str]]:
        """The identifiers and attribute names below each function."""
        return {node: frozenset(seen.words) for node, seen in self.functions.items()}

    @cached_property
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
                elif what not in LEAVES and isinstance(value, ast.AST):
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
        for at in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            while isinstance(at, ast.Subscript):
                at = at.value
            if isinstance(at, (ast.Name, ast.Attribute)):
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
