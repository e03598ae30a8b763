"""The linter as a library: paths in, a report out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from polltool.config import Configurations
from polltool.discovery import discover
from polltool.findings import Finding, in_order
from polltool.ledger import Ledger
from polltool.parallel import Progress, default_jobs, run
from polltool.policies import Policies, Selection
from polltool.result import Configured, Report
from polltool.rules.base import Rule, Settings
from polltool.rules.registry import all_rules
from polltool.session import Outcome, Plan
from polltool.workspace import Workspace

if TYPE_CHECKING:
    from polltool.cache.runs import Cache
    from polltool.index import Facts

__all__ = ["Configured", "Report", "lint_paths"]


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
    config: str | None = None,
    isolated: bool = False,
    baseline: str | None = None,
    write_baseline: str | None = None,
    since: str | None = None,
    settings: Settings | None = None,
    api_modules: Sequence[str] = (),
    jobs: int | None = 1,
    rules: Sequence[Rule] | None = None,
    progress: Progress | None = None,
    facts: Facts = (),
    cache: Cache | None = None,
    inventory: bool = False,
) -> Report:
    """Check the integrations and scripts that ``paths`` stand for; nothing of them is run or imported.

    What is given here wins over the configuration files above the checked files.

    :param select: codes, prefixes or names of the rules to run; without any, those of the
        configuration, or all.
    :param ignore: codes, prefixes or names of rules not to run.
    :param extend_select: further rules, beside those of ``select`` or of the configuration.
    :param everything: also look at items that do not mention polling (rules POL001 to POL004).
    :param force_exclude: leave out ignored and excluded files even where ``paths`` names them.
    :param overlay: file contents, by path, that stand for those on the disk.
    :param cwd: the folder that relative paths start from and that reported ones are relative to.
    :param config: the configuration file for all that is checked, in the place of the nearest ones.
    :param isolated: read no configuration file.
    :param baseline: a file with known findings, in the place of the configured ones.
    :param write_baseline: a file to write all findings to; they count as known.
    :param since: a git revision: only what changed since then, and what depends on it.
    :param settings: what rules depend on, in the place of what is configured.
    :param api_modules: further folders where shared modules lie.
    :param jobs: worker processes; None chooses by the amount of work.
    :param rules: the rules there are; by default those that come with polltool. Configured
        plugins come on top.
    :param progress: called with the numbers of ymls done and to do.
    :param facts: what an earlier report says of items that this run does not look at.
    :param cache: what earlier runs left that were asked the same (see ``polltool.cached``).
    :param inventory: also list what polls (the report's ``inventory``).
    :raises UsageError: a selector that fits no rule.
    :raises ConfigError: a configuration file that cannot be read or understood.
    :raises BaselineError: a baseline that cannot be read, understood or written.
    :raises GitError: ``since`` is no revision, or there is no git to ask.
    """
    known = tuple(all_rules() if rules is None else rules)
    given = [os.fspath(path) for path in paths]
    workspace = Workspace(cwd, overlay, None if cache is None else cache.witness)
    configurations = Configurations(workspace, known, file=config, isolated=isolated)
    selection = Selection(tuple(select), tuple(ignore), tuple(extend_select))
    policies = Policies(configurations, known, selection, settings, api_modules)
    found = discover(workspace, given, force_exclude=force_exclude, exclusions=configurations)
    ymls, notes = found.ymls, found.notes
    if since is not None:
        from polltool.since import changed_since

        ymls = changed_since(workspace, since, given, ymls, lambda yml: policies.of(yml).module_folders)
        notes += () if ymls or not found.ymls else (f"nothing that is checked here changed since {since}",)
    in_force, chosen = policies.choose(ymls, workspace.cwd)
    plan = Plan(
        cwd=workspace.cwd,
        policies=in_force,
        internal_error=next(rule for rule in all_rules() if rule.code == "POL000"),
        overlay=workspace.overlaid,
        everything=everything,
        chosen=chosen,
        inventory=inventory,
    )
    if cache is None:
        outcome = run(plan, ymls, default_jobs(len(ymls)) if jobs is None else jobs, progress, facts)
    else:
        from polltool.cache.items import run_with

        cache.usable = all(rule in known for policy in in_force for rule in policy.known)
        outcome = run_with(cache, workspace, plan, ymls, jobs, progress)
    failures = {failure.sort_key: failure for failure in (*found.failures, *outcome.failures)}
    findings, suppressed = concluded(outcome)
    ledger = Ledger(workspace, configurations, policies, given, ymls, failures.values(), everything)
    if write_baseline is not None:
        settled = ledger.write(findings, workspace.absolute(write_baseline))
    else:
        settled = ledger.settle(findings, None if baseline is None else workspace.absolute(baseline))
    report = Report(
        findings=settled.new,
        failures=tuple(failures[key] for key in sorted(failures)),
        checked=outcome.checked,
        notes=(*notes, *settled.notes),
        rules=policies.selected,
        suppressed=suppressed,
        baselined=settled.known,
        ymls=tuple(workspace.display(yml) for yml in ymls),
        facts=outcome.facts,
        thresholds={
            finding.place.path: configurations.of(workspace.absolute(finding.place.path)).fail_on
            for finding in settled.new
        },
        inventory=tuple(sorted(outcome.inventory, key=lambda item: item.path)),
    )
    if cache is not None:
        cache.remember(report)
    return report


def concluded(outcome: Outcome) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What sessions found once all of them are done, and what ignore comments take out of it."""
    findings, suppressed = outcome.findings, outcome.suppressed
    if outcome.verdicts:
        from polltool.suppress import unused

        idle, idle_suppressed = unused(outcome.verdicts)
        findings, suppressed = (*findings, *idle), (*suppressed, *idle_suppressed)
    return in_order(set(findings)), in_order(set(suppressed))
