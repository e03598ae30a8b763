"""Going from a command or an argument to where else it is spoken of."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from polltool.lsp.checker import Checked
from polltool.lsp.describe import holds
from polltool.lsp.mentions import (
    DECLARED,
    DISPATCH,
    FUNCTION,
    SCHEDULED,
    Mention,
    argument_places,
    command_at,
    mentions,
)
from polltool.lsp.positions import offset_at
from polltool.lsp.texts import Texts
from polltool.source import Place, Source


def definition(checked: Checked, path: str, at: types.Position, texts: Texts) -> list[types.Location]:
    """From a command's name in the yml to its function (else its dispatch), from the code to the yml."""
    source = texts.source(path)
    offset = offset_at(source, at, texts.units)
    for view in checked.views.values():
        item = view.item
        shown = _shown(checked, path)
        command = command_at(view, shown, offset)
        if command is not None:
            found = mentions(view, command)
            in_yml = item is not None and shown == item.path and not _in_code(found, source, offset)
            for role in (FUNCTION, DISPATCH, SCHEDULED) if in_yml else (DECLARED,):
                places = [one.place for one in found if one.role == role]
                if places:
                    return _locations(checked, places, texts)
        if item is not None:
            places = [
                place
                for place in argument_places(view, item, shown, offset)
                if not (place.path == shown and holds(source, place, offset))
            ]
            if places:
                in_code = [place for place in places if place.path != item.path]
                declared = [place for place in places if place.path == item.path]
                return _locations(checked, (in_code if shown == item.path else declared) or places, texts)
    return []


def references(
    checked: Checked, path: str, at: types.Position, texts: Texts, *, declaration: bool
) -> list[types.Location]:
    """All places that speak of the command or the argument at a position."""
    source = texts.source(path)
    offset = offset_at(source, at, texts.units)
    shown = _shown(checked, path)
    for view in checked.views.values():
        command = command_at(view, shown, offset)
        if command is not None:
            found = mentions(view, command)
            return _locations(
                checked, [one.place for one in found if declaration or one.role != DECLARED], texts
            )
        if view.item is not None:
            places = argument_places(view, view.item, shown, offset)
            if places:
                return _locations(checked, places, texts)
    return []


def _in_code(found: Iterable[Mention], source: Source, offset: int) -> bool:
    """Whether a place lies in code that stands inside the yml."""
    return any(one.role != DECLARED and holds(source, one.place, offset) for one in found)


def _shown(checked: Checked, path: str) -> str:
    """The path of a file as findings show it."""
    for view in checked.views.values():
        for known in (view.document.source.path, None if view.code is None else view.code.path):
            if known is not None and checked.absolute(known) == path:
                return known
    return path


def _locations(checked: Checked, places: Iterable[Place], texts: Texts) -> list[types.Location]:
    return [
        texts.location(checked.absolute(place.path), place)
        for place in sorted(places, key=lambda place: place.key)
    ]
