"""The mistakes: for a polling command, every way to get its yml wrong that is measured."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.mutation.code import Code
from bench.mutation.content import HIDE, Argument, Command, Item
from bench.mutation.edits import (
    CannotEdit,
    Edit,
    apply,
    insert_entry,
    moved_offset,
    remove_entry,
    remove_member,
    replace_value,
)
from polltool.model import Kind

ANY = "*"
_TIMING = re.compile(r"interval|time_?out", re.IGNORECASE)
_ENTRY = "polling: true"


class Mistake(enum.Enum):
    """A kind of mistake."""

    REMOVED = "polling: true removed"
    TO_ROOT = "polling: true moved to the root"
    TO_SCRIPT = "polling: true moved into script"
    TO_ARGUMENT = "polling: true moved into an argument"
    QUOTED = "polling: 'true'"
    FALSE = "polling: false"
    YES = "polling: yes"
    HIDDEN_STATE = "hidden state argument removed"
    VISIBLE_STATE = "visible state argument removed"
    POLLING_ARGUMENT = "polling argument removed"
    HIDE = "hide_polling_output removed"


@dataclass(frozen=True, slots=True)
class Want:
    """A finding that has to come: one of ``codes``, about a command and an argument.

    ``offset`` is a place in the mutant's text on whose line it has to lie; None where it
    may lie in the code.
    """

    codes: frozenset[str]
    command: str | None
    argument: str | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in one yml; all of ``wants`` have to come."""

    path: str
    mistake: Mistake
    command: str
    argument: str | None
    edits: tuple[Edit, ...]
    wants: tuple[Want, ...]

    @property
    def label(self) -> str:
        """How reports name it."""
        about = f"{self.command} {self.argument}" if self.argument else self.command
        return f"{self.path} {about}: {self.mistake.value}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mistake that is not made, and why."""

    path: str
    mistake: Mistake
    command: str
    argument: str | None
    reason: str


# What counts as found, beside the rule that is meant for it.
_STATE = frozenset({"POL201"})
_GATE = frozenset({"POL205", "POL207", "POL201"})
_HIDE = frozenset({"POL203"})


def mutants_of(
    item: Item,
    code: Code,
    states: Mapping[str, frozenset[str]] | None = None,
    idle: Mapping[str, str] | None = None,
) -> Iterator[Mutant | LeftOut]:
    """Every mutant of every polling command of an item.

    ``states`` are arguments known to be carried, by target; a target that does not poll
    itself has mutants for these alone. ``idle`` are commands no run of which can schedule,
    with the reason.
    """
    known = states or {}
    idle = idle or {}
    for command in item.commands:
        carried = known.get(command.name, frozenset())
        if command.polls:
            yield from _Maker(item, code, command, carried, idle.get(command.name)).all()
        elif carried:
            yield from _Maker(item, code, command, carried, idle.get(command.name)).state_only()


