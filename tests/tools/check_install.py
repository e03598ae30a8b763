"""The built wheel in empty environments, as users get it. Run by ``make test-tools``: it needs the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from polltool import __version__
from tests.tools.programs import program

ROOT = Path(__file__).parents[2]


def interpreters() -> Iterator[str]:
    """The Pythons 3.10 to 3.13 that there are: on the PATH, or pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for minor in (10, 11, 12, 13):
        name = f"python3.{minor}"
        for path in (shutil.which(name), *map(str, pyenv.glob(f"3.{minor}.*/bin/{name}"))):
            if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
                yield path
                break


PYTHONS = list(interpreters()) or [sys.executable]


def run(*words: str, cwd: Path, **env: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [program(words[0]), *words[1:]],
        cwd=cwd,
        env={**kept, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT), cwd=folder)
    (built,) = folder.glob("*.whl")
    run("twine", "check", "--strict", str(built), cwd=folder)
    return built


@pytest.mark.parametrize(
    ("python", "extra"),
    [*((python, "") for python in PYTHONS), (PYTHONS[0], "[simulate]"), (PYTHONS[-1], "[lsp]")],
    ids=lambda value: Path(value).name,
)
def test_pipx_installs_it(wheel: Path, tmp_path: Path, python: str, extra: str) -> None:
    home = {
        "PIPX_HOME": str(tmp_path / "home"),
        "PIPX_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_MAN_DIR": str(tmp_path / "man"),
    }
    run("pipx", "install", "--python", python, f"{wheel}{extra}", cwd=tmp_path, **home)
    polltool = str(tmp_path / "bin" / "polltool")
    content = tmp_path / "content"
    shutil.copytree(ROOT / "examples/Packs", content / "Packs")

    def call(*words: str) -> str:
        return run(polltool, *words, cwd=content)

    assert call("--version") == f"polltool {__version__}\n"
    assert "4 items checked, nothing found." in call("lint", "Packs/AcmeScan", "Packs/ApiModules")
    assert "POL201" in call("explain", "POL201")
    assert "<!DOCTYPE html>" in call("inventory", "--format", "html", "Packs")
    assert str(tmp_path / "home") in call("schema", "integration", "--path")
    assert (tmp_path / "man" / "man1" / "polltool.1").exists()
    if extra == "[simulate]":
        assert "7 scenarios: 7 passed." in call("simulate", "Packs/AcmeScan")
    if extra == "":
        target = tmp_path / "exported"
        target.mkdir()
        call("runtime", "export", str(target))
        run(python, "-c", "import ast, sys; [ast.parse(open(n).read()) for n in sys.argv[1:]]",
            *map(str, target.rglob("*.py")), cwd=target)  # fmt: skip


def test_pipx_runs_it_without_installing(wheel: Path, tmp_path: Path) -> None:
    said = run("pipx", "run", "--spec", str(wheel), "polltool", "--version", cwd=tmp_path,
               PIPX_HOME=str(tmp_path / "home"))  # fmt: skip
    assert f"polltool {__version__}" in said


def test_nothing_that_it_needs_is_known_to_be_weak(wheel: Path, tmp_path: Path) -> None:
    """Asked of the service with the advisories; where it cannot be asked, that is told, and no proof."""
    run(sys.executable, "-m", "venv", "env", cwd=tmp_path)
    (python,) = (path for path in tmp_path.glob("env/*/*") if path.stem == "python")
    run(str(python), "-m", "pip", "install", "--quiet", f"{wheel}[lsp,simulate]", cwd=tmp_path)
    run(
        str(python),
        "-m",
        "pip",
        "uninstall",
        "--quiet",
        "--yes",
        "polltool",
        "pip",
        "setuptools",
        cwd=tmp_path,
    )
    (installed,) = tmp_path.glob("env/**/site-packages")
    done = subprocess.run(
        [program("pip-audit"), "--strict", "--path", str(installed)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert "known vulnerabilit" not in done.stderr or "No known" in done.stderr, done.stdout
    if done.returncode:
        pytest.xfail(f"NOTHING WAS AUDITED, the advisories cannot be had here: {done.stderr.strip()[-300:]}")


def test_uv_runs_it_without_installing(wheel: Path, tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    index = {"UV_DEFAULT_INDEX": asked.stdout.strip()} if asked.stdout.strip() else {}
    said = run("uvx", "--python", sys.executable, "--from", str(wheel), "polltool", "--version", cwd=tmp_path,
               UV_CACHE_DIR=str(tmp_path / "cache"), **index)  # fmt: skip
    assert f"polltool {__version__}" in said
