"""Programs of others, and who commits."""

from __future__ import annotations

import shutil

IDENTITY = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
"""Options of git for a commit anywhere."""


def program(name: str) -> str:
    found = shutil.which(name)
    assert found is not None, f"{name} is missing: run this by make test-tools"
    return found
