"""Asking git what changed, without running anything that the repository configures.

Only plumbing commands are used. What a repository's own configuration could start is turned
off: hooks, file system monitors, filters, external diffs, textconv, pagers, transports (a
partial clone would fetch). Whether a file's content differs is decided here, by its hash.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence

from polltool.errors import PolltoolError

_OFF = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.untrackedCache=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
_KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
_DIFF = (
    *("diff-index", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"),
    "--ignore-submodules=dirty",
)
_SUBMODULE = "160000"
_LINK = "120000"
_UNMERGED = "U"


class GitError(PolltoolError):
    """git is missing, or cannot say what was asked."""


def work_tree(folder: str) -> str:
    """The top folder of the git work tree that a folder lies in, spelt as the folder is.

    :raises GitError: there is none.
    """
    done = _run(folder, ["rev-parse", "--show-cdup"])
    if done.returncode or (not _text(done.stdout) and not _in_work_tree(folder)):
        raise GitError(
            f"--since: {folder} lies in no git work tree ({_said(done)}); leave --since out to check everything"
        )
    return os.path.normpath(os.path.join(folder, _text(done.stdout)))


def _in_work_tree(folder: str) -> bool:
    return _text(_run(folder, ["rev-parse", "--is-inside-work-tree"]).stdout) == "true"


def fork_point(top: str, revision: str) -> str:
    """The commit at which the work tree's history parted from a revision's; else the revision's own.

    :raises GitError: there is no such revision.
    """
    commit = _commit(top, revision)
    if commit is None:
        raise GitError(
            f"--since {revision}: git knows no such commit in {top}; fetch it (a shallow clone has only the last "
            "ones: git fetch --unshallow, or fetch-depth: 0 in GitHub Actions), or name another"
        )
    bases = _run(top, ["merge-base", commit, "HEAD"])
    return _text(bases.stdout) if bases.returncode == 0 else commit


def has_commit(top: str, commit: str) -> bool:
    """Whether the repository of a work tree has a commit."""
    return _commit(top, commit) is not None


def _commit(top: str, revision: str) -> str | None:
    if revision.startswith("-") or not revision or "\0" in revision:
        return None
    done = _run(top, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
    return _text(done.stdout) if done.returncode == 0 else None


def submodule_commit(top: str, commit: str, path: str) -> str | None:
    """The commit that a submodule had in a commit of the repository around it; None where it was none."""
    done = _checked(top, ["ls-tree", "-z", commit, "--", path])
    for entry in _entries(done):
        mode, _, rest = entry.partition(" ")
        if mode == _SUBMODULE:
            return rest.split("\t", 1)[0].split(" ")[1]
    return None


def changed_files(top: str, commit: str) -> frozenset[str]:
    """The absolute paths of files that differ between a commit and the work tree, untracked ones included.

    Deleted files are among them; a renamed file is one that was deleted and one that is new.
    A changed submodule is not entered: its folder is named.
    """
    listing = _checked(
        top,
        [*_DIFF, commit, "--"],
    )
    entries = _entries(listing)
    changed = set()
    for about in entries:
        path = os.path.join(top, next(entries))
        old_mode, new_mode, old, _, status = about.lstrip(":").split(" ")
        touched_only = (
            old_mode == new_mode and not status.startswith(_UNMERGED) and _has_content(path, old, old_mode)
        )
        if not touched_only:
            changed.add(os.path.normpath(path))
    others = _checked(top, ["ls-files", "--others", "--exclude-standard", "-z"])
    changed.update(os.path.normpath(os.path.join(top, name)) for name in _entries(others))
    return frozenset(changed)


def _has_content(path: str, blob: str, mode: str) -> bool:
    """Whether a file has the content of a blob, with line endings as git or as the disk has them."""
    if mode == _SUBMODULE:
        return False
    try:
        if mode == _LINK:
            contents = [os.fsencode(os.readlink(path))]
        elif os.path.islink(path):
            return False
        else:
            with open(path, "rb") as file:
                data = file.read()
            contents = [data, data.replace(b"\r\n", b"\n")]
    except OSError:
        return False
    algorithm = hashlib.sha1 if len(blob) == 40 else hashlib.sha256
    return any(
        algorithm(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() == blob
        for content in contents
    )


def _entries(output: bytes) -> Iterator[str]:
    return iter([os.fsdecode(entry) for entry in output.split(b"\0") if entry])


def _checked(top: str, arguments: Sequence[str]) -> bytes:
    filters = _run(top, ["config", "--name-only", "-z", "--get-regexp", r"^filter\."])
    off = []
    for name in dict.fromkeys(_entries(filters.stdout)):
        stem, _, last = name.rpartition(".")
        if last in ("clean", "smudge", "process"):
            off += ["-c", f"{stem}.{last}="]
        elif last == "required":
            off += ["-c", f"{name}=false"]
    done = _run(top, arguments, off)
    if done.returncode:
        raise GitError(f"--since: git {arguments[0]} failed in {top}: {_said(done)}")
    return done.stdout


def _run(
    folder: str, arguments: Sequence[str], further: Sequence[str] = ()
) -> subprocess.CompletedProcess[bytes]:
    command = [_git(), "--no-pager", "--no-optional-locks"]
    for setting in _OFF:
        command += ["-c", setting]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    environment |= {
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        return subprocess.run(
            [*command, *further, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise GitError(f"--since: git cannot be run: {error.strerror or error}") from None


def _git() -> str:
    """The git on the search path; never one of the working directory's."""
    folders = [
        entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(entry)
    ]
    found = shutil.which("git", path=os.pathsep.join(folders))
    if found is None:
        raise GitError("--since needs git, and there is none on the PATH; install it, or leave --since out")
    return found


def _text(output: bytes) -> str:
    return os.fsdecode(output).strip("\n")


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else f"exit code {done.returncode}"
