"""Content items: integrations and scripts, their commands and arguments, with positions.

Everything here is read off the yml; nothing here knows Python. ``read_item`` makes an item
of a document.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import overload

from polltool.keys import Keys, Scalar
from polltool.records import dataclass
from polltool.source import Place, Source
from polltool.stray import stray_keys
from polltool.yamldoc import Document, Entry, MapNode, Node, ScalarNode, SeqNode


class Kind(enum.Enum):
    """What a content item is."""

    INTEGRATION = "integration"
    SCRIPT = "script"


class Language(enum.Enum):
    """What an item's code is written in."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    POWERSHELL = "powershell"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument that a command (or a script) declares.

    ``hidden`` is true for the boolean only; ``hidden_somewhere`` also for a list of
    marketplaces that is not empty, and for a ``hidden:marketplacev2`` without a plain
    ``hidden``. A boolean in quotes counts as what it spells: POL002 speaks of it.
    ``keys`` are all keys of the entry.
    """

    name: str
    place: Place
    description: str
    required: bool
    hidden: bool
    hidden_somewhere: bool
    deprecated: bool
    secret: bool
    default: bool
    is_array: bool
    default_value: Scalar | None
    predefined: tuple[str, ...] | None
    keys: Keys
    aliased: bool = False

    @property
    def concealed(self) -> bool:
        """Whether people do not see it: ``hidden`` in any form, or the older ``deprecated``."""
        return self.hidden_somewhere or self.deprecated

    @property
    def has_default(self) -> bool:
        """Whether it has a ``defaultValue`` that is not empty."""
        return self.default_value is not None and self.default_value.value not in (None, "")


class Arguments(Sequence[Argument]):
    """The arguments that a command declares, in the yml's order; they are read when they are first asked for."""

    __slots__ = ("_members", "_names", "_read", "_read_one")

    def __init__(
        self, members: list[tuple[MapNode, bool]], read_one: Callable[[MapNode, bool], Argument]
    ) -> None:
        self._members = members
        self._read_one = read_one
        self._names: tuple[str, ...] | None = None
        self._read: list[Argument | None] = [None] * len(members)

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, which are had for less."""
        if self._names is None:
            self._names = tuple([_name(node) for node, _ in self._members])
        return self._names

    @property
    def nodes(self) -> list[MapNode]:
        """Their entries in the yml, which are had for less."""
        return [node for node, _ in self._members]

    def named(self, name: str) -> Argument | None:
        """The first of that name."""
        names = self.names
        return self._at(names.index(name)) if name in names else None

    def _at(self, index: int) -> Argument:
        found = self._read[index]
        if found is None:
            found = self._read[index] = self._read_one(*self._members[index])
        return found

    def __len__(self) -> int:
        return len(self._members)

    @overload
    def __getitem__(self, index: int) -> Argument: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Argument, ...]: ...

    def __getitem__(self, index: int | slice) -> Argument | tuple[Argument, ...]:
        if isinstance(index, slice):
            return tuple(self._at(position) for position in range(*index.indices(len(self))))
        return self._at(index)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of an integration; for a script, the script itself.

    ``place`` is that of the value of ``name``. ``polling`` is the ``polling`` key of the
    command's own entry (script: of the root), whatever its value; ``polls`` is whether the
    server acts on schedules. ``keys`` are all keys of the entry (script: of the root).
    """

    name: str
    place: Place
    polling: Scalar | None
    arguments: Arguments
    keys: Keys
    deprecated: bool = False
    aliased: bool = False

    @property
    def polls(self) -> bool:
        """Whether ``polling`` is there and true."""
        return self.polling is not None and self.polling.is_true

    def argument(self, name: str) -> Argument | None:
        """The declared argument of that name."""
        return self.arguments.named(name)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A configuration parameter of an integration; ``type`` is the platform's number (4, 9, 14: secret)."""

    name: str
    type: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class StrayPolling:
    """A ``polling`` key where the server does not look for one.

    ``where`` says in words what it stands in ("the integration's root", "argument 'url'");
    ``command`` is the command it clearly belongs to, where that is clear. ``owner`` are the
    keys of the mapping that it stands in.
    """

    place: Place
    where: str
    command: str | None
    owner: Keys


@dataclass(frozen=True, slots=True)
class Item:
    """One integration or script as its yml declares it."""

    kind: Kind
    path: str
    document: Document
    id: str | None
    name: str
    name_place: Place
    language: Language
    commands: tuple[Command, ...]
    parameters: tuple[Parameter, ...]
    fromversion: Scalar | None
    stray_polling: tuple[StrayPolling, ...]
    working_copy: bool
    embedded: Scalar | None
    """The ``script`` value that holds the code: unified items only (else None)."""
    subtype: str | None = None
    """``python3`` or ``python2``, where the yml says."""

    @property
    def source(self) -> Source:
        """The yml's text."""
        return self.document.source

    def command(self, name: str) -> Command | None:
        """The command of that name."""
        for command in self.commands:
            if command.name == name:
                return command
        return None


