"""The configuration goes where there is one of other tools, and one that is there stays."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from polltool.config import Configurations
from polltool.errors import ConfigError
from polltool.findings import Severity
from polltool.rules.registry import all_rules
from polltool.setup.configuration import SETTINGS, configuration
from polltool.setup.parts import Conflict, Folder
from polltool.workspace import Workspace

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = f"[tool.polltool]\n{SETTINGS}"


def made(root: Path, **files: str | bytes) -> tuple[str, str, str]:
    """The file, what becomes of it, and its new text (the old one where nothing changes)."""
    for name, text in files.items():
        path = root / {"shared": "pyproject.toml", "own": ".polltool.toml"}[name]
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    part = configuration(Folder(str(root), Workspace(str(root))))
    new = part.change.new if part.change is not None else (root / part.path).read_bytes()
    (root / part.path).write_bytes(new)
    assert configuration(Folder(str(root), Workspace(str(root)))).state == "already there"
    return part.path, part.state, new.decode()


def test_a_file_of_its_own_that_is_understood(tmp_path: Path) -> None:
    assert made(tmp_path) == (".polltool.toml", "new", SETTINGS)
    found = Configurations(Workspace(str(tmp_path)), all_rules()).of_folder(str(tmp_path))
    assert found.path is not None
    assert found.fail_on is Severity.ERROR


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", TABLE),
        ("[project]\nname = 'x'\n", f"[project]\nname = 'x'\n\n{TABLE}"),
        ("[project]\nname = 'x'", f"[project]\nname = 'x'\n\n{TABLE}"),
        ("[tool.ruff]\r\nline-length = 1 # x\r\n", f"[tool.ruff]\r\nline-length = 1 # x\r\n\r\n{TABLE}".replace("\n", "\r\n").replace("\r\r", "\r")),
        ("tool.ruff.line-length = 1\n", f"tool.ruff.line-length = 1\n\n{TABLE}"),
        ("[[tool.x.y]]\na = 1\n[[tool.x.y]]\n", f"[[tool.x.y]]\na = 1\n[[tool.x.y]]\n\n{TABLE}"),
    ],
)  # fmt: skip
def test_a_table_at_the_end(tmp_path: Path, before: str, after: str) -> None:
    assert made(tmp_path, shared=before) == ("pyproject.toml", "changed", after)
    assert tomllib.loads(after)["tool"]["polltool"] == {"fail-on": "error"}


def test_a_file_of_its_own_where_there_is_no_room_for_a_table(tmp_path: Path) -> None:
    assert made(tmp_path, shared="tool = {x = 1}\n") == (".polltool.toml", "new", SETTINGS)


def test_what_is_there_stays(tmp_path: Path) -> None:
    own = "fail-on = 'never'\n"
    assert made(tmp_path, own=own, shared="[project]\n") == (".polltool.toml", "already there", own)


@pytest.mark.parametrize("shared", ["[tool.polltool]\n", "tool = {polltool = {}}\n"])
def test_a_table_that_is_there_stays(tmp_path: Path, shared: str) -> None:
    assert made(tmp_path, shared=shared) == ("pyproject.toml", "already there", shared)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match=r"pyproject\.toml: this is no valid TOML: .*; mend it first"):
        made(tmp_path, shared="[project\n")
    with pytest.raises(Conflict, match=r"pyproject\.toml: it is no UTF-8 text"):
        made(tmp_path, shared=b"x = '\xff'\n")


def test_a_configuration_that_is_wrong_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.polltool\.toml:1: selct: .*did you mean select"):
        made(tmp_path, own="selct = ['POL1']\n")
