"""A new command dealt with before the statement that looks commands up in some other way."""

from __future__ import annotations

from polltool.code.layout import edit
from polltool.edits import Edit
from polltool.scaffold.aftermath import Ending, Sink, Unclear, Way, returns_values, sink_of_function
from polltool.scaffold.codeplaces import indentation, line_end
from polltool.scaffold.codescope import Scopes, blocks
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchbranch import Pairs, branch_body, check_supply, source_of
from polltool.scaffold.dispatchsites import Guard
from polltool.scaffold.handlers import Supply
from polltool.scaffold.reach import kept_away


def guard_edits(style: CodeStyle, site: Guard, supply: Supply, pairs: Pairs) -> list[Edit]:
    """The edits that test for each command, run its function and leave, before a statement.

    :raises Unclear: it is not certain that the commands get there, or what becomes of a result.
    """
    check_supply(style, supply)
    scopes, statement = style.scopes, site.statement
    file = scopes.module.file
    if file.text.startswith("elif", file.index(statement.lineno, statement.col_offset)):
        raise Unclear("the place where commands are looked up is one of several branches")
    for command, _ in pairs:
        reason = kept_away(scopes, style.tests, statement, command)
        if reason is not None:
            raise Unclear(reason)
    end = _ending(scopes, site)
    outer = indentation(file, statement)
    subject = source_of(style, site.subject)
    quote = style.quote
    text = "".join(
        f"{outer}if {subject} == {quote}{command}{quote}:"
        f"{branch_body(style, supply, function, end, outer + style.indent)}\n"
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


def _ending(scopes: Scopes, site: Guard) -> Ending:
    function = scopes.function_of(site.statement)
    if function is None:
        raise Unclear("commands are looked up outside of any function")
    if returns_values(scopes, function):
        found = sink_of_function(scopes, function)
        if found is Sink.RESULTS:
            return Ending(Way.RETURN)
        if found is Sink.OTHER:
            raise Unclear("what the function returns goes on in a way that is not clear")
    return Ending(Way.LEAVE)
