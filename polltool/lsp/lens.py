"""The line above a polling command, in the yml and in the code, that says how it polls."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from polltool.lsp.checker import Checked
from polltool.lsp.describe import made_by, summary
from polltool.lsp.positions import range_of
from polltool.lsp.texts import Texts
from polltool.source import Place


def lenses(checked: Checked, path: str, texts: Texts) -> list[types.CodeLens]:
    """The lenses of a file, in the order of its lines."""
    found: dict[tuple[Place, str], None] = {}
    for place, text in _texts(checked, path):
        found[place, text] = None
    source = texts.source(path)
    return [
        types.CodeLens(range_of(source, place, texts.units), command=types.Command(title=text, command=""))
        for place, text in sorted(found, key=lambda pair: pair[0].key)
    ]


def _texts(checked: Checked, path: str) -> Iterator[tuple[Place, str]]:
    for view in checked.views.values():
        item, analysis = view.item, view.analysis
        if item is None or analysis is None:
            continue
        in_yml = checked.absolute(item.path) == path
        in_code = checked.absolute(analysis.code.path) == path
        for flow in analysis.flows if in_yml or in_code else ():
            if in_yml and flow.starter.polls:
                yield flow.starter.place, summary(flow)
            spot = made_by(flow)
            if in_code and not analysis.is_shared(spot):
                yield spot.head, summary(flow)
