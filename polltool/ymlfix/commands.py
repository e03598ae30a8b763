"""Changes to what an item declares: a command's ``polling``, its arguments and their keys.

Each function gives the edits of one change; ``fix`` makes a fix of them, or none.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence

from polltool.edits import Edit
from polltool.findings import Fix
from polltool.model import Argument, Command, Item, Kind, StrayPolling
from polltool.yamldoc import MapNode, ScalarNode, SeqNode
from polltool.ymlfix import maps, members
from polltool.ymlfix.members import Fields, Value, Writer
from polltool.ymlfix.style import (
    ARGUMENT_KEYS,
    COMMAND_KEYS,
    SCRIPT_KEYS,
    Habit,
    list_offset,
    own_keys,
    own_pairs,
)
from polltool.ymlfix.text import Unsure

Edits = tuple[Edit, ...]


def fix(message: str, edits: Callable[[], Edits], *, safe: bool = True) -> Fix | None:
    """A fix made of edits; None where it is not certain that they would be right."""
    try:
        return Fix(safe, message, edits())
    except Unsure:
        return None


# -- what is written about commands and arguments in this file


def _list_name(item: Item) -> str:
    return "args" if item.kind is Kind.SCRIPT else "arguments"


def _command_habit(item: Item) -> Habit:
    usual = SCRIPT_KEYS if item.kind is Kind.SCRIPT else COMMAND_KEYS
    return Habit(item.source, usual, [command.keys.node for command in item.commands])


def _argument_habit(item: Item, command: Command) -> Habit:
    every = [node for one in item.commands for node in one.arguments.nodes]
    return Habit(item.source, ARGUMENT_KEYS, command.arguments.nodes, every)


def _writer(item: Item, command: Command) -> Writer:
    nodes = [one.keys.node for one in item.commands]
    name = _list_name(item)
    lists = [node.get(name) for node in nodes]
    root = item.document.root
    offset = list_offset(item.source, nodes, name)
    if offset is None and root is not None:
        script = root.get("script")
        around = [root, *([script] if isinstance(script, MapNode) else [])]
        offset = list_offset(item.source, [*nodes, *around])
    return Writer(
        item.source,
        _argument_habit(item, command),
        tuple(node for node in lists if isinstance(node, SeqNode)),
        offset or 0,
    )


# -- commands


def poll(item: Item, command: Command) -> Edits:
    """``polling: true`` in a command's own entry, added or in the place of another value."""
    return maps.set_key(item.document, command.keys.node, "polling", "true", _command_habit(item))


def spell_polling(item: Item, command: Command, value: bool) -> Edits:
    """``polling`` spelled as a boolean where it stands.

    :raises Unsure: it is merged in from elsewhere, or no scalar.
    """
    node = command.keys.node
    found = own_pairs(node, "polling")
    if not found or not isinstance(found[0][1], ScalarNode):
        raise Unsure
    return maps.set_key(item.document, node, "polling", "true" if value else "false", _command_habit(item))


def unpoll(item: Item, command: Command) -> Edits:
    """A command's ``polling`` taken out."""
    return maps.remove(item.document, command.keys.node, {"polling"})


def drop_stray(item: Item, stray: StrayPolling) -> Edits:
    """A misplaced ``polling`` key taken out."""
    return maps.remove(item.document, stray.owner.node, {"polling"})


def move_stray(item: Item, stray: StrayPolling, command: Command) -> Edits:
    """A misplaced ``polling`` key taken out and ``polling: true`` put into a command's own entry."""
    gone = drop_stray(item, stray)
    new = poll(item, command)
    if _overlap((*gone, *new)):
        habit = Habit(item.source, SCRIPT_KEYS if item.kind is Kind.SCRIPT else COMMAND_KEYS)
        new = maps.set_key(item.document, command.keys.node, "polling", "true", habit)
        if _overlap((*gone, *new)):
            raise Unsure
    return (*gone, *new)


