"""A run that is killed at any write leaves each file old or new, and the next run finishes the work."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polltool.cli.main import main
from tests.conftest import HEAD, Content

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="killed as POSIX kills")

WRITES = ("open", "fsync", "chmod", "replace", "rename", "link", "unlink", "mkdir", "rmdir")
"""The calls of ``os`` that change a folder or make a change last."""
_OPEN = os.open
KILLED = 137
YML = (
    HEAD
    + """\
  - name: acme-scan
    polling: 'true'
    arguments:
    - name: url
      required: 'true'
"""
)
FIX = ("lint", "--no-cache", "--fix", "--unsafe-fixes", ".")
SCAFFOLD = (
    "new-polling-command",
    ".",
    "--new",
    "Acme Scan",
    "--submit",
    "acme-a",
    "--find",
    "acme-b",
    "--defaults",
)


def run(root: Path, arguments: tuple[str, ...], kill_at: int | None) -> int:
    """The exit code of a process of its own that is killed when it begins its so manieth write."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 255  # pragma: no cover - in the child
    try:
        os.chdir(root)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        left = [kill_at]
        for name in WRITES:
            setattr(os, name, _deadly(getattr(os, name), left))
        code = main(arguments)
    finally:
        os._exit(code)


def _deadly(real: Callable[..., Any], left: list[int | None]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        reads = real is _OPEN and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if left[0] is not None and not reads:
            left[0] -= 1
            if left[0] < 0:
                os._exit(KILLED)
        return real(*arguments, **options)

    return call


def files(root: Path) -> dict[str, bytes]:
    """What the folder holds, without the files that a killed process had no time to put in place."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not (path.name.startswith(".polltool-") and path.suffix == ".tmp")
    }


def lay(root: Path, *, broken: bool) -> None:
    root.mkdir()
    if broken:
        content = Content(root)
        for name in ("Alpha",):
            content.integration(name, pack=name, yml=YML.format(name=name), code="")


@pytest.mark.parametrize("arguments", [FIX, SCAFFOLD], ids=["fix", "scaffold"])
def test_each_file_is_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    lay(tmp_path / "whole", broken=arguments is FIX)
    old = files(tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path / "whole")
        main(arguments)  # in this process: its children need not import all of it again
    new = files(tmp_path / "whole")
    assert new != old
    kills = 0
    while True:
        root = tmp_path / str(kills)
        lay(root, broken=arguments is FIX)
        code = run(root, arguments, kills)
        found = files(root)
        if code != KILLED:
            assert found == new
            break
        assert set(old) <= set(found) <= set(old) | set(new)
        for path, data in found.items():
            assert data in {old.get(path), new.get(path)}, (kills, path)
        if arguments is FIX:
            run(root, arguments, None)
            assert files(root) == new, kills
        kills += 1
    assert kills > 3
