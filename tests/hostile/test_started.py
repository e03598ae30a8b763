"""The processes that polltool starts take no module from the folder that is checked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from polltool import lint_paths, parallel
from tests.conftest import Content
from tests.hostile.items import CODE

pytest.importorskip("pygls")
TRAP = """
open({here!r} + '/executed', 'a').write(__name__ + ' ')
"""
NAMES = ("multiprocessing", "asyncio", "pickle", "struct", "yaml", "click", "pathspec", "sitecustomize")


@pytest.fixture
def trapped(content: Content, monkeypatch: pytest.MonkeyPatch) -> Content:
    for name in NAMES:
        content.write(f"{name}.py", TRAP.format(here=str(content.root)))
    for name in ("Alpha", "Beta", "Gamma"):
        content.integration(name, pack=name, code=CODE.format(above="", within="pass", beside="pass"))
    monkeypatch.chdir(content.root)
    return content


def executed(content: Content) -> str:
    told = Path(content.root / "executed")
    return told.read_text() if told.exists() else ""


def test_workers_that_are_started_anew(trapped: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are on macOS and Windows."""
    monkeypatch.setattr(parallel, "START_METHOD", "spawn")
    report = lint_paths(["."], jobs=2)
    assert executed(trapped) == ""
    assert not report.failures
    assert report.checked == 3
    assert Path.cwd() == trapped.root


def test_the_search_of_a_folder_for_the_language_server(trapped: Content) -> None:
    from polltool.lsp.survey import survey

    facts = asyncio.run(survey("."))
    assert executed(trapped) == ""
    assert [path.partition("/Integrations")[0] for path, _ in facts] == [
        "Packs/Alpha",
        "Packs/Beta",
        "Packs/Gamma",
    ]
