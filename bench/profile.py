"""Where the time goes: ``python -m bench.profile CONTENT`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
from collections.abc import Sequence

from polltool import lint_paths


def main(arguments: Sequence[str] | None = None) -> int:
    """Profile a lint of some paths in one process, or what it imports."""
    parser = argparse.ArgumentParser(prog="bench.profile", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="what to lint")
    parser.add_argument("--all", action="store_true", help="as lint --all")
    parser.add_argument("--sort", default="tottime", choices=["tottime", "cumtime", "ncalls"])
    parser.add_argument("--lines", type=int, default=40, metavar="N", help="how many functions (default 40)")
    parser.add_argument("--save", metavar="FILE", help="keep the profile, for snakeviz and the like")
    parser.add_argument("--imports", action="store_true", help="the slowest imports of the command instead")
    options = parser.parse_args(arguments)
    if options.imports:
        print(_imports(options.paths, options.lines))
        return 0
    profile = cProfile.Profile()
    profile.runcall(lint_paths, options.paths, everything=options.all, jobs=1)
    stats = pstats.Stats(profile)
    if options.save:
        stats.dump_stats(options.save)
    stats.sort_stats(options.sort).print_stats(options.lines)
    return 0


def _imports(paths: Sequence[str], lines: int) -> str:
    """The modules by the microseconds that they take themselves, in a lint without the cache."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "polltool", "lint", "--no-cache", *paths],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    )
    rows = []
    for line in done.stderr.splitlines():
        label, _, rest = line.partition(":")
        own, _, name = rest.replace("|", " ", 1).partition("|")
        if label == "import time" and own.split()[0].isdigit():
            rows.append((int(own.split()[0]), name.strip()))
    rows.sort(reverse=True)
    total = sum(own for own, _ in rows)
    return "\n".join(
        [f"{total:8} us, {len(rows)} modules", *(f"{own:8} {name}" for own, name in rows[:lines])]
    )


if __name__ == "__main__":
    sys.exit(main())
