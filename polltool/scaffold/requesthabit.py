"""How an integration's code sends its requests, and where a method that sends one can go."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from polltool.code.bindings import parameters
from polltool.records import dataclass
from polltool.scaffold.codeindex import FunctionDef, Index
from polltool.scaffold.codescope import dotted
from polltool.scaffold.requestextras import extras_of
from polltool.scaffold.requestpaths import Path, Paths
from polltool.scaffold.requestreply import Reply, reply_of

_VERBS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH"})
_METHOD = ("method", "http_method", "req_method", "verb", "request_type", "operation", "api_method")
_PATH = (
    "url_suffix",
    "suffix",
    "endpoint",
    "path",
    "url_path",
    "resource",
    "route",
    "uri_suffix",
    "url_suffix_path",
    "api_endpoint",
    "end_point",
    "url_endpoint",
    "request_path",
    "api_suffix",
    "uri_path",
    "endpoint_suffix",
)
_PARAMS = ("params", "query_params", "query", "url_params", "query_string", "parameters", "req_params")
_BODY = ("json_data", "json", "json_body", "body", "data", "payload", "req_data", "request_body")
_ADDRESS = ("url", "full_url", "uri", "request_url", "address", "endpoint_url", "link")
_SENDS = re.compile(
    r"(http_?req(uest)?|_request|api_call|call_api|send_request|make_request|do_request)$", re.I
)
_LIBRARY = frozenset({"requests", "httplib2", "urllib", "session", "demisto", "http"})
PLATFORM_CLIENTS = ("BaseClient", "ContentClient")


@dataclass(frozen=True, slots=True)
class RequestHabit:
    """How the code calls what sends its requests.

    ``callee`` is what is called (``self._http_request``, ``http_request``); ``method`` and
    ``path`` are the keywords for the HTTP method and the path, None where they are given by
    position (in the order of ``positional``); ``params`` and ``body`` are the keywords for
    query parameters and for a JSON body, None where none is known. ``dumps``: the body is
    given as text. ``leading_slash``: paths are written with a ``/`` at their beginning.
    ``parsed``: a call gives the reply's JSON, not a response object.
    """

    callee: str
    method: str | None = None
    path: str | None = None
    positional: tuple[str, ...] = ()
    params: str | None = "params"
    body: str | None = "json_data"
    dumps: bool = False
    leading_slash: bool = True
    parsed: bool = True
    empty: tuple[str, ...] = ()
    """Further parameters that have no default: they are given None."""
    extras: tuple[tuple[str, str], ...] = ()
    """Further keywords that requests are given, with their values (``headers=HEADERS``)."""
    base: str = ""
    """A variable of the module for the address that every path is added to; "" where there is none."""

    def call(self, method: str, path: str, params: str | None = None, body: str | None = None) -> str:
        """The expression that sends a request and gives the reply's JSON.

        All of it is Python: ``method`` and ``path`` are expressions for strings, ``params``
        and ``body`` for dictionaries.

        :raises ValueError: there is no known way to give it parameters or a body.
        """
        path = f"{self.base} + {path}" if self.base else path
        given = {"method": method, "path": path}
        parts = [given[name] for name in self.positional]
        if self.method is not None:
            parts.append(f"{self.method}={method}")
        if self.path is not None:
            parts.append(f"{self.path}={path}")
        for value, keyword in ((params, self.params), (body, self.body)):
            if value is not None and keyword is None:
                raise ValueError(f"{self.callee} is never given a body or query parameters")
        if params is not None:
            parts.append(f"{self.params}={params}")
        if body is not None:
            parts.append(f"{self.body}={f'json.dumps({body})' if self.dumps else body}")
        filled = {name for name, value in ((self.params, params), (self.body, body)) if value is not None}
        parts += [f"{name}={value}" for name, value in self.extras]
        parts += [f"{name}=None" for name in self.empty if name not in filled]
        return f"{self.callee}({', '.join(parts)})" + ("" if self.parsed else ".json()")


@dataclass(frozen=True, slots=True)
class ClientStyle:
    """What new requests become methods of, or functions beside.

    ``class_name`` is the class that gets new methods; None where requests are functions of
    the module. ``receiver`` is what command functions call them on: a parameter or a global
    (``client``), or None for functions of the module. ``indent`` is the indentation of the
    class's methods. ``annotated``: its methods have annotations. ``passed``: requests are
    functions of the module that get the client first, since its class lies elsewhere.
    """

    class_name: str | None
    receiver: str | None
    requests: RequestHabit
    indent: str = ""
    annotated: bool = False
    passed: bool = False

    def signature(self, parameters: Iterable[str]) -> str:
        """The parameters of a new method (or function) with these inputs, as they are written."""
        leading = ["self"] if self.class_name is not None else ["client"] if self.passed else []
        return ", ".join([*leading, *parameters])

    def call(self, name: str, arguments: Iterable[str], receiver: str | None = None) -> str:
        """The expression by which a command function calls a new method (or function).

        :param receiver: what the command function calls the client, if not ``receiver``.
        """
        receiver = receiver or self.receiver
        if self.passed:
            return f"{name}({', '.join([receiver or 'client', *arguments])})"
        holder = "" if receiver is None else f"{receiver}."
        return f"{holder}{name}({', '.join(arguments)})"


def client_classes(index: Index) -> frozenset[str]:
    """The classes of a module (and what it imports) whose instances send requests."""
    sending = {
        index.holders[call].name
        for call in index.calls
        if call in index.holders and dotted(call.func).startswith("self.") and _verb(call) is not None
    }
    found = {
        name
        for name, node in index.classes.items()
        if name in sending or _inherits_base([node]) or name.lower().endswith(_CALLED_SO)
    }
    for _ in index.classes:  # classes that inherit from these
        found |= {
            name for name, node in index.classes.items() if any(dotted(base) in found for base in node.bases)
        }
    return frozenset(found | set(PLATFORM_CLIENTS))


_CALLED_SO = ("client", "api", "session", "connector")


def habit_of_class(index: Index, node: ast.ClassDef) -> RequestHabit | None:
    """How the methods of a class send requests; None where none is seen to."""
    chain = list(_ancestry(node, index.classes))
    methods = {
        method.name: method
        for cls in reversed(chain)
        for method in cls.body
        if isinstance(method, ast.FunctionDef)
    }
    paths = Paths(index)
    sending = [call for call in index.calls if _sends(call)]
    calls = [
        call for call in sending if index.holders.get(call) in chain and dotted(call.func).startswith("self.")
    ]
    outside = [call for call in sending if _sends_from_outside(call, methods)]
    counted = Counter(dotted(call.func) for call in calls)
    counted.update(f"self.{dotted(call.func).rsplit('.', 1)[-1]}" for call in outside)
    for callee, _ in counted.most_common():
        name = callee.removeprefix("self.")
        if name.partition(".")[0].lower() in _LIBRARY:
            continue
        seen = [call for call in calls if dotted(call.func) == callee]
        seen += [call for call in outside if dotted(call.func).endswith(f".{name}")]
        habit = _habit(callee, seen, methods.get(name), chain, paths)
        if habit is not None or _gives_more(methods.get(name)):
            return habit  # what such a wrapper calls in turn would lack what the wrapper adds
    if _inherits_base(chain) and "_http_request" not in methods and _initialised(chain):
        return RequestHabit("self._http_request", method="method", path="url_suffix")
    return None


def _gives_more(method: FunctionDef | None) -> bool:
    """Whether a method sends whatever request it is asked for, and gives more than the reply."""
    if method is None or not any(one.arg in _METHOD for one in parameters(method)):
        return False
    return reply_of(method) is Reply.OTHER


def _inherits_base(chain: list[ast.ClassDef]) -> bool:
    """Whether one of these classes is a platform's client."""
    return any(dotted(base).rsplit(".", 1)[-1] in PLATFORM_CLIENTS for cls in chain for base in cls.bases)


