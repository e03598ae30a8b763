"""The abstract values that code computes with.

A value stands for all that an expression may be in one run. ``Unknown`` is anything;
a ``Choice`` is one of a few; a ``Ref`` points to an object of the heap (``heap.py``).
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from polltool.code.files import CodeFile
from polltool.records import dataclass, field, replace
from polltool.source import Place

if TYPE_CHECKING:
    from polltool.code.modules import Module

MOST_OPTIONS = 16


@dataclass(frozen=True, slots=True)
class Spot:
    """A node of some file; its place is worked out when it is asked for."""

    file: CodeFile = field(compare=False)
    node: ast.AST = field(compare=False)
    key: tuple[str, int, int, int, int] = ()  # type: ignore[assignment]

    @property
    def place(self) -> Place:
        """Where it stands in the file that holds the code."""
        return self.file.place(self.node)  # type: ignore[arg-type]

    @property
    def head(self) -> Place:
        """As ``place``, but of the first line only."""
        place = self.place
        if place.end_line == place.line:
            return place
        width = len(self.file.source.line(place.line))
        return Place(place.path, place.line, place.column, place.line, max(width, place.column) + 1)


def spot(file: CodeFile, node: ast.AST) -> Spot:
    """The spot of a node, comparable with others.

    A node that has moved since it was parsed (``code.live``) is known by where it was.
    """
    known: tuple[str, int, int, int, int] | None = node.__dict__.get(KEPT)
    return Spot(file, node, key_of(file, node) if known is None else known)


KEPT = "spot_key"
"""The attribute of a moved node that holds its first key."""


def key_of(file: CodeFile, node: ast.AST) -> tuple[str, int, int, int, int]:
    """Where a node stands, as a key."""
    has = node.__dict__.get
    return (
        file.source.path,
        has("lineno", 0),
        has("col_offset", 0),
        has("end_lineno", 0) or 0,
        has("end_col_offset", 0) or 0,
    )


class Value:
    """Any abstract value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """Anything, or anything of one ``kind``.

    ``kind``: ``bool``, ``str``, ``number``, ``list``, ``dict``, ``set``, ``bytes``,
    ``response``, ``match``, ``file`` ..., None where not even that is known.
    ``falsy``: what is left of an unknown value where it is false (the left side of an
    ``and``). ``missing``: it may be None because a key may be missing (``x.get(k)``).
    ``secrets``: the parameters and secret arguments that it may be made from, as
    ``("parameter" | "argument", name)``.
    """

    kind: str | None = None
    falsy: bool = False
    missing: bool = False
    secrets: frozenset[tuple[str, str]] = frozenset()


UNKNOWN = Unknown()
BOOL = Unknown("bool")
STR = Unknown("str")
NUMBER = Unknown("number")


@dataclass(frozen=True, slots=True)
class Const(Value):
    """A string, number, boolean, None, bytes or Ellipsis; ``True`` differs from ``1``."""

    value: object
    type: type = field(default=type(None))


@functools.lru_cache(maxsize=4096, typed=True)
def const(value: object) -> Const:
    """The constant of a Python value."""
    return Const(value, type(value))


NONE = const(None)
TRUE = const(True)
FALSE = const(False)


@dataclass(frozen=True, slots=True)
class Void(Value):
    """The ``None`` that a method returns which changes its receiver (``dict.update`` ...)."""

    method: str
    receiver: Value


@dataclass(frozen=True, slots=True)
class Choice(Value):
    """One of several values."""

    options: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Arg(Value):
    """The value of an incoming argument, perhaps converted.

    ``form``: ``raw`` (a string or None), ``number`` (``arg_to_number``), ``int`` (``int``,
    ``float``: raises on None), ``bool`` (``argToBoolean``), ``list``, ``str``.
    ``default``: what stands for a missing one (None: nothing does, so it is None).
    ``strict``: read by ``[...]``, so a missing one raises.
    ``some``: surely not empty here, by a test on the way. ``there``: its key surely came.
    ``fallback``: the default is a value that the code put there itself and that an
    incoming argument replaces (``{'k': v, **args}``).
    ``only_if``: a boolean that is true only where the argument is, and may be false there as
    well (``polling and running``).
    """

    key: str
    form: str = "raw"
    default: Value | None = None
    strict: bool = False
    some: bool = False
    fallback: bool = False
    only_if: bool = False
    there: bool = False

    def as_form(self, form: str) -> Arg:
        """The same argument after a conversion."""
        return replace(self, form=form)


@dataclass(frozen=True, slots=True)
class AnyKey(Value):
    """Some key of the incoming arguments, none of those ``apart``."""

    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnyArg(Value):
    """The value of some incoming argument (that of an ``AnyKey``)."""


@dataclass(frozen=True, slots=True)
class CurrentCommand(Value):
    """What ``demisto.command()`` gives: known in each run."""


@dataclass(frozen=True, slots=True)
class Library(Value):
    """Something of Python's or the platform's library, by its dotted name."""

    name: str


@functools.lru_cache(maxsize=4096)
def library(name: str) -> Library:
    """The value of a name that nothing visible defines, mostly the same object: these are joined often."""
    return Library(name)


