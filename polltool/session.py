"""What happens to one item after another in one process: read, understand, analyse, check.

A session has two phases: ``prepare`` takes one item after the other and keeps what was found,
not the item. What needs facts about the whole run waits for ``check``, which gets the facts of
all sessions together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from polltool import scope
from polltool.errors import Failure, ReadError
from polltool.findings import Finding, Problem, Severity
from polltool.itemcode import CodeReader
from polltool.keeping import Keeper, Kept
from polltool.policy import Policy
from polltool.records import dataclass, field, replace
from polltool.rules.base import IN_SHARED_MODULE, ItemContext, Rule
from polltool.source import Place
from polltool.stages import ANEW, Stages
from polltool.syntax import syntax_problem, undecodable
from polltool.witness import Witness
from polltool.workspace import Workspace

if TYPE_CHECKING:
    from polltool.code.files import CodeFile
    from polltool.flows import ItemAnalysis
    from polltool.index import Facts, PollingIndex
    from polltool.inventory import PollingItem
    from polltool.model import Item
    from polltool.suppress import Ignore, Verdict
    from polltool.yamldoc import Document

P = ParamSpec("P")
T = TypeVar("T")

_GENERAL = re.compile(r"POL00[0-4]$")
"""The rules that do not speak of polling: they apply to every item with ``--all``, and to working copies."""

_SCHEDULE_LOST = "POL501"
"""The rule that speaks of items that need not mention polling themselves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked to do; it travels to worker processes.

    ``policies`` say how items are checked, ``chosen`` which of them is in force for a yml (by
    its absolute path; the first where it is not named), ``everything`` whether items that do
    not mention polling are looked at, ``inventory`` whether what polls is told as well,
    ``keep`` whether a later run is to take over what came of them.
    """

    cwd: str
    policies: tuple[Policy, ...]
    internal_error: Rule
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    everything: bool = False
    chosen: Mapping[str, int] = field(default_factory=dict)
    keep: bool = False
    inventory: bool = False

    def policy(self, yml: str) -> Policy:
        """How the item at this path is checked."""
        return self.policies[self.chosen.get(yml, 0)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a session found; all of it can be sent between processes.

    ``suppressed`` are the findings that ignore comments take out, ``verdicts`` what came of
    each of these comments. ``facts`` are filled in where all sessions' facts come together.
    ``inventory`` is what polls, ``kept`` what came of each item, and ``witness`` what was seen
    of the disk, where the plan asks for them.
    """

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    checked: int = 0
    suppressed: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    facts: Facts = ()
    kept: tuple[Kept, ...] = ()
    witness: Witness | None = None
    inventory: tuple[PollingItem, ...] = ()


@dataclass(slots=True)
class _Prepared:
    """An item and what the stages made of it.

    ``found`` is what rules found so far, ``ran`` the codes of those that had their say,
    ``waiting`` are those that wait for the facts about the whole run.
    """

    yml: str
    path: str
    polls: bool
    policy: Policy
    item: Item | None = None
    analysis: ItemAnalysis | None = None
    yaml_problems: tuple[Problem, ...] = ()
    schema_problems: tuple[Problem, ...] = ()
    code_problems: tuple[Problem, ...] = ()
    ignores: list[Ignore] = field(default_factory=list)
    waiting: tuple[Rule, ...] = ()
    found: list[Finding] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    @property
    def general_only(self) -> bool:
        """Whether only the rules that do not speak of polling apply."""
        return not self.polls or self.item is None or _is_shared_module(self.item)


