"""The figures as a Markdown table, each beside its target."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bench.timing import slow, works
from bench.timing.measure import Measured

Figures = Mapping[str, Measured]
TEN = "ten copies, cold"
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of one piece of work against that of another.

    ``most`` is the target: the greatest ratio; where ``least`` is true, how many times slower the
    other has to be at least.
    """

    work: str
    other: str
    most: float
    least: bool = False

    def ratio(self, figures: Figures, seconds: Callable[[Measured], float]) -> float:
        """How the two compare."""
        mine, others = seconds(figures[self.work]), seconds(figures[self.other])
        return others / mine if self.least else mine / others

    def met(self, figures: Figures) -> bool:
        """Whether the target is met, by the clock."""
        ratio = self.ratio(figures, lambda one: one.wall)
        return ratio >= self.most if self.least else ratio <= self.most


TARGETS = (
    Target(works.COLD, works.SEARCH, 8),
    Target(works.COLD, slow.YAMLLINT, 100, least=True),
    Target(works.ALL, slow.YAMLLINT, 40, least=True),
    Target(works.WARM, works.WALK, 2),
    Target(works.SMALL, works.CLICK, 3),
    Target(works.SMALL_WARM, works.CLICK, 3),
    Target(works.LARGE, works.CLICK, 10),
    Target(works.VERSION, works.CLICK, 1.5),
    Target(works.HELP, works.CLICK, 1.5),
    Target(TEN, works.COLD, 10),
)
MOST_MEMORY = 150 * _MB


def markdown(figures: Figures) -> Iterator[str]:
    """The lines of two tables: what was measured, and how it stands to the targets."""
    yield "| work | clock (s) | processors (s) | largest process (MB) |"
    yield "|---|---:|---:|---:|"
    for name, measured in figures.items():
        yield f"| {name} | {measured.wall:.3g} | {measured.cpu:.3g} | {measured.memory / _MB:.0f} |"
    yield ""
    yield "| work | compared with | ratio by the clock | by processors | target | |"
    yield "|---|---|---:|---:|---:|---|"
    for target in TARGETS:
        if target.work in figures and target.other in figures:
            clock = target.ratio(figures, lambda one: one.wall)
            processors = target.ratio(figures, lambda one: one.cpu)
            sign = "at least 1/" if target.least else "at most "
            shown = "1/" if target.least else ""
            yield (
                f"| {target.work} | {target.other} | {shown}{clock:.3g} | {shown}{processors:.3g} "
                f"| {sign}{target.most:g} | {'met' if target.met(figures) else 'missed'} |"
            )
    for name in (works.COLD, works.ALL, TEN):
        if name in figures:
            memory = figures[name].memory
            verdict = "met" if memory <= MOST_MEMORY else "missed"
            yield f"| {name}: memory | | {memory / _MB:.0f} MB | | at most {MOST_MEMORY // _MB} MB | {verdict} |"
