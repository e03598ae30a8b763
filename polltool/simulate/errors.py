"""What keeps a simulation from starting, and what ends the code of a run from outside."""

from __future__ import annotations

from polltool.errors import PolltoolError


class SimulationError(PolltoolError):
    """The item or the command cannot be simulated; the text names the file and the remedy."""


class Stopped(BaseException):
    """Ends a run whose code asks for what a simulation does not give; no ``except Exception`` catches it."""


class NetworkBlocked(Stopped):
    """The code opened a connection of its own."""


class RunTimeout(Stopped):
    """The code computes for too long (in real seconds)."""