@dataclass(frozen=True, slots=True)
class Method(Value):
    """A method of a value that is no class of the visible code (``args.get``)."""

    receiver: Value
    name: str
    expression: ast.expr | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class View(Value):
    """What ``items()``, ``keys()`` or ``values()`` of a dictionary gives."""

    part: str
    of: Ref


@dataclass(frozen=True, slots=True)
class Function(Value):
    """A function of the visible code, bound to its module, its closure and perhaps its object."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: Module = field(compare=False, repr=False)
    closure: tuple[int, ...] = ()
    bound: Value | None = None
    owner: ClassValue | None = None
    defaults: tuple[tuple[str, Value], ...] = field(default=(), compare=False, repr=False)
    static: str | None = None

    @property
    def name(self) -> str:
        """Its name, ``<lambda>`` where it has none."""
        return getattr(self.node, "name", "<lambda>")


@dataclass(frozen=True, slots=True)
class ClassValue(Value):
    """A class of the visible code; its attributes are a frame of the heap."""

    node: ast.ClassDef
    module: Module = field(compare=False, repr=False)
    frame: int = 0
    bases: tuple[Value, ...] = field(default=(), compare=False, repr=False)

    @property
    def name(self) -> str:
        """The class's name."""
        return self.node.name


@dataclass(frozen=True, slots=True)
class Super(Value):
    """What ``super()`` gives in a method."""

    owner: ClassValue
    bound: Value


@dataclass(frozen=True, slots=True)
class Partial(Value):
    """A ``functools.partial``."""

    function: Value
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Decorator(Value):
    """``polling_function(...)`` with its arguments, before it meets a function.

    ``given`` are the spots of the arguments that were written out.
    """

    spot: Spot
    name: Value
    interval: Value
    timeout: Value
    poll_message: Value
    polling_arg: Value
    requires_arg: Value
    given: tuple[tuple[str, Spot], ...] = field(default=(), compare=False)

    def where(self, argument: str) -> Spot:
        """The expression given for an argument, else the decorator."""
        return dict(self.given).get(argument, self.spot)


@dataclass(frozen=True, slots=True)
class Polling(Value):
    """A function under ``@polling_function``."""

    function: Value
    decorator: Decorator
    bound: Value | None = None


@dataclass(frozen=True, slots=True)
class Misdecorated(Value):
    """A function under ``@polling_function`` that was not called, or was given no name."""

    spot: Spot


@dataclass(frozen=True, slots=True)
class Ref(Value):
    """An object of the heap."""

    id: int


def options(value: Value) -> tuple[Value, ...]:
    """The values that it may be: itself, or a choice's options."""
    return value.options if value.__class__ is Choice else (value,)


def join(values: Iterable[Value]) -> Value:
    """The value that may be any of these (``Unknown`` if there are too many)."""
    values = tuple(values)
    count = len(values)
    if count == 1:
        return values[0]
    if count and values[0].__class__ is not Choice:
        first = values[0]
        for value in values:
            if value is not first:
                break
        else:
            return first
    seen: dict[Value, None] = {}
    for value in values:
        if value.__class__ is Choice:
            seen.update(dict.fromkeys(options(value)))
        else:
            seen[value] = None
    if len(seen) == 1:
        return next(iter(seen))
    if not seen:
        return UNKNOWN
    for option in list(seen):
        # What is not empty on one way and may be on another may be.
        if isinstance(option, Arg) and option.some and replace(option, some=False) in seen:
            del seen[option]
    if len(seen) > MOST_OPTIONS:
        return _blur(seen)
    return next(iter(seen)) if len(seen) == 1 else Choice(tuple(seen))


def _blur(values: Iterable[Value]) -> Value:
    """Keep what points to objects and code, and make one unknown of the rest."""
    kept: list[Value] = []
    secrets: frozenset[tuple[str, str]] = frozenset()
    for value in values:
        if isinstance(value, (Ref, Function, Polling, Arg)):
            kept.append(value)
        elif isinstance(value, Unknown):
            secrets |= value.secrets
    rest = Unknown(secrets=secrets)
    return Choice((*kept[: 4 * MOST_OPTIONS], rest)) if kept else rest


def strings(value: Value) -> tuple[str, ...] | None:
    """The strings that it may be, None where one of its options is no known string."""
    found: list[str] = []
    for option in options(value):
        if isinstance(option, Const) and isinstance(option.value, str):
            found.append(option.value)
        else:
            return None
    return tuple(found)


def secrets_of(values: Iterable[Value]) -> frozenset[tuple[str, str]]:
    """The secrets that unknown values may be made from."""
    found: frozenset[tuple[str, str]] = frozenset()
    for value in values:
        for option in options(value):
            if isinstance(option, Unknown):
                found |= option.secrets
            elif isinstance(option, Arg) and option.form in ("raw", "str"):
                found |= {("argument", option.key)}
    return found


def walk(value: Value) -> Iterator[Value]:
    """The options of a value, through choices in choices."""
    for option in options(value):
        if isinstance(option, Choice):
            yield from walk(option)
        else:
            yield option
