"""The safe fixes of a generated item, made on the disk."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.mutation.edits import Edit, apply
from polltool import lint_paths
from polltool.engine import Report
from polltool.findings import Finding
from polltool.fixing.files import Files
from polltool.fixing.loop import make_fixes
from polltool.fixing.outcome import fixed
from polltool.fixing.writing import write
from polltool.workspace import Workspace

if TYPE_CHECKING:
    from polltool.index import Facts

MARK = b"\xef\xbb\xbf"


def mend(root: Path, wanted: Callable[[Finding], bool] = lambda finding: True) -> tuple[Finding, ...]:
    """Make the safe fixes (the wanted ones) of all that lies below a folder; what is fixed."""
    workspace = Workspace(str(root))
    lint = functools.partial(lint_paths, cwd=str(root), isolated=True)

    def again(ymls: Sequence[str], texts: Mapping[str, bytes], facts: Facts) -> Report:
        return lint(ymls, overlay=texts, facts=facts)

    report = lint([root])
    fixing = make_fixes(report, again, Files(workspace, report.ymls, [str(root)]), wanted=wanted)
    made, failures = write(fixing.groups, workspace)
    assert not failures
    return fixed(made)


def mendable(root: Path) -> list[Finding]:
    """The findings below a folder that have safe fixes."""
    report = lint_paths([root], cwd=str(root), isolated=True)
    return [finding for finding in report.findings if finding.fix is not None and finding.fix.safe]


def mend_singly(root: Path, pick: Callable[[Sequence[Finding]], Finding]) -> None:
    """Make one fix at a time, and lint again after each, as long as any of them holds.

    Each changes what its edits say, to the byte.
    """
    refused: set[object] = set()
    while left := [finding for finding in mendable(root) if finding.identity not in refused]:
        chosen = pick(left)
        alone = [finding.identity for finding in left].count(chosen.identity) == 1
        expected = _edited(texts(root), chosen)
        if mend(root, lambda finding, chosen=chosen: finding.identity == chosen.identity):  # type: ignore[misc]
            assert not alone or texts(root) == expected, chosen.message
            refused.clear()  # what did not hold before may do so now
        else:
            refused.add(chosen.identity)


def _edited(before: Mapping[str, bytes], finding: Finding) -> dict[str, bytes]:
    assert finding.fix is not None
    after = dict(before)
    for path in {edit.path for edit in finding.fix.edits}:
        edits = [Edit(edit.start, edit.end, edit.text) for edit in finding.fix.edits if edit.path == path]
        after[path] = apply(before[path].decode(), edits).encode()
    return after


def texts(root: Path) -> dict[str, bytes]:
    """All files below a folder, by their paths."""
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def as_windows(data: bytes) -> bytes:
    """A file as editors there write it: with a byte order mark, its lines ended by CR LF."""
    return MARK + data.replace(b"\n", b"\r\n")
