"""``polltool inventory`` as it is called."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Content, RunPolltool

CODE = """\
@polling_function('acme-scan')
def scan(args):
    return PollResult('x', continue_to_poll=True)

return_results(scan(demisto.args()))
"""


@pytest.fixture
def acme(content: Content) -> Content:
    content.integration(code=CODE)
    return content


def test_the_working_directory_is_what_it_lists(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("inventory")
    assert (ran.code, ran.err) == (0, "")
    assert "Packs/Acme/Integrations/Acme/Acme.yml\n  acme-scan  itself" in ran.out
    assert "1 polling command in 1 item. 1 item checked: 1 warning." in ran.out


def test_findings_do_not_fail_it(acme: Content, polltool: RunPolltool) -> None:
    acme.integration(yml=acme.yml.format(name="Acme").replace("polling: true", "polling: false"), code=CODE)
    ran = polltool("inventory")
    assert ran.code == 0
    assert "POL101" in ran.out


def test_findings_stand_in_their_column_whatever_is_beside_them(acme: Content, polltool: RunPolltool) -> None:
    acme.integration("Idle", code="def main():\n    return_results('x')  # polling\n\nmain()\n")
    titles, *lines = polltool("inventory").out.splitlines()
    told = [line for line in lines if " POL" in line]
    assert "the code schedules nothing that can be seen" in told[1]
    assert {line.index("POL") for line in told} == {titles.index("findings")}


def test_verbose_says_more_and_quiet_says_less(acme: Content, polltool: RunPolltool) -> None:
    assert "    POL203 missing-hide-polling-output Packs/" in polltool("inventory", "-v").out
    assert "1 polling command" not in polltool("inventory", "-q").out


def test_files_are_written_beside_what_is_printed(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("inventory", "--format", "csv", "--output", "html:a.html", "--output", "json:a.json")
    assert ran.code == 0
    assert ran.out.startswith("pack,item,")
    assert (acme.root / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((acme.root / "a.json").read_text())["summary"]["commands"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone"], "gone: this path does not exist"),
        (["--output", "htm:a.html"], "'htm' is no format; did you mean html:a.html?"),
        (["--output", "sarif:a"], "'sarif' is no format; one of text, json, csv, mermaid, html"),
        (["--output", "html"], "the file is missing; write html:FILE"),
        (["--output", "html:none/a.html"], "there is no folder none; make it first"),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_mistakes_get_an_answer(
    acme: Content, polltool: RunPolltool, arguments: list[str], said: str
) -> None:
    ran = polltool("inventory", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_what_cannot_be_read_fails_it_and_the_rest_is_listed(acme: Content, polltool: RunPolltool) -> None:
    ran = polltool("inventory", ".", "gone", "--output", "html:a.html")
    assert ran.code == 2
    assert "acme-scan" in ran.out
    assert "Not checked" in (acme.root / "a.html").read_text(encoding="utf-8")
