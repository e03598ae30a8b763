"""The inventory as one HTML page that needs nothing beside it: no network, no other file.

The page holds all of the table as it is; its script (``page.js``) only adds sorting and
filters. A policy in the page lets a browser run that script and no other, whatever the names
of commands hold.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from polltool import __version__
from polltool.findings import Finding, Severity
from polltool.inventory import Flow, PollingItem
from polltool.report.inventory.view import (
    Entry,
    Inventory,
    codes,
    condition_words,
    duration_words,
    pack_of,
    place_words,
    state_words,
    target_words,
)
from polltool.report.lines import counted, visible

_HERE = Path(__file__).parent

COLUMNS = (
    "Command",
    "Pack and item",
    "Runs next",
    "Made by",
    "Polls if",
    "Every",
    "Timeout",
    "State",
    "Findings",
)
_LAST = 1e15
"""What is not known sorts behind all numbers of seconds."""


def as_html(inventory: Inventory) -> str:
    """The page, in ASCII; ends with a newline."""
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta name="generator" content="polltool {__version__}">',
        "<title>Polling commands</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<header>",
        "<h1>Polling commands</h1>",
        f"<p>{_text(_said(inventory))}</p>",
        "</header>",
        "<main>",
        *_main(inventory),
        "</main>",
        f"<footer><p>Made by polltool {__version__}.</p></footer>",
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    # In references, what is not ASCII comes through whatever code page a console writes to a file.
    return "".join(f"{part}\n" for part in parts).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _hash(text: str) -> str:
    """What a policy knows an inline style or script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _text(text: str) -> str:
    return escape(visible(text))


def _breakable(text: str) -> str:
    """A text that may be broken behind each slash and underscore, as it can be behind a hyphen."""
    return _text(text).replace("/", "/<wbr>").replace("_", "_<wbr>")


def _said(inventory: Inventory) -> str:
    report = inventory.report
    commands = counted(len(inventory.entries), "polling command")
    found = [
        counted(report.count(severity), severity.label)
        for severity in sorted(Severity, reverse=True)
        if report.count(severity)
    ]
    findings = ", ".join(found) or "nothing found"
    return (
        f"{commands} in {counted(len(inventory.items), 'item')}; "
        f"{counted(report.checked, 'item')} checked: {findings}."
    )


def _main(inventory: Inventory) -> Iterator[str]:
    failures = inventory.report.failures
    if failures:
        yield '<section class="failures"><h2>Not checked</h2><ul>'
        yield from (f"<li><code>{_text(one.path)}</code>: {_text(one.message)}</li>" for one in failures)
        yield "</ul></section>"
    if not inventory.entries:
        yield "<p>No polling commands here.</p>"
        return
    yield from _filters(inventory)
    # Browsers take a table's meaning away where it is laid out as anything else, as it is on a
    # narrow screen; the roles keep it.
    yield '<div class="scroll" role="region" aria-labelledby="caption" tabindex="0">'
    yield '<table role="table" id="commands">'
    yield '<caption id="caption">Each polling command with the command that it runs next</caption>'
    heads = "".join(f'<th scope="col" role="columnheader">{title}</th>' for title in COLUMNS)
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
    yield '<tbody role="rowgroup">'
    for number, entry in enumerate(inventory.entries, 1):
        for flow in entry.flows:
            yield _row(number, entry, flow)
    yield "</tbody></table></div>"
    yield from _sections(inventory)


def _sections(inventory: Inventory) -> Iterator[str]:
    """The findings in full, below the table, which has only their codes."""
    found = [(number, entry) for number, entry in enumerate(inventory.entries, 1) if entry.findings]
    if found:
        yield "<h2>Findings</h2>"
    for number, entry in found:
        yield f'<section id="f{number}" aria-labelledby="h{number}" tabindex="-1">'
        yield (
            f'<h3 id="h{number}"><code>{_text(entry.command.name)}</code> '
            f"<small>{_text(_where(entry.item))}</small></h3>"
        )
        yield from _findings(entry.findings)
        yield "</section>"
    if inventory.others:
        yield "<section><h2>Findings that concern no polling command</h2>"
        yield from _findings(inventory.others)
        yield "</section>"


def _where(item: PollingItem) -> str:
    pack = pack_of(item)
    return f"{pack} / {item.name}" if pack else item.name


