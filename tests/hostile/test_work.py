"""What is twice as long takes about twice the work: no shape of a file makes a run hang."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from polltool import lint_paths
from polltool.code import machine
from polltool.edits import Edit
from polltool.findings import Fix
from polltool.fixing.choose import compatible
from polltool.ignores import read_patterns
from polltool.rules.pol201 import RULE
from polltool.source import Place
from tests.conftest import Content
from tests.hostile.items import Item, Shape, item, laid, lines, nested
from tests.proof import PROOF

MOST = 3.4
"""From a length to twice it, work grows by something; from there to four times it by so much more at most.

For what grows with the length that is 2, for a square 4. Joining two states of a function costs
a little for each name in it, so a few are between these; the budget of a run bounds them.
"""
COMMENT = "# polltool: ignore[POL201]\n"
FLOOR = 1000
STEPS = 3000
BOUND = 1_000_000
"""The lines that a budget of so many steps for each run lets an analysis go through."""

YML_SHAPES: dict[str, Shape] = {
    "keys": lambda n: item("".join(f"key{i}: 1\n" for i in range(n))),
    "equal keys": lambda n: item("zz: 1\n" * n),
    "commands": lambda n: item("".join(f"  - name: acme-{i}\n    polling: true\n" for i in range(n))),
    "equal commands": lambda n: item("  - name: acme-twin\n    polling: true\n" * n),
    "arguments": lambda n: item("".join(f"    - name: a{i}\n" for i in range(n))),
    "equal arguments": lambda n: item("    - name: twin\n" * n),
    "unknown keys": lambda n: item("".join(f"      nmae{i}: x\n" for i in range(n))),
    "outputs": lambda n: item("    outputs:\n" + "".join(f"    - contextPath: A.b{i}\n" for i in range(n))),
    "anchors": lambda n: item("".join(f"k{i}: &a{i} x\nl{i}: *a{i}\n" for i in range(n))),
    "aliases of one": lambda n: item(before="x: &x {a: b}\n" + "".join(f"k{i}: *x\n" for i in range(n))),
    "merges": lambda n: item(
        f"      <<: *a{n}\n",
        before="a: &a0 {x: 1}\n" + "".join(f"m{i}: &a{i + 1}\n  <<: *a{i}\n  k{i}: 1\n" for i in range(n)),
    ),
    "comments": lambda n: item(before="# polltool: ignore[POL201]\n" * n),
    "comments for files": lambda n: item(before="# polltool: ignore-file[POL201, POL005]\n" * n),
    "comments behind long scalars": lambda n: item(
        "".join(f"k{i}: 'a\n b' # polltool: ignore[POL2]\n" for i in range(n))
    ),
    "rules of a comment": lambda n: item(before="# polltool: ignore[" + "POL201," * n + "]\n"),
    "blank lines": lambda n: item(before="\n" * n),
    "blanks": lambda n: item("    description: a" + " " * n + "b\n"),
    "quotes": lambda n: item("    description: '" + "''" * n + "'\n"),
    "escapes": lambda n: item('    description: "' + "\\x41" * n + '"\n'),
    "configuration": lambda n: item(
        before="configuration:\n" + "".join(f"- name: p{i}\n  type: 0\n" for i in range(n))
    ),
    "values allowed": lambda n: item("      predefined: [" + ", ".join(f"v{i}" for i in range(n)) + "]\n"),
    "documents": lambda n: item("---\n" * n),
}
CODE_SHAPES: dict[str, Shape] = {
    "if and elif": lambda n: item(
        within="if args == 'a':\n        pass"
        + "".join(f"\n    elif args.get('z') == '{i}':\n        x = {i}" for i in range(n))
    ),
    "commands in main": lambda n: item(
        beside=lines(
            lambda i: f"if demisto.command() == 'acme-{i}': return_results(scan_command(demisto.args()))", n
        )
    ),
    "ifs": lambda n: item(within=lines(lambda i: f"if args.get('k{i}'): args['k{i}'] = {i}", n)),
    "choices": lambda n: item(
        within=lines(lambda i: f"x{i} = 'a' if args.get('{i}') else 'b'", n)
        + "\n    args["
        + " + ".join(f"x{i}" for i in range(n))
        + "] = 1"
    ),
    "sums": lambda n: item(within="x = " + " + ".join(["args"] * n)),
    "ands": lambda n: item(within="x = args" + " and args" * n),
    "attributes": lambda n: item(within="x = client" + ".a" * n),
    "calls of calls": lambda n: item(within="x = client" + ".a()" * n),
    "keys of a dictionary": lambda n: item(
        within="args.update({" + ", ".join(f"'k{i}': {i}" for i in range(n)) + "})"
    ),
    "dictionaries": lambda n: item(within=lines(lambda i: f"args.update({{'k{i}': args}})", n)),
    "lists": lambda n: item(within="x = []\n    " + lines(lambda i: f"x.append(args.get('{i}'))", n)),
    "functions in a row": lambda n: item(
        above=lines(lambda i: f"def f{i}(a): return f{i + 1}(a)", n, 0), within="x = f0(args)"
    ),
    "functions beside each other": lambda n: item(
        above=lines(lambda i: f"def f{i}(a): return a", n, 0), within=lines(lambda i: f"f{i}(args)", n)
    ),
    "unused functions": lambda n: item(above=lines(lambda i: f"def f{i}(a):\n    return a", n, 0)),
    "classes": lambda n: item(
        above=lines(lambda i: f"class C{i}(C{i - 1}):\n    x = {i}" if i else "class C0:\n    x = 0", n, 0)
    ),
    "assignments": lambda n: item(above=lines(lambda i: f"X{i} = 'acme-{i}'", n, 0)),
    "names": lambda n: item(within=lines(lambda i: f"x{i} = args", n)),
    "formatted strings": lambda n: item(within="x = f'" + "{args}" * n + "'"),
    "lines of a string": lambda n: item(above='X = """' + "a\n" * n + '"""'),
    "comments": lambda n: item(above="# polltool: ignore[POL201]\n" * n),
    "comments behind strings": lambda n: item(above="X = '''a\nb''' # polltool: ignore[POL201]\n" * n),
    "continued lines": lambda n: item(above="X = 1" + " \\\n + 1" * n + " # polltool: ignore[POL201]\n"),
    "handlers": lambda n: item(
        within="try:\n        x = args['a']"
        + "".join(f"\n    except E{i}:\n        x = {i}" for i in range(n))
    ),
    "loops": lambda n: item(within=lines(lambda i: f"for x{i} in args: args[x{i}] = 1", n)),
    "decorators": lambda n: item(above="@logger\n" * n + "def f(args):\n    pass", within="f(args)"),
    "arguments of a call": lambda n: item(within="client(" + ", ".join(f"a{i}=args" for i in range(n)) + ")"),
    "returns": lambda n: item(
        within=lines(lambda i: f"if args.get('{i}'): return PollResult('x', continue_to_poll=True)", n)
    ),
    "schedules": lambda n: item(
        within=lines(
            lambda i: (
                f"return_results(CommandResults(scheduled_command=ScheduledCommand('acme-{i}', 10, {{'a{i}': 1}})))"
            ),
            n,
        )
    ),
}
DEEP_SHAPES: dict[str, Shape] = {
    "ifs in each other": lambda n: item(within=nested(lambda i: f"if args.get('{i}'):", n, "args['x'] = 1")),
    "loops in each other": lambda n: item(within=nested(lambda i: f"for x{i} in args:", n, "args['x'] = 1")),
    "whiles in each other": lambda n: item(
        within=nested(lambda i: f"while args.get('{i}'):", n, "args['x'] = 1")
    ),
    "functions in each other": lambda n: item(within=nested(lambda i: f"def f{i}(a):", n, "return args")),
    "withs in each other": lambda n: item(
        within=nested(lambda i: f"with client as c{i}:", n, "args['x'] = 1")
    ),
    "each calls two": lambda n: item(
        above=lines(lambda i: f"def f{i}(a): return f{i + 1}(a) or f{i + 1}(a)", n, 0), within="x = f0(args)"
    ),
    "each calls two with more": lambda n: item(
        above=lines(lambda i: f"def f{i}(a, b): return f{i + 1}(a, b + 'x') if b else f{i + 1}(a, b)", n, 0),
        within="x = f0(args, 'a')",
    ),
    "all call each other": lambda n: item(
        above=lines(lambda i: f"def f{i}(a): return f{(i + 1) % n}(a) or f{(i * 7 + 3) % n}(a)", n, 0),
        within="x = f0(args)",
    ),
    "functions of functions": lambda n: item(
        within="f = lambda x: x\n    "
        + lines(lambda i: "f = (lambda g: lambda x: g(g(x)))(f)", n)
        + "\n    x = f(args)"
    ),
    "texts doubled": lambda n: item(
        within="x = 'a'\n    " + lines(lambda i: "x = x + x", n) + "\n    args[x] = x"
    ),
    "numbers squared": lambda n: item(
        within="x = 10\n    " + lines(lambda i: "x = x * x", n) + "\n    args['a'] = x"
    ),
    "lists doubled": lambda n: item(
        within="x = [args]\n    " + lines(lambda i: "x = x + x", n) + "\n    args['a'] = x"
    ),
    "comprehensions": lambda n: item(
        within="x = [x0 " + " ".join(f"for x{i} in args" for i in range(n)) + "]"
    ),
}


def work(root: Path, given: Item) -> int:
    """How many lines of Python a lint runs through."""
    root.mkdir(exist_ok=True)
    laid(root, given)
    return counted(root)


def counted(root: Path) -> int:
    return lines_of(lambda: lint_paths([str(root)], jobs=1))


def lines_of(act: Callable[[], object]) -> int:
    count = itertools.count()

    def line(_frame: FrameType, _event: str, _argument: Any) -> Any:
        next(count)
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        act()
    finally:
        sys.settrace(before)
    return next(count)


@pytest.fixture(scope="module", autouse=True)
def _imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is imported and worked out once is no work of the first shape."""
    work(
        tmp_path_factory.mktemp("first"),
        item(above=COMMENT, within="args.update(a=1)", before=COMMENT),
    )


