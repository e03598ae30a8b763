"""``polltool lsp`` where what it needs is missing."""

from __future__ import annotations

import importlib.metadata
from importlib.metadata import PackageNotFoundError

import pytest

from tests.conftest import RunPolltool


@pytest.mark.parametrize("missing", ["pygls", "lsprotocol"])
def test_a_library_that_is_missing(
    polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    def version(name: str) -> str:
        if name == missing:
            raise PackageNotFoundError(name)
        return "2025.0.0"

    monkeypatch.setattr(importlib.metadata, "version", version)
    ran = polltool("lsp")
    assert ran.code == 2
    assert ran.err == (
        f"polltool: error: the language server needs {missing}, which is not installed; "
        "install it with: python -m pip install 'polltool[lsp]'\n"
    )


def test_a_library_that_is_too_old(polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.3.1")
    ran = polltool("lsp")
    assert ran.code == 2
    assert "needs pygls 2 or later, here is 1.3.1" in ran.err
    assert "polltool[lsp]" in ran.err
