"""The texts of open files as the editor has them, saved or not.

Lines end where the protocol says that they do (``\\n``, ``\\r\\n``, ``\\r``), which is where
``Source`` ends them: form feeds and the further separators of Unicode are part of a line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from polltool.lsp.positions import Units, offset_at
from polltool.records import dataclass, replace
from polltool.source import Source

SUFFIXES = (".yml", ".yaml", ".py")
_LANGUAGES = {"yaml": ".yml", "python": ".py"}


@dataclass(frozen=True, slots=True)
class TextDocument:
    """An open file: the client's name for it, where it lies, and its text in one version.

    A document that was never saved has a path too, in no folder, so that it can be checked.
    """

    uri: str
    path: str
    version: int
    source: Source
    untitled: bool = False

    @property
    def data(self) -> bytes:
        """The bytes that a save would write (without a byte order mark)."""
        return self.source.text.encode("utf-8", "replace")


def path_of(uri: str, language: str = "") -> str | None:
    """The absolute path of a URI; of a text that was never saved one in a folder of its own.

    None for what is neither a file nor such a text, and for what no file can be called.
    """
    try:
        parts = urlsplit(uri)
        path = to_fs_path(uri) if parts.scheme == "file" else None
        os.fsencode(f"{path}{parts.path}")
    except ValueError:  # half an address in brackets, a lone surrogate
        return None
    if parts.scheme == "file":
        return None if not path or "\0" in path else os.path.normpath(path)
    if parts.scheme == "untitled":
        name = os.path.basename(parts.path) or "untitled"
        suffix = "" if name.lower().endswith(SUFFIXES) else _LANGUAGES.get(language, "")
        return os.path.join(os.path.abspath(os.sep), f"untitled-{abs(hash(uri))}", name + suffix)
    return None


def uri_of(path: str) -> str:
    """The URI of an absolute path."""
    return str(from_fs_path(path))


def changed(text: str, changes: Iterable[types.TextDocumentContentChangeEvent], units: Units) -> str:
    """A text after changes, one after the other; one without a range replaces all of it."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            source = Source("", text)
            start = offset_at(source, change.range.start, units)
            end = offset_at(source, change.range.end, units)
            text = text[: min(start, end)] + change.text + text[max(start, end) :]
        else:
            text = change.text
    return text


class Documents:
    """The open documents by their URIs."""

    __slots__ = ("_by_path", "_by_uri", "units")

    def __init__(self, units: Units = Units.UTF16) -> None:
        self.units = units
        self._by_uri: dict[str, TextDocument] = {}
        self._by_path: dict[str, TextDocument] = {}

    def __iter__(self) -> Iterator[TextDocument]:
        return iter(tuple(self._by_uri.values()))

    def open(self, item: types.TextDocumentItem) -> TextDocument | None:
        """Take over a document that was opened; None where it is none that is checked."""
        path = path_of(item.uri, item.language_id)
        if path is None or not path.lower().endswith(SUFFIXES):
            return None
        untitled = not item.uri.startswith("file:")
        document = TextDocument(item.uri, path, item.version, Source(path, item.text), untitled)
        return self._put(document)

    def change(
        self, uri: str, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> TextDocument | None:
        """The document after changes; None where it is not among those that are open."""
        old = self.get(uri)
        if old is None:
            return None
        text = changed(old.source.text, changes, self.units)
        return self._put(replace(old, version=version, source=Source(old.path, text)))

    def close(self, uri: str) -> TextDocument | None:
        """Forget a document; what it was, None where it was not among those that are open."""
        document = self.get(uri)
        if document is not None:
            del self._by_uri[document.uri]
            others = [other for other in self._by_uri.values() if other.path == document.path]
            self._by_path.pop(document.path)
            self._by_path.update((other.path, other) for other in others)
        return document

    def get(self, uri: str) -> TextDocument | None:
        """The open document of a URI."""
        found = self._by_uri.get(uri)
        if found is None:  # a client may spell one URI in two ways
            path = path_of(uri)
            found = None if path is None else self._by_path.get(path)
        return found

    def at(self, path: str) -> TextDocument | None:
        """The open document of an absolute path."""
        return self._by_path.get(path)

    def uri(self, path: str) -> str:
        """The client's URI of a file that is open, else one made of the path."""
        found = self._by_path.get(path)
        return uri_of(path) if found is None else found.uri

    def overlay(self) -> dict[str, bytes]:
        """The bytes of all open documents by absolute path."""
        return {path: document.data for path, document in self._by_path.items()}

    def as_now(self) -> Documents:
        """The documents as they are now, whatever is edited later."""
        now = Documents(self.units)
        now._by_uri.update(self._by_uri)
        now._by_path.update(self._by_path)
        return now

    def _put(self, document: TextDocument) -> TextDocument:
        self._by_uri[document.uri] = document
        self._by_path[document.path] = document
        return document