SHAPES = {
    **{f"yml: {name}": made for name, made in YML_SHAPES.items()},
    **{f"code: {name}": made for name, made in CODE_SHAPES.items()},
}


@pytest.mark.parametrize("name", SHAPES)
def test_work_grows_with_length(tmp_path: Path, name: str) -> None:
    """At four times a length it is (beyond what every run costs) less than a square of it would be."""
    length = 100 if PROOF else 8
    once, twice, fourfold = (
        work(tmp_path / str(n), SHAPES[name](n)) for n in (length, 2 * length, 4 * length)
    )
    assert fourfold - twice <= MOST * max(twice - once, FLOOR), (once, twice, fourfold)


@pytest.mark.parametrize("name", DEEP_SHAPES)
def test_work_does_not_double_with_each_level(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What would be two to the power of the depth, or more, is bounded by the budget of a run."""
    monkeypatch.setattr(machine, "MOST_STEPS", STEPS)
    assert work(tmp_path, DEEP_SHAPES[name](60 if PROOF else 30)) < BOUND


def test_modules_that_all_import_each_other_are_each_read_once(tmp_path: Path) -> None:
    yml, code = item(above="from M0ApiModule import *")
    content = Content(tmp_path)
    content.integration(yml=yml, code=code)
    imports = "".join(f"from M{i}ApiModule import *\n" for i in range(9))
    for number in range(9):
        content.module(f"M{number}ApiModule", imports)
    assert counted(tmp_path) < BOUND


def test_fixes_are_chosen_in_a_time_that_grows_with_their_number() -> None:
    def fixing(n: int) -> int:
        findings = [
            RULE.finding(
                Place("a.yml", 1, 1, 1, 2), "x", fix=Fix(True, "x", (Edit("a.yml", 10 * i, 10 * i, "x"),))
            )
            for i in range(n)
        ]
        return lines_of(lambda: compatible(findings))

    once, twice, fourfold = fixing(50), fixing(100), fixing(200)
    assert fourfold - twice <= MOST * (twice - once)


def test_patterns_with_many_stars_are_matched_in_no_time() -> None:
    """Each star more would multiply the work by the length of the name (and no step of it can be counted)."""
    patterns = read_patterns(["*a" * 30 + "*b", "/a" + "*a" * 30 + "/b"])
    assert patterns is not None
    assert patterns.verdict("a" * 250 + "c", "a" * 250 + "c") is None
    assert patterns.verdict("a" * 250 + "b", "a" * 250 + "b") is True
    assert patterns.verdict("a" * 250 + "/b", "b") is True


def test_patterns_with_many_stars_are_asked_together_with_the_others() -> None:
    patterns = read_patterns(["*a*b*c", "*.log", "x*y*z*", "/dir/*a*b*c", "/dir/x*y*z*"])
    assert patterns is not None
    assert patterns.any_name is not None
    assert patterns.any_path is not None
    assert patterns.verdict("1a2b3c", "1a2b3c") is True
    assert patterns.verdict("dir/x1y2z3", "x1y2z3") is True
    assert patterns.verdict("dir/1a2c", "1a2c") is None


@given(st.text("ab?*/", min_size=3, max_size=9), st.text("aab/", min_size=1, max_size=9))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_patterns_with_stars_fit_what_they_fitted(line: str, path: str) -> None:
    held = read_patterns([line])
    for _, one in () if held is None else (*held.by_name, *held.by_path):
        (same,) = GitIgnoreSpec.from_lines([line]).patterns
        assert (one.pattern.match_file(path) is None) == (same.match_file(path) is None)
