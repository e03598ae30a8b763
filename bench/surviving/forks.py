"""Runs pytest in a forked process that has imported nothing of polltool yet."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, ModuleType

import pytest

_HEAVY = (
    "click", "jinja2", "jsonschema", "pathspec", "rich.console", "rich.table", "yaml", "requests", "responses",
    "hypothesis", "hypothesis.strategies", "xml.etree.ElementTree", "multiprocessing",
)  # fmt: skip
"""What the tests and polltool import of others: once here, not again for every mutant."""

_POLL = 0.02


def warm() -> None:
    """Import what all runs share."""
    for name in _HEAVY:
        importlib.import_module(name)
    assert not [name for name in sys.modules if name.split(".")[0] in ("polltool", "tests")]


class Replaced(importlib.abc.MetaPathFinder):
    """Gives one module another text than the file has."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name = name
        self.path = path
        self.text = text

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module with the other text; None for all others."""
        if fullname != self.name:
            return None
        loader = _Loader(fullname, str(self.path))
        loader.text = self.text
        return importlib.util.spec_from_file_location(fullname, str(self.path), loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    text = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec", dont_inherit=True)


def run_tests(
    arguments: Sequence[str],
    seconds: float,
    log: Path,
    replaced: Replaced | None = None,
    plugin: Callable[[], object] | None = None,
) -> int | None:
    """The exit code of a pytest run in a process of its own; None where it took longer than allowed.

    :param arguments: what pytest is given.
    :param seconds: the time limit; all processes that the run has started end with it.
    :param log: what is printed goes there.
    :param plugin: makes a plugin for the run, in its process.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    scratch = tempfile.mkdtemp(prefix="polltool-mutation-")
    child = os.fork()
    if child == 0:
        _run(arguments, scratch, log, replaced, plugin)
    ends = time.monotonic() + seconds
    try:
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > ends:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return None
            time.sleep(_POLL)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(
    arguments: Sequence[str],
    scratch: str,
    log: Path,
    replaced: Replaced | None,
    plugin: Callable[[], object] | None,
) -> None:
    code = 70
    try:
        os.setsid()
        with log.open("wb") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        sys.dont_write_bytecode = False
        os.environ["POLLTOOL_CACHE_DIR"] = os.path.join(scratch, "cache")
        if replaced is not None:
            sys.meta_path.insert(0, replaced)
        # pytest rewrites the assertions of its plugins as well, and polltool has one: from the file.
        usual = ["-q", "-p", "no:cacheprovider", "--assert=plain", "--tb=short"]
        usual += [f"--basetemp={scratch}/tests", *arguments]
        code = int(pytest.main(usual, plugins=[plugin()] if plugin else []))
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)
