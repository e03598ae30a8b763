"""The mistakes: those that bench/mutants.py makes in ymls, and more of those that fixes mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bench.mutation.code import Code, read_code
from bench.mutation.content import HIDE, Argument, Command, Item
from bench.mutation.edits import CannotEdit, Edit, insert_entry, remove_entry
from bench.mutation.forms import polling_of
from bench.mutation.mistakes import Mutant, mutants_of
from polltool.workspace import Workspace
from polltool.yamldoc import AliasNode, MapNode

AS_FOUND = "as found"

# `arg_to_number(args.get('interval', 30))` without the default; the polling argument as it comes.
_CODE = (
    (
        "default of a number removed",
        re.compile(r"""arg_to_number\((\w+\.get\(['"]\w+['"]), *['"]?\d+['"]?\)\)"""),
        r"arg_to_number(\1))",
    ),
    (
        "argToBoolean removed",
        re.compile(r"""argToBoolean\((\w+\.get\(['"]polling['"](?:, *\w+)?\))\)"""),
        r"\1",
    ),
    (
        "bool removed",
        re.compile(r"continue_to_poll=bool\((\w+(?:\.get\([^()]*\))? (?:and|or) [^()]+)\)"),
        r"continue_to_poll=\1",
    ),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake in one file of an item; with no edits, the item as it is.

    ``argument`` is the one that the mistake takes away or changes, ``command`` its command.
    """

    mistake: str
    command: str | None
    argument: str | None
    in_code: bool
    edits: tuple[Edit, ...]


def cases_of(item: Item, code_text: str | None, workspace: Workspace) -> Iterator[Case]:
    """All mistakes of an item; ``code_text`` is the Python beside it."""
    code = read_code(item, workspace)
    states = polling_of(item, code, workspace).states
    for made in mutants_of(item, code, states):
        if isinstance(made, Mutant):
            yield Case(made.mistake.value, made.command, made.argument, False, made.edits)
    for command in item.commands:
        for argument in command.arguments if command.polls or command.name in states else ():
            yield from _argument_cases(item, code, command, argument)
    for name, wrong, right in _CODE if code_text is not None else ():
        for match in wrong.finditer(code_text or ""):
            edit = Edit(match.start(), match.end(), match.expand(right))
            yield Case(name, None, None, True, (edit,))


def _argument_cases(item: Item, code: Code, command: Command, argument: Argument) -> Iterator[Case]:
    node = argument.node
    wrongs: list[tuple[str, Edit]] = []
    try:
        if argument.hidden:
            removed = remove_entry(item.source, node, "hidden")
            role = HIDE if argument.name == HIDE else "state"
            wrongs.append((f"hidden: true of {role} removed", removed))
            key = _key(node, "hidden")
            if argument.name != HIDE and key is not None:
                wrongs.append(("hidden: true made deprecated: true", Edit(*key, "deprecated")))
        if argument.name == HIDE:
            wrongs += [
                (f"{HIDE} with {entry}", insert_entry(item.source, node, entry))
                for entry in ("default: true", "defaultValue: 'false'", "required: true", "isArray: true")
                if node.get(entry.partition(":")[0]) is None
            ]
        if argument.name in code.gates and node.get("predefined") is not None:
            wrongs.append(("predefined values removed", remove_entry(item.source, node, "predefined")))
    except CannotEdit:
        return
    for name, edit in wrongs:
        yield Case(name, command.name, argument.name, False, (edit,))


def _key(node: MapNode, name: str) -> tuple[int, int] | None:
    for key, _ in node.pairs:
        if key.text == name and not isinstance(key, AliasNode):
            return key.start, key.end
    return None
