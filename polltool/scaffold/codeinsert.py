"""New code inside an integration's Python: nothing that is there moves or changes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from polltool.code.files import CodeFile
from polltool.code.layout import CannotEdit, edit
from polltool.edits import Edit
from polltool.errors import PolltoolError
from polltool.records import dataclass
from polltool.scaffold.aftermath import Unclear
from polltool.scaffold.codeplaces import (
    before,
    check_names,
    class_end,
    functions_anchor,
    import_anchor,
    indented,
    missing_imports,
)
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.dispatchbranch import Pairs, branch_edits, branch_text
from polltool.scaffold.dispatchguard import guard_edits
from polltool.scaffold.dispatchplan import GuardPlan, TablePlan, plan
from polltool.scaffold.dispatchsites import Site, Table, place_of
from polltool.scaffold.dispatchtable import table_edits, table_text
from polltool.scaffold.handlers import supply


@dataclass(frozen=True, slots=True)
class Dispatched:
    """A command and the function that runs it."""

    command: str
    function: str


@dataclass(frozen=True, slots=True)
class Additions:
    """What is to be added to an integration's code.

    ``imports`` are whole statements, each added only if what it binds is missing.
    ``client_methods`` are rendered at column 0 with the file's own indentation, as methods
    of the client's class or, where ``CodeStyle.client`` names no class, as functions.
    ``functions`` are rendered at column 0; they come before the code that dispatches commands.
    The functions in ``dispatch`` take the parameters that ``CodeStyle.parameters`` names.
    """

    imports: tuple[str, ...] = ()
    client_methods: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    dispatch: tuple[Dispatched, ...] = ()


@dataclass(frozen=True, slots=True)
class Paste:
    """Something to be put into a file by hand: where (a 1-based line), why, and what."""

    path: str
    line: int
    reason: str
    text: str


class CannotInsert(PolltoolError):
    """The code cannot be added to with certainty; ``places`` tell what to paste where."""

    def __init__(self, places: Sequence[Paste]) -> None:
        self.places = tuple(places)
        told = [f"{one.path}:{one.line}: {one.reason}; paste there:\n{one.text}" for one in self.places]
        super().__init__("\n\n".join(told))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, for each place that could not be edited."""
        return tuple(one.reason for one in self.places)


def insert_code(file: CodeFile, style: CodeStyle, additions: Additions) -> tuple[Edit, ...]:
    """The edits that add these parts to an integration's code.

    All of them insert only, but for a dictionary of functions whose last member needs a comma.

    :param style: as ``read_code_style`` gives it for this file.
    :raises CannotInsert: some part has no certain place; nothing is to be written then.
    """
    inserter = _Inserter(file, style, additions)
    made = [
        *inserter.try_part(inserter.imports, "\n".join(additions.imports)),
        *inserter.try_part(inserter.methods, "\n\n".join(additions.client_methods)),
        *inserter.try_part(inserter.functions, "\n\n\n".join(additions.functions)),
        *inserter.try_part(inserter.dispatch, inserter.dispatch_text()),
    ]
    if inserter.refused:
        raise CannotInsert(inserter.refused)
    return tuple(made)


