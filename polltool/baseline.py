"""Baselines: the findings that a team has taken over, so that only new ones fail.

An entry says how many findings a rule has in a file about a command and an argument; lines
and messages are not in it, so that what moves stays known. Paths are relative to the
baseline's folder.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from polltool.atomic import replace_file
from polltool.errors import PolltoolError, ReadError
from polltool.findings import Finding
from polltool.records import dataclass
from polltool.workspace import Workspace

VERSION = 1
_NEVER_KNOWN = "POL000"
"""A crash is no finding that one could get used to."""


Judged = Callable[[str, str], bool]
"""Whether the rule of a code looked at the file at an absolute path in this run."""


class BaselineError(PolltoolError):
    """A baseline that cannot be read or written."""


class Key(NamedTuple):
    """What an entry counts: findings of a rule in a file about a command and an argument."""

    path: str
    code: str
    command: str | None
    argument: str | None

    @property
    def order(self) -> tuple[str, ...]:
        """Entries are sorted by path, code, command and argument."""
        return (self.path, self.code, self.command or "", self.argument or "")

    def __str__(self) -> str:
        about = " ".join(part for part in (self.command, self.argument) if part is not None)
        return f"{self.path}: {self.code}{' ' + about if about else ''}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a baseline file at the absolute path ``path``."""

    path: str
    counts: Mapping[Key, int]

    def file_of(self, key: Key) -> str:
        """The absolute path of the file that an entry speaks of."""
        return os.path.normpath(os.path.join(os.path.dirname(self.path), key.path))


def read_baseline(workspace: Workspace, path: str) -> Baseline:
    """The baseline at an absolute path.

    :raises BaselineError: it is missing, or is no baseline of this version.
    """
    shown = workspace.display(path)
    try:
        document = json.loads(workspace.read(path))
    except ReadError as error:
        hint = "" if os.path.lexists(path) else f"; write it with --write-baseline {shown}"
        raise BaselineError(f"{shown}: the baseline cannot be read: {error}{hint}") from None
    except RecursionError:
        raise _broken(shown, "it nests too deeply") from None
    except ValueError as error:
        raise _broken(shown, f"it is no JSON ({error})") from None
    if not isinstance(document, dict) or not isinstance(document.get("findings"), list):
        raise _broken(shown, "it has no list 'findings'")
    if document.get("version") != VERSION:
        raise _broken(shown, f"its version is {document.get('version')!r}, this polltool knows {VERSION}")
    counts: dict[Key, int] = {}
    for number, entry in enumerate(document["findings"], 1):
        key, count = _entry(shown, number, entry)
        counts[key] = counts.get(key, 0) + count
    return Baseline(path, counts)


def _entry(shown: str, number: int, entry: Any) -> tuple[Key, int]:
    if isinstance(entry, dict):
        path, code = entry.get("path"), entry.get("code")
        command, argument, count = entry.get("command"), entry.get("argument"), entry.get("count", 1)
        if (
            isinstance(path, str)
            and isinstance(code, str)
            and (command is None or isinstance(command, str))
            and (argument is None or isinstance(argument, str))
            and type(count) is int
            and count > 0
        ):
            return Key(path, code, command, argument), count
    raise _broken(shown, f"entry {number} of 'findings' is not understood: {json.dumps(entry)[:100]}")


def _broken(shown: str, reason: str) -> BaselineError:
    return BaselineError(
        f"{shown}: this is no baseline: {reason}; restore it, or remove it and write it anew with "
        f"--write-baseline {shown}"
    )


def can_be_known(finding: Finding) -> bool:
    """Whether a finding may be in a baseline at all."""
    return finding.code != _NEVER_KNOWN


def key_of(workspace: Workspace, finding: Finding, baseline: str) -> Key:
    """The entry that a finding belongs to in the baseline at an absolute path."""
    path = workspace.absolute(finding.place.path)
    try:
        inner = os.path.relpath(path, os.path.dirname(baseline))
    except ValueError:  # another drive
        inner = path
    return Key(inner.replace(os.sep, "/"), finding.code, finding.command, finding.argument)


def split(
    workspace: Workspace, findings: Iterable[Finding], baseline: Baseline
) -> tuple[list[Finding], list[Finding], dict[Key, int]]:
    """The findings that are new, those that are known, and how many of each entry were not found.

    Of more findings than an entry counts, the first (in the order given) are known.
    """
    left = dict(baseline.counts)
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        key = key_of(workspace, finding, baseline.path)
        if can_be_known(finding) and left.get(key, 0) > 0:
            left[key] -= 1
            known.append(finding)
        else:
            new.append(finding)
    return new, known, {key: count for key, count in left.items() if count}


def stale_note(
    workspace: Workspace, baseline: Baseline, unmatched: Mapping[Key, int], judged: Judged
) -> str | None:
    """What to tell of entries that were judged and whose findings are gone; None where there are none."""
    stale = sorted(
        (key for key in unmatched if judged(baseline.file_of(key), key.code)), key=lambda key: key.order
    )
    if not stale:
        return None
    shown = workspace.display(baseline.path)
    named = "; ".join(str(key) for key in stale[:5]) + ("; ..." if len(stale) > 5 else "")
    entries = "1 entry stands" if len(stale) == 1 else f"{len(stale)} entries stand"
    return (
        f"{shown}: {entries} for more than is found now ({named}); "
        f"--write-baseline {shown} takes what is gone out"
    )


def write_baseline(workspace: Workspace, path: str, findings: Iterable[Finding], judged: Judged) -> None:
    """Write these findings to the baseline at an absolute path.

    What an existing baseline says of files and rules that this run did not look at stays, but
    for files that are gone.

    :raises BaselineError: the existing file is no baseline, or the new one cannot be written.
    """
    counts = Counter(key_of(workspace, finding, path) for finding in findings)
    if os.path.lexists(path):
        before = read_baseline(workspace, path)
        for key, count in before.counts.items():
            file = before.file_of(key)
            if not judged(file, key.code) and os.path.lexists(file):
                counts[key] = max(count, counts[key])
    try:
        replace_file(path, _document(counts).encode("utf-8", "backslashreplace"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise BaselineError(
            f"{workspace.display(path)}: the baseline cannot be written: {reason}; choose another place"
        ) from None


def _document(counts: Mapping[Key, int]) -> str:
    """One line an entry, so that a change is a line in a diff."""
    lines = [
        json.dumps({**key._asdict(), "count": counts[key]}, ensure_ascii=False)
        for key in sorted(counts, key=lambda key: key.order)
    ]
    entries = ",\n".join(f"    {line}" for line in lines)
    body = f"[\n{entries}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {body}\n}}\n'
