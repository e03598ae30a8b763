"""What is in the wheel, and that it works from there."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from polltool import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without the network by the hatchling of the test environment."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("dist"))


def build(target: str, root: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


def test_it_is_built_again_to_the_byte_from_the_sdist(wheel: Path, tmp_path: Path) -> None:
    """Elsewhere, from files with other times and modes; and what the sdist holds is what git does."""
    (tmp_path / "dist").mkdir()
    sdist = build("sdist", ROOT, tmp_path / "dist")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        if sys.version_info >= (3, 12):
            archive.extractall(tmp_path, filter="data")
        else:
            archive.extractall(tmp_path)
    for name in (
        "pyproject.toml",
        "SECURITY.md",
        "LICENSE",
        "Makefile",
        "tests/hostile/items.py",
        "man/polltool.1",
    ):
        assert name in names
    strange = [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".tmp", ".env"))]
    assert not strange
    tops = {name.partition("/")[0] for name in names} - {"PKG-INFO", "pyproject.toml", ".gitignore"}
    assert tops <= {entry.strip('"/ ') for entry in included()}
    (root,) = (path for path in tmp_path.iterdir() if path.is_dir() and path.name != "dist")
    for number, path in enumerate(sorted(root.rglob("*"))):
        if path.is_file():
            path.chmod(0o600)
            os.utime(path, (10**9 + number, 10**9 + number))
    (tmp_path / "again").mkdir()
    again = build("wheel", root, tmp_path / "again")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def included() -> list[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r"targets.sdist\]\ninclude = \[(.*?)\]", text)
    assert found is not None
    return found.group(1).split(",")


def test_the_wheel_has_code_types_schemas_and_templates_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert f"polltool-{__version__}" in wheel.name
    data = {"polltool/py.typed", "polltool/_data/templates/README.md"}
    data |= {f"polltool/_data/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")}
    kinds = (".py", ".css", ".js")
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "polltool").rglob("*") if path.suffix in kinds}
    assert data <= names
    page = f"polltool-{__version__}.data/data/share/man/man1/polltool.1"
    assert {name for name in names if ".dist-info/" not in name} == data | code | {page} | {
        name for name in names if name.startswith("polltool/_data/templates/")
    }


def test_polltool_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "polltool", "schema", "integration", "--path"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(ran.stdout.strip()) == tmp_path / "polltool" / "_data" / "schemas" / "integration.schema.json"


def test_the_lowest_versions_that_are_tested_are_those_that_are_claimed() -> None:
    claimed = {}
    for requirement in importlib.metadata.requires("polltool") or ():
        if "extra ==" not in requirement:
            name, _, least = requirement.partition(">=")
            least = least.partition(";")[0].strip()  # a marker may follow
            claimed[name.strip().lower()] = tuple(map(int, least.split(".")))
    tested: dict[str, list[tuple[int, ...]]] = {}
    for line in (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"([\w-]+)==([\d.]+)", line)
        if match:
            tested.setdefault(match.group(1).lower(), []).append(tuple(map(int, match.group(2).split("."))))
    for name, floor in claimed.items():
        lowest = min(tested[name])
        assert lowest[: len(floor)] == floor, name
        assert not any(lowest[len(floor) :]), name
    assert set(claimed) <= set(tested)


def test_the_entry_point_is_there() -> None:
    (entry,) = importlib.metadata.entry_points(group="console_scripts", name="polltool")
    assert callable(entry.load())
