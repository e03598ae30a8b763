"""Whether a mistake was found, and what else was said that it does not explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.mutation.edits import Edit, apply, moved_offset
from bench.mutation.mistakes import ANY, Mutant, Want
from polltool.findings import Finding, Severity
from polltool.source import Place, Source


@dataclass(frozen=True, slots=True)
class Verdict:
    """What polltool made of a mutant.

    ``near`` are findings of a wanted code that fail by their command, argument or line;
    ``unexplained`` new errors and warnings that the mistake does not explain.
    """

    found: bool
    near: tuple[Finding, ...] = ()
    unexplained: tuple[Finding, ...] = ()


def judge(mutant: Mutant, original: Source, before: Iterable[Finding], after: Iterable[Finding]) -> Verdict:
    """Compare the findings on the mutant with those on the yml as it was."""
    new = new_findings(original, mutant.edits, before, after)
    source = Source(original.path, apply(original.text, mutant.edits))
    matching = [[finding for finding in new if _matches(finding, want, source)] for want in mutant.wants]
    wanted = {id(finding) for findings in matching for finding in findings}
    rest = [finding for finding in new if id(finding) not in wanted]
    codes = frozenset().union(*(want.codes for want in mutant.wants))
    return Verdict(
        found=all(matching),
        near=() if all(matching) else tuple(finding for finding in rest if finding.code in codes),
        unexplained=tuple(
            finding
            for finding in rest
            if finding.severity > Severity.INFO and not (finding.code in codes and _related(finding, mutant))
        ),
    )


def new_findings(
    original: Source, edits: Sequence[Edit], before: Iterable[Finding], after: Iterable[Finding]
) -> list[Finding]:
    """The findings on the mutant but for those that the original has at the same place of the text.

    A finding about code that several commands reach names the first of them. One that now
    names another command, since the first does not reach the code any more, is not new.
    """
    mutated = Source(original.path, apply(original.text, edits))
    known: dict[tuple[object, ...], list[Finding]] = {}
    for finding in before:
        place = finding.place
        at: tuple[int, int] | None = (place.line, place.column)
        if place.path == original.path:
            offset = moved_offset(original.offset(place.line, place.column), edits)
            at = None if offset is None else mutated.position(offset)
        known.setdefault(_key(finding, at), []).append(finding)
    new = []
    for finding in after:
        same = known.get(_key(finding, (finding.place.line, finding.place.column)))
        if same:
            same.pop()
        else:
            new.append(finding)
    gone = [finding for findings in known.values() for finding in findings]
    return [finding for finding in new if not any(_told_of_another(finding, other) for other in gone)]


def _told_of_another(finding: Finding, other: Finding) -> bool:
    """Whether two findings tell the same of the same code, about two commands."""
    return (
        finding.code == other.code
        and finding.severity == other.severity
        and finding.command != other.command
        and not _code_places(finding).isdisjoint(_code_places(other))
    )


def _code_places(finding: Finding) -> set[Place]:
    places = {finding.place, *(related.place for related in finding.related)}
    return {place for place in places if place.path.endswith(".py")}


def _key(finding: Finding, at: tuple[int, int] | None) -> tuple[object, ...]:
    return (finding.code, finding.severity, finding.command, finding.argument, finding.place.path, at)


def _matches(finding: Finding, want: Want, source: Source) -> bool:
    return (
        finding.code in want.codes
        and want.command in (ANY, finding.command)
        and want.argument == finding.argument
        and (
            want.offset is None
            or (finding.place.path == source.path and finding.place.line == source.position(want.offset)[0])
        )
    )


def _related(finding: Finding, mutant: Mutant) -> bool:
    """Whether a finding speaks of what was changed, if not in the way that is wanted."""
    return finding.command == mutant.command and finding.argument in (None, mutant.argument)
