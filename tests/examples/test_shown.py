"""What README and docs show of polltool's output is its output, and what README says of CI is so."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "examples" / "README.md"]
README = PAGES[0].read_text(encoding="utf-8")


def run(line: str) -> subprocess.CompletedProcess[str]:
    """Run a command line from the repository's root, without what the environment could add."""
    words = shlex.split(line)
    assert words[0] == "polltool", line
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "polltool", *words[1:]],
        cwd=ROOT,
        env={**kept, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def shown() -> list[tuple[str, str, str]]:
    """The ``console`` blocks of all pages: page, command line, output."""
    return [
        (page.name, line, output)
        for page in PAGES
        for line, output in re.findall(
            r"^```console\n\$ ([^\n]*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    ]


@pytest.mark.parametrize(("page", "line", "output"), shown(), ids=lambda value: value[:60])
def test_the_output_shown_is_the_output(page: str, line: str, output: str) -> None:
    assert run(line).stdout == output, f"show this in {page}"


def test_readme_shows_some() -> None:
    assert any(page == "README.md" for page, _, _ in shown())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_docs_name_modules_that_exist() -> None:
    text = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\b((?:code/)?[a-z_]+\.py)\b|\b(code|rules|report)/", text))
    for module, folder in names:
        assert (ROOT / "polltool" / (module or folder)).exists(), module


def test_docs_show_the_code_that_they_speak_of() -> None:
    text = (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")
    name = "UndeclaredNextRunArg"
    code = (
        (ROOT / f"examples/Packs/BrokenScan/Integrations/{name}/{name}.py")
        .read_text(encoding="utf-8")
        .split("\n")
    )
    shown = re.findall(r"^(\d+)  (.*)$", text, re.MULTILINE)
    assert len(shown) == 9
    for number, line in shown:
        assert code[int(number) - 1] == line


def test_the_exit_codes_are_those_of_the_table() -> None:
    table = dict(re.findall(r"^\| (\d) \| (.*) \|$", README, re.MULTILINE))
    assert sorted(table) == ["0", "1", "2"]
    assert run("polltool lint examples/Packs/AcmeScan").returncode == 0
    assert run("polltool lint examples/Packs/BrokenScan").returncode == 1
    assert run("polltool lint --fail-on never examples/Packs/BrokenScan").returncode == 0
    assert run("polltool lint examples/Packs/NoSuchPack").returncode == 2
