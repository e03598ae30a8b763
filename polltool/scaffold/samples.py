"""Values to try the commands with: arguments, parameters, and what the remote side replies."""

from __future__ import annotations

import ast
import itertools
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from polltool.scaffold.answers import Answers
from polltool.scaffold.codestyle import CodeStyle
from polltool.scaffold.extras import scenario_file
from polltool.scaffold.identifiers import placeholders, snake
from polltool.scaffold.rendering import python_value
from polltool.scaffold.target import Target
from polltool.scaffold.values import Declared, Step, nested
from polltool.simulate.subject import ParameterDefault

SAMPLE_ID = "42"
_SAMPLE_URL = "https://example.com"
_SECRET = "not-a-real-key"
_URL = re.compile(r"(?i)url|uri|link|host|server|address|endpoint|domain|fqdn")
_NUMBER = re.compile(r"(?i)port|limit|count|size|days|minutes|seconds|interval|timeout|number")
_LOGS_IN = re.compile(
    r"(?i)access_?token|get[-_]?token|\bjwt\b|oauth|log_?in\b|authenticate|session|expires_in"
)
_LOGIN = {
    "access_token": _SECRET,
    "accessToken": _SECRET,
    "token": _SECRET,
    "jwt": _SECRET,
    "expires_in": 3600,
}
_SERVER = re.compile(r"(?i)url|server|host")
_TEXT, _BOOLEAN, _CREDENTIALS, _FILE, _SOME_OF = 0, 8, 9, 14, 16
_SECRETS = (4, _CREDENTIALS, _FILE)


def sample_values(target: Target, answers: Answers, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the templates of tests and of the scenario may use beside the others."""
    submit: Step = values["submit"]
    find: Step = values["find"]
    in_paths = {
        name
        for request in (answers.submit_request, answers.find_request)
        for _, name in placeholders(request.path)
    }
    polling = {} if answers.polling_arg is None else {answers.polling_arg: "true"}
    submit_args = {one.name: _argument(one, in_paths) for one in submit.inputs} | polling
    find_inputs = {one.name: _argument(one, in_paths) for one in find.inputs if one.required}
    known = {**submit_args, **find_inputs, answers.state: SAMPLE_ID}
    done = next(word for word in _finished() if word not in (*answers.running, *answers.failed))
    start = answers.submit or answers.command or ""
    carried = set(values["carried"]) & set(submit_args)
    return {
        "start": start,
        "snake": snake(start),
        "find_snake": snake(find.command),
        "fake": "".join(word.capitalize() for word in snake(start).split("_")) + "Service",
        "runner": f"run_{snake(start)}",
        "module": target.stem,
        "unified": target.unified,
        "item_file": os.path.basename(target.yml),
        "scenario_name": os.path.basename(scenario_file(target, start)),
        "sample_id": SAMPLE_ID,
        "done": done,
        "runs": 2 if polling or answers.always_poll else 1,
        "start_args": submit_args,
        "submit_args": submit_args,
        "find_args_sample": {answers.state: SAMPLE_ID, **find_inputs, **polling},
        "carried_names": {answers.state, values["hide_argument"], *carried},
        "params": parameters(target.parameters, _read_parameters(target.style), _secret(target.code.text)),
        "submit_url": _filled(answers.submit_request.path, known),
        "find_url": _filled(answers.find_request.path, known),
        "submit_reply": _nested(answers.id_field, SAMPLE_ID),
        "running_reply": _nested(answers.status_field, answers.running[0]),
        "done_reply": _nested(answers.status_field, done),
        "other_reply": _LOGIN if _LOGS_IN.search(target.code.text) else {},
        "submit_reply_expression": "{" + nested(answers.id_field, python_value(SAMPLE_ID)) + "}",
        "status_reply_expression": "{" + nested(answers.status_field, "self.statuses.pop(0)") + "}",
    }


def _finished() -> Iterator[str]:
    """Statuses that may mean that a job is done."""
    yield from ("done", "finished")
    yield from (f"done-{number}" for number in itertools.count(1))


def _argument(one: Declared, in_paths: set[str | None]) -> str:
    if one.secret:
        return _SECRET
    if one.name not in in_paths and re.search("(?i)url|uri|link", one.name):
        return _SAMPLE_URL
    return "7" if _NUMBER.search(one.name) else "example"


def _nested(path: str, value: str) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {first: _nested(rest, value) if rest else value}


def _filled(path: str, known: Mapping[str, str]) -> str:
    return "".join(text + ("" if name is None else known[name]) for text, name in placeholders(path))


def _secret(code: str) -> str:
    """A secret as the code takes it: some is put at an address's end, as the query that it is."""
    return f"?sig={_SECRET}" if re.search(r"(?i)sas_?token", code) else _SECRET


def parameters(
    declared: Sequence[ParameterDefault], read: Collection[str] = (), secret: str = _SECRET
) -> dict[str, Any]:
    """Parameters with which an instance may run: those that are required and have no default.

    Of the secrets the first, where none is required: most integrations want one of several. Of the
    addresses of servers likewise. What the code reads as if it were always there, is.

    :param read: the parameters that the code reads by ``params['name']``.
    """
    empty = [one for one in declared if not one.default and one.type not in (_BOOLEAN, _CREDENTIALS)]
    wanted = [one for one in declared if one.required and not one.default]
    if not any(one.type in _SECRETS for one in declared if one.required):
        wanted += [one for one in declared if one.type in (4, _CREDENTIALS)][:1]
    if not any(_is_address(one) for one in declared if one.required or one.default):
        wanted += [one for one in empty if _is_address(one)][:1]
    found = {one.name: _parameter(one, secret) for one in wanted}
    for one in empty:
        if one.name in read and one.name not in found:
            left_empty = one.type == _TEXT and not _is_address(one)
            found[one.name] = "" if left_empty else _parameter(one, secret)
    return found


def _is_address(one: ParameterDefault) -> bool:
    """Whether a parameter seems to be the address of a server."""
    return one.type == _TEXT and _SERVER.search(one.name) is not None


def _read_parameters(style: CodeStyle) -> set[str]:
    """The parameters that the code reads by ``params['name']``, which fails where there is none."""
    return {
        node.slice.value
        for node in style.scopes.index.subscripts
        if isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and style.scopes.is_params(node.value)
    }


def _parameter(one: ParameterDefault, secret: str) -> Any:
    if one.type == _CREDENTIALS:
        return {"identifier": "user", "password": secret}
    if one.type == _BOOLEAN:
        return False
    if one.options:
        return [one.options[0]] if one.type == _SOME_OF else one.options[0]
    if one.type in _SECRETS:
        return secret
    if _URL.search(one.name):
        return _SAMPLE_URL
    return "7" if _NUMBER.search(one.name) else "example"
