"""What keeps commands from being made in an integration."""

from __future__ import annotations

from polltool.errors import PolltoolError


class Refusal(PolltoolError):
    """Nothing can be written with certainty, or something is in the way; the text says what to do."""
