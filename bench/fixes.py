"""Fix benchmark: ``python -m bench.fixes CONTENT...`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.fixing.report import good, markdown
from bench.fixing.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the result is 1 where a fix does not hold."""
    parser = argparse.ArgumentParser(prog="bench.fixes", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="content repositories, packs or ymls")
    parser.add_argument("--cwd", help="the folder that paths start from and are shown relative to")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mistakes, chosen by chance")
    parser.add_argument("--seed", type=int, default=0, help="which N (default 0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default 1)")
    options = parser.parse_args(arguments)
    results = run(
        options.paths,
        cwd=options.cwd,
        jobs=options.jobs,
        sample=options.sample,
        seed=options.seed,
        progress=_progress if sys.stderr.isatty() else None,
    )
    sys.stdout.write(markdown(results))
    return int(not all(good(result) for result in results))


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done}/{total} items" + ("\n" if done == total else ""))
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
