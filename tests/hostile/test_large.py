"""Single files that are too much of something: refused or checked, within some memory, and never alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.hostile.items import CODE, YML, Item, item, laid
from tests.hostile.running import assert_in_order, run
from tests.proof import PROOF

MEMORY = 2 * 1024**3
MB = 1024 * 1024

# Without a code: how much a parser takes differs between the versions of Python, or all is well.
LARGE: dict[str, tuple[Callable[[], Item], str]] = {
    "brackets in code": (lambda: item(within="x = " + "[" * 100_000 + "]" * 100_000), "POL004"),
    "brackets in a yml": (lambda: item("x: " + "[" * 100_000), "POL001"),
    "lists in lists": (lambda: item("x:\n" + "".join(" " * i + "-\n" for i in range(1, 3000))), "POL001"),
    "a number in code": (lambda: item(within="x = " + "1" * 10**6), ""),
    "a hexadecimal number in code": (lambda: item(within="x = 0x" + "f" * 10**6), ""),
    "a number in a yml": (lambda: item("      defaultValue: " + "1" * 10**6 + "\n"), ""),
    "a sexagesimal number": (lambda: item("      defaultValue: 1" + ":59" * 10**5 + "\n"), ""),
    "operators": (lambda: item(within="x = " + " + ".join(["args"] * 20_000)), ""),
    "signs": (lambda: item(within="x = " + "-" * 50_000 + "1"), ""),
    "a bomb of aliases": (
        lambda: item(
            before="a0: &a0 [x, x]\n"
            + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 60))
        ),
        "",
    ),
    "anchors of themselves": (lambda: item("      <<: *x\n", before="x: &x\n  <<: *x\n  y: *x\n"), ""),
}
LARGER: dict[str, tuple[Callable[[], Item], str]] = {
    "elifs": (
        lambda: item(
            within="if args == 'a':\n        pass"
            + "".join(f"\n    elif args == '{i}':\n        x = {i}" for i in range(10_000))
        ),
        "",
    ),
    "50 MB of code": (
        lambda: item(above="x = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n" * (50 * MB // 49)),
        "POL004",
    ),
    "50 MB of a scalar": (lambda: item("x: " + "a" * (50 * MB) + "\n"), ""),
    "50 MB of keys": (
        lambda: item("".join(f"k{i}: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" for i in range(MB))),
        "POL001",
    ),
    "a million keys": (lambda: item("".join(f"k{i}: 1\n" for i in range(10**6))), "POL001"),
    "commands": (lambda: item("".join(f"  - name: c{i}\n    polling: true\n" for i in range(20_000))), ""),
    "comments": (lambda: item(before="# polltool: ignore[POL201]\n" * 20_000), "POL005"),
}


@pytest.mark.parametrize("name", [*LARGE, *(LARGER if PROOF else ())])
def test_too_much_of_something(tmp_path: Path, name: str) -> None:
    made, code = {**LARGE, **LARGER}[name]
    laid(tmp_path / "broken", made())
    laid(tmp_path / "sound", (YML.format(name="Acme"), CODE.format(above="", within="pass", beside="pass")))
    ran = run(tmp_path, ("lint", "--no-cache", "--all", "-v", "--format", "concise", "."))
    assert_in_order(ran)
    assert f": {code}" in ran.out
    assert "sound/Packs/Acme/Integrations/Acme/Acme.yml:" in ran.out
    for arguments in (
        ("lint", "--diff", "."),
        ("inventory", "--format", "html", "."),
        ("lint", "--fix", "."),
    ):
        assert_in_order(run(tmp_path, arguments), bytes_out="--diff" in arguments)


@pytest.mark.skipif(not PROOF or sys.platform != "linux", reason="part of make proof")
@pytest.mark.parametrize("name", LARGER)
def test_memory_is_bounded(tmp_path: Path, name: str) -> None:
    import resource

    laid(tmp_path, LARGER[name][0]())
    child = os.fork()
    if not child:  # pragma: no cover - in the child
        code = 255
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            code = main(["lint", "--no-cache", "--jobs", "1", "--format", "concise", str(tmp_path)])
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, 1)
