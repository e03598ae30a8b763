"""Ignore comments: what they take out of a run, and which of them take out nothing.

``# polltool: ignore[POL201]`` speaks of its line or, on the line of a command's ``name``, of
the whole command, wherever a finding about it lies; ``# polltool: ignore-file[POL104]`` of all
findings in its file. In the brackets are codes, prefixes or names of rules, by comma.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from polltool.code.files import CodeFile
from polltool.comments import Comment, comments_in_code, comments_in_yml
from polltool.edits import Edit
from polltool.errors import UsageError, nearest
from polltool.findings import Finding, Fix, Severity
from polltool.model import Item
from polltool.records import dataclass, replace
from polltool.rules.base import Rule
from polltool.rules.pol005 import RULE as UNUSED
from polltool.scope import IGNORE_WORD
from polltool.select import check_selectors, matches
from polltool.source import Place, Source

_INTERNAL_ERROR = "POL000"
_PART = re.compile(r"#(?:(?!\s#).)*")
_DIRECTIVE = re.compile(r"#+\s*polltool:\s*(?P<word>[\w-]*)(?P<rest>.*)", re.DOTALL)
_LIST = re.compile(r"\s*\[(?P<list>[^\[\]]*)\]")
_WORDS = ("ignore", "ignore-file")


@dataclass(frozen=True, slots=True)
class Selector:
    """One entry of an ignore's list, with the codes of the rules that it means."""

    text: str
    codes: frozenset[str]

    def among(self, codes: frozenset[str]) -> bool:
        """Whether all that it means is among these codes; POL005, which speaks last, is not asked for."""
        meant = self.codes - {UNUSED.code}
        return bool(meant) and meant <= codes


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore comment.

    ``lines`` are the first and the last line that it speaks of, ``commands`` the commands
    whose names stand there, ``whole_file`` whether it is an ``ignore-file``. ``problem``
    says what keeps it from meaning anything. ``list_span`` is where the inside of its brackets
    lies (offsets), ``removal`` what takes the whole comment out, None where that is not safe.
    """

    place: Place
    start: int
    lines: tuple[int, int]
    whole_file: bool = False
    commands: frozenset[str] = frozenset()
    selectors: tuple[Selector, ...] = ()
    problem: str | None = None
    list_span: tuple[int, int] = (0, 0)
    removal: Edit | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an ignore comment in one item: the selectors that took out nothing.

    ``severity`` is how much it would matter.
    """

    ignore: Ignore
    idle: frozenset[Selector]
    severity: Severity = UNUSED.severity

    def without(self, codes: frozenset[str], severity: Severity) -> Verdict:
        """The verdict where the rules of these codes say nothing, with the severity that it has there."""
        idle = frozenset(selector for selector in self.idle if selector.codes.isdisjoint(codes))
        return replace(self, idle=idle, severity=severity)


def ignores_in_yml(source: Source, known: Sequence[Rule]) -> list[Ignore]:
    """The ignore comments of a yml, without those in its code."""
    return [ignore for comment in comments_in_yml(source, IGNORE_WORD) for ignore in _read(comment, known)]


def ignores_in_code(code: CodeFile, known: Sequence[Rule]) -> list[Ignore]:
    """The ignore comments of Python code, in a file of its own or in a yml."""
    return [ignore for comment in comments_in_code(code, IGNORE_WORD) for ignore in _read(comment, known)]


