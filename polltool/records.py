"""Dataclasses that cost next to nothing to define, and less to construct.

The standard decorator writes and compiles up to seven methods for each class when its module is
imported; with a hundred classes that was half of what a run over one file took. This one makes the
same classes (fields, slots, defaults, ``replace``), shares all methods among them but the constructor,
and writes that one for classes of which there are many instances.

``frozen`` is kept by the type checker, which sees the standard decorator; at run time it stands
for instances that can be hashed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field
from typing import TYPE_CHECKING, Any, NamedTuple

__all__ = ["dataclass", "field", "field_names", "replace"]

Method = Callable[..., Any]

MANY = 40
"""With fewer instances than this, a written constructor costs more than it saves."""

_ORDERS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


class _Field(NamedTuple):
    """What a class says of a field; ``given`` says whether the constructor takes it."""

    name: str
    default: Any
    factory: Any
    given: bool
    compared: bool
    shown: bool


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(
        *, slots: bool, frozen: bool = False, eq: bool = True, order: bool = False
    ) -> Callable[[type], type]:
        """As ``dataclasses.dataclass``, of which it has what is used here."""

        def decorate(cls: type) -> type:
            made = _with_slots(cls)
            _add(made, "__init__", _first_init(made))
            _add(made, "__repr__", _repr)
            comparisons = {"__eq__": "=="} if eq else {}
            for name, sign in {**comparisons, **(_ORDERS if order else {})}.items():
                _add(made, name, _first_comparison(made, name, sign))
            if eq and frozen:
                _add(made, "__hash__", _first_hash(made))
            elif eq and "__hash__" not in cls.__dict__:
                made.__hash__ = None
            return made

        return decorate

    def replace(instance: Any, /, **changes: Any) -> Any:
        """As ``dataclasses.replace``."""
        cls = instance.__class__
        for one in cls.__record__:
            if one.given and one.name not in changes:
                changes[one.name] = getattr(instance, one.name)
        return cls(**changes)


def field_names(cls: Any) -> tuple[str, ...]:
    """The names of a class's fields, in order."""
    return tuple(one.name for one in cls.__record__)


class _StandardFields:
    """What ``dataclasses`` itself looks for in a class; made when it looks."""

    __slots__ = ()

    def __get__(self, instance: object, owner: Any) -> Mapping[str, object]:
        listed = []
        for one in owner.__record__:
            options = {"init": one.given, "compare": one.compared, "repr": one.shown}
            made = field(default=one.default, default_factory=one.factory, **options)
            listed.append((one.name, "object", made))
        standard = dataclasses.make_dataclass(owner.__name__, listed, init=False, repr=False, eq=False)
        found: Mapping[str, object] = vars(standard)["__dataclass_fields__"]
        owner.__dataclass_fields__ = found
        owner.__dataclass_params__ = vars(standard)["__dataclass_params__"]
        return found


def _with_slots(cls: Any) -> Any:
    """The class with its fields as slots."""
    own = dict(cls.__dict__)
    names = tuple(cls.__annotations__)
    fields = {one.name: one for base in reversed(cls.__mro__[1:]) for one in getattr(base, "__record__", ())}
    inherited = set(fields)
    for name in names:
        fields[name] = _field(name, own.pop(name, MISSING))
    for name in ("__dict__", "__weakref__"):
        own.pop(name, None)
    own["__slots__"] = tuple(name for name in names if name not in inherited)
    own["__record__"] = tuple(fields.values())
    own["__match_args__"] = tuple(one.name for one in fields.values() if one.given)
    own["__dataclass_fields__"] = _StandardFields()
    made = type(cls)(cls.__name__, cls.__bases__, own)
    made.__qualname__ = cls.__qualname__
    return made


def _field(name: str, default: Any) -> _Field:
    if isinstance(default, dataclasses.Field):
        return _Field(
            name, default.default, default.default_factory, default.init, default.compare, default.repr
        )
    return _Field(name, default, MISSING, True, True, True)


def _add(cls: Any, name: str, method: Method) -> None:
    """Give a class a method, unless it has one of its own."""
    if cls.__dict__.get(name) is None:
        setattr(cls, name, method)


def _first_comparison(cls: Any, name: str, sign: str) -> Method:
    """A comparison that puts a written one in its place."""

    def comparison(self: object, other: object) -> Any:
        mine, others = _values(cls, "self"), _values(cls, "other")
        body = f"return {mine} {sign} {others} if other.__class__ is self.__class__ else NotImplemented"
        return _put(cls, name, ["self", "other"], [body], {})(self, other)

    return comparison


def _first_hash(cls: Any) -> Method:
    """As ``_first_comparison``."""

    def __hash__(self: object) -> Any:  # noqa: N807
        body = f"return hash({_values(cls, 'self')})"
        return _put(cls, "__hash__", ["self"], [body], {})(self)

    return __hash__


def _values(cls: Any, instance: str) -> str:
    return f"({''.join(f'{instance}.{one.name}, ' for one in cls.__record__ if one.compared)})"


def _put(cls: Any, name: str, parameters: list[str], body: list[str], scope: dict[str, Any]) -> Method:
    """Write a method and put it into its class."""
    exec("\n ".join([f"def {name}({', '.join(parameters)}):", *body]), scope)
    method: Method = scope[name]
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)
    return method


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in type(self).__record__ if one.shown)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _first_init(cls: Any) -> Method:
    """A constructor for a few instances; it puts a written one in its place."""
    fields: tuple[_Field, ...] = cls.__record__
    simple = all(one.given for one in fields) and not hasattr(cls, "__post_init__")
    left = MANY if simple else 0

    def __init__(self: object, /, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self, fields, args, kwargs):
            _put_init(cls)(self, *args, **kwargs)

    return __init__


def _filled(
    instance: object, fields: tuple[_Field, ...], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> bool:
    """Set the fields of an instance; False where the arguments do not fit."""
    positional, named = len(args), 0
    for number, (name, default, factory, *_) in enumerate(fields):
        if number < positional:
            if name in kwargs:
                return False
            value = args[number]
        elif name in kwargs:
            value = kwargs[name]
            named += 1
        elif factory is not MISSING:
            value = factory()
        elif default is not MISSING:
            value = default
        else:
            return False
        setattr(instance, name, value)
    return positional <= len(fields) and named == len(kwargs)


def _put_init(cls: Any) -> Method:
    scope: dict[str, Any] = {"_MISSING": MISSING}
    parameters, body = ["self"], ["pass"]
    for one in cls.__record__:
        value = one.name
        if one.factory is not MISSING:
            scope[f"_make_{one.name}"] = one.factory
            value = f"_make_{one.name}()"
            if one.given:
                parameters.append(f"{one.name}=_MISSING")
                value += f" if {one.name} is _MISSING else {one.name}"
        elif not one.given:
            continue
        elif one.default is not MISSING:
            scope[f"_default_{one.name}"] = one.default
            parameters.append(f"{one.name}=_default_{one.name}")
        else:
            parameters.append(one.name)
        body.append(f"self.{one.name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    return _put(cls, "__init__", parameters, body, scope)
