"""An editor for tests: a real client that talks to the real server process about a content repository."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types
from pygls.protocol import default_converter
from pygls.uris import from_fs_path, to_fs_path
from pytest_lsp import LanguageClient

COMMAND = [sys.executable, "-m", "polltool", "lsp", "--stdio"]
LONG = 120.0
"""Seconds after which a test gives up waiting: far more than anything here takes, on a busy machine as well."""


def capabilities(
    *, encodings: list[types.PositionEncodingKind | str] | None = None, resolves: bool = True
) -> types.ClientCapabilities:
    """What a usual editor can do."""
    resolve = types.ClientCodeActionResolveOptions(["edit"]) if resolves else None
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=encodings),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
            workspace_folders=True,
        ),
        text_document=types.TextDocumentClientCapabilities(
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
                related_information=True, version_support=True
            ),
            code_action=types.CodeActionClientCapabilities(resolve_support=resolve),
            completion=types.CompletionClientCapabilities(
                completion_item=types.ClientCompletionItemOptions(snippet_support=True)
            ),
        ),
    )


def uri(path: Path) -> str:
    """The URI of a file."""
    return str(from_fs_path(str(path)))


@dataclass(slots=True)
class Editor:
    """An editor with open documents; all texts are held here as an editor holds them."""

    client: LanguageClient
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    published: list[types.PublishDiagnosticsParams] = field(default_factory=list)
    registered: list[types.Registration] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def start(
        self, *folders: Path, can: types.ClientCapabilities | None = None
    ) -> types.InitializeResult:
        """Start the session in these folders."""
        return await self.client.initialize_session(
            types.InitializeParams(
                capabilities=can or capabilities(),
                workspace_folders=[types.WorkspaceFolder(uri(folder), folder.name) for folder in folders],
            )
        )

    def begin(self, folder: Path) -> None:
        """Add a folder to the workspace."""
        self._folders(added=[folder])

    def end(self, folder: Path) -> None:
        """Close everything, take the folder out of the workspace, and forget what was said."""
        for name in list(self.texts):
            self.close(name)
        self._folders(removed=[folder])
        self.published.clear()
        self.told.clear()

    def _folders(self, added: Sequence[Path] = (), removed: Sequence[Path] = ()) -> None:
        event = types.WorkspaceFoldersChangeEvent(
            added=[types.WorkspaceFolder(uri(path), path.name) for path in added],
            removed=[types.WorkspaceFolder(uri(path), path.name) for path in removed],
        )
        self.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    # -- documents

    def open(self, path: Path | str, text: str | None = None, language: str = "") -> str:
        """Open a file, with its text on the disk or another one; its URI."""
        name = path if isinstance(path, str) else uri(path)
        if text is None:
            assert isinstance(path, Path)
            text = path.read_bytes().decode("utf-8-sig")
        self.texts[name] = text
        self.versions[name] = 1
        item = types.TextDocumentItem(name, language or "yaml", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return name

    def type(self, name: str, old: str, new: str) -> int:
        """Replace the one place where ``old`` stands, as an edit of just that range; the new version."""
        text = self.texts[name]
        assert text.count(old) == 1, f"{text.count(old)} times: {old}"
        start = text.index(old)
        return self.splice(name, start, start + len(old), new)

    def splice(self, name: str, start: int, end: int, new: str) -> int:
        """Replace what stands between two offsets; the new version."""
        text = self.texts[name]
        change = types.TextDocumentContentChangePartial(
            range=types.Range(at(text, start), at(text, end)), text=new
        )
        return self._changed(name, text[:start] + new + text[end:], change)

    def replace(self, name: str, text: str) -> int:
        """Replace the whole text; the new version."""
        return self._changed(name, text, types.TextDocumentContentChangeWholeDocument(text))

    def _changed(self, name: str, text: str, change: types.TextDocumentContentChangeEvent) -> int:
        self.texts[name] = text
        self.versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(version=self.versions[name], uri=name)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        return self.versions[name]

    def save(self, name: str) -> None:
        """Write an open file to the disk."""
        path = to_fs_path(name)
        assert path is not None
        Path(path).write_bytes(self.texts[name].encode())
        self.client.text_document_did_save(
            types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(name))
        )

    def close(self, name: str) -> None:
        """Close an open file."""
        del self.texts[name], self.versions[name]
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(name))
        )

    def disk(self, kind: types.FileChangeType, *paths: Path) -> None:
        """Tell the server of files that changed on the disk."""
        events = [types.FileEvent(uri(path), kind) for path in paths]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    def apply(self, edit: types.WorkspaceEdit | None) -> None:
        """Make a change of the workspace, in open files and on the disk."""
        assert edit is not None
        assert edit.document_changes is not None
        for one in edit.document_changes:
            assert isinstance(one, types.TextDocumentEdit)
            name = one.text_document.uri
            if name in self.texts:
                assert one.text_document.version == self.versions[name]
                self.replace(name, edited(self.texts[name], one.edits))
            else:
                path = Path(to_fs_path(name) or "")
                path.write_text(edited(path.read_text(), one.edits))

    # -- what the server says

    async def hear(self, params: types.PublishDiagnosticsParams) -> None:
        """Take in diagnostics."""
        async with self._news:
            self.published.append(params)
            self._news.notify_all()

    async def hear_of(self, message: str) -> None:
        """Take in a message for the user."""
        async with self._news:
            self.told.append(message)
            self._news.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; it is asked again whenever the server says something."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(holds), LONG)

    def shown(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics that are shown in a file."""
        for params in reversed(self.published):
            if params.uri == name:
                return list(params.diagnostics)
        return []

    def codes(self, name: str) -> list[str]:
        """The codes of the diagnostics that are shown in a file."""
        return [str(one.code) for one in self.shown(name)]

    async def checked(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics of an open file in its present version, once they are there."""
        version = self.versions[name]
        await self.until(lambda: any(one.uri == name and one.version == version for one in self.published))
        return self.shown(name)

    async def actions(
        self, name: str, at: types.Range, only: list[str] | None = None
    ) -> list[types.CodeAction]:
        """The code actions for a range."""
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(name),
            at,
            types.CodeActionContext([], only=list(only) if only else None),
        )
        found = await self.client.text_document_code_action_async(params)
        return [one for one in found or () if isinstance(one, types.CodeAction)]

    async def chosen(self, action: types.CodeAction) -> types.WorkspaceEdit | None:
        """The edit of an action, asked for if need be."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        return action.edit

    def place(self, name: str, text: str, inside: int = 0) -> types.Position:
        """The position of the one place where a text stands, ``inside`` characters further."""
        assert self.texts[name].count(text) == 1, text
        return at(self.texts[name], self.texts[name].index(text) + inside)


def at(text: str, offset: int) -> types.Position:
    """The position of an offset in UTF-16, worked out in another way than the server does."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return types.Position(len(before) - 1, len(before[-1].encode("utf-16-le")) // 2)


def offset(text: str, position: types.Position) -> int:
    """The offset of a UTF-16 position."""
    lines = text.replace("\r\n", "\n\x00").split("\n")
    before = sum(len(line) + 1 for line in lines[: position.line])
    line = lines[position.line].removeprefix("\x00")
    skipped = int(lines[position.line].startswith("\x00"))
    units = line.encode("utf-16-le")[: 2 * position.character]
    return before + skipped + len(units.decode("utf-16-le"))


def edited(text: str, edits: object) -> str:
    """A text after edits of the protocol."""
    assert isinstance(edits, (list, tuple))
    for edit in sorted(
        edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True
    ):
        start, end = offset(text, edit.range.start), offset(text, edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text


class Client(LanguageClient):
    """A client whose diagnostics and messages go to its editor."""

    editor: Editor


def make_client() -> Client:
    """A client with its editor."""
    client = Client(converter_factory=default_converter)
    client.editor = editor = Editor(client)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    async def publish(params: types.PublishDiagnosticsParams) -> None:
        await editor.hear(params)

    @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
    async def show(params: types.ShowMessageParams) -> None:
        await editor.hear_of(params.message)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    async def register(params: types.RegistrationParams) -> None:
        editor.registered.extend(params.registrations)
        await editor.hear_of("registered")

    return client
