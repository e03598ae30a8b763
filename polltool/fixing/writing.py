"""Puts changed files in the place of the old ones: whole, all of a group or none."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from polltool.atomic import new_mode, written_beside
from polltool.errors import Failure, PolltoolError
from polltool.fixing.outcome import FileChange, Group
from polltool.records import dataclass
from polltool.workspace import Workspace


class WriteError(PolltoolError):
    """A file that cannot be changed; the text says why and what to do, ``path`` which one."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A new file that waits beside the one whose place it takes; links are followed."""

    change: FileChange
    target: Path
    temporary: Path


def write(groups: Sequence[Group], workspace: Workspace) -> tuple[list[Group], list[Failure]]:
    """Write the groups' files; the groups that were written, and what kept the others from it."""
    written: list[Group] = []
    failures: list[Failure] = []
    known: dict[str, FileChange] = {}
    for group in groups:
        failure = _failure(group, workspace, known)
        if failure is None:
            written.append(group)
        else:
            failures.append(failure)
    return written, failures


def _failure(group: Group, workspace: Workspace, known: dict[str, FileChange]) -> Failure | None:
    try:
        changes = _distinct(group.changes, workspace, known)
        write_together(changes, workspace)
    except WriteError as error:
        names = ", ".join(change.path for change in group.changes if change.path != error.path)
        others = f" (nor {names}, whose fixes belong to the same item)" if names else ""
        return Failure(error.path, f"not fixed: {error}{others}")
    known.update({_target(change, workspace): change for change in changes})
    return None


def write_together(changes: Sequence[FileChange], workspace: Workspace) -> None:
    """Replace files atomically, and make new ones with their folders: all of them or none.

    Each new file is written in full beside the old one, which keeps its mode and, as far as
    the system allows, its owner; a link stays one, its target is replaced. Only once all of
    them lie there are they renamed, and where a rename fails, those before it are undone.

    :raises WriteError: a file has changed since it was read, or may not be written.
    """
    with contextlib.ExitStack() as stack:
        for change in changes:
            if change.old is None:
                _make_folders(change, Path(_target(change, workspace)).parent, stack)
        prepared = [stack.enter_context(_prepared(change, workspace)) for change in changes]
        with contextlib.ExitStack() as undo:
            for one in prepared:
                with _explained(one.change.path):
                    _check(one.change, one.target)
                    os.replace(one.temporary, one.target)
                undo.callback(_undo, one)
            undo.pop_all()
    for folder in {one.target.parent for one in prepared}:
        _sync(folder)


def _make_folders(change: FileChange, folder: Path, stack: contextlib.ExitStack) -> None:
    """Make the folders that a new file lies in; what is still empty at the end is taken away again."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.is_dir()]
    for parent in reversed(missing):
        with _explained(change.path, "its folder cannot be made"):
            parent.mkdir()
        stack.callback(_remove_if_empty, parent)


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _target(change: FileChange, workspace: Workspace) -> str:
    return os.path.realpath(workspace.absolute(change.path))


def _distinct(
    changes: Sequence[FileChange], workspace: Workspace, known: Mapping[str, FileChange]
) -> list[FileChange]:
    """The changes, one for each file: several paths may lead to one by links."""
    seen = dict(known)
    distinct = []
    for change in changes:
        other = seen.setdefault(_target(change, workspace), change)
        if other is change:
            distinct.append(change)
        elif other.new != change.new:
            raise WriteError(change.path, f"{other.path} is the same file and changes in another way")
    return distinct


@contextlib.contextmanager
def _prepared(change: FileChange, workspace: Workspace) -> Iterator[_Prepared]:
    """The new file beside the old one, taken away if it is not used."""
    target = Path(_target(change, workspace))
    with _explained(change.path):
        temporary = _beside(change, target)
    try:
        yield _Prepared(change, target, temporary)
    finally:
        temporary.unlink(missing_ok=True)


def _beside(change: FileChange, target: Path) -> Path:
    status = _check(change, target)
    temporary = Path(written_beside(str(target), change.new))
    try:
        if status is None:
            os.chmod(temporary, new_mode())
            return temporary
        if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.getuid(), os.getgid()):
            with contextlib.suppress(OSError):  # only root may give files away
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _check(change: FileChange, target: Path) -> os.stat_result | None:
    """Refuse a file that is not any more what the change was made for, or that may not be written.

    None for a file that is new.
    """
    if change.old is None:
        if os.path.lexists(target):
            raise WriteError(change.path, "it was made while polltool ran; run it again")
        return None
    status = target.stat()
    if not stat.S_ISREG(status.st_mode) or target.read_bytes() != change.old:
        raise WriteError(change.path, "it was changed while polltool ran; run it again")
    if not os.access(target, os.W_OK):
        raise PermissionError
    return status


def _undo(one: _Prepared) -> None:
    """Put the old content back."""
    with _explained(one.change.path, "it is changed and cannot be put back"):
        if one.change.old is None:
            one.target.unlink()
            return
        temporary = _beside(FileChange(one.change.path, one.change.new, one.change.old), one.target)
        os.replace(temporary, one.target)


def _sync(folder: Path) -> None:
    """Make renames last, where the system knows how to."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _explained(path: str, what: str = "it cannot be written") -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise WriteError(path, "it is not there any more; run polltool again") from None
    except PermissionError:
        raise WriteError(path, f"{what}: permission denied; make the file and its folder writable") from None
    except OSError as error:
        raise WriteError(path, f"{what}: {error.strerror or error}") from None
