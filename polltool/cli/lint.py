"""``polltool lint``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from polltool.cli.choices import Choice
from polltool.cli.options import common_options, complete_rules, configuration_options
from polltool.cli.output import (
    OutputFile,
    chosen,
    forge_folder,
    output_options,
    print_report,
    remarks,
    sources,
    write_reports,
)

if TYPE_CHECKING:
    from polltool.findings import Finding
    from polltool.report.formats import FormatName
    from polltool.result import Report


UNWRITABLE = 2


def _selectors(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for value in given for part in value.split(",") if part.strip())


@click.command(
    epilog="""\b
Examples:
  polltool lint Packs/Acme
  polltool lint --select POL2 --format concise .
  polltool lint --stdin-filename Packs/Acme/Integrations/Acme/Acme.yml < Acme.yml
  polltool lint --since origin/main

Exits 0 when nothing at or above --fail-on was found, 1 when something was, 2 when something
could not be checked."""
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path())
@click.option("--select", "select", metavar="CODES", multiple=True, callback=_selectors,
              shell_complete=complete_rules,
              help="Only these rules: codes, prefixes (POL2) or names, by comma.")  # fmt: skip
@click.option("--ignore", "ignore", metavar="CODES", multiple=True, callback=_selectors,
              shell_complete=complete_rules,
              help="Not these rules.")  # fmt: skip
@click.option("--extend-select", metavar="CODES", multiple=True, callback=_selectors,
              shell_complete=complete_rules,
              help="These rules as well.")  # fmt: skip
@click.option("--fail-on", type=Choice(["error", "warning", "info", "never"]),
              help="The least severity that makes the exit code 1.  [default: error, or as configured]")  # fmt: skip
@output_options
@click.option("--fix", is_flag=True, help="Make the safe fixes, verified; then report what remains.")
@click.option("--unsafe-fixes", is_flag=True, help="The unsafe fixes as well.")
@click.option("--diff", is_flag=True,
              help="Show as a diff what --fix would change, and change nothing.")  # fmt: skip
@click.option("--exit-non-zero-on-fix", is_flag=True,
              help="Exit with 1 if anything was fixed, even if nothing remains.")  # fmt: skip
@click.option("--all", "everything", is_flag=True,
              help="Also items that have nothing to do with polling (POL001 to POL004).")  # fmt: skip
@click.option("--stdin-filename", metavar="PATH", type=click.Path(),
              help="Check the yml or Python on the standard input as if it were this file.")  # fmt: skip
@click.option("--force-exclude", is_flag=True,
              help="Leave out ignored files even where a PATH names them.")  # fmt: skip
@click.option("--jobs", metavar="N", type=click.IntRange(min=1),
              help="How many processes; by default as many as pay for themselves.")  # fmt: skip
@click.option("--no-cache", is_flag=True,
              help="Neither use nor keep what was found before.")  # fmt: skip
@click.option(
    "--statistics", is_flag=True, help="Print how many findings each rule has instead of the findings."
)
@configuration_options
@click.option("--since", metavar="REV",
              help="Only what changed since a git revision, and what depends on it.")  # fmt: skip
@click.option("--baseline", metavar="FILE", type=click.Path(),
              help="Findings that FILE knows count for nothing.")  # fmt: skip
@click.option("--write-baseline", metavar="FILE", type=click.Path(),
              help="Write all findings to FILE, for --baseline.")  # fmt: skip
@common_options
def lint(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    fail_on: str | None,
    format_: str | None,
    output: tuple[OutputFile[FormatName], ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    exit_non_zero_on_fix: bool,
    everything: bool,
    stdin_filename: str | None,
    force_exclude: bool,
    jobs: int | None,
    no_cache: bool,
    statistics: bool,
    config: str | None,
    isolated: bool,
    since: str | None,
    baseline: str | None,
    write_baseline: str | None,
    quiet: bool,
    verbose: bool,
    color: str,
) -> int:
    """Check integrations and scripts, with the code beside them.

    A PATH is a folder, a yml, or a Python file, which stands for the yml it belongs to;
    the working directory where none is given. Nothing that is checked is run or imported.
    """
    from polltool.cache.keys import Request
    from polltool.cached import lint_cached, uncached
    from polltool.cli.console import Console, ProgressLine
    from polltool.findings import Severity
    from polltool.report.fixable import Fixable
    from polltool.report.view import View
    from polltool.result import Configured

    outputs = chosen(format_, output, statistics=statistics)
    overlay: dict[str, bytes] = {}
    if stdin_filename is not None:
        _check_stdin(stdin_filename, paths)
        overlay[stdin_filename] = sys.stdin.buffer.read()
        paths = (stdin_filename,)
    elif "-" in paths:
        raise click.UsageError("to read the standard input, say which file it is: --stdin-filename PATH")
    if write_baseline is not None and (fix or diff):
        raise click.UsageError("--write-baseline goes with no fixes: fix first, then write what remains")
    threshold: Severity | Configured | None = Configured.FAIL_ON
    if fail_on is not None:
        threshold = None if fail_on == "never" else Severity[fail_on.upper()]
    console = Console(color, quiet=quiet)
    progress = ProgressLine() if ProgressLine.wanted(quiet) else None
    request = Request(
        os.path.abspath("."),
        paths or (".",),
        select=select,
        ignore=ignore,
        extend_select=extend_select,
        everything=everything,
        force_exclude=force_exclude,
        config=config,
        isolated=isolated,
        baseline=baseline,
    )
    # What changes files, or rests on more than files, looks at everything anew.
    anew = stdin_filename is not None or fix or diff or since is not None or write_baseline is not None
    try:
        if no_cache or anew:
            report = uncached(request, jobs)(
                request.paths,
                overlay=overlay,
                since=since,
                write_baseline=write_baseline,
                progress=progress,
            )
        else:
            report, problem = lint_cached(request, jobs, progress)
            if problem is not None and verbose:
                console.remark("note", problem)
    finally:
        if progress is not None:
            progress.clear()
    fixes = None
    if fix or diff:
        from polltool.cli.fix import Fixes

        fixes = Fixes.of(report, uncached(request, jobs), request.paths, overlay, unsafe=unsafe_fixes)
        fixes.tell_dropped(console)
        if not diff:
            report = fixes.write()
            if stdin_filename is not None:  # the standard output has the fixed text
                overlay, console = fixes.texts, Console(color, quiet=quiet, out=sys.stderr)
    remarks(console, report, verbose=verbose)
    failing = report.thresholds.values() if threshold is Configured.FAIL_ON else (threshold,)
    shown = _shown(report, (*select, *extend_select), everything=verbose or Severity.INFO in failing)
    view = View(
        report,
        shown,
        sources(overlay),
        folder=forge_folder(),
        summary=not quiet,
        statistics=statistics,
        fixable=Fixable(fix and not diff, unsafe_fixes),
    )
    if diff and fixes is not None:
        code = fixes.show(console)
    else:
        print_report(console, outputs, view)
        code = max(report.exit_code(threshold), int(exit_non_zero_on_fix and bool(report.fixed)))
    return code if write_reports(console, outputs, view) else UNWRITABLE


def _check_stdin(name: str, paths: tuple[str, ...]) -> None:
    if paths not in ((), ("-",)):
        raise click.UsageError(
            "--stdin-filename stands for the only file that is checked; leave out the PATHs"
        )
    if not name.lower().endswith((".yml", ".yaml", ".py")):
        raise click.UsageError(f"--stdin-filename {name}: this is the name of no .yml, .yaml or .py file")
    if os.path.isdir(name):
        raise click.UsageError(f"--stdin-filename {name}: this is a folder")


def _shown(report: Report, selectors: tuple[str, ...], *, everything: bool) -> list[Finding]:
    """The findings that ``text`` shows: infos only on demand."""
    from polltool.findings import Severity

    wanted: frozenset[str] = frozenset()
    if selectors:
        from polltool.select import named

        wanted = named(selectors, report.rules)
    return [
        finding
        for finding in report.findings
        if everything or finding.severity > Severity.INFO or finding.code in wanted
    ]