# Root keys that integrations have and other content with a `script` has not, and likewise.
_INTEGRATION_KEYS = ("configuration", "commonfields", "category", "display", "name")
_SCRIPT_KEYS = ("commonfields", "scripttarget", "subtype", "runas", "runonce", "args", "comment", "enabled")
_CODE_KEYS = ("script", "type", "commands", "dockerimage", "subtype", "feed", "isfetch", "longRunning")
_OTHER_CONTENT_KEYS = ("tasks", "starttaskid", "jobs", "services", "steps")
_LANGUAGES = {"python": Language.PYTHON, "javascript": Language.JAVASCRIPT, "powershell": Language.POWERSHELL}
_TRUE = ("true", "yes", "on", "1")
_WORKING_COPY = ("prerelease", "-dev", "_dev", "-copy", "_copy")


def read_item(document: Document) -> Item | None:
    """The integration or script that a document holds; None where it holds neither.

    Told by content, not by path. What is broken in an item is left out, never an exception.
    """
    root = document.root
    kind = None if root is None else item_kind(root)
    if root is None or kind is None:
        return None
    return _Reader(document, root, kind).item()


def item_kind(root: MapNode) -> Kind | None:
    """What a yml's root is, by its keys: playbooks, workflows and the like are None."""
    if any(key in root for key in _OTHER_CONTENT_KEYS):
        return None
    script = root.get("script")
    if isinstance(script, MapNode):
        known = any(key in root for key in _INTEGRATION_KEYS) and any(key in script for key in _CODE_KEYS)
        return Kind.INTEGRATION if known else None
    if "configuration" in root and ("category" in root or "display" in root):
        return Kind.INTEGRATION
    marks = sum(key in root for key in _SCRIPT_KEYS)
    if isinstance(script, ScalarNode):
        return Kind.SCRIPT if marks >= 2 or (marks and "type" in root) else None
    if script is None and _text(root.get("type")).lower() in _LANGUAGES:
        return Kind.SCRIPT if marks >= 2 else None
    return None


def _text(node: Node | None) -> str:
    """A scalar's text; nothing for null and for collections."""
    return node.text if isinstance(node, ScalarNode) and not node.null else ""


def _truth(node: Node | None) -> bool:
    """A boolean, also where it is spelled as a text or a number (that is POL002's to say)."""
    return isinstance(node, ScalarNode) and (node.value is True or node.text.strip().lower() in _TRUE)


def _members(node: Node | None) -> list[tuple[MapNode, bool]]:
    """The mappings of a list, each with whether it is reached through an alias."""
    if not isinstance(node, SeqNode):
        return []
    return [(member, aliased) for member, aliased in node.members if isinstance(member, MapNode)]


def _name(node: MapNode) -> str:
    if node.children:
        key, value = node.children[:2]
        if key.text == "name" and isinstance(value, ScalarNode):  # as nearly everywhere
            return _text(value)
    entry = node.entry("name")
    return _Fields(node).text("name") if entry is None else _text(entry.value)


