"""An item's code, loaded once and run as each of its commands."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping

from polltool.code import calls, conditions, expressions, statements
from polltool.code.events import RunEvents, Schedule
from polltool.code.files import CodeFile
from polltool.code.heap import FIRST_OF_RUN, INPUT, NOTHING, Dictionary, Fact, Ids, Object, Scope, State
from polltool.code.machine import Activation, Incoming, LoadedModule, Machine, OutOfBudget, Parts, PathEnd
from polltool.code.modules import SCHEDULING, SEEDS, FindModule, Module, Reach, load, reach
from polltool.code.parents import in_breadth
from polltool.code.recall import Recall
from polltool.code.values import Spot, spot
from polltool.records import dataclass, field

PARTS = Parts(expressions.evaluate, statements.block, conditions.branch, calls.call)
RECURSION = 8000


@dataclass(slots=True)
class Program:
    """The code of one item with the shared modules it imports.

    ``rest`` is what a run executes: the statements from the first one on that does more
    than define things; what stands before is executed once for all runs. ``called`` are the
    functions that were entered there.
    """

    main: LoadedModule
    base: dict[int, Object]
    loaded: dict[int, LoadedModule]
    loading: RunEvents
    reach: Reach
    scheduling: Reach
    rest: list[ast.stmt] = field(default_factory=list)
    find_module: FindModule = lambda name: None
    shared: dict[str, LoadedModule | None] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    recall: Recall = field(default_factory=Recall)
    called: set[ast.AST] = field(default_factory=set)

    @property
    def unseen(self) -> frozenset[str]:
        """Shared modules that are imported and cannot be seen."""
        return frozenset().union(*(one.unseen for one in self.loaded.values()))

    @property
    def modules(self) -> tuple[Module, ...]:
        """The item's own module first, then the shared ones."""
        return tuple(one.module for one in self.loaded.values())

    def survey(self, command: str) -> RunEvents:
        """What a run as ``command`` schedules, following only code that leads to schedules.

        It may tell of more schedules than ``run`` does, never of fewer; what it tells of
        reads is not to be relied on.
        """
        machine = self._run(command, None, self.scheduling, brief=True)
        machine.events.reads_all = True
        return machine.events

    def overview(self, commands: frozenset[str]) -> tuple[RunEvents, frozenset[str]]:
        """What surveys of all these commands see, in one go, and which of them may see anything of interest.

        The ways of the commands are gone together until the code asks which it is. What the
        commands without anything of interest do is among the events; those of interest, which
        belong to others, are left out.
        """
        machine = self._run(None, None, self.scheduling, brief=True, commands=commands)
        events = machine.events
        if self.loading.schedules or not machine.within_budget:
            machine.of_interest |= commands
        seen = RunEvents(
            "", events.reads, events.tested, checks_support=events.checks_support, reads_all=True
        )
        return seen, frozenset(machine.of_interest)

    def run(self, command: str, incoming: Incoming | None = None) -> RunEvents:
        """What the code does when it is run as ``command``."""
        return self._run(command, incoming, self.reach, brief=False).events

    def _run(
        self,
        command: str | None,
        incoming: Incoming | None,
        reach: Reach,
        *,
        brief: bool,
        commands: frozenset[str] | None = None,
    ) -> Machine:
        machine = Machine(PARTS, self._load_shared, self.loaded, command, incoming, reach)
        machine.brief = brief
        machine.loading = False
        machine.recall, machine.scheduling = self.recall, self.scheduling
        events = machine.events
        for read in self.loading.reads:
            machine.note_read(read)
        events.tested.extend(self.loading.tested)
        events.schedules.extend(self.loading.schedules)
        events.checks_support = self.loading.checks_support
        state = State(self.base, Ids(FIRST_OF_RUN))
        state.commands = commands
        machine.acts.append(Activation(self.main.module, self.main.globals, self.main.globals))
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, RECURSION))
        try:
            machine.block(self.rest, state)
        except (OutOfBudget, RecursionError):
            events.complete = machine.within_budget = False
        finally:
            sys.setrecursionlimit(limit)
        _note_shown(machine)
        return machine

    def _load_shared(self, name: str) -> LoadedModule | None:
        if name not in self.shared:
            self.shared[name] = None
            file = self.find_module(name)
            if file is not None:
                self.shared[name] = self._load(name, file)
        return self.shared[name]

    def _load(self, name: str, file: CodeFile) -> LoadedModule | None:
        try:
            module = load(name, file)
        except SyntaxError:
            return None
        loaded, _rest, _ = _execute(
            module, self.base, self.loaded, self._load_shared, self.ids, self.called, everything=True
        )
        return loaded


