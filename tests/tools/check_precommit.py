"""The hooks under the real pre-commit. Run by ``make test-tools``: it needs pre-commit, git and the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.programs import IDENTITY, program

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "examples/Packs/BrokenScan/Integrations/UndeclaredNextRunArg"
CLEAN = ROOT / "examples/Packs/AcmeScan"


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a program with a pre-commit store of its own."""
    store = tmp_path_factory.mktemp("store")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    env = {**kept, "PRE_COMMIT_HOME": str(store), "PRE_COMMIT_COLOR": "never"}

    def run(*words: str, cwd: Path) -> Ran:
        done = subprocess.run(
            [program(words[0]), *words[1:]],
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        return Ran(done.returncode, done.stdout)

    return run


@pytest.fixture(scope="session")
def tool(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as pre-commit clones it: committed, with what has changed since."""
    clone = tmp_path_factory.mktemp("polltool")
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).out
    for name in listed.splitlines():
        source = ROOT / name
        if source.is_file() and not name.startswith("tests/"):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, clone / name)
    commit(run, clone)
    return clone


def commit(run: Run, folder: Path) -> None:
    for words in (("init", "-q"), ("add", "-A"), (*IDENTITY, "commit", "-q", "-m", "x")):
        ran = run("git", *words, cwd=folder)
        assert ran.code == 0, ran.out


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content repository in which all is well."""
    root = tmp_path / "content"
    shutil.copytree(CLEAN, root / "Packs/AcmeScan")
    shutil.copytree(ROOT / "examples/Packs/ApiModules", root / "Packs/ApiModules")
    (root / "README.md").write_text("# content\n")
    return root


def test_the_manifest_is_one(run: Run) -> None:
    ran = run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml", cwd=ROOT)
    assert (ran.code, ran.out) == (0, "")


def test_clean_content_passes(run: Run, tool: Path, content: Path) -> None:
    commit(run, content)
    ran = run("pre-commit", "try-repo", str(tool), "polltool-lint", "--all-files", cwd=content)
    assert ran.code == 0, ran.out
    assert "Passed" in ran.out


@pytest.mark.parametrize("folder", ["Packs/Broken/Integrations/UndeclaredNextRunArg", "acme"])
def test_a_mistake_fails_wherever_it_lies(run: Run, tool: Path, content: Path, folder: str) -> None:
    shutil.copytree(BROKEN, content / folder)
    commit(run, content)
    ran = run("pre-commit", "try-repo", str(tool), "polltool-lint", "--all-files", cwd=content)
    assert ran.code == 1, ran.out
    assert f"{folder}/UndeclaredNextRunArg.yml:" in ran.out
    assert "POL201" in ran.out


def test_a_fix_fails_once_and_then_passes(run: Run, tool: Path, content: Path) -> None:
    shutil.copytree(BROKEN, content / "acme")
    commit(run, content)
    words = ("pre-commit", "try-repo", str(tool), "polltool-fix", "--all-files")
    ran = run(*words, cwd=content)
    assert ran.code == 1, ran.out
    assert "files were modified by this hook" in ran.out
    changed = run("git", "diff", "--name-only", cwd=content).out.split()
    assert changed == ["acme/UndeclaredNextRunArg.yml"]
    ran = run(*words, cwd=content)
    assert ran.code == 0, ran.out
    assert "Passed" in ran.out


def test_the_code_alone_stands_for_its_yml(run: Run, tool: Path, content: Path) -> None:
    shutil.copytree(BROKEN, content / "acme")
    commit(run, content)
    files = ("--files", "acme/UndeclaredNextRunArg.py")
    ran = run("pre-commit", "try-repo", str(tool), "polltool-lint", *files, cwd=content)
    assert ran.code == 1, ran.out
    assert "POL201" in ran.out


@pytest.mark.parametrize(
    "there", [None, "repos: []\n", "repos:\n- repo: meta\n  hooks:\n  - id: identity\nfail_fast: true\n"]
)
def test_what_polltool_init_writes_is_a_configuration(run: Run, tmp_path: Path, there: str | None) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    if there is not None:
        file.write_text(there)
    for words in ((), ("--hook-repo", "https://example.com/acme/polltool")):
        if words:
            file.unlink()
        done = subprocess.run(
            [sys.executable, "-m", "polltool", "init", *words, str(tmp_path)], cwd=ROOT, check=False
        )
        assert done.returncode == 0
        ran = run("pre-commit", "validate-config", str(file), cwd=tmp_path)
        assert (ran.code, ran.out) == (0, "")


def test_the_hook_that_polltool_init_adds_runs(run: Run, content: Path) -> None:
    shutil.copytree(BROKEN, content / "acme")
    assert run("polltool", "init", str(content), cwd=content).code == 0
    commit(run, content)
    ran = run("pre-commit", "run", "--all-files", cwd=content)
    assert ran.code == 1, ran.out
    assert "acme/UndeclaredNextRunArg.yml:" in ran.out
    assert "POL201" in ran.out


def test_other_files_are_none_of_its_business(run: Run, tool: Path, content: Path) -> None:
    commit(run, content)
    ran = run("pre-commit", "try-repo", str(tool), "polltool-lint", "--files", "README.md", cwd=content)
    assert ran.code == 0, ran.out
    assert "Skipped" in ran.out
