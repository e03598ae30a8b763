"""The abstract interpreter's core: activations, names, control flow between its parts.

The parts are modules of functions, one for statements, expressions, conditions, calls,
dictionaries, the library and polling; they reach each other through the ``Machine``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from polltool.code.events import Read, RunEvents
from polltool.code.heap import Fact, Scope, State, join_states
from polltool.code.modules import Module, Reach
from polltool.code.usage import only_tested
from polltool.code.values import (
    UNKNOWN,
    Const,
    CurrentCommand,
    Decorator,
    Function,
    Library,
    Ref,
    Spot,
    Value,
    join,
    spot,
)
from polltool.records import dataclass, field

if TYPE_CHECKING:
    from polltool.code.recall import Recall

MOST_STEPS = 60_000
MOST_DEPTH = 40
MOST_WAYS = 8
"""With more ways than this through a function, they are joined where it returns."""


class PathEnd(Exception):
    """The path that was followed goes no further: it raised, returned an error or exited."""


class OutOfBudget(Exception):
    """The run took more steps than it may."""


class CommandNeeded(Exception):
    """What comes next depends on which command it is: the ways of several part here."""


@dataclass(slots=True)
class Path:
    """One way through a function: what it returns, in which state, by which statement."""

    value: Value
    state: State
    node: ast.Return | None


@dataclass(slots=True)
class Loop:
    """The states that leave a loop's body early."""

    breaks: list[State] = field(default_factory=list)
    continues: list[State] = field(default_factory=list)


@dataclass(slots=True)
class Activation:
    """A function being run, a class's body, or a module."""

    module: Module
    globals: int
    scope: int
    closure: tuple[int, ...] = ()
    function: Function | None = None
    decorator: Decorator | None = None
    paths: list[Path] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()
    handlers: int = 0


ABSENT = Library("<absent>")


@dataclass(frozen=True, slots=True)
class Incoming:
    """The arguments that a run gets, where more is assumed than that anything may come.

    ``values`` maps a key to its value (``ABSENT``: it does not come); ``others`` says
    whether keys that are not told may come.
    """

    values: Mapping[str, Value]
    others: bool = True

    def get(self, key: str) -> Value | None:
        """The value of a key, ABSENT, or None where nothing is known."""
        found = self.values.get(key)
        if found is None and not self.others:
            return ABSENT
        return found


