"""The language server under test: one process for each test module, and fresh ones where the start matters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_lsp

from tests.conftest import Content
from tests.lsp.kit import COMMAND, LONG, Client, Editor, make_client

CONFIG = pytest_lsp.ClientServerConfig(server_command=COMMAND, client_factory=make_client)


@pytest_lsp.fixture(config=CONFIG, scope="module")  # type: ignore[untyped-decorator]
async def running(lsp_client: Client) -> AsyncIterator[None]:
    """A server whose session has begun, in no folder."""
    await lsp_client.editor.start()
    yield
    await asyncio.wait_for(lsp_client.shutdown_session(), LONG)


@pytest.fixture
def editor(running: Client, content: Content) -> Iterator[Editor]:
    """An editor in the content repository, with nothing open."""
    editor = running.editor
    editor.begin(content.root)
    yield editor
    editor.end(content.root)


@pytest_lsp.fixture(config=CONFIG, loop_scope="module")  # type: ignore[untyped-decorator]
async def fresh(lsp_client: Client) -> AsyncIterator[None]:
    """A server whose session is yet to begin."""
    yield
    await asyncio.wait_for(lsp_client.shutdown_session(), LONG)


@pytest.fixture
def starting(fresh: Client) -> Editor:
    """An editor that has not begun its session."""
    return fresh.editor
