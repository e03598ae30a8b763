"""The ``polling_function`` decorator, as the platform's library runs it."""

from __future__ import annotations

import ast

from polltool.code import dictionaries
from polltool.code.escape import lose
from polltool.code.events import (
    BadReturn,
    DecoratedCall,
    NextRun,
    PollResultSeen,
    Schedule,
    Shape,
)
from polltool.code.functions import run_function
from polltool.code.heap import Dictionary, Instance, Sequence, State
from polltool.code.machine import Arguments, Machine, Path, PathEnd
from polltool.code.schedules import runs_or_default, shows_something
from polltool.code.truth import as_boolean, settle, truth
from polltool.code.values import (
    FALSE,
    NONE,
    UNKNOWN,
    Arg,
    ClassValue,
    Const,
    Decorator,
    Function,
    Library,
    Partial,
    Polling,
    Ref,
    Unknown,
    Value,
    Void,
    const,
    join,
    options,
    spot,
)

ARGS_NAMES = frozenset(
    {
        "args",
        "arguments",
        "demisto_args",
        "command_args",
        "cmd_args",
        "args_dict",
        "arguments_dict",
        "kwargs_dict",
    }
)


def call(machine: Machine, polling: Polling, arguments: Arguments, state: State, node: ast.AST) -> Value:
    """Call a decorated function, as the wrapper does.

    :raises PathEnd: no way comes back from it.
    """
    decorator = polling.decorator
    args, rest = _first_argument(polling, arguments, state)
    seen = _see_call(machine, polling, args, rest, state, node)
    machine.events.calls.append(seen)
    machine.note_interest(state)
    if seen.passes in ("other", "nothing"):
        machine.events.complete = False
        raise PathEnd
    if not isinstance(args, Value):
        lose(machine, arguments, state)
        return UNKNOWN
    inner = polling.function
    if isinstance(inner, Polling) or not isinstance(inner, Function):
        return machine.call(inner, arguments, state, node)
    full = Arguments([args, *rest.args], rest.kwargs, rest.spread, rest.unsure)
    if polling.bound is not None:
        full.args.insert(0, polling.bound)
    paths = run_function(machine, inner, full, state, node, decorator if seen.polls else None)
    if paths is None:
        lose(machine, arguments, state)
        return UNKNOWN
    values: list[Value] = []
    states: list[State | None] = []
    for path in paths:
        value = _result(machine, polling, path, args, seen)
        if value is not None:
            values.append(value)
            states.append(path.state)
    machine.meet(state, states)
    return join(values)


def _first_argument(polling: Polling, arguments: Arguments, state: State) -> tuple[Value | None, Arguments]:
    """The arguments' dictionary of a call of the wrapper, and the other arguments."""
    if polling.bound is not None:
        # The wrapper is a plain function in a class, so the object itself comes first.
        return polling.bound, Arguments(arguments.args, arguments.kwargs, arguments.spread, arguments.unsure)
    if arguments.args:
        rest = Arguments(arguments.args[1:], arguments.kwargs, arguments.spread, arguments.unsure)
        return arguments.args[0], rest
    kwargs = dict(arguments.kwargs)
    value = kwargs.pop("args", None)
    spread = state.dictionary(arguments.spread) if arguments.spread is not None else None
    if value is None and spread is not None and "args" in spread.slots:
        value = spread.slots["args"].value if spread.slots["args"].sure else UNKNOWN
    if value is None and (arguments.spread is not None or arguments.unsure):
        value = UNKNOWN
    return value, Arguments([], kwargs, arguments.spread, arguments.unsure)


def _see_call(
    machine: Machine, polling: Polling, args: Value | None, rest: Arguments, state: State, node: ast.AST
) -> DecoratedCall:
    decorator = polling.decorator
    requires = truth(machine, decorator.requires_arg, state)
    names = [option.value for option in options(decorator.polling_arg) if isinstance(option, Const)]
    name = names[0] if len(names) == 1 and isinstance(names[0], str) else None
    passes = _passes(machine, args, state)
    was_set = is_open = False
    polls = True
    if requires is not False and name is not None and args is not None:
        was_set, is_open, polls = _polling_argument(machine, args, name, state, node)
    return DecoratedCall(
        decorator=decorator,
        function=polling.function,
        spot=machine.spot(node),
        passes=passes,
        passed=args or NONE,
        polling_arg=name,
        polling_arg_set=was_set,
        polling_arg_open=is_open,
        polls=polls,
        requires=requires,
        facts=dict(state.facts),
        swapped=_swapped(machine, polling, rest, state),
        clash=_first_parameter(polling) in rest.kwargs,
    )


