"""What the guide tells people to write and to run can be written and run as it stands."""

from __future__ import annotations

import ast
import json
import re
import shlex
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from polltool import lint_paths
from polltool.cli.main import main
from tests.conftest import Content
from tests.documents import assert_understood, blocks

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
READERS: dict[str, Callable[[str], object]] = {
    "python": lambda text: ast.parse(textwrap.dedent(re.sub(r"(?m)^\s?\d+ ( |$)", "", text))),
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "json": json.loads,
    "toml": tomllib.loads,
}


def written(language: str) -> list[tuple[Path, str]]:
    return [(page, block) for page in PAGES for block in blocks(page.read_text(encoding="utf-8"), language)]


def lines() -> list[tuple[str, str]]:
    """The calls of polltool in the pages' shell blocks, without comments and redirections."""
    found = []
    for page, block in written("sh"):
        joined = block.replace("\\\n", " ")
        for line in joined.splitlines():
            call = re.split(r"\s#|[|><;]|&&", line.strip())[0].strip()
            if call.startswith("polltool "):
                found.append((page.name, call))
    return found


@pytest.mark.parametrize(("page", "line"), sorted(set(lines())), ids=lambda value: value[:60])
def test_commands_exist_with_their_options(page: str, line: str) -> None:
    assert_understood(*shlex.split(line)[1:])


@pytest.mark.parametrize(
    ("language", "page", "block"),
    [(language, page.name, block) for language in READERS for page, block in written(language)],
    ids=lambda value: value[:20],
)
def test_blocks_are_what_they_say_they_are(language: str, page: str, block: str) -> None:
    READERS[language](block)


def test_every_block_says_what_it_is() -> None:
    for page in PAGES:
        fences = re.findall(r"^```(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert all(fences[::2]), page.name


class TestByHand:
    """The command that docs/by-hand.md builds: lint has nothing to say of it, and it runs."""

    page = (ROOT / "docs/by-hand.md").read_text(encoding="utf-8")

    @pytest.fixture
    def built(self, content: Content) -> Content:
        code = max(blocks(self.page, "python"), key=len)
        yml, scenario = blocks(self.page, "yaml")
        content.integration("AcmeReports", yml=yml, code=code)
        content.write("Packs/Acme/Integrations/AcmeReports/test_data/report.scenario.yml", scenario)
        return content

    def test_lint_has_nothing_to_say(self, built: Content) -> None:
        report = lint_paths([str(built.root)], cwd=str(built.root), everything=True)
        assert (report.checked, report.findings, report.failures) == (1, (), ())

    def test_it_runs_as_the_scenario_says(
        self, built: Content, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(built.root)
        assert main(["simulate", "Packs"]) == 0
        assert "passed a report is written: done, 3 runs" in capsys.readouterr().out
