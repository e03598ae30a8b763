"""Makes the fixes of each case and checks them without what polltool says of them itself."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import yaml

from bench.fixing.cases import AS_FOUND, Case, cases_of
from bench.mutation.content import Item, polling_items, read
from bench.mutation.edits import CannotEdit, Edit, apply
from bench.mutation.reuse import reused_analysis
from bench.processes import each
from polltool.engine import Report, lint_paths
from polltool.findings import Finding, Identity
from polltool.fixing.files import Files
from polltool.fixing.loop import MAX_ROUNDS, make_fixes
from polltool.fixing.outcome import Fixing, fixed
from polltool.fixing.texts import file_text
from polltool.fixing.verify import mended
from polltool.rules.registry import all_rules
from polltool.workspace import Workspace

# Advice without a safe fix, which takes as long as all the other rules together.
_NOT_ASKED = ("POL104",)
_SAFE = frozenset(rule.code for rule in all_rules() if rule.fix == "safe")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case.

    ``expected`` are the findings, of rules with safe fixes, that the mistake brought (as it
    is: those that have a safe fix); ``bare`` those of them without a safe fix; ``stayed``
    those that had one and are still there; ``dropped`` why. The others are what must not
    be: ``new`` findings (that are there neither with the mistake nor before it), ``bytes``
    changed outside the edits, ``data`` that differs from the item before the mistake
    elsewhere than in the argument concerned, a second run that changes something (``again``),
    fixes made one at a time, in the order of the report, that reach other texts (``singly``).
    """

    path: str
    case: Case
    expected: tuple[Finding, ...] = ()
    bare: tuple[Finding, ...] = ()
    stayed: tuple[Finding, ...] = ()
    dropped: tuple[str, ...] = ()
    new: tuple[Finding, ...] = ()
    bytes: bool = False
    data: tuple[str, ...] = ()
    again: bool = False
    singly: bool = False
    failures: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How reports name it."""
        about = " ".join(filter(None, (self.case.command, self.case.argument)))
        return f"{self.path} {about}: {self.case.mistake}"


def run(
    paths: Sequence[str],
    *,
    cwd: str | None = None,
    jobs: int = 1,
    sample: int | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Check the fixes of all items below some folders, or of ``sample`` cases each as they are found."""
    workspace = Workspace(cwd)
    plans = [_Plan(item.path, item.shown, workspace.cwd) for item in polling_items(paths, workspace.cwd)]
    if sample is not None:
        plans = _sampled(plans, sample, seed)
    results: list[Result] = []
    for done, of_item in enumerate(each(_check_item, plans, jobs), 1):
        results += of_item
        if progress is not None:
            progress(done, len(plans))
    return results


@dataclass(frozen=True, slots=True)
class _Plan:
    """An item, and which of its cases are to be run (all where None)."""

    path: str
    shown: str
    cwd: str
    chosen: frozenset[int] | None = None


def _sampled(plans: Sequence[_Plan], sample: int, seed: int) -> list[_Plan]:
    every = [(plan, number) for plan in plans for number in range(_Bench(plan).count())]
    chosen: dict[_Plan, set[int]] = {plan: set() for plan in plans}
    for plan, number in random.Random(seed).sample(every, min(sample, len(every))):
        chosen[plan].add(number)
    return [_Plan(plan.path, plan.shown, plan.cwd, frozenset(numbers)) for plan, numbers in chosen.items()]


def _check_item(plan: _Plan) -> list[Result]:
    bench = _Bench(plan)
    with reused_analysis(active=bench.code is not None):
        return list(bench.results())