def _first_parameter(polling: Polling) -> str | None:
    """The parameter that the wrapper fills with the arguments' dictionary."""
    inner = polling.function
    if not isinstance(inner, Function) or inner.node.args.posonlyargs:
        return None
    names = [parameter.arg for parameter in inner.node.args.args]
    return names[0] if names else None


def _passes(machine: Machine, args: Value | None, state: State) -> str:
    if args is None:
        return "nothing"
    kinds: set[str] = set()
    for option in options(args):
        found = state.dictionary(option)
        if found is not None:
            kinds.add("input" if found.base != "none" else "dictionary")
        elif isinstance(option, Ref):
            thing = state.get(option.id)
            kinds.add("other" if _no_dictionary(thing) else "unknown")
        elif isinstance(option, (Const, Function, Polling, Void)):
            kinds.add("other")
        else:
            kinds.add("unknown")
    if len(kinds) == 1:
        return kinds.pop()
    return "input" if kinds == {"input", "dictionary"} else "unknown"


def _no_dictionary(thing: object) -> bool:
    if isinstance(thing, Sequence):
        return True
    if isinstance(thing, Instance):
        return not isinstance(thing.cls, ClassValue) or (
            dictionaries.plain_class(thing.cls)
            and not any(_defines(thing.cls, name) for name in ("get", "__getattr__"))
        )
    return False


def _defines(cls: ClassValue, name: str) -> bool:
    if any(isinstance(at, ast.FunctionDef) and at.name == name for at in cls.node.body):
        return True
    return any(isinstance(base, ClassValue) and _defines(base, name) for base in cls.bases)


def _polling_argument(
    machine: Machine, args: Value, name: str, state: State, node: ast.AST
) -> tuple[bool, bool, bool]:
    """Whether the run set the polling argument, whether that is open, and whether it may poll."""
    was_set = is_open = False
    polls = False
    for option in options(args):
        found = state.dictionary(option)
        if found is None:
            is_open = polls = True
            continue
        slot = found.slots.get(name)
        if slot is not None and not _handed_on(slot.value, name):
            was_set = True
        if found.havoc or found.open or found.base == "some":
            is_open = True
        value = dictionaries.read(machine, state, found, name, node, how="get")
        for one in options(value):
            polls = polls or _may_poll(machine, one, state)
    return was_set, is_open, polls


def _handed_on(value: Value, name: str) -> bool:
    """Whether a value is the incoming argument of that name, which only comes if it is declared."""
    return all(
        isinstance(option, Arg)
        and option.key == name
        and (option.default is None or option.default in (NONE, FALSE, const("false")))
        for option in options(value)
    )


def _may_poll(machine: Machine, value: Value, state: State) -> bool:
    settled = settle(machine, value, state)
    if isinstance(settled, Const):
        return as_boolean(settled.value) is True
    if isinstance(settled, Arg):
        fact = state.facts.get(settled.key)
        return fact is None or fact.true is not False
    return not isinstance(settled, Void)


def _swapped(machine: Machine, polling: Polling, rest: Arguments, state: State) -> str | None:
    """The parameter that gets the incoming arguments although it is not the first."""
    inner = polling.function
    if not isinstance(inner, Function):
        return None
    spec = inner.node.args
    positional = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
    skip = 1 + (1 if polling.bound is not None else 0)
    pairs = [*zip(positional[skip:], rest.args, strict=False), *rest.kwargs.items()]
    for name, value in pairs:
        for option in options(value):
            found = state.dictionary(option)
            if found is not None and found.base == "input":
                return name
    return None


def _result(machine: Machine, polling: Polling, path: Path, args: Value, seen: DecoratedCall) -> Value | None:
    """What the wrapper returns for one way through the function; None where it raises."""
    values: list[Value] = []
    state = path.state
    bad: list[str] = []
    for option in options(path.value):
        instance = state.instance(option)
        if instance is not None and instance.cls == "PollResult":
            assert isinstance(option, Ref)
            machine.unwrapped.add(option.id)
            values.extend(_poll_result(machine, polling, instance, args, state, seen))
            continue
        word = _no_poll_result(option, state)
        if word is None:
            machine.events.unclear = True
            values.append(UNKNOWN)
        else:
            bad.append(word)
    if bad and (not values or _written_out(path.node)):
        _note_bad(machine, polling, path, bad[0])
    if bad and not values:
        return None
    return join(values) if values else None


def _written_out(node: ast.Return | None) -> bool:
    """Whether ``return a if x else b`` has something on one side that is no ``PollResult`` by its look."""
    value = node.value if node is not None else None
    literals = ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Dict
    return isinstance(value, ast.IfExp) and (
        isinstance(value.body, literals) or isinstance(value.orelse, literals)
    )