class _Maker:
    """Makes the mutants of one command."""

    def __init__(
        self, item: Item, code: Code, command: Command, carried: frozenset[str], idle: str | None
    ) -> None:
        self.item = item
        self.code = code
        self.command = command
        self.invisible = idle or _invisible(code)
        self.carried = carried.union(*(facts.carried for facts in code.all))

    def all(self) -> Iterator[Mutant | LeftOut]:
        yield from self._key_mutants()
        yield from self._argument_mutants(list(Mistake))

    def state_only(self) -> Iterator[Mutant | LeftOut]:
        yield from self._argument_mutants([Mistake.HIDDEN_STATE, Mistake.VISIBLE_STATE])

    # -- the key

    def _key_mutants(self) -> Iterator[Mutant | LeftOut]:
        removal = self._removal()
        if isinstance(removal, str):
            for mistake in (Mistake.REMOVED, Mistake.TO_ROOT, Mistake.TO_SCRIPT, Mistake.TO_ARGUMENT):
                yield self._left_out(mistake, None, removal)
        else:
            if self.invisible is None:
                yield self._mutant(Mistake.REMOVED, None, [removal], [self._missing([removal])])
            else:
                yield self._left_out(Mistake.REMOVED, None, self.invisible)
            yield from self._moves(removal)
        polling = self.command.polling
        assert polling is not None
        for mistake, text in ((Mistake.QUOTED, "'true'"), (Mistake.YES, "yes"), (Mistake.FALSE, "false")):
            edit = replace_value(polling.value, text)
            code = "POL101" if mistake is Mistake.FALSE else "POL103"
            if mistake is Mistake.FALSE and self.invisible is not None:
                yield self._left_out(mistake, None, self.invisible)
                continue
            want = Want(frozenset({code}), self.command.name, None, moved_offset(polling.key.start, [edit]))
            yield self._mutant(mistake, None, [edit], [want])

    def _removal(self) -> Edit | str:
        try:
            return remove_entry(self.item.source, self.command.node, "polling")
        except CannotEdit as error:
            return str(error)

    def _moves(self, removal: Edit) -> Iterator[Mutant | LeftOut]:
        item = self.item
        if item.kind is Kind.INTEGRATION and item.script is not None:
            yield self._move(Mistake.TO_ROOT, removal, item.root, clear=len(item.commands) == 1)
            yield self._move(Mistake.TO_SCRIPT, removal, item.script, clear=len(item.commands) == 1)
        if self.command.arguments:
            node = self.command.arguments[0].node
            yield self._move(Mistake.TO_ARGUMENT, removal, node, clear=True)
        else:
            yield self._left_out(Mistake.TO_ARGUMENT, None, "the command has no argument")

    def _move(self, mistake: Mistake, removal: Edit, owner: object, *, clear: bool) -> Mutant | LeftOut:
        from polltool.yamldoc import MapNode

        assert isinstance(owner, MapNode)
        try:
            insertion = insert_entry(self.item.source, owner, _ENTRY)
            edits = [removal, insertion]
            apply(self.item.source.text, edits)
        except CannotEdit as error:
            return self._left_out(mistake, None, str(error))
        start = insertion.start + insertion.text.index("polling")
        if removal.start < insertion.start:
            start -= removal.end - removal.start
        wants = [Want(frozenset({"POL102"}), self.command.name if clear else ANY, None, start)]
        if not clear and self.invisible is None:
            wants.append(self._missing(edits))
        return self._mutant(mistake, None, edits, wants)

    def _missing(self, edits: Sequence[Edit]) -> Want:
        return Want(
            frozenset({"POL101"}), self.command.name, None, moved_offset(self.command.name_node.start, edits)
        )

    # -- arguments

    def _argument_mutants(self, mistakes: Sequence[Mistake]) -> Iterator[Mutant | LeftOut]:
        decorates = any(facts.decorates for facts in self.code.all)
        for argument in self.command.arguments:
            mistake = self._role(argument)
            if mistake is None or mistake not in mistakes or (mistake is Mistake.HIDE and not decorates):
                continue
            reason = self._no_mistake(mistake, argument)
            if reason is None:
                yield self._without(mistake, argument)
            else:
                yield self._left_out(mistake, argument.name, reason)

    def _role(self, argument: Argument) -> Mistake | None:
        """What the removal of an argument would be; None where it is an ordinary input."""
        name = argument.name
        if name == HIDE:
            return Mistake.HIDE
        if name in self.code.gates:
            return Mistake.POLLING_ARGUMENT
        if _TIMING.search(name) or not name:
            return None
        carried = name in self.carried
        if argument.hidden or (argument.deprecated and (carried or not _retired(argument))):
            return Mistake.HIDDEN_STATE
        return Mistake.VISIBLE_STATE if carried else None

    def _no_mistake(self, mistake: Mistake, argument: Argument) -> str | None:
        if self.invisible is not None:
            return self.invisible
        if sum(other.name == argument.name for other in self.command.arguments) > 1:
            return "the argument is declared twice"
        if mistake in (Mistake.HIDDEN_STATE, Mistake.VISIBLE_STATE) and not self.code.says(argument.name):
            return "no visible code has the argument's name"
        if mistake is not Mistake.POLLING_ARGUMENT and not self._is_target():
            return "no schedule has the command as its target"
        return None

    def _is_target(self) -> bool:
        """Whether a schedule may run the command: its arguments are what next runs get."""
        names = {self.command.name}
        if self.item.kind is Kind.SCRIPT:
            names.add(self.item.id)
        return any(self.code.may_target(name) for name in names)

    def _without(self, mistake: Mistake, argument: Argument) -> Mutant | LeftOut:
        command = self.command
        assert command.list_node is not None
        try:
            if len(command.list_node.children) == 1:
                edit = remove_entry(self.item.source, command.node, command.list_key)
            else:
                edit = remove_member(self.item.source, command.list_node, argument.index)
        except CannotEdit as error:
            return self._left_out(mistake, argument.name, str(error))
        codes = {Mistake.POLLING_ARGUMENT: _GATE, Mistake.HIDE: _HIDE}.get(mistake, _STATE)
        place = moved_offset(command.name_node.start, [edit])
        wants = [
            Want(codes, command.name, argument.name, None if mistake is Mistake.POLLING_ARGUMENT else place)
        ]
        return self._mutant(mistake, argument.name, [edit], wants)

    # -- making

    def _mutant(
        self, mistake: Mistake, argument: str | None, edits: Sequence[Edit], wants: Sequence[Want]
    ) -> Mutant:
        return Mutant(self.item.shown, mistake, self.command.name, argument, tuple(edits), tuple(wants))

    def _left_out(self, mistake: Mistake, argument: str | None, reason: str) -> LeftOut:
        return LeftOut(self.item.shown, mistake, self.command.name, argument, reason)


def _invisible(code: Code) -> str | None:
    """Why nothing can be expected to be found in the code; None where it polls."""
    if code.problem is not None:
        return code.problem
    if code.polls:
        return None
    if code.unseen:
        return f"no visible code polls, and {', '.join(sorted(code.unseen))} is not there"
    return "no visible code polls"


def _retired(argument: Argument) -> bool:
    """Whether an argument is deprecated for people, not a way to hide state."""
    return re.match(r"\W*deprecated", argument.description, re.IGNORECASE) is not None
