"""Checking executes nothing: neither what is checked nor any program, and it writes nowhere else (SECURITY.md)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from polltool.parallel import PAYS_FROM

ROOT = Path(__file__).parents[2]
TRAP = """
import os
open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'executed'), 'w').close()
raise SystemExit('executed')
"""
NAMES = (
    "yaml",
    "click",
    "conftest",
    "sitecustomize",
    "demistomock",
    "CommonServerPython",
    "setup",
    "polltool",
)


def test_nothing_is_executed_imported_or_started(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    # So few that none of the steps starts further processes, which are copies of this one.
    some = shutil.ignore_patterns("[A-P]*Arg*", "P*g", "P*n", "R*", "S*s*", "T*", "I*l*")
    shutil.copytree(ROOT / "examples/Packs", folder / "Packs", ignore=some)
    assert 10 < len(list(folder.rglob("*.yml"))) < PAYS_FROM
    codes = [path for path in folder.rglob("*.py") if "InvalidPython" not in path.name]
    for path in codes:
        path.write_text(path.read_text() + TRAP)
    for item in {path.parent for path in codes} | {folder}:
        for name in NAMES:
            (item / f"{name}.py").write_text(TRAP)
    (tmp_path / "there.txt").write_text("x")
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.audited", str(folder)],
        cwd=ROOT,
        env={**os.environ, "POLLTOOL_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "not caught:\n"
    assert not list(tmp_path.rglob("executed"))
    assert (tmp_path / "there.txt").exists()
    assert not (tmp_path / "outside.txt").exists()
