"""The runtime and the exported module make of random cases what the platform's library made of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench.differential.cases import cases
from bench.differential.recorded import differing, read
from bench.differential.values import from_json, to_json

ROOT = Path(__file__).parents[2]
FILES = sorted((Path(__file__).parent / "recorded").glob("*.jsonl"))
VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")


@pytest.mark.usefixtures("utc")
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_recorded_cases(library: Any, file: Path) -> None:
    count, found = differing(library, file)
    assert not found, found[:2]
    assert count > 450


def test_the_recording_has_every_subject_and_each_way_to_end() -> None:
    for file in FILES:
        items = read(file)
        kinds = {item["case"]["what"] for item in items}
        assert kinds == {"call", "indicator", "poll", "request", "results", "return", "schedule", "transform"}
        raised = {item["outcome"].get("raises") for item in items}
        assert {None, "ValueError", "TypeError", "AttributeError", "SystemExit"} <= raised


def test_cases_survive_the_way_to_a_file_and_back() -> None:
    for case in cases(seed=5, count=300):
        assert to_json(from_json(case["with"])) == case["with"]
    assert cases(seed=5, count=20) == cases(seed=5, count=20)


def interpreters() -> dict[str, str]:
    """The interpreters to be found here, by version."""
    found = {}
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        installed = sorted(pyenv.glob(f"{version}.*/bin/python"))
        on_path = shutil.which(f"python{version}")
        if installed or on_path:
            found[version] = str(installed[-1]) if installed else str(on_path)
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_it_runs_on_every_python(version: str, exported: Path) -> None:
    python = interpreters().get(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    files = [str(file) for file in FILES]
    ran = subprocess.run(
        [python, "-W", "error", "-m", "bench.differential.recorded", str(exported), *files],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count(", 0 differ") == 2 * len(files), ran.stdout
