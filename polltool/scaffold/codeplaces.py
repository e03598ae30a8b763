"""Where in a module new imports, methods and functions go."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Sequence

from polltool.code.bindings import bound
from polltool.code.files import CodeFile
from polltool.code.layout import edit
from polltool.code.modules import Module, parse
from polltool.edits import Edit
from polltool.scaffold.aftermath import Unclear
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchsites import Site, Table

_PLATFORM = frozenset({"CommonServerPython", "CommonServerUserPython", "demistomock"})


def line_end(file: CodeFile, node: ast.stmt) -> int:
    """The index at which the last line of a statement ends."""
    (start, line), *_ = file.lines(node.end_lineno or node.lineno, node.end_lineno or node.lineno)
    return start + len(line.rstrip("\r\n"))


def body_end(file: CodeFile, node: ast.stmt, outer: str) -> int:
    """Where what belongs to a block ends: its last statement and the comments below it.

    :param outer: the indentation of what holds the block.
    """
    at = line_end(file, node)
    last = node.end_lineno or node.lineno
    for start, line in file.lines(last + 1, last + 200):
        text = line.strip()
        if text and not text.startswith("#"):
            break
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if text:
            if not indent.startswith(outer) or len(indent) <= len(outer):
                break
            at = start + len(line.rstrip("\r\n"))
    return at


def indentation(file: CodeFile, node: ast.stmt) -> str:
    """What the line of a statement begins with.

    :raises Unclear: something else stands before the statement in its line.
    """
    ((_, line),) = file.lines(node.lineno, node.lineno)
    indent = line[: len(line) - len(line.lstrip(" \t\f"))]
    if len(indent.encode("utf-8")) != node.col_offset:
        raise Unclear("the statement shares its line with another one")
    return indent


def class_end(module: Module, node: ast.ClassDef) -> int:
    """Where a class takes another method."""
    if node.body[0].lineno == node.lineno:
        raise Unclear(f"the class {node.name} is written on one line")
    return body_end(module.file, node.body[-1], indentation(module.file, node))


def indented(text: str, indent: str) -> str:
    """Code rendered at column 0, moved to an indentation; the insides of long strings move along."""
    lines = text.strip("\n").split("\n")
    return "\n".join(indent + line if line.strip() else "" for line in lines)


# -- functions -----------------------------------------------------------------------------


def functions_anchor(style: CodeStyle, site: Site | None) -> ast.stmt:
    """The statement of the module that new functions come before.

    It is the one in which commands are told apart, or an earlier one that makes the table
    as the module loads; what the new functions need by name has to stand before it.
    """
    module = style.scopes.module
    top = _top(module, _main(style) if site is None else _node(site))
    needed = 0
    if style.client is not None and style.client.class_name is not None:
        needed = style.scopes.classes[style.client.class_name].lineno
    if top.lineno > needed:
        return top
    for node in module.tree.body:
        if node.lineno > needed and not isinstance(top, ast.Assign | ast.AnnAssign | ast.Try | ast.If):
            return node
    raise Unclear(f"the commands are told apart before the class of the client, in line {needed}")


def _node(site: Site) -> ast.AST:
    return site.made if isinstance(site, Table) else site.statement


def _main(style: CodeStyle) -> ast.stmt:
    """What runs the commands, where no place was found that tells them apart."""
    main = style.scopes.functions.get("main")
    body = style.scopes.module.tree.body
    if main is not None:
        return main
    guard = next((node for node in body if isinstance(node, ast.If | ast.Try)), None)
    if guard is None:
        raise Unclear("no place was found where the code tells its commands apart")
    return guard


def _top(module: Module, node: ast.AST) -> ast.stmt:
    while not isinstance(module.parents[node], ast.Module):
        node = module.parents[node]
    assert isinstance(node, ast.stmt)
    return node


def check_names(present: Container[str], parts: Iterable[str], what: str) -> None:
    """See that none of the functions in some code is there already.

    :raises Unclear: one is.
    """
    for part in parts:
        for node in parse(part.strip("\n")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in present:
                raise Unclear(f"{what} already has a function {node.name}")


def before(module: Module, anchor: ast.stmt, parts: Sequence[str]) -> Edit:
    """Functions before a statement and the headings above it, with two blank lines around each."""
    body = module.tree.body
    index = body.index(anchor)
    while index and _is_heading(body[index - 1]) and index > 1:
        index -= 1
    texts = [part.strip() for part in parts]
    if not index:
        first = body[0]
        lineno = min([first.lineno, *(one.lineno for one in getattr(first, "decorator_list", ()))])
        at = module.file.index(lineno, 0)
        return edit(module.file, at, at, "".join(f"{text}\n\n\n" for text in texts))
    above = body[index - 1]
    at = line_end(module.file, above)
    last = above.end_lineno or above.lineno
    for start, line in module.file.lines(last + 1, last + 200):
        if not line.strip().startswith("#"):
            break
        at = start + len(line.rstrip("\r\n"))
        last += 1
    following = [line for _, line in module.file.lines(last + 1, last + 3)]
    blank = next((count for count, line in enumerate(following) if line.strip()), 2)
    text = "".join(f"\n\n\n{text}" for text in texts)
    return edit(module.file, at, at, text + "\n" * max(0, 2 - blank))


def _is_heading(node: ast.stmt) -> bool:
    """Whether a statement is a string that stands there for people (``''' MAIN '''``)."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


# -- imports -------------------------------------------------------------------------------


def missing_imports(module: Module, statements: Iterable[str], before: int) -> list[str]:
    """Those import statements that bind something which the module does not have yet.

    :param before: the line of the code that is to use it.
    """
    have = {
        name
        for node in module.tree.body
        if node.lineno < before
        for one in _simple(node)
        for name in _brought(one)
    }
    wanted: list[str] = []
    for statement in statements:
        node = parse(statement).body[0]
        platform = isinstance(node, ast.ImportFrom | ast.Import) and _of_platform(node)
        if platform and module.file.offsets is not None:
            continue  # the platform puts its library before code inside a yml
        if not _brought(node) <= have:
            wanted.append(statement)
    return wanted


def _of_platform(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module in _PLATFORM
    return all(alias.name in _PLATFORM for alias in node.names)


def _simple(node: ast.stmt) -> Sequence[ast.stmt]:
    return [node, *(node.body if isinstance(node, ast.Try | ast.If) else ())]


def _brought(node: ast.stmt) -> set[str]:
    """What a statement binds; a star import binds what its module is called with a star."""
    if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
        return {f"{node.module}.*"}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return set(bound(node))
    return set()


def import_anchor(module: Module) -> tuple[int, bool]:
    """Where an import goes: the end of the line below which, or the beginning of the line before which."""
    last: ast.stmt | None = None
    for node in module.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            last = node
        elif not _is_heading(node):
            break
    if last is not None:
        return line_end(module.file, last), True
    first = module.tree.body[0]
    if _is_heading(first):
        return line_end(module.file, first), True
    lineno = min([first.lineno, *(one.lineno for one in getattr(first, "decorator_list", ()))])
    return module.file.index(lineno, 0), False
