"""Single items: what came of one is good as long as its files have the same content.

Only what took an analysis is kept: most ymls of a repository end after a search of their bytes, which
costs no more than to take over that nothing was found. A file whose size and times are as they were
counts as the same; one whose times differ is read, and its digest decides.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from polltool.cache.runs import Cache
from polltool.cache.shapes import ShapeError, packed, unpacked
from polltool.cache.store import Missing
from polltool.digests import digest
from polltool.discovery import code_beside, shared_module
from polltool.errors import ReadError
from polltool.findings import Finding
from polltool.imports import Uses
from polltool.index import Facts, PollingIndex
from polltool.keeping import Kept
from polltool.parallel import PAYS_FROM, Progress, by_path, default_jobs, merged, run
from polltool.policy import Policy
from polltool.records import dataclass, replace
from polltool.session import Outcome, Plan
from polltool.suppress import Verdict
from polltool.witness import Seen, Stamp, Witness, stamp_of
from polltool.workspace import Workspace

_KIND = "items"


@dataclass(frozen=True, slots=True)
class Item:
    """What came of one yml under a policy (a digest of it).

    ``index`` is the digest of the facts about the whole run where the rest rests on these.
    """

    yml: str
    policy: str
    uses: Uses
    checked: int
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    facts: tuple[tuple[str, PollingIndex], ...]
    index: str | None

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it rests on."""
        modules = (path for path in self.uses.modules.values() if path is not None)
        return (self.yml, *modules) if self.uses.code is None else (self.yml, self.uses.code, *modules)


@dataclass(frozen=True, slots=True)
class Record:
    """Items, and the files they rest on: size, times (None where these prove nothing) and digest."""

    files: Mapping[str, tuple[tuple[int, int, int] | None, str]]
    items: tuple[Item, ...]


def run_with(
    cache: Cache,
    workspace: Workspace,
    plan: Plan,
    ymls: Sequence[str],
    jobs: int | None,
    progress: Progress | None,
) -> Outcome:
    """Both phases over all ymls; what came of an item before is taken over where it is still good.

    :param workspace: that of the cache's witness.
    """
    plan = replace(plan, keep=True)
    worthwhile = (
        cache.usable and len(ymls) >= PAYS_FROM
    )  # a few items are checked faster than a record is read
    policies = _Policies(plan)
    known = _Known(cache, workspace, plan, policies) if worthwhile else None
    found = {} if known is None else {yml: item for yml in ymls if (item := known.item(yml)) is not None}
    missing = [yml for yml in ymls if yml not in found]
    fresh = _run(cache, plan, missing, jobs, progress, _facts(found))
    index = _digest(merged([*fresh.facts, *_facts(found)]))
    stale = [yml for yml, item in found.items() if item.index not in (None, index)]
    if stale:
        for yml in stale:
            del found[yml]
        again = _run(cache, plan, stale, jobs, None, (*fresh.facts, *_facts(found)))
        fresh = _together(fresh, again)
    if worthwhile and (fresh.kept or (known is not None and known.outdated(len(found)))):
        items = [*found.values(), *(_item(kept, policies, index) for kept in fresh.kept)]
        cache.save(_KIND, _record(cache.witness, items))
    items = [found[yml] for yml in ymls if yml in found]
    return _together(
        fresh,
        Outcome(
            tuple(finding for item in items for finding in item.findings),
            (),
            sum(item.checked for item in items),
            tuple(finding for item in items for finding in item.suppressed),
            tuple(verdict for item in items for verdict in item.verdicts),
            _facts(found),
        ),
    )


def _run(
    cache: Cache, plan: Plan, ymls: Sequence[str], jobs: int | None, progress: Progress | None, facts: Facts
) -> Outcome:
    outcome = run(plan, ymls, default_jobs(len(ymls)) if jobs is None else jobs, progress, facts)
    if outcome.witness is not None:
        cache.witness.add(outcome.witness)
    return outcome


