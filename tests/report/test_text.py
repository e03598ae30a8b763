"""The format for people."""

from __future__ import annotations

import textwrap

import pytest

from polltool.engine import Report
from polltool.errors import Failure
from polltool.findings import Finding, Fix, Related, Severity
from polltool.report.concise import concise_lines
from polltool.report.frame import frame
from polltool.report.lines import plain, visible, wrapped
from polltool.report.text import statistics_lines, summary_line, text_lines
from polltool.source import Place, Source

YML = Source("Acme.yml", "name: Acme\nscript:\n  commands:\n  - name: acme-scan\n")
CODE = Source("Acme.py", "def scan(args):\n\targs['job_id'] = 1\n")
SOURCES = {source.path: source for source in (YML, CODE)}

FINDING = Finding(
    code="POL201",
    name="undeclared-next-run-arg",
    severity=Severity.ERROR,
    message="acme-scan passes job_id to its next run but does not declare it, so the server drops it on the way",
    place=Place("Acme.yml", 4, 11, 4, 20),
    command="acme-scan",
    argument="job_id",
    related=(Related(Place("Acme.py", 2, 2, 2, 16), "passed to the next run here"),),
    fix=Fix(safe=True, message="declare job_id with hidden: true"),
)


def shown(*findings: Finding, width: int = 80, **counts: int) -> str:
    report = Report(findings, checked=counts.get("checked", 1))
    return "\n".join(
        plain(line) for line in text_lines(report, findings, SOURCES.get, width=width, frame_width=width)
    )


def test_a_finding_has_its_line_its_places_and_its_fix() -> None:
    assert shown(FINDING) == textwrap.dedent(
        """\
        Acme.yml:4:11: error POL201 undeclared-next-run-arg
          acme-scan passes job_id to its next run but does not declare it, so the server
          drops it on the way
          4 |   - name: acme-scan
            |           ^^^^^^^^^
          Acme.py:2:2: passed to the next run here
          2 |     args['job_id'] = 1
            |     ^^^^^^^^^^^^^^
          fix (safe): declare job_id with hidden: true

        1 item checked: 1 error."""
    )


def test_a_finding_in_a_file_that_is_gone_has_no_frame() -> None:
    finding = Finding("POL001", "invalid-yaml", Severity.ERROR, "broken", Place("gone.yml", 1, 1, 1, 2))
    assert shown(finding).splitlines()[:2] == ["gone.yml:1:1: error POL001 invalid-yaml", "  broken"]


def test_many_places_are_cut_short() -> None:
    related = tuple(Related(Place("Acme.yml", line, 1, line, 2), "as well") for line in range(1, 9))
    finding = Finding("POL206", "x", Severity.INFO, "m", Place("Acme.yml", 1, 1, 1, 2), related=related)
    lines = shown(finding).splitlines()
    assert "  and 4 further places (lines 5, 6, 7, 8)" in lines
    assert sum("as well" in line for line in lines) == 4


class TestFrame:
    def drawn(self, text: str, column: int, end: int, width: int = 60) -> list[str]:
        place = Place("x", 1, column, 1, end)
        return [plain(line) for line in frame(Source("x", text), place, "error", width, 1)]

    def test_wide_and_combining_characters_keep_the_carets_in_place(self) -> None:
        assert self.drawn("a: 日本 e\u0301 x", 10, 11) == ["1 | a: 日本 e\u0301 x", "  |           ^"]

    def test_tabs_become_spaces(self) -> None:
        assert self.drawn("\ta\tb", 4, 5) == ["1 |     a   b", "  |         ^"]

    def test_an_empty_place_gets_one_caret(self) -> None:
        assert self.drawn("abc", 4, 4) == ["1 | abc", "  |    ^"]

    def test_a_place_over_several_lines_is_marked_to_the_end_of_the_first(self) -> None:
        source = Source("x", "foo(a,   \n  b)\n")
        lines = [plain(line) for line in frame(source, Place("x", 1, 4, 2, 5), "error", 60, 1)]
        assert lines == ["1 | foo(a,", "  |    ^^^"]

    def test_a_long_line_is_cut_on_both_sides(self) -> None:
        line, carets = self.drawn("x" * 200 + "HERE" + "y" * 200, 201, 205, width=44)
        assert line.startswith("1 | ...x")
        assert line.endswith("y...")
        assert len(line) == 44
        assert line[carets.index("^") : carets.rindex("^") + 1] == "HERE"

    def test_a_long_place_is_cut(self) -> None:
        line, carets = self.drawn("k: " + "x" * 500, 4, 504, width=44)
        assert len(line) <= 44
        assert len(carets) <= 44

    def test_an_empty_line_or_none_at_all_has_no_frame(self) -> None:
        assert self.drawn("", 1, 1) == []
        assert [*frame(Source("x", "a"), Place("x", 9, 1, 9, 2), "error", 60, 1)] == []

    def test_what_would_steer_a_terminal_is_spelt_out(self) -> None:
        assert self.drawn("a\x1b[31mb", 8, 9) == ["1 | a\\x1b[31mb", "  |           ^"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("Größe\u00a0日本", "Größe\u00a0日本"),
        ("\udcff", "\\udcff"),
    ],
)
def test_text_is_made_safe_to_print(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_wrapping_breaks_between_words_only() -> None:
    assert list(wrapped("one two three", 7)) == ["one two", "three"]
    assert list(wrapped("a" * 20, 7)) == ["a" * 20]
    assert list(wrapped("日本 日本", 8)) == ["日本", "日本"]
    assert list(wrapped("", 7)) == []


def test_concise_is_one_line_a_finding() -> None:
    assert [plain(line) for line in concise_lines([FINDING])] == [
        "Acme.yml:4:11: POL201[error] acme-scan passes job_id to its next run but does not declare it, so the "
        "server drops it on the way (acme-scan)"
    ]


def many(*severities: Severity) -> tuple[Finding, ...]:
    return tuple(
        Finding(f"POL{number}", "name", severity, "m", Place("x", 1, 1, 1, 1))
        for number, severity in enumerate(severities, 101)
    )


class TestSummary:
    def summary(self, *severities: Severity, **options: int) -> str:
        failures = (Failure("x", "gone"),) * options.get("failed", 0)
        report = Report(many(*severities), failures, checked=options.get("checked", 2))
        return plain(summary_line(report, hidden=options.get("hidden", 0)))

    def test_it_counts(self) -> None:
        assert self.summary() == "2 items checked, nothing found."
        assert self.summary(Severity.ERROR) == "2 items checked: 1 error."
        everything = (Severity.INFO, Severity.ERROR, Severity.WARNING, Severity.ERROR)
        assert self.summary(*everything) == "2 items checked: 2 errors, 1 warning and 1 info."

    def test_it_says_how_to_see_the_infos(self) -> None:
        assert self.summary(Severity.INFO, hidden=1) == "2 items checked: 1 info (-v shows the infos)."

    def test_it_says_when_something_could_not_be_checked(self) -> None:
        assert self.summary(failed=1) == "2 items checked, nothing found; 1 failure, see above."

    def test_it_says_when_there_was_nothing_to_check(self) -> None:
        assert self.summary(checked=0) == "Nothing to check: no integration or script here."


def test_statistics_count_by_rule() -> None:
    findings = (*many(Severity.ERROR, Severity.INFO), *many(Severity.WARNING), *many(Severity.ERROR))
    assert [plain(line) for line in statistics_lines(Report(findings))] == [
        "     3  POL101  name  2 errors, 1 warning",
        "     1  POL102  name  1 info",
    ]
