"""Scaffolding benchmark: ``python -m bench.scaffold CONTENT...`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from bench.processes import each
from bench.scaffolding.content import chosen, subjects
from bench.scaffolding.hostile import judged_hostile
from bench.scaffolding.report import hostile_markdown, markdown, slow
from bench.scaffolding.run import judged, tasks


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the result is 1 where something does not hold."""
    parser = argparse.ArgumentParser(prog="bench.scaffold", description=__doc__)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="content repositories, packs or ymls")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="only N integrations, with every style (or hostile answers)"
    )
    parser.add_argument("--seed", type=int, default=0, help="which N (default 0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default 1)")
    parser.add_argument(
        "--common-server-python", metavar="PATH", help="simulate with the platform's library as well"
    )
    parser.add_argument(
        "--hostile", action="store_true", help="try answers full of markup and code, no content"
    )
    options = parser.parse_args(arguments)
    if options.hostile:
        outcome = judged_hostile(options.sample, options.seed)
        sys.stdout.write(hostile_markdown(outcome))
        return int(bool(outcome.problems))
    library = options.common_server_python
    every = list(subjects([os.path.abspath(path) for path in options.paths]))
    some = every if options.sample is None else chosen(every, options.sample, options.seed)
    work = tasks(some, None if library is None else os.path.abspath(library))
    verdicts = []
    for done, verdict in enumerate(each(judged, work, options.jobs), 1):
        verdicts.append(verdict)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done}/{len(work)} integrations" + ("\n" if done == len(work) else ""))
    sys.stdout.write(markdown(verdicts) if verdicts else "There is no integration in Python 3 here.\n")
    return int(not verdicts or any(not verdict.good or slow(verdict) for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
