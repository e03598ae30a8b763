"""Running the functions of the visible code."""

from __future__ import annotations

import ast

from polltool.code import dictionaries
from polltool.code.attributes import find_in_class
from polltool.code.escape import lose, lose_softly
from polltool.code.heap import Dictionary, Instance, Scope, Sequence, State, join_states
from polltool.code.machine import MOST_DEPTH, Activation, Arguments, Machine, Path, PathEnd
from polltool.code.recall import worth_keeping
from polltool.code.values import (
    NONE,
    UNKNOWN,
    ClassValue,
    Decorator,
    Function,
    Partial,
    Polling,
    Ref,
    Value,
    join,
    options,
)


def call_function(
    machine: Machine, function: Function, arguments: Arguments, state: State, node: ast.AST
) -> Value:
    """Run a function; its ways join where it returns."""
    if not _worth_following(machine, function, arguments, state):
        (lose if machine.brief else lose_softly)(machine, arguments, state)
        _forget(machine, function, arguments, state)
        return UNKNOWN
    if machine.recall is not None and worth_keeping(machine, function):
        return machine.recall.call(machine, function, arguments, state, node, _follow)
    return _follow(machine, function, arguments, state, node)


def _follow(machine: Machine, function: Function, arguments: Arguments, state: State, node: ast.AST) -> Value:
    paths = run_function(machine, function, arguments, state, node)
    if paths is None:
        lose(machine, arguments, state)
        return UNKNOWN
    if len(paths) > 1:
        for path in paths:
            if path.state is state:
                path.state = state.fork()  # it stays what it is when ``state`` becomes all of them
    joined = join_states([path.state for path in paths])
    if joined is None:
        raise PathEnd
    machine.tail = (node, paths)
    state.become(joined)
    return join(path.value for path in paths)


def _forget(machine: Machine, function: Function, arguments: Arguments, state: State) -> None:
    """A function that is not followed may assign attributes and globals, itself or by what it calls."""
    for value in (function.bound, *arguments.args, *arguments.kwargs.values()):
        instance = state.instance(value) if value is not None else None
        if instance is not None and instance.late and isinstance(value, Ref):
            owned_instance = state.own(value.id)
            assert isinstance(owned_instance, Instance)
            owned_instance.late = frozenset()
    module = function.module
    globals_ = _globals_of(machine, function)
    late = module.rebound.intersection(state.scope(globals_).names)
    if not late:
        return
    called = module.mentions(function.node)
    assigned = {
        name
        for node in module.functions
        if node is function.node or node.name in called
        for name in module.names(node).globals
    }
    owned = state.own(globals_)
    assert isinstance(owned, Scope)
    for name in late & assigned:
        owned.names[name] = join((owned.names[name], UNKNOWN))


SMALL = 60


def _worth_following(machine: Machine, function: Function, arguments: Arguments, state: State) -> bool:
    if (
        machine.reach is None
        or function.name == "__init__"
        or function.module.names(function.node).size <= SMALL
    ):
        return True
    if machine.reach.matters(function.module, function.node):
        return True
    if machine.brief:
        return any(
            _leads_on(machine, option, state)
            for value in [*arguments.args, *arguments.kwargs.values()]
            for option in options(value)
        )
    return any(
        isinstance(option, Ref) and _tracked(state, option)
        for value in [*arguments.args, *arguments.kwargs.values(), arguments.spread]
        if value is not None
        for option in options(value)
    )


def _leads_on(machine: Machine, value: Value, state: State) -> bool:
    """Whether calling a value leads to what matters."""
    assert machine.reach is not None
    if isinstance(value, Partial):
        return any(_leads_on(machine, option, state) for option in options(value.function))
    if isinstance(value, Function):
        return machine.reach.matters(value.module, value.node)
    instance = state.instance(value)
    if instance is not None and isinstance(instance.cls, ClassValue):
        held = find_in_class(instance.cls, "__call__", state)
        return held is not None and _leads_on(machine, held, state)
    return isinstance(value, Polling)


def _tracked(state: State, ref: Ref) -> bool:
    thing = state.get(ref.id)
    if isinstance(thing, Dictionary):
        return thing.name != "params"
    if isinstance(thing, Instance):
        return isinstance(thing.cls, str) and thing.cls in (
            "CommandResults",
            "PollResult",
            "ScheduledCommand",
        )
    return False


