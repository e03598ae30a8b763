"""Mutation benchmark: ``python -m bench.mutants CONTENT...`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.mutation.report import as_json, markdown
from bench.mutation.reviewed import Review
from bench.mutation.run import Planned, plan, run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the result is 1 where a mutant is missed."""
    options = _options(arguments)
    review = Review() if options.no_review else Review.load()
    planned = _sampled(plan(options.paths, review, options.cwd), options)
    results = run(
        planned,
        cwd=options.cwd,
        jobs=options.jobs,
        reuse=not options.no_reuse,
        progress=_progress if sys.stderr.isatty() else None,
    )
    sys.stdout.write(markdown(planned, results))
    if options.json is not None:
        options.json.write_text(json.dumps(as_json(planned, results), indent=1) + "\n", encoding="utf-8")
    return int(not all(result.verdict.found for result in results))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.mutants", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="content repositories, packs or ymls")
    parser.add_argument("--cwd", help="the folder that paths start from and are shown relative to")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all results there as well")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, chosen by chance")
    parser.add_argument("--seed", type=int, default=0, help="which N (default 0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default 1)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only mutants whose label has this text")
    parser.add_argument("--no-review", action="store_true", help="do not leave out what reviewed.yml names")
    parser.add_argument(
        "--no-reuse", action="store_true", help="analyse the code anew for every mutant (slow)"
    )
    return parser.parse_args(arguments)


def _sampled(planned: Planned, options: argparse.Namespace) -> Planned:
    mutants = [mutant for mutant in planned.mutants if options.only in mutant.label]
    if options.sample is not None and options.sample < len(mutants):
        chosen = set(random.Random(options.seed).sample(range(len(mutants)), options.sample))
        mutants = [mutant for number, mutant in enumerate(mutants) if number in chosen]
    return replace(planned, mutants=tuple(mutants))


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total} mutants" + ("\n" if done == total else ""))
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
