"""Files that change at once: there is always the old content or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import stat


def replace_file(path: str, data: bytes) -> None:
    """Put bytes in the place of a file, which keeps its mode; a link stays one, its target changes.

    A new file gets the mode that new files get. What is no regular file (a pipe, a device)
    just gets the bytes.

    :raises OSError: it cannot be written; a file that was there is as it was.
    """
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG | new_mode()
    if not stat.S_ISREG(mode):
        with open(target, "wb") as file:
            file.write(data)
        return
    made = written_beside(target, data)
    try:
        os.chmod(made, stat.S_IMODE(mode))
        os.replace(made, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise


def new_mode() -> int:
    """The mode that new files get."""
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def written_beside(target: str, data: bytes, *, lasting: bool = True) -> str:
    """The path of a new file in the target's folder that holds the bytes, for this user alone.

    :param lasting: wait until the bytes are on the disk, so that they outlive a loss of power.
    :raises OSError: it cannot be written; nothing of it is left.
    """
    # The name is short whatever the target's own: names have a greatest length.
    made = os.path.join(os.path.dirname(target), f".polltool-{os.urandom(8).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(made, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise
    return made
