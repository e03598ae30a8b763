"""Finds polling commands of Cortex XSOAR content that will not work.

>>> from polltool import lint_paths
>>> report = lint_paths(["Packs/Acme"])  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polltool.engine import Report, lint_paths

__version__ = "0.1.0"
__all__ = ["Report", "__version__", "lint_paths"]


def __getattr__(name: str) -> object:
    # The engine is imported when it is used: `polltool --version` has no need of it.
    if name in ("Report", "lint_paths"):
        from polltool import engine

        return getattr(engine, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
