"""A lint that takes over what earlier ones found."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from polltool.cache.keys import Request
    from polltool.parallel import Progress
    from polltool.result import Report


class Answer(NamedTuple):
    """A report, and why nothing of it can be kept, None where it can."""

    report: Report
    problem: str | None


def lint_cached(request: Request, jobs: int | None, progress: Progress | None) -> Answer:
    """What ``lint_paths`` finds, taken from the cache as far as it is there and still good."""
    from polltool.cache.runs import Cache  # some runs are asked to do without
    from polltool.cache.store import Store, cache_folder

    folder = cache_folder()
    if folder is None:
        report = uncached(request, jobs)(request.paths, progress=progress)
        return Answer(report, "there is no folder for the cache; set POLLTOOL_CACHE_DIR to one")
    cache = Cache(Store(folder), request)
    report = cache.recall() or uncached(request, jobs)(request.paths, progress=progress, cache=cache)
    return Answer(report, cache.problem)


def uncached(request: Request, jobs: int | None) -> Callable[..., Report]:
    """``lint_paths`` with the options of a request."""
    from polltool.engine import lint_paths  # many requests are answered without it

    return functools.partial(lint_paths, **request.options, jobs=jobs)