def _read(comment: Comment, known: Sequence[Rule]) -> Iterator[Ignore]:
    parts = list(_PART.finditer(comment.text))
    for index, part in enumerate(parts):
        match = _DIRECTIVE.match(part.group().rstrip())
        if match is None:
            continue
        start = comment.start + part.start()
        end = start + len(part.group().rstrip())
        word = match["word"].lower()
        ignore = Ignore(
            place=comment.source.place(start, end),
            start=start,
            lines=(comment.first_line, comment.line),
            whole_file=word == "ignore-file",
            removal=_removal(comment, part, is_only=len(parts) == 1, is_last=index == len(parts) - 1),
        )
        if word not in _WORDS:
            meant = nearest(word, _WORDS)
            if meant is not None:
                yield replace(ignore, problem=f"there is no {match['word']!r}; write {meant}[CODE]")
            continue
        listed = _LIST.match(match["rest"])
        if listed is None:
            problem = (
                f"no rules are named, so it counts for nothing; write {word}[CODE] with the codes by comma"
            )
            yield replace(ignore, problem=problem)
            continue
        shift = start + match.start("rest")
        span = (shift + listed.start("list"), shift + listed.end("list"))
        selectors, trouble = _listed(listed["list"], word, known)
        yield replace(ignore, list_span=span, selectors=selectors, problem=trouble)


def _listed(text: str, word: str, known: Sequence[Rule]) -> tuple[tuple[Selector, ...], str | None]:
    """The selectors of a list, and what is wrong with it."""
    words = [part.strip() for part in text.split(",") if part.strip()]
    selectors = []
    problem = None if words else f"the brackets are empty; write {word}[CODE] with the codes by comma"
    for one in words:
        codes = frozenset(rule.code for rule in known if matches(one, rule)) - {_INTERNAL_ERROR}
        if codes:
            selectors.append(Selector(one, codes))
            continue
        try:
            check_selectors([one], known)
        except UsageError as error:
            problem = str(error)
        else:
            problem = f"{one} cannot be ignored: what a crash would have found is not known"
    return tuple(selectors), problem


def _removal(comment: Comment, part: re.Match[str], *, is_only: bool, is_last: bool) -> Edit | None:
    """What takes one part of a comment out: with its line where nothing else is on it."""
    if not comment.editable:
        return None
    source = comment.source
    path, text = source.path, source.text
    start, end = comment.start + part.start(), comment.start + part.end()
    if is_only and comment.alone:
        return Edit(path, *source.whole_lines(comment.line, comment.line), "")
    if is_last:
        line_start = source.offset(comment.line, 1)
        kept = text[line_start:start].rstrip(" \t")
        if kept.strip():
            start = line_start + len(kept)
        return Edit(path, start, source.end_of_line(comment.line), "")
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return Edit(path, start, end, "")


def on_commands(ignores: Iterable[Ignore], item: Item | None) -> tuple[Ignore, ...]:
    """The ignores, with the commands whose names stand on their lines."""
    if item is None:
        return tuple(ignores)
    places = [(command.name, command.place) for command in item.commands]

    def commands(ignore: Ignore) -> frozenset[str]:
        if ignore.whole_file:
            return frozenset()
        return frozenset(
            name
            for name, place in places
            if place.path == ignore.place.path and ignore.lines[0] <= place.line <= ignore.lines[1]
        )

    return tuple(replace(ignore, commands=commands(ignore)) for ignore in ignores)


_About = tuple[str, str | int, str]
"""What an ignore speaks of: the findings of a code (last) about a command, in a file, or on its own lines."""


class _Spoken:
    """What ignores speak of, so that each finding need not be held against each of them."""

    def __init__(self, ignores: Sequence[Ignore], codes: Collection[str]) -> None:
        self._at: dict[tuple[str, int], list[int]] = {}
        self.selectors: dict[_About, list[tuple[int, Selector]]] = {}
        for number, ignore in enumerate(ignores):
            abouts: list[tuple[str, str | int]] = [("command", name) for name in ignore.commands]
            if ignore.whole_file:
                abouts.append(("file", ignore.place.path))
            else:
                abouts.append(("lines", number))
                first, last = ignore.lines
                for line in range(first, last + 1):
                    self._at.setdefault((ignore.place.path, line), []).append(number)
            for selector in ignore.selectors:
                for code in selector.codes.intersection(codes):
                    for about in abouts:
                        self.selectors.setdefault((*about, code), []).append((number, selector))

    def of(self, finding: Finding) -> set[_About]:
        """What of it a finding is."""
        path, code = finding.place.path, finding.code
        abouts: set[_About] = {("file", path, code)}
        if finding.command is not None:
            abouts.add(("command", finding.command, code))
        abouts.update(("lines", number, code) for number in self._at.get((path, finding.place.line), ()))
        return abouts & self.selectors.keys()


