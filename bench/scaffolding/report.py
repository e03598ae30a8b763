"""The verdicts as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bench.scaffolding.hostile import Outcome
from bench.scaffolding.run import PASSED, REFUSED, UNABLE, WRITTEN, Verdict

_LIMIT = 1.0
_LONG = 10_000
"""An integration of so many lines has to be done within ``_LIMIT`` seconds."""


def slow(verdict: Verdict) -> bool:
    """Whether it took longer than it may."""
    return verdict.seconds > _LIMIT * max(1.0, verdict.task.subject.lines / _LONG)


def markdown(verdicts: Sequence[Verdict]) -> str:
    """The tables, then everything that does not hold, then what was refused and why."""
    return "\n".join(_lines(verdicts)) + "\n"


def _lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield f"{len(verdicts)} integrations, each with one form of commands."
    yield ""
    yield from _table("form", {one.task.form.name for one in verdicts}, verdicts)
    yield ""
    yield from _table("written as", {word for one in verdicts for word in one.task.subject.style}, verdicts)
    yield ""
    yield from _table("copy", {one.task.shape for one in verdicts}, verdicts)
    yield ""
    longest = max(verdicts, key=lambda one: one.seconds)
    subject = longest.task.subject
    yield f"The slowest took {longest.seconds:.2f} s: {subject.name}, {subject.lines} lines{_compared(longest)}."
    bad = [one for one in verdicts if not one.good or slow(one)]
    if bad:
        yield from ("", f"## Does not hold ({len(bad)})", "")
        for verdict in bad:
            yield from _details(verdict)
    refused = [one for one in verdicts if one.outcome == REFUSED]
    if refused:
        yield from ("", f"## Refused ({len(refused)})", "")
        for verdict in refused:
            yield f"- {_label(verdict)}: {'; '.join(_reasons(verdict.message))}"


def _compared(verdict: Verdict) -> str:
    """How many times that is what compiling takes: seconds differ with the machine and what else it does."""
    if not verdict.compiling:
        return ""
    ratio = verdict.seconds / verdict.compiling
    return f", {ratio:.0f} times as long as Python takes to compile them ({verdict.compiling:.2f} s)"


def _table(title: str, words: set[str], verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield f"| {title} | integrations | written | refused | bad | tests | simulated | with the platform's library |"
    yield "|---|---|---|---|---|---|---|---|"
    for word in sorted(words):
        own = [
            one for one in verdicts if word in (one.task.form.name, one.task.shape, *one.task.subject.style)
        ]
        outcomes = Counter(one.outcome for one in own)
        counts = (
            len(own),
            outcomes[WRITTEN],
            outcomes[REFUSED],
            sum(not one.good for one in own),
            *(_share([getattr(one, part) for one in own]) for part in ("tests", "simulated", "platform")),
        )
        yield f"| {word} | " + " | ".join(map(str, counts)) + " |"


def _share(results: Sequence[str]) -> str:
    """How many passed, of those that can run here."""
    able = [result for result in results if result not in ("", UNABLE)]
    return f"{sum(result == PASSED for result in able)}/{len(able)}"


def _details(verdict: Verdict) -> Iterator[str]:
    yield f"- {_label(verdict)} ({verdict.task.subject.yml})"
    if verdict.message:
        yield f"  - {verdict.outcome}: {_first(verdict.message)}"
    yield from (f"  - {problem}" for problem in verdict.problems)
    for part in ("tests", "simulated", "platform"):
        result = getattr(verdict, part)
        if result not in ("", PASSED, UNABLE):
            yield f"  - {part}: {result}"
    if slow(verdict):
        yield f"  - it took {verdict.seconds:.2f} s for {verdict.task.subject.lines} lines"


def _label(verdict: Verdict) -> str:
    return f"{verdict.task.subject.name}, {verdict.task.form.name}, {verdict.task.shape}"


def _reasons(message: str) -> list[str]:
    """The reasons of a refusal, one for each place at which something would have to be pasted."""
    found = re.findall(r"^\S+\.(?:py|yml)(?::\d+)?: (.*?)(?:; (?:paste|add) .*)?$", message, re.MULTILINE)
    return list(dict.fromkeys(found)) or [_first(message)]


def _first(text: str) -> str:
    return text.partition("\n")[0]


def hostile_markdown(outcome: Outcome) -> str:
    """What came of hostile answers, in a sentence, then what does not hold."""
    lines = [
        f"{outcome.written + outcome.refused} answers: {outcome.written} written, {outcome.refused} refused."
    ]
    lines += [f"- {problem}" for problem in outcome.problems]
    return "\n".join(lines) + "\n"
