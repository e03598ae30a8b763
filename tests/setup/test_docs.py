"""What the pages say of ``polltool init``, of schemas and of VS Code is so."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from polltool.setup.vscode import FILES, schema_name
from tests.conftest import Content, RunPolltool
from tests.documents import assert_understood, blocks

ROOT = Path(__file__).parents[2]
EDITOR = (ROOT / "docs/editor.md").read_text(encoding="utf-8")
MANIFEST = json.loads((ROOT / "editors/vscode/package.json").read_text(encoding="utf-8"))


def test_the_settings_shown_are_those_that_are_written(content: Content, polltool: RunPolltool) -> None:
    polltool("init", "--editor", "vscode")
    written = (content.root / ".vscode/settings.json").read_text(encoding="utf-8")
    assert written in blocks(EDITOR, "json")


def test_its_settings_are_those_of_the_extension() -> None:
    known = {
        *MANIFEST["contributes"]["configuration"]["properties"],
        "yaml.schemas",
        "editor.codeActionsOnSave",
    }
    for block in blocks(EDITOR, "json"):
        assert set(json.loads(block)) <= known
    assert set(re.findall(r"`(polltool\.[a-z.]+)`", EDITOR)) <= known


def test_the_modeline_shown_leads_to_the_schema() -> None:
    [line] = blocks(EDITOR, "yaml")
    path = line.partition("$schema=")[2].strip()
    where = Path("/content/Packs/Acme/Integrations/Acme") / path
    steps = [part for part in where.parts if part != ".."]
    assert steps[-3:] == schema_name("integration").split("/")
    assert path.count("../") == 4


@pytest.mark.parametrize(
    "line",
    [line for block in blocks(EDITOR, "sh") for line in block.splitlines() if line.startswith("polltool ")],
)
def test_its_commands_exist_with_their_options(line: str) -> None:
    assert_understood(*shlex.split(line)[1:])


def test_every_schema_has_its_files() -> None:
    assert set(FILES) == {"integration", "script", "scenario"}
