"""How many cases are tried, and which: few and the same ones in ``make test``, many in ``make proof``."""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings

PROOF = "POLLTOOL_PROOF" in os.environ
EXAMPLES = int(os.environ.get("POLLTOOL_PROOF", "0"))
"""How many cases; 0 stands for those of ``make test``, which are the same ones each time."""
SEED = int(os.environ.get("POLLTOOL_PROOF_SEED", "0"))


def many(few: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try a property with ``few`` cases, or with as many as ``make proof`` asks for."""
    chosen = settings(
        max_examples=EXAMPLES or few,
        deadline=None,
        database=None,
        derandomize=not EXAMPLES,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: seed(SEED)(chosen(test))
