"""What templates may use: the answers, and the names and expressions that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from polltool.records import dataclass
from polltool.scaffold.answers import Answers, Input, Output, Request
from polltool.scaffold.checking import HIDE_ARGUMENT, INTERVAL_ARGUMENT, TIMEOUT_ARGUMENT, is_secret
from polltool.scaffold.codestyle import ClientStyle, CodeStyle
from polltool.scaffold.identifiers import context_key, noun, placeholders, snake, variable, with_article
from polltool.scaffold.rendering import braced, python_text


class UnclearRequest(Exception):
    """It is not clear how the integration's code sends such a request; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An argument as the yml declares it; ``variable`` is its name in Python."""

    name: str
    variable: str
    description: str
    required: bool
    secret: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Submitting or finding: its command, its function, and its request.

    ``inputs`` are what its command declares beside the state; ``name`` is the client's method
    (or the function) that sends the request, ``signature`` its parameters, ``send`` the
    expression that sends it, ``call`` the one by which the command's function calls it.
    """

    command: str
    function: str
    inputs: tuple[Declared, ...]
    name: str
    signature: str
    purpose: str
    send: str
    call: str


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the functions to be made, by what they are for."""

    submit_request: str
    find_request: str


def default_names(answers: Answers) -> Names:
    """What the methods that send the requests are called, where nothing else is called that."""
    if answers.command is not None:
        base = snake(answers.command)
        return Names(f"{base}_submit", f"{base}_find")
    return Names(snake(answers.submit or ""), snake(answers.find or ""))


def function_name(command: str) -> str:
    """The name of a command's function."""
    return f"{snake(command)}_command"


def declared(inputs: Sequence[Input], *, single: bool = False) -> tuple[Declared, ...]:
    """Inputs as the yml declares them.

    A secret of a single command is not required: later runs, which need it no more, do not get it.
    """
    return tuple(
        Declared(
            one.name,
            variable(one.name),
            _sentence(one.description or f"The {snake(one.name).replace('_', ' ')}"),
            one.required and not (single and is_secret(one.name)),
            is_secret(one.name),
        )
        for one in inputs
    )


def template_values(answers: Answers, style: CodeStyle, client: ClientStyle, names: Names) -> dict[str, Any]:
    """The values for the templates of a pair or of a single command."""
    what = noun(answers.state)
    a_noun = with_article(what)
    single = answers.command is not None
    submit_inputs = declared(answers.args, single=single)
    find_inputs = declared(answers.find_args)
    carried = [one for one in find_inputs if one.required or one.name in {had.name for had in submit_inputs}]
    steering = [] if answers.polling_arg is None else [answers.polling_arg]
    steering += [INTERVAL_ARGUMENT, TIMEOUT_ARGUMENT, HIDE_ARGUMENT]
    status = Output(answers.status_field, "String", f"The status of the {what}.")
    key = context_key(answers.state)
    outputs = {key: Output(key, "String", f"The ID of the {what}.")}
    outputs |= {one.path: one for one in (status, *answers.outputs)}
    state = variable(answers.state)
    takes_client = len(style.parameters) > 1
    receiver = style.parameters[1] if takes_client else client.receiver
    types = ("dict", client.class_name)
    parameters = [
        f"{name}: {kind}" if style.annotations and kind else name
        for name, kind in zip(style.parameters, types, strict=False)
    ]
    find_command = answers.find or answers.command or ""
    submit_command = answers.submit or answers.command or ""
    new = tuple(one for one in carried if one.name not in {had.name for had in submit_inputs})
    return {
        **asdict(answers),
        "single": single,
        "noun": what,
        "a_noun": a_noun,
        "variable": state,
        "context_key": key,
        "interval_argument": INTERVAL_ARGUMENT,
        "timeout_argument": TIMEOUT_ARGUMENT,
        "hide_argument": HIDE_ARGUMENT,
        "steering": steering,
        "carried": [*steering, *(one.name for one in carried)],
        "next_names": [
            *(
                one.name
                for one in (submit_inputs if single else (_state(answers), *find_inputs))
                if not one.secret
            ),
            *steering,
        ],
        "secrets": [one.name for one in submit_inputs if one.secret],
        "outputs": [
            Output(one.path, one.type, _sentence(one.description or f"The {one.path} of the {what}"))
            for one in outputs.values()
        ],
        "headers": [one.path for one in outputs.values() if "." not in one.path and one.path != key],
        "annotations": style.annotations,
        "annotated_methods": client.annotated,
        "parameters": ", ".join(parameters),
        "find_call": ", ".join(("find_args", *style.parameters[1:])),
        "class_name": client.class_name,
        "receiver": receiver,
        "takes_client": takes_client,
        "passed": client.passed,
        "submit": Step(
            submit_command,
            function_name(submit_command),
            (*submit_inputs, *new),
            names.submit_request,
            _signature(client, (), submit_inputs),
            f"Submit {a_noun}: {answers.submit_request.method} {answers.submit_request.path}.",
            _send(client, answers.submit_request, submit_inputs),
            _call(client, receiver, names.submit_request, (), submit_inputs),
        ),
        "find": Step(
            find_command,
            function_name(find_command),
            find_inputs,
            names.find_request,
            _signature(client, (state,), find_inputs),
            f"Ask for {a_noun}: {answers.find_request.method} {answers.find_request.path}.",
            _send(client, answers.find_request, (_state(answers), *find_inputs)),
            _call(client, receiver, names.find_request, (state,), find_inputs),
        ),
        "id_expression": _field("reply", answers.id_field),
        "status_expression": _field("reply", answers.status_field),
        "partial_status": nested(answers.status_field, "status"),
    }