def _initialised(chain: list[ast.ClassDef]) -> bool:
    """Whether the platform's client gets what it needs: no ``__init__`` hides its own."""
    for cls in chain:
        for method in cls.body:
            if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                return any(
                    isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
                    for call in _calls(method)
                )
    return True


def _passes_on(function: FunctionDef) -> bool:
    """Whether a function hands all keywords on to the platform's client."""
    rest = function.args.kwarg
    return rest is not None and any(
        isinstance(call.func, ast.Attribute) and call.func.attr == "_http_request"
        for call in _calls(function)
        if any(keyword.arg is None and dotted(keyword.value) == rest.arg for keyword in call.keywords)
    )


def habit_of_functions(index: Index) -> RequestHabit | None:
    """How the module's own functions send requests by another one of them; None where none does."""
    calls = [
        call
        for call in index.calls
        if isinstance(call.func, ast.Name) and call.func.id in index.functions and _sends(call)
    ]
    paths = Paths(index)
    for callee, _ in Counter(dotted(call.func) for call in calls).most_common():
        seen = [call for call in calls if dotted(call.func) == callee]
        habit = _habit(callee, seen, index.functions[callee], [], paths)
        if habit is not None:
            return habit
    return None


def _habit(
    callee: str, calls: list[ast.Call], function: FunctionDef | None, chain: list[ast.ClassDef], paths: Paths
) -> RequestHabit | None:
    """The habit that calls of one function show."""
    forms = [(call, form) for call in calls if (form := _form(call, function, paths)) is not None]
    if not forms or not any(_verb(call) or not _is_member(call) for call in calls):
        return None
    form, _ = Counter(form for _, form in forms).most_common(1)[0]
    positional, method, path = form
    address = path in _ADDRESS or _named(function, positional) in _ADDRESS
    given = [_path_of(call, form, paths, address) for call, same in forms if same == form]
    seen = [one for one in given if one is not None]
    bases = Counter(one.base for one in seen)
    if address and not seen:
        return None  # whole addresses, and it is not clear what they begin with
    prefix = bases.most_common(1)[0][0] if bases else ""
    if prefix and len(bases) > 1 and not any(one.text for one in seen if one.base == prefix):
        return None  # an address of its own for each request
    used = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg is not None}
    reply = Reply.JSON if function is None else reply_of(function)
    if reply is Reply.OTHER:
        return None
    base = _is_base(callee, function, chain)
    if base and not _initialised(chain):
        return None
    if function is not None:
        names = [one.arg for one in parameters(function)]
        takes_all = function.args.kwarg is not None
        known = set(names) | (used if takes_all else set())
        empty = _without_default(function, positional, {method, path})
        if empty is None:
            return None
    else:
        known, empty = used, ()
    if function is not None and _passes_on(function):
        known |= {"params", "json_data"}
    if base or (known & {"url_suffix", "json_data", "resp_type"} and function is None):
        known |= {"params", "json_data"}
    params = next((name for name in _PARAMS if name in known), None)
    body = next((name for name in _BODY if name in known), None)
    steering = {method, path, params, body, *(_named(function, positional, name) for name in positional)}
    extras = extras_of(calls, function, frozenset(name for name in steering if name), paths)
    if extras is None:
        return None
    empty = tuple(name for name in empty if name not in dict(extras))
    if any(name not in (params, body) and name not in _FILLED for name in empty):
        return None
    texts = [one.text for one in seen if one.base == prefix and one.text]
    slashes = sum(text.startswith("/") for text in texts)
    return RequestHabit(
        callee,
        method,
        path,
        positional,
        params,
        body,
        dumps=body is not None and body not in ("json_data", "json") and _wants_text(function, body, calls),
        leading_slash=slashes * 2 >= len(texts),
        base=prefix,
        parsed=reply is Reply.JSON,
        empty=empty,
        extras=extras,
    )


