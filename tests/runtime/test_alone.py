"""The runtime stands alone: on Python 3.8, with the standard library."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import polltool
from polltool import runtime
from tests.architecture.test_imports import loaded_after

PACKAGE = Path(polltool.__file__).parent
SOURCES = sorted((PACKAGE / "runtime").glob("*.py"))


@pytest.mark.parametrize("path", [PACKAGE / "__init__.py", *SOURCES], ids=lambda path: str(path.name))
def test_its_sources_are_python_3_8(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.name))
def test_it_imports_the_standard_library_only(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            own = module.startswith("polltool.runtime.")
            assert own or module.partition(".")[0] in sys.stdlib_module_names, f"{path}:{node}: {module}"


def test_importing_it_loads_nothing_else() -> None:
    loaded = loaded_after("from polltool.runtime import *")
    assert [n for n in loaded if n.startswith("polltool.") and not n.startswith("polltool.runtime")] == []
    assert loaded & {"yaml", "click"} == set()


def test_a_star_import_gives_what_integrations_use() -> None:
    names: dict[str, object] = {}
    exec("from polltool.runtime import *", names)
    wanted = """
        polling_function PollResult ScheduledCommand CommandResults EntryType EntryFormat DemistoException
        return_results return_error argToBoolean arg_to_number argToList tableToMarkdown fileResult
        is_demisto_version_ge get_demisto_version get_integration_context set_integration_context BaseClient
        demisto json datetime Dict Any
    """
    assert set(wanted.split()) <= set(names)
    assert names["CommandResults"] is runtime.CommandResults


def test_names_that_are_not_there_are_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = runtime.nothing
