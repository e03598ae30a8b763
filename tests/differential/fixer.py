"""The safe fixes of a generated item, made on the disk."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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


def mend(root: Path) -> tuple[Finding, ...]:
    """Make the safe fixes of all that lies below a folder; what is fixed."""
    workspace = Workspace(str(root))
    lint = functools.partial(lint_paths, cwd=str(root), isolated=True)

    def again(ymls: Sequence[str], texts: Mapping[str, bytes], facts: Facts) -> Report:
        return lint(ymls, overlay=texts, facts=facts)

    report = lint([root])
    fixing = make_fixes(report, again, Files(workspace, report.ymls, [str(root)]))
    assert not fixing.dropped, [(one.finding.code, one.reason) for one in fixing.dropped]
    made, failures = write(fixing.groups, workspace)
    assert not failures
    return fixed(made)
