"""Texts in Mermaid diagrams."""

from __future__ import annotations

import re

from polltool.report.lines import visible

# Characters that Mermaid reads as its own, or makes markup of; entity codes stand for them.
_SPECIAL = re.compile(r'[#;<>{}"&%$\\`]')


def escaped(text: str) -> str:
    """A text on one line of which nothing is read as syntax."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", visible(text))
