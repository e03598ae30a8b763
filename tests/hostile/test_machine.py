"""Disks that are full, folders that may not be written, two runs at once, files that are no files or go away."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polltool.workspace import Workspace
from tests.conftest import Content, Ran, RunPolltool
from tests.hostile.items import CODE, YML
from tests.hostile.running import assert_in_order
from tests.hostile.test_killed import FIX, SCAFFOLD, files

ROOT = Path(__file__).parents[2]
HOSTILE = "a\x1b[31m\u202eb\n::error::c<script>|`$(x)"


@pytest.fixture
def acme(content: Content) -> Content:
    for name in ("Acme", "Beta"):
        content.integration(name, pack=name, yml=YML.format(name=name), code=sound())
    return content


def sound() -> str:
    return CODE.format(above="", within="pass", beside="pass")


def told(ran: Ran) -> str:
    assert_in_order(ran)
    return ran.out + ran.err


class Full:
    """A disk on which the bytes of the so manieth file that is written do not fit."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fits: int) -> None:
        self.left = fits
        self._real: Callable[..., Any] = os.fdopen
        monkeypatch.setattr(os, "fdopen", self._open)

    def _open(self, descriptor: int, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        file = self._real(descriptor, mode, *arguments, **options)
        if "w" in mode:
            self.left -= 1
            if self.left < 0:
                file.close()
                raise OSError(errno.ENOSPC, "No space left on device")
        return file


@pytest.mark.parametrize("arguments", [FIX, SCAFFOLD], ids=["fix", "scaffold"])
@pytest.mark.parametrize("fits", range(4))
def test_a_full_disk_leaves_all_of_an_item_as_it_was(
    acme: Content,
    polltool: RunPolltool,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    fits: int,
) -> None:
    before = files(acme.root)
    with monkeypatch.context() as patch:
        disk = Full(patch, fits)
        ran = polltool(*arguments)
    after = files(acme.root)
    if disk.left >= 0:
        assert ran.code == 0
        return
    assert "No space left on device" in told(ran)
    assert ran.code == 2
    changed = {path for path in after if after[path] != before.get(path)}
    assert len(changed) == (fits if arguments is FIX else 0)
    assert not list(acme.root.rglob(".polltool-*"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--output", "json:report.json"), 2),
        (("--write-baseline", "known.json"), 2),
        (("-v",), 0),
    ],
    ids=["report", "baseline", "cache"],
)
def test_a_full_disk_is_told_of_and_what_was_there_stays(
    acme: Content,
    polltool: RunPolltool,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
) -> None:
    for name in ("report.json", "known.json"):
        acme.write(name, '{"version": 1, "findings": []}')
    before = files(acme.root)
    with monkeypatch.context() as patch:
        Full(patch, 0)
        ran = polltool("lint", "--fail-on", "never", *arguments, ".")
    assert ran.code == code, told(ran)
    assert "No space left on device" in told(ran)
    assert files(acme.root) == before


@pytest.fixture
def closed(acme: Content, monkeypatch: pytest.MonkeyPatch) -> Content:
    """What may not be read, as the system says it to others than root."""
    real_open, real_scan = os.open, os.scandir

    def refuse(path: Any) -> None:
        if isinstance(path, str) and os.path.basename(path) in ("Acme.yml", "Closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)

    def opened(path: Any, *arguments: Any, **options: Any) -> int:
        refuse(path)
        return real_open(path, *arguments, **options)

    def scanned(path: Any = ".") -> Any:
        refuse(path)
        return real_scan(path)

    (acme.root / "Packs/Closed").mkdir()
    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "scandir", scanned)
    return acme


def test_what_may_not_be_read_is_told_of_and_the_rest_is_checked(
    closed: Content, polltool: RunPolltool
) -> None:
    ran = polltool("lint", "--format", "concise", ".")
    assert ran.code == 2
    assert "Packs/Closed: this folder cannot be listed: Permission denied" in told(ran)
    assert "Acme.yml: permission denied" in ran.err
    assert "Packs/Beta/Integrations/Beta/Beta.yml:" in ran.out


@pytest.mark.parametrize("arguments", [FIX, SCAFFOLD], ids=["fix", "scaffold"])
def test_read_only_folders(
    acme: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    real = os.open

    def opened(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, flags, *arguments, **options)

    before = files(acme.root)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", opened)
        ran = polltool(*arguments)
    assert ran.code == 2
    assert "make the file and its folder writable" in told(ran)
    assert files(acme.root) == before


def test_what_is_no_file(acme: Content, polltool: RunPolltool) -> None:
    folder = acme.root / "Packs/Odd/Integrations/Odd"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "Odd.yml")
    os.mkfifo(folder / "Odd.py")
    (folder / "Null.yml").symlink_to("/dev/null")
    (folder / "Zero.yml").symlink_to("/dev/zero")
    (folder / "Itself.yml").symlink_to("Itself.yml")
    (folder / "Gone.yml").symlink_to("nowhere.yml")
    (folder / "Up").symlink_to(acme.root)
    (folder / "Folder.yml").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(folder)
        listening.bind("Socket.yml")
        ran = polltool("lint", "--format", "concise", ".")
        named = polltool(
            "lint", *(str(folder / name) for name in ("Odd.yml", "Zero.yml", "Itself.yml", "Socket.yml"))
        )
    assert ran.code == 0, ran.err
    assert ran.out.count("Acme.yml:") == ran.out.count("Beta.yml:") > 0
    assert named.code == 2
    assert len(told(named).split("polltool: error: ")) == 5


@pytest.mark.parametrize("moment", ["between", "grown"])
def test_files_that_go_away_or_change_while_they_are_read(
    acme: Content, polltool: RunPolltool, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """At each reading of a file in turn."""
    real = Workspace.read
    for number in range(40):
        reads = iter(range(1000))
        victims: list[Path] = []

        def read(
            self: Workspace, path: str, number: int = number, reads: Any = reads, victims: Any = victims
        ) -> bytes:
            if next(reads) == number and os.path.isfile(path):
                victims.append(Path(path))
                text = Path(path).read_bytes()
                Path(path).unlink() if moment == "between" else Path(path).write_bytes(
                    text + b"# \xff\x00\n["
                )
            return real(self, path)

        before = files(acme.root)
        with monkeypatch.context() as patch:
            patch.setattr(Workspace, "read", read)
            ran = polltool("lint", "--fix", "--unsafe-fixes", ".")
        told(ran)
        after = files(acme.root)
        for path, data in before.items():
            if acme.root / path not in victims:
                (acme.root / path).write_bytes(data)
        for victim in victims:
            now = after.get(str(victim.relative_to(acme.root)))
            old = before[str(victim.relative_to(acme.root))]
            assert now is None if moment == "between" else now == old + b"# \xff\x00\n[", (number, victim)
            victim.write_bytes(old)
        if next(reads) <= number:
            break
    assert number > 3


def test_two_runs_of_fix_at_once(acme: Content) -> None:
    """Each file is whole whenever it is looked at, and in the end as one run leaves it."""
    command = [sys.executable, "-m", "polltool", *FIX]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    before = files(acme.root)
    running = [
        subprocess.Popen(command, cwd=acme.root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    seen: dict[str, set[bytes]] = {path: {data} for path, data in before.items()}
    while any(one.poll() is None for one in running):
        for path, data in files(acme.root).items():
            seen.setdefault(path, set()).add(data)
    errors = [one.communicate()[1].decode() for one in running]
    assert all("internal" not in error and "Traceback" not in error for error in errors), errors
    for path, data in files(acme.root).items():
        assert seen[path] <= {before[path], data}
    again = subprocess.run(
        [*command[:3], "lint", "--diff", "--unsafe-fixes", "."],
        cwd=acme.root,
        env=env,
        capture_output=True,
        check=False,
    )
    assert again.stdout == b""


def test_two_runs_with_one_cache(acme: Content, polltool: RunPolltool) -> None:
    expected = polltool("lint", "--no-cache", ".").out
    command = [sys.executable, "-m", "polltool", "lint", "."]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen(command, cwd=acme.root, env=env, stdout=subprocess.PIPE) for _ in range(3)]
    assert {one.communicate()[0].decode() for one in running} == {expected}


@pytest.mark.parametrize(
    "name", ["-x.yml", "--fix.yml", "--output=json:x.yml", HOSTILE, os.fsdecode(b"a\xff\xfe"), " ", "%s{0}"]
)
def test_hostile_names(acme: Content, polltool: RunPolltool, name: str) -> None:
    name = name.replace("/", "")
    stem = name.removesuffix(".yml")
    folder = acme.root / name
    folder.mkdir()
    (folder / f"{stem}.yml").write_text(YML.format(name="Odd").replace("acme-scan", "odd-scan"))
    (folder / f"{stem}.py").write_text(sound().replace("acme-scan", "odd-scan"))
    for format_ in ("text", "concise", "json", "sarif", "github", "gitlab", "junit"):
        assert "odd-scan" in told(polltool("lint", "--format", format_, "--color", "never", "."))
    for format_ in ("text", "json", "csv", "mermaid", "html"):
        assert "odd-scan" in told(polltool("inventory", "--format", format_, "."))
    told(polltool("lint", "--", name, f"{name}/{stem}.yml"))
    ran = polltool("lint", name, env={"GITHUB_ACTIONS": "true"})
    told(ran)
    assert all(not line.startswith("::error::c") for line in (ran.out + ran.err).splitlines())
    assert polltool("lint", "--fix", "--unsafe-fixes", ".").code == 0
    assert "hide_polling_output" in (folder / f"{stem}.yml").read_text()
    told(polltool("simulate", name, "odd-scan", "--max-runs", "2"))
    told(
        polltool(
            "new-polling-command", name, "--submit", "odd-a", "--find", "odd-b", "--defaults", "--dry-run"
        )
    )


def test_names_in_messages_about_configurations_and_options(acme: Content, polltool: RunPolltool) -> None:
    acme.write(".polltool.toml", '"\\u001b[31m\\n::error::x" = 1\n')
    for arguments in (
        ("lint", "."),
        ("lint", "\x1b[31m"),
        ("lint", "--\x1b[31m"),
        ("\x1b[31m",),
        ("lint", "--format", "\x1b"),
    ):
        ran = polltool(*arguments, env={"GITHUB_ACTIONS": "true"})
        assert ran.code == 2
        assert "x1b" in told(ran)
        assert not any(line.startswith("::error") for line in ran.err.splitlines())
