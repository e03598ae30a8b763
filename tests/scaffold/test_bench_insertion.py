"""bench/insertion.py in small: what is right counts as right, and what is wrong is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import insertion
from polltool.code.files import CodeFile
from polltool.edits import Edit
from polltool.scaffold.codeinsert import Additions
from polltool.scaffold.codestyle import CodeStyle
from tests.scaffold.codes import CLIENT

YML = """\
commonfields:
  id: Acme
  version: -1
name: Acme
display: Acme
category: Utilities
configuration: []
script:
  type: python
  subtype: python3
  script: ''
  commands:
  - name: acme-list
  - name: acme-get
"""
CODE = (
    CLIENT
    + """\
def main():
    client = Client('https://acme.test')
    if demisto.command() == 'acme-list':
        return_results(list_command(client, demisto.args()))
    elif demisto.command() == 'acme-get':
        return_results(list_command(client, demisto.args()))


main()
"""
)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = tmp_path / "Acme"
    folder.mkdir()
    (folder / "Acme.yml").write_text(YML, encoding="utf-8")
    (folder / "Acme.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_right(acme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert insertion.main([".", "--cwd", str(acme)]) == 0
    assert "1 integrations: 1 right, 0 refused, 0 wrong." in capsys.readouterr().out


def test_refused(acme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (acme / "Acme" / "Acme.py").write_text("def main():\n    pass\n", encoding="utf-8")
    assert insertion.main([".", "--cwd", str(acme)]) == 0
    assert "0 right, 1 refused, 0 wrong." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("edit", "verdict"),
    [
        (("main()\n", "main(\n"), "it does not compile"),
        (("self._http", "self._https"), "something else was changed"),
        (("main()\n", "main()\n\n"), "does not get to its function"),
    ],
)
def test_wrong(acme: Path, monkeypatch: pytest.MonkeyPatch, edit: tuple[str, str], verdict: str) -> None:
    """An insertion that breaks the code, changes it, or adds nothing that is reached."""

    def insert(file: CodeFile, style: CodeStyle, additions: Additions) -> tuple[Edit, ...]:
        start = file.text.rindex(edit[0])
        return (Edit(file.path, start, start + len(edit[0]), edit[1]),)

    monkeypatch.setattr(insertion, "insert_code", insert)
    (result,) = insertion.measure(["."], str(acme))
    assert verdict in result.verdict