def run_function(
    machine: Machine,
    function: Function,
    arguments: Arguments,
    state: State,
    node: ast.AST,
    decorator: Decorator | None = None,
) -> list[Path] | None:
    """The ways through a function; None where it is not followed (too deep, recursive)."""
    running = sum(
        1 for act in machine.acts if act.function is not None and act.function.node is function.node
    )
    if running >= 2 or len(machine.acts) >= MOST_DEPTH:
        machine.unkept = True
        return None
    machine.called.add(function.node)
    machine.deepest = max(machine.deepest, len(machine.acts) + 1)
    names = function.module.names(function.node)
    bound = bind(machine, function, arguments, state, node)
    scope = state.add(Scope(bound))
    act = Activation(
        module=function.module,
        globals=_globals_of(machine, function),
        scope=scope.id,
        closure=function.closure,
        function=function,
        decorator=decorator,
        global_names=names.globals,
        nonlocal_names=names.nonlocals,
    )
    machine.acts.append(act)
    try:
        paths = _paths(machine, function, act, state)
    finally:
        machine.acts.pop()
    if not names.nests:
        for path in paths:
            path.state.heap.pop(scope.id, None)
    if names.yields:
        for path in paths:
            element = join(act.yields) if act.yields else UNKNOWN
            path.value = path.state.add(Sequence(None, element, "list"))
    return paths


def _paths(machine: Machine, function: Function, act: Activation, state: State) -> list[Path]:
    if isinstance(function.node, ast.Lambda):
        value = machine.evaluate(function.node.body, state)
        return [Path(value, state, None)]
    end = machine.block(function.node.body, state)
    paths = act.paths
    if end is not None:
        paths.append(Path(NONE, end, None))
    return paths


def _globals_of(machine: Machine, function: Function) -> int:
    for oid, loaded in machine.loaded.items():
        if loaded.module is function.module:
            return oid
    return machine.act.globals


def bind(
    machine: Machine, function: Function, arguments: Arguments, state: State, node: ast.AST
) -> dict[str, Value]:
    """The parameters of a function with the values that a call gives them."""
    spec = function.node.args
    positional = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
    given = list(arguments.args)
    if function.bound is not None:
        given.insert(0, function.bound)
    defaults = dict(function.defaults)
    bound: dict[str, Value] = dict(zip(positional, given, strict=False))
    rest = given[len(positional) :]
    keywords = dict(arguments.kwargs)
    spread = arguments.spread
    for name in [*positional, *(parameter.arg for parameter in spec.kwonlyargs)]:
        if name in bound:
            continue
        if name in keywords:
            bound[name] = keywords.pop(name)
        elif spread is not None:
            bound[name] = from_spread(machine, spread, name, defaults.get(name), state, node)
        elif arguments.unsure and name in positional:
            bound[name] = UNKNOWN
        else:
            bound[name] = defaults.get(name, UNKNOWN)
    if spec.vararg is not None:
        items = None if arguments.unsure else tuple(rest)
        bound[spec.vararg.arg] = state.add(Sequence(items, join(rest) if rest else UNKNOWN, "tuple"))
    if spec.kwarg is not None:
        bound[spec.kwarg.arg] = _keywords(machine, keywords, spread, set(bound), state, node)
    return bound


def from_spread(
    machine: Machine, spread: Value, name: str, default: Value | None, state: State, node: ast.AST
) -> Value:
    """What ``**spread`` gives for a parameter of that name."""
    found = state.dictionary(spread)
    if found is None:
        return join((UNKNOWN, default)) if default is not None else UNKNOWN
    value = dictionaries.read(machine, state, found, name, node, how="get", default=default)
    return UNKNOWN if default is None and value == NONE else value


def _keywords(
    machine: Machine,
    keywords: dict[str, Value],
    spread: Value | None,
    taken: set[str],
    state: State,
    node: ast.AST,
) -> Value:
    made = dictionaries.new(machine, node)
    if spread is not None:
        dictionaries.merge(made, state, spread)
        for name in taken:
            made.slots.pop(name, None)
            if made.base != "none":
                made.gone[name] = True
    for name, value in keywords.items():
        dictionaries.put(made, name, value, machine.spot(node), sure=True)
    return state.add(made)
