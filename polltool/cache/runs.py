"""Whole runs: a report is good as long as the disk looks as it did to the run that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from polltool.cache.keys import Request
from polltool.cache.shapes import ShapeError, packed, unpacked
from polltool.cache.store import Missing, Store
from polltool.digests import digest
from polltool.errors import ReadError
from polltool.findings import Finding, Severity
from polltool.records import dataclass
from polltool.result import Report
from polltool.witness import QUESTIONS, Witness, fingerprint, list_sorted, stamp_of
from polltool.workspace import Workspace

if TYPE_CHECKING:
    from polltool.rules.base import Rule

_KIND = "run"


@dataclass(frozen=True, slots=True)
class World:
    """What a run saw of the disk: what a witness saw, boiled down.

    ``unproven`` are the digests of files whose stamps prove nothing; ``fingerprint`` is that of
    ``folders`` and ``files``.
    """

    folders: tuple[str, ...]
    files: tuple[str, ...]
    answers: tuple[tuple[str, str, bool], ...]
    unproven: Mapping[str, str]
    fingerprint: str

    @staticmethod
    def of(witness: Witness) -> World:
        """What a run saw."""
        folders, files = sorted(witness.folders), sorted(witness.files)
        return World(
            tuple(folders),
            tuple(files),
            tuple((*key, answer) for key, answer in sorted(witness.open_answers().items())),
            witness.unproven(),
            fingerprint(
                (witness.folders[folder] for folder in folders), (witness.files[path].stamp for path in files)
            ),
        )

    def lasts(self, workspace: Workspace) -> bool:
        """Whether the disk looks the same now."""
        if fingerprint(map(list_sorted, self.folders), map(stamp_of, self.files)) != self.fingerprint:
            return False
        if any(QUESTIONS[question](path) is not answer for question, path, answer in self.answers):
            return False
        try:
            return all(digest(workspace.read(path)) == known for path, known in self.unproven.items())
        except ReadError:
            return False

    def proven(self, now: int) -> World:
        """The same, without the doubts about files that were found to be the same at ``now`` (nanoseconds)."""
        stamps = {path: stamp_of(path) for path in self.unproven}
        unproven = {
            path: known
            for path, known in self.unproven.items()
            if (stamp := stamps[path]) is None or stamp.recent(now)
        }
        return World(self.folders, self.files, self.answers, unproven, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Record:
    """The report of a run, and what of the disk it rests on; ``rules`` are codes."""

    world: World
    findings: tuple[Finding, ...]
    checked: int
    notes: tuple[str, ...]
    rules: tuple[str, ...]
    suppressed: tuple[Finding, ...]
    baselined: tuple[Finding, ...]
    thresholds: Mapping[str, Severity | None]

    def report(self) -> Report:
        """The report."""
        return Report(
            findings=self.findings,
            checked=self.checked,
            notes=self.notes,
            rules=Rules(self.rules),
            suppressed=self.suppressed,
            baselined=self.baselined,
            thresholds=self.thresholds,
        )


class Rules(Sequence["Rule"]):
    """Rules by code, imported when somebody asks for one of them."""

    __slots__ = ("_codes", "_rules")

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = codes
        self._rules: tuple[Rule, ...] | None = None

    def _all(self) -> tuple[Rule, ...]:
        if self._rules is None:
            from polltool.rules.registry import all_rules

            self._rules = tuple(rule for rule in all_rules() if rule.code in self._codes)
        return self._rules

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._all())


class Cache:
    """What earlier runs that were asked the same left for this one, and what this one will leave.

    ``witness`` sees all that this run asks of the disk. ``problem`` says why nothing can be kept.
    """

    __slots__ = ("_cwd", "_store", "key", "problem", "usable", "witness")

    def __init__(self, store: Store, request: Request) -> None:
        self._store = store
        self._cwd = request.cwd
        self.key = request.key
        self.witness = Witness()
        self.problem: str | None = None
        self.usable = True

    def load(self, kind: str) -> object:
        """What an earlier run saved.

        :raises Missing: there is nothing sound.
        """
        return self._store.load(self.key, kind)

    def save(self, kind: str, value: object) -> None:
        """Leave something for a later run, as far as the disk lets us."""
        try:
            self._store.save(self.key, kind, packed(value))
        except OSError as error:
            self.problem = f"the cache cannot be written: {error.strerror or error} ({error.filename})"

    def recall(self) -> Report | None:
        """The report of an earlier run, if this one would find the same."""
        try:
            record = unpacked(Record, self.load(_KIND))
            if not all(question in QUESTIONS for question, _, _ in record.world.answers):
                return None
        except (Missing, ShapeError):
            return None
        if not record.world.lasts(Workspace(self._cwd)):
            return None
        proven = record.world.proven(self.witness.started)
        if proven != record.world:
            self._save_run(record, proven)
        return record.report()

    def remember(self, report: Report) -> None:
        """Leave the report of this run, where it is whole and nothing changed while it ran."""
        if report.failures or self.witness.unsteady or not self.usable:
            return
        self.save(
            _KIND,
            Record(
                World.of(self.witness),
                report.findings,
                report.checked,
                report.notes,
                tuple(rule.code for rule in report.rules),
                report.suppressed,
                report.baselined,
                report.thresholds,
            ),
        )

    def _save_run(self, record: Record, world: World) -> None:
        from polltool.records import replace

        self.save(_KIND, replace(record, world=world))
