"""The language server: the protocol's messages in, what the other modules make of them out."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from polltool import __version__
from polltool.lsp import actions as code_actions
from polltool.lsp.checker import Checked
from polltool.lsp.completion import complete
from polltool.lsp.desk import Desk
from polltool.lsp.diagnostics import diagnostic
from polltool.lsp.documents import path_of
from polltool.lsp.hover import hover
from polltool.lsp.lens import lenses
from polltool.lsp.mending import Mender
from polltool.lsp.navigation import definition, references
from polltool.lsp.positions import Units
from polltool.lsp.texts import Texts

log = logging.getLogger("polltool.lsp")

CONFIGURATION_FILES = (".polltool.toml", "pyproject.toml", ".gitignore")
COLLECT = (50_000, 5, 2)
"""Trees are made and dropped by the million; the collector of cycles would walk them again and again."""
WATCHED = ("**/*.{yml,yaml,py}", *(f"**/{name}" for name in CONFIGURATION_FILES), "**/*.json")


class Protocol(LanguageServerProtocol):
    """pygls's protocol, but open texts are kept by ``documents`` alone, and notifications by nobody.

    pygls would keep the texts a second time, and splits lines at characters that end none in the
    protocol (form feeds, U+2028). It keeps the future of each message that it handles until the
    message is answered (2.1), which notifications never are.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Handled:
        """Hand it on."""
        yield from self._hand_on(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Handled:
        """Hand it on."""
        yield from self._hand_on(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Handled:
        """Hand it on."""
        yield from self._hand_on(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def _execute_handler(
        self,
        msg_id: str | int,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        def done(future: Future[Any]) -> None:
            callback(future)
            # Soon, not now: what is in the dictionary may just be cancelled, one after the other.
            asyncio.get_running_loop().call_soon(self._request_futures.pop, msg_id, None)

        super()._execute_handler(msg_id, handler, done, args, kwargs)

    def _hand_on(self, method: str, params: object) -> Handled:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None


Handled = Generator[Any, Any, None]


class Server(LanguageServer):
    """The server with its state."""

    def __init__(self) -> None:
        super().__init__(
            "polltool",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
        )
        self.desk = Desk(self.publish, self.withdraw, self.trouble)
        self.client = code_actions.Client()
        self._shown: set[str] = set()
        self._remarks: set[str] = set()

    # -- what the desk tells

    def publish(self, checked: Checked) -> None:
        """Show a result: the findings of every file of the item, and of those that had some."""
        texts = Texts(self.desk.documents)
        found: dict[str, list[types.Diagnostic]] = {path: [] for path in checked.files}
        for finding in checked.findings:
            found.setdefault(checked.absolute(finding.place.path), []).append(
                diagnostic(
                    finding,
                    lambda path: texts.source(checked.absolute(path)),
                    lambda path: texts.documents.uri(checked.absolute(path)),
                    texts.units,
                )
            )
        for path, diagnostics in found.items():
            document = self.desk.documents.at(path)
            if document is None and not diagnostics and path not in self._shown:
                continue
            self._publish(path, diagnostics, None if document is None else document.version)
        for remark in (checked.remark, *(failure.message for failure in checked.failures)):
            if remark is not None:
                self.trouble(remark)

    def withdraw(self, paths: Iterable[str]) -> None:
        """Take back what is shown in files."""
        for path in paths:
            if path in self._shown:
                self._publish(path, [], None)

    def _publish(self, path: str, diagnostics: list[types.Diagnostic], version: int | None) -> None:
        (self._shown.add if diagnostics else self._shown.discard)(path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(self.desk.documents.uri(path), diagnostics, version)
        )

    def trouble(self, message: str) -> None:
        """Tell of something that went wrong, each thing once until the configuration changes."""
        if message not in self._remarks:
            self._remarks.add(message)
            self.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, f"polltool: {message}")
            )

    def report_server_error(self, error: Exception, source: object) -> None:
        """A fault of ours in a handler: the log has it, the user is not disturbed at each key."""
        log.error("%s", error, exc_info=error)

    def reconfigured(self) -> None:
        """Configuration files or settings changed."""
        self._remarks.clear()
        self.desk.configuration_changed()

    # -- for requests

    async def item(self, uri: str) -> tuple[Checked, str] | None:
        """The up-to-date result for an open document, with its path."""
        document = self.desk.documents.get(uri)
        if document is None:
            return None
        checked = await self.desk.current(document.path)
        return None if checked is None else (checked, document.path)


def _path(uri: str) -> str | None:
    path = path_of(uri)
    return None if path is None or not uri.startswith("file:") else path


def make_server() -> Server:
    """The server with all that it answers."""
    server = Server()
    desk = server.desk

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        encoding = server.protocol.workspace.position_encoding
        desk.documents.units = Units.of(str(getattr(encoding, "value", encoding)))
        document = params.capabilities.text_document
        edits = params.capabilities.workspace.workspace_edit if params.capabilities.workspace else None
        resolve = document.code_action.resolve_support if document and document.code_action else None
        server.client = code_actions.Client(
            versioned=bool(edits and edits.document_changes),
            resolves=resolve is not None and "edit" in resolve.properties,
            snippets=bool(
                document
                and document.completion
                and document.completion.completion_item
                and document.completion.completion_item.snippet_support
            ),
        )
        uris = [folder.uri for folder in params.workspace_folders or ()]
        if not uris and params.root_uri is not None:
            uris = [params.root_uri]
        desk.set_folders(path for uri in uris if (path := _path(uri)) is not None)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if watched is None or not watched.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        )
        registration = types.Registration(
            "polltool-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, register_options=options
        )
        await server.client_register_capability_async(types.RegistrationParams([registration]))

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        desk.close()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = desk.documents.open(params.text_document)
        if document is not None:
            desk.opened(document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: types.DidChangeTextDocumentParams) -> None:
        identifier = params.text_document
        document = desk.documents.change(identifier.uri, identifier.version, params.content_changes)
        if document is not None:
            desk.edited(document)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: types.DidSaveTextDocumentParams) -> None:
        document = desk.documents.get(params.text_document.uri)
        if document is not None:
            desk.files_changed([document.path], ())

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(params: types.DidCloseTextDocumentParams) -> None:
        document = desk.documents.close(params.text_document.uri)
        if document is not None:
            desk.closed(document)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {_path(folder.uri) for folder in params.event.removed}
        come = [path for folder in params.event.added if (path := _path(folder.uri)) is not None]
        desk.set_folders([folder for folder in desk.folders if folder not in gone] + come)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        server.reconfigured()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [(change, path) for change in params.changes if (path := _path(change.uri)) is not None]
        if any(os.path.basename(path) in CONFIGURATION_FILES for _, path in paths):
            server.reconfigured()
        only_text = [path for change, path in paths if change.type is types.FileChangeType.Changed]
        desk.files_changed(only_text, [path for _, path in paths if path not in only_text])

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=list(code_actions.KINDS), resolve_provider=True),
    )
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = await server.item(params.text_document.uri)
        if found is None:
            return []
        checked, path = found
        made = []
        texts = Texts(desk.documents)
        for action, later in code_actions.actions(checked, path, params, texts, server.client):
            if later is not None:
                action.data = later.data
                if not server.client.resolves:
                    await resolve(action)
                    if action.edit is None:
                        continue
            made.append(action)
        return made

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        later = code_actions.Later.read(action.data)
        found = None if later is None else await server.item(later.uri)
        if later is None or found is None:
            return action
        checked, path = found
        texts = Texts(desk.documents)
        mender = Mender(checked, path, texts.source(path), desk.documents.overlay(), desk.checker(path).facts)
        edits = await desk.aside(lambda: code_actions.carry_out(later, mender))
        if edits:
            action.edit = code_actions.workspace_edit(checked, edits, texts, server.client)
        else:
            server.window_show_message(
                types.ShowMessageParams(
                    types.MessageType.Info,
                    f"polltool: nothing was changed ({action.title}): no such change holds here",
                )
            )
        return action

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        found = await server.item(params.text_document.uri)
        texts = Texts(desk.documents)
        return None if found is None else await desk.aside(lambda: hover(*found, params.position, texts))

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        found = await server.item(params.text_document.uri)
        texts = Texts(desk.documents)
        return [] if found is None else await desk.aside(lambda: lenses(*found, texts))

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["'", '"', "-"])
    )
    async def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        document = desk.documents.get(params.text_document.uri)
        if document is None:
            return []
        views, texts = desk.views(document.path), Texts(desk.documents)
        snippets = server.client.snippets
        return await desk.aside(
            lambda: complete(views, document.path, params.position, texts, snippets=snippets)
        )

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def go_to_definition(params: types.DefinitionParams) -> list[types.Location]:
        found = await server.item(params.text_document.uri)
        texts = Texts(desk.documents)
        return [] if found is None else await desk.aside(lambda: definition(*found, params.position, texts))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def find_references(params: types.ReferenceParams) -> list[types.Location]:
        found = await server.item(params.text_document.uri)
        if found is None:
            return []
        texts, declared = Texts(desk.documents), params.context.include_declaration
        return await desk.aside(lambda: references(*found, params.position, texts, declaration=declared))

    return server


def serve(*, verbose: bool = False) -> None:
    """Speak the protocol on the standard streams until the client ends it.

    :param verbose: log all that goes on to the standard error, not only what fails.
    """
    level = logging.DEBUG if verbose else logging.ERROR
    logging.basicConfig(stream=sys.stderr, level=level, format="polltool: %(message)s")
    stdout = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever prints must not break the protocol
    gc.set_threshold(*COLLECT)
    gc.freeze()
    make_server().start_io(stdout=stdout)
