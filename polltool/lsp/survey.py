"""Which commands of a whole folder poll: found out by a process of its own, so that editing is not held up.

Few open items need to know (scripts that run commands of other items); for these the findings
are then those of a run over the folder.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys

from polltool.engine import lint_paths
from polltool.errors import PolltoolError
from polltool.index import Facts
from polltool.searchpath import HOME

_GENTLE = 10
"""How much lower than the editor's the process's priority is."""


async def survey(folder: str) -> Facts:
    """The facts about all items in a folder as they lie on the disk; none where that fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        os.path.abspath(folder),
        cwd=HOME,  # not the editor's, which is often the folder itself: its modules would be imported
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        out, _ = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise
    if process.returncode != 0:
        return ()
    facts: Facts = pickle.loads(out)  # written by this very module
    return facts


def main(folder: str) -> None:
    """Write the facts about a folder's items to the standard output."""
    if hasattr(os, "nice"):
        os.nice(_GENTLE)
    try:
        facts = lint_paths([folder], cwd=folder).facts
    except PolltoolError:
        facts = lint_paths([folder], cwd=folder, isolated=True).facts
    sys.stdout.buffer.write(pickle.dumps(facts))


if __name__ == "__main__":
    main(sys.argv[1])