def _note_bad(machine: Machine, polling: Polling, path: Path, word: str) -> None:
    inner = polling.function
    assert isinstance(inner, Function)
    node: ast.AST = path.node if path.node is not None else inner.node
    machine.events.bad_returns.append(
        BadReturn(
            polling.decorator,
            inner,
            spot(inner.module.file, node),
            word,
            falls_off=path.node is None and not isinstance(inner.node, ast.Lambda),
        )
    )


def _no_poll_result(value: Value, state: State) -> str | None:
    """What a returned value surely is if it is no ``PollResult``; None where it may be one."""
    if isinstance(value, Void):
        return "None"
    if isinstance(value, Const):
        return "None" if value.value is None else f"a {value.type.__name__}"
    if isinstance(value, Unknown):
        return {"str": "a string", "number": "a number", "bool": "a boolean", "list": "a list"}.get(
            value.kind or ""
        )
    if isinstance(value, Ref):
        thing = state.get(value.id)
        if isinstance(thing, Dictionary):
            return "a dictionary"
        if isinstance(thing, Sequence):
            return f"a {thing.kind}"
        if isinstance(thing, Instance) and isinstance(thing.cls, str):
            return f"a {thing.cls}"
    return None


def _poll_result(
    machine: Machine, polling: Polling, result: Instance, args: Value, state: State, seen: DecoratedCall
) -> list[Value]:
    """The results that the wrapper makes of a ``PollResult``."""
    response = result.attributes.get("response", UNKNOWN)
    if not seen.polls:
        return [response]
    continues = result.attributes.get("continue_to_poll", const(False))
    known = _continues(machine, continues, state)
    assert result.spot is not None
    described = PollResultSeen(
        spot=result.spot,
        response=response,
        continues=continues,
        args_for_next_run=result.attributes.get("args_for_next_run", NONE),
        partial_result=result.attributes.get("partial_result", NONE),
        given=result.given,
        may_continue=known is not False,
        surely_continues=known is True,
        shapes={
            name: tuple(
                Shape(_no_poll_result(option, state), truth(machine, option, state))
                for option in options(value)
            )
            for name, value in result.attributes.items()
        },
        own_args=args,
    )
    machine.events.poll_results.append(described)
    if known is False:
        return [response]
    found = _schedule(machine, polling.decorator, described, result, args, state)
    return [found] if known is True else [response, found]


def _continues(machine: Machine, value: Value, state: State) -> bool | None:
    answers = {
        None if isinstance(option, (Function, Library, Partial, Ref)) else truth(machine, option, state)
        for option in options(value)
    }
    return answers.pop() if len(answers) == 1 else None


def _schedule(
    machine: Machine,
    decorator: Decorator,
    described: PollResultSeen,
    result: Instance,
    args: Value,
    state: State,
) -> Value:
    """The schedule that the wrapper makes, noted, and the entry that carries it."""
    given = dict(described.given)
    handed = given.get("args_for_next_run", decorator.spot)
    has_given = "args_for_next_run" in given
    value = described.args_for_next_run
    command = join(settle(machine, option, state) for option in options(decorator.name))
    shows = _decorated_shows(machine, decorator, described, args, state)
    made = state.add(Instance("ScheduledCommand", {}, decorator.spot, None))
    machine.events.escaped.add(made.id)
    runs = runs_or_default(machine, state, value, handed, args, given=has_given)
    for run in runs:
        place = _place_of(run, result, has_given)
        machine.events.schedules.append(
            Schedule(
                spot=described.spot,
                command=command,
                interval=decorator.interval,
                timeout=decorator.timeout,
                next_run=place,
                decorator=decorator,
                facts=dict(state.facts),
                given={name: where for name, where in decorator.given if name in ("interval", "timeout")},
                result=described,
                visible=shows,
                stack=machine.stack(),
                oid=made.id,
            )
        )
    return state.add(Instance("CommandResults", {"scheduled_command": made, "readable_output": UNKNOWN}))


def _place_of(run: NextRun, result: Instance, has_given: bool) -> NextRun:
    """A dictionary that the function of the ``PollResult`` made itself counts where it is made."""
    from polltool.records import replace

    if has_given and run.made is not None and run.function is result.function and not run.is_input:
        return replace(run, spot=run.made, made=None)
    return run


def _decorated_shows(
    machine: Machine, decorator: Decorator, described: PollResultSeen, args: Value, state: State
) -> bool | None:
    answers: list[bool | None] = []
    for option in options(described.partial_result):
        instance = state.instance(option)
        if instance is not None and instance.cls == "CommandResults":
            answers.append(shows_something(machine, instance, state))
        elif truth(machine, option, state) is False:
            message = truth(machine, decorator.poll_message, state)
            answers.append(message if message is not False else False)
        else:
            answers.append(None)
    return answers[0] if len(set(answers)) == 1 else None
