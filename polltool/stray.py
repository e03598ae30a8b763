"""``polling`` keys of an item's structure that stand where the server does not look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from polltool.yamldoc import AliasNode, MapNode, Node, ScalarNode, SeqNode

# Values that are the author's own: a key in them is data, not a setting.
_FREE_FORM = frozenset(
    {
        "default",
        "defaultvalue",
        "dependson",
        "fewshots",
        "options",
        "prettypredefined",
        "promptconfig",
        "versionedfields",
    }
)
_MEMBERS = {
    "arguments": ("argument", "name"),
    "args": ("argument", "name"),
    "outputs": ("output", "contextPath"),
    "configuration": ("configuration parameter", "name"),
    "commands": ("command", "name"),
}


class StrayKey(NamedTuple):
    """A ``polling`` key, the mapping that it stands in (also in words), and how near it is to a command.

    ``command`` is the command around it; without one, ``general`` says whether it stands
    where a setting for the whole item would (the root, ``script``, ``commonfields``).
    """

    key: Node
    owner: MapNode
    where: str
    command: str | None
    general: bool


class _Spot(NamedTuple):
    """A collection to look at, in words."""

    node: MapNode | SeqNode
    where: str
    member: tuple[str, str] | None  # what the members of a list are called, and by which key
    command: str | None
    general: bool


def stray_keys(root: MapNode, integration: bool, right: frozenset[int]) -> Iterator[StrayKey]:
    """The ``polling`` keys below ``root`` but those whose node's ``id`` is in ``right``.

    What an alias stands for is looked at once, where it is written.
    """
    if not _any(root, right):
        return
    waiting = [_Spot(root, f"the {'integration' if integration else 'script'}'s root", None, None, True)]
    while waiting:
        spot = waiting.pop()
        if isinstance(spot.node, MapNode):
            inner = []
            for key, value in spot.node.pairs:
                if isinstance(key, AliasNode) or key.text is None:
                    continue
                if key.text == "polling" and id(key) not in right:
                    yield StrayKey(key, spot.node, spot.where, spot.command, spot.general)
                if (
                    isinstance(value, (MapNode, SeqNode))
                    and key.text.partition(":")[0].lower() not in _FREE_FORM
                ):
                    inner.append(_below(spot, root, key.text, value, integration))
            waiting.extend(reversed(inner))
        else:
            members = [
                _member(spot, child) for child in spot.node.children if isinstance(child, (MapNode, SeqNode))
            ]
            waiting.extend(reversed(members))


def _any(root: MapNode, right: frozenset[int]) -> bool:
    """Whether there is such a key anywhere: mostly there is none, and no places need be told in words."""
    waiting: list[MapNode | SeqNode] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, MapNode):
            if any(key.text == "polling" and id(key) not in right for key in node.children[::2]):
                return True
            inner = node.children[1::2]
        else:
            inner = node.children
        waiting += [child for child in inner if isinstance(child, (MapNode, SeqNode))]
    return False


def _below(spot: _Spot, root: MapNode, key: str, value: MapNode | SeqNode, integration: bool) -> _Spot:
    """The value of a key of a mapping."""
    if spot.node is root:
        general = key == "commonfields" or (key == "script" and integration)
        return _Spot(value, f"'{key}'", _MEMBERS.get(key), None, general)
    if spot.general and key == "commands":
        return _Spot(value, "'commands'", _MEMBERS[key], None, False)
    member = _MEMBERS.get(key) if spot.command is not None else None
    return _Spot(value, f"'{key}' of {spot.where}", member, spot.command, False)


def _member(spot: _Spot, child: MapNode | SeqNode) -> _Spot:
    """A member of a list."""
    if spot.member is None or not isinstance(child, MapNode):
        return _Spot(child, f"an item of {spot.where}", None, spot.command, False)
    what, by = spot.member
    named = child.get(by)
    name = named.text if isinstance(named, ScalarNode) else ""
    where = f"the {what} '{name}'" if name else f"a nameless {what}"
    command = name if what == "command" and name else spot.command
    return _Spot(child, where, None, command, False)
