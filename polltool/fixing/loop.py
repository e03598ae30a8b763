"""Makes fixes in memory, round after round, and keeps those that hold."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from polltool.errors import ReadError
from polltool.findings import Finding
from polltool.fixing.choose import by_path, compatible, edits_of, written
from polltool.fixing.files import Files
from polltool.fixing.outcome import Dropped, FileChange, Fixing, Group, Lint, Part
from polltool.fixing.texts import FileText, file_text, flaw
from polltool.fixing.verify import objection
from polltool.records import dataclass, field
from polltool.result import Report

if TYPE_CHECKING:
    from polltool.index import Facts, PollingIndex

MAX_ROUNDS = 100
"""How often fixes are made and linted at most. Every round that holds leaves fewer findings (or fewer
that are graver than an info), and every other one fewer fixes to try: only hundreds of fixes of one
item that exclude each other come near."""

_Mark = tuple[str, str, str | None, str | None, str, str]


def _any(finding: Finding) -> bool:
    return True


def make_fixes(
    report: Report,
    lint: Lint,
    files: Files,
    *,
    unsafe: bool = False,
    wanted: Callable[[Finding], bool] = _any,
    max_rounds: int = MAX_ROUNDS,
) -> Fixing:
    """Make the fixes that a report's findings carry; nothing is written.

    Each round makes as many fixes as do not get in each other's way, lints the items that
    they touch again, and keeps what holds: the findings are gone, no other has come (see
    ``verify.objection``), and every file that could be parsed still can. Where a round does not hold for an item, half
    as many of its fixes are tried, down to one, which is then dropped.

    :param report: the run whose findings are to be mended.
    :param unsafe: make the unsafe fixes as well.
    :param wanted: tells which findings are to be mended at all.
    """
    loop = _Loop(report, lint, files, unsafe, wanted, facts=dict(report.facts))
    loop.run(max_rounds)
    return loop.outcome()


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Fixes that are made together: the ymls of the items that they concern, and the files after them."""

    ymls: frozenset[str]
    findings: tuple[Finding, ...]
    changed: Mapping[str, bytes]


