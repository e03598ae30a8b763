"""What must hold of files that commands were put into, told without what polltool says of itself."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from polltool.engine import Report
from polltool.findings import Finding, Identity

Files = Mapping[str, bytes]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXTENDED = 2
"""How many lines of code may be extended: a dispatch literal's, in one or two tables."""


def problems(before: Files, after: Files, yml: str, commands: Sequence[str]) -> Iterator[str]:
    """What does not hold: in words, nothing where all is well.

    :param yml: the path of the integration's yml among the files.
    :param commands: the names of the commands that were to be made.
    """
    for path, old in before.items():
        if path not in after:
            yield f"{path} is gone"
        elif after[path] != old:
            yield from _only_added(path, old, after[path])
    yield from _data(before[yml], after[yml], commands)
    for path, new in after.items():
        if path.endswith(".py") and new != before.get(path):
            yield from _compiles(path, new)


def _only_added(path: str, old: bytes, new: bytes) -> Iterator[str]:
    """Every old line is there, in its order and byte for byte; a line of a table of code may go on."""
    rest = new.splitlines(keepends=True)
    gone: list[bytes] = []
    for line in old.splitlines(keepends=True):
        if line in rest:
            rest = rest[rest.index(line) + 1 :]
        else:
            gone.append(line)
    extended = [line for line in gone if _goes_on(line, new)]
    if len(extended) > _EXTENDED or extended != gone:
        yield f"{path}: {len(gone)} lines were changed, the first of them {gone[0]!r}"
    if (b"\r\n" in old) != (b"\r\n" in new) or (b"\r\n" in old and _bare(old) != _bare(new)):
        yield f"{path}: the line endings are mixed"


def _goes_on(line: bytes, new: bytes) -> bool:
    """Whether a line that is gone is there with more in it: a table on one line, or a last line that had no end."""
    stem = line.rstrip(b"\r\n ,")
    if not line.endswith(b"\n"):
        return any(other.rstrip(b"\r\n") == line for other in new.splitlines(keepends=True))
    opened = stem.rstrip(b"}])")
    return any(other.startswith(opened) for other in new.splitlines())


def _bare(data: bytes) -> bool:
    """Whether some lines end in a line feed alone."""
    return data.count(b"\n") != data.count(b"\r\n")


def _data(old: bytes, new: bytes, commands: Sequence[str]) -> Iterator[str]:
    """The yml says the same as before, the new commands and the code apart, which come last."""
    then, now = _load(old), _load(new)
    listed = now["script"]["commands"]
    names = [one["name"] for one in listed]
    if names[len(names) - len(commands) :] != list(commands):
        yield f"the yml's last commands are {names[-2:]}"
        return
    for command in listed[len(names) - len(commands) :]:
        if command.get("polling") is not True:
            yield f"{command['name']} has no 'polling: true'"
    now["script"]["commands"] = listed[: len(names) - len(commands)]
    for data in (then, now):
        if str(data["script"].get("script") or "").strip() not in ("", "-"):
            data["script"]["script"] = ""
        data["script"]["commands"] = data["script"].get("commands") or []
    if then != now:
        yield "the yml says something else than before"


def _load(data: bytes) -> Any:
    return yaml.load(data, Loader=_LOADER)


def _compiles(path: str, data: bytes) -> Iterator[str]:
    try:
        ast.parse(data)
    except (SyntaxError, ValueError) as error:
        yield f"{path}: {error}"


def new_findings(before: Report, after: Report) -> list[Finding]:
    """What is found now and was not."""
    known: Counter[Identity] = Counter(finding.identity for finding in before.findings)
    new = []
    for finding in after.findings:
        if known[finding.identity]:
            known[finding.identity] -= 1
        else:
            new.append(finding)
    return new
