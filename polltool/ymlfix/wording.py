"""The arguments that fixes declare: their keys and what their descriptions say."""

from __future__ import annotations

import re

from polltool.ymlfix.members import Fields

_NOUN = re.compile(
    r"(?i)(?:^|[_-])(?:ids?|uuid|guid|tokens?|cursor|page|offset|count|counter|index|status|state|name|url|"
    r"time|hash|key|link|path|handle|session|job|task|request|operation)$"
)
_ABBREVIATIONS = {"id": "ID", "ids": "IDs", "url": "URL", "uuid": "UUID", "guid": "GUID", "uri": "URI"}


def state(name: str, *, flag: bool = False) -> Fields:
    """What the code passes on to the next run.

    :param flag: whether it is only tested.
    """
    if flag:
        what = "Tells the next run of the command how far the sequence is."
    elif _NOUN.search(name):
        what = f"The {_words(name)} that the command passes on to its next run."
    else:
        what = "What the command passes on to its next run."
    return _hidden(name, f"{what} For internal use only.")


def passed(name: str, starter: str) -> Fields:
    """What rides along from the command that starts the sequence."""
    return _hidden(name, f"Passed on from {starter} to the next run. For internal use only.")


def hide_polling_output() -> Fields:
    """The decorator's own argument."""
    return _hidden(
        "hide_polling_output",
        "Whether to leave out the waiting message. Set by the polling itself, for internal use only.",
    )


def polling(name: str) -> Fields:
    """The argument that makes a command poll."""
    return (
        ("name", name),
        ("description", "Whether to wait for the result. If false, the command runs once."),
        ("auto", "PREDEFINED"),
        ("predefined", ("true", "false")),
    )


def _hidden(name: str, description: str) -> Fields:
    return (("name", name), ("description", description), ("hidden", True))


def _words(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").split("_")
    return " ".join(_ABBREVIATIONS.get(word.lower(), word.lower()) for word in words if word)
