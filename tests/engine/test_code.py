"""Code that cannot be parsed: POL004 and its place."""

from __future__ import annotations

import sys

import pytest

from polltool import lint_paths
from polltool.findings import Severity
from tests.conftest import Content

HERE = "Packs/Acme/Integrations/Acme"


def found(content: Content) -> list[tuple[str, int, int, Severity]]:
    report = lint_paths(["."], cwd=str(content.root), select=["POL004"])
    assert report.failures == ()
    return [
        (finding.place.path, finding.place.line, finding.place.column, finding.severity)
        for finding in report.findings
    ]


def test_the_place_is_where_the_parser_stops(content: Content) -> None:
    content.integration(code="# Größe 𝒳\nx = '𝒳' $ 1\n")
    assert found(content) == [(f"{HERE}/Acme.py", 2, 9, Severity.ERROR)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_byte_order_mark_and_line_ends_move_nothing(content: Content, newline: str) -> None:
    content.integration(code="x = 1\n")
    content.write(f"{HERE}/Acme.py", b"\xef\xbb\xbf" + f"x = 1{newline}y = $ 1{newline}".encode())
    assert found(content) == [(f"{HERE}/Acme.py", 2, 5, Severity.ERROR)]


def test_embedded_code_has_its_place_in_the_yml(content: Content) -> None:
    yml = content.yml.format(name="Acme").replace("  script: '-'\n", "  script: |-\n    x = 1\n    y = $ 1\n")
    content.integration(yml=yml, code="fine = 1\n")
    assert found(content) == [(f"{HERE}/Acme.yml", 11, 9, Severity.ERROR)]


@pytest.mark.parametrize(
    ("code", "line"),
    [("x = 1\ny = '\0'\n", 2), ("x = " + "(" * 5000 + ")" * 5000, 1), ("x = " + "-" * 100_000 + "1", 1)],
    ids=["a NUL character", "too many parentheses", "too deep"],
)
def test_what_breaks_parsers_breaks_nothing(content: Content, code: str, line: int) -> None:
    content.integration(code=code)
    assert [place[1] for place in found(content)] == [line]


def test_an_encoding_other_than_utf8_is_read_as_declared(content: Content) -> None:
    content.integration()
    content.write(f"{HERE}/Acme.py", "# -*- coding: latin-1 -*-\nx = 'ä'\ny = $\n".encode("latin-1"))
    assert found(content) == [(f"{HERE}/Acme.py", 3, 5, Severity.ERROR)]


def test_undeclared_bytes_have_their_place(content: Content) -> None:
    content.integration()
    content.write(f"{HERE}/Acme.py", "x = 1\ny = 'ä'\n".encode("latin-1"))
    assert found(content) == [(f"{HERE}/Acme.py", 2, 6, Severity.ERROR)]


def test_invalid_escapes_are_no_business_of_ours(content: Content, capfd: pytest.CaptureFixture[str]) -> None:
    content.integration(code="x = '\\d'\n")
    assert found(content) == []
    assert capfd.readouterr().err == ""


class TestPython2:
    CODE = "print 'polling'\n"

    def test_declared_it_is_info(self, content: Content) -> None:
        yml = content.yml.format(name="Acme").replace("python3", "python2")
        content.integration(yml=yml, code="x = 0777L $\n")
        assert [place[3] for place in found(content)] == [Severity.INFO]

    def test_without_a_subtype_its_statements_are_info(self, content: Content) -> None:
        yml = content.yml.format(name="Acme").replace("  subtype: python3\n", "")
        content.integration(yml=yml, code=self.CODE)
        assert [place[3] for place in found(content)] == [Severity.INFO]
        content.integration(yml=yml, code="x = $\n")
        assert [place[3] for place in found(content)] == [Severity.ERROR]

    def test_in_python_3_they_are_errors(self, content: Content) -> None:
        content.integration(code=self.CODE)
        assert [place[3] for place in found(content)] == [Severity.ERROR]


def test_the_message_names_the_python_that_read_it(content: Content) -> None:
    content.integration(code="x = $\n")
    (finding,) = lint_paths(["."], cwd=str(content.root), select=["POL004"]).findings
    assert f"cannot be parsed as Python 3.{sys.version_info.minor}" in finding.message


def test_code_in_another_language_is_not_parsed(content: Content) -> None:
    yml = content.yml.format(name="Acme").replace("type: python\n", "type: javascript\n")
    content.integration(yml=yml, code="var polling = $;\n")
    assert found(content) == []


@pytest.mark.parametrize(
    ("subtype", "code", "severity"),
    [
        ("python2", "x = $\n", Severity.INFO),
        ("python3", "print 'done'\n", Severity.ERROR),
        (None, "print 'done'\n", Severity.INFO),
        (None, "exec 'done'\n", Severity.INFO),
        (None, "x = 010\n", Severity.INFO),
        (None, "x = $\n", Severity.ERROR),
    ],
)
def test_what_python_2_allowed_is_an_info(
    content: Content, subtype: str | None, code: str, severity: Severity
) -> None:
    line = "" if subtype is None else f"  subtype: {subtype}\n"
    yml = content.yml.format(name="Acme").replace("  subtype: python3\n", line)
    assert ("subtype" in yml) == bool(line)
    content.integration(yml=yml, code=code)
    assert [place[3] for place in found(content)] == [severity]
