"""What rules ask of the code around a spot: what it stands in, and what value a key is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polltool.code.bindings import runs
from polltool.code.events import PollResultSeen, Shape
from polltool.code.values import Spot, Value, options, spot
from polltool.flows import CommandRun, ItemAnalysis


def parent_of(analysis: ItemAnalysis, where: Spot, node: ast.AST) -> ast.AST | None:
    """The syntax node around a node of a spot's module; None at its top."""
    for module in analysis.modules:
        if module.file is where.file:
            return module.parents.get(node)
    return None


def around(analysis: ItemAnalysis, where: Spot) -> Iterator[tuple[ast.AST, ast.AST]]:
    """The nodes around a spot, from within, each with the one inside it that holds the spot."""
    node = where.node
    while (parent := parent_of(analysis, where, node)) is not None:
        yield parent, node
        node = parent


def at_module_level(analysis: ItemAnalysis, where: Spot) -> bool:
    """Whether an expression is evaluated when its module is loaded: decorators and defaults are."""
    seen = False
    for parent, child in around(analysis, where):
        seen = True
        if runs(parent, child):
            return False
    return seen


def exclusive(analysis: ItemAnalysis, one: Spot, other: Spot) -> bool:
    """Whether two places lie on different branches of one ``if``, so that no run comes by both."""
    branches = {
        id(parent): branch
        for parent, child in around(analysis, one)
        if isinstance(parent, ast.If) and (branch := _branch(parent, child)) is not None
    }
    return any(
        isinstance(parent, ast.If)
        and id(parent) in branches
        and (branch := _branch(parent, child)) is not None
        and branch != branches[id(parent)]
        for parent, child in around(analysis, other)
    )


def _branch(test: ast.If, child: ast.AST) -> str | None:
    return "body" if child in test.body else "orelse" if child in test.orelse else None


def value_given(analysis: ItemAnalysis, where: Spot) -> Spot:
    """The value that a key gets, where ``where`` is the key or what is assigned to."""
    parent = parent_of(analysis, where, where.node)
    value: ast.AST | None = None
    if isinstance(parent, ast.Dict):
        pairs = zip(parent.keys, parent.values, strict=True)
        value = next((value for key, value in pairs if key is where.node), None)
    elif (isinstance(parent, ast.Assign) and where.node in parent.targets) or isinstance(parent, ast.keyword):
        value = parent.value
    return where if value is None else spot(where.file, value)


def poll_results(run: CommandRun) -> list[PollResultSeen]:
    """The ``PollResult``s that the decorator looks at in a run, if the command can poll at all.

    One that is not marked with ``polling`` and lacks the polling argument is meant to run once.
    """
    command = run.command
    can_poll = command.polling is not None or any(
        call.requires is not True
        or call.polling_arg is None
        or command.argument(call.polling_arg) is not None
        or call.polling_arg_set
        or call.polling_arg_open
        for call in run.events.calls
    )
    return run.events.poll_results if can_poll else []


def going_on(run: CommandRun) -> list[PollResultSeen]:
    """Those that may go on polling."""
    return [seen for seen in poll_results(run) if seen.may_continue]


def shaped(seen: PollResultSeen, argument: str) -> Iterator[tuple[Value, Shape]]:
    """The options of an argument's value with what they surely are."""
    values = {
        "continue_to_poll": seen.continues,
        "args_for_next_run": seen.args_for_next_run,
        "partial_result": seen.partial_result,
    }
    return zip(options(values[argument]), seen.shapes.get(argument, ()), strict=False)


def text_of(where: Spot) -> str:
    """An expression as the code has it, cut where it is long."""
    text = ast.unparse(where.node)
    return text if len(text) <= 60 else text[:57] + "..."


def misdecorated(analysis: ItemAnalysis) -> Iterator[tuple[Spot, bool]]:
    """The decorators that are wrong as they stand, and whether they are called at all."""
    for module in analysis.modules:
        if "polling_function" not in module.file.text:
            continue
        for node in module.functions:
            for decorator in node.decorator_list:
                if _is_decorator(decorator):
                    yield spot(module.file, decorator), False
                elif (
                    isinstance(decorator, ast.Call)
                    and _is_decorator(decorator.func)
                    and _is_nameless(decorator)
                ):
                    yield spot(module.file, decorator), True


def _is_decorator(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "polling_function") or (
        isinstance(node, ast.Attribute) and node.attr == "polling_function"
    )


def _is_nameless(node: ast.Call) -> bool:
    return not node.args and all(keyword.arg not in (None, "name") for keyword in node.keywords)
