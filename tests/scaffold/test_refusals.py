"""Where nothing is written: conflicts, code with no certain place, files that cannot be written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.scaffold.integrations import CODE, PAIR, YML, contents, split, unified


def refused(target: Path, *options: str, code: int = 1) -> None:
    """Run it, and make sure that nothing is written."""
    top = target.parent
    before = contents(top)
    assert main(["new-polling-command", str(target), *options]) == code
    assert contents(top) == before


def test_a_command_that_differs_is_a_conflict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    refused(target, *PAIR, "--interval", "60")
    told = capsys.readouterr().err
    line = (target / "Acme.yml").read_text().split("\n").index("  - name: acme-scan-submit") + 1
    assert f"Acme.yml:{line}: acme-scan-submit is there and differs (arguments)" in told
    assert "function acme_scan_find_command that differs" in told


def test_a_command_that_was_there_is_a_conflict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(split(tmp_path), "--submit", "acme-scan-list", "--find", "acme-scan-find")
    assert "acme-scan-list is there and differs" in capsys.readouterr().err


def test_a_function_that_was_changed_is_a_conflict(tmp_path: Path) -> None:
    target = split(tmp_path)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    path = target / "Acme.py"
    path.write_text(path.read_text().replace("status = str(", "status = repr("))
    refused(target, *PAIR)


def test_a_method_of_that_name_is_left_alone(tmp_path: Path) -> None:
    code = CODE.replace("def list_scans(", "def acme_scan_find(self):\n        pass\n\n    def list_scans(")
    target = split(tmp_path, code=code)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    text = (target / "Acme.py").read_text()
    assert "def acme_scan_find_request(self, scan_id)" in text
    assert "client.acme_scan_find_request(scan_id)" in text
    before = contents(target)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert contents(target) == before


def test_code_without_a_dispatch_gets_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = CODE.partition("def main():")[0] + "def main():\n    run_commands()\n\n\nmain()\n"
    refused(split(tmp_path, code=code), *PAIR)
    told = capsys.readouterr().err
    assert "nothing was written" in told
    assert "paste" in told
    assert "acme_scan_submit_command" in told


def test_code_without_requests_gets_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, _, tail = CODE.partition("class Client(BaseClient):")
    code = head + "import socket\n\n\n" + "def scan_list_command" + tail.partition("def scan_list_command")[2]
    code = code.replace(
        "        client = Client(base_url=params['url'], headers={'Key': params['credentials']['password']})\n",
        "        client = socket.socket()\n",
    )
    refused(split(tmp_path, code=code, yml=YML.replace("name: url", "name: port")), *PAIR)
    told = capsys.readouterr().err
    assert "def acme_scan_submit(self, url, priority=None)" in told
    # What has a certain place is told as well: nothing of it is written.
    assert '- name: "acme-scan-submit"' in told
    assert "def acme_scan_find_command(" in told
    assert "'acme-scan-find' is run by acme_scan_find_command" in told


@pytest.mark.parametrize(
    ("yml", "told"),
    [
        (YML.replace("type: python\n", "type: javascript\n"), "javascript"),
        (YML.replace("subtype: python3", "subtype: python2"), "Python 3"),
        ("a: [", "Acme.yml:"),
        (
            "commonfields:\n  id: A\ntags: []\nscript: '-'\ntype: python\nname: Acme\ncomment: x\n",
            "is a script",
        ),
    ],
)
def test_items_that_cannot_have_commands(
    tmp_path: Path, yml: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(split(tmp_path, yml=yml), *PAIR, code=2)
    assert told in capsys.readouterr().err


def test_code_that_cannot_be_parsed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(split(tmp_path, code="def main(:\n"), *PAIR, code=2)
    assert "Acme.py:1" in capsys.readouterr().err


def test_a_path_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-polling-command", str(tmp_path / "no"), *PAIR]) == 2
    assert "there is no" in capsys.readouterr().err


def test_a_yml_with_an_encoding_of_its_own_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path)
    path = target / "Acme.py"
    path.write_bytes(b"# -*- coding: latin-1 -*-\n# \xe9\n" + CODE.encode())
    refused(target, *PAIR, "--poll-message", "待って")
    assert "Acme.py is in the encoding iso-8859-1, which has no '待'" in capsys.readouterr().err
    assert main(["new-polling-command", str(target), *PAIR, "--poll-message", "Très bien"]) == 0
    assert "Très bien".encode("latin-1") in path.read_bytes()


def test_a_test_file_that_is_no_python_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path, test="def test(:\n")
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert (target / "Acme_test.py").read_text() == "def test(:\n"
    assert "Acme_test.py" in capsys.readouterr().err


def test_a_scenario_that_is_there_stays(tmp_path: Path) -> None:
    target = split(tmp_path)
    path = target / "test_data" / "acme-scan-submit.scenario.yml"
    path.parent.mkdir()
    path.write_text("name: mine\n")
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert path.read_text() == "name: mine\n"


def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = split(tmp_path)
    replace = os.replace

    def failing(old: str, new: str) -> None:
        if os.fspath(new).endswith("scenario.yml"):
            raise PermissionError
        replace(old, new)

    monkeypatch.setattr(os, "replace", failing)
    refused(target, *PAIR, code=2)
    assert not (target / "test_data").exists()


def test_vendoring_needs_code_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused(unified(tmp_path), *PAIR, "--vendor-runtime")
    assert "file of its own" in capsys.readouterr().err
