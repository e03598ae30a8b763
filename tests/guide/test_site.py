"""The guide as a site: its pages, its navigation, its links."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.making import site
from polltool.report import ruledocs
from polltool.rules.registry import all_rules

ROOT = Path(__file__).parents[2]


def entries(nav: Any) -> Iterator[str]:
    """All pages that a navigation names."""
    if isinstance(nav, str):
        yield nav
    for inner in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from entries(inner)


def test_the_navigation_has_every_page_once() -> None:
    named = list(entries(yaml.safe_load(site.settings())["nav"]))
    assert sorted(named) == sorted(site.pages())


def test_each_rule_has_a_page_and_a_group() -> None:
    pages = site.rule_pages()
    listed = pages["rules/index.md"]
    for rule in all_rules():
        assert pages[f"rules/{rule.code}.md"].startswith(f"# {rule.code}: {rule.name}")
        assert listed.count(f"| [{rule.code}]({rule.code}.md) |") == 1, rule.code


def test_a_rule_is_a_link_but_in_code_headings_and_links() -> None:
    text = "# POL201\n\nPOL201, `POL201`, [POL201](x.md), POL999\n\n    POL201\n\n```\nPOL201\n```\nPOL202\n"
    assert site.linked(text, "rules/") == (
        "# POL201\n\n[POL201](rules/POL201.md), `POL201`, [POL201](x.md), POL999\n\n"
        "    POL201\n\n```\nPOL201\n```\n[POL202](rules/POL202.md)\n"
    )


def test_a_rule_page_links_other_rules_and_not_itself() -> None:
    for rule in all_rules():
        text = site.rule_pages()[f"rules/{rule.code}.md"]
        assert f"({rule.code}.md)" not in text
        named = set(re.findall(r"POL\d{3}", rule.why)) - {rule.code}
        assert all(f"[{code}]({code}.md)" in text for code in named)


def test_a_link_out_of_the_site_becomes_a_path() -> None:
    assert site.unlinked("see [the examples](../examples/README.md).") == (
        "see the examples (`examples/README.md` in the repository)."
    )


def test_every_file_that_pages_show_is_in_the_site() -> None:
    for path, text in site.pages().items():
        for link in re.findall(r"\]\(([^)#:]+)[^)]*\)", re.sub(r"(?s)^```.*?^```$", "", text, flags=re.M)):
            target = os.path.normpath(Path(path).parent / link).replace(os.sep, "/")
            assert target in site.pages() or (ROOT / "docs" / target).is_file(), link


@pytest.mark.skipif(importlib.util.find_spec("zensical") is None, reason="the generator is not installed")
def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    """The generator itself finds dead links, and headings that are not there."""
    site.main(tmp_path)
    command = [
        sys.executable,
        "-m",
        "zensical",
        "build",
        "--strict",
        "--config-file",
        str(tmp_path / "site.yml"),
    ]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    built = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.html")}
    assert {path.replace(".md", ".html") for path in site.pages()} <= built
    for path in (tmp_path / "site").rglob("*.html"):
        loaded = re.findall(
            r'<(?:script|link|img)[^>]+(?:src|href)="(https?:[^"]+)"', path.read_text("utf-8")
        )
        assert loaded == [], path


def test_the_text_of_a_rule_page_is_what_explain_says() -> None:
    rule = all_rules()[10]
    page = site.rule_pages()[f"rules/{rule.code}.md"]
    assert ruledocs.page(rule).splitlines()[0] in page