def _filters(inventory: Inventory) -> Iterator[str]:
    """The controls; they are of no use, so hidden, where no script runs."""
    packs = sorted({pack for item in inventory.items if (pack := pack_of(item)) is not None}, key=str.lower)
    severities = [("error", "errors"), ("warning", "warnings"), ("info", "infos"), ("any", "findings")]
    with_ = [(value, f"with {word}") for value, word in severities] + [("none", "without findings")]
    yield '<form id="filters" role="search" aria-label="Filter the commands" hidden>'
    yield '<p><label for="text">Filter</label>'
    yield '<input id="text" type="search" autocomplete="off" spellcheck="false" aria-controls="commands"></p>'
    yield _choice("pack", "Pack", [(pack, pack) for pack in packs])
    yield _choice("made", "Made by", [(how, how) for how in ("polling_function", "ScheduledCommand")])
    yield _choice("found", "Findings", with_)
    yield '<p><button type="reset">Show all</button></p>'
    yield '<p id="status" role="status"></p>'
    yield "</form>"


def _choice(name: str, title: str, values: Sequence[tuple[str, str]]) -> str:
    choices = "".join(f'<option value="{_text(value)}">{_text(shown)}</option>' for value, shown in values)
    return (
        f'<p><label for="{name}">{title}</label>'
        f'<select id="{name}" aria-controls="commands"><option value="">all</option>{choices}</select></p>'
    )


def _row(number: int, entry: Entry, flow: Flow | None) -> str:
    item, command = entry.item, entry.command
    labels = " ".join(sorted({finding.severity.label for finding in entry.findings}))
    pack = pack_of(item) or ""
    notes = "".join(
        f' <span class="note">{note}</span>'
        for note, applies in (
            ("without polling: true", not command.polling),
            ("deprecated", command.deprecated),
        )
        if applies
    )
    cells = [
        f"<code>{_breakable(command.name)}</code>{notes}",
        f"{_text(_where(item))}<br><small><code>{_breakable(item.path)}</code></small>",
    ]
    order = ["", "", "", "", "", "", "", "", str(_weight(entry.findings))]
    if flow is None:
        cells += [f'<span class="note">{_text(command.unseen or "")}</span>', "", "", "", "", ""]
        order[5] = order[6] = str(_LAST)
    else:
        cells += [
            _breakable(target_words(entry, flow)),
            f'<code class="whole">{flow.how}</code>',
            _breakable(condition_words(entry, flow)),
            _breakable(duration_words(flow.interval)),
            _breakable(duration_words(flow.timeout)),
            _breakable(state_words(flow.state)),
        ]
        order[5] = str(_LAST if flow.interval.usual is None else flow.interval.usual)
        order[6] = str(_LAST if flow.timeout.usual is None else flow.timeout.usual)
    cells.append(_found(number, entry))
    made = "" if flow is None else flow.how
    row = f'<tr role="row" data-number="{number}" data-pack="{_text(pack)}" data-made="{made}" data-found="{labels}">'
    for index, cell in enumerate(cells):
        tag, role = ('th scope="row"', "rowheader") if index == 0 else ("td", "cell")
        value = f' data-order="{order[index]}"' if order[index] else ""
        # What a heading says beside each cell on a narrow screen.
        row += f'<{tag} role="{role}" data-title="{COLUMNS[index]}"{value}>{cell}</{tag[:2]}>'
    return f"{row}</tr>"


def _weight(findings: Sequence[Finding]) -> int:
    """The graver, and then the more findings, the more."""
    return sum(1000 ** (finding.severity - 1) for finding in findings)


def _found(number: int, entry: Entry) -> str:
    told = " ".join(
        f'<span class="{finding.severity.label}">{_text(code)}{f" x{count}" if count > 1 else ""}</span>'
        for code, count, finding in codes(entry.findings)
    )
    return f'<a href="#f{number}">{told}</a>' if told else ""


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    yield '<ul class="findings">'
    for finding in findings:
        yield (
            f'<li><span class="{finding.severity.label}">{finding.severity.label} {_text(finding.code)}</span> '
            f"{_text(finding.name)}: {_text(finding.message)} "
            f"<small><code>{_text(place_words(finding))}</code></small></li>"
        )
    yield "</ul>"
