"""Insertion benchmark: ``python -m bench.insertion CONTENT...`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bench.processes import each
from polltool.code.files import CodeFile
from polltool.code.modules import parse
from polltool.code.program import program
from polltool.code.values import Function
from polltool.discovery import code_beside, discover
from polltool.errors import ReadError
from polltool.fixing.texts import file_text
from polltool.itemcode import CodeReader, code_file, embedded_code
from polltool.model import Item, Kind, Language, read_item
from polltool.scaffold.codeinsert import Additions, CannotInsert, Dispatched, insert_code
from polltool.scaffold.codestyle import CodeStyle, read_code_style
from polltool.workspace import Workspace
from polltool.yamldoc import load_bytes

SUBMIT, FIND = "polltool_bench_submit", "polltool_bench_find"
"""The functions that are inserted; the commands are called so as well, with the integration's prefix."""
_MARK = "polltool-bench-"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one integration: the ``verdict`` is ``right``, ``refused``, or what is wrong.

    ``kind`` tells what requests became: methods of a class, functions, or nothing.
    """

    path: str
    verdict: str
    detail: str = ""
    kind: str = ""


def measure(paths: Sequence[str], cwd: str | None = None, jobs: int = 1) -> list[Result]:
    """Insert two commands into each Python integration below some folders, in memory."""
    workspace = Workspace(cwd)
    ymls = discover(workspace, paths).ymls
    found = each(partial(insert, cwd=workspace.cwd), ymls, jobs)
    return [result for result in found if result is not None]


def insert(yml: str, cwd: str | None = None) -> Result | None:
    """Insert two commands into one integration; None where it is none in Python, or has no commands."""
    workspace = Workspace(cwd)
    shown = workspace.display(yml)
    loaded = _load(yml, workspace.read(yml), workspace)
    if loaded is None or loaded[0].kind is not Kind.INTEGRATION or not loaded[0].commands:
        return None
    item, code = loaded
    if item.language is not Language.PYTHON:
        return None
    try:
        style = read_code_style(code, [command.name for command in item.commands])
    except SyntaxError:
        return None  # Python 2, mostly
    additions = additions_for(style)
    kind = "nothing" if style.client is None else "class" if style.client.class_name else "functions"
    try:
        edits = insert_code(code, style, additions)
    except CannotInsert as error:
        return Result(shown, "refused", "; ".join(dict.fromkeys(error.reasons)), kind)
    path = yml if item.embedded is not None else workspace.absolute(code.path)
    text = file_text(path, workspace.read(path))
    after = Workspace(cwd, {path: text.edited(edits)})
    changed = sum(edit.start != edit.end for edit in edits)
    again = _load(yml, after.read(yml), after)
    assert again is not None
    wrong = _wrong(code, again[1], additions, yml, after)
    if changed or wrong is not None:
        return Result(shown, wrong or "something is replaced", kind=kind)
    return Result(shown, "right", kind=kind)


def additions_for(style: CodeStyle) -> Additions:
    """Two commands with their functions, and the requests they send where that is known."""
    prefix = style.command_prefix or "acme"
    submit, find = f"{prefix}-{_MARK}submit", f"{prefix}-{_MARK}find"
    client, quote, indent = style.client, style.quote, style.indent
    methods: tuple[str, ...] = ()
    reply = "demisto.getIntegrationContext()"
    if client is not None:
        path = f"{quote}{'/' if client.requests.leading_slash else ''}jobs{quote}"
        request = client.requests.call(f"{quote}GET{quote}", path)
        methods = (f"def {FIND}_request({client.signature(['job'])}):\n{indent}return {request}",)
        reply = client.call(f"{FIND}_request", [f"args[{quote}job_id{quote}]"])
    functions = tuple(
        f"@polling_function(name={quote}{find}{quote}, interval=30, timeout=600)\n"
        f"def {name}({', '.join(style.parameters)}):\n"
        f"{indent}reply = {reply}\n"
        f"{indent}return PollResult(CommandResults(outputs=reply), continue_to_poll=True, args_for_next_run=args)"
        for name in (FIND, SUBMIT)
    )
    imports = ("from CommonServerPython import *  # noqa: F401",)
    return Additions(imports, methods, functions, (Dispatched(submit, SUBMIT), Dispatched(find, FIND)))


def _load(yml: str, data: bytes, workspace: Workspace) -> tuple[Item, CodeFile] | None:
    document = load_bytes(workspace.display(yml), data)
    item = None if document.problems else read_item(document)
    if item is None:
        return None
    if item.embedded is not None:
        code = embedded_code(document, item)
    else:
        path = code_beside(workspace, yml)
        try:
            code = None if path is None else code_file(workspace.display(path), workspace.read(path))
        except UnicodeDecodeError:
            code = None
    return None if code is None else (item, code)


# -- what may be wrong ---------------------------------------------------------------------


def _wrong(
    before: CodeFile, after: CodeFile, additions: Additions, yml: str, workspace: Workspace
) -> str | None:
    """What is wrong with code that commands were inserted into; None where all is right."""
    try:
        compile(after.text, after.path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"it does not compile: {error}"
    if not _kept(before.text, after.text):
        return "something else was changed"

    def read(path: str) -> bytes | None:
        try:
            return workspace.read(path)
        except ReadError:
            return None

    reader = CodeReader(workspace, read, lambda yml: ())
    made = program(after, lambda name: reader.module(name, yml))
    for one in additions.dispatch:
        events = made.run(one.command)
        calls = [
            call
            for call in events.calls
            if isinstance(call.function, Function) and getattr(call.function.node, "name", "") == one.function
        ]
        if not calls:
            return f"{one.command} does not get to its function"
        if any(call.passes != "input" for call in calls):
            return f"{one.command} does not pass its arguments first"
        if not events.schedules:
            return f"the schedule of {one.command} is lost"
    return None


def _kept(before: str, after: str) -> bool:
    """Whether the code is what it was once everything that was inserted is taken out."""
    old = [ast.dump(node) for node in parse(before).body]
    new = [ast.dump(node) for node in _TakeOut().visit(parse(after)).body]
    brought = [node for node in new if "'CommonServerPython'" in node and node not in old]
    return [node for node in new if node not in brought] == old


class _TakeOut(ast.NodeTransformer):
    """Takes out of a tree what the benchmark inserts."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        """Inserted functions and methods."""
        return None if node.name.startswith((SUBMIT, FIND)) else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt] | None:
        """Inserted branches; what comes after one takes its place."""
        self.generic_visit(node)
        return node.orelse or None if _MARK in ast.dump(node.test) else node

    def visit_Match(self, node: ast.Match) -> ast.AST:
        """Inserted cases."""
        self.generic_visit(node)
        node.cases = [case for case in node.cases if _MARK not in ast.dump(case.pattern)]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        """Inserted members of dictionaries."""
        self.generic_visit(node)
        pairs = [
            (key, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is None or _MARK not in ast.dump(key)
        ]
        node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
        return node


# -- the command ---------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the result is 1 where something inserted is not right."""
    parser = argparse.ArgumentParser(prog="bench.insertion", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="content repositories, packs or ymls")
    parser.add_argument("--cwd", help="the folder that paths start from and are shown relative to")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default 1)")
    options = parser.parse_args(arguments)
    results = measure(options.paths, options.cwd, options.jobs)
    sys.stdout.write(report(results))
    return int(any(result.verdict not in ("right", "refused") for result in results))


def report(results: Sequence[Result]) -> str:
    """The counts, the reasons of refusals, and all that is wrong, as Markdown."""
    verdicts = Counter(
        result.verdict if result.verdict in ("right", "refused") else "wrong" for result in results
    )
    kinds = Counter(result.kind for result in results)
    lines = [
        f"{len(results)} integrations: {verdicts['right']} right, {verdicts['refused']} refused, "
        f"{verdicts['wrong']} wrong.",
        f"Requests: {kinds['class']} in a class, {kinds['functions']} in functions, {kinds['nothing']} unknown.",
        "",
    ]
    reasons = Counter(
        re.sub(r"line \d+", "a line", result.detail) for result in results if result.verdict == "refused"
    )
    lines += ["| refused because | times |", "|---|---|"]
    lines += [f"| {reason} | {count} |" for reason, count in reasons.most_common()]
    wrong = [result for result in results if result.verdict not in ("right", "refused")]
    lines += [f"- {result.path}: {result.verdict}" for result in wrong]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
