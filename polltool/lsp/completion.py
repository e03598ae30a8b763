"""What can be written at a place: polling keys and arguments in ymls, names of commands in code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lsprotocol import types

from polltool.code.values import Arg, options
from polltool.flows import HIDE, PollingFlow
from polltool.lsp.memory import View
from polltool.lsp.outline import Spot, spot_at
from polltool.lsp.positions import offset_at, range_between
from polltool.lsp.texts import Texts
from polltool.model import Command, Kind
from polltool.records import dataclass

_NAMED = re.compile(
    r"""(?:polling_function\(\s*(?:name\s*=\s*)?|ScheduledCommand\(\s*(?:command\s*=\s*)?
    |\bcommand\s*==\s*|\bcommand\(\)\s*==\s*|\bcase\s+)["'](?P<typed>[^"'\n]*)$""",
    re.VERBOSE,
)
_HOLE = re.compile(r"\$\{\d(?::([^}]*))?\}")
_LOOKED_AT = 300
"""How many characters before the cursor are looked at in code."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something that can be written: ``text`` takes the place of what is typed so far."""

    label: str
    text: str
    detail: str
    snippet: bool = False


def complete(
    views: Mapping[str, View], path: str, at: types.Position, texts: Texts, *, snippets: bool = True
) -> list[types.CompletionItem]:
    """What can be written at a position; the views may be those of an earlier text.

    :param snippets: whether the client understands texts with places to fill in.
    """
    source = texts.source(path)
    offset = offset_at(source, at, texts.units)
    before = source.text[max(0, offset - _LOOKED_AT) : offset]
    named = _NAMED.search(before)
    if named is not None:
        typed = named["typed"]
        offers = list(_commands(views))
    else:
        spot = None if path.lower().endswith(".py") else spot_at(source, offset)
        if spot is None:
            return []
        typed = spot.typed
        offers = list(_in_yml(spot, views, path))
    span = range_between(source, offset - len(typed), offset, texts.units)
    return [
        types.CompletionItem(
            label=offer.label,
            kind=types.CompletionItemKind.Value if named is not None else types.CompletionItemKind.Property,
            detail=offer.detail,
            filter_text=offer.label,
            insert_text_format=(
                types.InsertTextFormat.Snippet
                if offer.snippet and snippets
                else types.InsertTextFormat.PlainText
            ),
            text_edit=types.TextEdit(span, offer.text if snippets else _HOLE.sub(r"\1", offer.text)),
        )
        for offer in offers
    ]


def _commands(views: Mapping[str, View]) -> Iterator[_Offer]:
    """The names of the item's commands."""
    for view in views.values():
        for command in view.item.commands if view.item is not None else ():
            detail = "polls" if command.polls else "does not poll yet (no 'polling: true')"
            yield _Offer(command.name, command.name, detail)


def _in_yml(spot: Spot, views: Mapping[str, View], path: str) -> Iterator[_Offer]:
    view = views.get(path)
    command = None if view is None else _command_around(view, spot)
    if spot.key == "polling" and spot.kind in ("command", "script"):
        yield _Offer("true", "true", "the server acts on the schedules of this command")
        yield _Offer("false", "false", "the server runs this command once")
    elif spot.key == "hidden":
        yield _Offer("true", "true", "people do not see it; only the code fills it")
    elif spot.key == "name" and spot.kind == "argument" and view is not None and command is not None:
        for name, why in wanted_arguments(view, command).items():
            yield _Offer(name, name, why)
    elif spot.key is None and spot.kind == "argument":
        if "hidden" not in spot.keys:
            yield _Offer("hidden: true", "hidden: true", "people do not see it; only the code fills it")
        if spot.bare and view is not None and command is not None:
            for name, why in wanted_arguments(view, command).items():
                yield _Offer(name, _argument(view, command, name, spot), why, snippet=True)
    elif spot.key is None and spot.kind in ("command", "script") and "polling" not in spot.keys:
        yield _Offer("polling: true", "polling: true", "the server acts on the schedules of this command")


def _command_around(view: View, spot: Spot) -> Command | None:
    """The command in whose entry one types; a script is its own."""
    item = view.item
    if item is None:
        return None
    named = None if spot.command is None else item.command(spot.command)
    return item.commands[0] if named is None and item.kind is Kind.SCRIPT else named


def wanted_arguments(view: View, command: Command) -> dict[str, str]:
    """The arguments that a command's sequences use and that it does not declare, with the reason."""
    analysis = view.analysis
    if analysis is None:
        return {}
    found: dict[str, str] = {}
    incoming = [flow for flow in analysis.all_flows if flow.target_name == command.name]
    outgoing = [flow for flow in analysis.all_flows if flow.starter.name == command.name]
    for flow in incoming:
        for key in flow.state:
            found.setdefault(key, f"state that '{flow.starter.name}' gives to the next run")
        if flow.decorated:
            found.setdefault(HIDE, "shows the waiting message once")
    for flow in outgoing:
        if flow.polling_arg is not None:
            found.setdefault(flow.polling_arg, "the polling argument")
        for role in ("interval", "timeout"):
            for option in options(getattr(flow.schedule, role)):
                if isinstance(option, Arg):
                    found.setdefault(option.key, f"gives the {role} in seconds")
    return {name: why for name, why in found.items() if command.argument(name) is None}


def _argument(view: View, command: Command, name: str, spot: Spot) -> str:
    """The entry of an argument, as a snippet; its first line goes on where one types."""
    analysis = view.analysis
    assert analysis is not None
    indent = " " * spot.column
    lines = [f"name: {name}"]
    flows: list[PollingFlow] = list(analysis.all_flows)
    if name == HIDE or any(name in flow.state for flow in flows if flow.target_name == command.name):
        lines.append("hidden: true")
        lines.append("description: ${1:Filled by the code, not by people.}")
    elif any(flow.polling_arg == name for flow in flows if flow.starter.name == command.name):
        lines += ["predefined:", "- 'true'", "- 'false'", "description: ${1:Whether to poll until done.}"]
    else:
        lines.append("description: ${1}")
    return f"\n{indent}".join(lines)
