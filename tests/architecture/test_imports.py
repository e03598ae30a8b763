"""What is imported when: heavy things only by those who use them."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
