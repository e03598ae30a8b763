"""The linter for one rule, as a fixture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules_r1.acme import Linter


@pytest.fixture
def rule(tmp_path: Path) -> Callable[[str], Linter]:
    return lambda code: Linter(tmp_path, code)
