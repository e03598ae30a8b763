"""What the rules about intervals and timeouts share: the expressions, and what they may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from polltool.code.values import Arg, Const, Spot, Value, const, join, options
from polltool.findings import Related
from polltool.flows import ItemAnalysis, PollingFlow
from polltool.model import Argument, Command
from polltool.records import dataclass
from polltool.rules.common import starters_of
from polltool.rules.results import at_module_level, parent_of

SHORTEST = 10
"""Seconds: ``ScheduledCommand`` raises a smaller interval to this."""


@dataclass(frozen=True, slots=True)
class Timing:
    """An expression given as ``interval`` or ``timeout``, with the schedules that it times.

    ``value`` is all that it may be in any run. ``others`` are the same function's further
    expressions with the same value.
    """

    role: str
    spot: Spot
    value: Value
    flows: tuple[PollingFlow, ...]
    others: tuple[Spot, ...]

    @property
    def commands(self) -> list[Command]:
        """The commands whose runs reach it, in the yml's order."""
        return starters_of(self.flows)

    def commands_with(self, option: Value) -> list[Command]:
        """The commands in whose runs it may be ``option``."""
        return starters_of(flow for flow in self.flows if option in options(expression(flow, self.role)[1]))

    @property
    def related(self) -> tuple[Related, ...]:
        """The further places."""
        return tuple(Related(other.head, f"the same {self.role} here") for other in self.others)


def timings(analysis: ItemAnalysis, role: str) -> Iterator[Timing]:
    """The expressions given as ``interval`` or ``timeout``, each value once a function."""
    flows: dict[Spot, list[tuple[int, PollingFlow]]] = {}
    for numbered in enumerate(analysis.flows):
        flows.setdefault(expression(numbered[1], role)[0], []).append(numbered)
    found: dict[tuple[object, Value], list[Spot]] = {}
    for spot, here in flows.items():
        value = join(expression(flow, role)[1] for _, flow in here)
        _, first = here[0]
        stack = first.schedule.stack
        owner: object = spot if first.decorated or not stack else stack[-1]
        found.setdefault((owner, value), []).append(spot)
    for (_, value), spots in found.items():
        spots.sort(key=lambda spot: spot.key)
        timed = sorted((one for spot in spots for one in flows[spot]), key=lambda one: one[0])
        yield Timing(role, spots[0], value, tuple(flow for _, flow in timed), tuple(spots[1:]))


def expression(flow: PollingFlow, role: str) -> tuple[Spot, Value]:
    """The expression that a flow's schedule has for ``interval`` or ``timeout``, and its value."""
    schedule = flow.schedule
    spot = schedule.where(role) if schedule.decorator is None else schedule.decorator.where(role)
    return spot, schedule.interval if role == "interval" else schedule.timeout


def arguments_read(value: Value) -> Iterator[Arg]:
    """The incoming arguments that a timing may be."""
    for option in options(value):
        if isinstance(option, Arg):
            yield option


def may_be_none(timing: Timing, arg: Arg) -> bool:
    """Whether an argument, if it does not come, leaves the timing None (or fails for want of it)."""
    if (
        arg.default not in (None, const(""))
        or arg.some
        or arg.there
        or arg.form not in ("raw", "number", "int")
    ):
        return False
    return not all(
        (fact := flow.schedule.facts.get(arg.key)) is not None and (fact.present or fact.some)
        for flow in timing.flows
        if arg in options(expression(flow, timing.role)[1])
    )


def nothing_declares(commands: Iterable[Command], key: str) -> bool:
    """Whether none of the commands declares an argument."""
    return all(command.argument(key) is None for command in commands)


def raises_on_loading(analysis: ItemAnalysis, timing: Timing, arg: Arg) -> bool:
    """Whether a missing argument makes the module fail when it is loaded: ``int(...)``, ``[...]`` there."""
    if arg.form != "int" and not arg.strict:
        return False
    if at_module_level(analysis, timing.spot):
        return True
    reads = [
        read.spot
        for flow in timing.flows
        for read in analysis.run(flow.starter).events.reads
        if read.key == arg.key and read.spot is not None
    ]
    return any(
        at_module_level(analysis, spot) and (arg.strict or _converted(analysis, spot)) for spot in reads
    )


def _converted(analysis: ItemAnalysis, spot: Spot) -> bool:
    node: ast.AST | None = spot.node
    while node is not None and not isinstance(node, ast.stmt):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("int", "float")
        ):
            return True
        node = parent_of(analysis, spot, node)
    return False


# -- numbers ---------------------------------------------------------------------------


def seconds(value: object) -> float | None:
    """A number of seconds, also where it is spelled as a text; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(str(value))
    except ValueError:
        return None


def spelled(number: float) -> str:
    """A number of seconds as people write it."""
    return f"{number:g}"


def default_seconds(argument: Argument | None) -> float | None:
    """The default that the yml gives an argument, in seconds."""
    if argument is None or argument.default_value is None:
        return None
    return seconds(argument.default_value.value)


def constants(value: Value) -> list[tuple[float, Const]]:
    """The numbers that a timing may be whatever the arguments are."""
    found = [(seconds(option.value), option) for option in options(value) if isinstance(option, Const)]
    return [(number, option) for number, option in found if number is not None]


def in_code(arg: Arg) -> float | None:
    """The default that the code gives an argument, in seconds."""
    return seconds(arg.default.value) if isinstance(arg.default, Const) else None


def usual(command: Command, value: Value) -> tuple[float, Argument | None] | None:
    """What a timing is where no argument says otherwise, and the argument whose yml default that is.

    None where it is not known.
    """
    args = list(arguments_read(value))
    numbers = [number for number, _ in constants(value)]
    if len(args) + len(numbers) != len(options(value)) or len(args) > 1 or len(numbers) > 1:
        return None
    if not args:
        return (numbers[0], None) if numbers else None
    arg = args[0]
    if arg.form not in ("raw", "number", "int"):
        return None
    argument = command.argument(arg.key)
    if argument is not None and argument.default_value is not None:
        number = default_seconds(argument)
        return None if number is None else (number, argument)
    if argument is not None and argument.required:
        return None
    number = in_code(arg)
    if numbers:
        # Without a default of its own the other number is what stands behind an ``or``.
        return None if number is not None or arg.default is not None else (numbers[0], None)
    return None if number is None else (number, None)


# -- names -----------------------------------------------------------------------------

_FILLERS = frozenset({"polling", "poll", "in", "seconds", "second", "secs", "sec"})


def near_miss(
    analysis: ItemAnalysis, key: str, commands: Iterable[Command]
) -> tuple[Command, Argument] | None:
    """A declared argument that nothing reads and whose name is nearly the one that is read."""
    best: tuple[float, Command, Argument] | None = None
    for command in commands:
        read = {one.key for one in analysis.run(command).events.reads if one.spot is not None}
        for argument in command.arguments:
            if argument.name in read:
                continue
            score = likeness(key, argument.name)
            if score >= 0.8 and (best is None or score > best[0]):
                best = (score, command, argument)
    return None if best is None else best[1:]


def likeness(one: str, other: str) -> float:
    """How much two names of timing arguments are alike, from 0 to 1."""
    a, b = _core(one), _core(other)
    if a == b:
        return 1.0
    if min(len(a), len(b)) >= 5 and (a in b or b in a):
        return 0.9
    import difflib  # it is slow to import, and most runs have nothing to guess

    return difflib.SequenceMatcher(None, a, b).ratio()


def _core(name: str) -> str:
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)]
    return "".join(word for word in words if word not in _FILLERS) or "".join(words)
