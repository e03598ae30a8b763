"""A new command dealt with before the statement that looks commands up in some other way."""

from __future__ import annotations

from polltool.code.layout import edit
from polltool.edits import Edit
from polltool.scaffold.codeplaces import indentation, line_end
from polltool.scaffold.codescope import blocks
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchbranch import Pairs, branch_body, check_supply, source_of
from polltool.scaffold.dispatchplan import GuardPlan
from polltool.scaffold.handlers import Supply


def guard_edits(style: CodeStyle, plan: GuardPlan, supply: Supply, pairs: Pairs) -> list[Edit]:
    """The edits that test for each command, run its function and leave, before a statement.

    :raises Unclear: there is no client that the function could be given.
    """
    check_supply(style, supply)
    scopes, statement = style.scopes, plan.site.statement
    file = scopes.module.file
    outer = indentation(file, statement)
    subject = source_of(style, plan.site.subject)
    quote = style.quote
    text = "".join(
        f"{outer}if {subject} == {quote}{command}{quote}:"
        f"{branch_body(style, supply, function, plan.ending, outer + style.indent)}\n"
        for command, function in pairs
    )
    parent = scopes.module.parents[statement]
    block = next(block for block in blocks(parent) if statement in block)
    at = list(block).index(statement)
    if at:
        place = line_end(file, block[at - 1])
        return [edit(file, place, place, "\n" + text.rstrip("\n"))]
    place = file.index(statement.lineno, statement.col_offset)
    return [edit(file, place, place, text.removeprefix(outer) + outer)]
