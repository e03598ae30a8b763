"""The linter as a library: paths in, a report out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polltool.discovery import discover
from polltool.errors import Failure
from polltool.findings import Finding, Severity
from polltool.parallel import Progress, default_jobs, run
from polltool.rules.base import Rule, Settings
from polltool.rules.registry import all_rules
from polltool.select import select_rules
from polltool.session import Plan
from polltool.workspace import Workspace

if TYPE_CHECKING:
    from polltool.index import Facts


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found.

    ``findings`` are sorted by path, line, column, code; ``checked`` counts the integrations
    and scripts that were looked at; ``failures`` say what could not be checked; ``notes``
    are remarks on given paths that stand for nothing. ``suppressed`` are the findings that
    an ignore comment takes out, ``baselined`` those that a baseline knows, ``fixed`` those
    that a fix has mended; none of them is among ``findings``. ``ymls`` are the files that the
    given paths stand for, by the path that reports show, and ``facts`` what each item adds to
    the facts about the whole run: with them a part of the run can be done again.
    """

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...] = ()
    checked: int = 0
    notes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = field(default=(), repr=False)
    suppressed: tuple[Finding, ...] = ()
    baselined: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    ymls: tuple[str, ...] = field(default=(), repr=False)
    facts: Facts = field(default=(), repr=False)

    def count(self, severity: Severity) -> int:
        """How many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def exit_code(self, fail_on: Severity | None = Severity.ERROR) -> int:
        """0, 1 (findings at or above ``fail_on``; None: never) or 2 (something could not be checked)."""
        if self.failures:
            return 2
        if fail_on is None:
            return 0
        return int(any(finding.severity >= fail_on for finding in self.findings))


def lint_paths(
    paths: Iterable[str | os.PathLike[str]],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    everything: bool = False,
    force_exclude: bool = False,
    overlay: Mapping[str, bytes] | None = None,
    cwd: str | None = None,
    settings: Settings | None = None,
    api_modules: Sequence[str] = (),
    jobs: int | None = 1,
    rules: Sequence[Rule] | None = None,
    progress: Progress | None = None,
    facts: Facts = (),
) -> Report:
    """Check the integrations and scripts that ``paths`` stand for; nothing of them is run or imported.

    :param select: codes, prefixes or names of the rules to run; all where it is empty.
    :param ignore: codes, prefixes or names of rules not to run.
    :param extend_select: further rules, beside those of ``select``.
    :param everything: also look at items that do not mention polling (rules POL001 to POL004).
    :param force_exclude: leave out ignored files even where ``paths`` names them.
    :param overlay: file contents, by path, that stand for those on the disk.
    :param cwd: the folder that relative paths start from and that reported ones are relative to.
    :param api_modules: further folders where shared modules lie.
    :param jobs: worker processes; None chooses by the amount of work.
    :param rules: the rules there are; by default those that come with polltool.
    :param progress: called with the numbers of ymls done and to do.
    :param facts: what an earlier report says of items that this run does not look at.
    :raises UsageError: a selector that fits no rule.
    """
    known = tuple(all_rules() if rules is None else rules)
    selected = select_rules(known, select=select, ignore=ignore, extend_select=extend_select)
    workspace = Workspace(cwd, overlay)
    found = discover(workspace, [os.fspath(path) for path in paths], force_exclude=force_exclude)
    plan = Plan(
        cwd=workspace.cwd,
        rules=tuple(rule for rule in selected if rule.code != "POL000"),
        internal_error=next(rule for rule in all_rules() if rule.code == "POL000"),
        overlay=workspace.overlaid,
        everything=everything,
        settings=settings or Settings(),
        module_folders=tuple(api_modules),
    )
    jobs = default_jobs(len(found.ymls)) if jobs is None else jobs
    outcome = run(plan, found.ymls, jobs, progress, facts)
    failures = {failure.sort_key: failure for failure in (*found.failures, *outcome.failures)}
    return Report(
        findings=tuple(sorted(set(outcome.findings), key=lambda finding: finding.sort_key)),
        failures=tuple(failures[key] for key in sorted(failures)),
        checked=outcome.checked,
        notes=found.notes,
        rules=selected,
        ymls=tuple(workspace.display(yml) for yml in found.ymls),
        facts=outcome.facts,
    )
