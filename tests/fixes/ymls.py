"""Writes one and the same integration in the many ways in which authors write ymls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CODE = """\
@polling_function('acme-scan')
def scan_command(args, client):
    job_id = args.get('job_id') or client.submit(args['url'])
    status = client.status(job_id)
    return PollResult(
        status,
        continue_to_poll=status['state'] == 'running',
        args_for_next_run={'job_id': job_id, **args},
    )

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))
    elif demisto.command() == 'acme-list':
        return_results(CommandResults(readable_output=demisto.args()['limit']))

main()
"""

Yml = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manner:
    """How an author writes.

    ``commands_at`` and ``list_at`` say how far right of their key the lists of commands and of
    all else stand, ``dash`` how wide a dash with its spaces is. ``flow`` is what is written in
    flow style: nothing, ``arguments`` (each a flow map in a block list), ``lists`` (of arguments),
    ``commands``, or ``all``: the file is JSON. ``comments`` puts comments above and beside what
    there is, ``blank`` empty lines before commands, ``block`` descriptions in block scalars.
    """

    newline: str = "\n"
    bom: bool = False
    final_newline: bool = True
    commands_at: int = 2
    list_at: int = 0
    dash: int = 2
    beside_dash: bool = True
    alphabetical: bool = False
    quote: str = ""
    quoted_keys: bool = False
    flow: str = ""
    comments: bool = False
    blank: bool = False
    block: str = ""
    ends: bool = False
    embedded: bool = False


def argument(name: str, **more: Any) -> Yml:
    return {"name": name, "description": f"The {name}: näher 🦊 bestimmt.", **more}


def scan() -> Yml:
    """A healthy polling command."""
    return {
        "name": "acme-scan",
        "polling": True,
        "description": "Scans; waits for the result.",
        "arguments": [
            argument("url", required=True),
            argument("polling", auto="PREDEFINED", predefined=["true", "false"]),
            argument("job_id", hidden=True),
            argument("hide_polling_output", hidden=True),
        ],
        "outputs": [{"contextPath": "Acme.ID", "description": "The ID.", "type": "String"}],
    }


def listing() -> Yml:
    """Another command of the same integration."""
    return {
        "name": "acme-list",
        "description": "Lists.",
        "arguments": [argument("limit", defaultValue="10", predefined=["10", "20"])],
    }


def integration(commands: Sequence[Yml], code: str = "") -> Yml:
    return {
        "category": "Utilities",
        "commonfields": {"id": "Acme", "version": -1},
        "configuration": [],
        "description": "Asks Acme.",
        "display": "Acme",
        "fromversion": "6.5.0",
        "name": "Acme",
        "script": {"commands": list(commands), "script": code or "-", "type": "python"},
    }


def write(yml: Yml, manner: Manner) -> bytes:
    """The yml's bytes."""
    if manner.flow == "all":
        text = json.dumps(yml, indent=manner.dash, ensure_ascii=False)
        lines = text.split("\n")
    else:
        lines = list(_Writer(manner).mapping(yml, 0, ()))
        if manner.ends:
            lines = ["---", *lines, "..."]
    text = manner.newline.join(lines) + (manner.newline if manner.final_newline else "")
    return (b"\xef\xbb\xbf" if manner.bom else b"") + text.encode()


class _Writer:
    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.count = 0

    def mapping(self, yml: Mapping[str, Any], indent: int, path: tuple[str, ...]) -> Iterator[str]:
        manner = self.manner
        entries = sorted(yml.items()) if manner.alphabetical else list(yml.items())
        margin = " " * indent
        for index, (key, value) in enumerate(entries):
            if manner.comments and index:
                yield f"{margin}# of {'.'.join((*path, key))}"
            yield from self.entry(key, value, indent, path)

    def entry(self, key: str, value: Any, indent: int, path: tuple[str, ...]) -> Iterator[str]:
        manner = self.manner
        margin = " " * indent
        head = f"{margin}{self.key(key)}:"
        here = (*path, key)
        if isinstance(value, dict) and not self.in_flow(here):
            yield head
            yield from self.mapping(value, indent + 2, here)
        elif isinstance(value, list) and value and not self.in_flow(here):
            yield head + self.comment()
            at = indent + (manner.commands_at if key == "commands" else manner.list_at)
            for member in value:
                if manner.blank and key == "commands":
                    yield ""
                yield from self.member(member, at, here)
        elif key == "description" and len(path) > 2 and manner.block:
            yield f"{head} {manner.block}"
            yield f"{margin}  {value}"
            if "+" in manner.block:
                yield ""
        elif key == "script" and isinstance(value, str) and "\n" in value:
            yield f"{head} |-"
            yield from (f"{margin}  {line}" if line else "" for line in value.rstrip("\n").split("\n"))
        elif value is None:
            yield head + self.comment()
        else:
            yield f"{head} {self.flow(value, key)}{self.comment()}"

    def member(self, member: Any, at: int, path: tuple[str, ...]) -> Iterator[str]:
        manner = self.manner
        margin = " " * at
        dash = f"{'-':<{manner.dash}}"
        if not isinstance(member, dict):
            yield f"{margin}- {self.flow(member, '')}"
        elif self.in_flow((*path, "")):
            yield f"{margin}{dash}{self.flow(member, '')}{self.comment()}"
        elif manner.beside_dash:
            first, *more = self.mapping(member, at + manner.dash, path)
            if manner.comments:
                yield f"{margin}# of {'.'.join(path)} {member.get('name', '')}"
            yield margin + dash + first[at + manner.dash :]
            yield from more
        else:
            yield f"{margin}-"
            yield from self.mapping(member, at + manner.dash, path)

    def in_flow(self, path: tuple[str, ...]) -> bool:
        flow = self.manner.flow
        if path[:2] != ("script", "commands"):
            return False
        if flow == "commands":
            return len(path) > 2
        if flow == "lists":
            return path[2:3] == ("arguments",)
        return flow == "arguments" and path[2:4] == ("arguments", "")

    def comment(self) -> str:
        if not self.manner.comments:
            return ""
        self.count += 1
        return f"  # {self.count}"

    def key(self, key: str) -> str:
        return f'"{key}"' if self.manner.quoted_keys else key

    def flow(self, value: Any, key: str) -> str:
        if isinstance(value, dict):
            entries = sorted(value.items()) if self.manner.alphabetical else value.items()
            return "{" + ", ".join(f"{self.key(name)}: {self.flow(one, name)}" for name, one in entries) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(one, key) for one in value) + "]"
        if isinstance(value, str):
            plain = not self.manner.quote and value.isidentifier() and value not in ("true", "false")
            if plain or key in ("name", "contextPath"):
                return value
            return json.dumps(value, ensure_ascii=False) if self.manner.quote == '"' else f"'{value}'"
        return json.dumps(value)