def _named(function: FunctionDef | None, positional: tuple[str, ...], what: str = "path") -> str:
    """What the parameter is called that gets the path (or the method) by position."""
    names = [] if function is None else [one.arg for one in function.args.args if one.arg != "self"]
    index = positional.index(what) if what in positional else len(names)
    return names[index] if index < len(names) else ""


_FILLED = frozenset({*_PARAMS, *_BODY, "headers", "files", "data", "auth"})
_Form = tuple[tuple[str, ...], str | None, str | None]


def _form(call: ast.Call, function: FunctionDef | None, paths: Paths) -> _Form | None:
    """How one call gives the HTTP method and the path."""
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}
    method = next((name for name, value in keywords.items() if _is_verb(value) or name in _METHOD), None)
    path = next((name for name in (*_PATH, *_ADDRESS) if name in keywords), None)
    names = [] if function is None else [one.arg for one in function.args.args if one.arg != "self"]
    positional: list[str] = []
    for index, value in enumerate(call.args[:2]):
        name = names[index] if index < len(names) else ""
        if method is None and "method" not in positional and (_is_verb(value) or name in _METHOD):
            positional.append("method")
        elif path is None and "path" not in positional and _is_path(value, name, paths):
            positional.append("path")
        else:
            break
    if method is None and "method" not in positional:
        return None
    if path is None and "path" not in positional:
        return None
    return tuple(positional), method, path


