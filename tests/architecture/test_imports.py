"""What is imported when: heavy things only by those who use them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import polltool

HEAVY = {
    "yaml",
    "rich",
    "pathspec",
    "jsonschema",
    "multiprocessing",
    "asyncio",
    "polltool.engine",
    "polltool.code",
}


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["lint", "--help"], ["lnt"]])
def test_a_command_line_that_checks_nothing_loads_next_to_nothing(arguments: list[str]) -> None:
    code = (
        "import os; from polltool.cli.main import main\n"
        "sys.stdout = open(os.devnull, 'w'); sys.stderr, kept = sys.stdout, sys.stderr\n"
        f"main({arguments!r}); sys.stderr = kept"
    )
    assert loaded_after(code) & HEAVY == set()


def test_the_package_itself_loads_nothing() -> None:
    assert loaded_after("import polltool") & {*HEAVY, "click"} == set()


def test_a_small_run_without_a_terminal_needs_no_rich_and_no_processes(tmp_path: object) -> None:
    code = f"import polltool.cli.main as m; m.main(['lint', '-q', {str(tmp_path)!r}])"
    unneeded = {"rich", "jsonschema", "multiprocessing", "tempfile", "pickle", "polltool.baseline"}
    assert loaded_after(code) & unneeded == set()


def test_what_a_run_loads_defines_its_dataclasses_as_records(tmp_path: Path) -> None:
    """The standard decorator would make each import slower again."""
    (tmp_path / "Acme.yml").write_text("script: polling\n", encoding="utf-8")
    code = f"import polltool.cli.main as m; m.main(['lint', '-q', {str(tmp_path)!r}])"
    package = Path(polltool.__file__).parents[1]
    loaded = {name for name in loaded_after(code) if name.startswith("polltool.")} - {"polltool.records"}
    paths = [package.joinpath(*name.split(".")).with_suffix(".py") for name in sorted(loaded)]
    standard = re.compile(r"^\s*(?:from dataclasses import .*\bdataclass\b|@dataclasses\.)", re.MULTILINE)
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths if path.is_file()}
    assert len(texts) > 80
    assert [name for name, text in texts.items() if standard.search(text)] == []


def test_a_warm_run_loads_no_rules(tmp_path: Path) -> None:
    (tmp_path / "Acme.yml").write_text("script: polling\n", encoding="utf-8")
    code = f"import polltool.cli.main as m; m.main(['lint', '-q', {str(tmp_path)!r}])"
    assert {"polltool.rules", "polltool.engine"} <= loaded_after(code)
    assert loaded_after(code) & {*HEAVY, "polltool.rules", "pathlib"} == set()