def _state(answers: Answers) -> Declared:
    return Declared(answers.state, variable(answers.state), "", True, False)


def _sentence(text: str) -> str:
    """A description as the platform wants it: with a dot at its end."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _field(holder: str, path: str) -> str:
    """The expression for a field of a reply, which may lie inside others."""
    first, *others = path.split(".")
    if not others:
        return f"{holder}.get({python_text(first)})"
    return f"dict_safe_get({holder}, [{', '.join(python_text(part) for part in (first, *others))}])"


def nested(path: str, value: str) -> str:
    """The inside of a dictionary that has a value at a path: ``'data': {'status': status}``."""
    first, _, rest = path.partition(".")
    return f"{python_text(first)}: {'{' + nested(rest, value) + '}' if rest else value}"


def _signature(client: ClientStyle, leading: Sequence[str], inputs: Sequence[Declared]) -> str:
    ordered = sorted(inputs, key=lambda one: not one.required)
    return client.signature(
        [*leading, *(one.variable if one.required else f"{one.variable}=None" for one in ordered)]
    )


def _call(
    client: ClientStyle, receiver: str | None, name: str, leading: Sequence[str], inputs: Sequence[Declared]
) -> str:
    """The call in a command's function: what is required by index, the rest where it is given."""
    arguments = [
        f"{one.variable}=args[{python_text(one.name)}]"
        if one.required
        else f"{one.variable}=args.get({python_text(one.name)})"
        for one in inputs
    ]
    return client.call(name, (*leading, *arguments), receiver)


def _send(client: ClientStyle, request: Request, inputs: Sequence[Declared]) -> str:
    """The expression that sends a request: what the path names goes there, the rest along."""
    known = {one.name: one for one in inputs}
    pieces = placeholders(request.path)
    in_path = {name for _, name in pieces if name is not None}
    rest = [one for one in inputs if one.name not in in_path]
    method = python_text(request.method)
    path = _path(client, pieces, known)
    if not rest:
        return client.requests.call(method, path)
    data = _dictionary(rest)
    try:
        if request.method in ("GET", "DELETE"):
            return client.requests.call(method, path, params=data)
        return client.requests.call(method, path, body=data)
    except ValueError as error:
        names = ", ".join(one.name for one in rest)
        raise UnclearRequest(
            f"it is not clear how a request is given {names}: {error}; name these arguments in the request's path "
            "(in braces), use another method, or leave them out and write the request yourself"
        ) from None


def _path(client: ClientStyle, pieces: Sequence[tuple[str, str | None]], known: dict[str, Declared]) -> str:
    literal = len(pieces) == 1
    text = ""
    for piece, name in pieces:
        text += piece if literal else braced(piece)
        if name is not None:
            text += f"{{{known[name].variable}}}"
    if not client.requests.leading_slash:
        text = text.removeprefix("/")
    return python_text(text) if literal else f"f{python_text(text)}"


def _dictionary(inputs: Sequence[Declared]) -> str:
    """The dictionary of what is given; nothing stands for an input that is not."""
    if all(one.required for one in inputs):
        return "{" + ", ".join(f"{python_text(one.name)}: {one.variable}" for one in inputs) + "}"
    if all(one.name == one.variable for one in inputs):
        return f"assign_params({', '.join(f'{one.name}={one.variable}' for one in inputs)})"
    pairs = ", ".join(f"{python_text(one.name)}: {one.variable}" for one in inputs)
    return f"assign_params(**{{{pairs}}})"
