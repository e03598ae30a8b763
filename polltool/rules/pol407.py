"""POL407: the polling argument's text is used as a truth value."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from polltool.code.bindings import definition, is_platform
from polltool.code.events import Tested
from polltool.code.layout import CannotEdit, Layout
from polltool.code.modules import Module
from polltool.code.rewrites import give_default, is_constant, is_get, wrap
from polltool.edits import Edit
from polltool.findings import Finding, Fix, Severity
from polltool.flows import CommandRun, ItemAnalysis
from polltool.model import Argument
from polltool.rules.base import ItemContext, Rule
from polltool.rules.codefixes import code_fix, module_of, truth_only
from polltool.rules.common import code_place, same_for, sites
from polltool.rules.examples import integration
from polltool.rules.results import around, text_of


def check(context: ItemContext) -> Iterable[Finding]:
    """One finding for each test."""
    analysis = context.analysis
    if analysis is None:
        return
    for site in sites(analysis.runs, lambda run: _raw_tests(analysis, run), lambda tested: tested.spot):
        tested, command = site.seen, site.commands[0]
        place, related = code_place(analysis, tested.spot, command)
        text = text_of(tested.spot)
        yield RULE.finding(
            place,
            f"'{text}' is the text of the argument '{tested.key}', and every text but the empty one is true: "
            f"'{command.name}' polls when it is run with {tested.key}=false, too; write argToBoolean(...), with a "
            "default of False",
            command=command.name,
            argument=tested.key,
            related=(*related, *same_for(site.commands)),
            fix=_fix(analysis, tested),
        )


def _fix(analysis: ItemAnalysis, tested: Tested) -> Fix | None:
    """``argToBoolean(...)`` around the text: where it is read, else where it is tested."""

    def edits() -> Iterable[Edit]:
        module, node = module_of(analysis, tested.spot), tested.spot.node
        if not is_platform(module, "argToBoolean") or not isinstance(node, ast.expr):
            raise CannotEdit
        if not isinstance(node, ast.Name):
            if not truth_only(module, node):
                raise CannotEdit
            return _converted(module, node)
        found = definition(module, node)
        if found is None:
            raise CannotEdit
        if found.statement is not None and all(truth_only(module, load) for load in found.loads):
            return _converted(module, found.value)
        _check_read(found.value)
        if not truth_only(module, node):
            raise CannotEdit
        layout = Layout(module, node)
        start, end = layout.span(node)
        return [layout.edit(start, end, f"argToBoolean({node.id} or False)")]

    return code_fix(True, f"convert '{tested.key}' with argToBoolean", edits)


def _converted(module: Module, node: ast.expr) -> list[Edit]:
    """The edits that convert a read of an argument, with a default that can be converted."""
    _check_read(node)
    layout = Layout(module, node)
    made = wrap(layout, node, "argToBoolean")
    if isinstance(node, ast.Subscript):
        return made
    assert isinstance(node, ast.Call)
    if len(node.args) == 2 and not is_constant(node.args[1], None, ""):
        return made
    return [*give_default(layout, node, "False"), *made]


def _check_read(node: ast.expr) -> None:
    """Refuse what is no plain read, or has a default that cannot be converted.

    :raises CannotEdit: it is that.
    """
    if isinstance(node, ast.Subscript):
        return
    if not is_get(node) or node.keywords:
        raise CannotEdit
    if len(node.args) == 2:
        default = node.args[1]
        known = is_constant(default, None, "", True, False) or (
            isinstance(default, ast.Constant)
            and isinstance(default.value, str)
            and default.value.lower() in ("true", "yes", "false", "no")
        )
        if not known:
            raise CannotEdit


def _raw_tests(analysis: ItemAnalysis, run: CommandRun) -> Iterator[Tested]:
    tested = [one for one in run.events.tested if _can_be_false(run.command.argument(one.key))]
    if not tested:
        return
    keys = _polling_args(analysis, run)
    for one in tested:
        if one.key in keys and not _also_converted(analysis, one):
            yield one


def _polling_args(analysis: ItemAnalysis, run: CommandRun) -> frozenset[str]:
    """The arguments by which a run chooses to poll."""
    decorated = {call.polling_arg for call in run.events.calls if call.requires is not False}
    flows = [flow for flow in analysis.flows if flow.starter.name == run.command.name]
    named = {"polling"} if flows or decorated else set()
    gates = analysis.gates(run.command) if flows else frozenset()
    return frozenset(key for key in (*decorated, *named, *gates) if key is not None)


def _can_be_false(argument: Argument | None) -> bool:
    """Whether people may fill an argument, and with a word for false."""
    if argument is None or argument.concealed:
        return False
    words = argument.predefined
    return not words or any(word.strip().lower() in ("false", "no", "0", "n", "f", "off") for word in words)


def _also_converted(analysis: ItemAnalysis, tested: Tested) -> bool:
    """Whether the test only asks if there is a text, and another one beside it or inside asks what it says."""
    text = ast.unparse(tested.spot.node)
    for parent, child in around(analysis, tested.spot):
        if isinstance(parent, ast.BoolOp):
            others: list[ast.AST] = [value for value in parent.values if value is not child]
        elif isinstance(parent, ast.IfExp):
            others = [parent.body, parent.orelse]
        elif isinstance(parent, (ast.If, ast.While)):
            return any(_converts(node, text, tested.key) or _passes_on(node, text) for node in parent.body)
        elif isinstance(parent, ast.stmt):
            return False
        else:
            continue
        if any(_converts(node, text, tested.key) for node in others):
            return True
    return False


_CONVERSIONS = frozenset({"argToBoolean", "arg_to_bool_or_none", "lower", "upper", "casefold", "strtobool"})


def _converts(node: ast.AST, text: str, key: str) -> bool:
    """Whether somewhere in a node the same argument is converted or compared."""
    for at in ast.walk(node):
        if isinstance(at, ast.Call):
            name = at.func.attr if isinstance(at.func, ast.Attribute) else getattr(at.func, "id", "")
            if name in _CONVERSIONS and _mentions(at, text, key):
                return True
        if isinstance(at, ast.Compare) and _mentions(at, text, key):
            return True
    return False


def _passes_on(node: ast.AST, text: str) -> bool:
    """Whether a statement puts the text itself into something: then the test asks if there is one."""
    return (
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Subscript) for target in node.targets)
        and ast.unparse(node.value) == text
    )


def _mentions(node: ast.AST, text: str, key: str) -> bool:
    return any(
        (isinstance(at, ast.expr) and ast.unparse(at) == text)
        or (isinstance(at, ast.Constant) and at.value == key)
        for at in ast.walk(node)
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
"""
_CODE = """
def scan_command(args):
    status = BaseClient('https://acme.example')._http_request('GET', args['job_id'])
    result = CommandResults(readable_output=status['state'])
    if args.get('polling'):  # <- POL407
        result.scheduled_command = ScheduledCommand('acme-scan', 30, args, 600)
    return result

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args()))

main()
"""

RULE = Rule(
    code="POL407",
    name="polling-arg-truthiness",
    severity=Severity.WARNING,
    summary="the polling argument's text is used as a truth value",
    why=(
        "Arguments come as text, and 'false' is a text that is not empty: a test like if args.get('polling') holds "
        "for it, so the command polls although it was asked not to, and a playbook task waits that should not. "
        "Convert it: argToBoolean(args.get('polling', False))."
    ),
    bad=integration(_YML, _CODE),
    good=integration(
        _YML,
        _CODE.replace("args.get('polling'):  # <- POL407", "argToBoolean(args.get('polling', False)):"),
    ),
    check=check,
    fix="safe",
)
