"""The pictures of README and guide show what polltool prints."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from docs.making import pictures

ROOT = Path(__file__).parents[2]
FILES = sorted(pictures.FOLDER.glob("*.svg"))
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]


@pytest.fixture(scope="module", params=pictures.PICTURES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(name: str, mode: str) -> str:
    return (pictures.FOLDER / f"{name}-{mode}.svg").read_text(encoding="utf-8")


def squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_a_picture_is_not_stale(name: str) -> None:
    now = pictures.plain(pictures.printed(name)).rstrip("\n")
    for mode in pictures.THEMES:
        assert pictures.told(read(name, mode)) == now, "draw them anew: python -m docs.making.pictures"


def test_a_picture_shows_what_it_says_it_shows(name: str) -> None:
    for mode in pictures.THEMES:
        root = ElementTree.fromstring(read(name, mode))
        shown = "".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
        assert squashed(shown) == squashed(pictures.told(read(name, mode)))


def test_a_picture_is_there_for_light_and_for_dark(name: str) -> None:
    light, dark = (read(name, mode) for mode in ("light", "dark"))
    assert light.replace("-light", "") != dark.replace("-dark", "")
    assert "#ffffff" in light.lower()
    assert "#0d1117" in dark.lower()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_picture_fetches_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shown = text.replace("http://www.w3.org/2000/svg", "").partition("<style>")[2]
    assert not re.search(r"url\((?!#)|@import|href|<script|@font-face", shown)


def test_every_picture_is_shown_and_there_is() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    shown = set(re.findall(r"pictures/([\w-]+\.svg)", pages))
    assert shown == {path.name for path in FILES}
    assert {path.stem.rpartition("-")[0] for path in FILES} == set(pictures.PICTURES)
