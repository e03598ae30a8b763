"""The texts that findings and edits count in: of open files the editor's, of others the disk's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from lsprotocol import types

from polltool.code.files import code_lines
from polltool.edits import Edit
from polltool.errors import ReadError
from polltool.fixing.texts import file_text
from polltool.lsp.documents import Documents
from polltool.lsp.positions import Units, range_between, range_of
from polltool.records import dataclass, field
from polltool.source import Place, Source
from polltool.workspace import Workspace


@dataclass(slots=True)
class Texts:
    """Texts by absolute path, each read once; made anew for each answer."""

    documents: Documents
    _read: dict[str, Source] = field(default_factory=dict)

    @property
    def units(self) -> Units:
        """What columns count for the client."""
        return self.documents.units

    def source(self, path: str) -> Source:
        """The text of a file; an empty one where it cannot be read."""
        document = self.documents.at(path)
        if document is not None:
            return document.source
        if path not in self._read:
            try:
                self._read[path] = file_text(path, Workspace().read(path)).source
            except (ReadError, UnicodeDecodeError):
                self._read[path] = Source(path, "")
        return self._read[path]

    def location(self, path: str, place: Place) -> types.Location:
        """A place in a file."""
        return types.Location(self.documents.uri(path), range_of(self.source(path), place, self.units))

    def workspace_edit(self, edits: Iterable[tuple[str, Edit]], *, versioned: bool) -> types.WorkspaceEdit:
        """Edits by absolute path, as one change of the workspace.

        :param versioned: whether the client understands changes of documents in a version.
        """
        by_path: dict[str, list[types.TextEdit]] = {}
        for path, edit in edits:
            source = self.source(path)
            span = range_between(source, edit.start, edit.end, self.units)
            by_path.setdefault(path, []).append(types.TextEdit(span, edit.text))
        if not versioned:
            return types.WorkspaceEdit(
                changes={self.documents.uri(path): made for path, made in by_path.items()}
            )
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(
                        uri=self.documents.uri(path),
                        version=None if (open_ := self.documents.at(path)) is None else open_.version,
                    ),
                    list(made),
                )
                for path, made in by_path.items()
            ]
        )


def differences(path: str, old: str, new: str) -> Iterator[Edit]:
    """The edits, line by line, that make one text of another."""
    before, after = code_lines(old), code_lines(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    starts = [sum(map(len, before[:head]))]
    for line in middle[0]:
        starts.append(starts[-1] + len(line))
    for kind, first, last, begin, end in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Edit(path, starts[first], starts[last], "".join(middle[1][begin:end]))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines two texts begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
