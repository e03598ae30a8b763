"""Findings and the like as values of JSON's types, and back again, with every value checked.

A dataclass becomes the list of its fields, a set or a tuple a list. What comes back has the types
that its class declares, or it is refused.
"""

from __future__ import annotations

import enum
import functools
import types
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from polltool.records import field_names

T = TypeVar("T")
Read = Callable[[Any], Any]


class ShapeError(Exception):
    """A value that is not of the expected type."""


def packed(value: object) -> Any:
    """A value as JSON's types hold it.

    :raises ShapeError: it holds something that there is no form for.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, int):
        return value
    if isinstance(value, (tuple, list)):
        return [packed(one) for one in value]
    if isinstance(value, frozenset):
        return sorted((packed(one) for one in value), key=repr)
    if isinstance(value, Mapping):
        return {_text(key): packed(one) for key, one in value.items()}
    if hasattr(value, "__record__"):
        return [packed(getattr(value, name)) for name in field_names(type(value))]
    raise ShapeError(f"there is no form for a {type(value).__name__}")


def unpacked(kind: type[T], value: object) -> T:
    """The value of this type that ``packed`` made it from.

    :raises ShapeError: it was made from no such value.
    """
    return cast("T", _reader(cast("Any", kind))(value))


@functools.cache
def _reader(kind: Any) -> Read:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(*arguments)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return _many(tuple, _reader(arguments[0]))
        return _fixed(tuple, [_reader(one) for one in arguments])
    if origin is frozenset:
        return _many(frozenset, _reader(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(_reader(arguments[1]))
    if kind in (bool, int, str):
        return functools.partial(_exactly, kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return functools.partial(_member, {one.value: one for one in kind})
    if hasattr(kind, "__record__"):
        hints = get_type_hints(kind)
        fields = [_reader(hints[name]) for name in field_names(kind)]
        return _fixed(functools.partial(_made, cast("Callable[..., object]", kind)), fields)
    raise ShapeError(f"there is no form for {kind}")


def _made(kind: Callable[..., object], values: list[object]) -> object:
    return kind(*values)


def _exactly(kind: type, value: object) -> object:
    if type(value) is not kind:
        raise ShapeError(f"{kind.__name__} expected")
    return value


def _text(value: object) -> object:
    return _exactly(str, value)


def _member(members: Mapping[object, object], value: object) -> object:
    if type(value) not in (int, str) or value not in members:
        raise ShapeError("not a member")
    return members[value]


def _optional(*kinds: Any) -> Read:
    (kind,) = (one for one in kinds if one is not type(None))
    read = _reader(kind)
    return lambda value: None if value is None else read(value)


def _many(make: Callable[[Any], Any], read: Read) -> Read:
    def of(value: object) -> object:
        return make([read(one) for one in _list(value)])

    return of


def _fixed(make: Callable[[Any], Any], readers: list[Read]) -> Read:
    def of(value: object) -> object:
        if len(_list(value)) != len(readers):
            raise ShapeError("another number of values expected")
        return make([read(one) for read, one in zip(readers, cast("list[object]", value), strict=True)])

    return of


def _mapping(read: Read) -> Read:
    def of(value: object) -> object:
        if type(value) is not dict:
            raise ShapeError("an object expected")
        return {key: read(one) for key, one in value.items()}

    return of


def _list(value: object) -> list[Any]:
    if type(value) is not list:
        raise ShapeError("a list expected")
    return value
