"""Dataclasses that cost next to nothing to define, and less to construct.

The standard decorator writes and compiles up to seven methods for each class when its module is
imported; with a hundred classes that was half of what a run over one file took. This one makes the
same classes (fields, slots, defaults, ``replace``), but writes a method when it is first called.

``frozen`` is kept by the type checker, which sees the standard decorator; at run time it stands
for instances that can be hashed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, field, fields, replace
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "replace"]

Method = Callable[..., Any]
_ORDERS = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        *, slots: bool, frozen: bool = False, eq: bool = True, order: bool = False
    ) -> Callable[[type], type]:
        """As ``dataclasses.dataclass``, of which it has what is used here."""
        make = dataclasses.dataclass(slots=slots, init=False, repr=False, eq=False)

        def decorate(cls: type) -> type:
            own = {name for name, value in cls.__dict__.items() if value is not None}
            made = make(cls)
            writers = {"__init__": _init, "__repr__": _repr}
            if eq:
                writers["__eq__"] = _eq
                if frozen:
                    writers["__hash__"] = _hash
                elif "__hash__" not in own:
                    made.__hash__ = None
            if order:
                writers.update(dict.fromkeys(_ORDERS, _ordering))
            for name, write in writers.items():
                if name not in own:
                    setattr(made, name, _written_later(made, name, write))
            return made

        return decorate


def _written_later(cls: Any, name: str, write: Callable[[Any, str], Method]) -> Method:
    """A method that puts the real one in its place when it is called for the first time."""

    def first(self: object, /, *args: Any, **kwargs: Any) -> Any:
        method = write(cls, name)
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *args, **kwargs)

    return first


def _compiled(name: str, parameters: list[str], body: list[str], scope: dict[str, Any]) -> Method:
    exec("\n ".join([f"def {name}({', '.join(['self', *parameters])}):", *body]), scope)
    method: Method = scope[name]
    return method


def _init(cls: Any, name: str) -> Method:
    scope: dict[str, Any] = {"_MISSING": MISSING}
    parameters, body = [], ["pass"]
    for one in fields(cls):
        value = one.name
        if one.default_factory is not MISSING:
            scope[f"_make_{one.name}"] = one.default_factory
            value = f"_make_{one.name}()"
            if one.init:
                parameters.append(f"{one.name}=_MISSING")
                value += f" if {one.name} is _MISSING else {one.name}"
        elif not one.init:
            continue
        elif one.default is not MISSING:
            scope[f"_default_{one.name}"] = one.default
            parameters.append(f"{one.name}=_default_{one.name}")
        else:
            parameters.append(one.name)
        body.append(f"self.{one.name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    return _compiled(name, parameters, body, scope)


def _eq(cls: Any, name: str) -> Method:
    return _comparison(cls, name, "==")


def _ordering(cls: Any, name: str) -> Method:
    return _comparison(cls, name, _ORDERS[name])


def _comparison(cls: Any, name: str, sign: str) -> Method:
    mine, others = _values(cls, "self"), _values(cls, "other")
    body = [f"if other.__class__ is self.__class__: return {mine} {sign} {others}", "return NotImplemented"]
    return _compiled(name, ["other"], body, {})


def _hash(cls: Any, name: str) -> Method:
    return _compiled(name, [], [f"return hash({_values(cls, 'self')})"], {})


def _repr(cls: Any, name: str) -> Method:
    shown = ", ".join(f"{one.name}={{self.{one.name}!r}}" for one in fields(cls) if one.repr)
    return _compiled(name, [], [f"return f'{{self.__class__.__qualname__}}({shown})'"], {})


def _values(cls: Any, instance: str) -> str:
    return f"({''.join(f'{instance}.{one.name}, ' for one in fields(cls) if one.compare)})"