class Session:
    """The state of one process: findings, items that wait, shared modules, what went wrong."""

    __slots__ = (
        "_code_reader",
        "_crashes",
        "_executing",
        "_facts",
        "_failures",
        "_findings",
        "_inventory",
        "_keeper",
        "_plan",
        "_stages",
        "_suppressed",
        "_unread",
        "_verdicts",
        "_waiting",
        "_witness",
        "_workspace",
        "checked",
    )

    def __init__(self, plan: Plan, workspace: Workspace | None = None, stages: Stages = ANEW) -> None:
        self._plan = plan
        self._witness = Witness() if plan.keep else None
        self._stages = stages
        self._workspace = workspace or Workspace(plan.cwd, plan.overlay, self._witness)
        self._findings: list[Finding] = []
        self._facts: list[tuple[str, PollingIndex]] = []
        self._inventory: list[PollingItem] = []
        self._waiting: list[_Prepared] = []
        self._executing: dict[str, str] = {}
        self._code_reader = CodeReader(
            self._workspace,
            self._read,
            lambda yml: plan.policy(yml).module_folders,
            stages.code_file,
        )
        self._failures: list[Failure] = []
        self._crashes: list[Finding] = []
        self._unread: set[str] = set()
        self._suppressed: list[Finding] = []
        self._verdicts: list[Verdict] = []
        self._keeper = Keeper(self._findings, self._suppressed, self._verdicts, self._facts, self._failures)
        self.checked = 0

    # -- first phase

    def prepare(self, yml: str) -> None:
        """Read one yml and its code, and check them if they are an item that may poll."""
        if not self._plan.keep:
            self._prepare(yml)
            return
        marks, checked, waiting = self._keeper.marks(), self.checked, len(self._waiting)
        understood = self._prepare(yml)
        if understood or yml in self._executing:  # others are looked at again as quickly as taken over
            whole = len(self._waiting) > waiting or yml in self._executing
            self._keeper.prepared(yml, marks, self._code_reader.uses(yml), self.checked - checked, whole)

    def _prepare(self, yml: str) -> bool:
        """The same; whether more than the bytes was looked at."""
        self._code_reader.turn_to(yml)
        shown = self._workspace.display(yml)
        data = self._read(yml)
        if data is None:
            return False
        likely = scope.looks_like_item(data)
        if not likely and not scope.lies_like_item(yml):
            return False
        policy = self._plan.policy(yml)
        polls = self._code_reader.mentions_polling(yml, data)
        if not polls and policy.runs(_SCHEDULE_LOST):
            texts = self._code_reader.commands_run(yml, data)
            if texts:  # of a large repository these are many: each item's are kept as one, by line
                self._executing[yml] = "\n".join(texts)
        if not polls and not self._plan.everything:
            self.checked += likely
            return False
        prepared = _Prepared(yml, shown, polls, policy)
        if self._understand(yml, data, prepared):
            self.checked += 1
            self._note_facts(prepared)
            if self._plan.inventory:
                self._note_inventory(prepared)
            context = self._context(prepared, None)
            self._check(prepared, context, [rule for rule in policy.rules if rule.waits is None])
            later = [rule for rule in policy.rules if rule.waits is not None]
            prepared.waiting = tuple(rule for rule in later if self._waits(rule, context))
            if not prepared.general_only:
                prepared.ran += [rule.code for rule in later if rule not in prepared.waiting]
            if prepared.waiting:
                self._put_off(prepared)
            else:
                self._settle(prepared)
        return True

    def _put_off(self, prepared: _Prepared) -> None:
        """Let an item wait for the second phase, which reads it again where that is needed.

        With all that the stages made of the items that wait, memory would grow with the repository.
        """
        if prepared.analysis is not None:
            self._stages.done(prepared.analysis)
        prepared.item = prepared.analysis = None
        self._waiting.append(prepared)

    def _waits(self, rule: Rule, context: ItemContext) -> bool:
        assert rule.waits is not None
        return self._stage(f"rule {rule.code} ({rule.name})", context.path, rule.waits, context) is True

    def facts(self) -> list[tuple[str, PollingIndex]]:
        """What each of this session's items adds to the facts about the whole run, by path."""
        return self._facts

    @property
    def waits(self) -> bool:
        """Whether anything here depends on the facts about other items."""
        return bool(self._waiting or self._executing)

    def _note_facts(self, prepared: _Prepared) -> None:
        from polltool.index import PollingIndex

        if prepared.analysis is None:
            return
        part = self._stage("analysing the code", prepared.path, PollingIndex.of, prepared.analysis)
        if part is None:
            prepared.analysis = None  # it would crash again in every rule
        elif part.entries:
            self._facts.append((prepared.path, part))

    def _note_inventory(self, prepared: _Prepared) -> None:
        from polltool.inventory import polling_item

        item, analysis = prepared.item, prepared.analysis
        if item is None or prepared.general_only:
            return
        part = self._stage("listing what polls", prepared.path, polling_item, item, analysis)
        if part is not None:
            self._inventory.append(part)

    def _understand(self, yml: str, data: bytes, prepared: _Prepared) -> bool:
        """Fill in what the item says; False where the yml is no integration or script."""
        from polltool.model import Language, is_working_copy, item_kind

        shown, stages = prepared.path, self._stages
        document = self._stage("reading the yml", shown, stages.document, shown, data)
        if document is None:
            return True
        if scope.mentions_ignore(data):
            known = prepared.policy.known
            prepared.ignores += (
                self._stage("reading comments", shown, stages.ignores_in_yml, document.source, known) or ()
            )
        if document.problems:
            prepared.yaml_problems = document.problems
            return document.root is None or item_kind(document.root) is not None
        crashes = len(self._crashes)
        item = self._stage("understanding the yml", shown, stages.item, document)
        if item is None:
            return len(self._crashes) > crashes
        if is_working_copy(yml, item.id or ""):
            item = replace(item, working_copy=True)  # the path that reports show need not have the folder
        prepared.item = item
        if prepared.policy.runs("POL002"):
            problems = self._stage("checking the schema", shown, stages.schema_problems, document, item)
            prepared.schema_problems = tuple(problems or ())
        if item.language is Language.PYTHON:
            code = self._code(yml, prepared, document)
            if code is not None:
                if scope.IGNORE_WORD in code.text:
                    known = prepared.policy.known
                    prepared.ignores += (
                        self._stage("reading comments", shown, stages.ignores_in_code, code, known) or ()
                    )
                self._analyse(yml, prepared, item, code)
        return True

    def _code(self, yml: str, prepared: _Prepared, document: Document) -> CodeFile | None:
        item = prepared.item
        assert item is not None
        if item.embedded is not None:
            return self._stage(
                "reading the embedded code", prepared.path, self._stages.embedded_code, document, item
            )
        beside = self._code_reader.beside(yml)
        if beside is None:
            return None
        path, data = beside
        shown = self._workspace.display(path)
        try:
            return self._stages.code_file(shown, data)
        except UnicodeDecodeError as error:
            prepared.code_problems = (undecodable(shown, data, error),)
            return None

    def _analyse(self, yml: str, prepared: _Prepared, item: Item, code: CodeFile) -> None:
        if not prepared.polls:
            problem = self._stage("parsing the code", prepared.path, syntax_problem, code)
        else:

            def find_module(name: str) -> CodeFile | None:
                return self._code_reader.module(name, yml)

            analyse = self._stages.analysis
            read = self._stage("analysing the code", prepared.path, analyse, item, code, find_module)
            problem = read if isinstance(read, Problem) else None
            prepared.analysis = None if isinstance(read, Problem) else read
        if problem is not None:
            prepared.code_problems = (problem,)

    # -- second phase

    def check(self, index: PollingIndex) -> Outcome:
        """Run the rules that waited; ``index`` has the facts of all sessions."""
        for prepared in self._waiting:
            marks = self._keeper.marks()
            self._finish(prepared, index)
            self._keeper.finished(prepared.yml, marks)
        for yml, texts in self._executing.items():
            if not index.entries.keys().isdisjoint(texts.split("\n")):
                marks = self._keeper.marks()
                self._check_executing(yml, index)
                self._keeper.finished(yml, marks)
        return Outcome(
            (*self._findings, *self._crashes),
            tuple(self._failures),
            self.checked,
            tuple(self._suppressed),
            tuple(self._verdicts),
            kept=tuple(self._keeper.kept.values()),
            witness=self._witness,
            inventory=tuple(self._inventory),
        )

    def _finish(self, prepared: _Prepared, index: PollingIndex) -> None:
        """Let the rules that waited have their say."""
        yml, waiting = prepared.yml, prepared.waiting
        self._code_reader.turn_to(yml)
        data = self._read(yml)
        if data is not None and (
            prepared.ignores
            or any(rule.code != _SCHEDULE_LOST for rule in waiting)
            or self._code_reader.may_name(yml, index.entries)
        ):
            prepared.ignores.clear()
            self._understand(yml, data, prepared)
            self._check(prepared, self._context(prepared, index), waiting)
        self._settle(prepared)

    def _check_executing(self, yml: str, index: PollingIndex) -> None:
        """Check an item that does not mention polling for the polling commands that it runs."""
        self._code_reader.turn_to(yml)
        prepared = _Prepared(yml, self._workspace.display(yml), True, self._plan.policy(yml))
        data = self._read(yml)
        if data is not None and self._understand(yml, data, prepared):
            rules = [rule for rule in prepared.policy.rules if rule.code == _SCHEDULE_LOST]
            self._check(prepared, self._context(prepared, index), rules)
            self._settle(prepared)

    def _context(self, prepared: _Prepared, index: PollingIndex | None) -> ItemContext:
        from polltool.index import PollingIndex

        return ItemContext(
            path=prepared.path,
            item=prepared.item,
            analysis=prepared.analysis,
            index=index or PollingIndex.empty(),
            settings=prepared.policy.settings,
            yaml_problems=prepared.yaml_problems,
            schema_problems=prepared.schema_problems,
            code_problems=prepared.code_problems,
        )

    def _check(self, prepared: _Prepared, context: ItemContext, rules: Iterable[Rule]) -> None:
        """Add what these rules find in an item, and note which of them ran."""
        item = prepared.item
        for rule in rules:
            general = _GENERAL.match(rule.code) is not None
            if prepared.general_only and not general:
                continue
            what = f"rule {rule.code} ({rule.name})"
            findings = self._stage(what, prepared.path, _run, rule, context)
            if findings is None:
                continue
            prepared.ran.append(rule.code)
            if item is not None and item.working_copy and not general:
                findings = [replace(finding, severity=Severity.INFO) for finding in findings]
            prepared.found += findings

    def _settle(self, prepared: _Prepared) -> None:
        """Take over an item's findings, once all rules have had their say."""
        policy = prepared.policy
        found = [
            policy.capped(finding)
            for finding in prepared.found
            if finding.code not in self._silent(policy, finding.place.path)
        ]
        if prepared.ignores:
            what = "suppressing findings"
            kept = self._stage(what, prepared.path, self._suppress, prepared, found, prepared.ran)
            found = found if kept is None else kept
        self._findings += found
        if prepared.analysis is not None:
            self._stages.done(prepared.analysis)

    def _suppress(self, prepared: _Prepared, found: list[Finding], ran: list[str]) -> list[Finding]:
        """The findings that no ignore comment takes out; what came of the comments is noted."""
        from polltool import suppress
        from polltool.rules.pol005 import RULE as UNUSED

        if prepared.analysis is None:  # without the code most rules have nothing to say
            ran = [code for code in ran if _GENERAL.match(code)]
        ignores = suppress.on_commands(prepared.ignores, prepared.item)
        kept, suppressed, verdicts = suppress.sort_out(found, ignores, ran)
        self._suppressed += suppressed
        policy, unused = prepared.policy, UNUSED
        if policy.runs(unused.code):
            working_copy = prepared.item is not None and prepared.item.working_copy
            severity = Severity.INFO if working_copy else policy.severity(unused.code, unused.severity)
            for verdict in verdicts:
                silent = self._silent(policy, verdict.ignore.place.path)
                if unused.code not in silent:
                    self._verdicts.append(verdict.without(silent, severity))
        return kept

    def _silent(self, policy: Policy, shown: str) -> frozenset[str]:
        return policy.silent(self._workspace.absolute(shown)) if policy.file_ignores else frozenset()

    # -- what goes wrong

    def _read(self, path: str) -> bytes | None:
        try:
            return self._workspace.read(path)
        except ReadError as error:
            if path not in self._unread:
                self._unread.add(path)
                self._failures.append(Failure(self._workspace.display(path), str(error)))
            return None

    def _stage(
        self, what: str, path: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Call ``function``; where it crashes, that is a finding and a failure, and the result is None."""
        try:
            return function(*args, **kwargs)
        except (Exception, SystemExit) as error:
            import traceback

            told = "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]
            message = (
                f"polltool itself failed here ({what}): {told}. What this part would have found is not "
                "known; please report it with the traceback that -v prints"
            )
            self._crashes.append(self._plan.internal_error.finding(Place(path, 1, 1, 1, 1), message))
            self._failures.append(Failure(path, f"internal error ({what}): {told}", traceback.format_exc()))
            return None


def _run(rule: Rule, context: ItemContext) -> list[Finding]:
    found: list[Finding] = []
    told: set[tuple[Place, str | None, str | None]] = set()
    for finding in rule.check(context):
        if not isinstance(finding, Finding) or finding.code != rule.code:
            raise TypeError(f"a rule gives findings of its own, not {finding!r}")
        if any(related.message == IN_SHARED_MODULE for related in finding.related):
            # All of these lie on the command's name: it is one mistake, wherever the module shows it.
            key = (finding.place, finding.command, finding.argument)
            if key in told:
                continue
            told.add(key)
        found.append(finding)
    return found


def _is_shared_module(item: Item) -> bool:
    """Whether an item is a module that others import: it is judged through them."""
    stem = os.path.splitext(os.path.basename(item.path))[0]
    return any(name is not None and name.endswith("ApiModule") for name in (item.id, item.name, stem))