@dataclass(slots=True)
class _Bench:
    """One item: the files as they lie on the disk, then with all of their own safe fixes made.

    ``settled`` are the item's own findings whose fixes did not hold: they are not tried again
    with every mistake.
    """

    plan: _Plan
    workspace: Workspace = field(init=False)
    yml: str = field(init=False)
    code: str | None = field(init=False)
    base: dict[str, bytes] = field(default_factory=dict)
    settled: frozenset[Identity] = frozenset()

    def __post_init__(self) -> None:
        self.workspace = Workspace(self.plan.cwd)
        self.yml = self.plan.shown
        self.code = Files(self.workspace, [self.yml], [self.yml]).code(self.yml)
        for path in filter(None, (self.yml, self.code)):
            self.base[path] = self.workspace.read(self.workspace.absolute(path))

    def count(self) -> int:
        """How many cases there are before the item's own findings are fixed."""
        return len(list(self.cases()))

    def cases(self) -> Iterator[Case]:
        workspace = Workspace(self.plan.cwd, self.base)
        item = self._item()
        yield from cases_of(item, self._code_text(), workspace)

    def results(self) -> Iterator[Result]:
        as_found = self._result(Case(AS_FOUND, None, None, False, ()), self.base, None)
        yield as_found
        fixing = self._fixing(self.base)
        self.base = {**self.base, **self._changes(fixing)}
        self.settled = frozenset(dropped.finding.identity for dropped in fixing.dropped)
        before = self._lint(self.base)
        for number, case in enumerate(self.cases()):
            if self.plan.chosen is None or number in self.plan.chosen:
                yield self._result(case, self._with_mistake(case), before)

    def _item(self) -> Item:
        item = read(self.plan.path, self.yml, self.base[self.yml])
        assert item is not None
        return item

    def _code_text(self) -> str | None:
        return None if self.code is None else file_text(self.code, self.base[self.code]).source.text

    def _with_mistake(self, case: Case) -> dict[str, bytes]:
        path = self.code if case.in_code else self.yml
        assert path is not None
        return {**self.base, path: _edited(path, self.base[path], case.edits)}

    def _lint(self, texts: Mapping[str, bytes]) -> Report:
        report = lint_paths([self.yml], overlay=texts, cwd=self.plan.cwd, ignore=_NOT_ASKED)
        findings = (
            replace(finding, fix=None) if finding.identity in self.settled else finding
            for finding in report.findings
        )
        return replace(report, findings=tuple(findings))

    def _fixing(
        self, texts: Mapping[str, bytes], wanted: Callable[[Finding], bool] = lambda finding: True
    ) -> Fixing:
        def lint(ymls: Sequence[str], unsaved: Mapping[str, bytes], facts: object) -> Report:
            return self._lint({**texts, **unsaved})

        files = Files(Workspace(self.plan.cwd, texts), [self.yml], [self.yml])
        return make_fixes(self._lint(texts), lint, files, wanted=wanted)

    def _changes(self, fixing: Fixing) -> dict[str, bytes]:
        return {change.path: change.new for change in fixing.changes}

    def _result(self, case: Case, wrong: dict[str, bytes], before: Report | None) -> Result:
        fixing = self._fixing(wrong)
        found = fixing.first.findings
        if before is None:
            expected = [finding for finding in found if finding.fix is not None and finding.fix.safe]
        else:
            new = mended(found, before.findings)
            expected = [finding for finding in new if finding.code in _SAFE]
        bare = [finding for finding in expected if finding.fix is None or not finding.fix.safe]
        mendable = [finding for finding in expected if finding not in bare]
        right = {**wrong, **self._changes(fixing)}
        after = self._lint(right)
        left = Counter(finding.identity for finding in after.findings)
        return Result(
            self.yml,
            case,
            tuple(expected),
            tuple(bare),
            tuple(finding for finding in mendable if left[finding.identity] >= _count(found, finding)),
            tuple(f"{dropped.finding.code}: {dropped.reason}" for dropped in fixing.dropped),
            tuple(mended(mended(after.findings, found), () if before is None else before.findings)),
            not _only_edits(found, fixing, wrong, right),
            () if before is None or bare or not expected else tuple(self._differences(case, right)),
            self._changes_again(after, right),
            sum(map(_safe, found)) > 1 and self._one_at_a_time(wrong) != right,
            tuple(failure.message for failure in after.failures),
        )

    def _changes_again(self, after: Report, right: Mapping[str, bytes]) -> bool:
        return any(map(_safe, after.findings)) and bool(self._fixing(right).changes)

    def _one_at_a_time(self, wrong: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files after their fixes, each made by itself and linted before the next."""
        texts = dict(wrong)
        refused: set[Identity] = set()
        for _ in range(MAX_ROUNDS):
            left = (one.identity for one in self._lint(texts).findings if _safe(one))
            chosen = next((identity for identity in left if identity not in refused), None)
            if chosen is None:
                break
            changes = self._changes(self._fixing(texts, lambda one, chosen=chosen: one.identity == chosen))  # type: ignore[misc]
            texts.update(changes)
            refused = set() if changes else {*refused, chosen}
        return texts

    def _differences(self, case: Case, right: Mapping[str, bytes]) -> Iterator[str]:
        """Where the yml says something else than before the mistake, the argument concerned apart."""
        then, now = (_data(texts[self.yml]) for texts in (self.base, right))
        for data in (then, now):
            _forget(data, case.command, case.argument)
        yield from _unequal(then, now, "")


def _safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe


def _count(findings: Sequence[Finding], finding: Finding) -> int:
    return sum(other.identity == finding.identity for other in findings)


def _edited(path: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    text = file_text(path, data)
    mark = b"\xef\xbb\xbf" if text.source.bom else b""
    return mark + apply(text.source.text, edits).encode(text.encoding)


def _only_edits(
    found: Sequence[Finding], fixing: Fixing, wrong: Mapping[str, bytes], right: Mapping[str, bytes]
) -> bool:
    """Whether each file is what its fixes' edits make of it.

    Told exactly where one round did it all; else by the lines that no edit of the first
    round touches: all of them are still there, in their order.
    """
    gone = {finding.identity for finding in fixed(fixing.groups)}
    edits = {
        edit
        for finding in found
        if finding.fix is not None and finding.fix.safe and finding.identity in gone
        for edit in finding.fix.edits
    }
    for path, data in right.items():
        own = [Edit(edit.start, edit.end, edit.text) for edit in sorted(edits) if edit.path == path]
        if data == wrong[path] and not own:
            continue
        with contextlib.suppress(CannotEdit):  # they overlap
            if _edited(path, wrong[path], own) == data:
                continue
        if not _lines_kept(file_text(path, wrong[path]).source.text, file_text(path, data).source.text, own):
            return False
    return True


def _lines_kept(old: str, new: str, edits: Sequence[Edit]) -> bool:
    position = 0
    remaining = iter(new.splitlines(keepends=True))
    for line in old.splitlines(keepends=True):
        end = position + len(line)
        touched = any(edit.start <= end and position <= edit.end for edit in edits)
        position = end
        if not touched and line not in remaining:
            return False
    return True


def _data(data: bytes) -> object:
    return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _forget(data: object, command: str | None, argument: str | None) -> None:
    """Take an argument of a command (of a script, of the script) out of what a yml says."""
    if argument is None or not isinstance(data, dict):
        return
    script = data.get("script")
    commands = script.get("commands") if isinstance(script, dict) else None
    owners = [(data, "args")] if commands is None else [(one, "arguments") for one in commands]
    for owner, name in owners:
        if owner.get("name") == command:
            listed = owner.get(name) or []
            owner[name] = [one for one in listed if one.get("name") != argument]


def _unequal(then: object, now: object, where: str) -> Iterator[str]:
    if isinstance(then, dict) and isinstance(now, dict):
        for name in {**then, **now}:
            yield from _unequal(then.get(name, ...), now.get(name, ...), f"{where}.{name}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _unequal(one, other, f"{where}[{index}]")
    elif type(then) is not type(now) or then != now:
        yield f"{where}: {str(then)[:60]!r} -> {str(now)[:60]!r}"
