"""What a new item is called: the name that people read, and the one that files and modules bear."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from polltool.records import dataclass
from polltool.scaffold.parsing import AnswerError

Kind = Literal["integration", "script"]

LONGEST = 80
"""Characters of a new item's name: names of files have a greatest length, and more follows in them."""

_EXCLUDED = ("partner", "community")
_TAKEN = frozenset(
    {
        "CommonServerPython",
        "CommonServerUserPython",
        "None",
        "True",
        "False",
        "Null",
        "Yes",
        "No",
        "On",
        "Off",
    }
)
_VERSION = re.compile(r"[vV](\d+)$")


@dataclass(frozen=True, slots=True)
class ItemName:
    """A new item's names: ``display`` for people, ``name`` for its id, folder, files and Python module."""

    display: str
    name: str

    @property
    def prefix(self) -> str:
        """The name in lower case with dashes, as names of commands begin (``AcmeScan``: ``acme-scan``)."""
        parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", self.name)
        return parted.lower()


def item_name(kind: Kind, title: str) -> ItemName:
    """The names of a new integration or script that a person calls ``title``.

    Letters and digits make the name of files; the rest parts words (``acme scan``: ``AcmeScan``).

    :raises AnswerError: no file or module can have that name, or the platform's content does not
        allow it (validations BA105, BA108 to BA111, BA128, IN123 and SC100 of demisto-sdk).
    """
    option = "--new" if kind == "integration" else "--script"

    def refused(reason: str) -> AnswerError:
        return AnswerError(f"{option} {title!r}: {reason}")

    display = title.strip()
    if not display.isprintable():
        raise refused("a name is one line without control characters")
    if len(display) > LONGEST:
        raise refused(f"a name has at most {LONGEST} characters")
    plain = unicodedata.normalize("NFKD", display).encode("ascii", "ignore").decode("ascii")
    name = "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", plain))
    if not name[:1].isalpha():
        raise refused("files and modules are named for it, so it has to begin with a letter from A to Z")
    if name in _TAKEN:
        raise refused("that name means something else to the platform, to Python or in YAML; choose another")
    for word in (kind, *_EXCLUDED):
        if word in display.lower() or word in name.lower():
            raise refused(f"content of the platform may not have '{word}' in its name; leave it out")
    return ItemName(_versioned(display, "v"), _versioned(name, "V") if kind == "script" else name)


def _versioned(name: str, letter: str) -> str:
    """The name with its version at the end written as the platform's content has it."""
    return _VERSION.sub(rf"{letter}\1", name)
