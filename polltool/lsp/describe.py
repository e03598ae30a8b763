"""How commands poll, in words: what schedules them, when, what the next run gets, what it will not get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from polltool.code.values import Arg, Const, Spot, Value, const, options
from polltool.flows import HIDE, ItemAnalysis, PollingFlow
from polltool.lsp.checker import Checked
from polltool.lsp.memory import View
from polltool.model import Argument, Command, Item
from polltool.records import dataclass
from polltool.source import Place, Source


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell of a place; ``text`` is Markdown."""

    place: Place
    text: str


def holds(source: Source, place: Place, offset: int) -> bool:
    """Whether a place of a text holds an offset, its end included."""
    start = source.offset(place.line, place.column)
    return start <= offset <= source.offset(place.end_line, place.end_column)


def about_polling(checked: Checked, path: str, offset: int) -> Told | None:
    """What the ``polling`` key, the command, the argument or the schedule at a place does."""
    for view in checked.views.values():
        item, analysis = view.item, view.analysis
        if item is None:
            continue
        if checked.absolute(item.path) == path:
            told = _in_yml(view, item, analysis, offset)
            if told is not None:
                return told
        if analysis is not None and checked.absolute(analysis.code.path) == path:
            told = _in_code(analysis, offset)
            if told is not None:
                return told
    return None


def _in_yml(view: View, item: Item, analysis: ItemAnalysis | None, offset: int) -> Told | None:
    source = view.document.source
    for stray in item.stray_polling:
        if holds(source, stray.place, offset):
            return Told(
                stray.place,
                f"The server does not look for `polling` in {stray.where}: it belongs into the entry of "
                "the command that polls.",
            )
    for command in item.commands:
        scalar = command.polling
        if scalar is not None and (
            holds(source, scalar.key_place, offset) or holds(source, scalar.place, offset)
        ):
            return Told(scalar.key_place, _polling_key(item, command, analysis))
        if holds(source, command.place, offset):
            text = about_command(analysis, command)
            return None if text is None else Told(command.place, text)
        for argument in command.arguments:
            if holds(source, argument.place, offset):
                lines = list(_about_argument(analysis, command, argument))
                return Told(argument.place, "\n\n".join(lines)) if lines else None
    return None


def _in_code(analysis: ItemAnalysis, offset: int) -> Told | None:
    """A decorator or a call that makes a schedule; the innermost one at the place."""
    found: dict[Place, list[PollingFlow]] = {}
    for flow in analysis.flows:
        spot = made_by(flow)
        if not analysis.is_shared(spot) and holds(analysis.code.source, spot.place, offset):
            found.setdefault(spot.place, []).append(flow)
    if not found:
        return None
    place = max(found, key=lambda place: (place.line, place.column))
    return Told(place, "\n\n".join(sentences(found[place])))


def made_by(flow: PollingFlow) -> Spot:
    """The decorator, or the call, that makes a flow's schedule."""
    decorator = flow.schedule.decorator
    return flow.schedule.spot if decorator is None else decorator.spot


def _polling_key(item: Item, command: Command, analysis: ItemAnalysis | None) -> str:
    what = "script" if analysis is not None and analysis.is_script else "command"
    if not command.polls:
        return f"The server acts on schedules of this {what} only if this is `true`."
    text = f"The server acts on the schedules that this {what} returns: it runs what they name again."
    more = None if analysis is None else about_command(analysis, command)
    return text if more is None else f"{text}\n\n{more}"


def about_command(analysis: ItemAnalysis | None, command: Command) -> str | None:
    """How a command polls and which commands run it next; None where the code shows nothing of it."""
    if analysis is None:
        return None
    lines = sentences(analysis.by_starter.get(command.name, ()))
    starters = dict.fromkeys(
        flow.starter.name
        for flow in analysis.by_target.get(command.name, ())
        if flow.starter.name != command.name
    )
    if starters:
        lines.append("Is run next by " + _listed(starters) + ".")
    return "\n\n".join(lines) or None


