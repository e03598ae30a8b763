"""What the pages say of configuration, comments and plugins is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from polltool import lint_paths
from polltool.config import Configurations
from polltool.configkeys import KEYS
from polltool.rules.registry import all_rules
from polltool.workspace import Workspace
from tests.conftest import Content, RunPolltool
from tests.documents import blocks

DOCS = Path(__file__).parents[2] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


CONFIGURATION = page("configuration.md")


def test_the_table_has_every_key() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", CONFIGURATION, re.MULTILINE) == list(KEYS)


@pytest.mark.parametrize("text", blocks(CONFIGURATION, "toml"))
def test_the_configuration_shown_is_one(tmp_path: Path, text: str) -> None:
    (tmp_path / ".polltool.toml").write_text(text, encoding="utf-8")
    configuration = Configurations(Workspace(str(tmp_path)), all_rules()).of_folder(str(tmp_path))
    assert configuration.exclude
    assert configuration.per_file_ignores


def test_the_message_shown_is_the_message(content: Content, polltool: RunPolltool) -> None:
    content.integration()
    content.write(".polltool.toml", "\n\nignore = ['mising-polling']\n")
    [shown] = blocks(CONFIGURATION, "text")
    assert polltool("lint").err == shown


def test_the_rule_shown_is_one(tmp_path: Path) -> None:
    [code] = blocks(page("plugins.md"), "python")
    names: dict[str, object] = {}
    exec(compile(code, "plugins.md", "exec"), names)
    rule = names["RULE"]
    path = tmp_path / "Acme.yml"
    for yml, codes in ((rule.bad.yml, ["ACME101"]), (rule.good.yml, [])):  # type: ignore[attr-defined]
        path.write_text(yml, encoding="utf-8")
        report = lint_paths([path], cwd=str(tmp_path), rules=[*all_rules(), rule], select=["ACME"])  # type: ignore[list-item]
        assert [finding.code for finding in report.findings] == codes


def test_the_comments_shown_are_understood(content: Content) -> None:
    [yml] = blocks(page("suppression-and-baseline.md"), "yaml")
    [code] = blocks(page("suppression-and-baseline.md"), "python")
    whole = content.yml.format(name="Acme")
    start = whole.index("  - name: acme-scan")
    content.integration(yml=whole[:start] + yml, code="def f():\n" + code)
    report = lint_paths(["."], cwd=str(content.root), select=["POL005"])
    assert report.findings == ()
    report = lint_paths(["."], cwd=str(content.root), select=["POL005", "POL2"])
    assert [finding.place.line for finding in report.findings] == [11, 13]
