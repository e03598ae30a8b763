"""``polltool runtime export``, and the module beside an old base library."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from bench.differential.recorded import load_module
from polltool import __version__, vendoring
from polltool.cli.main import main
from polltool.runtime import Demisto, demisto, use
from tests.documents import blocks

ROOT = Path(__file__).parents[2]


def export(*arguments: object) -> int:
    return main(["runtime", "export", *map(str, arguments)])


def test_it_writes_a_shared_module(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(tmp_path / "Scripts") == 0
    folder = tmp_path / "Scripts" / "PollingApiModule"
    assert {path.name for path in folder.iterdir()} == {"PollingApiModule.py", "PollingApiModule.yml"}
    assert capsys.readouterr().out.count(": written\n") == 2
    text = (folder / "PollingApiModule.py").read_text(encoding="utf-8")
    assert f"polltool {__version__}" in text
    assert "polltool runtime export --force" in text
    assert export(tmp_path / "Scripts") == 0
    assert capsys.readouterr().out.count(": unchanged\n") == 2


def test_it_is_healthy_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export("--quiet", tmp_path / "Packs" / "ApiModules" / "Scripts")
    assert capsys.readouterr().out == ""
    assert main(["lint", "--all", "--verbose", "--fail-on", "info", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 item checked, nothing found.\n"


def test_the_common_options_stand_before_or_after_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["runtime", "--quiet", "export", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["runtime", "export", "--version"]) == 0
    assert capsys.readouterr().out == f"polltool {__version__}\n"


@pytest.mark.parametrize("name", ["PollingApiModule.py", "PollingApiModule.yml"])
def test_it_leaves_what_differs_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    export("-q", tmp_path)
    file = tmp_path / "PollingApiModule" / name
    mine = file.read_text(encoding="utf-8") + "# mine\n"
    file.write_text(mine, encoding="utf-8")
    other = next(path for path in file.parent.iterdir() if path != file)
    other.unlink()
    assert export(tmp_path) == 1
    shown = capsys.readouterr()
    assert f"{file} is there and says something else" in shown.err
    assert "--force" in shown.err
    assert file.read_text(encoding="utf-8") == mine
    assert not other.exists()
    assert export("--diff", tmp_path) == 1
    difference = capsys.readouterr().out
    assert "-# mine\n" in difference
    assert f"--- /dev/null\n+++ {other.as_posix()}" in difference
    assert not other.exists()
    assert export("--force", tmp_path) == 0
    assert "# mine" not in file.read_text(encoding="utf-8")
    assert export("--diff", tmp_path) == 0
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "PollingApiModule.py",
        "PollingApiModule.yml",
    ]


def test_what_is_in_the_way_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert export(tmp_path / "file") == 2
    (tmp_path / "PollingApiModule").mkdir()
    (tmp_path / "PollingApiModule" / "PollingApiModule.py").write_bytes(b"\xff")
    assert export("--force", tmp_path) == 2
    assert "PollingApiModule.py is there and is no text" in capsys.readouterr().err


def test_its_text_can_stand_in_an_integration() -> None:
    text = vendoring.module_text()
    assert "__future__" not in text
    assert "import demistomock" not in text
    assert not re.search(r"from \w+ApiModule import", text), "it would be replaced by the module, and so on"
    assert not re.search(r"\bpolltool\.", text)
    ast.parse(text, feature_version=(3, 8))
    # The private names of a module share the integration's namespace with the integration's own.
    tree = ast.parse(text)
    private = [name for node in tree.body for name in vendoring.defined(node) if name.startswith("_")]
    assert private
    assert all(name.startswith("_polling") for name in private)


def test_it_runs_alone_without_polltool(exported: Path) -> None:
    code = """
import sys
from PollingApiModule import *
assert not [name for name in sys.modules if name.startswith('polltool')]
print(tableToMarkdown('Done', [{'a': argToBoolean('yes')}]), end='')
"""
    ran = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = [{str(exported.parent)!r}]\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("### Done\n|a|\n|---|\n| true |\n", "")


OLD_LIBRARY = """
class DemistoException(Exception):
    pass
class CommandResults:
    def to_context(self):
        return {'Type': 1, 'Contents': 'of the old library'}
def return_results(results):
    raise AssertionError('the old library knows no schedules')
"""

INTEGRATION = """
@polling_function('acme-find', requires_polling_arg=False)
def find(args):
    return PollResult(None, True, {**args, 'job': '17'})
def main():
    return_results([find(demisto.args()), OldResults()])
OldResults = OLD
"""


def test_beside_an_old_library_in_a_unit_test(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = types.ModuleType("CommonServerPython")
    exec(OLD_LIBRARY, old.__dict__)
    monkeypatch.setitem(sys.modules, "CommonServerPython", old)
    monkeypatch.setitem(sys.modules, "demistomock", demisto)
    module = load_module(exported)
    assert module.DemistoException is old.DemistoException
    names: dict[str, Any] = {**old.__dict__, **module.__dict__, "OLD": old.CommandResults}
    exec(INTEGRATION, names)
    with use(Demisto(args={"url": "x"})) as run:
        names["main"]()
    assert [entry.get("PollingCommand") for entry in run.entries] == ["acme-find", None]
    assert run.entries[1]["Contents"] == "of the old library"


def test_on_the_server_all_is_one_text() -> None:
    text = f"{OLD_LIBRARY}\nOLD = CommandResults\n{vendoring.module_text()}\n{INTEGRATION}\nmain()\n"
    with use(Demisto(args={"url": "x"})) as run:
        exec(compile(text, "<string>", "exec"), {"demisto": demisto})
    assert run.entries[0]["PollingArgs"] == {"url": "x", "job": "17", "hide_polling_output": True}
    old_exception: dict[str, Any] = {"demisto": demisto}
    exec(f"{OLD_LIBRARY}\nold = DemistoException\n{vendoring.module_text()}", old_exception)
    assert old_exception["DemistoException"] is old_exception["old"]


def test_the_pages_code_runs_and_its_commands_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "runtime.md").read_text(encoding="utf-8")
    (code,) = blocks(page, "python")
    exec(compile(code, "docs/runtime.md", "exec"), {})
    (block,) = blocks(page, "sh")
    monkeypatch.chdir(tmp_path)
    for line in block.splitlines():
        assert main(line.partition(" #")[0].split()[1:]) == 0


def test_the_page_names_what_is_exported() -> None:
    page = (ROOT / "docs" / "runtime.md").read_text(encoding="utf-8")
    paragraph = page[page.index("It brings") : page.index("remove the import")]
    named = set(re.findall(r"`([A-Za-z_]\w+)`", paragraph))
    defined = {name for node in ast.parse(vendoring.module_text()).body for name in vendoring.defined(node)}
    assert named - {"except"} <= defined | {"DemistoException"}
