"""The Python of the new commands: rendered, held against what is there, and put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polltool.code.files import CodeFile, code_lines
from polltool.code.modules import parse
from polltool.code.parents import in_breadth
from polltool.edits import Edit
from polltool.records import dataclass, replace
from polltool.scaffold.answers import Answers
from polltool.scaffold.codeinsert import Additions, Dispatched, insert_code
from polltool.scaffold.codestyle import ClientStyle, CodeStyle, RequestHabit, read_code_style
from polltool.scaffold.ownclient import OwnClient
from polltool.scaffold.refusal import Refusal
from polltool.scaffold.rendering import Render, TemplateFault
from polltool.scaffold.restyling import restyled
from polltool.scaffold.values import Names, UnclearRequest, default_names, function_name, template_values

PLATFORM_IMPORTS = ("import demistomock as demisto", "from CommonServerPython import *  # noqa: F401")
VENDORED_IMPORT = "from PollingApiModule import *  # noqa: E402, F401"

UNKNOWN_CLIENT = ClientStyle(
    "Client", "client", RequestHabit("self._http_request", method="method", path="url_suffix"), "    "
)
"""What is shown to be pasted where no client is found: the platform's own."""


@dataclass(frozen=True, slots=True)
class CodeParts:
    """What an integration's code needs for the commands.

    ``missing`` is what has to be added, ``conflicts`` are the names that the code has for
    something else, each with what to do. ``values`` are those that the templates had. ``manner``
    is how the functions are written, None where that was a guess; ``own`` is the client that is
    made for the requests where the code has none that could send them.
    """

    missing: Additions
    conflicts: tuple[str, ...]
    values: Mapping[str, Any]
    manner: CodeStyle | None = None
    own: OwnClient | None = None

    def edits(self, file: CodeFile, style: CodeStyle) -> tuple[Edit, ...]:
        """The edits that add what is missing.

        :raises CannotInsert: some part has no certain place.
        """
        missing = self.missing
        if not (missing.client_methods or missing.functions or missing.dispatch or missing.imports):
            return ()
        if self.manner is not None:
            style = replace(style, client=self.manner.client, parameters=self.manner.parameters)
        return insert_code(file, style, missing)


def code_parts(
    answers: Answers, file: CodeFile, style: CodeStyle, render: Render, own: OwnClient | None = None
) -> CodeParts:
    """Render the functions, and see which of them the code has already.

    :param style: as ``read_code_style`` gives it for this file.
    :param own: the client that can be made for the requests where nothing in the code sends any.
    :raises TemplateFault: a template gives no functions.
    :raises Refusal: it is not clear how the code sends such requests.
    """
    names = default_names(answers)
    manner = _untouched(answers, names, file, style)
    if manner.client is None and own is not None:
        manner = replace(manner, client=own.style)
    elif manner.client is None:
        manner = replace(manner, client=UNKNOWN_CLIENT, parameters=("args", "client"))
    client = manner.client or UNKNOWN_CLIENT
    there = _Present(style, client)
    try:
        code = _rendered(answers, manner, client, names, render)
    except UnclearRequest as error:
        if own is None:
            raise Refusal(f"{file.path}: {error}") from None
        client = own.style
        manner = replace(manner, client=client, parameters=("args",))
        there = _Present(style, client)
        code = _rendered(answers, manner, client, names, render)
    if own is not None and client != own.style:
        own = None
    # A method that is there and does something else keeps its name: the new one gets another.
    free = Names(
        *(there.free(name, text) for name, text in zip(_request_names(names), code.methods, strict=True))
    )
    if free != names:
        names, code = free, _rendered(answers, manner, client, free, render)
    conflicts = []
    methods = [] if own is None or own.present else [_client_text(own, manner, render)]
    functions = []
    for name, text in zip(_request_names(names), code.methods, strict=True):
        if there.request(name) is None:
            methods.append(text)
    for name, text in code.functions:
        present = there.functions.get(name)
        if present is None and name in there.bound:
            conflicts.append(f"the code has a {name} that is no function; choose another command name")
        elif present is None:
            functions.append(text)
        elif not _same(present, text):
            conflicts.append(
                f"the code has a function {name} that differs from what would be made; "
                "remove it to have it made anew, or choose another command name"
            )
    missing = Additions(
        imports=(
            *(PLATFORM_IMPORTS if functions else ()),
            *((VENDORED_IMPORT,) if answers.vendor_runtime else ()),
        ),
        client_methods=tuple(methods),
        functions=tuple(functions),
        dispatch=tuple(one for one in code.dispatch if one.command not in style.named),
    )
    known = None if client is UNKNOWN_CLIENT else manner
    return CodeParts(missing, tuple(conflicts), code.values, known, own)


