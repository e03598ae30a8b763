"""Count how many of the mistakes in examples/Packs/BrokenScan other tools find.

Each item there has one mistake and is otherwise whole, and nothing is wrong in the pack beside
it. A tool finds an item's mistake if it says something of the item that it does not say of any
healthy one.

``python -m bench.others`` runs polltool, and yamllint and check-jsonschema (with polltool's own
schemas) where they are installed; ``--sdk PATH`` runs the official SDK's ``validate`` as well.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from polltool.resources import schema_path

EXAMPLES = Path(__file__).parents[1] / "examples"
BROKEN = "BrokenScan"

Said = Mapping[tuple[str, str], frozenset[str]]
"""What a tool says, without names and places, by pack and item."""

_PLACE = re.compile(r"line \d+|column \d+|\b\d+\b")


def prepare(root: Path) -> None:
    """Copy the examples to where the SDK takes them for a content repository."""
    shutil.copytree(EXAMPLES / "Packs", root / "Packs")
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.com")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x"), ("remote", "add", "origin", ".")):
        subprocess.run([*git, *words], cwd=root, check=True, capture_output=True)


def ymls(root: Path, kind: str = "*") -> list[str]:
    """The items' ymls, by their paths from the root."""
    found = [*(root / "Packs").glob(f"*/{kind}/*/*.yml"), *(root / "Packs").glob(f"*/{kind}/*.yml")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def by_item(lines: Iterator[str], paths: Sequence[str]) -> Said:
    """What lines say of the items that they name."""
    said: dict[tuple[str, str], set[str]] = {item(path): set() for path in paths}
    for line in lines:
        match = re.search(r"Packs/(\w+)/\w+/([\w-]+)", line)
        if match and match.groups() in said:
            pack, name = match.groups()
            told = re.sub(r"\S*Packs/\S*", "", line).replace(name, "")
            said[pack, name].add(_PLACE.sub("", told).strip())
    return {key: frozenset(told) for key, told in said.items()}


def item(path: str) -> tuple[str, str]:
    """The pack and the name of the item at a path."""
    parts = path.split("/")
    return parts[1], Path(parts[3]).stem


def told(root: Path, *command: str) -> Said:
    """What a command prints of each item."""
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return by_item(iter((ran.stdout + ran.stderr).splitlines()), ymls(root))


def schemas(root: Path) -> Said:
    """What check-jsonschema says of integrations and of scripts, each by their schema."""
    kinds = (("Integrations", "integration"), ("Scripts", "script"))
    said = [
        told(root, "check-jsonschema", "--schemafile", str(schema_path(name)), *ymls(root, kind))
        for kind, name in kinds
    ]
    return {key: said[0][key] | said[1][key] for key in said[0]}


def tools(sdk: str | None) -> Iterator[tuple[str, Callable[[Path], Said]]]:
    """The tools that are there, each with what runs it over a repository."""
    lint = (sys.executable, "-m", "polltool", "lint", "--format", "concise", "Packs")
    yield "polltool lint", lambda root: told(root, *lint)
    if shutil.which("yamllint"):
        yield "yamllint", lambda root: told(root, "yamllint", "-f", "parsable", *ymls(root))
    if shutil.which("check-jsonschema"):
        yield "check-jsonschema", schemas
    if sdk is not None:
        yield "demisto-sdk validate", lambda root: told(root, sdk, "validate", "-i", ",".join(ymls(root)))


def main() -> int:
    """Print what each tool finds, and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sdk", metavar="PATH", help="the program demisto-sdk")
    parser.add_argument("-v", "--verbose", action="store_true", help="what was said of each mistake, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        prepare(root)
        for name, run in tools(options.sdk):
            started = time.perf_counter()
            said = run(root)
            took = time.perf_counter() - started
            usual = frozenset().union(*(lines for (pack, _), lines in said.items() if pack != BROKEN))
            broken = {name: lines - usual for (pack, name), lines in said.items() if pack == BROKEN}
            found = sorted(name for name, lines in broken.items() if lines)
            print(f"{name}: {len(found)} of {len(broken)} in {took:.1f} s")
            for item_name in found if options.verbose else ():
                print(f"  {item_name}:", *sorted(broken[item_name]), sep="\n    ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
