"""Attributes: of objects, classes, modules of the library, and of what ``super()`` gives."""

from __future__ import annotations

import ast

from polltool.code.heap import Instance, State
from polltool.code.machine import Arguments, Machine
from polltool.code.values import (
    STR,
    UNKNOWN,
    AnyArg,
    AnyKey,
    Arg,
    Choice,
    ClassValue,
    Const,
    CurrentCommand,
    Function,
    Library,
    Method,
    Polling,
    Ref,
    Super,
    Unknown,
    Value,
    const,
    join,
)

METHODS = {
    "CommandResults": frozenset({"to_context"}),
    "ScheduledCommand": frozenset({"to_results"}),
    "Response": frozenset({"json", "raise_for_status"}),
    "BaseClient": frozenset({"_http_request"}),
    "PollResult": frozenset[str](),
}


def library_attribute(holder: Library, name: str) -> Value:
    """The attribute of something of the library."""
    if holder.name in ("CommonServerPython", "CommonServerUserPython"):
        return Library(name)
    if holder.name.endswith(".__class__") or name == "__name__":
        return STR
    return Library(f"{holder.name}.{name}")


def attribute(machine: Machine, holder: Value, name: str, state: State, node: ast.expr) -> Value:
    """The attribute of a value."""
    if isinstance(holder, Library):
        return library_attribute(holder, name)
    if isinstance(holder, ClassValue):
        return class_attribute(machine, holder, name, state, bound=None)
    if isinstance(holder, Super):
        return _super_attribute(machine, holder, name, state)
    if isinstance(holder, Ref):
        thing = state.get(holder.id)
        if isinstance(thing, Instance):
            return _instance_attribute(machine, holder, thing, name, state, node)
        return Method(holder, name, node)
    if (
        isinstance(holder, Const)
        and name in ("value", "name")
        and not isinstance(holder.value, (str, type(None)))
    ):
        return holder
    if isinstance(holder, Const) and name == "value":
        return holder
    if isinstance(holder, (Unknown, Const, Arg, CurrentCommand, AnyKey, AnyArg)):
        return Method(holder, name, node)
    if isinstance(holder, (Function, Polling)) and name == "__name__":
        return const(holder.name) if isinstance(holder, Function) else const("inner")
    return UNKNOWN


def _instance_attribute(
    machine: Machine, holder: Ref, thing: Instance, name: str, state: State, node: ast.expr
) -> Value:
    held = thing.attributes.get(name)
    if held is not None:
        if (
            name in machine.changing
            and name not in thing.late
            and isinstance(held, (Const, Choice))
            and isinstance(thing.cls, ClassValue)
        ):
            return join((held, UNKNOWN))
        return held
    if isinstance(thing.cls, ClassValue):
        return class_attribute(machine, thing.cls, name, state, bound=holder)
    if isinstance(thing.cls, str) and name in METHODS.get(thing.cls, ()):
        return Method(holder, name, node)
    return UNKNOWN


def class_attribute(machine: Machine, cls: ClassValue, name: str, state: State, bound: Value | None) -> Value:
    """An attribute looked up on a class and its bases; a function is bound to ``bound``."""
    found = find_in_class(cls, name, state)
    if found is None:
        base = library_base(cls)
        if base is not None:
            return (
                Method(bound, name)
                if bound is not None and base == "BaseClient"
                else Library(f"{base}.{name}")
            )
        return UNKNOWN
    return bind_method(machine, found, bound, cls, state)


def bind_method(machine: Machine, found: Value, bound: Value | None, cls: ClassValue, state: State) -> Value:
    """A class's function as an attribute of an object or of the class."""
    if isinstance(found, Function):
        if found.static == "static":
            return found
        if found.static == "class":
            return _with_bound(found, cls)
        if found.static == "property":
            return (
                machine.call(_with_bound(found, bound), Arguments([], {}), state, found.node)
                if bound
                else UNKNOWN
            )
        return _with_bound(found, bound) if bound is not None else found
    if isinstance(found, Polling):
        inner = found.function
        if isinstance(inner, Function) and inner.static == "static":
            return found
        return Polling(found.function, found.decorator, bound) if bound is not None else found
    return found


def _with_bound(function: Function, bound: Value | None) -> Function:
    return Function(
        function.node,
        function.module,
        function.closure,
        bound,
        function.owner,
        function.defaults,
        function.static,
    )


def find_in_class(cls: ClassValue, name: str, state: State, depth: int = 0) -> Value | None:
    """What a class or its visible bases hold under a name."""
    if depth > 20:
        return None
    held = state.scope(cls.frame).get(name)
    if held is not None:
        return held
    for base in cls.bases:
        if isinstance(base, ClassValue):
            held = find_in_class(base, name, state, depth + 1)
            if held is not None:
                return held
    return None


def library_base(cls: ClassValue) -> str | None:
    """The first base that is of the library, through the visible bases."""
    for base in cls.bases:
        if isinstance(base, Library):
            return base.name
        if isinstance(base, ClassValue):
            found = library_base(base)
            if found is not None:
                return found
        elif not isinstance(base, ClassValue):
            return "?"
    return None


def _super_attribute(machine: Machine, holder: Super, name: str, state: State) -> Value:
    for base in holder.owner.bases:
        if isinstance(base, ClassValue):
            found = find_in_class(base, name, state)
            if found is not None:
                return bind_method(machine, found, holder.bound, base, state)
        elif isinstance(base, Library):
            return Method(holder.bound, name) if base.name == "BaseClient" else Library(f"{base.name}.{name}")
    base_name = library_base(holder.owner)
    if base_name == "BaseClient":
        return Method(holder.bound, name)
    return Library(f"{base_name}.{name}") if base_name else UNKNOWN
