"""Commands put into an integration's yml, written as its author writes them.

A command is rendered as YAML, read, and written again in the file's own manner: the order of
keys, quotes, how lists stand, line endings. Nothing else in the file moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from polltool.edits import Edit
from polltool.model import Item
from polltool.records import dataclass, replace
from polltool.scaffold.rendering import TemplateFault
from polltool.source import Source
from polltool.yamldoc import MapNode, Node, ScalarNode, SeqNode, load_bytes
from polltool.ymlfix import members
from polltool.ymlfix.members import Fields, Members, Value, Writer
from polltool.ymlfix.style import ARGUMENT_KEYS, COMMAND_KEYS, Habit, list_offset
from polltool.ymlfix.text import Unsure, line_of

_LISTS = {
    "arguments": (ARGUMENT_KEYS, ("required", "isArray", "secret", "default", "deprecated")),
    "outputs": (("contextPath", "description", "type"), ()),
}
"""The lists of a command: the usual order of their members' keys, and those that may say false."""
_TOLD: Mapping[str, Mapping[str, object]] = {
    "arguments": {
        "name": "",
        "description": "",
        "required": False,
        "hidden": False,
        "predefined": [],
        "defaultValue": "",
    },
    "outputs": {"contextPath": "", "type": "Unknown", "description": ""},
}
"""What is told of a command's arguments and outputs where their entries do not say."""

_KNOWN = 40
"""From how many of the file's last arguments (or outputs) its manner is learnt."""


@dataclass(frozen=True, slots=True)
class CommandPart:
    """A command as it is to be: its name, its entry in ``script.commands``, and that as YAML."""

    name: str
    node: MapNode
    text: str


def read_command(template: str, text: str) -> CommandPart:
    """The command that a template rendered.

    :raises TemplateFault: it is no YAML mapping with a name.
    """
    document = load_bytes(template, text.encode())
    name = None if document.root is None or document.problems else document.root.get("name")
    if document.root is None or not isinstance(name, ScalarNode):
        what = document.problems[0].message if document.problems else "it has no name"
        raise TemplateFault(f"the template {template} gives no command: {what}")
    return CommandPart(name.text, document.root, text)


def differences(wanted: CommandPart, present: MapNode) -> list[str]:
    """The keys in which a command that is there differs from the one that is wanted.

    The order of keys does not count, nor does a key that says what its absence says.
    """
    ours, theirs = _plain_map(wanted.node), _plain_map(present)
    return [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]


def _plain_map(node: MapNode) -> dict[str, object]:
    values = ((entry.key.text or "", _plain(entry.value)) for entry in node.entries())
    return {key: value for key, value in values if value not in (False, None, [], "")}


def _plain(node: Node) -> object:
    if isinstance(node, ScalarNode):
        return node.value
    return [_plain(child) for child in node.items] if isinstance(node, SeqNode) else _plain_map(node)


def put_in(item: Item, parts: Sequence[CommandPart]) -> tuple[int, tuple[Edit, ...]]:
    """How many of some commands are put at the end of the integration's at once, and the edits that do it.

    Where it has no commands yet, that is the first only.

    :raises Unsure: it is not certain that they would be right.
    """
    root = item.document.root
    script = None if root is None else root.get("script")
    if not isinstance(script, MapNode):
        raise Unsure
    entry = script.entry("commands")
    manner = _Manner(item)
    writer = manner.commands()
    if entry is None or not isinstance(entry.value, SeqNode) or not entry.value.children:
        habit = Habit(item.source, ("type", "commands"))
        fields = manner.command(parts[0].node)
        return 1, members.start(item.document, script, "commands", fields, writer, habit)
    if entry.aliased:
        raise Unsure
    gap = _gap(item.source, entry.value)
    edits = [members.append(item.document, entry.value, manner.command(part.node), writer) for part in parts]
    return len(edits), tuple(replace(edit, text=gap + edit.text) for edit in edits)


