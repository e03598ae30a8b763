"""``polltool fix``, and what ``lint`` does with ``--fix`` and ``--diff``."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import click

from polltool.cli.lint import lint
from polltool.records import dataclass

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from polltool.cli.console import Console
    from polltool.fixing.outcome import Fixing, Lint
    from polltool.index import Facts
    from polltool.result import Report
    from polltool.workspace import Workspace


class Run(Protocol):
    """``lint_paths`` with the options of the command line."""

    def __call__(
        self,
        paths: Iterable[str | os.PathLike[str]],
        *,
        overlay: Mapping[str, bytes] | None = None,
        facts: Facts = (),
    ) -> Report:
        """The report on some paths."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """The fixes of one run, made in memory; ``overlay`` is what came on the standard input."""

    lint: Lint
    workspace: Workspace
    overlay: Mapping[str, bytes]
    fixing: Fixing

    @staticmethod
    def of(
        report: Report, run: Run, paths: Sequence[str], overlay: Mapping[str, bytes], *, unsafe: bool
    ) -> Fixes:
        """Make the fixes of a report on ``paths``; of a file on the standard input, only its own."""
        from polltool.fixing.files import Files
        from polltool.fixing.loop import make_fixes
        from polltool.workspace import Workspace

        workspace = Workspace(overlay=overlay)
        files = Files(workspace, report.ymls, paths, only=next(iter(overlay), None))

        def lint_again(ymls: Sequence[str], texts: Mapping[str, bytes], facts: Facts) -> Report:
            return run(ymls, overlay={**overlay, **texts}, facts=facts)

        return Fixes(lint_again, workspace, overlay, make_fixes(report, lint_again, files, unsafe=unsafe))

    def write(self) -> Report:
        """Write the files (of one on the standard input, to the standard output); what remains."""
        from polltool.fixing.writing import write

        fixing = self.fixing
        if self.overlay:
            sys.stdout.buffer.write(next(iter(self.texts.values())))
            sys.stdout.buffer.flush()
            return fixing.report(fixing.groups, self.lint)
        written, failures = write(fixing.groups, self.workspace)
        return fixing.report(written, self.lint, failures)

    @property
    def texts(self) -> dict[str, bytes]:
        """What came on the standard input, fixed."""
        changed = {change.path: change.new for change in self.fixing.changes}
        return {
            path: changed.get(self.workspace.display(self.workspace.absolute(path)), data)
            for path, data in self.overlay.items()
        }

    def show(self, console: Console) -> int:
        """Print what would change as a diff; 1 if there is anything, 2 where something failed."""
        from polltool.fixing.diffs import diff_lines
        from polltool.fixing.outcome import fixed
        from polltool.report.lines import counted

        fixing = self.fixing
        console.diff(diff_lines(fixing.changes, self.workspace))
        number = len(fixed(fixing.groups))
        if number:
            console.remark("note", f"{counted(number, 'finding')} would be fixed")
        return 2 if fixing.first.failures else int(bool(fixing.changes))

    def tell_dropped(self, console: Console) -> None:
        """Say which fixes were not made, and why."""
        from polltool.report.lines import visible

        for dropped in self.fixing.dropped:
            finding = dropped.finding
            what = f" ({finding.fix.message})" if finding.fix is not None else ""
            where = f"{finding.place.path}:{finding.place.line}"
            console.remark("note", visible(f"{where}: fix dropped: {finding.code}{what}: {dropped.reason}"))


fix = click.Command(
    "fix",
    params=[option for option in lint.params if option.name != "fix"],
    callback=functools.partial(lint.callback or lint, fix=True),
    help="""Fix what can be fixed, the same as lint --fix.

    Only safe fixes are made, unless --unsafe-fixes. Every fix is verified by another lint
    before the file is replaced: its finding must be gone and no new one may have come.
    Everything else in a file stays byte for byte as it was.
    """,
    epilog="""\b
Examples:
  polltool fix Packs/Acme
  polltool fix --diff Packs/Acme
  polltool fix --select POL201 --unsafe-fixes .

Exits as lint does, for what remains.""",
)
"""The command; it has the options of ``lint``."""
