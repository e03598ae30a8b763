"""New branches where commands are told apart by tests."""

from __future__ import annotations

import ast

from polltool.code.layout import edit
from polltool.edits import Edit
from polltool.scaffold.aftermath import Ending, Unclear, Way
from polltool.scaffold.codeplaces import body_end, indentation
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchplan import BranchPlan
from polltool.scaffold.dispatchsites import Chain, Match, is_elif
from polltool.scaffold.handlers import Supply

Pairs = list[tuple[str, str]]


def branch_edits(style: CodeStyle, plan: BranchPlan, supply: Supply, pairs: Pairs) -> list[Edit]:
    """The edits that add a branch for each command and its function.

    :raises Unclear: there is no client that the function could be given.
    """
    check_supply(style, supply)
    if isinstance(plan.site, Match):
        return _case_edits(style, plan, plan.site, supply, pairs)
    file, site = style.scopes.module.file, plan.site
    link = site.links[plan.index]
    outer = indentation(file, site.links[0])
    inner = _inner(style, site, outer)
    subject = source_of(style, site.subject)
    quote = _quote(style, site)
    gap = "\n" * _gap(style, site)
    alone = len(site.links) == 1 and not site.otherwise and _has_sibling(style, site)
    text = ""
    for command, function in pairs:
        word = "if" if alone else "elif"
        text += f"\n{gap}{outer}{word} {subject} == {quote}{command}{quote}:"
        text += branch_body(style, supply, function, plan.ending, inner)
    at = body_end(file, link.body[-1], outer)
    return [edit(file, at, at, text)]


def branch_text(style: CodeStyle, pairs: Pairs) -> str:
    """What to write by hand where commands are told apart."""
    supply = style.dispatch.supply if style.dispatch is not None else None
    args = supply.args if supply is not None else "demisto.args()"
    client = supply.client if supply is not None and supply.client is not None else "client"
    given = ", ".join([args, *([client] if len(style.parameters) > 1 else [])])
    quote = style.quote
    if style.dispatch is not None and isinstance(style.dispatch.sites[0], Match):
        return "\n".join(
            f"case {quote}{command}{quote}:\n{style.indent}return_results({function}({given}))"
            for command, function in pairs
        )
    return "\n".join(
        f"elif demisto.command() == {quote}{command}{quote}:\n"
        f"{style.indent}return_results({function}({given}))"
        for command, function in pairs
    )


def check_supply(style: CodeStyle, supply: Supply) -> None:
    """See that new functions can be given what they take.

    :raises Unclear: they cannot.
    """
    if len(style.parameters) > 1 and supply.client is None:
        raise Unclear("no client is surely there where the commands are told apart")


def _inner(style: CodeStyle, site: Chain, outer: str) -> str:
    """The indentation inside the branches."""
    file = style.scopes.module.file
    for link in reversed(site.links):
        if link.body[0].lineno > link.test.lineno:
            return indentation(file, link.body[0])
    return outer + style.indent


def source_of(style: CodeStyle, node: ast.expr) -> str:
    """An expression as the code has it, on one line."""
    if node.end_col_offset is None or node.end_lineno != node.lineno:
        return ast.unparse(node)
    # Not by ast.get_source_segment, which takes all of the code apart each time.
    file = style.scopes.module.file
    return file.text[file.index(node.lineno, node.col_offset) : file.index(node.lineno, node.end_col_offset)]


def _quote(style: CodeStyle, site: Chain) -> str:
    file = style.scopes.module.file
    for link in reversed(site.links):
        for node in ast.walk(link.test):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                mark = file.text[file.index(node.lineno, node.col_offset)]
                if mark in "'\"":
                    return mark
    return style.quote


def _gap(style: CodeStyle, site: Chain) -> int:
    """How many blank lines the chain has between its branches, mostly."""
    file = style.scopes.module.file
    gaps = []
    for one, other in zip(site.links, site.links[1:], strict=False):
        last = one.body[-1].end_lineno or one.lineno
        ((_, below),) = file.lines(last + 1, last + 1)
        gaps.append(0 if below.strip() or other.lineno == last + 1 else 1)
    return 1 if gaps and sum(gaps) * 2 > len(gaps) else 0


def _has_sibling(style: CodeStyle, site: Chain) -> bool:
    """Whether the statement before is a test of the command's name as well."""
    parent = style.scopes.module.parents[site.statement]
    for block in (getattr(parent, name, None) for name in ("body", "orelse", "finalbody")):
        if isinstance(block, list) and site.statement in block:
            index = block.index(site.statement)
            before = block[index - 1] if index else None
            if isinstance(before, ast.If) and not is_elif(style.scopes.module.file, before):
                return style.tests.subject(before.test) is not None
    return False


def branch_body(style: CodeStyle, supply: Supply, function: str, end: Ending, inner: str) -> str:
    """The lines of a branch that runs a function, each after a line end."""
    given = [supply.args]
    if len(style.parameters) > 1:
        assert supply.client is not None
        given.append(supply.client)
    call = f"{function}({', '.join(given)})"
    if end.way is Way.RETURN:
        return f"\n{inner}return {call}"
    if end.way is Way.ASSIGN:
        return f"\n{inner}{end.name} = {call}"
    text = f"\n{inner}return_results({call})"
    return f"{text}\n{inner}return" if end.way is Way.LEAVE else text


def _case_edits(style: CodeStyle, plan: BranchPlan, site: Match, supply: Supply, pairs: Pairs) -> list[Edit]:
    file = style.scopes.module.file
    last = site.statement.cases[plan.index]
    ((_, line),) = file.lines(last.pattern.lineno, last.pattern.lineno)
    outer = line[: len(line) - len(line.lstrip(" \t"))]
    inner = outer + style.indent
    if last.body[0].lineno > last.pattern.lineno:
        inner = indentation(file, last.body[0])
    gap = "\n" * _case_gap(style, site)
    text = ""
    for command, function in pairs:
        text += f"\n{gap}{outer}case {style.quote}{command}{style.quote}:"
        text += branch_body(style, supply, function, plan.ending, inner)
    at = body_end(file, last.body[-1], outer)
    return [edit(file, at, at, text)]


def _case_gap(style: CodeStyle, site: Match) -> int:
    file = style.scopes.module.file
    gaps = []
    for case in site.statement.cases[:-1]:
        last = case.body[-1].end_lineno or case.pattern.lineno
        ((_, below),) = file.lines(last + 1, last + 1)
        gaps.append(0 if below.strip() else 1)
    return 1 if gaps and sum(gaps) * 2 > len(gaps) else 0
