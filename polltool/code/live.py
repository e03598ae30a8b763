"""Code that is analysed again after each edit: only what an edit can have changed is worked out anew.

The text is kept as stretches, each a statement at module level with what follows it up to the
next one. An edit is parsed within the stretches that it touches. Where only bodies of functions
have changed, all that was seen in runs which did not enter these functions still holds.
"""

from __future__ import annotations

import ast
import bisect
from collections.abc import Callable, Collection, Hashable
from dataclasses import fields

from polltool.code.files import CodeFile, code_lines
from polltool.code.functions import SMALL
from polltool.code.machine import Incoming, Machine
from polltool.code.merging import FUNCTIONS, Lines, Replaced, carry_out, plan, shift
from polltool.code.modules import SCHEDULING, SEEDS, FindModule, Module, Reach, parse, reach
from polltool.code.parents import first_line
from polltool.code.program import Program, program
from polltool.code.recall import Recall
from polltool.records import dataclass, field

ROOM = 1 << 20
"""How many lines a stretch may grow by before all stretches are numbered anew."""
KEPT_FOR = 3
"""After how many looks at the program without use what was seen in a run is dropped."""


@dataclass(slots=True)
class _Stretch:
    """Statements at module level that begin on lines of their own.

    ``start`` is the index of its first character, ``line`` its first line, ``base`` what its
    nodes call that line.
    """

    start: int
    line: int
    base: int
    statements: list[ast.stmt]


@dataclass(frozen=True, slots=True)
class _Change:
    """An edit: the new text, the stretches from ``first`` to ``last`` that it touches, and what they become.

    ``lines`` are those of the new stretches; ``longer`` and ``more_lines`` by how much the whole grows.
    """

    plain: CodeFile
    first: int
    last: int
    stretches: list[_Stretch]
    lines: list[str]
    longer: int
    more_lines: int


@dataclass(slots=True)
class _Seen:
    """A run, the functions that it entered, and when it was last asked for."""

    machine: Machine
    used: int

    def outlives(self, touched: Collection[ast.AST]) -> bool:
        """Whether it would be the same with other bodies of these functions."""
        return not self.machine.looked_around and self.machine.called.isdisjoint(touched)


@dataclass(slots=True)
class LiveProgram(Program):
    """A program that remembers its runs; ``go_on`` is called before each one."""

    go_on: Callable[[], None] = lambda: None
    files: dict[str, CodeFile | None] = field(default_factory=dict)
    looks: int = 0
    seen: dict[Hashable, _Seen] = field(default_factory=dict)

    def _run(
        self,
        command: str | None,
        incoming: Incoming | None,
        reach: Reach,
        *,
        brief: bool,
        commands: frozenset[str] | None = None,
    ) -> Machine:
        given = None if incoming is None else (frozenset(incoming.values.items()), incoming.others)
        key: Hashable = (command, given, brief, commands)
        found = self.seen.get(key)
        if found is None:
            self.go_on()
            machine = Program._run(self, command, incoming, reach, brief=brief, commands=commands)
            found = self.seen[key] = _Seen(machine, self.looks)
        found.used = self.looks
        return found.machine

    def edited(self, touched: Collection[ast.AST]) -> None:
        """Drop what may differ with the new bodies of these functions."""
        if any(seen.machine.looked_around for seen in self.seen.values()):
            self.recall = Recall()
        else:
            self.recall.changed(touched)
        self.seen = {key: seen for key, seen in self.seen.items() if seen.outlives(touched)}

    def forget(self) -> None:
        """Drop all that was seen in runs."""
        self.seen.clear()
        self.recall = Recall()

    def begin(self, go_on: Callable[[], None]) -> None:
        """It is looked at once more: drop what nobody asked for the last times."""
        self.go_on = go_on
        self.looks += 1
        self.seen = {key: seen for key, seen in self.seen.items() if self.looks - seen.used <= KEPT_FOR}


