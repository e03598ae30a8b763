"""Imports point one way: a module may import its own group and lower layers, nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "polltool"

# From the bottom up. A layer is made of groups that know nothing of each other; a group is
# named by the modules and packages in it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("records",),
    ("source", "errors", "edits", "atomic", "searchpath", "digests", "runtime"),
    ("findings",),
    (
        "yamlnodes yamldoc yamlerrors scalars",
        "code",
        "workspace discovery ignores scope imports witness",
        "resources",
        "git",
        "vendoring",
    ),
    ("model keys stray", "syntax", "comments", "since", "baseline"),
    ("schema", "flows", "itemcode", "ymlfix"),
    ("index", "simulate"),
    ("rules",),
    ("select", "policy", "plugins", "inventory"),
    ("suppress", "config configkeys"),
    ("policies", "result", "session parallel keeping stages"),
    ("cache",),
    ("ledger",),
    ("engine",),
    ("cached",),
    ("report", "fixing"),
    ("setup", "scaffold", "lsp"),
    ("cli", "pytest_plugin"),
    ("__main__",),
)
LEVELS = {
    name: (level, group) for level, groups in enumerate(LAYERS) for group in groups for name in group.split()
}


def modules() -> list[tuple[str, Path]]:
    paths = {path: path.relative_to(PACKAGE).with_suffix("").parts[0] for path in PACKAGE.rglob("*.py")}
    return [(name, path) for path, name in sorted(paths.items()) if name != "__init__"]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of polltool that a file imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            module = node.module or ""
            names = [f"polltool.{alias.name}" for alias in node.names] if module == "polltool" else [module]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            if first == "polltool" and rest and not rest.startswith("__version__"):
                yield node.lineno, rest.split(".")[0]


@pytest.mark.parametrize(
    ("name", "path"), modules(), ids=lambda value: str(value).removeprefix(f"{PACKAGE}/")
)
def test_imports_point_down(name: str, path: Path) -> None:
    assert name in LEVELS, f"say in which layer polltool/{name} lies"
    level, group = LEVELS[name]
    for line, other in imported(path):
        assert other in LEVELS, f"{path}:{line}: say in which layer polltool/{other} lies"
        other_level, other_group = LEVELS[other]
        assert other_level < level or other_group == group, f"{path}:{line}: {name} may not import {other}"


def test_the_table_names_nothing_that_is_gone() -> None:
    assert set(LEVELS) == {name for name, _ in modules()}


@pytest.mark.parametrize(
    ("name", "path"), modules(), ids=lambda value: str(value).removeprefix(f"{PACKAGE}/")
)
def test_modules_are_small(name: str, path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 500, f"{path} has {lines} lines: it has more than one job"
