from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.differential.recorded import load_module
from polltool import runtime, vendoring
from polltool.runtime import Demisto, use


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported module's file."""
    files = vendoring.plan(tmp_path_factory.mktemp("Scripts"))
    vendoring.write(files)
    return files[0].path


@pytest.fixture(params=["runtime", "exported"])
def library(request: pytest.FixtureRequest) -> Any:
    """The runtime, and the exported module: both have to pass the same tests."""
    return runtime if request.param == "runtime" else load_module(request.getfixturevalue("exported"))


@pytest.fixture
def server() -> Iterator[Demisto]:
    """A run on a server that can schedule."""
    with use(Demisto("acme-find", version="6.5.0")) as demisto:
        yield demisto


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
