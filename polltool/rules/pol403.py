"""POL403: a `continue_to_poll` that is neither a boolean nor something to call."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from polltool.code.bindings import is_builtin
from polltool.code.events import PollResultSeen, Shape
from polltool.code.layout import CannotEdit
from polltool.code.modules import Module
from polltool.code.rewrites import wrap
from polltool.code.values import (
    NONE,
    Arg,
    Const,
    Function,
    Library,
    Method,
    Partial,
    Spot,
    Unknown,
    Value,
    Void,
)
from polltool.edits import Edit
from polltool.findings import Finding, Fix, Severity
from polltool.flows import ItemAnalysis
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import code_fix, layout_of, only_definition
from polltool.rules.common import Site, code_place, same_for, sites
from polltool.rules.examples import integration
from polltool.rules.results import poll_results, shaped, text_of


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each expression; the options of all runs are taken together."""
    analysis = context.analysis
    if analysis is None:
        return
    wrong: dict[Spot, tuple[Site[PollResultSeen], dict[str | None, None]]] = {}
    options_seen: dict[Spot, list[tuple[Value, Shape]]] = {}
    for site in sites(analysis.runs, poll_results, lambda seen: (seen.spot, seen.continues)):
        at = site.seen.given.get("continue_to_poll", site.seen.spot)
        found, words = wrong.setdefault(at, (site, {}))
        words.update(dict.fromkeys(_words(at, site.seen)))
        options_seen.setdefault(at, []).extend(shaped(site.seen, "continue_to_poll"))
        found.commands.extend(one for one in site.commands if one not in found.commands)
    for at, (site, words) in wrong.items():
        bad = [word for word in words if word is not None]
        if not bad:
            continue
        place, related = code_place(analysis, at, site.commands[0])
        command = site.commands[0].name
        text = text_of(at)
        joined = isinstance(at.node, ast.BoolOp)
        remedy = f"wrap it in bool(...): bool({text})" if joined else "write a comparison, or bool(...)"
        yield RULE.finding(
            place,
            f"'continue_to_poll={text}' {'may be' if None in words else 'is'} {' or '.join(bad)}: what is no bool the "
            f"decorator calls, so the run of '{command}' that gets here fails with a TypeError; {remedy}",
            severity=Severity.WARNING if None in words else None,
            command=command,
            related=(*related, *same_for(site.commands)),
            fix=_fix(analysis, at, options_seen[at]),
        )


def _fix(analysis: ItemAnalysis, at: Spot, seen: Iterable[tuple[Value, Shape]]) -> Fix | None:
    """``bool(...)`` around an ``and`` or ``or``, which is what it means.

    Not where a function may be meant to be called, nor where an argument's text decides:
    'false' would count as true.
    """

    def edits() -> Iterable[Edit]:
        layout, node = layout_of(analysis, at), at.node
        if not isinstance(node, ast.expr) or not _is_joined(layout.module, node):
            raise CannotEdit
        if any(_is_no_truth(value, shape) for value, shape in seen) or not is_builtin(layout.module, "bool"):
            raise CannotEdit
        return wrap(layout, node, "bool")

    return code_fix(True, "wrap 'continue_to_poll' in bool(...)", edits)


def _is_joined(module: Module, node: ast.expr) -> bool:
    """Whether an expression is an ``and`` or ``or``, directly or by the variable that it is."""
    if isinstance(node, ast.Name):
        made = only_definition(module, node)
        return isinstance(made, ast.BoolOp)
    if isinstance(node, ast.NamedExpr):
        node = node.value
    return isinstance(node, ast.BoolOp)


def _is_no_truth(value: Value, shape: Shape) -> bool:
    if isinstance(value, Arg):
        return value.form in ("raw", "str") and shape.true is not False
    return isinstance(value, (Function, Library, Partial, Method))


