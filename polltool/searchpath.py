"""Where Python looks for modules: never among the files that are checked.

``python -m polltool`` puts the working directory, often the checked tree, before everything
that is installed. A ``yaml.py`` in it would be run in the library's place.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder that polltool is installed in, or its checkout."""


def leave_out_working_directory() -> None:
    """Take the working directory off the module search path, for good.

    Not where polltool itself is run from there, in a checkout: its other processes need it.
    """
    if os.path.realpath(HOME) != os.path.realpath(os.getcwd()):
        sys.path[:] = _installed()


@contextlib.contextmanager
def without_working_directory() -> Iterator[None]:
    """Take the working directory off the module search path for a while."""
    before = list(sys.path)
    sys.path[:] = _installed()
    try:
        yield
    finally:
        sys.path[:] = before


@contextlib.contextmanager
def starting_processes() -> Iterator[None]:
    """Be where polltool is installed for a while.

    A Python that is started by ``-c`` or ``-m``, as those of ``multiprocessing`` are, looks for all
    modules, those of the standard library too, in its working directory first.
    """
    before = os.getcwd()
    os.chdir(HOME)
    try:
        yield
    finally:
        os.chdir(before)


def _installed() -> list[str]:
    here = os.path.realpath(os.getcwd())
    return [entry for entry in sys.path if os.path.isabs(entry) and os.path.realpath(entry) != here]