def sentences(flows: Iterable[PollingFlow]) -> list[str]:
    """What flows do, each different one once: the schedule, what travels, what the server drops."""
    found: dict[str, None] = {}
    for flow in flows:
        lines = [f"`{flow.starter.name}` {summary(flow, quoted=True)}."]
        lost = dropped(flow)
        if lost:
            lines.append(
                f"The server drops {_listed(lost)} before the next run: `{flow.target_name}` does not "
                "declare " + ("it." if len(lost) == 1 else "them.")
            )
        found["\n\n".join(lines)] = None
    return list(found)


def summary(flow: PollingFlow, *, quoted: bool = False) -> str:
    """One flow in a few words: ``polls as acme-find every 30 s, up to 600 s; carries job_id``."""
    mark = "`" if quoted else ""
    name = (
        "a command that the code computes" if flow.target_name is None else f"{mark}{flow.target_name}{mark}"
    )
    schedule = flow.schedule
    text = f"polls as {name} every {seconds(schedule.interval, mark)}"
    if schedule.timeout != const(None):
        text += f", up to {seconds(schedule.timeout, mark)}"
    return f"{text}; carries {_carried(flow, mark)}"


def seconds(value: Value, mark: str = "") -> str:
    """An interval or a timeout: seconds, the argument that gives them, or that the code computes them."""
    parts: dict[str, None] = {}
    for option in options(value):
        if isinstance(option, Const) and isinstance(option.value, int | float):
            parts[f"{option.value} s"] = None
        elif isinstance(option, Arg):
            default = option.default
            text = f"{mark}{option.key}{mark}"
            if isinstance(default, Const) and default.value not in (None, ""):
                text += f" (else {default.value} s)"
            parts[text] = None
        else:
            parts["what the code computes"] = None
    return " or ".join(parts)


def _carried(flow: PollingFlow, mark: str = "") -> str:
    names = [f"{mark}{name}{mark}" for name in flow.state]
    run = flow.next_run
    if run.rides == "all":
        names.append("all arguments")
    elif run.rides == "some":
        names.append("some arguments")
    else:
        names += [f"{mark}{name}{mark}" for name in run.keys if name not in flow.state]
    if not run.complete:
        names.append("what else the code adds")
    return ", ".join(names) or "nothing"


def dropped(flow: PollingFlow) -> list[str]:
    """The arguments of the next run that its command does not declare, so that they do not come."""
    target = flow.target
    if target is None:
        return []
    names = list(flow.next_run.keys)
    if flow.next_run.rides == "all" and target.name != flow.starter.name:
        names += [one.name for one in flow.starter.arguments if one.name not in flow.next_run.gone]
    if flow.decorated:
        names.append(HIDE)
    return [name for name in dict.fromkeys(names) if target.argument(name) is None]


def _about_argument(analysis: ItemAnalysis | None, command: Command, argument: Argument) -> Iterator[str]:
    """What an argument is for in the sequences of its command."""
    if analysis is None:
        return
    name = argument.name
    outgoing = analysis.by_starter.get(command.name, ())
    incoming = analysis.by_target.get(command.name, ())
    if any(flow.polling_arg == name for flow in outgoing):
        yield "The polling argument: without it, or with `false`, the command runs once."
    if name == HIDE and any(flow.decorated for flow in incoming):
        yield "The decorator sets it from the second run on, so that the waiting message is shown once."
    for role in ("interval", "timeout"):
        values = (getattr(flow.schedule, role) for flow in outgoing)
        if any(
            isinstance(option, Arg) and option.key == name for value in values for option in options(value)
        ):
            yield f"Gives the {role} in seconds."
    setters = dict.fromkeys(flow.starter.name for flow in incoming if name in flow.state)
    if setters:
        seen = "" if argument.concealed else ", and people may fill it as well"
        yield f"State: the code of {_listed(setters)} gives it to the next run{seen}."
    lost = dict.fromkeys(flow.starter.name for flow in incoming if flow.surely_lacks(name))
    if lost:
        yield f"The next run does not get it from {_listed(lost)}."


def _listed(names: Iterable[str]) -> str:
    quoted: Sequence[str] = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
