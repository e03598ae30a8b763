"""Runs command lines here, and says what of a run broke the contract of the command line."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from polltool.cli.main import main
from polltool.report.lines import visible
from tests.conftest import Ran

SECONDS = 120
"""Processor time after which a run counts as hanging: a hundred times what the slowest takes."""


class Hung(BaseException):
    """A run that does not end."""


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Hung

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def run(folder: Path, arguments: Sequence[str], stdin: bytes = b"") -> Ran:
    """How a command line ends that is run in a folder."""
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2)]
    before, here = (sys.stdin, sys.stdout, sys.stderr), os.getcwd()
    sys.stdin, (sys.stdout, sys.stderr) = io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), streams
    os.chdir(folder)
    try:
        with _ending():
            code = main(arguments)
    finally:
        os.chdir(here)
        sys.stdin, sys.stdout, sys.stderr = before
    for stream in streams:
        stream.flush()
    # What is printed of a file byte for byte (a diff) need not be text.
    out, err = (stream.buffer.getvalue().decode("utf-8", "replace") for stream in streams)
    return Ran(code, out, err)


def assert_in_order(ran: Ran, *, bytes_out: bool = False) -> None:
    """A run ended as the contract has it, and printed nothing that steers a terminal.

    :param bytes_out: its output holds the bytes of files, as a diff does.
    """
    assert ran.code in (0, 1, 2), ran
    assert "internal error" not in ran.err, ran.err
    assert "polltool itself failed" not in ran.out, ran.out
    for text in (ran.err,) if bytes_out else (ran.out, ran.err):
        for line in text.split("\n"):
            assert line.isprintable() or visible(line) == line, line
