"""Where output goes: styled lines to a terminal through rich, plain ones anywhere else."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from polltool.report.lines import FRAME_WIDTH, WIDTH, Line, plain

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

_BATCH = 200
_STYLES = {
    "path": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "strong": "bold",
    "faint": "bright_black",
    "good": "green",
    "struck": "strike",
}


class Console:
    """The standard output and the standard error of one command."""

    __slots__ = ("_out", "_quiet", "_rich")

    def __init__(self, color: str, *, quiet: bool = False, out: TextIO | None = None) -> None:
        self._out = sys.stdout if out is None else out
        self._quiet = quiet
        self._rich: RichConsole | None = None
        if wants_color(color, self._out):
            self._rich = _painter()

    @property
    def width(self) -> int:
        """How many columns a line of prose should have at most."""
        return min(self._columns, 120) if self._columns else WIDTH

    @property
    def frame_width(self) -> int:
        """How many columns a line of source may have."""
        return self._columns or FRAME_WIDTH

    @property
    def _columns(self) -> int:
        """How wide the terminal is; 0 where there is none, or it does not say."""
        columns = shutil.get_terminal_size((0, 0)).columns if self._out.isatty() else 0
        return max(40, columns) if columns else 0

    def lines(self, lines: Iterable[Line]) -> None:
        """Print styled lines."""
        if self._rich is None:
            for line in lines:
                self._out.write(plain(line) + "\n")
            return
        from rich.text import Text

        iterator = iter(lines)
        while batch := list(islice(iterator, _BATCH)):
            text = Text()
            for line in batch:
                for segment in line:
                    text.append(segment.text, _STYLES.get(segment.style, ""))
                text.append("\n")
            with self._rich.capture() as painted:
                self._rich.print(text, end="")
            self._out.write(painted.get())

    def write(self, text: str) -> None:
        """Print text as it is, with a final line ending."""
        self._out.write(text if text.endswith("\n") else text + "\n")

    def remark(self, kind: str, text: str) -> None:
        """Say something on the standard error; notes are kept back with ``--quiet``."""
        if kind != "note" or not self._quiet:
            self._out.flush()
            print(f"polltool: {kind}: {text}", file=sys.stderr)


def _painter() -> RichConsole:
    """Rich, to turn styles into escape sequences; the writing is done here, pipes and all."""
    from rich.console import Console as RichConsole

    return RichConsole(
        color_system="standard",
        force_terminal=True,
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
        legacy_windows=False,
    )


def wants_color(color: str, out: TextIO) -> bool:
    """Whether output to ``out`` is styled under a ``--color`` choice."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return out.isatty()


class ProgressLine:
    """A line on the standard error that counts while a long run goes on; on a terminal only."""

    __slots__ = ("_drawn", "_shown_at", "_started")

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown_at = 0.0
        self._drawn = 0

    @staticmethod
    def wanted(quiet: bool) -> bool:
        """Whether there is anyone to see it."""
        return not quiet and sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Draw the state, at most ten times a second, and not in the first second."""
        now = time.monotonic()
        if now - self._started < 1 or now - self._shown_at < 0.1:
            return
        self._shown_at = now
        text = f"checking {done} of {total}"
        sys.stderr.write("\r" + text.ljust(self._drawn))
        sys.stderr.flush()
        self._drawn = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            sys.stderr.write("\r" + " " * self._drawn + "\r")
            sys.stderr.flush()
