"""What the stages made of files, kept for the next check of the same item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from polltool.code.files import CodeFile
from polltool.code.modules import FindModule
from polltool.findings import Problem
from polltool.flows import ItemAnalysis
from polltool.model import Item
from polltool.records import dataclass
from polltool.rules.base import Rule
from polltool.source import Source
from polltool.stages import Stages
from polltool.suppress import Ignore
from polltool.yamldoc import Document

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """The latest state of an item: its yml, and its code where that could be parsed."""

    document: Document
    item: Item | None
    code: CodeFile | None = None
    analysis: ItemAnalysis | None = None

    def over(self, earlier: View | None) -> View:
        """The state, with what cannot be made out in it taken from an earlier one."""
        if earlier is None or (self.item is not None and self.analysis is not None):
            return self
        if self.item is None:
            return earlier
        return View(self.document, self.item, earlier.code, earlier.analysis)


class Memory(Stages):
    """The stages, each done again only where what it is given differs from the last time.

    One result is kept for each stage and file, so that memory does not grow with edits;
    ``forget`` drops those of a file.

    :param go_on: called between stages; what it raises ends the check.
    """

    __slots__ = ("_go_on", "_kept", "_views")

    def __init__(self, go_on: Callable[[], None]) -> None:
        self._go_on = go_on
        self._kept: dict[str, dict[str, tuple[tuple[object, ...], object]]] = {}
        self._views: dict[str, View] = {}

    def view(self, path: str) -> View | None:
        """The latest state of the item whose yml is at a path (as reports show it)."""
        return self._views.get(path)

    def forget(self, paths: Sequence[str]) -> None:
        """Drop what is kept of files that are not open any more."""
        for path in paths:
            self._kept.pop(path, None)
            self._views.pop(path, None)

    @property
    def paths(self) -> frozenset[str]:
        """The files of which something is kept."""
        return frozenset(self._kept)

    def document(self, path: str, data: bytes) -> Document:
        """See ``Stages``."""
        document = self._same(path, "document", (data,), lambda: Stages.document(self, path, data))
        old = self._views.get(path)
        if old is None or old.document is not document:
            self._views[path] = View(document, None)
        return document

    def item(self, document: Document) -> Item | None:
        """See ``Stages``."""
        path = document.source.path
        item = self._same(path, "item", (document,), lambda: Stages.item(self, document))
        old = self._views.get(path)
        if old is None or old.item is not item:
            self._views[path] = View(document, item)
        return item

    def schema_problems(self, document: Document, item: Item) -> Sequence[Problem]:
        """See ``Stages``."""
        return self._same(
            document.source.path,
            "schema",
            (document, item.kind),
            lambda: Stages.schema_problems(self, document, item),
        )

    def ignores_in_yml(self, source: Source, known: Sequence[Rule]) -> list[Ignore]:
        """See ``Stages``."""
        return self._same(
            source.path,
            "ignores",
            (source.text, known),
            lambda: Stages.ignores_in_yml(self, source, known),
        )

    def code_file(self, path: str, data: bytes) -> CodeFile:
        """See ``Stages``."""
        return self._same(path, "code", (data,), lambda: Stages.code_file(self, path, data))

    def embedded_code(self, document: Document, item: Item) -> CodeFile | None:
        """See ``Stages``."""
        return self._same(
            document.source.path,
            "embedded",
            (document,),
            lambda: Stages.embedded_code(self, document, item),
        )

    def ignores_in_code(self, code: CodeFile, known: Sequence[Rule]) -> list[Ignore]:
        """See ``Stages``."""
        return self._same(
            code.path,
            "code ignores",
            (code.source.text, code.text, known),
            lambda: Stages.ignores_in_code(self, code, known),
        )

    def analysis(self, item: Item, code: CodeFile, find_module: FindModule) -> ItemAnalysis | Problem:
        """See ``Stages``."""
        read = Stages.analysis(self, item, code, find_module)
        analysis = None if isinstance(read, Problem) else read
        self._views[item.path] = View(item.document, item, code, analysis)
        return read

    def done(self, analysis: ItemAnalysis) -> None:
        """It is kept: there are questions about it between checks."""

    def _same(self, path: str, stage: str, given: tuple[object, ...], make: Callable[[], T]) -> T:
        """What a stage made of this before, else what it makes of it now."""
        kept = self._kept.setdefault(path, {})
        before = kept.get(stage)
        if before is not None and _equal(before[0], given):
            return before[1]  # type: ignore[return-value]
        self._go_on()
        made = make()
        kept[stage] = (given, made)
        return made


def _equal(before: tuple[object, ...], given: tuple[object, ...]) -> bool:
    """Whether a stage is given the same again; large objects are compared by identity."""
    return all(
        old is new or (isinstance(new, bytes | str) and old == new)
        for old, new in zip(before, given, strict=True)
    )
