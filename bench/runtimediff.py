"""The runtime against the platform's own library: ``python -m bench.runtimediff LIBRARY`` (see bench/README.md)."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.differential.cases import cases
from bench.differential.library import load
from bench.differential.recorded import record
from bench.differential.running import applies, outcome
from polltool import runtime


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; the result is 1 where they differ."""
    options = _options(arguments)
    library = load(options.library)
    compared: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    recorded = []
    runtime.runtime_settings.older = options.older
    runtime.runtime_settings.require_schedule_support = not options.any_server
    for case in cases(options.seed, options.cases):
        subject = case["with"].get("function", case["what"])
        if not applies(library, case) or (options.older and not _is_old(case)):
            continue
        expected, got = outcome(library, case), outcome(runtime, case)
        compared[subject] += 1
        raised[subject] += "raises" in expected
        if expected != got:
            differing[subject] += 1
            if differing[subject] <= options.show:
                print(
                    json.dumps({"case": case, "library": expected, "runtime": got}, indent=1, sort_keys=True)
                )
        recorded.append({"case": case, "outcome": expected})
    if options.record:
        record(recorded, options.record)
    print(f"{'subject':30}{'cases':>8}{'raising':>9}{'differing':>11}")
    for subject, count in sorted(compared.items()):
        print(f"{subject:30}{count:8}{raised[subject]:9}{differing[subject]:11}")
    print(f"{'all':30}{compared.total():8}{raised.total():9}{differing.total():11}")
    return int(differing.total() > 0)


LATER = ("tags", "replace_existing", "sort_headers", "with_metrics", "rank", "Unknown")
"""What the library of 2022 did not know."""


def _is_old(case: object) -> bool:
    return not any(f'"{name}"' in json.dumps(case) for name in LATER)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.runtimediff", description=__doc__)
    parser.add_argument("library", type=Path, metavar="LIBRARY", help="a CommonServerPython.py")
    parser.add_argument("--older", action="store_true", help="it is the one of October 2022")
    parser.add_argument("--any-server", action="store_true", help="it schedules on servers before 6.2.0, too")
    parser.add_argument("--cases", type=int, default=5000, metavar="N", help="how many (5000)")
    parser.add_argument("--seed", type=int, default=1, help="which (1)")
    parser.add_argument(
        "--show", type=int, default=2, metavar="N", help="differences to show of each subject (2)"
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="write cases with the library's outcomes there"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
