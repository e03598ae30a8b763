"""How an integration's Python is written: what code that is added to it has to look like."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable

from polltool.code.files import CodeFile
from polltool.code.parents import in_breadth
from polltool.records import dataclass, field
from polltool.scaffold.aftermath import Unclear
from polltool.scaffold.codeindex import Index, index
from polltool.scaffold.codescope import Meaning, Scopes, dotted
from polltool.scaffold.dispatchplan import Plan, TablePlan, plan
from polltool.scaffold.dispatchsites import Site, Table, find_sites, place_of, read_places
from polltool.scaffold.handlers import Supply, supply
from polltool.scaffold.nametests import NameTests
from polltool.scaffold.ownclient import made_by_function
from polltool.scaffold.requesthabit import (
    PLATFORM_CLIENTS,
    ClientStyle,
    RequestHabit,
    client_classes,
    habit_of_class,
    habit_of_functions,
)

__all__ = ["ClientStyle", "CodeStyle", "DispatchStyle", "RequestHabit", "read_code_style"]

GENERAL_COMMANDS = frozenset(
    {
        "test-module",
        "fetch-incidents",
        "fetch-indicators",
        "fetch-events",
        "fetch-credentials",
        "long-running-execution",
        "get-mapping-fields",
        "get-remote-data",
        "get-modified-remote-data",
        "update-remote-system",
    }
)
"""Commands that the server runs by itself: no yml lists them."""


@dataclass(frozen=True, slots=True)
class DispatchStyle:
    """Where commands are told apart, and what handlers can be given there.

    ``sites`` are the places, the best one first; ``supply`` is what handlers get at the first.
    """

    sites: tuple[Site, ...]
    supply: Supply


@dataclass(frozen=True, slots=True)
class CodeStyle:
    """The habits of an integration's code.

    ``quote`` is the quotation mark that it uses most; ``indent`` one level; ``newline`` its
    line ending. ``annotations``: its command functions are annotated. ``client`` is None
    where the code has nothing that sends requests and that a method or function can be added
    to. ``parameters`` are those of a new, decorated command function: the arguments' dictionary
    first, then the client where the dispatch has one to give. ``habit`` are the parameters
    that most of the integration's own command functions have, in their order. ``dispatch``
    is None where the code tells no commands apart. ``command_prefix`` is what most command
    names begin with ("acme"), None where they share nothing. ``named`` are all commands that the code
    tells apart.
    """

    quote: str
    indent: str
    newline: str
    annotations: bool
    client: ClientStyle | None
    parameters: tuple[str, ...]
    habit: tuple[str, ...]
    dispatch: DispatchStyle | None
    command_prefix: str | None
    named: frozenset[str]
    scopes: Scopes = field(repr=False, compare=False)
    tests: NameTests = field(repr=False, compare=False)

    @property
    def arguments(self) -> str:
        """What the parameter for the arguments' dictionary is called."""
        return self.parameters[0]


def read_code_style(file: CodeFile, commands: Iterable[str] = ()) -> CodeStyle:
    """The habits of an integration's code.

    :param commands: the names of the commands that the yml declares; they show where the
        code tells commands apart even if the name travels there in a way that is not followed.
    :raises SyntaxError: the code cannot be parsed.
    """
    indexed = index(file)
    scopes = Scopes(indexed, client_classes(indexed))
    listed = frozenset(commands)
    tests = NameTests(scopes, listed | GENERAL_COMMANDS, listed)
    places = read_places(scopes, tests)
    found = find_sites(scopes, tests, places)
    prefix = command_prefix([*listed] or [name for site in found for name in sorted(site.commands)])
    sites = _best_first(scopes, tests, found, prefix)
    dispatch = DispatchStyle(tuple(sites), supply(scopes, sites[0])) if sites else None
    quote, indent = _spelling(indexed)
    given = dispatch.supply if dispatch is not None else None
    client = _client(scopes, given, sites[0] if sites else None)
    functions = _handlers(scopes, sites)
    takes_client = given is not None and given.own and client is not None and client.receiver is not None
    return CodeStyle(
        quote=quote,
        indent=indent,
        newline=file.source.newline,
        annotations=_annotated(functions),
        client=client,
        parameters=("args", "client") if takes_client else ("args",),
        habit=_habit(functions),
        dispatch=dispatch,
        command_prefix=prefix,
        named=places.commands,
        scopes=scopes,
        tests=tests,
    )


def _best_first(scopes: Scopes, tests: NameTests, sites: list[Site], prefix: str | None) -> list[Site]:
    """The places with the one first at which a new command would be added.

    Of two tables it is the one whose functions are called with the arguments first.
    """
    probe = f"{prefix or 'polling'}-new-command"
    usable = [made for site in sites if (made := _plan(scopes, tests, site, probe)) is not None]
    if not usable:
        return sites
    first = usable[0]
    if isinstance(first, TablePlan):
        fitting = [made for made in usable if isinstance(made, TablePlan) and _takes_args_first(made)]
        first = next(iter(fitting), first)
    return [first.site, *(site for site in sites if site is not first.site)]


def _plan(scopes: Scopes, tests: NameTests, site: Site, command: str) -> Plan | None:
    try:
        return plan(scopes, tests, site, [command])
    except Unclear:
        return None


def _takes_args_first(made: TablePlan) -> bool:
    return made.fits(("args",)) or made.fits(("args", "client"))


# -- spelling ------------------------------------------------------------------------------


