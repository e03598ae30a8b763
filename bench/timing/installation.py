"""What an installation without extras brings along."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass

MOST_PACKAGES = 20
MOST_BYTES = 30 * 1024 * 1024
_TOOLS = frozenset({"pip", "setuptools", "wheel"})


@dataclass(frozen=True, slots=True)
class Installation:
    """The packages (polltool among them), their size without bytecode in bytes, and the seconds that it took."""

    packages: tuple[str, ...]
    size: int
    seconds: float

    def markdown(self) -> str:
        """A line of a table like those of ``table``."""
        good = len(self.packages) <= MOST_PACKAGES and self.size < MOST_BYTES
        return (
            f"| installation | | {len(self.packages)} packages, {self.size / 1024 / 1024:.1f} MB, "
            f"{self.seconds:.0f} s | | at most {MOST_PACKAGES} packages, under {MOST_BYTES // 1024 // 1024} MB "
            f"| {'met' if good else 'missed'} |"
        )


def install(checkout: str) -> Installation:
    """Install a checkout into an environment of its own, and count.

    :raises subprocess.CalledProcessError: pip fails, without a network for instance.
    """
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = os.path.join(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
        started = time.perf_counter()
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--no-compile", checkout],
            check=True,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
        seconds = time.perf_counter() - started
        asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
        place = subprocess.run(
            [python, "-c", asked], check=True, capture_output=True, text=True
        ).stdout.strip()
        names = [
            entry.partition("-")[0].lower() for entry in os.listdir(place) if entry.endswith(".dist-info")
        ]
        return Installation(
            tuple(sorted(name for name in names if name not in _TOOLS)), _size(place), seconds
        )


def _size(place: str) -> int:
    total = 0
    for folder, inner, files in os.walk(place):
        if folder == place:
            inner[:] = [name for name in inner if name.partition("-")[0] not in {*_TOOLS, "_distutils_hack"}]
        inner[:] = [name for name in inner if name != "__pycache__"]
        total += sum(os.path.getsize(os.path.join(folder, name)) for name in files)
    return total
