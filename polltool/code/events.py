"""What one run of the code, as one command, was seen to do.

A run is described by events: arguments read, schedules made, decorated functions called.
Everything is in the code's own terms; whether a yml declares what is used here is for
``polltool.flows`` to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from polltool.code.heap import Fact
from polltool.code.values import UNKNOWN, Decorator, Spot, Value
from polltool.records import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Read:
    """A read of an incoming argument.

    ``how``: ``get``, ``item`` (raises if it is missing), ``in`` (only whether it is there),
    ``pop``, ``all`` (the whole dictionary goes to code that may read any key).
    ``sure``: nothing made the key anew on some way here. ``spot`` is None for reads that
    the library does by itself (the decorator's own).
    """

    key: str
    how: str
    sure: bool
    spot: Spot | None
    default: Value | None = None
    loading: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """An incoming argument's raw string used as a truth value."""

    key: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Carried:
    """One key of a next-run dictionary.

    ``sure``: the key is there on every way. ``spot``: where it is set, None where the
    input brought it along. ``not_json``: a word for what surely
    cannot travel as JSON (of a value that an incoming argument may replace, where none does).
    ``normal``: an input that the code put back in another form.
    """

    key: str
    value: Value
    sure: bool
    spot: Spot | None
    not_json: str | None = None
    secrets: frozenset[tuple[str, str]] = frozenset()
    normal: bool = False


@dataclass(frozen=True, slots=True)
class NextRun:
    """The arguments that a schedule gives to the next run.

    ``rides``: "all" (every incoming argument rides along but ``gone``), "some" or "none".
    ``complete``: no key can be in it that is not told here. ``spot`` is where a finding
    about it lies; ``made`` where it is made, if that is elsewhere.
    """

    keys: Mapping[str, Carried]
    rides: str
    gone: Mapping[str, bool]
    complete: bool
    spot: Spot
    made: Spot | None = None
    is_input: bool = False
    filtered: bool = False
    function: object = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value is, where only that counts.

    ``word``: what it surely is ("a list", "None"), None where that is not known.
    ``true``: whether it counts as true, None where that is not known.
    """

    word: str | None
    true: bool | None


@dataclass(frozen=True, slots=True)
class PollResultSeen:
    """A ``PollResult`` as a function returned it.

    ``shapes`` are, by argument, those of each option of its value; ``own_args`` is the
    dictionary that the function got as its arguments.
    """

    spot: Spot
    response: Value
    continues: Value
    args_for_next_run: Value
    partial_result: Value
    given: Mapping[str, Spot] = field(compare=False, default_factory=dict)
    may_continue: bool = True
    surely_continues: bool = False
    shapes: Mapping[str, tuple[Shape, ...]] = field(compare=False, default_factory=dict)
    own_args: Value = UNKNOWN


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule that a run may return.

    ``command`` is the target's name, ``interval`` and ``timeout`` are in seconds (the
    timeout ``None`` constant where there is none). ``facts`` says what is known of the
    incoming arguments where it is made. ``attached``: it reaches a result that the run
    returns, as far as can be seen.
    """

    spot: Spot
    command: Value
    interval: Value
    timeout: Value
    next_run: NextRun
    decorator: Decorator | None
    facts: Mapping[str, Fact]
    given: Mapping[str, Spot] = field(compare=False, default_factory=dict)
    result: PollResultSeen | None = None
    visible: bool | None = None
    stack: tuple[object, ...] = field(compare=False, default=())
    oid: int = 0

    def same_as(self, other: Schedule) -> bool:
        """Whether two schedules of a run differ in nothing that matters."""
        return self.spot == other.spot and replace(self, oid=other.oid) == other

    def where(self, argument: str) -> Spot:
        """The expression given for ``interval``, ``timeout``, ``command`` or ``args``."""
        return self.given.get(argument, self.spot)


@dataclass(frozen=True, slots=True)
class DecoratedCall:
    """A call of a decorated function.

    ``passes``: what its first positional argument (or ``args=``) is: ``input`` (the
    incoming arguments, or a dictionary made from them), ``dictionary``, ``other`` (surely
    no dictionary), ``nothing``, ``unknown``. ``polling_arg_set``: the run itself put the
    polling argument there. ``swapped``: the parameter, not the first, that gets the incoming
    arguments. ``clash``: a keyword names the first parameter, which the wrapper fills.
    """

    decorator: Decorator
    function: Value
    spot: Spot
    passes: str
    passed: Value
    polling_arg: str | None
    polling_arg_set: bool
    polling_arg_open: bool
    polls: bool
    requires: bool | None
    facts: Mapping[str, Fact] = field(compare=False, default_factory=dict)
    swapped: str | None = None
    clash: bool = False


@dataclass(frozen=True, slots=True)
class BadReturn:
    """A path of a decorated function that surely returns no ``PollResult``."""

    decorator: Decorator
    function: Value
    spot: Spot
    what: str
    falls_off: bool = False


@dataclass(frozen=True, slots=True)
class Sleep:
    """A ``time.sleep``: seconds, what it stands in, and what is known of the arguments there."""

    spot: Spot
    seconds: Value
    in_handler: bool
    stack: tuple[object, ...] = field(compare=False, default=())
    decorated: bool = False
    facts: Mapping[str, Fact] = field(compare=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Execution:
    """``demisto.executeCommand`` and its like: what is run, with which arguments.

    ``keys`` are those that the arguments are seen to have, ``complete`` whether these are all.
    """

    spot: Spot
    function: str
    command: Value
    arguments: Value
    keys: Mapping[str, Carried] = field(default_factory=dict)
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Undecorated:
    """A ``PollResult`` that reaches ``return_results`` without the decorator."""

    spot: Spot


@dataclass(frozen=True, slots=True)
class GlobalUse:
    """A module global that a function both reads and assigns in one run."""

    name: str
    written: Spot
    tested: bool


@dataclass(slots=True)
class RunEvents:
    """All that was seen in one run as ``command``.

    ``complete``: no budget ran out and nothing unseen was called that could schedule.
    ``asked``: arguments by which the code goes on in one way or the other.
    ``outputs``: where results were handed to the server. ``unclear``: a decorated function
    returned what may be any ``PollResult``.
    """

    command: str
    reads: list[Read] = field(default_factory=list)
    tested: list[Tested] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    schedules: list[Schedule] = field(default_factory=list)
    calls: list[DecoratedCall] = field(default_factory=list)
    bad_returns: list[BadReturn] = field(default_factory=list)
    poll_results: list[PollResultSeen] = field(default_factory=list)
    sleeps: list[Sleep] = field(default_factory=list)
    executions: list[Execution] = field(default_factory=list)
    undecorated: list[Undecorated] = field(default_factory=list)
    global_uses: list[GlobalUse] = field(default_factory=list)
    misdecorated: list[Spot] = field(default_factory=list)
    lost: list[Schedule] = field(default_factory=list)
    reads_all: bool = False
    reads_context: bool = False
    checks_support: bool = False
    complete: bool = True
    escaped: set[int] = field(default_factory=set)

    @property
    def plain(self) -> bool:
        """Whether nothing was seen but reads, tests and what merely happened."""
        return not (
            self.of_interest
            or self.bad_returns
            or self.poll_results
            or self.sleeps
            or self.executions
            or self.unclear
        )

    def absorb(self, other: RunEvents) -> None:
        """Add what was seen in a part of the run."""
        self.reads += other.reads
        self.tested += other.tested
        self.asked |= other.asked
        self.schedules += other.schedules
        self.calls += other.calls
        self.bad_returns += other.bad_returns
        self.poll_results += other.poll_results
        self.sleeps += other.sleeps
        self.executions += other.executions
        self.undecorated += other.undecorated
        self.global_uses += other.global_uses
        self.misdecorated += other.misdecorated
        self.lost += other.lost
        self.escaped |= other.escaped
        self.outputs |= other.outputs
        self.reads_all |= other.reads_all
        self.reads_context |= other.reads_context
        self.checks_support |= other.checks_support
        self.unclear |= other.unclear
        self.complete &= other.complete

    @property
    def of_interest(self) -> bool:
        """Whether the run has anything to do with schedules."""
        return bool(
            self.schedules
            or self.lost
            or self.calls
            or self.undecorated
            or self.misdecorated
            or not self.complete
        )

    outputs: set[Spot] = field(default_factory=set)
    unclear: bool = False
