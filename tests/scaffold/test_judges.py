"""The scaffolding benchmark's judges find what must not be, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench.scaffolding.content import chosen, copied, subjects
from bench.scaffolding.judge import new_findings, problems
from polltool.engine import lint_paths

YML = b"""\
category: Utilities
commonfields: {id: Acme, version: -1}
name: Acme
script:
  commands:
  - name: acme-list  # all of them
    description: Lists.
  script: '-'
  subtype: python3
  type: python
fromversion: 6.5.0
"""
MADE = b"""\
  - name: acme-find
    description: Finds.
    polling: true
"""
CODE = b"""\
def list_command(client, args):
    return client.list()


def find_command(client, args):
    return client.find()


def main():
    commands = {'acme-list': list_command}
    if command == 'acme-get':
        return 1
"""
BEFORE = {"Acme.yml": YML, "Acme.py": CODE}


def with_command(yml: bytes = YML, made: bytes = MADE) -> bytes:
    return yml.replace(b"  script: '-'", made + b"  script: '-'")


def told(yml: bytes = with_command(), code: bytes = CODE) -> list[str]:
    after = {"Acme.yml": yml, "Acme.py": code}
    return list(problems(BEFORE, after, "Acme.yml", ["acme-find"]))


def test_commands_that_are_only_added_are_well() -> None:
    assert told() == []
    assert told(code=CODE + b"\n\ndef more():\n    pass\n") == []


def test_a_table_on_one_line_may_be_extended() -> None:
    longer = CODE.replace(b"list_command}", b"list_command, 'acme-find': find_command}")
    assert told(code=longer) == []


def test_crlf_is_kept() -> None:
    before = {"Acme.yml": YML.replace(b"\n", b"\r\n"), "Acme.py": CODE}
    right = {**before, "Acme.yml": with_command().replace(b"\n", b"\r\n")}
    assert list(problems(before, right, "Acme.yml", ["acme-find"])) == []
    mixed = {**before, "Acme.yml": before["Acme.yml"].replace(b"  script", MADE + b"  script")}
    assert any("line endings" in one for one in problems(before, mixed, "Acme.yml", ["acme-find"]))


@pytest.mark.parametrize(
    ("yml", "code", "problem"),
    [
        (with_command(YML.replace(b"  # all of them", b"")), CODE, "lines were changed"),
        (with_command(YML.replace(b"6.5.0", b"6.5.1")), CODE, "says something else"),
        (YML, CODE, "last commands are"),
        (with_command(made=MADE.replace(b"    polling: true\n", b"")), CODE, "no 'polling: true'"),
        (with_command(YML + b"name: Other\n"), CODE, "says something else"),
        (with_command(), CODE.replace(b"client.list()", b"client.all()"), "lines were changed"),
        (with_command(), CODE.replace(b"{'acme-list': list_command}", b"{}"), "lines were changed"),
        (with_command(), CODE + b"def broken(:\n", "invalid syntax"),
    ],
)
def test_what_must_not_be_is_told(yml: bytes, code: bytes, problem: str) -> None:
    assert any(problem in one for one in told(yml, code))


def test_files_must_not_go() -> None:
    after = {"Acme.yml": with_command()}
    assert list(problems(BEFORE, after, "Acme.yml", ["acme-find"])) == ["Acme.py is gone"]


def test_new_findings_are_told_from_old_ones(tmp_path: Path) -> None:
    yml, code = tmp_path / "Acme.yml", tmp_path / "Acme.py"
    yml.write_bytes(YML.replace(b"Lists.", b"Lists.\n    polling: 'true'"))
    code.write_bytes(CODE)
    before = lint_paths([yml], cwd=str(tmp_path))
    yml.write_bytes(with_command(yml.read_bytes(), MADE.replace(b"polling: true", b"polling: 'yes'")))
    after = lint_paths([yml], cwd=str(tmp_path))
    assert [(one.code, one.command) for one in new_findings(before, after)] == [("POL103", "acme-find")]


# -- copies


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "Packs/Acme/Integrations/Acme"
    folder.mkdir(parents=True)
    (folder / "Acme.yml").write_bytes(YML)
    (folder / "Acme.py").write_bytes(CODE)
    return tmp_path


def test_subjects_are_told_by_their_style(content: Path) -> None:
    (subject,) = subjects([str(content)])
    assert (subject.name, subject.prefix) == ("Acme", "acme")
    assert subject.style == {"split", "flush lists", "if/elif", "client first", "no client class"}
    assert chosen([subject], 5, 0) == [subject]


def test_a_copy_may_be_unified(content: Path, tmp_path: Path) -> None:
    (subject,) = subjects([str(content)])
    copy = copied(subject, tmp_path / "copy", "unified")
    assert copy.code == copy.yml
    assert yaml.safe_load(copy.yml.read_bytes())["script"]["script"] == CODE.decode().rstrip("\n")
    assert not copy.yml.with_suffix(".py").exists()


def test_a_copys_lines_may_end_as_crlf(content: Path, tmp_path: Path) -> None:
    (subject,) = subjects([str(content)])
    copy = copied(subject, tmp_path / "copy", "CRLF")
    for path, data in ((copy.yml, YML), (copy.code, CODE)):
        assert path.read_bytes() == data.replace(b"\n", b"\r\n")
