"""The polling commands of a content repository, read off the ymls without the linter's model."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from polltool.discovery import discover
from polltool.model import Kind, item_kind
from polltool.source import Source
from polltool.workspace import Workspace
from polltool.yamldoc import AliasNode, Document, Entry, MapNode, ScalarNode, SeqNode, load_bytes

HIDE = "hide_polling_output"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as a command's yml declares it; ``index`` is its place in the list."""

    name: str
    node: MapNode
    index: int

    @property
    def hidden(self) -> bool:
        """Whether ``hidden`` is true or names marketplaces."""
        node = self.node.get("hidden")
        return bool(node.children) if isinstance(node, SeqNode) else _true(node)

    @property
    def deprecated(self) -> bool:
        """Whether it is hidden in the older way."""
        return _true(self.node.get("deprecated"))

    @property
    def description(self) -> str:
        """What people read about it."""
        return _text(self.node.get("description"))

    @property
    def choices(self) -> frozenset[str]:
        """The predefined values, in lower case."""
        node = self.node.get("predefined")
        if not isinstance(node, SeqNode):
            return frozenset()
        return frozenset(_text(member).strip().lower() for member in node.items)


@dataclass(frozen=True, slots=True)
class Command:
    """A command's mapping; for a script, the root."""

    name: str
    name_node: ScalarNode
    node: MapNode
    polling: Entry | None
    arguments: tuple[Argument, ...]
    list_key: str
    list_node: SeqNode | None

    @property
    def polls(self) -> bool:
        """Whether the yml says ``polling: true`` in its own entry."""
        return self.polling is not None and not self.polling.aliased and _true(self.polling.value)


@dataclass(frozen=True, slots=True)
class Item:
    """An integration or a script; ``path`` is as given, ``shown`` as reports show it."""

    path: str
    shown: str
    kind: Kind
    source: Source
    root: MapNode
    script: MapNode | None
    commands: tuple[Command, ...]

    @property
    def id(self) -> str:
        """The id, by which code may name a script."""
        fields = self.root.get("commonfields")
        return _text(fields.get("id")) if isinstance(fields, MapNode) else ""

    @property
    def language(self) -> str:
        """What ``type`` says the code is written in."""
        return _text((self.script or self.root).get("type")).lower()

    @property
    def embedded(self) -> str | None:
        """The code inside a unified yml."""
        code = _text((self.script or self.root).get("script"))
        return code if code.strip() not in ("", "-") else None


def polling_items(paths: Iterable[str], cwd: str | None = None) -> Iterator[Item]:
    """The items below some folders that have a command with ``polling: true``."""
    workspace = Workspace(cwd)
    for path in discover(workspace, [os.fspath(path) for path in paths]).ymls:
        with open(path, "rb") as file:
            data = file.read()
        if b"polling" not in data:
            continue
        item = read(path, workspace.display(path), data)
        if item is not None and any(command.polls for command in item.commands):
            yield item


def read(path: str, shown: str, data: bytes) -> Item | None:
    """The item in a yml's bytes; None where there is none or it is broken."""
    document = load_bytes(shown, data)
    root = document.root
    kind = None if root is None or document.problems else item_kind(root)
    if root is None or kind is None:
        return None
    script = root.get("script")
    if kind is Kind.SCRIPT or not isinstance(script, MapNode):
        commands = tuple(_command(document, root, "args", script=True))
        return Item(path, shown, kind, document.source, root, None, commands)
    listed = script.get("commands")
    found: list[Command] = []
    if isinstance(listed, SeqNode):
        for member in listed.children:
            if isinstance(member, MapNode):
                found += _command(document, member, "arguments", script=False)
    return Item(path, shown, kind, document.source, root, script, tuple(found))


def _command(document: Document, node: MapNode, list_key: str, *, script: bool) -> Iterator[Command]:
    name = node.get("name")
    if not isinstance(name, ScalarNode):
        return
    listed = node.entry(list_key)
    members = listed.value if listed is not None and not listed.aliased else None
    arguments = []
    if isinstance(members, SeqNode):
        for index, member in enumerate(members.children):
            if not isinstance(member, AliasNode) and isinstance(member, MapNode):
                arguments.append(Argument(_text(member.get("name")), member, index))
    yield Command(
        name.text,
        name,
        node,
        node.entry("polling"),
        tuple(arguments),
        list_key,
        members if isinstance(members, SeqNode) else None,
    )


def _text(node: object) -> str:
    return node.text if isinstance(node, ScalarNode) and not node.null else ""


def _true(node: object) -> bool:
    return isinstance(node, ScalarNode) and node.value is True