class LiveCode:
    """One file's code, from edit to edit.

    :param plain: its text.
    :raises SyntaxError: it cannot be parsed.
    """

    __slots__ = ("_bases", "_deltas", "_epoch", "_program", "_stretches", "file", "module")

    def __init__(self, plain: CodeFile) -> None:
        self.file = CodeFile(plain.source, plain.text, plain.offsets, plain.editable)
        self._program: LiveProgram | None = None
        self._epoch = 0
        self._begin(plain, parse(plain.text))

    def program(self, find_module: FindModule, go_on: Callable[[], None]) -> LiveProgram:
        """The program of the text as it is now, with all runs that still hold.

        :param find_module: gives shared modules; as long as one stays the same, so must its file.
        """
        found = self._program
        if found is None or any(find_module(name) is not file for name, file in found.files.items()):
            found = self._program = _live(self.file, find_module, self.module)
        found.begin(go_on)
        return found

    def update(self, plain: CodeFile) -> None:
        """Go on to another text.

        :raises SyntaxError: it cannot be parsed; then nothing has changed.
        """
        old, new = self.file.text, plain.text
        if old == new:
            self._become(plain)
            return
        first, last = self._touched(old, new)
        start = self._stretches[first].start
        end = self._end(last)
        text = new[start : end + len(new) - len(old)]
        try:
            body = parse(text).body
        except SyntaxError:
            self._begin(plain, parse(new))
            return
        change = _Change(
            plain,
            first,
            last,
            _stretches(body, text, start, self._stretches[first].line),
            code_lines(text),
            len(new) - len(old),
            len(code_lines(text)) - len(code_lines(old[start:end])),
        )
        self._epoch += 1
        try:
            self._bring_up(change)
        except Replaced:
            self._replace(change)

    # -- ways to take in an edit

    def _begin(self, plain: CodeFile, tree: ast.Module) -> None:
        """Start anew with a whole text."""
        self._stretches = _stretches(tree.body, plain.text, 0, 1)
        for number, stretch in enumerate(self._stretches):
            stretch.base += number * ROOM
            for statement in stretch.statements:
                shift(statement, number * ROOM)
        self._number()
        self._become(plain)
        self.module = Module("<item>", self.file, tree)
        self.module.read_again(())
        self.file.parsed[:] = [self.module]
        self._program = None

    def _bring_up(self, change: _Change) -> None:
        """Change the bodies of functions.

        :raises Replaced: more than that has changed; then nothing is done.
        """
        own = self._stretches[change.first : change.last + 1]
        if [len(one.statements) for one in own] != [len(one.statements) for one in change.stretches]:
            raise Replaced
        lines: tuple[Lines, Lines] = (
            lambda begin, end: [line for _, line in self.file.lines(begin, end)],
            lambda begin, end: change.lines[begin - 1 : end],
        )
        plans = [
            plan(one, other, lines)
            for stretch, fresh in zip(own, change.stretches, strict=True)
            for one, other in zip(stretch.statements, fresh.statements, strict=True)
        ]
        for stretch, fresh in zip(own, change.stretches, strict=True):
            for statement in fresh.statements:
                shift(statement, stretch.base - fresh.base)
            stretch.start, stretch.line = fresh.start, fresh.line
        touched: list[ast.AST] = []
        renewed: list[ast.stmt] = []
        for steps in plans:
            functions = carry_out(steps, self.file, self._epoch)
            if functions:
                renewed.append(steps[0].old)
                touched += functions
        before = [self._outside(node) for node in touched]
        module, found = self.module, self._program
        known = (module.rebound, module.changing)
        self._move_on(change)
        module.read_again(renewed)
        if found is None or not touched:
            return
        if known != (module.rebound, module.changing) or not found.called.isdisjoint(touched):
            self._program = None
        elif not self._same_reach(found) or [self._outside(node) for node in touched] != before:
            found.forget()
        else:
            found.edited(touched)

    def _replace(self, change: _Change) -> None:
        """Put new statements in the place of others; what was seen in runs is dropped."""
        own = self._stretches[change.first : change.last + 1]
        base = own[0].base
        following = change.last + 1
        limit = self._bases[following] if following < len(self._bases) else own[-1].base + ROOM
        room = (limit - base) // (len(change.stretches) + 1)
        if room < 4 * len(change.lines) or not all(one.statements for one in change.stretches):
            self._begin(change.plain, parse(change.plain.text))
            return
        gone = [statement for stretch in own for statement in stretch.statements]
        for number, stretch in enumerate(change.stretches):
            for statement in stretch.statements:
                shift(statement, base + number * room - stretch.base)
            stretch.base = base + number * room
        self._stretches[change.first : following] = change.stretches
        self.module.tree.body = [one for stretch in self._stretches for one in stretch.statements]
        self._move_on(change)
        self.module.read_again(gone)
        self._program = None

    def _move_on(self, change: _Change) -> None:
        """Take over the text; what follows the change stands elsewhere now."""
        for stretch in self._stretches[change.first + len(change.stretches) :]:
            stretch.start += change.longer
            stretch.line += change.more_lines
        self._number()
        self._become(change.plain)

    # -- helpers

    def _touched(self, old: str, new: str) -> tuple[int, int]:
        """The first and the last stretch that an edit touches, or that begins where it ends."""
        head = _common(old, new)
        tail = _common_end(old[head:], new[head:])
        starts = [stretch.start for stretch in self._stretches]
        first = max(bisect.bisect_left(starts, head) - 1, 0)
        last = bisect.bisect_right(starts, len(old) - tail) - 1
        return first, max(first, last)

    def _end(self, number: int) -> int:
        following = number + 1
        return self._stretches[following].start if following < len(self._stretches) else len(self.file.text)

    def _number(self) -> None:
        self._bases = [stretch.base for stretch in self._stretches]
        self._deltas = [stretch.line - stretch.base for stretch in self._stretches]

    def _become(self, plain: CodeFile) -> None:
        self.file.become(plain, self._real)

    def _real(self, line: int) -> int:
        return line + self._deltas[max(bisect.bisect_right(self._bases, line) - 1, 0)]

    def _outside(self, node: ast.AST) -> object:
        """What runs that do not enter a function may know of it."""
        assert isinstance(node, FUNCTIONS)
        names = self.module.names(node)
        return (
            names.size <= SMALL,
            names.globals,
            self.module.mentions(node) & self.module.assigners,
            None if self._program is None else self._program.reach.matters(self.module, node),
            None if self._program is None else self._program.scheduling.matters(self.module, node),
        )

    def _same_reach(self, found: LiveProgram) -> bool:
        """Whether the same functions matter as before; the program knows which do, in any case."""
        modules = list(found.modules)
        known = (found.reach.names, found.scheduling.names)
        found.reach, found.scheduling = reach(modules, SEEDS), reach(modules, SCHEDULING)
        return known == (found.reach.names, found.scheduling.names)


