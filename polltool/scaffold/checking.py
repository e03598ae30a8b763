"""Which answers can be: what goes into names, paths and code is refused unless it is sound there.

Free text (descriptions, messages, the remote side's words) may be any one line of printable
characters, since it is quoted wherever it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from polltool.errors import did_you_mean
from polltool.scaffold.answers import Answers, Input, Output, Request
from polltool.scaffold.identifiers import placeholders, snake, variable
from polltool.scaffold.parsing import AnswerError

INTERVAL_ARGUMENT = "interval_in_seconds"
TIMEOUT_ARGUMENT = "timeout_in_seconds"
HIDE_ARGUMENT = "hide_polling_output"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TYPES = ("String", "Number", "Boolean", "Date", "Unknown")

_LEAST_INTERVAL = 10
_MOST_SECONDS = 10**8
_LONGEST = 200
"""How many characters a name may have: names of files have 255, keys of YAML 1024."""
_LONGEST_PATH = 2000
_COMMAND = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*\Z")
_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*\Z")
_OUTPUT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*\Z")
_URL = re.compile(r"/[A-Za-z0-9/_.~%!$&()*+,;=:@?\-]*\Z")
_SECRET = re.compile(
    r"(?i)pass(?:word|wd|phrase|code)|secret|api_?-?key|private_?-?key|(?:access|auth|bearer)_?-?token|credential"
)


def is_secret(name: str) -> bool:
    """Whether an argument's name says that its value is nobody else's business."""
    return _SECRET.search(name) is not None


def check(answers: Answers) -> None:
    """Make sure that the answers can be, by themselves.

    :raises AnswerError: some cannot; the text has a line for each.
    """
    problems = list(dict.fromkeys(_problems(answers)))
    if problems:
        raise AnswerError("\n".join(problems))


def _problems(answers: Answers) -> Iterator[str]:
    yield from _commands(answers)
    yield from _arguments(answers)
    yield from _times(answers)
    yield from _remote(answers)
    yield from _outputs(answers)
    for option, request in (
        ("--submit-request", answers.submit_request),
        ("--find-request", answers.find_request),
    ):
        yield from _request(option, request, known_names(answers, option))
    yield from _text("--poll-message", answers.poll_message)
    if not answers.poll_message.strip():
        yield "--poll-message: it must not be empty: the first entry of a sequence should say something"


def known_names(answers: Answers, option: str) -> tuple[str, ...]:
    """The arguments that the path of a request may name in braces."""
    if option == "--submit-request":
        return tuple(one.name for one in answers.args)
    return (answers.state, *(one.name for one in answers.find_args))


def _commands(answers: Answers) -> Iterator[str]:
    for option, name in (
        ("--submit", answers.submit),
        ("--find", answers.find),
        ("--command", answers.command),
        ("--wraps", answers.wraps),
    ):
        if name is not None and len(name) > _LONGEST:
            yield _too_long(option, name)
        elif name is not None and not _COMMAND.match(name):
            yield (
                f"{option}: {name!r} is no command name: write letters, digits and single hyphens, "
                "such as acme-scan-find"
            )
    if answers.submit is not None and snake(answers.submit) == snake(answers.find or ""):
        yield (
            f"--find: {answers.find!r} is the submit command's name, or the same name in Python; "
            "use --command for one command that does both"
        )


def _arguments(answers: Answers) -> Iterator[str]:
    timing = (INTERVAL_ARGUMENT, TIMEOUT_ARGUMENT, HIDE_ARGUMENT)
    polling = () if answers.polling_arg is None else (answers.polling_arg,)
    yield from _argument_name("--state", answers.state)
    for name in polling:
        yield from _argument_name("--polling-arg", name)
        if name in (*timing, answers.state):
            yield f"--polling-arg: {name!r} is an argument that the commands have already; choose another name"
    if answers.state in timing:
        yield f"--state: {answers.state!r} is an argument that the commands have already; choose another name"
    yield from _inputs("--arg", answers.args, (*polling, *timing), answers.state)
    yield from _inputs("--find-arg", answers.find_args, (*polling, *timing), answers.state)
    for one in answers.find_args:
        if is_secret(one.name):
            yield (
                f"--find-arg: {one.name!r} would travel in the arguments of every next run, which the War Room "
                "stores; read a secret from the integration's parameters"
            )
    if answers.command is not None and answers.find_args:
        yield "--find-arg: a single command has no find command; use --arg"


def _inputs(option: str, inputs: Sequence[Input], taken: tuple[str, ...], state: str) -> Iterator[str]:
    variables = {variable(state): state}
    for one in inputs:
        yield from _argument_name(option, one.name)
        yield from _text(f"{option} {one.name}", one.description)
        other = variables.setdefault(variable(one.name), one.name)
        if one.name in taken:
            yield f"{option}: the commands get {one.name!r} by themselves; leave it out"
        elif one.name == state:
            yield f"{option}: {one.name!r} is the state (--state); rename one of them"
        elif other != one.name:
            yield f"{option}: {one.name!r} and {other!r} would be the same variable in Python; rename one of them"
    names = [one.name for one in inputs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{option}: {name!r} is given twice; leave one out"


def _argument_name(option: str, name: str) -> Iterator[str]:
    if len(name) > _LONGEST:
        yield _too_long(option, name)
    elif not _ARGUMENT.match(name):
        yield f"{option}: {name!r} is no argument name: write letters, digits, '_' and '-', such as job_id"


def _times(answers: Answers) -> Iterator[str]:
    for option, value in (("--interval", answers.interval), ("--timeout", answers.timeout)):
        if not _LEAST_INTERVAL <= value <= _MOST_SECONDS:
            yield f"{option}: {value} is not between {_LEAST_INTERVAL} and {_MOST_SECONDS} seconds"
    if answers.timeout <= answers.interval:
        yield (
            f"--timeout: {answers.timeout} s are over before the second poll, which comes after "
            f"{answers.interval} s (--interval)"
        )


def _remote(answers: Answers) -> Iterator[str]:
    for option, words in (("--running", answers.running), ("--failed", answers.failed)):
        for word in words:
            yield from _text(option, word)
    if not answers.running:
        yield "--running: name at least one status that means to go on, or nothing would ever poll"
    for word in answers.running:
        if word in answers.failed:
            yield f"--failed: {word!r} means to go on already (--running)"
    for option, name in (("--id-field", answers.id_field), ("--status-field", answers.status_field)):
        yield from _text(option, name)
        if not all(part.strip() for part in name.split(".")):
            yield f"{option}: {name!r} is no field of a reply: write id, or data.id for one inside another"


def _outputs(answers: Answers) -> Iterator[str]:
    if len(answers.outputs_prefix) > _LONGEST:
        yield _too_long("--outputs-prefix", answers.outputs_prefix)
    elif not _PREFIX.match(answers.outputs_prefix):
        yield (
            f"--outputs-prefix: {answers.outputs_prefix!r} is no place in the context: write words joined by dots, "
            "such as Acme.Scan"
        )
    for one in answers.outputs:
        yield from _output(one)


def _output(one: Output) -> Iterator[str]:
    if len(one.path) > _LONGEST:
        yield _too_long("--output", one.path)
    elif not _OUTPUT.match(one.path):
        yield f"--output: {one.path!r} is no path in the context: write words joined by dots, such as result.score"
    yield from _text(f"--output {one.path}", one.description)
    if one.type not in TYPES:
        yield f"--output {one.path}: unknown type {one.type!r}; {did_you_mean(one.type, TYPES)}"


def _request(option: str, request: Request, known: tuple[str, ...]) -> Iterator[str]:
    if request.method not in METHODS:
        yield f"{option}: unknown method {request.method!r}; there are: {', '.join(METHODS)}"
    if len(request.path) > _LONGEST_PATH:
        yield _too_long(option, request.path, _LONGEST_PATH)
        return
    try:
        parts = placeholders(request.path)
    except ValueError as error:
        yield f"{option}: {error}"
        return
    if not _URL.match("".join(text for text, _ in parts)):
        yield (
            f"{option}: {request.path!r} is no path of a URL: it starts with '/' and has no spaces, quotes or "
            "other signs that a URL cannot have (write them as %20 and so on)"
        )
    for _, name in parts:
        if name is not None and name not in known:
            listed = f"it may name: {', '.join(known) or 'nothing'}"
            hint = did_you_mean(name, known, listed, shown=lambda match: f"{{{match}}}")
            yield f"{option}: {{{name}}} is no argument that this request knows; {hint}"


def _too_long(option: str, name: str, most: int = _LONGEST) -> str:
    return f"{option}: {name[:20]!r}... has {len(name)} characters; write {most} at most"


def _text(option: str, text: str) -> Iterator[str]:
    for character in text:
        if not character.isprintable():
            yield f"{option}: it has the character {character!a}; write one line of printable text"
            return
