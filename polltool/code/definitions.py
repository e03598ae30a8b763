"""Statements that define: functions, classes, imports."""

from __future__ import annotations

import ast

from polltool.code.expressions import defaults_of
from polltool.code.heap import Scope, State
from polltool.code.machine import Activation, Arguments, Machine
from polltool.code.values import (
    UNKNOWN,
    ClassValue,
    Decorator,
    Function,
    Library,
    Misdecorated,
    Polling,
    Value,
    join,
    options,
)


def function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, state: State) -> State:
    """``def``, with its decorators."""
    act = machine.act
    closure = (
        (act.scope, *act.closure) if act.scope != act.globals and act.function is not None else act.closure
    )
    function = Function(node, act.module, closure, defaults=defaults_of(machine, node.args, state))
    value: Value = function
    for decorator in reversed(node.decorator_list):
        value = _decorated(machine, decorator, value, state)
    machine.bind(node.name, value, state)
    return state


_BINDING = {
    "staticmethod": "static",
    "classmethod": "class",
    "property": "property",
    "cached_property": "property",
}


def _decorated(machine: Machine, node: ast.expr, value: Value, state: State) -> Value:
    """What a decorator makes of a function."""
    decorator = machine.evaluate(node, state)
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    if name in _BINDING:
        return _with_static(value, _BINDING[name])
    if isinstance(decorator, Decorator):
        unnamed = decorator.name == UNKNOWN and not any(name == "name" for name, _ in decorator.given)
        if unnamed and isinstance(node, ast.Call) and not any(part.arg is None for part in node.keywords):
            return Misdecorated(machine.spot(node))
        return Polling(value, decorator)
    if isinstance(decorator, Library) and decorator.name.rsplit(".", 1)[-1] == "polling_function":
        return Misdecorated(machine.spot(node))
    if isinstance(decorator, (Function, Polling)):
        made = machine.call(decorator, Arguments([value], {}), state, node)
        return value if made == UNKNOWN else made
    return value


def _with_static(value: Value, static: str) -> Value:
    if isinstance(value, Function):
        return Function(
            value.node, value.module, value.closure, value.bound, value.owner, value.defaults, static
        )
    if isinstance(value, Polling):
        return Polling(_with_static(value.function, static), value.decorator)
    return value


def class_(machine: Machine, node: ast.ClassDef, state: State) -> State:
    """``class``: its body is run as it is defined."""
    act = machine.act
    bases = tuple(machine.evaluate(base, state) for base in node.bases if not isinstance(base, ast.Starred))
    scope = state.add(Scope({}))
    cls = ClassValue(node, act.module, scope.id, bases)
    inner = Activation(
        module=act.module,
        globals=act.globals,
        scope=scope.id,
        closure=(act.scope, *act.closure) if act.scope != act.globals else act.closure,
        function=act.function,
    )
    machine.acts.append(inner)
    try:
        end = machine.block(node.body, state)
    finally:
        machine.acts.pop()
    if end is not None and end is not state:
        state.become(end)
    owned = state.own(scope.id)
    assert isinstance(owned, Scope)
    for name, value in list(owned.names.items()):
        owned.names[name] = join(_owned(option, cls) for option in options(value))
    machine.bind(node.name, cls, state)
    return state


def _owned(value: Value, cls: ClassValue) -> Value:
    if isinstance(value, Function):
        closure = tuple(scope for scope in value.closure if scope != cls.frame)
        return Function(value.node, value.module, closure, value.bound, cls, value.defaults, value.static)
    if isinstance(value, Polling):
        return Polling(_owned(value.function, cls), value.decorator)
    return value


def import_(machine: Machine, node: ast.Import, state: State) -> State:
    """``import x``."""
    for alias in node.names:
        if alias.asname is not None:
            machine.bind(alias.asname, Library(_platform(alias.name)), state)
        else:
            machine.bind(alias.name.split(".")[0], Library(_platform(alias.name.split(".")[0])), state)
    return state


def _platform(name: str) -> str:
    return "demisto" if name == "demistomock" else name


def import_from(machine: Machine, node: ast.ImportFrom, state: State) -> State:
    """``from x import y``: shared modules are loaded."""
    name = (node.module or "").rsplit(".", 1)[-1]
    if name in ("CommonServerPython", "CommonServerUserPython", "demistomock", "DemistoClassApiModule"):
        for alias in node.names:
            if alias.name != "*":
                machine.bind(alias.asname or alias.name, Library(_platform(alias.name)), state)
        return state
    if (name.endswith("Module") and not node.level) or name.endswith("ApiModule"):
        machine.import_shared(name, node, state)
        return state
    for alias in node.names:
        if alias.name != "*":
            machine.bind(alias.asname or alias.name, Library(f"{node.module}.{alias.name}"), state)
    return state