@dataclass(slots=True)
class LoadedModule:
    """A module whose body was run: where its globals are, and the modules it imports all of."""

    module: Module
    globals: int
    stars: list[int] = field(default_factory=list)
    unseen: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Arguments:
    """The arguments of a call.

    ``spread``: what ``**x`` brings beyond the keywords that are known. ``unsure``: unknown
    positional ones are among them (``*x``).
    """

    args: list[Value]
    kwargs: dict[str, Value]
    spread: Value | None = None
    unsure: bool = False
    nodes: list[ast.expr] = field(default_factory=list)
    keyword_nodes: dict[str, ast.expr] = field(default_factory=dict)

    def get(self, index: int, name: str) -> Value | None:
        """An argument, by position or by name; None where it is not given."""
        if index < len(self.args):
            return self.args[index]
        return self.kwargs.get(name)

    def node(self, index: int, name: str) -> ast.expr | None:
        """The expression given for an argument."""
        if index < len(self.nodes):
            return self.nodes[index]
        return self.keyword_nodes.get(name)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the interpreter, so that each can reach the others."""

    evaluate: Callable[[Machine, ast.expr, State], Value]
    block: Callable[[Machine, list[ast.stmt], State | None], State | None]
    branch: Callable[[Machine, ast.expr, State], tuple[State | None, State | None]]
    call: Callable[[Machine, Value, Arguments, State, ast.AST], Value]


Handler = Callable[["Machine", Arguments, State, ast.AST], Value]
"""What a call of something of the library does and gives."""

LoadShared = Callable[[str], LoadedModule | None]
"""Gives a shared module by its name, loaded; None where it cannot be seen."""


class Machine:
    """One run of the code, or the loading of a module that runs share."""

    def __init__(
        self,
        parts: Parts,
        load_shared: LoadShared,
        loaded: dict[int, LoadedModule],
        command: str | None,
        incoming: Incoming | None = None,
        reach: Reach | None = None,
    ) -> None:
        self.parts = parts
        self.load_shared = load_shared
        self.loaded = loaded
        self.command = command
        self.incoming = incoming
        self.reach = reach
        self.events = RunEvents(command or "")
        self.acts: list[Activation] = []
        self.handlers: list[list[State]] = []
        self.steps = 0
        self.loading = command is None
        self.changing: frozenset[str] = frozenset().union(*(one.module.changing for one in loaded.values()))
        self.budget = MOST_STEPS
        self.brief = False
        self.within_budget = True
        self.of_interest: set[str] = set()
        """Of the commands whose ways are gone at once: those that came by anything of interest."""
        self.tail: tuple[ast.AST, list[Path]] | None = None
        """The call that was followed last, with the ways through its function."""
        self.doubts = 0
        self.returned_at: dict[int, Spot] = {}
        self.unwrapped: set[int] = set()
        self.shown: dict[int, bool | None] = {}
        self.attached: dict[int, list[Mapping[str, Fact]]] = {}
        self._read: dict[str, list[tuple[int, Read]]] = {}
        self.read_count = 0
        # What the call that is watched (see ``recall``) depends on, and whether it can be kept.
        self.recall: Recall | None = None
        self.scheduling = Reach(frozenset())
        self.asked_command = False
        self.saw_input = False
        self.unkept = False
        self.history: dict[str, bool] = {}
        self.called: set[ast.AST] = set()
        self.deepest = 0
        self.looked_around = False
        """Whether what was seen depends on more code than the functions that were called."""

    # -- where we are ------------------------------------------------------------

    @property
    def act(self) -> Activation:
        """The innermost activation."""
        return self.acts[-1]

    def spot(self, node: ast.AST) -> Spot:
        """The spot of a node of the code that is being run."""
        return spot(self.acts[-1].module.file, node)

    @property
    def function(self) -> object:
        """The syntax node of the function that is being run, None in a module's body."""
        function = self.acts[-1].function
        return function.node if function is not None else None

    def stack(self) -> tuple[object, ...]:
        """The functions that are being run, outermost first."""
        return tuple(act.function.node for act in self.acts if act.function is not None)

    def step(self) -> None:
        """Count a step.

        :raises OutOfBudget: there were too many.
        """
        self.steps += 1
        if self.steps > self.budget:
            raise OutOfBudget

    def note_read(self, read: Read) -> None:
        """Note that an incoming argument is read."""
        self.events.reads.append(read)
        self._index(read)

    def _index(self, read: Read) -> None:
        self.read_count += 1
        if read.spot is not None and read.how in ("get", "item", "pop"):
            self._read.setdefault(read.key, []).append((self.read_count, read))

    def was_read(self, key: str, before: int | None = None) -> bool:
        """Whether the run read an incoming argument for more than to decide something.

        ``before``: only what was read when so many reads had been noted counts.
        """
        return any(
            (before is None or number <= before) and self._is_used(read.spot)
            for number, read in self._read.get(key, ())
            if read.spot is not None
        )

    def _is_used(self, where: Spot) -> bool:
        """Whether what is read there serves for more than to decide something."""
        module = where.file.parsed[0]
        if not isinstance(module, Module):
            return True
        parents = module.parents
        parents.walked = False
        used = not only_tested(where.node, parents)
        self.looked_around |= parents.walked or not parents.in_function(where.node)
        return used

    def absorb(self, events: RunEvents) -> None:
        """Add what was seen in a call that is not followed again."""
        self.events.absorb(events)
        for read in events.reads:
            self._index(read)

    def note_interest(self, state: State) -> None:
        """Note, where several commands are run at once, which of them came to something of interest."""
        self.unkept = True
        if state.commands is not None:
            self.of_interest |= state.commands

    def part_commands(self, key: Value, state: State) -> None:
        """Go on as each command by itself, where something is looked up by the command's name.

        :raises CommandNeeded: several commands come here.
        """
        if isinstance(key, CurrentCommand) and state.commands is not None and len(state.commands) > 1:
            raise CommandNeeded

    # -- control flow ------------------------------------------------------------

    def evaluate(self, node: ast.expr, state: State) -> Value:
        """The value of an expression; ``state`` is changed by what it does."""
        return self.parts.evaluate(self, node, state)

    def block(self, body: list[ast.stmt], state: State | None) -> State | None:
        """Run statements; None where no way arrives at their end."""
        return self.parts.block(self, body, state)

    def branch(self, test: ast.expr, state: State) -> tuple[State | None, State | None]:
        """The states in which a test holds and does not hold (None: that cannot be)."""
        return self.parts.branch(self, test, state)

    def call(self, function: Value, arguments: Arguments, state: State, node: ast.AST) -> Value:
        """What calling a value gives; ``state`` is changed by what it does.

        :raises PathEnd: no way comes back from it.
        """
        return self.parts.call(self, function, arguments, state, node)

    def raised(self, state: State) -> None:
        """An exception leaves from here: a handler around may go on in this state."""
        if self.handlers:
            self.handlers[-1].append(state.fork())

    def meet(self, state: State, states: list[State | None]) -> None:
        """Let ``state`` go on as the join of others.

        :raises PathEnd: none of them arrives.
        """
        joined = join_states([one for one in states if one is not None])
        if joined is None:
            raise PathEnd
        state.become(joined)

    # -- names -------------------------------------------------------------------

    def lookup(self, name: str, state: State) -> Value | None:
        """What a name means here; None where nothing visible defines it."""
        act = self.acts[-1]
        if name not in act.global_names:
            if act.scope != act.globals:
                names = state.heap.get(act.scope) or state.base[act.scope]
                found = names.names.get(name)  # type: ignore[union-attr]  # no module: nothing is fixed
                if found is not None:
                    return found
            for scope in act.closure:
                found = state.scope(scope).get(name)
                if found is not None:
                    return found
        return self.lookup_global(act.globals, name, state)

    def lookup_global(self, globals_: int, name: str, state: State) -> Value | None:
        """What a module's global means, through the modules it imports all of."""
        loaded = self.loaded.get(globals_)
        scope = state.scope(globals_)
        found = scope.get(name)
        if found is not None:
            if (
                loaded is not None
                and name in loaded.module.rebound
                and not isinstance(found, (Ref, Function))
            ):
                # What this run assigned is known; what stands since loading may have been replaced.
                return found if name in scope.names and isinstance(found, Const) else join((found, UNKNOWN))
            return found
        if loaded is not None:
            for star in loaded.stars:
                found = self.lookup_global(star, name, state)
                if found is not None:
                    return found
        return None

    def bind(self, name: str, value: Value, state: State) -> None:
        """Give a name its value."""
        act = self.acts[-1]
        target = act.scope
        if name in act.global_names:
            target = act.globals
        elif name in act.nonlocal_names:
            for scope in act.closure:
                if state.scope(scope).get(name) is not None:
                    target = scope
                    break
        owned = state.own(target)
        assert isinstance(owned, Scope)
        owned.names[name] = value

    def import_shared(self, name: str, node: ast.ImportFrom, state: State) -> None:
        """``from XApiModule import ...``: all of its names, or some."""
        here = self.loaded.get(self.act.globals)
        shared = self.load_shared(name)
        if shared is None:
            if here is not None:
                here.unseen.add(name)
            return
        for alias in node.names:
            if alias.name == "*":
                if here is not None and shared.globals not in here.stars:
                    here.stars.append(shared.globals)
                    here.unseen.update(shared.unseen)
            else:
                found = self.lookup_global(shared.globals, alias.name, state)
                self.bind(alias.asname or alias.name, UNKNOWN if found is None else found, state)

    def unbind(self, name: str, state: State) -> None:
        """Take a name away (``del``)."""
        owned = state.own(self.act.scope)
        assert isinstance(owned, Scope)
        owned.names.pop(name, None)
