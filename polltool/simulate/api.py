"""The door: start a command of an integration or a script and see what the server makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polltool.simulate.options import Http, Options
from polltool.simulate.sequence import Simulation


def simulate(
    path: str,
    command: str | None = None,
    args: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    *,
    http: Http | None = None,
    options: Options | None = None,
) -> Simulation:
    """Run ``command`` with ``args`` and follow every sequence that it starts to its end.

    :param path: the item's folder, its yml, or its Python file.
    :param command: a command of the integration; not needed for a script, nor where the
        integration has one command only.
    :param params: configuration parameters; the yml's defaults stand for the others.
    :param http: what answers requests; without it every request is refused. Never the network.
    :raises SimulationError: the item or the command cannot be simulated; the text says why.
    """
    raise NotImplementedError
