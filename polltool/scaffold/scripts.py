"""New polling scripts: one that runs a pair of commands, and one that wraps a polling command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polltool.scaffold.answers import Answers, Output, Request
from polltool.scaffold.checking import HIDE_ARGUMENT, INTERVAL_ARGUMENT, TIMEOUT_ARGUMENT, check
from polltool.scaffold.identifiers import context_key, noun
from polltool.scaffold.naming import ItemName, item_name
from polltool.scaffold.parsing import AnswerError, Given
from polltool.scaffold.rendering import Render
from polltool.scaffold.samples import SAMPLE_ID
from polltool.scaffold.skeleton import EXAMPLE, Skeleton, item_values, rendered
from polltool.scaffold.values import declared
from polltool.scaffold.ymlparts import command_data, read_command

_NOT_FOR_SCRIPTS = {
    "command": "a script is one command by itself; name the commands that it runs by --submit and --find",
    "submit_request": "a script has no client; name the commands that it runs by --submit and --find",
    "find_request": "a script has no client; name the commands that it runs by --submit and --find",
    "vendor_runtime": "only an integration gets the runtime as a module of its own",
}
_NOT_FOR_WRAPPERS = {
    "submit": "a script that wraps a command runs no other",
    "find": "a script that wraps a command runs no other",
    "find_args": "a script that wraps a command passes on its own inputs; use --arg",
    "state": "a script that wraps a command keeps what that command asks for",
}


def script_answers(given: Given, *, defaults: bool) -> Answers:
    """Complete and valid answers for a new script.

    :param given: what the answers file and the options say.
    :param defaults: take defaults for the names of the commands that it runs.
    :raises AnswerError: an answer is missing or cannot be; the text names its option.
    """
    name = item_name("script", given["script"])
    wraps = given.get("wraps") is not None
    for option, reason in {**_NOT_FOR_SCRIPTS, **(_NOT_FOR_WRAPPERS if wraps else {})}.items():
        if given.get(option):
            raise AnswerError(f"--{option.replace('_', '-')}: {reason}")
    names = {} if wraps else _commands(name, given, defaults=defaults)
    answers = Answers(
        **{
            "outputs_prefix": f"{name.name}.{_capitals(noun(given.get('state', Answers().state)))}",
            **given,
            **names,
            "submit_request": Request("POST", "/"),
            "find_request": Request("GET", "/"),
        }
    )
    check(answers)
    return answers


def _commands(name: ItemName, given: Given, *, defaults: bool) -> dict[str, str]:
    missing = [option for option in ("submit", "find") if not given.get(option)]
    if missing and not defaults:
        options = " and ".join(f"--{option}" for option in missing)
        raise AnswerError(
            f"an answer is missing: {options} (the commands that the script runs), or --wraps for a polling "
            "command that it waits for"
        )
    return {option: f"{name.prefix}-{option}" for option in missing}


def _capitals(words: str) -> str:
    return "".join(word.capitalize() for word in words.split())


def new_script(answers: Answers, render: Render) -> Skeleton:
    """A script that runs itself again until a job, or the command that it wraps, is done.

    :raises AnswerError: it cannot be called that.
    :raises TemplateFault: a template that cannot be used.
    """
    assert answers.script is not None
    name = item_name("script", answers.script)
    group = "script" if answers.wraps is None else "wrapper"
    values = {**_values(name, answers), **(_pair(answers) if answers.wraps is None else _wrapped(answers))}
    wanted = {
        f"{name.name}.yml": "script.yml",
        f"{name.name}.py": "script.py",
        script_scenario(name): "scenario.yml",
        **({f"{name.name}_test.py": "script_test.py"} if answers.tests else {}),
    }
    files = rendered(group, wanted, values, render)
    if answers.readme:
        yml = read_command(f"{group}/script.yml.j2", files[f"{name.name}.yml"].decode())
        entry = command_data(yml, arguments="args")
        files |= rendered("script", {"README.md": "readme.md"}, {**values, "entry": entry}, render)
    return Skeleton(name, files)


def script_scenario(name: ItemName) -> str:
    """The path of a script's scenario in its folder."""
    return f"test_data/{name.name}.scenario.yml"


def _values(name: ItemName, answers: Answers) -> dict[str, Any]:
    """What the templates of both kinds of scripts may use."""
    return {
        **item_values(name),
        "inputs": declared((*answers.args, *answers.find_args)),
        "submit_inputs": tuple(one.name for one in answers.args),
        "interval_argument": INTERVAL_ARGUMENT,
        "timeout_argument": TIMEOUT_ARGUMENT,
        "hide_argument": HIDE_ARGUMENT,
        "interval": answers.interval,
        "timeout": answers.timeout,
        "polling_arg": answers.polling_arg,
        "poll_message": answers.poll_message,
        "outputs_prefix": answers.outputs_prefix,
        "example_args": _example_args(answers),
    }


def _pair(answers: Answers) -> dict[str, Any]:
    """What the templates of a script may use that runs one command to submit and one to find."""
    what = noun(answers.state)
    key = context_key(answers.state)
    outputs = {
        key: Output(key, "String", f"The ID of the {what}."),
        answers.status_field: Output(answers.status_field, "String", f"The status of the {what}."),
        **{one.path: one for one in answers.outputs},
    }

    def found(status: str) -> dict[str, Any]:
        return _nested({answers.id_field: SAMPLE_ID, answers.status_field: status})

    return {
        "comment": f"Runs {answers.submit} and waits for its result, which {answers.find} gives.",
        "submit": answers.submit,
        "find": answers.find,
        "find_inputs": tuple(one.name for one in answers.find_args),
        "state": answers.state,
        "context_key": key,
        "noun": what,
        "id_field": answers.id_field,
        "status_field": answers.status_field,
        "running": answers.running,
        "failed": answers.failed,
        "outputs": tuple(outputs.values()),
        "sample_id": SAMPLE_ID,
        "submitted": _nested({answers.id_field: SAMPLE_ID}),
        "found_running": found(answers.running[0]),
        "found_done": found(_other("done", (*answers.running, *answers.failed))),
        "found_failed": found(answers.failed[0]) if answers.failed else {},
    }


def _wrapped(answers: Answers) -> dict[str, Any]:
    """What the templates of a script may use that wraps a polling command."""
    return {
        "comment": f"Runs {answers.wraps} and waits until it is done.",
        "wraps": answers.wraps,
        "outputs": answers.outputs,
    }


def _example_args(answers: Answers) -> dict[str, str]:
    args = {one.name: EXAMPLE for one in (*answers.args, *answers.find_args) if one.required}
    if answers.wraps is None and answers.polling_arg is not None:
        args[answers.polling_arg] = "true"
    return args


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """A reply that has values at paths with dots."""
    reply: dict[str, Any] = {}
    for path, value in values.items():
        *folders, last = path.split(".")
        place = reply
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
    return reply


def _other(word: str, taken: Sequence[str]) -> str:
    """The word, made longer until it is none of those that are taken."""
    while word in taken:
        word += "-all"
    return word