class _Fields:
    """A mapping's values by key; a key for one marketplace (``name:xsoar``) where there is no plain one."""

    __slots__ = ("_entries", "_suffixed")

    def __init__(self, node: MapNode) -> None:
        self._entries: dict[str, Entry] = {}
        self._suffixed: dict[str, Entry] = {}
        for entry in node.entries():
            name = entry.key.text or ""
            self._entries[name] = entry
            if ":" in name:
                self._suffixed.setdefault(name.partition(":")[0], entry)

    def plain(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def entry(self, name: str) -> Entry | None:
        return self._entries.get(name) or self._suffixed.get(name)

    def node(self, name: str) -> Node | None:
        entry = self.entry(name)
        return None if entry is None else entry.value

    def text(self, name: str) -> str:
        return _text(self.node(name))

    def truth(self, name: str) -> bool:
        return _truth(self.node(name))


def _scalar(document: Document, entry: Entry | None) -> Scalar | None:
    return None if entry is None else Scalar(document.source, entry.key, entry.value, entry.aliased)


def _name_place(document: Document, name: Entry | None, owner: MapNode) -> Place:
    """A name's value; where there is none, the first line of what should have it."""
    return document.first_line(owner if name is None else name.value)


class _Reader:
    """Reads one item; the parts that are not as they should be are passed over."""

    def __init__(self, document: Document, root: MapNode, kind: Kind) -> None:
        self.document = document
        self.source = document.source
        self._read: dict[int, Arguments] = {}
        self.root = root
        self.kind = kind
        self.fields = _Fields(root)
        script = root.get("script")
        self.script = script if isinstance(script, MapNode) and kind is Kind.INTEGRATION else root

    def item(self) -> Item:
        name = self.fields.entry("name")
        commonfields = self.fields.node("commonfields")
        item_id = _Fields(commonfields).text("id") if isinstance(commonfields, MapNode) else ""
        commands = self._commands()
        code = self.script.entry("script")
        return Item(
            kind=self.kind,
            path=self.source.path,
            document=self.document,
            id=item_id or None,
            name=self.fields.text("name"),
            name_place=_name_place(self.document, name, self.root),
            language=_LANGUAGES.get(_text(self.script.get("type")).lower(), Language.UNKNOWN),
            commands=commands,
            parameters=self._parameters(),
            fromversion=_scalar(self.document, self.fields.plain("fromversion")),
            stray_polling=tuple(self._stray(commands)),
            working_copy=is_working_copy(self.source.path, item_id),
            embedded=_scalar(self.document, code)
            if code is not None and _text(code.value).strip() not in ("", "-")
            else None,
            subtype=_text(self.script.get("subtype")) or None,
        )

    def _commands(self) -> tuple[Command, ...]:
        if self.kind is Kind.SCRIPT:
            return (self._command(self.root, "args", aliased=False),)
        if self.script is self.root:
            return ()
        members = _members(self.script.get("commands"))
        return tuple(self._command(node, "arguments", aliased) for node, aliased in members)

    def _command(self, node: MapNode, arguments: str, aliased: bool) -> Command:
        fields = _Fields(node)
        name = fields.entry("name")
        return Command(
            name=fields.text("name"),
            place=_name_place(self.document, name, node),
            polling=_scalar(self.document, fields.plain("polling")),
            arguments=self._arguments(fields.node(arguments)),
            keys=Keys(self.source, node),
            deprecated=fields.truth("deprecated"),
            aliased=aliased,
        )

    def _arguments(self, node: Node | None) -> Arguments:
        """The arguments of a list, read once however often aliases repeat the list."""
        known = self._read.get(id(node))
        if known is None:
            # Not a method of this reader, which would then live as long as what it has read.
            known = self._read[id(node)] = Arguments(_members(node), partial(_argument, self.document))
        return known

    def _parameters(self) -> tuple[Parameter, ...]:
        if self.kind is Kind.SCRIPT:
            return ()
        found = []
        for node, _ in _members(self.fields.node("configuration")):
            fields = _Fields(node)
            number = fields.text("type")
            place = _name_place(self.document, fields.entry("name"), node)
            kind = int(number) if number.isdecimal() and len(number) < 4 else None
            found.append(Parameter(fields.text("name"), kind, place))
        return tuple(found)

    def _stray(self, commands: tuple[Command, ...]) -> Iterator[StrayPolling]:
        """Misplaced ``polling`` keys; one for the whole item is an only command's."""
        if "polling" not in self.document.keys:
            return
        only = commands[0].name or None if len(commands) == 1 else None
        right = frozenset(id(command.polling.key) for command in commands if command.polling is not None)
        for key, owner, where, command, general in stray_keys(
            self.root, self.kind is Kind.INTEGRATION, right
        ):
            if general or self.kind is Kind.SCRIPT:
                command = only
            place = self.source.place(key.start, key.end)
            yield StrayPolling(place, where, command, Keys(self.source, owner))


def _argument(document: Document, node: MapNode, aliased: bool) -> Argument:
    fields = _Fields(node)
    default_value = fields.entry("defaultValue")
    if default_value is not None and isinstance(default_value.value, ScalarNode) and default_value.value.null:
        default_value = None
    plain_hidden = fields.plain("hidden")
    hidden = plain_hidden is not None and _truth(plain_hidden.value)
    return Argument(
        name=fields.text("name"),
        place=_name_place(document, fields.entry("name"), node),
        description=fields.text("description"),
        required=fields.truth("required"),
        hidden=hidden,
        hidden_somewhere=hidden or _hides_somewhere(fields.node("hidden")),
        deprecated=fields.truth("deprecated"),
        secret=fields.truth("secret"),
        default=fields.truth("default"),
        is_array=fields.truth("isArray"),
        default_value=_scalar(document, default_value),
        predefined=_texts(fields.node("predefined")),
        keys=Keys(document.source, node),
        aliased=aliased,
    )


def _hides_somewhere(node: Node | None) -> bool:
    return bool(node.children) if isinstance(node, SeqNode) else _truth(node)


def _texts(node: Node | None) -> tuple[str, ...] | None:
    if not isinstance(node, SeqNode):
        return None
    return tuple(member.text for member in node.items if isinstance(member, ScalarNode))


def is_working_copy(path: str, item_id: str) -> bool:
    """Whether a folder or an id is that of a copy that somebody works on beside the real item."""
    folder = re.split(r"[\\/]", path)[-2:-1]
    return any(name.strip().lower().endswith(_WORKING_COPY) for name in (*folder, item_id))
