"""What the code's own functions that send requests give back."""

from __future__ import annotations

import ast
import enum

from polltool.code.bindings import own, parameters
from polltool.scaffold.codeindex import FunctionDef
from polltool.scaffold.codescope import dotted

_SENDING = frozenset({"request", "get", "post", "put", "send"})


class Reply(enum.Enum):
    """What a request gives: the reply's JSON, a response object, or something else."""

    JSON = "json"
    RESPONSE = "response"
    OTHER = "other"


def reply_of(function: FunctionDef) -> Reply:
    """What a function that sends a request gives; JSON where nothing speaks against it."""
    values = [node.value for node in own(function) if isinstance(node, ast.Return) and node.value is not None]
    if function.returns is not None and dotted(function.returns).rpartition(".")[2] == "Response":
        return Reply.RESPONSE
    names = {value.id for value in values if isinstance(value, ast.Name)}
    given = [
        node.value
        for node in own(function)
        if isinstance(node, ast.Assign) and any(dotted(one) in names for one in node.targets)
    ]
    results = [value for value in (*values, *given) if not isinstance(value, ast.Tuple)]
    if any(isinstance(value, ast.Attribute) and value.attr == "status_code" for value in values):
        return Reply.OTHER
    if any(_parses(node) for result in results for node in ast.walk(result)):
        return Reply.JSON
    if any(isinstance(value, ast.Tuple) for value in values):
        return Reply.OTHER
    if _asks_for_response(function) or any(_sends(result) for result in results):
        return Reply.RESPONSE
    return Reply.JSON


def flag_for_json(function: FunctionDef | None) -> str | None:
    """The parameter, off by default, that a function wants for giving the reply's JSON instead of something else."""
    if function is None:
        return None
    off = {
        one.arg
        for one, default in zip(reversed(function.args.args), reversed(function.args.defaults), strict=False)
        if isinstance(default, ast.Constant) and not default.value
    }
    wanted: set[str] = set()
    told: set[ast.AST] = set()
    for node in own(function):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id in off:
            inside = [at for one in node.body for at in ast.walk(one)]
            if any(isinstance(at, ast.Return) for at in inside) and any(map(_parses, inside)):
                wanted.add(node.test.id)
                told.update(inside)
    always = any(
        isinstance(node, ast.Return) and node not in told and any(map(_parses, ast.walk(node)))
        for node in own(function)
    )
    return wanted.pop() if len(wanted) == 1 and not always else None


def handed_on(function: FunctionDef | None, keywords: tuple[str, ...]) -> str | None:
    """The parameter that a function hands on to what it calls under one of these keywords."""
    names = set() if function is None else {one.arg for one in parameters(function)}
    given = [
        keyword
        for node in (own(function) if function is not None else ())
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if isinstance(keyword.value, ast.Name) and keyword.value.id in names
    ]
    for wanted in keywords:
        for keyword in given:
            if keyword.arg == wanted and isinstance(keyword.value, ast.Name):
                return keyword.value.id
    return None


def _parses(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and (
        dotted(node.func) in ("json.loads", "parse_response")
        or (isinstance(node.func, ast.Attribute) and node.func.attr == "json")
    )


def _sends(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _SENDING


def _asks_for_response(function: FunctionDef) -> bool:
    """Whether the platform's client is asked for a response object (``resp_type='response'``)."""
    for node in own(function):
        if isinstance(node, ast.Call) and any(
            keyword.arg == "resp_type" and _is_response(keyword.value) for keyword in node.keywords
        ):
            return True
        targets = node.targets if isinstance(node, ast.Assign) and _is_response(node.value) else []
        if any(isinstance(one, ast.Subscript) and _is_text(one.slice, "resp_type") for one in targets):
            return True
    return False


def _is_response(node: ast.expr) -> bool:
    return _is_text(node, "response")


def _is_text(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text
