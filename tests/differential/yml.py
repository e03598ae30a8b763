"""The yml of a shape."""

from __future__ import annotations

from tests.differential.shapes import Shape

HEAD = """\
commonfields:
  id: Acme
  version: -1
name: Acme
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
  script: '-'
  commands:
"""
LIST = """\
  - name: acme-list
    description: Lists jobs.
"""
INTERVAL = "interval_in_seconds"
TIMEOUT = "timeout_in_seconds"


def polling_arg(shape: Shape) -> str:
    """The name of the argument that says whether to poll."""
    return "wait_for_it" if shape.polls == "other-argument" else "polling"


def asks(shape: Shape) -> bool:
    """Whether a run polls on demand only."""
    return shape.polls not in ("always", "set-in-main")


def yml(shape: Shape) -> str:
    """The yml's text."""
    if shape.paired:
        commands = _command(
            shape, "acme-scan", [*_url(shape), *_polling(shape), *_timing(shape), *_hide(shape)]
        )
        find = ["- name: job_id", "  description: The job to look for.", "  required: true"]
        commands += _command(shape, "acme-find", [*find, *_polling(shape), *_timing(shape), *_hide(shape)])
    else:
        state = [*_state(shape, "job_id"), *(_state(shape, "first_run") if shape.first == "flag" else [])]
        arguments = [*_url(shape), *_polling(shape), *_timing(shape), *state, *_hide(shape)]
        commands = _command(shape, "acme-scan", arguments)
    root = "polling: true\n" if shape.polling_key == "at-root" else ""
    return root + HEAD + "".join(f"  {line}\n" for line in commands) + LIST


def _command(shape: Shape, name: str, arguments: list[str]) -> list[str]:
    key = {
        "there": ["  polling: true"],
        "True": ["  polling: True"],
        "false": ["  polling: false"],
        "quoted": ["  polling: 'true'"],
    }.get(shape.polling_key, [])
    if shape.polling_key == "in-argument":
        arguments = [*arguments[:2], "  polling: true", *arguments[2:]]
    return [
        f"- name: {name}",
        *key,
        "  description: Scans.",
        "  arguments:",
        *(f"  {line}" for line in arguments),
    ]


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
    for name, default in ((INTERVAL, 30), (TIMEOUT, 600)):
        said = name.replace("_in_seconds", "_in_second") if shape.timing_args == "misspelt" else name
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
