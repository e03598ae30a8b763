"""The yml of a shape."""

from __future__ import annotations

from tests.differential.shapes import Shape

HEAD = """\
commonfields:
  id: {name}
  version: -1
name: {name}
"""
INTEGRATION = (
    HEAD.format(name="Acme")
    + """\
display: Acme
category: Utilities
description: Asks Acme.
fromversion: 6.5.0
configuration:
- name: server
  display: Server
  type: 0
script:
  type: python
  subtype: python3
  script: CODE
  commands:
"""
)
SCRIPT = (
    HEAD.format(name="AcmeScan")
    + """\
comment: Asks Acme.
fromversion: 6.5.0
type: python
subtype: python3
script: CODE
"""
)
LIST = """\
  - name: acme-list
    description: Lists jobs.
"""
NAMES = {
    "seconds": ("interval_in_seconds", "timeout_in_seconds"),
    "plain": ("interval", "timeout"),
    "camel": ("intervalInSeconds", "timeOut"),
    "polling": ("polling_interval_in_seconds", "polling_timeout_in_seconds"),
}


def timing(shape: Shape) -> tuple[str, str]:
    """The names of the arguments for interval and timeout."""
    return NAMES[shape.timing_names]


def polling_arg(shape: Shape) -> str:
    """The name of the argument that says whether to poll."""
    return "wait_for_it" if shape.polls == "other-argument" else "polling"


def asks(shape: Shape) -> bool:
    """Whether a run polls on demand only."""
    return shape.polls not in ("always", "set-in-main")


def yml(shape: Shape, embedded: str | None = None) -> str:
    """The yml's text, with code inside it or without."""
    arguments = [*_url(shape), *_polling(shape), *_timing(shape)]
    if not shape.paired:
        arguments += [
            *_state(shape, "job_id"),
            *(_state(shape, "first_run") if shape.first == "flag" else []),
        ]
    arguments += _hide(shape)
    if shape.family == "script":
        text = SCRIPT + "\n".join(_polls(shape, "args", arguments)) + "\n"
    else:
        commands = _command(shape, "acme-scan", arguments)
        if shape.paired:
            find = ["- name: job_id", "  description: The job to look for.", "  required: true"]
            find += [*_polling(shape), *_timing(shape), *_hide(shape)]
            commands += _command(shape, "acme-find", find)
        root = "polling: true\n" if shape.polling_key == "at-root" else ""
        text = root + INTEGRATION + "".join(f"  {line}\n" for line in commands) + LIST
    return text.replace("CODE", "'-'" if embedded is None else _block(shape, embedded))


def _block(shape: Shape, code: str) -> str:
    indent = "  " if shape.family == "script" else "    "
    return "|-\n" + "\n".join(indent + line if line else "" for line in code.rstrip("\n").split("\n"))


def _polls(shape: Shape, name: str, arguments: list[str]) -> list[str]:
    """The key, and the list of arguments."""
    key = {
        "there": ["polling: true"],
        "True": ["polling: True"],
        "false": ["polling: false"],
        "quoted": ["polling: 'true'"],
    }.get(shape.polling_key, [])
    if shape.polling_key == "in-argument":
        arguments = [*arguments[:2], "  polling: true", *arguments[2:]]
    return [*key, f"{name}:", *arguments]


def _command(shape: Shape, name: str, arguments: list[str]) -> list[str]:
    inner = ["description: Scans.", *_polls(shape, "arguments", arguments)]
    return [f"- name: {name}", *(f"  {line}" for line in inner)]


def _url(shape: Shape) -> list[str]:
    required = ["  required: true"] if shape.url == "required" else []
    return ["- name: url", "  description: What to scan.", *required]


def _polling(shape: Shape) -> list[str]:
    if not asks(shape) or shape.polling_arg == "missing":
        return []
    lines = [f"- name: {polling_arg(shape)}", "  description: Whether to wait."]
    if shape.polling_arg != "plain":
        lines += ["  auto: PREDEFINED", "  predefined:", "  - 'true'", "  - 'false'"]
    return lines + (["  defaultValue: 'true'"] if shape.polling_arg == "default-true" else [])


def _timing(shape: Shape) -> list[str]:
    if shape.timing_args == "missing":
        return []
    lines = []
    for name, default in zip(timing(shape), (30, 600), strict=True):
        said = name[:-1] if shape.timing_args == "misspelt" else name
        lines += [f"- name: {said}", "  description: In seconds."]
        if shape.timing_args != "declared":
            lines.append(
                f"  defaultValue: '{default}'"
                if shape.timing_args == "texts"
                else f"  defaultValue: {default}"
            )
    return lines


def _state(shape: Shape, name: str) -> list[str]:
    keys = {
        "hidden": ["  hidden: true"],
        "hidden-list": ["  hidden:", "  - xsoar", "  - marketplacev2"],
        "deprecated": ["  deprecated: true"],
        "visible": [],
    }
    if shape.state not in keys:
        return []
    return [f"- name: {name}", "  description: The job that runs. For internal use.", *keys[shape.state]]


def _hide(shape: Shape) -> list[str]:
    if not shape.decorated or shape.hide == "missing":
        return []
    keys = {
        "hidden": ["  hidden: true"],
        "visible": [],
        "default": ["  hidden: true", "  defaultValue: 'false'"],
    }
    return ["- name: hide_polling_output", "  description: Set by the command.", *keys[shape.hide]]
