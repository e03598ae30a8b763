"""The hook under the real ``demisto-sdk pre-commit``, as docs/ci.md has it. Run by ``make test-tools``."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.documents import blocks
from tests.tools.programs import IDENTITY

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "examples/Packs/BrokenScan/Integrations"
REMOTE = "https://github.invalid/demisto/content.git"

# The SDK compares the template with the one on the remote's main branch; there is no remote here.
DRIVER = """\
import sys
sys.argv = ["demisto-sdk", "pre-commit", *sys.argv[1:]]
from demisto_sdk.commands.pre_commit import pre_commit_context
pre_commit_context.get_remote_file = lambda *args, **kwargs: {}
from demisto_sdk.__main__ import app
app()
"""


def template() -> str:
    """The block of the page that belongs in the SDK's template, whole."""
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    section = page.partition("### Under demisto-sdk pre-commit")[2].partition("\n## ")[0]
    (block,) = blocks(section, "yaml")
    assert "args:nightly" in block
    return f"repos:\n{block}"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content repository that the SDK takes for one, with a mistake and something to warn of."""
    root = tmp_path / "content"
    for name in ("UndeclaredNextRunArg", "BlockingSleep"):
        shutil.copytree(BROKEN / name, root / "Packs/BrokenScan/Integrations" / name)
    shutil.copy(BROKEN.parent / "pack_metadata.json", root / "Packs/BrokenScan")
    (root / ".pre-commit-config_template.yaml").write_text(template(), encoding="utf-8")
    for words in (
        ("init", "-q", "-b", "master"),
        ("add", "-A"),
        (*IDENTITY, "commit", "-q", "-m", "x"),
        ("remote", "add", "origin", REMOTE),
        ("remote", "add", "upstream", REMOTE),
        ("update-ref", "refs/remotes/origin/master", "HEAD"),
        ("update-ref", "refs/remotes/upstream/master", "HEAD"),
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


@pytest.mark.parametrize(
    ("item", "mode", "code"),
    [
        ("UndeclaredNextRunArg", (), 1),
        ("BlockingSleep", (), 0),
        ("BlockingSleep", ("--mode", "nightly"), 1),
    ],
)
def test_the_sdk_runs_the_hook(
    content: Path, tmp_path: Path, item: str, mode: tuple[str, ...], code: int
) -> None:
    sdk = os.environ.get("POLLTOOL_SDK")
    assert sdk is not None, "POLLTOOL_SDK names no environment with demisto-sdk: run this by make test-tools"
    arguments = ("-i", f"Packs/BrokenScan/Integrations/{item}", "--no-docker", *mode)
    done = subprocess.run(
        [f"{sdk}/bin/python", "-c", DRIVER, *arguments],
        cwd=content,
        env={
            **os.environ,
            "DEMISTO_SDK_CONTENT_PATH": str(content),
            "DEMISTO_SDK_OFFLINE_ENV": "true",
            "DEMISTO_SDK_SKIP_VERSION_CHECK": "true",
            "PRE_COMMIT_HOME": str(tmp_path / "store"),
            "NO_COLOR": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert "polltool-lint" in done.stdout, done.stdout
    assert done.returncode == code, done.stdout
    assert ("Passed" in done.stdout) is not bool(code), done.stdout