def _overlap(edits: Iterable[Edit]) -> bool:
    ordered = sorted(edits)
    return any(second.start < first.end for first, second in itertools.pairwise(ordered))


# -- arguments


def declare(item: Item, command: Command, fields: Fields) -> Edits:
    """A new argument of a command, at the end of those that it has.

    :param fields: its keys and values; they are written in the order of the neighbours'.
    """
    node, name, writer = command.keys.node, _list_name(item), _writer(item, command)
    entry = node.entry(name)
    if entry is not None and isinstance(entry.value, SeqNode) and entry.value.children:
        if entry.aliased:
            raise Unsure
        return (members.append(item.document, entry.value, fields, writer),)
    return members.start(item.document, node, name, fields, writer, _command_habit(item))


def undeclare(item: Item, command: Command, argument: Argument) -> Edits:
    """An argument of a command taken out."""
    node, name = command.keys.node, _list_name(item)
    entry = node.entry(name)
    if entry is None or entry.aliased or not isinstance(entry.value, SeqNode):
        raise Unsure
    return members.remove(item.document, node, name, entry.value, argument.keys.node)


def hide(item: Item, command: Command, argument: Argument) -> Edits:
    """``hidden: true`` on an argument, added or in the place of another value."""
    return maps.set_key(item.document, argument.keys.node, "hidden", "true", _argument_habit(item, command))


def hide_instead(item: Item, command: Command, argument: Argument, gone: Sequence[str]) -> Edits:
    """``hidden: true`` in the place of other keys of an argument."""
    node = argument.keys.node
    if not set(gone) <= set(own_keys(node)):
        raise Unsure
    if "hidden" in own_keys(node):
        return (*hide(item, command, argument), *maps.remove(item.document, node, set(gone)))
    first, *others = sorted(gone, key=own_keys(node).index)
    return (
        *maps.rename_key(item.document, node, first, "hidden", "true"),
        *(maps.remove(item.document, node, set(others)) if others else ()),
    )


def drop_keys(item: Item, argument: Argument, gone: Collection[str]) -> Edits:
    """Keys of an argument taken out."""
    return maps.remove(item.document, argument.keys.node, set(gone))


def set_default(item: Item, command: Command, argument: Argument, value: str) -> Edits:
    """An argument's ``defaultValue`` replaced by another that can be written as a plain scalar.

    The quotes around the old one stay.
    """
    node = argument.keys.node
    found = own_pairs(node, "defaultValue")
    child = found[-1][1] if found else None
    if not isinstance(child, ScalarNode) or child.style not in ("", "'", '"'):
        raise Unsure
    written = f"{child.style}{value}{child.style}"
    return maps.set_key(item.document, node, "defaultValue", written, _argument_habit(item, command))


def offer(item: Item, command: Command, argument: Argument, words: tuple[str, ...]) -> Edits:
    """``predefined`` values (and ``auto: PREDEFINED``) for an argument that has none."""
    node, writer = argument.keys.node, _writer(item, command)
    habit = _argument_habit(item, command)
    new: list[tuple[str, Value]] = [("predefined", words)]
    if "auto" not in node:
        new.insert(0, ("auto", "PREDEFINED"))
    edits: list[Edit] = []
    for name, value in new:
        edit = maps.add(item.document, node, name, writer.value(name, value, flow=node.flow), habit)
        if edits and edits[-1].start == edit.start:
            before = edits.pop()
            edit = Edit(edit.path, edit.start, edit.end, before.text + edit.text[1:])
        edits.append(edit)
    return tuple(edits)


def offer_also(item: Item, argument: Argument, word: str) -> Edits:
    """One more ``predefined`` value."""
    found = own_pairs(argument.keys.node, "predefined")
    child = found[0][1] if found else None
    if not isinstance(child, SeqNode):
        raise Unsure
    return (members.append_word(item.document, child, word),)
