"""POL405: `args_for_next_run` is what a method that changes its receiver returns: `None`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from polltool.code.bindings import Definition, bound, definition, enclosing_statement
from polltool.code.events import PollResultSeen
from polltool.code.heap import INPUT
from polltool.code.layout import CannotEdit, Layout
from polltool.code.rewrites import after_statement, as_statement, before_statement
from polltool.code.values import Ref, Spot, Unknown, Void, options
from polltool.edits import Edit
from polltool.findings import Finding, Fix, Severity
from polltool.flows import CommandRun, ItemAnalysis
from polltool.records import dataclass
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import code_fix, module_of
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration
from polltool.rules.results import going_on, shaped, text_of


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A value that is no dictionary; ``method`` is what returned None, ``own`` whether it changed the input."""

    seen: PollResultSeen
    word: str
    method: str | None = None
    own: bool = False


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each expression that is given."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(analysis.runs, _wrong, lambda wrong: wrong.seen.given["args_for_next_run"]):
        wrong, command = site.seen, site.commands[0]
        at = wrong.seen.given["args_for_next_run"]
        place, related = code_place(analysis, at, command)
        severity, message = _judge(wrong, text_of(at), command.name)
        yield RULE.finding(
            place,
            message,
            severity=severity,
            command=command.name,
            related=(*related, *same_for(site.commands)),
            fix=_fix(analysis, at, wrong),
        )


def _fix(analysis: ItemAnalysis, at: Spot, wrong: _Wrong) -> Fix | None:
    """Change the dictionary in a statement before, and pass it."""

    def edits() -> Iterable[Edit]:
        module, node = module_of(analysis, at), at.node
        if wrong.method != "update" or not isinstance(node, ast.expr):
            raise CannotEdit
        found = definition(module, node) if isinstance(node, ast.Name) else None
        if found is not None:
            return _split_assignment(Layout(module, found.value), found)
        return _split(Layout(module, node), node)

    return code_fix(False, "call update() before, and pass the dictionary", edits)


def _split(layout: Layout, node: ast.expr) -> list[Edit]:
    """``x.update(...)`` before the statement that has it, and ``x`` in its place."""
    module = layout.module
    receiver = _updated(node)
    statement = enclosing_statement(module, node)
    if not isinstance(statement, (ast.Return, ast.Assign, ast.AnnAssign, ast.Expr)):
        raise CannotEdit
    above = module.parents[node]
    while above is not statement:
        if not isinstance(above, (ast.Call, ast.keyword, ast.List, ast.Tuple)):
            raise CannotEdit  # it need not be evaluated, or not once
        above = module.parents[above]
    indent = layout.indent(layout.span(statement)[0])
    lines = []
    if isinstance(receiver, ast.Name):
        name = receiver.id
    else:
        name = "next_args"
        if any(name in bound(one) for one in module.nodes_with(name)):
            raise CannotEdit
        lines.append(f"{name} = {layout.text(receiver)}")
    call = as_statement(layout, node, indent)
    lines.append(name + call[len(layout.text(receiver)) :])
    start, end = layout.grouped(node)
    return [before_statement(layout, statement, lines), layout.edit(start, end, name)]


def _split_assignment(layout: Layout, found: Definition) -> list[Edit]:
    """``x.update(...)`` and ``y = x`` for ``y = x.update(...)``."""
    receiver = _updated(found.value)
    if not isinstance(found.statement, ast.Assign) or not isinstance(receiver, ast.Name):
        raise CannotEdit
    start, _ = layout.span(found.statement)
    value, _ = layout.grouped(found.value)
    return [
        layout.edit(start, value, ""),
        after_statement(layout, found.statement, f"{found.name} = {receiver.id}"),
    ]


def _updated(node: ast.expr) -> ast.expr:
    """What ``update`` is called on.

    :raises CannotEdit: the expression is no such call.
    """
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        receiver = node.func.value
        if isinstance(receiver, (ast.Name, ast.Call, ast.Dict)):
            return receiver
    raise CannotEdit


def _wrong(run: CommandRun) -> Iterator[_Wrong]:
    for seen in going_on(run):
        if "args_for_next_run" not in seen.given:
            continue
        for value, shape in shaped(seen, "args_for_next_run"):
            if isinstance(value, Void):
                own = value.receiver == Ref(INPUT) or value.receiver in options(seen.own_args)
                yield _Wrong(seen, "None", value.method, own)
            elif shape.word in (None, "None", "a dictionary") or shape.true is False:
                continue
            elif not isinstance(value, Unknown) or value.kind in ("str", "number", "list"):
                yield _Wrong(seen, "a string" if shape.word == "a str" else str(shape.word))


def _judge(wrong: _Wrong, text: str, command: str) -> tuple[Severity, str]:
    start = f"'args_for_next_run={text}'"
    if wrong.method is None:
        return Severity.ERROR, (
            f"{start} is {wrong.word}, no dictionary: the decorator sets 'hide_polling_output' in it, so the run of "
            f"'{command}' that goes on polling fails with a TypeError; pass the next run's arguments"
        )
    if wrong.own:
        return Severity.INFO, (
            f"{start} is None, what {wrong.method}() returns, so the input arguments are used: the next run of "
            f"'{command}' gets the change only because it was made to them; call it before, and pass 'args'"
        )
    return Severity.WARNING, (
        f"{start} is None, what {wrong.method}() returns, so the next run of '{command}' gets the input arguments "
        f"instead and what was put together is lost; call {wrong.method}() before, and pass the dictionary"
    )


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
    next_args = {'polling': True}
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run=next_args.update({'job_id': status['next_id']}),  # <- POL405
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL405",
    name="next-run-args-none",
    severity=Severity.ERROR,
    summary="'args_for_next_run' is the None that update() and its like return",
    why=(
        "dict.update, list.append and the like change their receiver and return None, and the decorator takes "
        "'args_for_next_run or args': with None the next run gets the arguments of this one, and the state that was "
        "put together is lost without a word. Change the dictionary first and pass it then, or build a new one: "
        "{**args, 'job_id': job_id}. Something that is no dictionary at all, a list or a string, makes the run "
        "fail, for the decorator sets a key in it."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML,
        _CODE.replace(
            "next_args.update({'job_id': status['next_id']}),  # <- POL405",
            "{**next_args, 'job_id': status['next_id']},",
        ),
    ),
    check=check,
    fix="unsafe",
    fixed=integration(
        _YML,
        _CODE.replace(
            "    return PollResult(",
            "    next_args.update({'job_id': status['next_id']})\n    return PollResult(",
        ).replace("next_args.update({'job_id': status['next_id']}),", "next_args,"),
    ),
)
