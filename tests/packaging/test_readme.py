"""What README says can be done can be done."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.documents import assert_understood, blocks

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(language: str) -> list[str]:
    lines = [
        line.partition(" #")[0].strip() for block in blocks(README, language) for line in block.splitlines()
    ]
    return [line for line in lines if line]


@pytest.mark.parametrize("line", [line for line in commands("sh") if line.startswith("polltool ")])
def test_its_commands_exist_with_their_options(line: str) -> None:
    words = shlex.split(line.partition(">")[0])[1:]
    assert_understood(*words)


def test_its_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {word for line in commands("sh") if line.startswith("make ") for word in line.split()[1:]}
    assert named
    assert named <= targets
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split())  # type: ignore[union-attr]
    assert phony == targets


def test_its_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Packs" / "Acme").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    whole = [block for block in blocks(README, "python") if "import" in block]
    assert whole
    for block in whole:
        exec(compile(block, "README.md", "exec"), {})


def test_the_mistake_it_shows_is_that_of_the_example() -> None:
    (shown,) = [block for block in blocks(README, "python") if "import" not in block]
    example = ROOT / "examples/Packs/BrokenScan/Integrations/UndeclaredNextRunArg/UndeclaredNextRunArg.py"
    assert shown.replace('"', "'") in example.read_text(encoding="utf-8")


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link
    for folder in re.findall(r"`([a-z]+/)`", README):
        assert (ROOT / folder).is_dir(), folder


def test_its_output_is_the_real_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    shown = re.findall(r"^```console\n\$ polltool ([^\n]*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert shown
    for arguments, output in shown:
        main(shlex.split(arguments))
        assert capsys.readouterr().out == output
