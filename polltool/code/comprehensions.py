"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polltool.code import dictionaries
from polltool.code.heap import Dictionary, Sequence, State, join_states
from polltool.code.iteration import assign, elements
from polltool.code.machine import Machine, PathEnd
from polltool.code.parents import in_breadth
from polltool.code.values import UNKNOWN, AnyKey, Const, Value, join, options


def sequence(machine: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, state: State) -> Value:
    """The list (or set, or generator) of a comprehension."""
    kind = {ast.ListComp: "list", ast.SetComp: "set", ast.GeneratorExp: "generator"}[type(node)]
    items: list[Value] = []
    exact = True
    with_names = _names(node.generators)
    saved = _save(machine, with_names, state)
    for sure, _ in _each(machine, node.generators, [node.elt], state):
        items.append(machine.evaluate(node.elt, state))
        exact = exact and sure
    _restore(machine, saved, state)
    if exact:
        return state.add(Sequence(tuple(items), UNKNOWN, kind))
    return state.add(Sequence(None, join(items) if items else UNKNOWN, kind))


def dictionary(machine: Machine, node: ast.DictComp, state: State) -> Value:
    """The dictionary of a comprehension."""
    made = dictionaries.new(machine, node)
    saved = _save(machine, _names(node.generators), state)
    for sure, passed in _each(machine, node.generators, [node.key, node.value], state):
        key = machine.evaluate(node.key, state)
        value = machine.evaluate(node.value, state)
        _put(machine, made, key, value, node, sure=sure, passed=passed)
    _restore(machine, saved, state)
    return state.add(made)


def _put(
    machine: Machine,
    made: Dictionary,
    key: Value,
    value: Value,
    node: ast.DictComp,
    *,
    sure: bool,
    passed: bool,
) -> None:
    for option in options(key):
        if isinstance(option, Const) and isinstance(option.value, str):
            certain = sure and len(options(key)) == 1
            dictionaries.put(made, option.value, value, machine.spot(node.key), sure=certain)
        elif isinstance(option, AnyKey):
            tests = [test for generator in node.generators for test in generator.ifs]
            by_key = any(_mentions(test, _key_names(node.generators)) for test in tests)
            made.base = "some" if by_key and not passed else "input"
            made.filtered = bool(tests)
            for name in option.apart:
                if name not in made.slots:
                    made.gone.setdefault(name, True)
        else:
            made.open = True


def _key_names(generators: list[ast.comprehension]) -> set[str]:
    """The names that stand for the key where ``items()`` is gone through."""
    found: set[str] = set()
    for generator in generators:
        target = generator.target
        if isinstance(target, ast.Tuple) and target.elts and isinstance(target.elts[0], ast.Name):
            found.add(target.elts[0].id)
        elif isinstance(target, ast.Name):
            found.add(target.id)
    return found


def _mentions(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(at, ast.Name) and at.id in names for at in in_breadth(node))


def _names(generators: list[ast.comprehension]) -> set[str]:
    return {
        at.id for generator in generators for at in in_breadth(generator.target) if isinstance(at, ast.Name)
    }


def _save(machine: Machine, names: set[str], state: State) -> dict[str, Value | None]:
    held = state.scope(machine.act.scope)
    return {name: held.get(name) for name in names}


def _restore(machine: Machine, saved: dict[str, Value | None], state: State) -> None:
    for name, value in saved.items():
        if value is None:
            machine.unbind(name, state)
        else:
            machine.bind(name, value, state)


def _each(
    machine: Machine, generators: list[ast.comprehension], bodies: list[ast.expr], state: State
) -> Iterator[tuple[bool, bool]]:
    """Go through the elements; at each, ``state`` is where the body is evaluated.

    Gives whether the element is surely gone through exactly once, and whether it, if it is
    there, surely passes the tests.
    """
    first, rest = generators[0], generators[1:]
    value = machine.evaluate(first.iter, state)
    tests: list[ast.AST] = [*first.ifs, *bodies, *(test for other in rest for test in other.ifs)]
    found = elements(machine, value, state, tests)
    for element in found.each:
        skipped = state.fork()
        try:
            assign(machine, first.target, element.value, state)
            may_pass, passes = _filter(machine, first.ifs, state)
            if not may_pass:
                state.become(skipped)
                continue
            sure = passes and element.sure and found.exact
            if rest:
                for inner, passed in _each(machine, rest, bodies, state):
                    yield inner and sure, passed and passes
            else:
                yield sure, passes
            joined = state.fork() if sure else join_states([state.fork(), skipped])
            assert joined is not None
            state.become(joined)
        except PathEnd:
            state.become(skipped)
    if not found.exact and not found.each:
        return


def _filter(machine: Machine, ifs: list[ast.expr], state: State) -> tuple[bool, bool]:
    """Whether an element may pass the tests, and whether it surely does."""
    sure = True
    for test in ifs:
        holds, fails = machine.branch(test, state.fork())
        if holds is None:
            return False, False
        if fails is not None:
            sure = False
        state.become(holds)
    return True, sure
