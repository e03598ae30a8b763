"""Findings in which everything that comes from the checked files is out to break the report."""

from __future__ import annotations

from hypothesis import strategies as st

from polltool.edits import Edit
from polltool.engine import Report
from polltool.errors import Failure
from polltool.findings import Finding, Fix, Related, Severity
from polltool.report.view import View
from polltool.source import Place, Source

FRAGMENTS = (
    "::error::",
    "::set-output name=a::b",
    "##[add-mask]x",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "%0A",
    "%25",
    "%",
    ",",
    ":",
    "]]>",
    "<!--",
    "<![CDATA[",
    "</testcase>",
    "&amp;",
    '"',
    "'",
    "\\",
    "[a](http://example.com)",
    "](1)",
    "{0}",
    "`",
    "**",
    "|",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x00",
    "\x0b",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ufffe",
    "\uffff",
    "\ud800",
    "\udcff",
    "日本",
    "e\u0301",
    "\U0001f600",
    "\U0010ffff",
    " ",
    "../",
    "C:/",
)

TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.characters()), max_size=4).map("".join)
PATHS = TEXTS.map(lambda text: f"Packs/{text}.yml")
PLACES = st.builds(
    lambda path, line, column, lines, width: Place(path, line, column, line + lines, column + width),
    PATHS,
    st.integers(1, 99),
    st.integers(1, 99),
    st.integers(0, 2),
    st.integers(0, 9),
)
RELATED = st.builds(Related, PLACES, TEXTS)
EDITS = st.builds(
    lambda path, start, size, text: Edit(path, start, start + size, text),
    PATHS,
    st.integers(0, 9),
    st.integers(0, 9),
    st.text(max_size=9),
)
FIXES = st.builds(Fix, st.booleans(), TEXTS, st.lists(EDITS, max_size=2).map(tuple))
CODES = st.sampled_from(
    [("POL101", "missing-polling"), ("POL201", "undeclared-next-run-arg"), ("ACME1", "x")]
)
FINDINGS = st.builds(
    lambda rule, severity, message, place, command, argument, related, fix: Finding(
        rule[0], rule[1], severity, message, place, command, argument, tuple(related), fix
    ),
    CODES,
    st.sampled_from(Severity),
    TEXTS,
    PLACES,
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.lists(RELATED, max_size=3),
    st.none() | FIXES,
)


def _source(path: str) -> Source:
    return Source(path, "name: 日本\r\nscript:\n  \U0001f600: x\n")


@st.composite
def views(draw: st.DrawFn) -> View:
    """A view of a report of such findings."""
    every = draw(st.lists(FINDINGS, max_size=5, unique=True))
    cut = draw(st.integers(0, len(every)))
    findings = tuple(sorted(every[:cut], key=lambda finding: finding.sort_key))
    report = Report(
        findings,
        tuple(draw(st.lists(st.builds(Failure, PATHS, TEXTS), max_size=2))),
        checked=3,
        suppressed=tuple(every[cut : cut + 2]),
        baselined=tuple(every[cut + 2 :]),
    )
    shown = tuple(finding for finding in findings if finding.severity > Severity.INFO)
    return View(report, shown, _source, folder=draw(st.sampled_from(["", "content", "a::b,c"])))
