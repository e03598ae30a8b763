"""The values of expressions."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from polltool.code import comprehensions, conditions, dictionaries, library
from polltool.code.attributes import attribute
from polltool.code.escape import attach, escape
from polltool.code.heap import NOTHING, Fact, State
from polltool.code.heap import Sequence as HeapSequence
from polltool.code.machine import Arguments, Machine, OutOfBudget, PathEnd
from polltool.code.operators import binary, concatenate, is_number, is_text, item
from polltool.code.parents import in_breadth
from polltool.code.truth import narrow, settle, truth
from polltool.code.values import (
    BOOL,
    FALSE,
    NONE,
    NUMBER,
    TRUE,
    UNKNOWN,
    Arg,
    Choice,
    Const,
    Function,
    Library,
    Unknown,
    Value,
    const,
    join,
    options,
    secrets_of,
)
from polltool.code.values import library as library_value

BUILTINS = frozenset(dir(builtins))


def evaluate(machine: Machine, node: ast.expr, state: State) -> Value:
    """The value of an expression; what it does happens to ``state``.

    :raises PathEnd: it never comes to a value.
    """
    machine.steps += 1
    if machine.steps > machine.budget:
        raise OutOfBudget
    handler = _HANDLERS.get(node.__class__)
    if handler is None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                evaluate(machine, child, state)
        return UNKNOWN
    return handler(machine, node, state)


def _constant(machine: Machine, node: ast.Constant, state: State) -> Value:
    return const(node.value)


def _name(machine: Machine, node: ast.Name, state: State) -> Value:
    found = machine.lookup(node.id, state)
    if found is not None:
        return found
    if node.id == "__name__":
        return UNKNOWN
    if node.id in library.PLATFORM or node.id in BUILTINS:
        return library_value(node.id)
    loaded = machine.loaded.get(machine.act.globals)
    return library_value("?" + node.id if loaded is not None and loaded.unseen else node.id)


# -- literals ----------------------------------------------------------------------


def _items(machine: Machine, nodes: Sequence[ast.expr], state: State) -> tuple[list[Value], bool]:
    """The items of a literal, and whether these are all of them."""
    items: list[Value] = []
    exact = True
    for node in nodes:
        if not isinstance(node, ast.Starred):
            items.append(evaluate(machine, node, state))
            continue
        inner = evaluate(machine, node.value, state)
        sequence = state.sequence(inner)
        if sequence is None or sequence.items is None:
            exact = False
            items.append(state.any_item(inner))
        else:
            items.extend(sequence.items)
    return items, exact


def _list(machine: Machine, node: ast.List | ast.Tuple | ast.Set, state: State) -> Value:
    kind = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}[type(node)]
    items, exact = _items(machine, node.elts, state)
    return state.add(HeapSequence(tuple(items) if exact else None, UNKNOWN if exact else join(items), kind))


def _dict(machine: Machine, node: ast.Dict, state: State) -> Value:
    made = dictionaries.new(machine, node)
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        if key_node is None:
            source = evaluate(machine, value_node, state)
            dictionaries.merge(made, state, source)
            continue
        key = settle(machine, evaluate(machine, key_node, state), state)
        value = evaluate(machine, value_node, state)
        names = [
            option.value
            for option in options(key)
            if isinstance(option, Const) and isinstance(option.value, str)
        ]
        if len(names) == len(options(key)):
            for name in names:
                normal = dictionaries.was_input(machine, state, name, value)
                dictionaries.put(
                    made, name, value, machine.spot(key_node), sure=len(names) == 1, normal=normal
                )
        elif not isinstance(key, Const):
            made.open = True
    return state.add(made)


def _joined(machine: Machine, node: ast.JoinedStr, state: State) -> Value:
    parts: list[Value] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = evaluate(machine, part.value, state)
            if part.format_spec is not None or part.conversion not in (-1, 115):
                evaluate(machine, part.format_spec, state) if part.format_spec is not None else None
                parts.append(Unknown("str", secrets=secrets_of([value])))
            else:
                parts.append(settle(machine, value, state))
        else:
            parts.append(evaluate(machine, part, state))
    return concatenate(parts)


# -- operators ---------------------------------------------------------------------


def _binary(machine: Machine, node: ast.BinOp, state: State) -> Value:
    left = evaluate(machine, node.left, state)
    right = evaluate(machine, node.right, state)
    return binary(machine, node, left, right, state)


def _logic(machine: Machine, node: ast.BoolOp, state: State) -> Value:
    is_and = isinstance(node.op, ast.And)
    results: list[Value] = []
    wide: list[Value] = []
    left: list[State] = []
    at: State = state
    before = dict(state.facts)
    for index, part in enumerate(node.values):
        last = index == len(node.values) - 1
        try:
            if not last and isinstance(part, (ast.Compare, ast.UnaryOp)):
                holds, fails = conditions.branch(machine, part, at)
                stop, going = (fails, holds) if is_and else (holds, fails)
                value: Value = FALSE if is_and else TRUE
                whole = value
            else:
                value = evaluate(machine, part, at)
                if last:
                    results.append(value)
                    left.append(at)
                    break
                whole = value
                known = truth(machine, value, at)
                holds, fails = (at, None) if known else (None, at)
                if known is None:
                    holds, fails = conditions.split(machine, part, value, at)
                stop, going = (fails, holds) if is_and else (holds, fails)
                if stop is not None:
                    value = narrow(machine, value, stop, not is_and)
                if any(isinstance(option, Arg) for option in options(value)) and (
                    is_and or any(map(_does_something, node.values[index + 1 :]))
                ):
                    conditions.note_asked(machine, value)
        except PathEnd:
            break
        if stop is not None:
            results.append(value)
            wide.append(whole)
            left.append(stop)
        if going is None:
            break
        at = going
    if not left:
        raise PathEnd
    flag = _only_if(before, at) if is_and and all(map(_is_flag, results)) else None
    machine.meet(state, list(left))
    if not is_and and len(results) == len(wide) + 1 and _adds_nothing(wide, results[-1], state):
        return join(wide)
    return join(results) if flag is None else flag


def _adds_nothing(before: list[Value], last: Value, state: State) -> bool:
    """Whether the end of an ``or`` says no more than what stands before it says where it is false.

    ``argument or None`` is None where the argument is, and ``demisto.args() or {}`` has what came.
    """
    held = [option for value in before for option in options(value)]
    if last == NONE:
        return bool(held) and all(isinstance(one, Arg) and one.default is None for one in held)
    empty = state.dictionary(last)
    if empty is None or empty.slots or empty.base != "none" or empty.open or empty.havoc:
        return False
    found = [state.dictionary(one) for one in held]
    return bool(found) and all(one is not None and one.base == "input" for one in found)


def _does_something(node: ast.expr) -> bool:
    """Whether an expression calls a method or a function, other than to look something up."""
    return any(
        isinstance(at, ast.Call)
        and not (isinstance(at.func, ast.Attribute) and at.func.attr in _LOOKUPS)
        and not (isinstance(at.func, ast.Name) and (at.func.id in BUILTINS or at.func.id in _CONVERSIONS))
        for at in in_breadth(node)
    )


_LOOKUPS = frozenset({"get", "args", "params", "getArg", "getParam", "command", "now", "utcnow"})
_CONVERSIONS = frozenset({"arg_to_number", "argToBoolean", "argToList", "arg_to_datetime", "dict_safe_get"})


def _is_flag(value: Value) -> bool:
    """Whether a value is a boolean about which nothing else is known."""
    return value == FALSE or (isinstance(value, Unknown) and value.kind == "bool")


def _only_if(before: Mapping[str, Fact], holds: State) -> Value | None:
    """The boolean of an ``and`` that needs an argument to be true, where it does."""
    for key, fact in holds.facts.items():
        if fact.true and not before.get(key, NOTHING).true:
            return Arg(key, "bool", default=FALSE, only_if=True)
    return None


def _unary(machine: Machine, node: ast.UnaryOp, state: State) -> Value:
    if isinstance(node.op, ast.Not):
        return _test_value(machine, node, state)
    value = settle(machine, evaluate(machine, node.operand, state), state)
    if isinstance(node.op, ast.USub) and isinstance(value, Const) and isinstance(value.value, (int, float)):
        return const(-value.value)
    return NUMBER if is_number(value) else UNKNOWN


def _test_value(machine: Machine, node: ast.expr, state: State) -> Value:
    """The boolean that a test gives, with the ways joined again."""
    holds, fails = conditions.branch(machine, node, state.fork())
    machine.meet(state, [holds, fails])
    if fails is None:
        return TRUE
    if holds is None:
        return FALSE
    return BOOL


def _compare(machine: Machine, node: ast.Compare, state: State) -> Value:
    if len(node.ops) == 1:
        left = evaluate(machine, node.left, state)
        right = evaluate(machine, node.comparators[0], state)
        answers = conditions.compare(machine, node.ops[0], left, right, state, node)
        flag = _flag_of(node.ops[0], left, right)
        return conditions.truth_value(machine, answers) if flag is None or None not in answers else flag
    for part in (node.left, *node.comparators):
        evaluate(machine, part, state)
    return BOOL


def _flag_of(op: ast.cmpop, left: Value, right: Value) -> Value | None:
    """A comparison of an argument with a word for true is that argument as a boolean."""
    if (
        isinstance(op, ast.Eq)
        and isinstance(left, Arg)
        and left.form in ("raw", "str")
        and isinstance(right, Const)
    ):
        word = right.value
        if isinstance(word, str) and word.lower() in ("true", "yes"):
            return left.as_form("bool")
    return None


def _choose(machine: Machine, node: ast.IfExp, state: State) -> Value:
    holds, fails = conditions.branch(machine, node.test, state.fork())
    values: list[Value] = []
    states: list[State | None] = []
    for way, part in ((holds, node.body), (fails, node.orelse)):
        if way is None:
            continue
        try:
            value = evaluate(machine, part, way)
        except PathEnd:
            continue
        attach(machine, value, way)
        values.append(value)
        states.append(way)
    machine.meet(state, states)
    return join(values)


def _walrus(machine: Machine, node: ast.NamedExpr, state: State) -> Value:
    value = evaluate(machine, node.value, state)
    machine.bind(node.target.id, value, state)
    return value


def _lambda(machine: Machine, node: ast.Lambda, state: State) -> Value:
    act = machine.act
    closure = (act.scope, *act.closure) if act.scope != act.globals else act.closure
    return Function(node, act.module, closure, defaults=defaults_of(machine, node.args, state))


def defaults_of(machine: Machine, arguments: ast.arguments, state: State) -> tuple[tuple[str, Value], ...]:
    """The default values of a function's parameters, evaluated where it is defined."""
    found: list[tuple[str, Value]] = []
    positional = [*arguments.posonlyargs, *arguments.args]
    for parameter, node in zip(
        positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True
    ):
        found.append((parameter.arg, evaluate(machine, node, state)))
    for parameter, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if given is not None:
            found.append((parameter.arg, evaluate(machine, given, state)))
    return tuple(found)