def _spelling(index: Index) -> tuple[str, str]:
    """The usual quotation mark, and one level of indentation."""
    file = index.module.file
    quotes: Counter[str] = Counter()
    for node in index.strings:
        start = file.index(node.lineno, node.col_offset)
        text = file.text[start : start + 5].lstrip("rbfuRBFU")
        if text[:3] not in ("'''", '"""'):
            quotes[text[:1]] += 1
    steps: Counter[str] = Counter()
    for block in index.blocks:
        inner = block.body[0]  # type: ignore[attr-defined]
        if inner.lineno > block.lineno:
            ((_, line),) = file.lines(inner.lineno, inner.lineno)
            steps[line[block.col_offset : inner.col_offset]] += 1
    mark = max("'\"", key=lambda one: quotes[one])
    step = steps.most_common(1)[0][0] if steps else "    "
    return mark, step if step.strip(" \t") == "" and step else "    "


def command_prefix(names: Iterable[str]) -> str | None:
    """What most command names begin with, up to the ``-`` before their last words."""
    known = [name for name in dict.fromkeys(names) if "-" in name and name not in GENERAL_COMMANDS]
    counted: Counter[str] = Counter()
    for name in known:
        words = name.split("-")
        counted.update("-".join(words[:size]) for size in range(1, len(words)))
    shared = [prefix for prefix, count in counted.items() if count * 2 > len(known)]
    best = max(shared, key=lambda prefix: (counted[prefix], len(prefix)), default=None)
    return best if best is not None and re.fullmatch(r"[\w.-]+", best) else None


# -- handlers ------------------------------------------------------------------------------


def _handlers(scopes: Scopes, sites: list[Site]) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that the best place calls for its commands."""
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for site in sites[:1]:
        roots: list[ast.AST] = list(site.made.values) if isinstance(site, Table) else [site.statement]
        for root in roots:
            for node in in_breadth(root):
                if isinstance(node, ast.Name) and node.id in scopes.functions:
                    found[node.id] = scopes.functions[node.id]
    return list(found.values())


def _annotated(functions: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> bool:
    annotated = sum(
        function.returns is not None or any(one.annotation is not None for one in function.args.args)
        for function in functions
    )
    return annotated * 2 > len(functions)


def _habit(functions: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> tuple[str, ...]:
    forms = Counter(tuple(one.arg for one in function.args.args) for function in functions)
    return forms.most_common(1)[0][0] if forms else ()


# -- the client ----------------------------------------------------------------------------


def _client(scopes: Scopes, given: Supply | None, site: Site | None) -> ClientStyle | None:
    """Where requests are sent from: the class of the client that handlers get, or functions."""
    if given is not None and given.client is not None and site is not None:
        node = scopes.classes.get(_class_of(scopes, given.client, place_of(site)) or "")
        habit = None if node is None else habit_of_class(scopes.index, node)
        if node is not None and habit is not None:
            indent = _method_indent(scopes.module.file, node)
            return ClientStyle(node.name, given.client, habit, indent, _annotated(_methods(node)))
        if node is None and _of_platform(scopes, given.client, place_of(site)):
            return _sent_by(given)
    habit = habit_of_functions(scopes.index)
    return made_by_function(scopes) if habit is None else ClientStyle(None, None, habit)


def _sent_by(given: Supply) -> ClientStyle:
    """Requests by functions beside a client whose class is the platform's own."""
    name = "client" if given.own else given.client
    habit = RequestHabit(f"{name}._http_request", method="method", path="url_suffix")
    return ClientStyle(None, given.client if given.own else None, habit, passed=given.own)


def _of_platform(scopes: Scopes, name: str, where: ast.AST) -> bool:
    """Whether a variable surely holds a client of the platform itself."""
    values = scopes.values(name, scopes.function_of(where))
    return bool(values) and all(
        isinstance(value, ast.Call) and dotted(value.func) in PLATFORM_CLIENTS for value in values
    )


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name != "__init__"]


def _method_indent(file: CodeFile, node: ast.ClassDef) -> str:
    ((_, line),) = file.lines(node.body[-1].lineno, node.body[-1].lineno)
    return line[: len(line) - len(line.lstrip(" \t"))]


def _class_of(scopes: Scopes, name: str, where: ast.AST) -> str | None:
    """The class of a variable that holds the client."""
    function = scopes.function_of(where)
    for value in scopes.values(name, function):
        for node in in_breadth(value) if value is not None else ():
            if isinstance(node, ast.Call):
                called = dotted(node.func)
                if called in scopes.classes:
                    return called
                if called in scopes.functions:
                    found = _class_returned(scopes, called)
                    if found is not None:
                        return found
    home = scopes.home(name, function)
    if home is not None:
        for one in home.args.args:
            if one.arg == name and one.annotation is not None and dotted(one.annotation) in scopes.classes:
                return dotted(one.annotation)
        found = _class_given(scopes, name, home)
        if found is not None:
            return found
    clients = [cls for cls in scopes.classes if cls in scopes.clients]
    return clients[0] if len(clients) == 1 else None


def _class_returned(scopes: Scopes, function: str) -> str | None:
    node = scopes.functions[function]
    if node.returns is not None and dotted(node.returns) in scopes.classes:
        return dotted(node.returns)
    for at in in_breadth(node):
        called = dotted(at.func) if isinstance(at, ast.Call) else ""
        if called in scopes.classes and called in scopes.clients:
            return called
    return None


def _class_given(scopes: Scopes, name: str, home: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    for call in scopes.calls.get(home.name, []):
        for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
            client = isinstance(value, ast.Name) and scopes.meaning(value) is Meaning.CLIENT
            if isinstance(value, ast.Name) and client and scopes.function_of(value) is not home:
                return _class_of(scopes, value.id, value)
    return None
