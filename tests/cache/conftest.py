"""A repository and a cache for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import polltool.cache.items
import polltool.cache.keys
from polltool.session import Session
from tests.cache.packs import CODE, COMMAND, MODULE, QUIET, RUNS_ONE, SCRIPT
from tests.conftest import HEAD, Content


@pytest.fixture
def packs(content: Content) -> Content:
    """A repository in which each way of depending on other files is to be found."""
    for number in range(4):
        command = f"acme{number}-scan"
        yml = HEAD.format(name=f"Acme{number}") + COMMAND.format(command=command)
        content.integration(f"Acme{number}", pack=f"Acme{number}", yml=yml, code=CODE.format(command=command))
    content.module("AcmeApiModule", MODULE)
    for name, code in (("Lost", RUNS_ONE.format(command="acme1-scan")), ("Quiet", QUIET)):
        content.write(f"Packs/Acme0/Scripts/{name}/{name}.yml", SCRIPT.format(name=name))
        content.write(f"Packs/Acme0/Scripts/{name}/{name}.py", code)
    content.write("Packs/Acme0/Playbooks/playbook-Acme.yml", "id: Acme\ntasks: {}\n")
    content.write("Packs/Acme0/Integrations/Sound/Sound.yml", HEAD.format(name="Sound") + "  - name: a-b\n")
    content.write("Packs/Acme0/Integrations/Sound/Sound.py", "# polltool: ignore[POL104]\nX = 1\n")
    return content


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, of use even for a handful of items."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("POLLTOOL_CACHE_DIR", str(folder))
    monkeypatch.setattr(polltool.cache.items, "PAYS_FROM", 1)
    return folder


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the ymls that were parsed in this process."""
    names: list[str] = []
    understand = Session._understand

    def noted(session: Session, yml: str, *arguments: Any) -> bool:
        names.append(os.path.basename(yml))
        return understand(session, yml, *arguments)

    monkeypatch.setattr(Session, "_understand", noted)
    return names


@pytest.fixture
def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times prove something at once: nothing that a test does happens within one tick."""
    monkeypatch.setattr("polltool.witness.RECENT", -(10**18))
