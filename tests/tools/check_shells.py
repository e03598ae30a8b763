"""Completion in the real shells, and the man page under a real reader. Run by ``make test-tools``."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.tools.programs import program

ROOT = Path(__file__).parents[2]
ITEM = "examples/Packs/AcmeScan/Integrations/AcmeScan"

# What is typed before the tabulator, and what has to be offered, or filled in where it is the only one.
CASES = [
    ("polltool inv", ["inventory"]),
    ("polltool lint --sel", ["--select"]),
    ("polltool explain POL10", ["POL101", "POL105"]),
    ("polltool lint --select POL101,POL20", ["POL101,POL201", "POL101,POL209"]),
    ("polltool inventory --format m", ["mermaid"]),
    (f"polltool simulate {ITEM} acme-url-", ["acme-url-submit", "acme-url-find"]),
    ("polltool schema sce", ["scenario"]),
    ("polltool lint --config pypr", ["pyproject.toml"]),
    ("polltool lint examples/Packs/Acm", ["examples/Packs/AcmeScan"]),
]


@pytest.fixture(scope="module", params=["bash", "zsh"])
def shell(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[pexpect.spawn]:
    """A shell that waits at its prompt, with completion as docs/installing.md has it."""
    home = tmp_path_factory.mktemp("home")
    name = str(request.param)
    page = (ROOT / "docs/installing.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if f"={name}_source" in line)
    flags = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}[name]
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
        "PS1": "ready> ",
    }
    child = pexpect.spawn(
        program(name), flags, cwd=str(ROOT), env=env, encoding="utf-8", timeout=15, dimensions=(60, 200)
    )
    if name == "bash":
        child.sendline("bind 'set enable-bracketed-paste off'; bind 'set bell-style none'")
    else:
        child.sendline("PS1='ready> '; autoload -Uz compinit && compinit -u -d $HOME/dump")
    child.sendline(f"{line}; echo set''up")
    child.expect_exact("setup")
    yield child
    child.close(force=True)


@pytest.mark.parametrize(("typed", "offered"), CASES)
def test_the_tabulator_completes(shell: pexpect.spawn, typed: str, offered: list[str]) -> None:
    shell.send(f"{typed}\t")
    if len(offered) > 1 and b"bash" in shell.args[0]:
        shell.send("\t")  # bash lists what there is at the second one
    try:
        for word in offered:
            shell.expect_exact(word if len(offered) > 1 else word[len(typed.rpartition(" ")[2]) :])
    finally:
        shell.send("\x03")
        shell.expect_exact("ready> ")


# click's fish script parts what it is given at commas, so there are no lists of rules in fish.
@pytest.mark.parametrize(("typed", "offered"), [case for case in CASES if "," not in case[0]])
def test_fish_completes(typed: str, offered: list[str]) -> None:
    page = (ROOT / "docs/installing.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if "=fish_source" in line).partition(">")[0]
    script = f"{line.strip()} | source; complete --do-complete {shlex.quote(typed)}"
    ran = subprocess.run(
        [program("fish"), "--no-config", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = {entry.split("\t")[0].rstrip("/") for entry in ran.stdout.splitlines()}
    assert set(offered) <= found, ran.stdout + ran.stderr


def test_the_man_page_is_one() -> None:
    page = str(ROOT / "man/polltool.1")
    linted = subprocess.run(
        [program("mandoc"), "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False
    )
    assert [line for line in linted.stdout.splitlines() if "missing date" not in line] == []
    shown = subprocess.run(
        [program("mandoc"), "-T", "utf8", page], capture_output=True, text=True, check=True
    ).stdout
    plain = "".join(char for index, char in enumerate(shown) if "\b" not in shown[index : index + 2])
    for word in ("NAME", "SYNOPSIS", "polltool lint", "--unsafe-fixes", "EXIT STATUS", ".polltool.toml"):
        assert word in plain, word
