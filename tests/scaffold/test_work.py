"""What making commands costs, counted in work and not in seconds: nothing of an integration is read twice."""

from __future__ import annotations

import ast
import gc
from collections import Counter
from pathlib import Path

import pytest

from polltool import yamldoc
from polltool.cli.main import main
from polltool.code.bindings import bound, own
from polltool.code.files import CodeFile
from polltool.engine import lint_paths
from polltool.flows import ItemAnalysis
from polltool.scaffold import codestyle, verify
from polltool.scaffold.codeindex import index
from polltool.scaffold.codescope import Scopes
from polltool.source import Source
from tests.scaffold.integrations import PAIR, SINGLE, split, unified

MARK = "def scan_list_command"
"""In the integration's code, and in nothing else that is parsed."""

LISTED = "- name: acme-scan-list"
"""In the integration's yml, and in no other."""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts what is done to an integration's files."""
    done: Counter[str] = Counter()
    parse, load, analyse = ast.parse, yamldoc.load, ItemAnalysis.__init__
    read, lint = index, lint_paths

    def parsed(source: str | bytes, *args: object, **options: object) -> object:
        done["parses of the code"] += MARK in (source if isinstance(source, str) else source.decode())
        return parse(source, *args, **options)  # type: ignore[call-overload]

    def loaded(source: Source, *args: object) -> object:
        done["readings of the yml"] += LISTED in source.text
        return load(source, *args)  # type: ignore[arg-type]

    def analysed(*args: object, **options: object) -> None:
        done["analyses"] += 1
        analyse(*args, **options)  # type: ignore[arg-type]

    def styled(file: CodeFile) -> object:
        done["readings of the style"] += 1
        return read(file)

    def linted(*args: object, **options: object) -> object:
        done["lints"] += 1
        return lint(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("ast.parse", parsed)
    monkeypatch.setattr(yamldoc, "load", loaded)
    monkeypatch.setattr(ItemAnalysis, "__init__", analysed)
    monkeypatch.setattr(codestyle, "index", styled)
    monkeypatch.setattr(verify, "lint_paths", linted)
    return done


@pytest.mark.parametrize("options", [PAIR, SINGLE], ids=["pair", "single"])
@pytest.mark.parametrize("make", [split, unified], ids=["split", "unified"])
def test_each_file_is_read_as_it_is_and_as_planned(
    tmp_path: Path, work: Counter[str], options: tuple[str, ...], make: object
) -> None:
    assert callable(make)
    item = make(tmp_path)
    assert main(["new-polling-command", str(item), *options, "--defaults"]) == 0
    assert work == {
        "parses of the code": 2,  # as it is for its style, and as planned for the lint
        "readings of the yml": 2,
        "readings of the style": 1,
        "lints": 1,
        "analyses": 1,
    }


def test_the_collector_is_at_work_again_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    lint = lint_paths

    def linted(*args: object, **options: object) -> object:
        seen.append(gc.isenabled())
        return lint(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(verify, "lint_paths", linted)
    assert main(["new-polling-command", str(split(tmp_path)), *PAIR, "--defaults", "--dry-run"]) == 0
    assert seen == [False]
    assert gc.isenabled()


BINDING = """\
import os.path, json as j
from CommonServerPython import *
table = {(name := key): [one for one in value] for key, value in {}.items()}
first, (second, *rest) = 1, (2, 3)
table['x'], table.y = 1, 2
class Client(BaseClient, metaclass=(made := type)):
    limit: int = 5
@decorated(by=(mark := 1))
def main(a, /, b=(dflt := 2), *args, c=[x for x in ()], **rest):
    global table
    try:
        with open(a) as file, (lock := b):
            for index, item in enumerate(file):
                print(f'{(inner := item)}', lambda z=(late := 1): (hidden := z))
    except OSError as error:
        del error
    while (again := next(file)):
        def nested(n): inside = n
        again += 1
    match a:
        case {'k': v, **others} | [v, *others] if (guard := v):
            return v
        case str() as text:
            return [walrus := text]
"""


def test_names_are_found_without_going_through_what_binds_none() -> None:
    made = index(CodeFile(Source("a.py", BINDING), BINDING))
    scopes = Scopes(made)
    functions = [node for node in ast.walk(made.module.tree) if isinstance(node, ast.FunctionDef)]
    assert len(functions) == 2
    for scope in (None, *functions):
        wanted: dict[str, list[ast.AST]] = {}
        for node in own(made.module.tree if scope is None else scope):
            for name in bound(node):
                wanted.setdefault(name, []).append(node)
        assert scopes.bindings(scope) == wanted
    assert {"name", "one", "made", "mark", "dflt"} <= scopes.bindings(None).keys()


def test_the_one_pass_tells_what_each_node_stands_in_and_which_globals_functions_assign() -> None:
    made = index(CodeFile(Source("a.py", BINDING), BINDING))
    parents = made.module.parents
    for above in ast.walk(made.module.tree):
        for node in ast.iter_child_nodes(above):
            if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.excepthandler):
                assert parents.get(node) is above
    assert made.module.rebound == {"table"}
