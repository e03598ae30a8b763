"""The stages that make of a file's bytes what rules look at.

A run goes through them once for each item. Who checks the same items again and again, as a
language server does, keeps what they made and makes anew only what has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polltool.findings import Problem
from polltool.syntax import explain

if TYPE_CHECKING:
    from polltool.code.files import CodeFile
    from polltool.code.modules import FindModule
    from polltool.flows import ItemAnalysis
    from polltool.model import Item
    from polltool.rules.base import Rule
    from polltool.source import Source
    from polltool.suppress import Ignore
    from polltool.yamldoc import Document


class Stages:
    """Every stage anew; ``path`` is the path that reports show."""

    __slots__ = ()

    def document(self, path: str, data: bytes) -> Document:
        """A yml's nodes."""
        from polltool.yamldoc import load_bytes

        return load_bytes(path, data)

    def item(self, document: Document) -> Item | None:
        """The integration or script that a document holds."""
        from polltool.model import read_item

        return read_item(document)

    def schema_problems(self, document: Document, item: Item) -> Sequence[Problem]:
        """Where the yml breaks its schema."""
        from polltool.schema import schema_problems

        return schema_problems(document, item)

    def ignores_in_yml(self, source: Source, known: Sequence[Rule]) -> list[Ignore]:
        """The ignore comments of a yml."""
        from polltool.suppress import ignores_in_yml

        return ignores_in_yml(source, known)

    def code_file(self, path: str, data: bytes) -> CodeFile:
        """The code of a Python file.

        :raises UnicodeDecodeError: it is not in the encoding that it declares.
        """
        from polltool.itemcode import code_file

        return code_file(path, data)

    def embedded_code(self, document: Document, item: Item) -> CodeFile | None:
        """The code inside a unified yml."""
        from polltool.itemcode import embedded_code

        return embedded_code(document, item)

    def ignores_in_code(self, code: CodeFile, known: Sequence[Rule]) -> list[Ignore]:
        """The ignore comments of Python code."""
        from polltool.suppress import ignores_in_code

        return ignores_in_code(code, known)

    def analysis(self, item: Item, code: CodeFile, find_module: FindModule) -> ItemAnalysis | Problem:
        """An item's yml and code, taken together; the problem where the code cannot be parsed."""
        from polltool.flows import analyse

        try:
            return analyse(item, code, find_module)
        except SyntaxError as error:
            return explain(code, error)

    def done(self, analysis: ItemAnalysis) -> None:
        """Nothing asks for an analysis any more: what is left of it is freed.

        A module and its code file hold each other, and with them all of the syntax tree.
        """
        analysis.code.parsed.clear()


ANEW = Stages()
"""What a run uses."""