def sort_out(
    findings: Iterable[Finding], ignores: Sequence[Ignore], ran: Collection[str]
) -> tuple[list[Finding], list[Finding], list[Verdict]]:
    """The findings that stay, those that are suppressed, and what came of each ignore.

    :param ran: the codes of the rules that could have found something; an ignore of another
        rule is not idle.
    """
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    used: list[set[Selector]] = [set() for _ in ignores]
    findings = list(findings)
    spoken = _Spoken(ignores, {finding.code for finding in findings})
    found: set[_About] = set()
    for finding in findings:
        abouts = spoken.of(finding)
        found |= abouts
        (suppressed if abouts else kept).append(finding)
    for about in found:
        for number, selector in spoken.selectors[about]:
            used[number].add(selector)
    judged = frozenset(ran)
    verdicts = [
        Verdict(
            ignore,
            frozenset(
                selector
                for selector in ignore.selectors
                if selector not in selectors and selector.among(judged)
            ),
        )
        for ignore, selectors in zip(ignores, used, strict=True)
    ]
    return kept, suppressed, verdicts


def unused(verdicts: Iterable[Verdict]) -> tuple[list[Finding], list[Finding]]:
    """The findings of POL005, and those of them that are suppressed in turn.

    A file may hold the code of several items: there an ignore is idle if it is in all of them.
    """
    grouped: dict[tuple[str, int], list[Verdict]] = {}
    for verdict in verdicts:
        grouped.setdefault((verdict.ignore.place.path, verdict.ignore.start), []).append(verdict)
    found: dict[str, list[Finding]] = {}
    for group in grouped.values():
        idle = frozenset.intersection(*(verdict.idle for verdict in group))
        finding = _finding(group[0].ignore, idle, min(verdict.severity for verdict in group))
        if finding is not None:
            found.setdefault(finding.place.path, []).append(finding)
    ignores: dict[str, list[Ignore]] = {}
    for group in grouped.values():
        for verdict in group:
            ignores.setdefault(verdict.ignore.place.path, []).append(verdict.ignore)
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    for path, findings in found.items():
        stay, out, _ = sort_out(findings, ignores[path], ())
        kept += stay
        suppressed += out
    return kept, suppressed


def _finding(ignore: Ignore, idle: frozenset[Selector], severity: Severity) -> Finding | None:
    command = next(iter(sorted(ignore.commands)), None)
    if ignore.problem is not None:
        return UNUSED.finding(
            ignore.place,
            f"this comment ignores nothing: {ignore.problem}",
            severity=severity,
            command=command,
        )
    if not idle:
        return None
    texts = [selector.text for selector in ignore.selectors if selector in idle]
    rest = [selector.text for selector in ignore.selectors if selector not in idle]
    names = f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]
    if ignore.whole_file:
        where = "in this file"
    else:
        where = "on this line" + ("" if command is None else f" or about the command {command!r}")
    found = f"{names} {'is' if len(texts) == 1 else 'are'} not found {where}"
    if rest:
        message = f"{found}: take {names} out of the list of this comment"
    else:
        message = f"{found}, so this comment suppresses nothing: take it out"
    fix = _fix(ignore, rest, names)
    return UNUSED.finding(ignore.place, message, severity=severity, command=command, fix=fix)


def _fix(ignore: Ignore, rest: list[str], names: str) -> Fix | None:
    if ignore.removal is None:
        return None
    if not rest:
        return Fix(True, "remove the comment", (ignore.removal,))
    edit = Edit(ignore.place.path, *ignore.list_span, ", ".join(rest))
    return Fix(True, f"remove {names} from the list", (edit,))
