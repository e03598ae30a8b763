"""The Python that belongs to an item: inside its yml, beside it, and in the shared modules it imports."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Iterable, Sequence

from polltool import discovery, scope
from polltool.code.files import CodeFile
from polltool.imports import Imports, Uses
from polltool.model import Item, read_item
from polltool.scalars import scalar_offsets
from polltool.source import Source, decode
from polltool.workspace import Workspace
from polltool.yamldoc import Document, MapNode, ScalarNode, load_bytes

Read = Callable[[str], bytes | None]
"""Gives a file's bytes, None where it cannot be read (which is then noted elsewhere)."""


def embedded_code(document: Document, item: Item) -> CodeFile | None:
    """The code inside a unified yml; None in a split one."""
    if item.embedded is None or document.root is None:
        return None
    entry = document.root.entry("script")
    aliased = entry is not None and entry.aliased
    if entry is not None and isinstance(entry.value, MapNode):
        entry = entry.value.entry("script")
        aliased = aliased or (entry is not None and entry.aliased)
    if entry is None or not isinstance(entry.value, ScalarNode):
        return None
    node = entry.value
    editable = node.style == "|" and not aliased
    return CodeFile(document.source, node.text, scalar_offsets(document.source, node), editable)


def code_file(path: str, data: bytes) -> CodeFile:
    """The code of a Python file in the encoding that it declares.

    :raises UnicodeDecodeError: it is in another one.
    """
    source, _ = code_text(path, data)
    return CodeFile(source, source.text)


def code_text(path: str, data: bytes) -> tuple[Source, str]:
    """The text of a Python file, and the name of the encoding that it is in.

    :raises UnicodeDecodeError: it is not in the encoding that it declares.
    """
    try:
        return decode(path, data), "utf-8"
    except UnicodeDecodeError as error:
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        except SyntaxError:  # none is declared, or one that Python does not know
            raise error from None
        return Source(path, data.decode(encoding)), encoding


MOST_MODULES = 16
"""So many shared modules are kept, with their syntax trees; a repository has about that many."""


class CodeReader:
    """Finds and reads code for one session; every shared module is read once, while there are not too many.

    :param make: makes the code of a module's path and bytes.
    """

    __slots__ = ("_asked", "_folders", "_imports", "_make", "_modules", "_polling", "_read", "_workspace")

    def __init__(
        self,
        workspace: Workspace,
        read: Read,
        module_folders: Callable[[str], Sequence[str]],
        make: Callable[[str, bytes], CodeFile] = code_file,
    ) -> None:
        self._workspace = workspace
        self._read = read
        self._folders = module_folders
        self._imports = Imports(workspace, module_folders)
        self._asked: dict[str, dict[str, str | None]] = {}
        self._make = make
        self._modules: dict[str, CodeFile | None] = {}
        self._polling: dict[str, bool] = {}

    def beside(self, yml: str) -> tuple[str, bytes] | None:
        """The path and the bytes of the Python file that holds a split yml's code."""
        path = discovery.code_beside(self._workspace, yml)
        data = None if path is None else self._read(path)
        return None if path is None or data is None else (path, data)

    def module(self, name: str, yml: str) -> CodeFile | None:
        """The code of a shared module that the item at ``yml`` imports."""
        path = discovery.shared_module(self._workspace, name, yml, self._folders(yml))
        self._asked.setdefault(yml, {})[name] = path
        if path is None:
            return None
        if path in self._modules:
            self._modules[path] = self._modules.pop(path)  # it was of use last
        else:
            self._modules[path] = self._load(path)
        return self._modules[path]

    def turn_to(self, yml: str) -> None:
        """Take up another item: what is kept of the files of those before is bounded."""
        self._asked = {yml: self._asked.get(yml, {})}
        for path in list(self._modules)[:-MOST_MODULES]:
            code = self._modules.pop(path)
            if code is not None:
                code.parsed.clear()  # a module and its code file hold each other

    def mentions_polling(self, yml: str, data: bytes) -> bool:
        """Whether a yml, the code beside it or the shared modules it imports mention polling."""
        beside = self.beside(yml)
        self._imports.forget_noted()
        self._imports.note(yml, data)
        if beside is not None:
            self._imports.note(*beside)
        if scope.mentions_polling(data) or (beside is not None and scope.mentions_polling(beside[1])):
            return True
        return any(
            module is not None and self._module_mentions_polling(module)
            for _, module in self._imports.modules(yml)
        )

    def uses(self, yml: str) -> Uses:
        """What the item at ``yml`` rests on, as far as it was looked at until now."""
        code = discovery.code_beside(self._workspace, yml)
        return Uses(code, {**dict(self._imports.modules(yml)), **self._asked.get(yml, {})})

    def commands_run(self, yml: str, data: bytes) -> frozenset[str]:
        """The texts of an item among which are the names of the commands that it runs."""
        beside = self.beside(yml)
        return scope.commands_run(data) if beside is None else scope.commands_run(beside[1])

    def may_name(self, yml: str, names: Iterable[str]) -> bool:
        """Whether any of these names may stand in an item's code.

        Code inside a yml may be written in ways that take a name apart: there it is not told.
        """
        beside = self.beside(yml)
        if beside is None:
            return True
        return any(not name.isascii() or name.encode() in beside[1] for name in names)

    def _module_mentions_polling(self, path: str) -> bool:
        if path not in self._polling:
            data = self._read(path) or b""
            self._imports.note_module(path, data)
            self._polling[path] = scope.mentions_polling(data)
        return self._polling[path]

    def _load(self, path: str) -> CodeFile | None:
        data = self._read(path)
        if data is None:
            return None
        shown = self._workspace.display(path)
        if not path.endswith(".py"):
            document = load_bytes(shown, data)
            item = None if document.problems else read_item(document)
            return None if item is None else embedded_code(document, item)
        try:
            return self._make(shown, data)
        except UnicodeDecodeError:
            return None  # a finding of the module's own item