def _await(machine: Machine, node: ast.Await, state: State) -> Value:
    return evaluate(machine, node.value, state)


def _starred(machine: Machine, node: ast.Starred, state: State) -> Value:
    evaluate(machine, node.value, state)
    return UNKNOWN


def _yield(machine: Machine, node: ast.Yield | ast.YieldFrom, state: State) -> Value:
    value = evaluate(machine, node.value, state) if node.value is not None else NONE
    escape(machine, value, state)
    machine.act.yields.append(value)
    return UNKNOWN


# -- attributes and keys -----------------------------------------------------------


def _attribute(machine: Machine, node: ast.Attribute, state: State) -> Value:
    holder = evaluate(machine, node.value, state)
    if not isinstance(holder, Choice):
        return attribute(machine, holder, node.attr, state, node)
    return join(attribute(machine, option, node.attr, state, node) for option in holder.options)


def _subscript(machine: Machine, node: ast.Subscript, state: State) -> Value:
    holder = evaluate(machine, node.value, state)
    if isinstance(node.slice, ast.Slice):
        for part in (node.slice.lower, node.slice.upper, node.slice.step):
            if part is not None:
                evaluate(machine, part, state)
        return join(_slice(machine, option, node.slice, state) for option in options(holder))
    key = settle(machine, evaluate(machine, node.slice, state), state)
    doubt = dictionaries.doubtful(holder)
    machine.doubts += doubt
    found = join(item(machine, option, key, state, node) for option in options(holder))
    machine.doubts -= doubt
    return found


