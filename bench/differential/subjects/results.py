"""What a command hands over: results of every shape, errors, warnings, outputs of the old form."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from bench.differential.material import a_scalar, a_server, a_word, called, json_value, nested, some_of
from bench.differential.values import Indicator, Related, to_json


def result_kwargs(chance: random.Random) -> dict[str, Any]:
    """Arguments of `CommandResults`, but for its outputs."""
    tidy = chance.random() < 0.6
    key_fields: tuple[Any, ...] = ("id", ["id", "status"], [], ("id",), "", 5)
    return some_of(
        chance,
        outputs_prefix=lambda: chance.choice(("Acme.Scan", "Acme", ".", "", "Acme.", None)),
        outputs_key_field=lambda: key_fields[0] if tidy else chance.choice(key_fields),
        readable_output=lambda: chance.choice(("## Done", "", None)),
        raw_response=lambda: nested(chance, 2),
        ignore_auto_extract=lambda: chance.choice((True, False, "yes", 0)),
        mark_as_note=lambda: chance.choice((True, False, 1, "")),
        indicator=lambda: Indicator({"IP(val.Address)": {"Address": "1.1.1.1"}, "DBotScore": [1]}),
        indicators=lambda: [Indicator({"URL": {"Data": word}, "DBotScore": 1}) for word in ("a", "b")],
        indicators_timeline=lambda: SimpleNamespace(indicators_timeline=[{"Value": "x"}]),
        relationships=lambda: [Related({"name": "related-to"}), Related({}), Related(None)],
        entry_type=lambda: chance.choice((1, 3, 4, 9, 11, None)),
        content_format=lambda: chance.choice(("json", "text", "markdown", "html", "xml", "", None)),
        execution_metrics=lambda: chance.choice(([{"Type": "Successful", "APICallsCount": 1}], [], None)),
    )


def _command_results(chance: random.Random) -> dict[str, Any]:
    kwargs = result_kwargs(chance)
    if chance.random() < 0.7:
        kwargs["outputs"] = chance.choice(
            (json_value(chance), {"id": a_scalar(chance), "status": "ok"}, nested(chance, 2))
        )
        if chance.random() < 0.7:
            kwargs["outputs_prefix"] = "Acme.Scan"
    kwargs.update(
        some_of(
            chance,
            tags=lambda: chance.choice((["a"], [], None)),
            replace_existing=lambda: chance.choice((True, False)),
        )
    )
    return kwargs


def results(chance: random.Random) -> dict[str, Any]:
    """`CommandResults`, changed afterwards now and then."""
    kwargs = _command_results(chance)
    if chance.random() < 0.3:
        kwargs["scheduled_command"] = {"command": "acme-find", "next_run_in_seconds": 30, "args": {"id": "1"}}
    then = some_of(
        chance,
        readable_output=lambda: a_word(chance),
        outputs=lambda: json_value(chance),
        outputs_key_field=lambda: "other",
        entry_type=lambda: 4,
        raw_response=lambda: nested(chance, 1),
    )
    given = {"kwargs": kwargs, "then": then if chance.random() < 0.3 else {}}
    return {"what": "results", "with": to_json(given), "server": a_server(chance)}


def _shape(chance: random.Random, depth: int = 2) -> Any:
    kind = chance.randrange(9 if depth else 7)
    if kind == 0:
        return {"CommandResults": result_kwargs(chance)}
    if kind == 1:
        return {"Type": chance.choice((1, 4, 19)), "Contents": a_word(chance)}
    if kind == 2:
        return Related({"Type": chance.choice((1, 19)), "Contents": "x"})
    if kind == 3:
        return chance.choice(
            ({"mapping": {"id": "the id"}}, {"remote": {"id": 1}}, {"remote": {}}, {"modified": ["1"]})
        )
    if kind in (4, 5, 6):
        return a_scalar(chance)
    return [_shape(chance, depth - 1) for _ in range(chance.randrange(4))]


def returned(chance: random.Random) -> dict[str, Any]:
    """`return_results`."""
    return {"what": "return", "with": to_json({"results": _shape(chance)}), "server": a_server(chance)}


def ending(chance: random.Random) -> dict[str, Any]:
    """`return_error`, `return_warning` or `return_outputs`."""
    server = {
        "command": chance.choice(("acme-scan", "fetch-incidents", "get-modified-remote-data", "test-module")),
        "params": chance.choice(
            ({}, {"apikey": "running", "credentials": {"identifier": "u", "password": "abc"}})
        ),
    }
    if chance.random() < 0.3:
        server["kind"] = "script"
    message: Any = chance.choice((a_word(chance), a_word(chance) * 20000, None, 5, {"a": "abc"}))
    if chance.random() < 0.7:
        options = some_of(chance, error=lambda: a_word(chance), outputs=lambda: {"a": 1})
        return called("return_error", message, server=server, **options)
    if chance.random() < 0.5:
        options = some_of(chance, exit=lambda: True, warning=lambda: "why", outputs=lambda: {"a": 1})
        return called("return_warning", message, server=server, **options)
    options = some_of(
        chance,
        outputs=lambda: chance.choice(({"a": 1}, {}, None)),
        raw_response=lambda: nested(chance, 1),
        timeline=lambda: chance.choice(({"Value": "x"}, [{"Value": "x", "Category": "y"}], [])),
        ignore_auto_extract=lambda: True,
    )
    return called("return_outputs", a_word(chance), server=server, **options)