def _together(one: Outcome, other: Outcome) -> Outcome:
    return Outcome(
        (*one.findings, *other.findings),
        (*one.failures, *other.failures),
        one.checked + other.checked,
        (*one.suppressed, *other.suppressed),
        (*one.verdicts, *other.verdicts),
        by_path((*one.facts, *other.facts)),
        (*one.kept, *other.kept),
    )


def _facts(items: Mapping[str, Item]) -> Facts:
    return tuple(fact for item in items.values() for fact in item.facts)


def _digest(value: object) -> str:
    return digest(json.dumps(packed(value), sort_keys=True).encode())


class _Policies:
    """The digests of a plan's policies."""

    __slots__ = ("_digests", "_plan")

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._digests = {id(policy): _digest(_form(policy)) for policy in plan.policies}

    def of(self, yml: str) -> str:
        return self._digests[id(self._plan.policy(yml))]


def _form(policy: Policy) -> tuple[object, ...]:
    """All that a policy says; the rules by their codes."""
    return (
        tuple(rule.code for rule in policy.rules),
        tuple(rule.code for rule in policy.known),
        policy.settings,
        policy.module_folders,
        policy.caps,
        policy.file_ignores,
    )


class _Known:
    """The items that the cache has, asked one by one."""

    __slots__ = ("_files", "_items", "_plan", "_policies", "_reread", "_same", "_workspace", "_witness")

    def __init__(self, cache: Cache, workspace: Workspace, plan: Plan, policies: _Policies) -> None:
        self._workspace = workspace
        self._witness = cache.witness
        self._plan = plan
        self._policies = policies
        self._same: dict[str, bool] = {}
        self._reread = False
        try:
            record = unpacked(Record, cache.load(_KIND))
        except (Missing, ShapeError):
            record = Record({}, ())
        self._files = record.files
        self._items = {item.yml: item for item in record.items}

    def item(self, yml: str) -> Item | None:
        """What came of a yml before, None where that is not known or no longer good."""
        item = self._items.get(yml)
        if item is None or item.policy != self._policies.of(yml) or not all(map(self._is_same, item.files)):
            return None
        if code_beside(self._workspace, yml) != item.uses.code:
            return None
        folders = self._plan.policy(yml).module_folders
        for name, path in item.uses.modules.items():
            if shared_module(self._workspace, name, yml, folders) != path:
                return None
        return item

    def outdated(self, good: int) -> bool:
        """Whether the record should be written again, though nothing is new; ``good`` are still of use."""
        return self._reread or len(self._items) != good

    def _is_same(self, path: str) -> bool:
        if path not in self._same:
            self._same[path] = self._compare(path)
        return self._same[path]

    def _compare(self, path: str) -> bool:
        if path not in self._files:
            return False
        known, known_digest = self._files[path]
        stamp = stamp_of(path)
        if stamp is not None and stamp == known:
            self._witness.saw(path, Seen(stamp, known_digest))
            return True
        try:
            self._workspace.read(path)
        except ReadError:
            return False
        self._reread = True
        return self._witness.files[path].digest == known_digest


def _item(kept: Kept, policies: _Policies, index: str) -> Item:
    return Item(
        kept.yml,
        policies.of(kept.yml),
        kept.uses,
        kept.checked,
        kept.findings,
        kept.suppressed,
        kept.verdicts,
        kept.facts,
        index if kept.whole else None,
    )


def _record(witness: Witness, items: Sequence[Item]) -> Record:
    """The items whose files were the same whenever they were looked at, by path."""
    steady = [
        item
        for item in sorted(items, key=lambda item: item.yml)
        if all(path in witness.files and path not in witness.unsteady for path in item.files)
    ]
    files: dict[str, tuple[tuple[int, int, int] | None, str]] = {}
    for path in sorted({path for item in steady for path in item.files}):
        stamp, known = witness.files[path]
        files[path] = (None if stamp.recent(witness.started) else _times(stamp), known)
    return Record(files, tuple(steady))


def _times(stamp: Stamp) -> tuple[int, int, int]:
    return (stamp.size, stamp.modified, stamp.changed)