def _words(at: Spot, seen: PollResultSeen) -> list[str | None]:
    """What each option surely is, None for one that may be right.

    What a lookup gives may be a boolean, so its default alone is no reason to speak; what is
    written out as one of the values is.
    """
    found = list(shaped(seen, "continue_to_poll"))
    lookup = any(isinstance(value, Unknown) and value.kind is None and not value.falsy for value, _ in found)
    if lookup and not isinstance(at.node, ast.BoolOp) and not _spelt_out(at.node):
        return [None]
    return [_word(value, shape) for value, shape in found]


def _spelt_out(node: ast.AST) -> bool:
    """Whether an ``x if c else y`` has a constant for one of its values."""
    return isinstance(node, ast.IfExp) and any(
        isinstance(arm, ast.Constant) for arm in (node.body, node.orelse)
    )


def _word(value: Value, shape: Shape) -> str | None:
    """What a value is if it is surely wrong; None where it may be right."""
    if isinstance(value, Const):
        return None if isinstance(value.value, bool) else _constant(value)
    if isinstance(value, Void):
        return f"None, what {value.method}() returns"
    if isinstance(value, Arg):
        if value.form == "bool" or (
            value.default is not None and value.default != NONE and value.form == "raw"
        ):
            return None if value.form == "bool" or _is_bool(value.default) else f"the text of '{value.key}'"
        return (
            f"the text of '{value.key}'"
            if value.form in ("raw", "str")
            else f"'{value.key}' as a {value.form}"
        )
    if isinstance(value, Function):
        return _needs_arguments(value)
    if isinstance(value, Unknown):
        return _unknown(value)
    return shape.word


def _is_bool(value: Value | None) -> bool:
    return isinstance(value, Const) and isinstance(value.value, bool)


def _constant(value: Const) -> str:
    if value.value is None:
        return "None"
    kinds = {str: "a string", int: "a number", float: "a number", bytes: "bytes"}
    return kinds.get(value.type, f"a {value.type.__name__}")


_KINDS = {
    "str": "a string",
    "number": "a number",
    "list": "a list",
    "dict": "a dictionary",
    "set": "a set",
    "bytes": "bytes",
    "match": "a match object or None",
    "datetime": "a datetime",
}


def _unknown(value: Unknown) -> str | None:
    if value.kind == "bool":
        return None
    if value.kind is not None:
        return _KINDS.get(value.kind)
    # What a lookup leaves on the left of an `and`: None where the key is missing.
    return "None" if value.falsy and value.missing else None


def _needs_arguments(function: Function) -> str | None:
    spec = function.node.args
    positional = len(spec.posonlyargs) + len(spec.args) - len(spec.defaults) - (function.bound is not None)
    keywords = sum(default is None for default in spec.kw_defaults)
    return "a function that needs arguments" if positional > 0 or keywords > 0 else None


_YML = """
        - name: acme-scan
          polling: true
          arguments:
          - name: job_id
            description: The job to wait for.
            required: true
          - name: polling
            predefined: ['true', 'false']
          - name: hide_polling_output
            hidden: true
"""
_CODE = """
@polling_function('acme-scan')
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    return PollResult(status, continue_to_poll=status.get('job') and status['job']['open'])  # <- POL403

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL403",
    name="continue-to-poll-not-boolean",
    severity=Severity.ERROR,
    summary="'continue_to_poll' is neither a boolean nor something to call",
    why=(
        "The decorator takes a continue_to_poll that is a bool as it is, and calls anything else without "
        "arguments: a string, a number, a list, None or a match object raises a TypeError ('str' object is not "
        "callable) just when the command should decide whether to go on. An 'and' gives its left side as it is "
        "where that counts as false, so status.get('job') and status['job']['open'] is None where there is no job. "
        "Write a comparison, or wrap the expression in bool(...)."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML,
        _CODE.replace(
            "continue_to_poll=status.get('job') and status['job']['open'])  # <- POL403",
            "continue_to_poll=bool(status.get('job') and status['job']['open']))",
        ),
    ),
    check=check,
    fix="safe",
)
