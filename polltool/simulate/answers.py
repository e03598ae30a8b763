"""What only a real server knows: a simulation's ``demisto`` object answers as an empty one would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from polltool.runtime import BaseDemisto

_NOT_FOUND: Mapping[str, Any] = {"statusCode": 404, "status": "404 Not Found", "body": "{}", "headers": {}}

_ANSWERS: Mapping[str, Callable[[], Any]] = {
    "addEntry": lambda: "",
    "directMessage": lambda: None,
    "findUser": dict,
    "getAllSupportedCommands": dict,
    "getAutoFocusApiKey": lambda: "",
    "getIndexHash": lambda: "",
    "getLicenseCustomField": lambda: "",
    "getLicenseID": lambda: "",
    "getModules": dict,
    "get_incidents": list,
    "handleEntitlementForUser": lambda: None,
    "internalHttpRequest": lambda: dict(_NOT_FOUND),
    "mapObject": dict,
    "mirrorInvestigation": lambda: None,
    "searchIndicators": lambda: {"iocs": [], "total": 0, "searchAfter": None},
    "searchRelationships": lambda: {"data": [], "total": 0},
}
"""The functions of the ``demisto`` object that ask the server, with what an empty server tells."""


def lend(demisto: BaseDemisto) -> None:
    """Give a ``demisto`` object the functions that it lacks."""
    for name, answer in _ANSWERS.items():
        if not hasattr(demisto, name):
            setattr(demisto, name, _taking_anything(answer))


def _taking_anything(answer: Callable[[], Any]) -> Callable[..., Any]:
    def ask(*_args: Any, **_options: Any) -> Any:
        return answer()

    return ask