def _live(file: CodeFile, find_module: FindModule, module: Module) -> LiveProgram:
    files: dict[str, CodeFile | None] = {}

    def noting(name: str) -> CodeFile | None:
        files[name] = find_module(name)
        return files[name]

    made = program(file, noting, module)
    live = LiveProgram(**{one.name: getattr(made, one.name) for one in fields(made)})
    live.files = files
    return live


def _stretches(body: list[ast.stmt], text: str, start: int, line: int) -> list[_Stretch]:
    """The stretches of statements whose nodes count lines from 1 in ``text``.

    ``start`` and ``line`` are where the text begins in the whole; the lines of the nodes stay.
    """
    found: list[_Stretch] = []
    starts = [0]
    for one in code_lines(text):
        starts.append(starts[-1] + len(one))
    end = 0
    for statement in body:
        top = first_line(statement)
        if not found:
            found.append(_Stretch(start, line, 1, [statement]))
        elif top <= end:  # it begins on a line that another one stands on
            found[-1].statements.append(statement)
        else:
            found.append(_Stretch(start + starts[top - 1], line + top - 1, top, [statement]))
        end = max(end, statement.end_lineno or top)
    return found or [_Stretch(start, line, 1, [])]


def _common(old: str, new: str) -> int:
    """How many characters two texts begin with alike; by halves, since slices compare fast."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(old: str, new: str) -> int:
    """How many characters two texts end with alike."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