def _untouched(answers: Answers, names: Names, file: CodeFile, style: CodeStyle) -> CodeStyle:
    """The style of the code without what an earlier run made: that must not tell what the code is like."""
    functions = {function_name(name) for name in answers.names}
    requests = re.compile(rf"(?:{'|'.join(_request_names(names))})(?:_request(?:_\d+)?)?\Z")
    tree = style.scopes.module.tree
    gone = [
        node
        for body in (tree.body, *(cls.body for cls in style.scopes.classes.values()))
        for node in body
        if isinstance(node, ast.FunctionDef) and (node.name in functions or requests.match(node.name))
    ]
    if not gone:
        return style
    lines: list[str] = [*code_lines(file.text)]
    for node in gone:
        first = min((node.lineno, *(one.lineno for one in node.decorator_list)))
        last = node.end_lineno or first
        lines[first - 1 : last] = [""] * (last + 1 - first)
    text = "".join(lines)
    return read_code_style(CodeFile(replace(file.source, text=text, _starts=[]), text), style.tests.known)


@dataclass(frozen=True, slots=True)
class _Rendered:
    """The rendered parts; ``functions`` by name."""

    methods: tuple[str, ...]
    functions: tuple[tuple[str, str], ...]
    dispatch: tuple[Dispatched, ...]
    values: Mapping[str, Any]


def _request_names(names: Names) -> tuple[str, str]:
    return (names.submit_request, names.find_request)


def _rendered(
    answers: Answers, style: CodeStyle, client: ClientStyle, names: Names, render: Render
) -> _Rendered:
    values = template_values(answers, style, client, names)
    methods = [
        _python("common/request.py.j2", {**values, "request": values[step]}, style, render)
        for step in ("submit", "find")
    ]
    if answers.command is not None:
        made = [(values["find"], "single/command.py.j2")]
    else:
        # The function that is called comes first, as in code that is read from above.
        made = [(values["find"], "pair/find.py.j2"), (values["submit"], "pair/submit.py.j2")]
    functions = [(step.function, _python(template, values, style, render)) for step, template in made]
    dispatch = [Dispatched(step.command, step.function) for step, _ in reversed(made)]
    return _Rendered(tuple(methods), tuple(functions), tuple(dispatch), values)


def _client_text(own: OwnClient, style: CodeStyle, render: Render) -> str:
    values = {"own": own, "annotations": style.annotations}
    return _python("common/client.py.j2", values, style, render)


def _python(template: str, values: Mapping[str, Any], style: CodeStyle, render: Render) -> str:
    text = render(template, values).strip("\n")
    try:
        body = parse(text).body
    except SyntaxError as error:
        raise TemplateFault(
            f"the template {template} gives no Python: line {error.lineno}: {error.msg}"
        ) from None
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
        raise TemplateFault(f"the template {template} has to give one function")
    return restyled(text, style.quote, style.indent)


class _Present:
    """What an integration's code has already."""

    def __init__(self, style: CodeStyle, client: ClientStyle) -> None:
        tree = style.scopes.module.tree
        self.functions = style.scopes.functions
        self.bound = frozenset(_bound(tree.body))
        self.methods: Mapping[str, ast.AST] = self.functions
        self.taken = self.bound
        node = style.scopes.classes.get(client.class_name or "")
        if node is not None:
            self.methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
            self.taken = frozenset(_attributes(node))

    def request(self, name: str) -> ast.AST | None:
        """The client's method, or the function, of that name."""
        return self.methods.get(name)

    def free(self, name: str, text: str) -> str:
        """The name, or one that is not taken by anything else."""
        for candidate in (name, f"{name}_request", *(f"{name}_request_{number}" for number in range(2, 100))):
            present = self.request(candidate)
            if candidate not in self.taken or (present is not None and _same(present, text, candidate)):
                return candidate
        return name


def _bound(body: Sequence[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        else:
            for node in in_breadth(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id


def _attributes(node: ast.ClassDef) -> Iterator[str]:
    """What a class defines, and what its methods put into ``self``."""
    yield from _bound(node.body)
    for at in in_breadth(node):
        if isinstance(at, ast.Attribute) and isinstance(at.value, ast.Name) and at.value.id == "self":
            yield at.attr


def _same(present: ast.AST, text: str, name: str | None = None) -> bool:
    """Whether a function is what was rendered, spelling aside; ``name``: under that name."""
    wanted = parse(text).body[0]
    assert isinstance(wanted, ast.FunctionDef)
    if name is not None:
        wanted.name = name
    return ast.dump(present) == ast.dump(wanted)