def program(file: CodeFile, find_module: FindModule, module: Module | None = None) -> Program:
    """Load an item's code.

    :raises SyntaxError: it cannot be parsed.
    """
    module = load("<item>", file) if module is None else module
    base: dict[int, Object] = {}
    loaded: dict[int, LoadedModule] = {}
    made = Program(
        LoadedModule(module, 0),
        base,
        loaded,
        RunEvents(""),
        Reach(frozenset()),
        Reach(frozenset()),
        [],
        find_module,
    )
    base[INPUT] = Dictionary(base="input", name="input", spot=spot(file, module.tree))
    made.main, made.rest, made.loading = _execute(
        module, base, loaded, made._load_shared, made.ids, made.called, everything=False
    )
    # Imports among the statements that runs execute are needed to know what matters.
    for node in made.rest:
        for at in in_breadth(node):
            if isinstance(at, ast.ImportFrom) and (at.module or "").endswith("Module"):
                made._load_shared((at.module or "").rsplit(".", 1)[-1])
    modules = [one.module for one in loaded.values()]
    made.reach = reach(modules, SEEDS)
    made.scheduling = reach(modules, SCHEDULING)
    return made


def _execute(
    module: Module,
    base: dict[int, Object],
    loaded: dict[int, LoadedModule],
    load_shared: object,
    ids: Ids,
    called: set[ast.AST],
    *,
    everything: bool,
) -> tuple[LoadedModule, list[ast.stmt], RunEvents]:
    """Execute a module's definitions; what they put on the heap becomes part of ``base``."""
    oid = ids.new()
    base[oid] = Scope({})
    here = LoadedModule(module, oid)
    loaded[oid] = here
    machine = Machine(PARTS, load_shared, loaded, None)  # type: ignore[arg-type]
    machine.acts.append(Activation(module, oid, oid))
    state = State(base, ids)
    rest: list[ast.stmt] = []
    defined = {
        node.name
        for node in module.tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        for index, node in enumerate(module.tree.body):
            if not everything and not _defines(node, defined):
                rest = module.tree.body[index:]
                break
            if everything and _runs(node):
                continue
            try:
                after = statements.execute(machine, node, state)
            except (PathEnd, OutOfBudget, RecursionError):
                after = None
            if after is not None:
                state = after
            base.update(state.heap)
            state = State(base, ids)
    finally:
        sys.setrecursionlimit(limit)
    called |= machine.called
    scope = base[oid]
    assert isinstance(scope, Scope)
    scope.freeze()
    return here, rest, machine.events


def _runs(node: ast.stmt) -> bool:
    """Whether a statement of a shared module is its ``if __name__ ...: main()``."""
    return isinstance(node, ast.If) and any(
        isinstance(at, ast.Name) and at.id == "__name__" for at in ast.walk(node.test)
    )


def _defines(node: ast.stmt, defined: set[str]) -> bool:
    """Whether a statement only defines things: the same for each run."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return not _calls(node, defined)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or (
            isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
            and not _calls(node, defined)
            and not _mentions_run(node)
        )
    if isinstance(node, ast.Try):
        parts = [
            *node.body,
            *node.orelse,
            *node.finalbody,
            *(at for handler in node.handlers for at in handler.body),
        ]
        return all(_defines(part, defined) or isinstance(part, ast.Pass) for part in parts)
    if isinstance(node, ast.If):
        if _calls(node.test, defined) or _mentions_run(node.test):
            return False
        return all(
            _defines(part, defined) or isinstance(part, ast.Pass) for part in [*node.body, *node.orelse]
        )
    return isinstance(node, ast.Pass)


def _calls(node: ast.AST, defined: set[str]) -> bool:
    for at in in_breadth(node):
        if isinstance(at, ast.Call) and isinstance(at.func, ast.Name) and at.func.id in defined:
            return True
    return False


def _mentions_run(node: ast.AST) -> bool:
    return any(
        (isinstance(at, ast.Name) and at.id in ("__name__", "demisto", "return_results", "return_error"))
        for at in in_breadth(node)
    )


def _note_shown(machine: Machine) -> None:
    """Complete the schedules with what was seen of the entries that carry them."""
    from polltool.records import replace

    events = machine.events
    found: dict[tuple[Spot, Spot | None], list[Schedule]] = {}
    kept: list[Schedule] = []
    reached = {schedule.spot for schedule in events.schedules if schedule.oid in events.escaped}
    for schedule in events.schedules:
        if schedule.decorator is None:
            facts = _where_attached(schedule, machine.attached.get(schedule.oid, []))
            schedule = replace(schedule, visible=machine.shown.get(schedule.oid), facts=facts)
            if schedule.oid not in events.escaped:
                if schedule.spot not in reached:
                    events.lost.append(schedule)
                continue
        result = None if schedule.result is None else schedule.result.spot
        alike = found.setdefault((schedule.spot, result), [])
        if all(not schedule.same_as(other) for other in alike):
            alike.append(schedule)
            kept.append(schedule)
    events.schedules = kept


def _where_attached(schedule: Schedule, seen: list[Mapping[str, Fact]]) -> Mapping[str, Fact]:
    """What is known of the incoming arguments where a schedule is put into a result, made earlier or not."""
    facts = dict(schedule.facts)
    for key, fact in seen[0].items() if seen else ():
        if all(other.get(key) == fact for other in seen):
            facts[key] = fact.and_also(facts.get(key, NOTHING))
    return facts
