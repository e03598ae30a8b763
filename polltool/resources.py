"""Where the files that ship with polltool lie: JSON Schemas and the scaffolder's templates."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, Literal, cast

from polltool.errors import PolltoolError

Folder = Literal["schemas", "templates"]


class MissingResourceError(PolltoolError):
    """A file that belongs to polltool is not there."""


def folder(name: Folder) -> Path:
    """The folder of that name: inside the installed package, or beside it in a checkout.

    :raises MissingResourceError: it is in neither place.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "_data" / name, package.parent / name):
        if place.is_dir():
            return place
    raise MissingResourceError(
        f"polltool's own folder '{name}' is missing beside {package}: the installation is incomplete; "
        "install polltool again"
    )


def schema_path(name: str) -> Path:
    """The file of a JSON Schema by its short name (``integration``, ``script``, ...).

    :raises MissingResourceError: there is none of that name.
    """
    path = folder("schemas") / f"{name}.schema.json"
    if not path.is_file():
        known = ", ".join(schema_names())
        raise MissingResourceError(f"there is no schema '{name}'; there are: {known}")
    return path


def schema_names() -> tuple[str, ...]:
    """The short names of all JSON Schemas."""
    return tuple(sorted(path.name.partition(".")[0] for path in folder("schemas").glob("*.schema.json")))


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """A JSON Schema by its short name, read once; not to be changed."""
    return cast("dict[str, Any]", json.loads(schema_path(name).read_text(encoding="utf-8")))
