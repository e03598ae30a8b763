"""Speed and memory: ``python -m bench.speed CONTENT`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence

from bench.synthetic import write
from bench.timing import works
from bench.timing.installation import install
from bench.timing.measure import FailedError, Measured, Work, alternating
from bench.timing.slow import others
from bench.timing.subject import Subject, copies, polling_items, subject
from bench.timing.table import TEN, markdown

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print a table; the result is 2 where something could not be measured."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="polltool-bench-") as scratch:
        if options.content is None:
            options.content = os.path.join(scratch, "content")
            write(options.content, options.packs, seed=0)
        content = subject(options.content)
        print(
            f"{len(content.ymls)} integrations and scripts ({content.yml_bytes / 1e6:.1f} MB), "
            f"{len(content.codes)} Python files ({content.code_bytes / 1e6:.1f} MB); "
            f"{options.rounds} runs each, medians; Python {sys.version.split()[0]}, "
            f"{os.cpu_count()} processors\n"
        )
        try:
            figures, remarks = _measure(content, options, scratch)
            lines = list(markdown(figures))
        except FailedError as error:
            print(f"bench.speed: {error}", file=sys.stderr)
            return 2
    if options.install:
        lines.append(install(CHECKOUT).markdown())
    print("\n".join(lines))
    for remark in remarks:
        print(f"\n{remark}")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.speed", description=__doc__)
    parser.add_argument("content", nargs="?", help="a content repository; without one, it is made up")
    parser.add_argument("--packs", type=int, default=200, help="packs of the made-up one (default 200)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each program (default 5)")
    parser.add_argument("--small", metavar="YML", help="a small integration (default: chosen by size)")
    parser.add_argument(
        "--large", metavar="YML", help="a large integration (default: the largest that polls)"
    )
    parser.add_argument("--sample", type=int, metavar="KB", default=600,
                        help="how much the slow programs are given (default 600)")  # fmt: skip
    parser.add_argument("--full", action="store_true", help="give the slow programs everything")
    parser.add_argument("--sdk", metavar="PROGRAM", help="demisto-sdk, to validate one pack")
    parser.add_argument("--pack", metavar="NAME", default="Base", help="that pack (default Base)")
    parser.add_argument("--copies", type=int, default=0, metavar="N",
                        help="measure so many copies of it as well (10 for the target)")  # fmt: skip
    parser.add_argument("--install", action="store_true", help="install polltool, and count packages")
    return parser.parse_args(arguments)


def _measure(
    content: Subject, options: argparse.Namespace, scratch: str
) -> tuple[dict[str, Measured], list[str]]:
    programs = works.Programs.found()
    polling = [yml for _, yml in polling_items(content.ymls)]
    small = options.small or os.path.relpath(polling[len(polling) // 4], content.root)
    large = options.large or os.path.relpath(polling[-1], content.root)
    caches = os.path.join(scratch, "caches")
    quick = works.quick(content, programs, small, large, caches)
    figures = alternating(quick, options.rounds)
    remarks = [f"The small integration is {small}, the largest {large}."]
    if options.copies:
        many = os.path.join(scratch, "copies")
        copies(content.root, many, options.copies)
        figures |= alternating(
            [Work(TEN, (*programs.polltool, "lint", "--no-cache", "."), many)], 1, warm_up=0
        )
    size = None if options.full else options.sample * 1000
    slow, more = others(content, programs, size, min(options.rounds, 2), options.sdk, options.pack)
    return {**figures, **slow}, remarks + more


if __name__ == "__main__":
    sys.exit(main())
