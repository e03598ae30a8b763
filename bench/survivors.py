"""Mutation testing of polltool's core: ``python -m bench.survivors [MODULE...]`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bench.surviving.forks import warm
from bench.surviving.mutants import Mutant, mutants
from bench.surviving.reach import measured
from bench.surviving.report import left, markdown
from bench.surviving.run import Result, results

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build/mutation"
REVIEWED = Path(__file__).parent / "surviving/reviewed.yml"

CORE = (
    "polltool/rules",
    "polltool/suppress.py",
    "polltool/comments.py",
    "polltool/baseline.py",
    "polltool/edits.py",
    "polltool/ymlfix",
    "polltool/fixing",
    "polltool/runtime",
    "polltool/flows.py",
    "polltool/code",
    "polltool/simulate",
)
"""What decides what is found, what is changed and what is said to happen."""

ASIDE = (
    "tools",
    "packaging",
    "guide",
    "hooks",
    "hostile",
    "lsp",
    "scaffold",
    "setup",
    "bench",
    "architecture",
)
"""Folders of tests that say little of the core and take long."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it, and print a table and the survivors; the result is 1 where there are any."""
    options = _options(arguments)
    warm()
    reaches = measured(ROOT, _tests(options.tests), KEPT / "reach", _told)
    chosen: list[Mutant] = []
    totals: dict[str, int] = {}
    for path in _modules(options.modules):
        of_module, totals[path] = mutants(ROOT, path, options.sample, options.seed)
        chosen += of_module
    if options.only:
        chosen = [mutant for mutant in chosen if mutant.key in options.only]
    (KEPT / "logs").mkdir(parents=True, exist_ok=True)
    reviewed: Mapping[str, str] = yaml.safe_load(REVIEWED.read_text(encoding="utf-8")) or {}
    found: list[Result] = []
    for result in results(
        ROOT, chosen, reaches, reviewed, KEPT / "logs", limit=options.limit, most=options.most
    ):
        found.append(result)
        _told(f"{len(found)}/{len(chosen)} {result.mutant.key} {result.verdict.value} {result.by}")
        if options.verbose and left([result]):
            _told(result.mutant.diff)
    print("\n".join(markdown(found, totals)))
    return int(bool(left(found)))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.survivors", description=__doc__)
    parser.add_argument(
        "modules", nargs="*", default=CORE, metavar="MODULE", help="files or folders (the core)"
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="only N mutants of each file, chosen by chance"
    )
    parser.add_argument("--seed", type=int, default=0, help="which N (default 0)")
    parser.add_argument(
        "--limit", type=float, default=120, metavar="S", help="seconds for a mutant (default 120)"
    )
    parser.add_argument(
        "--most", type=float, default=25, metavar="S", help="seconds of tests for a mutant (default 25)"
    )
    parser.add_argument("--only", action="append", metavar="KEY", help="only this mutant (repeatable)")
    parser.add_argument(
        "--tests", nargs="*", metavar="PATH", help="files or folders of tests (default: most)"
    )
    parser.add_argument("--verbose", action="store_true", help="show survivors as soon as they are known")
    return parser.parse_args(arguments)


def _modules(given: Sequence[str]) -> list[str]:
    paths: list[str] = []
    for name in given:
        path = ROOT / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        paths += [file.relative_to(ROOT).as_posix() for file in files]
    return list(dict.fromkeys(paths))


def _tests(given: Sequence[str] | None) -> list[Path]:
    """The files of tests, in the order of their names."""
    if given:
        folders = [ROOT / name for name in given]
    else:
        folders = [
            one for one in sorted((ROOT / "tests").iterdir()) if one.is_dir() and one.name not in ASIDE
        ]
    return [file for one in folders for file in (sorted(one.rglob("test_*.py")) if one.is_dir() else [one])]


def _told(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
