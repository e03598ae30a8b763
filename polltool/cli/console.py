"""Where output goes: styled lines to a terminal through rich, plain ones anywhere else."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from polltool.report.lines import FRAME_WIDTH, WIDTH, Line, Segment, Style, plain, visible

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

    __slots__ = ("_inert", "_out", "_quiet", "_rich")

    def __init__(self, color: str, *, quiet: bool = False, out: TextIO | None = None) -> None:
        self._out = sys.stdout if out is None else out
        self._quiet = quiet
        self._inert = inert if _on_github() else _same
        self._rich: RichConsole | None = None
        if wants_color(color, self._out):
            self._rich = _painter()

    @property
    def width(self) -> int:
        """How many columns a line of prose should have at most."""
        return min(self.columns, 120) if self.columns else WIDTH

    @property
    def frame_width(self) -> int:
        """How many columns a line of source may have."""
        return self.columns or FRAME_WIDTH

    @property
    def columns(self) -> int:
        """How wide the terminal is; 0 where there is none, or it does not say."""
        if not self._out.isatty():
            return 0
        import shutil

        columns = shutil.get_terminal_size((0, 0)).columns
        return max(40, columns) if columns else 0

    def lines(self, lines: Iterable[Line]) -> None:
        """Print styled lines."""
        lines = map(self._inert, lines)
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

    def say(self, text: str) -> None:
        """Print one line of plain words, in which names may stand."""
        self.lines([(Segment(visible(text)),)])

    def write(self, text: str) -> None:
        """Print text as it is, with a final line ending."""
        self._out.write(text if text.endswith("\n") else text + "\n")

    def diff(self, lines: Iterable[bytes]) -> None:
        """Print a unified diff: byte for byte, or coloured on a terminal."""
        if self._rich is None:
            self._out.flush()
            self._out.buffer.writelines(lines)
            self._out.buffer.flush()
            return
        self.lines(painted(line.decode("utf-8", "replace")) for line in lines)

    def remark(self, kind: str, text: str) -> None:
        """Say something on the standard error; notes are kept back with ``--quiet``."""
        if kind != "note" or not self._quiet:
            self._out.flush()
            print(spoken(f"polltool: {kind}: {text}"), file=sys.stderr)


def spoken(text: str) -> str:
    """A message as the standard error may have it: its lines, of which none steers a terminal or a CI job.

    Messages quote names of files, keys and commands, and these may hold anything.
    """
    lines = map(visible, text.split("\n"))
    return "\n".join(plain(inert((Segment(line),))) for line in lines) if _on_github() else "\n".join(lines)


def _on_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def inert(line: Line) -> Line:
    """The line so that GitHub Actions takes nothing in it for a command, whatever a file or command is called.

    A runner obeys ``::name::`` at the start of a line of the log, and ``##[name]`` anywhere.
    """
    text = plain(line)
    if "##[" not in text and not text.lstrip().startswith("::"):
        return line
    text = text.replace("##[", "## [")
    if text.lstrip().startswith("::"):
        text = text.replace("::", ": :", 1)
    return (Segment(text),)


def _same(line: Line) -> Line:
    return line


def _painter() -> RichConsole:
    """Rich, to turn styles into escape sequences; the writing is done here, pipes and all."""
    from rich.console import Console as RichConsole

    if sys.platform == "win32":
        import colorama  # click brings it along there

        colorama.just_fix_windows_console()  # older consoles obey escape sequences only when told to
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


def painted(line: str) -> Line:
    """A line of a diff in the colour of what it says."""
    style: Style = ""
    if line.startswith(("--- ", "+++ ")):
        style = "strong"
    elif line.startswith("@@"):
        style = "faint"
    elif line.startswith(("-", "+")):
        style = "error" if line.startswith("-") else "good"
    return (Segment(visible(line.rstrip("\r\n")), style),)


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
