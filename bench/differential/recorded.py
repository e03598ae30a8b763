"""What the platform's library made of some cases, to hold the runtime against without it.

``python -m bench.differential.recorded MODULE FILE...`` does so on any Python from 3.8 on, for the
runtime and for an exported module. It needs nothing but the standard library.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.differential.running import applies, outcome
from polltool import runtime

MOST_CHARACTERS = 1500


def record(compared: Iterable[dict[str, Any]], file: Path) -> None:
    """Write cases with their outcomes, one a line: those that are short and need no other package."""
    lines = [json.dumps(item) for item in compared if not _needs_dateparser(item["case"])]
    short = [line for line in lines if len(line) <= MOST_CHARACTERS]
    file.write_text("\n".join(short) + "\n", encoding="utf-8")


def _needs_dateparser(case: dict[str, Any]) -> bool:
    given = case["with"]
    if given.get("function") != "arg_to_datetime":
        return False
    return isinstance(given["args"][0], str) and not given["args"][0].isdigit()


def read(file: Path) -> list[dict[str, Any]]:
    """The recorded cases; those of an older library are in a file named so."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def differing(library: Any, file: Path) -> tuple[int, list[dict[str, Any]]]:
    """How many cases a library was held against, and those in which it differs."""
    settings = library.runtime_settings
    settings.older = file.stem == "older"
    settings.require_schedule_support = file.stem == "older"
    found, count = [], 0
    try:
        for item in read(file):
            if not applies(library, item["case"]):
                continue
            count += 1
            got = outcome(library, item["case"])
            if got != item["outcome"]:
                found.append({"case": item["case"], "recorded": item["outcome"], "now": got})
    finally:
        settings.older, settings.require_schedule_support = False, True
    return count, found


def load_module(path: Path) -> Any:
    """An exported module, with ``demisto`` set as whoever runs it does."""
    spec = importlib.util.spec_from_file_location(path.stem, str(path))
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.demisto = runtime.demisto
    return module


def in_utc() -> None:
    """Let local time be UTC, as it was when the outcomes were recorded."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()


def main(arguments: list[str]) -> int:
    """Print how many cases there were and what differs; 1 if anything does."""
    in_utc()
    exported, *files = [Path(argument) for argument in arguments]
    status = 0
    for library in (runtime, load_module(exported)):
        for file in files:
            count, found = differing(library, file)
            for item in found[:3]:
                print(json.dumps(item, indent=1))
            print(f"{library.__name__}, {file.stem}: {count} cases, {len(found)} differ")
            status |= bool(found) or not count
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