class _Manner:
    """How the author of a yml writes commands, arguments and outputs."""

    def __init__(self, item: Item) -> None:
        root = item.document.root
        assert root is not None
        script = root.get("script")
        self.source = item.source
        self.command_nodes = [command.keys.node for command in item.commands]
        around = [root, *([script] if isinstance(script, MapNode) else [])]
        self.nodes = [*self.command_nodes, *around]
        self.script = script

    def commands(self) -> Writer:
        """What writes commands."""
        found = self.script.get("commands") if isinstance(self.script, MapNode) else None
        lists = (found,) if isinstance(found, SeqNode) else ()
        habit = Habit(self.source, COMMAND_KEYS, self.command_nodes[-_KNOWN:])
        return Writer(self.source, habit, lists, self._offset("commands"))

    def command(self, node: MapNode) -> Fields:
        """A command's keys and values, with what this file's commands always say."""
        fields: list[tuple[str, Value]] = []
        for entry in node.entries():
            name = entry.key.text or ""
            if isinstance(entry.value, SeqNode) and name in _LISTS:
                fields.append((name, self._members(name, entry.value)))
            else:
                fields.append((name, _value(entry.value)))
        return _with_usual(fields, self.command_nodes, ("deprecated", "execution"))

    def _members(self, name: str, node: SeqNode) -> Members:
        usual, always = _LISTS[name]
        lists = [found for command in self.command_nodes if isinstance(found := command.get(name), SeqNode)]
        lists = lists[-_KNOWN:]
        known = [child for one in lists for child in one.items if isinstance(child, MapNode)][-_KNOWN:]
        writer = Writer(self.source, Habit(self.source, usual, known), tuple(lists), self._offset(name))
        fields = [
            _with_usual(
                [(entry.key.text or "", _value(entry.value)) for entry in member.entries()], known, always
            )
            for member in node.items
            if isinstance(member, MapNode)
        ]
        return Members(tuple(fields), writer)

    def _offset(self, name: str) -> int:
        """How much further right than its key a list of that name stands."""
        found = list_offset(self.source, self.nodes, name)
        return (list_offset(self.source, self.nodes) if found is None else found) or 0


def _value(node: Node) -> Value:
    if isinstance(node, SeqNode):
        return tuple(child.text for child in node.items if isinstance(child, ScalarNode))
    if isinstance(node, ScalarNode):
        return node.value if isinstance(node.value, bool) else node.text
    raise Unsure


def _with_usual(
    fields: Sequence[tuple[str, Value]], known: Sequence[MapNode], names: Sequence[str]
) -> Fields:
    """The fields with the keys that nearly all of the file's mappings have, although false says nothing."""
    given = [name for name, _ in fields]
    usual = [
        (name, False)
        for name in names
        if name not in given and 4 * sum(node.has_own(name) for node in known) > 3 * len(known)
    ]
    return [*fields, *usual]


def _gap(source: Source, commands: SeqNode) -> str:
    """An empty line where most of the commands have one before them."""
    later = commands.children[1:]
    empty = sum(not source.line(line_of(source, child.start) - 1).strip() for child in later)
    return source.newline if 2 * empty > len(later) else ""


def command_data(part: CommandPart, arguments: str = "arguments") -> dict[str, object]:
    """A command (or script) as plain data, in which all that a README tells of has a value.

    :param arguments: the key of its list of arguments.
    """
    data = _plain_map(part.node)
    told = {"description": "", "outputs": [], **data, "arguments": data.get(arguments, [])}
    for name, usual in _TOLD.items():
        told[name] = [{**usual, **one} for one in _maps(told[name])]
    return told


def as_members(parts: Sequence[CommandPart]) -> str:
    """Commands as the members of a YAML list, to be put in by hand."""
    return "".join("- " + part.text.rstrip("\n").replace("\n", "\n  ") + "\n" for part in parts)


def _maps(value: object) -> Iterator[dict[str, object]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())
