"""What nearly every request of an integration is given beside its method, path and data."""

from __future__ import annotations

import ast
from collections import Counter

from polltool.scaffold.codeindex import FunctionDef
from polltool.scaffold.codescope import dotted
from polltool.scaffold.requestpaths import Paths

_OF_ONE_REQUEST = frozenset(
    {
        "resp_type",
        "ok_codes",
        "empty_valid_codes",
        "return_empty_response",
        "full_url",
        "files",
        "timeout",
        "retries",
        "operation_err_message",
    }
)
"""Keywords that belong to the one request that they are given to."""


def extras_of(
    calls: list[ast.Call], function: FunctionDef | None, known: frozenset[str], paths: Paths
) -> tuple[tuple[str, str], ...] | None:
    """The further arguments of most calls, as keywords with their values.

    None where all calls give something that a new one could not: it would not work without.

    :param known: the parameters for method, path, query parameters and body.
    """
    names = [] if function is None else [one.arg for one in function.args.args if one.arg != "self"]
    values: dict[str, list[str | None]] = {}
    for call in calls:
        given = dict(zip(names, call.args, strict=False))
        given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None})
        for name, value in given.items():
            if name not in known and name not in _OF_ONE_REQUEST:
                values.setdefault(name, []).append(ast.unparse(value) if _lasts(value, paths) else None)
    found = []
    for name, texts in values.items():
        if len(calls) < 2 or len(texts) * 3 < len(calls) * 2:
            continue
        text, count = Counter(texts).most_common(1)[0]
        if text is not None and count * 2 > len(texts):
            found.append((name, text))
        elif len(texts) == len(calls):
            return None
    return tuple(found)


def _lasts(value: ast.expr, paths: Paths) -> bool:
    """Whether an expression means the same in another function: a constant, a global, an attribute of self."""
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Name):
        return paths.is_global(value)
    return dotted(value).startswith("self.")
