"""New branches where commands are told apart by tests."""

from __future__ import annotations

import ast

from polltool.code.layout import edit
from polltool.edits import Edit
from polltool.scaffold.aftermath import Ending, Unclear, Way, ending
from polltool.scaffold.codeplaces import body_end, indentation
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchsites import Chain, Match, is_elif
from polltool.scaffold.handlers import Supply
from polltool.scaffold.reach import kept_away

Pairs = list[tuple[str, str]]


def branch_edits(style: CodeStyle, site: Chain | Match, supply: Supply, pairs: Pairs) -> list[Edit]:
    """The edits that add a branch for each command and its function.

    :raises Unclear: it is not certain that the commands get there, or what becomes of a result.
    """
    _check_supply(style, supply)
    file = style.scopes.module.file
    ends = set()
    for command, _ in pairs:
        reason = kept_away(style.scopes, style.tests, site.statement, command)
        if reason is not None:
            raise Unclear(reason)
        ends.add(ending(style.scopes, style.tests, site.statement, command))
    if len(ends) != 1:
        raise Unclear("the code after the branches treats the new commands differently")
    end = ends.pop()
    if isinstance(site, Match):
        return _case_edits(style, site, supply, pairs, end)
    index = min(_position(style, site, command) for command, _ in pairs)
    link = site.links[index]
    outer = indentation(file, site.links[0])
    inner = _inner(style, site, outer)
    subject = _source(style, site.subject)
    quote = _quote(style, site)
    gap = "\n" * _gap(style, site)
    alone = len(site.links) == 1 and not site.otherwise and _has_sibling(style, site)
    text = ""
    for command, function in pairs:
        word = "if" if alone else "elif"
        text += f"\n{gap}{outer}{word} {subject} == {quote}{command}{quote}:"
        text += _body(style, supply, function, end, inner)
    at = body_end(file, link.body[-1], outer)
    return [edit(file, at, at, text)]


def branch_text(style: CodeStyle, pairs: Pairs) -> str:
    """What to write by hand where commands are told apart."""
    supply = style.dispatch.supply if style.dispatch is not None else None
    args = supply.args if supply is not None else "demisto.args()"
    client = supply.client if supply is not None and supply.client is not None else "client"
    given = ", ".join([args, *([client] if len(style.parameters) > 1 else [])])
    quote = style.quote
    return "\n".join(
        f"elif demisto.command() == {quote}{command}{quote}:\n"
        f"{style.indent}return_results({function}({given}))"
        for command, function in pairs
    )


def _check_supply(style: CodeStyle, supply: Supply) -> None:
    if len(style.parameters) > 1 and supply.client is None:
        raise Unclear("no client is surely there where the commands are told apart")


def _position(style: CodeStyle, site: Chain, command: str) -> int:
    """The link after which a branch for a command surely is tried, and not before others hold."""
    last = -1
    for index, link in enumerate(site.links):
        answer = style.tests.holds(link.test, command)
        if answer or (answer is None and style.tests.mentions(link.test)):
            break
        last = index
    if last < 0:
        raise Unclear("the first test may hold for the new command as well")
    return last


def _inner(style: CodeStyle, site: Chain, outer: str) -> str:
    """The indentation inside the branches."""
    file = style.scopes.module.file
    for link in reversed(site.links):
        if link.body[0].lineno > link.test.lineno:
            return indentation(file, link.body[0])
    return outer + style.indent


def _source(style: CodeStyle, node: ast.expr) -> str:
    text = ast.get_source_segment(style.scopes.module.file.text, node)
    return text if text is not None and "\n" not in text else ast.unparse(node)


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


def _body(style: CodeStyle, supply: Supply, function: str, end: Ending, inner: str) -> str:
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


def _case_edits(style: CodeStyle, site: Match, supply: Supply, pairs: Pairs, end: Ending) -> list[Edit]:
    file = style.scopes.module.file
    before = None
    last: ast.match_case | None = None
    for case in site.statement.cases:
        if _may_take(case, [command for command, _ in pairs]):
            before = case
            break
        last = case
    if last is None:
        raise Unclear("the first case may hold for the new command as well" if before else "no case is there")
    ((_, line),) = file.lines(last.pattern.lineno, last.pattern.lineno)
    outer = line[: len(line) - len(line.lstrip(" \t"))]
    inner = indentation(file, last.body[0]) if last.body[0].lineno > last.pattern.lineno else None
    inner = inner or outer + style.indent
    gap = "\n" * _case_gap(style, site)
    text = ""
    for command, function in pairs:
        text += f"\n{gap}{outer}case {style.quote}{command}{style.quote}:"
        text += _body(style, supply, function, end, inner)
    at = body_end(file, last.body[-1], outer)
    return [edit(file, at, at, text)]


def _may_take(case: ast.match_case, commands: list[str]) -> bool:
    """Whether a case may hold for one of these commands."""
    patterns = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
    for pattern in patterns:
        if not isinstance(pattern, ast.MatchValue) or not isinstance(pattern.value, ast.Constant):
            return True
        if pattern.value.value in commands:
            return True
    return False


def _case_gap(style: CodeStyle, site: Match) -> int:
    file = style.scopes.module.file
    gaps = []
    for case in site.statement.cases[:-1]:
        last = case.body[-1].end_lineno or case.pattern.lineno
        ((_, below),) = file.lines(last + 1, last + 1)
        gaps.append(0 if below.strip() else 1)
    return 1 if gaps and sum(gaps) * 2 > len(gaps) else 0