def _is_path(value: ast.expr, name: str, paths: Paths) -> bool:
    """Whether what a positional argument gives is a path, or an address that begins with a known one."""
    if name in _PATH or (name in _ADDRESS and paths.whole(value) is not None):
        return True
    return not _is_verb(value) and paths.read(value) is not None


def _is_member(call: ast.Call) -> bool:
    """Whether the HTTP method is given as a member of something (``Method.GET``), not as a string."""
    values = [*call.args[:2], *(one.value for one in call.keywords if one.arg in _METHOD)]
    return any(isinstance(value, ast.Attribute) and value.attr.upper() in _VERBS for value in values)


def _path_of(call: ast.Call, form: _Form, paths: Paths, address: bool) -> Path | None:
    """The path that a call gives; ``address``: it is a whole one."""
    positional, _, keyword = form
    value: ast.expr | None = None
    if keyword is not None:
        value = next((one.value for one in call.keywords if one.arg == keyword), None)
    elif positional.index("path") < len(call.args):
        value = call.args[positional.index("path")]
    if value is None:
        return None
    return paths.read(value) or (paths.whole(value) if address else None)


def _without_default(
    function: FunctionDef, positional: tuple[str, ...], keywords: set[str | None]
) -> tuple[str, ...] | None:
    """The parameters that a call has to give beside method and path."""
    spec = function.args
    named = [one.arg for one in [*spec.posonlyargs, *spec.args]]
    without = named[: len(named) - len(spec.defaults)]
    if without[:1] in (["self"], ["cls"]):
        without = without[1:]
    rest = [name for name in without[len(positional) :] if name not in keywords]
    rest += [
        one.arg
        for one, default in zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
        if default is None and one.arg not in keywords
    ]
    return tuple(rest)


def _wants_text(function: FunctionDef | None, body: str, calls: list[ast.Call]) -> bool:
    """Whether a body is handed over as text, not as a dictionary."""
    given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == body]
    if given:
        texts = sum(isinstance(one, ast.Call) and dotted(one.func) == "json.dumps" for one in given)
        if texts:
            return texts * 2 > len(given)
    if function is None:
        return False
    for call in _calls(function):
        for keyword in call.keywords:
            inner = keyword.value
            if keyword.arg in ("json", "json_data") and _mentions(inner, body):
                return False
            if keyword.arg == "data" and isinstance(inner, ast.Name) and inner.id == body:
                return not _is_dumped(function, body)
    return False


def _is_dumped(function: FunctionDef, name: str) -> bool:
    return any(dotted(call.func) == "json.dumps" and _mentions(call, name) for call in _calls(function))


def _is_base(callee: str, function: FunctionDef | None, chain: list[ast.ClassDef]) -> bool:
    """Whether a call reaches the platform's own ``BaseClient._http_request``."""
    return callee == "self._http_request" and function is None and _inherits_base(chain)


def _ancestry(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop(0)
        if one.name not in seen:
            seen.add(one.name)
            yield one
            waiting += [classes[name] for base in one.bases if (name := dotted(base)) in classes]


def _sends_from_outside(call: ast.Call, methods: dict[str, ast.FunctionDef]) -> bool:
    """Whether a call is that of a client's method which sends a request, from a command's code."""
    holder, _, name = dotted(call.func).rpartition(".")
    known = name in methods or name == "_http_request"
    return known and "client" in holder.lower() and not holder.startswith("self") and _sends(call)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (at for at in ast.walk(node) if isinstance(at, ast.Call))


def _is_verb(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.upper() in _VERBS


def _sends(call: ast.Call) -> bool:
    """Whether a call looks like one that sends a request."""
    return _verb(call) is not None or _SENDS.search(dotted(call.func)) is not None


def _verb(call: ast.Call) -> str | None:
    for value in [*call.args[:2], *(one.value for one in call.keywords if one.arg in _METHOD)]:
        if _is_verb(value):
            assert isinstance(value, ast.Constant)
            return str(value.value)
    return None


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(at, ast.Name) and at.id == name for at in ast.walk(node))
