"""The commands of the README and of the guide run as they stand, in the folder of the examples."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Content, RunPolltool
from tests.documents import blocks
from tests.gitting import commit, git

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OWN = {"by-hand.md"}
"""Pages that build what their commands run on; test_blocks.py does."""
FINDS = {"lint", "fix", "runtime"}
"""What may exit with 1 because there is something to tell."""


def commands(page: Path) -> Iterator[list[str]]:
    """The calls of polltool in a page, in its order, without comments; what they would redirect goes nowhere."""
    text = page.read_text(encoding="utf-8")
    for line in "\n".join(
        [*blocks(text, "sh"), *re.findall(r"^    (polltool .*)$", text, re.M)]
    ).splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["polltool"]:
            yield words[1 : words.index(">")] if ">" in words else words[1:]


@pytest.fixture
def checkout(content: Content) -> None:
    """The examples in a repository with a remote branch, as in a clone."""
    shutil.copytree(ROOT / "examples", content.root, dirs_exist_ok=True)
    git(content.root, "init", "-q")
    git(content.root, "update-ref", "refs/remotes/origin/main", commit(content.root))


@pytest.mark.usefixtures("checkout")
@pytest.mark.parametrize("page", [page.name for page in PAGES if page.name not in OWN and [*commands(page)]])
def test_a_page_can_be_followed(page: str, polltool: RunPolltool) -> None:
    for words in commands(next(one for one in PAGES if one.name == page)):
        ran = polltool(*words)
        if words[0] == "new-polling-command" and not {"--submit", "--answers", "--wraps"} & {*words}:
            assert "an answer is missing" in ran.err  # it asks, on a terminal
            continue
        assert ran.code in ((0, 1) if words[0] in FINDS else (0,)), (words, ran.err)
        assert "error:" not in ran.err, (words, ran.err)


def test_the_answers_of_the_guide_are_among_the_examples() -> None:
    page = (ROOT / "docs/scaffolding.md").read_text(encoding="utf-8")
    assert (ROOT / "examples/answers.yml").read_text(encoding="utf-8") in blocks(page, "yaml")
