"""Where the files that ship with polltool lie: JSON Schemas and the scaffolder's templates."""

from __future__ import annotations

import functools
import json
import os
from typing import TYPE_CHECKING, Any, Literal, cast

from polltool.errors import PolltoolError

if TYPE_CHECKING:
    from pathlib import Path

Folder = Literal["schemas", "templates"]


class MissingResourceError(PolltoolError):
    """A file that belongs to polltool is not there."""


def folder(name: Folder) -> Path:
    """The folder of that name: inside the installed package, or beside it in a checkout.

    :raises MissingResourceError: it is in neither place.
    """
    from pathlib import Path  # it is slow to import, and most runs do without

    return Path(_folder(name))


def _folder(name: Folder) -> str:
    package = os.path.dirname(os.path.realpath(__file__))
    for place in (os.path.join(package, "_data", name), os.path.join(os.path.dirname(package), name)):
        if os.path.isdir(place):
            return place
    raise MissingResourceError(
        f"polltool's own folder '{name}' is missing beside {package}: the installation is incomplete; "
        "install polltool again"
    )


def schema_path(name: str) -> Path:
    """The file of a JSON Schema by its short name (``integration``, ``script``, ...).

    :raises MissingResourceError: there is none of that name.
    """
    from pathlib import Path

    return Path(_schema_file(name))


def _schema_file(name: str) -> str:
    path = os.path.join(_folder("schemas"), f"{name}.schema.json")
    if not os.path.isfile(path):
        known = ", ".join(schema_names())
        raise MissingResourceError(f"there is no schema '{name}'; there are: {known}")
    return path


def schema_names() -> tuple[str, ...]:
    """The short names of all JSON Schemas."""
    return tuple(
        sorted(
            name.partition(".")[0] for name in os.listdir(_folder("schemas")) if name.endswith(".schema.json")
        )
    )


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """A JSON Schema by its short name, read once; not to be changed."""
    with open(_schema_file(name), encoding="utf-8") as file:
        return cast("dict[str, Any]", json.load(file))
