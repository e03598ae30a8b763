"""Rules whose findings carry fixes, and runs that make them: the machinery is tested by these alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from polltool import lint_paths
from polltool.edits import Edit
from polltool.engine import Report
from polltool.findings import Finding, Fix, Severity
from polltool.fixing.files import Files
from polltool.fixing.loop import MAX_ROUNDS, make_fixes
from polltool.fixing.outcome import Fixing
from polltool.rules.base import Example, ItemContext, Rule
from polltool.source import Source
from polltool.workspace import Workspace
from tests.conftest import Content

HERE = "Packs/Acme/Integrations/Acme"
YML = f"{HERE}/Acme.yml"
CODE = f"{HERE}/Acme.py"

EditsOf = Callable[[ItemContext, Source, "re.Match[str]"], Iterable[Edit]]


def rule_of(
    check: Callable[[ItemContext], Iterable[Finding]],
    code: str = "TST001",
    severity: Severity = Severity.ERROR,
    fix: str | None = "safe",
) -> Rule:
    example = Example(yml="")
    return Rule(code, code.lower(), severity, "summary", "why", example, example, check, fix)


def source_of(context: ItemContext, *, in_code: bool) -> Source | None:
    if in_code:
        return None if context.analysis is None else context.analysis.code.source
    return None if context.item is None else context.item.source


def pattern(
    wrong: str,
    edits: EditsOf,
    *,
    code: str = "TST001",
    safe: bool = True,
    in_code: bool = False,
    severity: Severity = Severity.ERROR,
) -> Rule:
    """A rule that finds a regular expression in the yml (or the code) and has a fix for each match."""

    def check(context: ItemContext) -> Iterable[Finding]:
        source = source_of(context, in_code=in_code)
        for match in re.finditer(wrong, source.text) if source is not None else ():
            fix = Fix(safe, f"mend {match.group()}", tuple(edits(context, source, match)))  # type: ignore[arg-type]
            place = source.place(match.start(), match.end())  # type: ignore[union-attr]
            yield rule.finding(place, f"{match.group()} is wrong", argument=match.group(), fix=fix)

    rule = rule_of(check, code, severity, "safe" if safe else "unsafe")
    return rule


def swap(wrong: str, right: str, **options: object) -> Rule:
    """A rule that has a text in the place of each match; ``right`` may name groups."""

    def edits(context: ItemContext, source: Source, match: re.Match[str]) -> Iterable[Edit]:
        return [Edit(source.path, match.start(), match.end(), match.expand(right))]

    return pattern(wrong, edits, **options)  # type: ignore[arg-type]


def finds(wrong: str, code: str, *, in_code: bool = False) -> Rule:
    """A rule that finds a regular expression and has no fix."""

    def check(context: ItemContext) -> Iterable[Finding]:
        source = source_of(context, in_code=in_code)
        for match in re.finditer(wrong, source.text) if source is not None else ():
            yield rule.finding(source.place(*match.span()), "wrong too")  # type: ignore[union-attr]

    rule = rule_of(check, code, fix=None)
    return rule


def run_fixes(
    content: Content,
    *rules: Rule,
    paths: Sequence[str] = (".",),
    unsafe: bool = False,
    only: str | None = None,
    max_rounds: int = MAX_ROUNDS,
    runs: list[Sequence[str]] | None = None,
    jobs: int | None = 1,
) -> Fixing:
    """The fixes of a run over the content repository; ``runs`` gets the ymls of each further lint."""
    cwd = str(content.root)

    def lint(ymls: Sequence[str], texts: Mapping[str, bytes], facts: object) -> Report:
        if runs is not None:
            runs.append(ymls)
        return lint_paths(ymls, cwd=cwd, rules=rules, overlay=texts, facts=facts, jobs=jobs)  # type: ignore[arg-type]

    report = lint_paths(paths, cwd=cwd, rules=rules, jobs=jobs)
    files = Files(Workspace(cwd), report.ymls, paths, only)
    return make_fixes(report, lint, files, unsafe=unsafe, max_rounds=max_rounds)


def texts(fixing: Fixing) -> dict[str, str]:
    """What the changed files are."""
    return {change.path: change.new.decode() for change in fixing.changes}


def reasons(fixing: Fixing) -> list[tuple[str | None, str]]:
    """What was dropped: the finding's argument, and why."""
    return [(dropped.finding.argument, dropped.reason) for dropped in fixing.dropped]