def _slice(machine: Machine, holder: Value, part: ast.Slice, state: State) -> Value:
    sequence = state.sequence(holder)
    if sequence is not None:
        if (
            sequence.items is not None
            and isinstance(part.lower, (ast.Constant, type(None)))
            and isinstance(part.upper, (ast.Constant, type(None)))
        ):
            lower = part.lower.value if part.lower is not None else None
            upper = part.upper.value if part.upper is not None else None
            if (
                isinstance(lower, (int, type(None)))
                and isinstance(upper, (int, type(None)))
                and part.step is None
            ):
                return state.add(HeapSequence(sequence.items[lower:upper], UNKNOWN, sequence.kind))
        return state.add(HeapSequence(None, sequence.any_item, sequence.kind))
    return Unknown("str" if is_text(holder) else None, secrets=secrets_of([holder]))


# -- calls -------------------------------------------------------------------------


def _call(machine: Machine, node: ast.Call, state: State) -> Value:
    function = evaluate(machine, node.func, state)
    if isinstance(function, Library) and function.name == "bool" and len(node.args) == 1:
        return _bool_call(machine, node.args[0], state)
    arguments = Arguments([], {})
    for part in node.args:
        if isinstance(part, ast.Starred):
            inner = evaluate(machine, part.value, state)
            sequence = state.sequence(inner)
            if sequence is not None and sequence.items is not None:
                arguments.args.extend(sequence.items)
                arguments.nodes.extend([part.value] * len(sequence.items))
            else:
                arguments.unsure = True
                escape(machine, inner, state)
            continue
        arguments.args.append(evaluate(machine, part, state))
        arguments.nodes.append(part)
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, state)
        if keyword.arg is None:
            arguments.spread = value if arguments.spread is None else UNKNOWN
        else:
            arguments.kwargs[keyword.arg] = value
            arguments.keyword_nodes[keyword.arg] = keyword.value
    return machine.call(function, arguments, state, node)


def _bool_call(machine: Machine, node: ast.expr, state: State) -> Value:
    value = evaluate(machine, node, state)
    conditions.note_test(machine, node, value, state)
    known = truth(machine, value, state)
    return BOOL if known is None else const(known)


_HANDLERS: dict[type[ast.expr], Callable[[Machine, Any, State], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Set: _list,
    ast.Dict: _dict,
    ast.JoinedStr: _joined,
    ast.BinOp: _binary,
    ast.BoolOp: _logic,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.IfExp: _choose,
    ast.NamedExpr: _walrus,
    ast.Lambda: _lambda,
    ast.Await: _await,
    ast.Starred: _starred,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.ListComp: comprehensions.sequence,
    ast.SetComp: comprehensions.sequence,
    ast.GeneratorExp: comprehensions.sequence,
    ast.DictComp: comprehensions.dictionary,
}
