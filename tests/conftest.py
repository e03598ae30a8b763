"""What tests share: a content repository to write, and the command line to run."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from polltool.cli.main import main

HEAD = """\
commonfields:
  id: {name}
  version: -1
name: {name}
description: Asks Acme.
configuration: []
script:
  type: python
  subtype: python3
  script: '-'
  commands:
"""
"""An integration without its commands."""

INTEGRATION = """\
commonfields:
  id: {name}
  version: -1
name: {name}
fromversion: 6.5.0
script:
  type: python
  subtype: python3
  script: '-'
  commands:
  - name: acme-scan
    polling: true
    arguments:
    - name: url
    - name: polling
      predefined: ['true', 'false']
"""

CODE = """\
def scan_command(args):
    return args['url']
"""


@dataclass(slots=True)
class Content:
    """A content repository under construction."""

    root: Path
    yml: str = INTEGRATION
    code: str = CODE
    written: list[Path] = field(default_factory=list)

    def write(self, path: str, text: str | bytes) -> Path:
        """A file, by its path in the repository; text is dedented."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        self.written.append(target)
        return target

    def integration(
        self, name: str = "Acme", *, pack: str = "Acme", yml: str | None = None, code: str | None = None
    ) -> Path:
        """An integration with its code beside it, in its usual place; the path of the yml."""
        folder = f"Packs/{pack}/Integrations/{name}"
        path = self.write(f"{folder}/{name}.yml", self.yml.format(name=name) if yml is None else yml)
        self.write(f"{folder}/{name}.py", self.code if code is None else code)
        return path

    def module(self, name: str, code: str) -> Path:
        """A shared module in its usual place."""
        return self.write(f"Packs/ApiModules/Scripts/{name}/{name}.py", code)


@pytest.fixture(autouse=True)
def _on_no_forge(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests run in CI jobs as well, which polltool knows by these."""
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what another, or the user, has kept."""
    monkeypatch.setenv("POLLTOOL_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def content(tmp_path: Path) -> Content:
    root = tmp_path / "content"
    root.mkdir()
    return Content(root)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command line ended."""

    code: int
    out: str
    err: str


RunPolltool = Callable[..., Ran]


@pytest.fixture
def polltool(content: Content, monkeypatch: pytest.MonkeyPatch) -> RunPolltool:
    """Runs a command line in this process, in the content repository and a scrubbed environment."""

    def run(*arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
        streams = {name: io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for name in ("stdout", "stderr")}
        with monkeypatch.context() as patch:
            for name in ("NO_COLOR", "TERM", "COLUMNS"):
                patch.delenv(name, raising=False)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            patch.chdir(content.root)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
            code = main(arguments)
        for stream in streams.values():
            stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams.values())
        return Ran(code, out, err)

    return run


@pytest.fixture
def polltool_process(content: Content) -> RunPolltool:
    """Runs a command line as users do: a process of its own, in a scrubbed environment."""

    def run(*arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
        kept = {
            name: os.environ[name]
            for name in ("PATH", "SYSTEMROOT", "POLLTOOL_CACHE_DIR")
            if name in os.environ
        }
        done = subprocess.run(
            [sys.executable, "-m", "polltool", *arguments],
            input=stdin,
            capture_output=True,
            cwd=content.root,
            env={**kept, "LC_ALL": "C.UTF-8", **(env or {})},
            check=False,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