class _Inserter:
    """Works out the parts one by one, and gathers what cannot be done."""

    def __init__(self, file: CodeFile, style: CodeStyle, additions: Additions) -> None:
        self.file = file
        self.style = style
        self.additions = additions
        self.refused: list[Paste] = []
        self.line = 1
        self._chosen: tuple[Site, list[Edit]] | None = None
        self._reasons: list[tuple[int, str]] = []

    def try_part(self, part: Callable[[], list[Edit]], text: str) -> list[Edit]:
        """The edits of one part; none where it is refused."""
        try:
            return part()
        except Unclear as error:
            reason = str(error)
        except CannotEdit:
            reason = _not_editable(self.file)
        self.refused.append(Paste(self.file.path, self._file_line(self.line), reason, text))
        return []

    def _file_line(self, line: int) -> int:
        return self.file.source.position(self.file.offset(line, 0))[0]

    # -- parts

    def imports(self) -> list[Edit]:
        """Import statements for what is not imported yet, below those that are there."""
        if not self.additions.imports:
            return []
        module = self.style.scopes.module
        anchor = self._anchor()
        statements = missing_imports(module, self.additions.imports, anchor.lineno)
        if not statements:
            return []
        at, below = import_anchor(module)
        text = "\n".join(statements)
        return [edit(self.file, at, at, f"\n{text}" if below else f"{text}\n")]

    def methods(self) -> list[Edit]:
        """Methods at the end of the client's class, or functions before those of the commands."""
        if not self.additions.client_methods:
            return []
        client, scopes = self.style.client, self.style.scopes
        if client is None:
            self.line = self._anchor().lineno
            raise Unclear("no class or function was found that sends the integration's requests")
        if client.class_name is None:
            return self._before_anchor(self.additions.client_methods)
        node = scopes.classes[client.class_name]
        self.line = node.end_lineno or node.lineno
        present = {one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
        check_names(present, self.additions.client_methods, f"the class {node.name}")
        at = class_end(scopes.module, node)
        parts = [indented(text, client.indent) for text in self.additions.client_methods]
        return [edit(self.file, at, at, "".join(f"\n\n{part}" for part in parts))]

    def functions(self) -> list[Edit]:
        """The command functions, before what dispatches the commands."""
        return self._before_anchor(self.additions.functions) if self.additions.functions else []

    def dispatch(self) -> list[Edit]:
        """The places where the new commands are told apart."""
        if not self.additions.dispatch:
            return []
        chosen = self._choose()
        if chosen is None:
            if not self._reasons:
                self.line = self._anchor().lineno
                raise Unclear("no place was found where the code tells its commands apart")
            self.line, reason = self._reasons[0]
            raise Unclear(reason)
        return chosen[1]

    def dispatch_text(self) -> str:
        """What to paste where commands are dispatched by hand."""
        given = self.style.dispatch
        pairs = [(one.command, one.function) for one in self.additions.dispatch]
        if given is not None and isinstance(given.sites[0], Table):
            return table_text(self.style, pairs)
        return branch_text(self.style, pairs)

    def _choose(self) -> tuple[Site, list[Edit]] | None:
        """The best place that all the new commands surely reach, with the edits there."""
        if self._chosen is None and self.style.dispatch is not None and not self._reasons:
            pairs = [(one.command, one.function) for one in self.additions.dispatch]
            for site in self.style.dispatch.sites:
                made = self._edits(site, pairs)
                if made is not None:
                    self._chosen = site, made
                    break
        return self._chosen

    def _edits(self, site: Site, pairs: Pairs) -> list[Edit] | None:
        """The edits at one place; None, and the reason is noted, where they are not certain."""
        style = self.style
        try:
            made = plan(style.scopes, style.tests, site, [command for command, _ in pairs])
            given = supply(style.scopes, site)
            if isinstance(made, TablePlan):
                return table_edits(style, made, given, pairs)
            if isinstance(made, GuardPlan):
                return guard_edits(style, made, given, pairs)
            return branch_edits(style, made, given, pairs)
        except Unclear as error:
            reason = str(error)
        except CannotEdit:
            reason = _not_editable(self.file)
        self._reasons.append((place_of(site).lineno, reason))
        return None

    def _anchor(self) -> ast.stmt:
        """The statement of the module that the new functions come before."""
        chosen = self._choose()
        return functions_anchor(self.style, None if chosen is None else chosen[0])

    def _before_anchor(self, parts: tuple[str, ...]) -> list[Edit]:
        anchor = self._anchor()
        self.line = anchor.lineno
        check_names(self.style.scopes.functions, parts, "the code")
        return [before(self.style.scopes.module, anchor, parts)]


def _not_editable(file: CodeFile) -> str:
    if not file.editable:
        return (
            "the yml does not hold the code as a literal block (script: |), so it cannot be added to in place"
        )
    return "the code here is not written in a way that can be added to safely"