@dataclass(slots=True)
class _Loop:
    """The state between the rounds.

    ``original`` holds the bytes of all files that were looked at, ``changed`` what they are
    by now; ``first`` and ``latest`` what was found in the loaded items' files, by path.
    ``limits`` say for ymls how many fixes are tried at once after a round did not hold;
    ``dropped`` has with each fix the items that it concerns and how many attempts had been
    kept by then.
    """

    report: Report
    lint: Lint
    files: Files
    unsafe: bool
    wanted: Callable[[Finding], bool]
    facts: dict[str, PollingIndex]
    original: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, bytes] = field(default_factory=dict)
    first: dict[str, Part] = field(default_factory=dict)
    latest: dict[str, Part] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    dropped: dict[_Mark, tuple[Dropped, frozenset[str], int]] = field(default_factory=dict)
    kept: list[_Attempt] = field(default_factory=list)

    def run(self, max_rounds: int) -> None:
        for _ in range(max_rounds):
            attempts = self._attempts()
            if not attempts and self._try_again():
                attempts = self._attempts()
            if not attempts:
                return
            self._make(attempts)
        for finding in self._candidates():
            self._drop(finding, f"there were {max_rounds} rounds of other fixes before it")

    # -- what is to be made

    def _attempts(self) -> list[_Attempt]:
        """What is tried in the next round: for each item, fixes that do not get in each other's way."""
        candidates = self._candidates()
        concerned = [self._concerned(finding) for finding in candidates]
        attempts = []
        for ymls in _joined(concerned):
            findings = [finding for finding, own in zip(candidates, concerned, strict=True) if own <= ymls]
            limit = min((self.limits[yml] for yml in ymls if yml in self.limits), default=None)
            chosen = compatible(findings, limit)
            changed = {
                path: self._text(path).edited(edits) for path, edits in by_path(edits_of(chosen)).items()
            }
            attempts.append(_Attempt(ymls, tuple(chosen), changed))
        return attempts

    def _candidates(self) -> list[Finding]:
        """The findings whose fixes are to be made, with all items that they concern loaded."""
        while True:
            found = [finding for finding in self.report.findings if finding.place.path not in self.latest]
            found += [finding for part in self.latest.values() for finding in part.findings]
            candidates = [finding for finding in found if self._wanted(finding)]
            ymls = frozenset[str]().union(*(self._concerned(finding) for finding in candidates))
            missing = ymls - self.latest.keys()
            if not missing:
                return sorted(candidates, key=lambda finding: finding.sort_key)
            self._load(missing)

    def _wanted(self, finding: Finding) -> bool:
        fix = finding.fix
        if fix is None or not fix.edits or not (fix.safe or self.unsafe) or not self.wanted(finding):
            return False
        if self._mark(finding) in self.dropped:
            return False
        try:
            reason = self._hindrance(finding)
        except (ReadError, UnicodeDecodeError) as error:
            reason = f"it cannot be made: {error}"
        if reason is not None:
            self._drop(finding, reason)
        return reason is None

    def _hindrance(self, finding: Finding) -> str | None:
        """Why a fix cannot even be tried."""
        if not self.files.owners(finding.place.path):
            return f"{finding.place.path} belongs to no item that is checked"
        same = True
        for path, edits in by_path(edits_of([finding])).items():
            if not self.files.may_change(path):
                return f"{path} is not among the files that were given"
            text = self._text(path)
            try:
                same = text.edited(edits) == self._data(path) and same
            except UnicodeEncodeError:
                return f"{path} is in {text.encoding}, which has no such characters"
            except ValueError as error:
                return str(error)
        return "it changes nothing" if same else None

    def _concerned(self, finding: Finding) -> frozenset[str]:
        """The ymls of all items in which a finding's fix may change what is found."""
        edits = () if finding.fix is None else finding.fix.edits
        paths = {finding.place.path, *(edit.path for edit in edits)}
        return frozenset[str]().union(*(self.files.together(path) for path in paths))

    def _try_again(self) -> bool:
        """Take up fixes again that were dropped before others of the same items held."""
        again = [
            mark
            for mark, (_, ymls, kept) in self.dropped.items()
            if any(attempt.ymls & ymls for attempt in self.kept[kept:])
        ]
        for mark in again:
            del self.dropped[mark]
        return bool(again)

    def _drop(self, finding: Finding, reason: str) -> None:
        self.dropped[self._mark(finding)] = (
            Dropped(finding, reason),
            self._concerned(finding),
            len(self.kept),
        )

    def _mark(self, finding: Finding) -> _Mark:
        """What a finding is known by from round to round."""
        message = "" if finding.fix is None else finding.fix.message
        line = _line(self._data, finding)
        return (finding.code, finding.place.path, finding.command, finding.argument, message, line)

    # -- making and judging

    def _make(self, attempts: list[_Attempt]) -> None:
        trial = {path: data for attempt in attempts for path, data in attempt.changed.items()}
        report = self._linted(frozenset[str]().union(*(attempt.ymls for attempt in attempts)), trial)
        for attempt in attempts:
            paths = self._paths(attempt.ymls)
            after = {path: Part.of(report, {path}) for path in paths}
            reason = self._objection(attempt, paths, report, after)
            if reason is None:
                self._keep(attempt, after, report)
            elif len(attempt.findings) == 1:
                self._drop(attempt.findings[0], reason)
                for yml in attempt.ymls:
                    self.limits.pop(yml, None)
            else:
                self.limits.update(dict.fromkeys(attempt.ymls, len(attempt.findings) // 2))

    def _objection(
        self, attempt: _Attempt, paths: list[str], report: Report, after: Mapping[str, Part]
    ) -> str | None:
        for path, data in attempt.changed.items():
            problem = flaw(path, data)
            if problem is not None and flaw(path, self._data(path)) is None:
                return f"{path} could not be parsed after it: {problem}"
        known = {failure.sort_key for failure in self.report.failures}
        for failure in report.failures:
            if failure.sort_key not in known and failure.path in (*paths, "."):
                return f"{failure.path} could not be checked after it: {failure.message}"

        def read(path: str) -> bytes:
            return attempt.changed[path] if path in attempt.changed else self._data(path)

        edits = by_path(edits_of(attempt.findings))

        def in_edit(finding: Finding) -> bool:
            place = finding.place
            source = file_text(place.path, read(place.path)).source
            return written(edits.get(place.path, []), source.offset(place.line, place.column))

        return objection(
            [finding for path in paths for finding in self.latest[path].findings],
            [finding for path in paths for finding in after[path].findings],
            attempt.findings,
            lambda finding: _line(self._data, finding),
            lambda finding: _line(read, finding),
            in_edit,
        )

    def _keep(self, attempt: _Attempt, after: Mapping[str, Part], report: Report) -> None:
        self.changed.update(attempt.changed)
        self.latest.update(after)
        self._learn(attempt.ymls, report.facts)
        self.kept.append(attempt)

    def _load(self, ymls: frozenset[str]) -> None:
        """Lint items from bytes that are kept: a file may have changed since the first run."""
        paths = self._paths(ymls)
        for path in paths:
            with contextlib.suppress(ReadError):  # the lint says so
                self._data(path)
        report = self._linted(ymls, {})
        for path in paths:
            self.first[path] = self.latest[path] = Part.of(report, {path})
        self._learn(ymls, report.facts)

    def _linted(self, ymls: frozenset[str], trial: Mapping[str, bytes]) -> Report:
        known = tuple(sorted((yml, fact) for yml, fact in self.facts.items() if yml not in ymls))
        return self.lint(sorted(ymls), {**self.original, **self.changed, **trial}, known)

    def _learn(self, ymls: Iterable[str], facts: Facts) -> None:
        told = dict(facts)
        for yml in ymls:
            self.facts.pop(yml, None)
            if yml in told:
                self.facts[yml] = told[yml]

    # -- files

    def _data(self, path: str) -> bytes:
        """The bytes of a file as they are by now."""
        if path in self.changed:
            return self.changed[path]
        if path not in self.original:
            self.original[path] = self.files.workspace.read(self.files.workspace.absolute(path))
        return self.original[path]

    def _text(self, path: str) -> FileText:
        return file_text(path, self._data(path))

    def _paths(self, ymls: Iterable[str]) -> list[str]:
        """The files of some items."""
        found = set(ymls)
        for yml in ymls:
            code = self.files.code(yml)
            if code is not None:
                found.add(code)
        return sorted(found)

    # -- the end

    def outcome(self) -> Fixing:
        return Fixing(
            self.report,
            tuple(self._groups()),
            tuple(dropped for dropped, _, _ in self.dropped.values()),
        )

    def _groups(self) -> Iterator[Group]:
        before = dict(self.report.facts)
        for ymls in _joined([attempt.ymls for attempt in self.kept]):
            changed = {path for attempt in self.kept if attempt.ymls <= ymls for path in attempt.changed}
            paths = self._paths(ymls)
            yield Group(
                tuple(FileChange(path, self.original[path], self.changed[path]) for path in sorted(changed)),
                frozenset(paths),
                Part.joined(self.first[path] for path in paths),
                Part.joined(self.latest[path] for path in paths),
                any(before.get(yml) != self.facts.get(yml) for yml in ymls),
            )


def _joined(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The sets, with those that share a member made one."""
    found: list[frozenset[str]] = []
    for one in sets:
        apart = [other for other in found if not other & one]
        found = [*apart, one.union(*(other for other in found if other & one))]
    return found


def _line(read: Callable[[str], bytes], finding: Finding) -> str:
    """The text of the line that a finding lies on; empty where it cannot be read."""
    place = finding.place
    try:
        return file_text(place.path, read(place.path)).source.line(place.line).strip()
    except (ReadError, UnicodeDecodeError):
        return ""
