"""Loads a copy of the platform's own library, to compare with."""

from __future__ import annotations

import importlib.util
import sys
import xml.etree.ElementTree
from pathlib import Path
from types import ModuleType

from polltool.runtime import demisto


def load(path: Path) -> ModuleType:
    """Import a ``CommonServerPython.py``; it needs requests, dateparser and pytz.

    Raises:
        ImportError: If one of these is missing, or the file is none that can be imported.
    """
    for package in ("requests", "dateparser", "pytz"):
        if importlib.util.find_spec(package) is None:
            raise ImportError(f"the platform's library needs {package}: pip install requests dateparser pytz")
    sys.modules["demistomock"] = demisto  # what runs here talks to the run that is in use
    # Gone from Python 3.9, and still imported by the library; the images it runs on have it.
    sys.modules.setdefault("xml.etree.cElementTree", xml.etree.ElementTree)
    # The library of 2022 imports a shared module from beside its pack.
    sys.path.extend(
        str(folder) for folder in path.resolve().parents[3].glob("ApiModules/Scripts/DemistoClass*")
    )
    spec = importlib.util.spec_from_file_location(f"library_{abs(hash(path))}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
