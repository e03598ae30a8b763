"""What is measured: polltool's ways of running, and what each is compared with."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from bench.timing.measure import Work
from bench.timing.subject import Subject

CLICK = "python -c 'import click'"
WALK = "python: import click, walk and stat"
SEARCH = "rg -l polling"
COLD = "whole repository, cold"
ALL = "whole repository, cold, --all"
WARM = "whole repository, warm"
SMALL = "one small integration, cold"
SMALL_WARM = "one small integration, warm"
LARGE = "the largest integration, cold"
VERSION = "polltool --version"
HELP = "polltool --help"

_MOST_ARGUMENTS = 1_000_000
_WALK = """
import click, os
for folder, _, names in os.walk("."):
    for name in names:
        if name.endswith((".yml", ".py")):
            os.stat(os.path.join(folder, name))
"""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs lie; None where one is not there."""

    polltool: tuple[str, ...]
    python: str
    ripgrep: str | None
    yamllint: str | None
    check_jsonschema: str | None

    @staticmethod
    def found() -> Programs:
        """The programs beside this Python and on the search path."""
        beside = os.path.dirname(sys.executable)
        path = os.pathsep.join([beside, os.environ.get("PATH", "")])
        script = shutil.which("polltool", path=beside)
        return Programs(
            (sys.executable, "-m", "polltool") if script is None else (script,),
            sys.executable,
            *(shutil.which(name, path=path) for name in ("rg", "yamllint", "check-jsonschema")),
        )


def quick(subject: Subject, programs: Programs, small: str, large: str, caches: str) -> list[Work]:
    """What takes seconds at most; ``caches`` is an empty folder for caches."""

    def lint(name: str, *arguments: str, cache: str | None = None) -> Work:
        options = ("--no-cache",) if cache is None else ()
        environ = {} if cache is None else {"POLLTOOL_CACHE_DIR": os.path.join(caches, cache)}
        return Work(name, (*programs.polltool, "lint", *options, *arguments), subject.root, environ)

    works = [
        Work(CLICK, (programs.python, "-c", "import click"), subject.root),
        Work(VERSION, (*programs.polltool, "--version"), subject.root),
        Work(HELP, (*programs.polltool, "--help"), subject.root),
        lint(SMALL, small),
        lint(SMALL_WARM, small, cache="small"),
        lint(LARGE, large),
        Work(WALK, (programs.python, "-c", _WALK), subject.root),
        lint(WARM, ".", cache="whole"),
        lint(COLD, "."),
        lint(ALL, "--all", "."),
    ]
    if programs.ripgrep is not None:
        works.append(Work(SEARCH, (programs.ripgrep, "-l", "polling", *_searched(subject)), subject.root))
    return works


def _searched(subject: Subject) -> tuple[str, ...]:
    """The same files for ripgrep; all of these kinds where they are too many to be named."""
    names = tuple(os.path.relpath(path, subject.root) for path in (*subject.ymls, *subject.codes))
    if sum(map(len, names)) > _MOST_ARGUMENTS:
        return ("-g", "*.yml", "-g", "*.py", ".")
    return names
