"""What is shown about the place under the pointer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from polltool.findings import Finding
from polltool.lsp.checker import Checked
from polltool.lsp.describe import about_polling
from polltool.lsp.positions import offset_at, range_of
from polltool.lsp.texts import Texts
from polltool.rules.base import Rule
from polltool.source import Place, Source


def hover(checked: Checked, path: str, at: types.Position, texts: Texts) -> types.Hover | None:
    """The rules of the findings at a position, and what the polling key, argument or code there does."""
    source = texts.source(path)
    offset = offset_at(source, at, texts.units)
    parts: list[str] = []
    place: Place | None = None
    for finding in findings_at(checked, path, source, offset):
        parts.append(_about_finding(finding, checked.rules))
        place = finding.place if place is None else place
    told = about_polling(checked, path, offset)
    if told is not None:
        parts.append(told.text)
        place = told.place if place is None else place
    if place is None:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))
    return types.Hover(content, range_of(source, place, texts.units))


def findings_at(checked: Checked, path: str, source: Source, offset: int) -> Iterator[Finding]:
    """The findings whose place holds an offset, its end included."""
    for finding in checked.findings:
        if checked.absolute(finding.place.path) == path:
            start, end = span(source, finding.place)
            if start <= offset <= end:
                yield finding


def span(source: Source, place: Place) -> tuple[int, int]:
    """The offsets at which a place begins and ends."""
    return source.offset(place.line, place.column), source.offset(place.end_line, place.end_column)


def _about_finding(finding: Finding, rules: Iterable[Rule]) -> str:
    rule = next((rule for rule in rules if rule.code == finding.code), None)
    parts = [f"**{finding.code}** {finding.name} ({finding.severity.label})", escaped(finding.message)]
    if rule is not None:
        parts.append(escaped(rule.why))
    if finding.fix is not None:
        kind = "safe" if finding.fix.safe else "unsafe"
        parts.append(f"Fix ({kind}): {escaped(finding.fix.message)}")
    return "\n\n".join(parts)


def escaped(text: str) -> str:
    """A text with what Markdown would take for markup left as it is."""
    return "".join("\\" + letter if letter in "\\`*_{}[]<>#|~" else letter for letter in text)
