"""Draw the pictures of README and guide: what polltool prints in a terminal, as SVG, light and dark.

``python -m docs.making.pictures`` draws them anew; a test says when one shows what polltool does
not print any more. rich draws; nothing in a picture is fetched from elsewhere.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
WIDTH = 100

PICTURES: Mapping[str, tuple[str, str]] = {
    "finding": ("BrokenScan", "polltool lint UndeclaredNextRunArg"),
    "fix": ("BrokenScan", "polltool fix --diff UndeclaredNextRunArg"),
    "simulation": ("AcmeScan", "polltool simulate AcmeScan/test_data/url_submit.scenario.yml"),
}
"""The pack of each picture, in whose folder of integrations its command line is run, and that line."""


def _theme(back: str, fore: str, *colours: str) -> TerminalTheme:
    """A theme of hexadecimal colours: ground, text, then black to white and the same bright."""
    ground, text, *rest = [tuple(bytes.fromhex(colour)) for colour in (back, fore, *colours)]
    return TerminalTheme(ground, text, rest[:8], rest[8:])  # type: ignore[arg-type]


_LIGHT = ("cf222e", "116329", "9a6700", "0969da", "8250df", "1b7c83", "6e7781")
_DARK = ("ff7b72", "56d364", "e3b341", "79c0ff", "d2a8ff", "56d4dd", "b1bac4")
THEMES: Mapping[str, TerminalTheme] = {
    "light": _theme("ffffff", "1f2328", "24292f", *_LIGHT, "6e7781", *_LIGHT),
    "dark": _theme("0d1117", "e6edf3", "484f58", *_DARK, "8b949e", *_DARK),
}

# As rich's own but for the font, which is one that is there, and the text, which is there to be read.
_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">
<title>TITLE</title>
<desc>DESC</desc>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" \
height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def printed(name: str) -> str:
    """What a picture's command line prints in a terminal, with the line itself before it."""
    pack, line = PICTURES[name]
    _, *words = line.split()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "polltool", *words, "--color", "always"],
        cwd=ROOT / "examples" / "Packs" / pack / "Integrations",
        env={**kept, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return f"$ {line}\n{ran.stdout}"


def plain(text: str) -> str:
    """A text without the sequences that style it."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def drawn(text: str, theme: TerminalTheme, name: str) -> str:
    """A picture of styled text."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text.from_ansi(text.rstrip("\n")), soft_wrap=False)
    told = escape(plain(text).rstrip("\n"), quote=False).replace("{", "{{").replace("}", "}}")
    code = _FORMAT.replace("DESC", told).replace("TITLE", escape(plain(text).split("\n")[0][2:]))
    svg = console.export_svg(title="", theme=theme, code_format=code, unique_id=f"polltool-{name}")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def told(picture: str) -> str:
    """The text that a picture says it shows."""
    match = re.search(r"<desc>(.*?)</desc>", picture, re.DOTALL)
    return unescape(match.group(1)) if match else ""


def main() -> None:
    """Draw all pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        text = printed(name)
        for mode, theme in THEMES.items():
            path = FOLDER / f"{name}-{mode}.svg"
            path.write_text(drawn(text, theme, f"{name}-{mode}"), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
