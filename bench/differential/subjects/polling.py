"""Schedules, and polling functions of every shape."""

from __future__ import annotations

import random
from typing import Any

from bench.differential.material import HEALTHY, a_scalar, a_server, a_word, json_value, nested, some_of
from bench.differential.subjects.results import result_kwargs
from bench.differential.values import FUNCTIONS, to_json


def _schedule_args(chance: random.Random) -> dict[str, Any]:
    given: dict[str, Any] = {
        "command": chance.choice(("acme-find", "", None)),
        "next_run_in_seconds": _seconds(chance),
    }
    given.update(
        some_of(
            chance,
            args=lambda: chance.choice((None, {}, {"job": "1", "polling": True}, {"x": nested(chance, 1)})),
            timeout_in_seconds=lambda: chance.choice((0, None, 600, "600", 2.5, "")),
            items_remaining=lambda: chance.choice((0, None, 5, "", "5", [])),
        )
    )
    return given


def _seconds(chance: random.Random) -> Any:
    return chance.choice((30, 30, 10, 9, 0, -1, 9.99, 60.5, None, "30", True, 10**6))


def schedule(chance: random.Random) -> dict[str, Any]:
    """`ScheduledCommand`."""
    return {
        "what": "schedule",
        "with": to_json({"args": [], "kwargs": _schedule_args(chance)}),
        "server": {"version": chance.choice((*HEALTHY, "6.1.0", "6.10.0"))},
    }


def poll(chance: random.Random) -> dict[str, Any]:
    """A polling function, and one call of it."""
    decorator = {"name": "acme-find"}
    decorator.update(
        some_of(
            chance,
            interval=lambda: _seconds(chance),
            timeout=lambda: chance.choice((600, 0, None, "600", 1)),
            poll_message=lambda: chance.choice(("Waiting", "", None)),
            polling_arg_name=lambda: "poll",
            requires_polling_arg=lambda: chance.choice((False, True, 0)),
        )
    )
    args = some_of(
        chance,
        job_id=lambda: a_scalar(chance),
        url=lambda: json_value(chance, 1),
        hide_polling_output=lambda: chance.choice((True, "true", "false", "", None, False, "x")),
    )
    asks: Any = chance.choice(("true", "true", True, True, "yes", "false", False, "", None, "maybe", 1, []))
    if chance.random() < 0.85:
        args[chance.choice((decorator.get("polling_arg_name", "polling"), "polling"))] = asks
    goes_on: Any = chance.choice((True, True, True, False))
    if chance.random() < 0.35:
        goes_on = chance.choice(
            (
                None,
                "running",
                "",
                0,
                1,
                {"a": 1},
                [],
                *(FUNCTIONS[name] for name in ("yes", "no", "zero", "text", "upper")),
            )
        )
    given = {
        "decorator": decorator,
        "args": args if chance.random() < 0.97 else None,
        "more": [a_scalar(chance)] if chance.random() < 0.2 else [],
        "options": {"client": "a client"} if chance.random() < 0.2 else {},
        "by_name": chance.random() < 0.15,
        "sets": some_of(
            chance, job_id=lambda: "17", first_run=lambda: False, polling=lambda: chance.choice((True, ""))
        ),
        "fails": chance.random() < 0.05,
        "goes_on": goes_on,
        "next": chance.choice(
            (None, None, {}, "the same", {"job_id": "17", "polling": True}, {"hide_polling_output": ""})
        ),
        "response": _response(chance),
        "partial": chance.choice((None, None, None, {"readable_output": "so far"}, {}, "text", [])),
    }
    if isinstance(given["partial"], dict):
        given["partial"] = given["partial"] and result_kwargs(chance)
    return {"what": "poll", "with": to_json(given), "server": a_server(chance)}


def _response(chance: random.Random) -> Any:
    return chance.choice((None, a_word(chance), [a_word(chance), 1], {"Type": 1, "Contents": "done"}))
