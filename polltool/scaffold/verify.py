"""Whether a plan holds: the files parse, and a lint of them finds nothing that was not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from polltool.engine import Report, lint_paths
from polltool.errors import PolltoolError
from polltool.findings import Finding, Severity
from polltool.fixing.texts import flaw
from polltool.scaffold.plan import Plan
from polltool.workspace import Workspace


class Unsound(PolltoolError):
    """What was planned would be wrong: a fault of a template, or of polltool's own."""


def verify(plan: Plan, workspace: Workspace) -> None:
    """Make sure that the planned files are sound.

    :raises Unsound: one cannot be parsed, or has a new finding of severity error or warning.
    """
    for change in plan.changes:
        checked = change.path.lower().endswith((".py", ".yml")) and change.path not in plan.item
        reason = flaw(change.path, change.new) if checked else None
        if reason is not None:
            raise Unsound(f"{change.path} would not be sound ({reason}), so nothing was written")
    planned = {workspace.absolute(change.path): change.new for change in plan.changes}
    after = _lint(plan.yml, workspace, planned)
    told = _grave(after)
    if told:
        known = Counter(finding.identity for finding in _grave(_lint(plan.yml, workspace, {})))
        for finding in told:
            known[finding.identity] -= 1
            if known[finding.identity] < 0:
                where = f"{finding.place.path}:{finding.place.line}"
                raise Unsound(
                    f"{where} would have {finding.code} {finding.name} ({finding.message}), so nothing was written"
                )


def _grave(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity > Severity.INFO]


def _lint(yml: str, workspace: Workspace, planned: Mapping[str, bytes]) -> Report:
    return lint_paths(
        [yml],
        overlay={**workspace.overlaid, **planned},
        cwd=workspace.cwd,
        everything=True,
        isolated=True,
    )
