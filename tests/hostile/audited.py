"""Run as a program: checks a folder while everything that could run code of it raises an error.

``python -m tests.hostile.audited FOLDER`` lints, fixes and lists what polls in FOLDER, and checks
it as the language server does. All of that is done twice. The first time, on a copy, the modules
that are needed are imported; from then on nothing is imported, executed or started any more, and
nothing is written but in FOLDER. In the end each of these things is tried, to show that none passes.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from polltool import records
from polltool.cli.main import main
from polltool.lsp.checker import Checker

STEPS: tuple[tuple[str, ...], ...] = (
    *(("lint", "--all", "--no-cache", "--format", name) for name in ("text", "json", "sarif")),
    ("lint", "--diff", "--unsafe-fixes"),
    ("inventory", "--format", "html"),
    ("inventory", "--format", "mermaid"),
    ("lint", "--fix", "--unsafe-fixes"),
)
RUNS = (
    "exec",
    "import",
    "compile.exec",
    "code.__new__",
    "function.__new__",
    "marshal.loads",
    "pickle.find_class",
)
STARTS = (
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.startfile",
    "pty.",
)
REACHES = ("socket.", "urllib.", "ftplib.", "http.", "smtplib.", "ctypes.", "webbrowser.", "sqlite3.")
CHANGES = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.chown",
    "os.truncate",
)

OWN = records._put.__code__
"""It writes methods of polltool's own classes when they are first needed, of the names of their fields."""


class Forbidden(BaseException):
    """What checking must not do; no handler of polltool's takes it for a fault of a file."""


def guard(inside: str) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook that lets nothing happen but reading, and writing in a folder."""

    def within(path: Any) -> bool:
        return isinstance(path, (str, bytes, os.PathLike)) and os.path.realpath(os.fsdecode(path)).startswith(
            inside
        )

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "exec" and sys._getframe(1).f_code is OWN:
            return
        if event in RUNS or event.startswith((*STARTS, *REACHES)):
            raise Forbidden(f"{event} {arguments!r:.200}")
        if event == "open":
            path, mode, flags = arguments
            writes = (isinstance(mode, str) and set(mode) & set("wax+")) or flags & (
                os.O_WRONLY | os.O_RDWR | os.O_CREAT
            )
            if writes and not isinstance(path, int) and not within(path):  # a number was opened before
                raise Forbidden(f"writes {path!r}")
        elif event in CHANGES and not within(arguments[0]):
            raise Forbidden(f"{event} {arguments!r:.200}")

    return hook


def steps(folder: Path) -> list[tuple[int, str]]:
    """The exit code and the output of each step."""
    told = []
    os.chdir(folder)
    for step in STEPS:
        out = io.TextIOWrapper(io.BytesIO(), "utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = main((*step, "."))
        out.flush()
        told.append((code, out.buffer.getvalue().decode()))
    checker = Checker(str(folder))
    for yml in sorted(folder.rglob("*.yml")):
        checked = checker.check(str(yml), {str(yml): yml.read_bytes() + b"\n"})
        told.append((0, repr(checked and [(one.code, one.place) for one in checked.findings])))
    return told


CANARIES: dict[str, Callable[[Path], object]] = {
    "import": lambda folder: __import__("antigravity"),
    "exec": lambda folder: exec("1"),
    "eval": lambda folder: eval("1"),
    "subprocess": lambda folder: subprocess.run([sys.executable, "-c", ""], check=False),
    "system": lambda folder: os.system("true"),
    "socket": lambda folder: socket.create_connection(("127.0.0.1", 9)),
    "write": lambda folder: (folder.parent / "outside.txt").write_text("x"),
    "remove": lambda folder: (folder.parent / "there.txt").unlink(),
    "checked code": lambda folder: exec((folder / "yaml.py").read_bytes()),
}


def audited(folder: Path) -> list[str]:
    """Check a folder under guard; the names of the canaries that were not caught."""
    copy = folder.parent / "copy" / folder.name
    shutil.copytree(folder, copy)
    first = steps(copy)
    sys.addaudithook(guard(os.path.realpath(folder) + os.sep))
    assert steps(folder) == first, "the second time it went another way"
    free = []
    for name, canary in CANARIES.items():
        with contextlib.suppress(Forbidden):
            canary(folder)
            free.append(name)
    return free


if __name__ == "__main__":
    print("not caught:", *audited(Path(sys.argv[1]).resolve()))
