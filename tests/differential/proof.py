"""How many integrations are generated, and which."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("POLLTOOL_PROOF", "0"))
"""How many cases; without the variable a few hundred, and the same ones each time."""
SEED = int(os.environ.get("POLLTOOL_PROOF_SEED", "0"))


def many(few: int) -> settings:
    return settings(
        max_examples=EXAMPLES or few,
        deadline=None,
        database=None,
        derandomize=not EXAMPLES,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
