"""The runtime's polling part as one module, for servers whose own library is too old.

It is put together from the runtime's own sources, text by text, so there is nothing to keep in
step. The layout is that of a shared module: a folder ``PollingApiModule`` with a ``.py`` and a
``.yml``. When content is built, a shared module's text is put in the place of the import that names
it, in the middle of an integration's code: it may therefore have no ``from __future__`` import, and
it finds ``demisto`` and the platform's library in the namespace it is put into. Nor may its text
name an import of a shared module, which would be replaced in turn.
"""

from __future__ import annotations

import ast
import difflib
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

from polltool import __version__
from polltool.atomic import replace_file
from polltool.errors import PolltoolError
from polltool.records import dataclass

NAME = "PollingApiModule"
RUNTIME = Path(__file__).parent / "runtime"
PARTS = (
    "settings",
    "enums",
    "errors",
    "arguments",
    "version",
    "schedule",
    "markdown",
    "results",
    "polling",
)
"""The parts of the runtime that are exported, each after those that it needs."""

_HEADER = '''\
"""Polling commands on servers whose CommonServerPython is too old for them.

Import all of its names in an integration or a script, below those of CommonServerPython. It brings {names}
and what these need, as current releases of the platform's library have them.

Made by polltool {version} (MIT licence); do not edit it. To renew it:

    polltool runtime export --force DIR
"""
'''

_PRELUDE = """\
# On the server this text stands in the integration's code, where demisto is known.
if "demisto" not in globals():
    try:
        demisto = import_module("demistomock")
    except ImportError:
        demisto = None  # whoever runs this sets it
"""

_ERRORS = """\
# The platform's library raises its own, and both have to be caught by one name.
if "DemistoException" not in globals():
    try:
        DemistoException = import_module("CommonServerPython").DemistoException
    except (ImportError, AttributeError):

"""

_YML = """\
commonfields:
  id: PollingApiModule
  version: -1
name: PollingApiModule
script: ''
type: python
subtype: python3
tags:
- infra
- server
comment: Polling commands for servers whose base library is too old. Made by polltool {version}.
system: true
scripttarget: 0
dependson: {{}}
timeout: 0s
dockerimage: demisto/python3:3.10.12.63474
fromversion: 5.0.0
tests:
- No test
"""


class ExportError(PolltoolError):
    """Files that cannot be written."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of the export: where it goes, its text, and the text that is there now, if any."""

    path: Path
    text: str
    present: str | None

    @property
    def is_new(self) -> bool:
        """Whether there is no such file yet."""
        return self.present is None

    @property
    def differs(self) -> bool:
        """Whether a file is there and says something else."""
        return self.present is not None and self.present != self.text

    def diff(self) -> str:
        """What writing it would change, as a unified diff; empty if nothing."""
        before = [] if self.present is None else self.present.splitlines(keepends=True)
        name = self.path.as_posix()
        source = "/dev/null" if self.is_new else name
        return "".join(difflib.unified_diff(before, self.text.splitlines(keepends=True), source, name))


def plan(folder: Path) -> tuple[Exported, ...]:
    """The files of an export into a folder.

    Raises:
        ExportError: If something is in the way that is no readable text file.
    """
    target = folder / NAME
    texts = {target / f"{NAME}.py": module_text(), target / f"{NAME}.yml": _YML.format(version=__version__)}
    return tuple(Exported(path, text, _present(path)) for path, text in texts.items())


def write(files: Sequence[Exported]) -> None:
    """Write what is new or differs; each file at once, or not at all.

    Raises:
        ExportError: If that fails.
    """
    for file in files:
        if file.is_new or file.differs:
            try:
                file.path.parent.mkdir(parents=True, exist_ok=True)
                replace_file(str(file.path), file.text.encode())
            except OSError as error:
                raise ExportError(f"cannot write {file.path}: {error.strerror or error}") from error


def module_text() -> str:
    """The module: a header, the imports of all parts, then part after part."""
    parts = [(name, _part(name)) for name in PARTS]
    names = ["polling_function", "PollResult", "ScheduledCommand", "CommandResults", "return_results"]
    imports = sorted(
        {line for _, part in parts for line in part.imports} | {"from importlib import import_module"}
    )
    sections = [_HEADER.format(names=", ".join(names), version=__version__), _merged(imports), _PRELUDE]
    for name, part in parts:
        body = _ERRORS + textwrap.indent(part.body, " " * 8) if name == "errors" else part.body
        gap = "\n\n" if body.startswith(("def ", "class ", "@")) else "\n"
        sections.append(f"\n# -- {part.title}\n{gap}{body}")
    return _with_names_of_its_own("\n".join(sections))


def _with_names_of_its_own(text: str) -> str:
    """The module with a prefix to its private names: all of an integration shares one namespace."""
    private = {name for node in ast.parse(text).body for name in defined(node) if name.startswith("_")}
    return re.sub(
        r"(?<![\w.])_\w+", lambda name: f"_polling{name[0]}" if name[0] in private else name[0], text
    )


def defined(node: ast.stmt) -> list[str]:
    """The names that a statement at a module's top defines."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    return [target.id for target in targets if isinstance(target, ast.Name)]


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    imports: tuple[str, ...]
    body: str


def _part(name: str) -> _Part:
    """A part without its docstring and its imports; imports of other parts are not needed in one module."""
    source = (RUNTIME / f"{name}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    head = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    last = max([tree.body[0], *head], key=lambda node: node.end_lineno or 0)
    imports = [
        ast.unparse(node)
        for node in head
        if not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("polltool."))
    ]
    title = (ast.get_docstring(tree) or name).splitlines()[0].rstrip(".")
    return _Part(title, tuple(imports), "".join(lines[last.end_lineno :]).strip("\n") + "\n")


def _merged(imports: Sequence[str]) -> str:
    """The imports with one line for each module."""
    plain: list[str] = []
    names: dict[str, set[str]] = {}
    for line in imports:
        node = ast.parse(line).body[0]
        if isinstance(node, ast.ImportFrom):
            names.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
        else:
            plain.append(line)
    lines = [
        *plain,
        *(f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)),
    ]
    return "\n".join(lines) + "\n"


def _present(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise ExportError(f"{path} is there and is no text; move it out of the way") from None
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
