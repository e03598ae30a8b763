"""Templates of one's own, and what goes wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from polltool.cli.main import main
from polltool.resources import folder
from tests.scaffold.integrations import PAIR, contents, split


def own(where: Path, name: str, text: str) -> str:
    path = where / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(where / "own")


def test_a_template_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    target = split(tmp_path)
    shipped = (folder("templates") / "pair" / "submit.yml.j2").read_text()
    templates = own(tmp_path, "pair/submit.yml.j2", shipped.replace("'Submits a '", "'Sends in a '"))
    assert main(["new-polling-command", str(target), *PAIR, "--templates", templates]) == 0
    assert "description: Sends in a scan." in (target / "Acme.yml").read_text()
    assert "Sends in a scan." in (target / "README.md").read_text()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pair/submit.yml.j2", "{{ nope }}", "'nope' is undefined"),
        ("pair/submit.yml.j2", "{% if %}", "submit.yml.j2"),
        ("pair/submit.yml.j2", "- a", "gives no command"),
        ("pair/submit.yml.j2", "description: x", "it has no name"),
        ("pair/find.py.j2", "def f(:", "gives no Python"),
        ("pair/find.py.j2", "x = 1", "one function"),
        ("pair/find.py.j2", "{{ ''.__class__.__mro__ }}", "unsafe"),
        ("pair/test.py.j2", "def f(:", "gives no Python"),
    ],
)
def test_a_template_that_cannot_be_used(
    tmp_path: Path, name: str, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = split(tmp_path)
    before = contents(target)
    assert main(["new-polling-command", str(target), *PAIR, "--templates", own(tmp_path, name, text)]) == 2
    assert told in capsys.readouterr().err
    assert contents(target) == before


def test_what_a_template_makes_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path)
    before = contents(target)
    shipped = (folder("templates") / "pair" / "find.yml.j2").read_text()
    templates = own(tmp_path, "pair/find.yml.j2", shipped.replace("polling: true\n", ""))
    assert main(["new-polling-command", str(target), *PAIR, "--templates", templates]) == 1
    assert "POL101" in capsys.readouterr().err
    assert contents(target) == before


def test_a_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["new-polling-command", str(split(tmp_path)), *PAIR, "--templates", str(tmp_path / "no")]) == 2
    )
    assert "--templates" in capsys.readouterr().err
