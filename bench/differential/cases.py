"""Random cases: arguments as playbooks pass them, polling functions of every shape, results, tables."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from bench.differential.subjects import client, helpers, indicators, polling, results

MAKERS: list[tuple[Callable[[random.Random], dict[str, Any]], int]] = [
    (helpers.boolean, 3),
    (helpers.number, 4),
    (helpers.a_list, 4),
    (helpers.params, 2),
    (helpers.version, 3),
    (helpers.table, 12),
    (helpers.transformer, 6),
    (helpers.helper, 14),
    (helpers.a_file, 2),
    (polling.schedule, 4),
    (results.results, 9),
    (results.returned, 5),
    (results.ending, 4),
    (polling.poll, 20),
    (client.request, 8),
    (indicators.indicator, 8),
]


def cases(seed: int, count: int) -> list[dict[str, Any]]:
    """That many cases; the same ones for the same seed."""
    chance = random.Random(seed)
    makers = [maker for maker, weight in MAKERS for _ in range(weight)]
    return [chance.choice(makers)(chance) for _ in range(count)]
