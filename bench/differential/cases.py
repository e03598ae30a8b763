"""Random cases: arguments as playbooks pass them, polling functions of every shape, results, tables."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from bench.differential.values import FUNCTIONS, Indicator, Related, to_json
from polltool.runtime import Common

WORDS = (
    "true", "True", "FALSE", "false", "yes", "No", "", " ", "1", "0", "10", "-5", "3.7", "1e3", "inf",
    "nan", "abc", "a,b, c", "[1, 2]", '["a", "b"]', "[oops", "[not json]", "[]", "a|b", "`x`", "two\nlines",
    "\r\nx", "é✓", "²", "12 ", "0x10", "{}", "https://example.com/?a=1|2", "***", "a;b", "running",
)  # fmt: skip
NUMBERS = (0, 1, -1, 9, 10, 11, 30, 600, 10**12, 1541494441222, 2.5, float("inf"), float("nan"), -0.0)
PLAIN: tuple[Any, ...] = (None, True, False, b"bytes", b"", (), (1, "a"), datetime(2022, 10, 1, 12, 30))
KEYS = ("id", "status", "Name", "url", "created", "details", "a.b", "x|y", "empty", "two words", "")
VERSIONS = (
    "6.2.0",
    "6.10.0",
    "6.2",
    "6.1.9",
    "5.5.0",
    "6.0.0",
    "8.8.0",
    "10.0.0",
    "8.8.0-rc",
    "",
    "6..2",
    "7",
)
HEALTHY = ("6.2.0", "6.5.0", "6.9.0", "8.8.0", "9.0.0")
"""Versions that can schedule however they are compared."""


def cases(seed: int, count: int) -> list[dict[str, Any]]:
    """That many cases; the same ones for the same seed."""
    chance = random.Random(seed)
    makers = [maker for maker, weight in MAKERS for _ in range(weight)]
    return [chance.choice(makers)(chance) for _ in range(count)]


def _word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def _scalar(chance: random.Random) -> Any:
    return chance.choice((_word(chance), _word(chance), chance.choice(NUMBERS), chance.choice(PLAIN)))


def _nested(chance: random.Random, depth: int = 3) -> Any:
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return _scalar(chance)
    if kind < 0.75:
        return [_nested(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(KEYS): _nested(chance, depth - 1) for _ in range(chance.randrange(4))}


def _json(chance: random.Random, depth: int = 3) -> Any:
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return chance.choice((_word(chance), chance.choice((0, 1, 2.5, 600, True, False, None))))
    if kind < 0.75:
        return [_json(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(KEYS): _json(chance, depth - 1) for _ in range(chance.randrange(4))}


def _called(function: str, *args: Any, server: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
    given = {"function": function, "args": list(args), "kwargs": kwargs}
    return {"what": "call", "with": to_json(given), "server": server or {}}


def _options(chance: random.Random, **choices: Callable[[], Any]) -> dict[str, Any]:
    """Some of the options, each with a value of its own."""
    return {name: choice() for name, choice in choices.items() if chance.random() < 0.3}


def _boolean(chance: random.Random) -> dict[str, Any]:
    return _called("argToBoolean", _scalar(chance) if chance.random() < 0.9 else _nested(chance))


def _number(chance: random.Random) -> dict[str, Any]:
    options = _options(chance, arg_name=lambda: "limit", required=lambda: chance.choice((True, False, 1)))
    return _called("arg_to_number", _nested(chance, 1), **options)


def _list(chance: random.Random) -> dict[str, Any]:
    options = _options(
        chance,
        separator=lambda: chance.choice((";", " ", ",", "|")),
        transform=lambda: FUNCTIONS[chance.choice(("upper", "int", "str", "shown"))],
    )
    return _called("argToList", _nested(chance, 2), **options)


def _params(chance: random.Random) -> dict[str, Any]:
    options = _options(
        chance, keys_to_ignore=lambda: ["id", "url"], values_to_ignore=lambda: (chance.choice(WORDS), None)
    )
    names = ("id", "status", "url", "other")
    return _called("assign_params", **options, **{name: _nested(chance, 1) for name in names})


def _version(chance: random.Random) -> dict[str, Any]:
    server = {"version": chance.choice(VERSIONS), "build_number": chance.choice(("12345", "x", "1", ""))}
    more = [chance.choice(("12345", "99999", "", "y", 12345))] if chance.random() < 0.5 else []
    return _called("is_demisto_version_ge", chance.choice(VERSIONS), *more, server=server)


def _table(chance: random.Random) -> dict[str, Any]:
    shape = chance.random()
    rows: Any
    if shape < 0.55:
        keys = chance.sample(KEYS, chance.randrange(1, 5))
        rows = [
            {
                key: _json(chance) if chance.random() < 0.8 else _nested(chance)
                for key in keys
                if chance.random() < 0.9
            }
            for _ in range(chance.randrange(4))
        ]
        if chance.random() < 0.3:
            rows = rows[:1]
    elif shape < 0.75:
        rows = {chance.choice(KEYS): _json(chance) for _ in range(chance.randrange(4))}
    else:
        rows = _nested(chance, 2)
    options = _options(
        chance,
        headers=lambda: chance.choice(
            (None, "id", ["id", "status"], ["id", "empty", "id"], ["details"], [], ("id", "url"), "x|y")
        ),
        headerTransform=lambda: FUNCTIONS[chance.choice(("upper", "title", "str", "none"))],
        removeNull=lambda: True,
        metadata=lambda: "About **these**",
        url_keys=lambda: chance.choice((["url"], ["details", "id"], "url")),
        date_fields=lambda: ["created", "id"],
        is_auto_json_transform=lambda: True,
        sort_headers=lambda: chance.random() < 0.3,
    )
    return _called("tableToMarkdown", chance.choice(("Results", "", None)), rows, **options)


def _transformer(chance: random.Random) -> dict[str, Any]:
    options = _options(
        chance,
        flatten=lambda: True,
        keys=lambda: chance.sample(KEYS, 2),
        is_nested=lambda: True,
        func=lambda: FUNCTIONS["shown"],
    )
    return {
        "what": "transform",
        "with": to_json({"kwargs": options, "value": _json(chance, 4), "pretty": chance.random() < 0.5}),
    }


def _helper(chance: random.Random) -> dict[str, Any]:
    name = chance.choice(list(HELPERS))
    return _called(name, *HELPERS[name](chance))


HELPERS: dict[str, Callable[[random.Random], list[Any]]] = {
    "stringEscapeMD": lambda chance: [_word(chance), chance.random() < 0.5, chance.random() < 0.5],
    "formatCell": lambda chance: [_nested(chance), chance.random() < 0.5],
    "flattenCell": lambda chance: [_nested(chance), chance.random() < 0.5],
    "create_clickable_url": lambda chance: [chance.choice((_word(chance), [_word(chance)], None, []))],
    "url_to_clickable_markdown": lambda chance: [_json(chance), ["url", "id"]],
    "remove_empty_elements": lambda chance: [_nested(chance, 4)],
    "remove_nulls_from_dictionary": lambda chance: [{key: _nested(chance, 1) for key in KEYS}],
    "dict_safe_get": lambda chance: [
        _nested(chance), chance.sample((*KEYS, 0, 1), 2), _scalar(chance), chance.choice((None, str, list)), False,
    ],
    "replace_in_keys": lambda chance: [dict.fromkeys(chance.sample(KEYS, 3), 1)],
    "createContext": lambda chance: [
        {key: _scalar(chance) for key in chance.sample(KEYS, 3)}, chance.choice((None, "7")), None, True,
    ],
    "string_to_table_header": lambda chance: [chance.choice((*KEYS, "scan_id", "ScanID", 3))],
    "string_to_context_key": lambda chance: [chance.choice((*KEYS, "scan_id", "ScanID", None))],
    "underscoreToCamelCase": lambda chance: [chance.choice((*KEYS, "scan_id", 3)), chance.random() < 0.5],
    "pascalToSpace": lambda chance: [chance.choice(("ThreatScore", "thisIsIPAddressName", "scan_id", "ABC", 3, ""))],
    "camelize_string": lambda chance: [chance.choice(("scan_id", "", "Scan ID", "a__b")), "_", chance.random() < 0.5],
    "camelize": lambda chance: [chance.choice(({"scan id": 1, "x": 2}, [{"a b": 1}], {}))],
    "snakify": lambda chance: [{"ScanId": 1, "someURLValue": 2, "x": 3}],
    "response_to_context": lambda chance: [
        {name: {"id": 1, "a_b": [{"uuid": 2}, 3]} for name in ("scan_id", "id", "x", "")}
    ],
    "get_hash_type": lambda chance: ["a" * chance.choice((32, 40, 64, 128, 3))],
    "is_ip_valid": lambda chance: [
        chance.choice(("1.2.3.4", "1.2.3", "256.1.1.1", "::1", "a.b.c.d", "1.2.3.-4", "")), chance.random() < 0.5,
    ],
    "urljoin": lambda chance: [chance.choice(("https://x", "https://x/", "")), chance.choice(("", "/", "a", "/a/"))],
    "encode_string_results": lambda chance: [_scalar(chance)],
    "b64_encode": lambda chance: [chance.choice((_word(chance), b"x", None))],
    "is_error": lambda chance: [_entries(chance)],
    "get_error": lambda chance: [_entries(chance)],
    "get_schedule_metadata": lambda chance: [
        {"ParentEntry": chance.choice(({}, {"polling": True, "timesRan": "3", "pollingCommand": "a"}, {"polling": 0}))}
    ],
    "merge_lists": lambda chance: [
        [{"id": chance.randrange(3), "n": 1} for _ in range(3)],
        [{"id": chance.randrange(4), "n": 2, "remove": chance.choice((True, False, 1))} for _ in range(3)],
        "id",
    ],
    "timestamp_to_datestring": lambda chance: [
        chance.choice((1541494441222, "1541494441222", 0)), chance.choice(("%Y-%m-%d", "%H:%M:%S.000Z")),
    ],
    "date_to_timestamp": lambda chance: [chance.choice(("2018-11-06T08:56:41", "x", datetime(2022, 1, 1)))],
    "arg_to_datetime": lambda chance: [
        chance.choice((None, "1541494441222", 1541494441, 2.5, "2019-10-23T00:00:00", "rubbish", [])),
        chance.choice((None, "since")), chance.random() < 0.5, chance.random() < 0.3,
    ],
}  # fmt: skip


def _entries(chance: random.Random) -> Any:
    entries = [{"Type": chance.choice((1, 4)), "Contents": _word(chance)} for _ in range(chance.randrange(3))]
    return chance.choice(
        (entries, entries, {"Type": 4, "Contents": "no"}, {"Type": 1, "Contents": ""}, None, "text")
    )


def _file(chance: random.Random) -> dict[str, Any]:
    name = chance.choice(("report.pdf", "../../report.pdf", "a/../b.txt", "é.txt", 5, None))
    options = _options(chance, file_type=lambda: chance.choice((9, 3, None)))
    return _called(
        "fileResult", name, chance.choice((_word(chance), b"\x00\xff", _word(chance), None, 5)), **options
    )


def _schedule_args(chance: random.Random) -> dict[str, Any]:
    given: dict[str, Any] = {
        "command": chance.choice(("acme-find", "", None)),
        "next_run_in_seconds": _seconds(chance),
    }
    given.update(
        _options(
            chance,
            args=lambda: chance.choice((None, {}, {"job": "1", "polling": True}, {"x": _nested(chance, 1)})),
            timeout_in_seconds=lambda: chance.choice((0, None, 600, "600", 2.5, "")),
            items_remaining=lambda: chance.choice((0, None, 5, "", "5", [])),
        )
    )
    return given


def _seconds(chance: random.Random) -> Any:
    return chance.choice((30, 30, 10, 9, 0, -1, 9.99, 60.5, None, "30", True, 10**6))


def _server(chance: random.Random) -> dict[str, Any]:
    server: dict[str, Any] = {"version": chance.choice(HEALTHY)}
    if chance.random() < 0.2:
        server["kind"] = "script"
    return server


def _schedule(chance: random.Random) -> dict[str, Any]:
    return {
        "what": "schedule",
        "with": to_json({"args": [], "kwargs": _schedule_args(chance)}),
        "server": {"version": chance.choice((*HEALTHY, "6.1.0", "6.10.0"))},
    }


def _result_kwargs(chance: random.Random) -> dict[str, Any]:
    tidy = chance.random() < 0.6
    key_fields: tuple[Any, ...] = ("id", ["id", "status"], [], ("id",), "", 5)
    return _options(
        chance,
        outputs_prefix=lambda: chance.choice(("Acme.Scan", "Acme", ".", "", "Acme.", None)),
        outputs_key_field=lambda: key_fields[0] if tidy else chance.choice(key_fields),
        readable_output=lambda: chance.choice(("## Done", "", None)),
        raw_response=lambda: _nested(chance, 2),
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


def _command_results(chance: random.Random, current: bool = True) -> dict[str, Any]:
    kwargs = _result_kwargs(chance)
    if chance.random() < 0.7:
        kwargs["outputs"] = chance.choice(
            (_json(chance), {"id": _scalar(chance), "status": "ok"}, _nested(chance, 2))
        )
        if chance.random() < 0.7:
            kwargs["outputs_prefix"] = "Acme.Scan"
    if current:
        kwargs.update(
            _options(
                chance,
                tags=lambda: chance.choice((["a"], [], None)),
                replace_existing=lambda: chance.choice((True, False)),
            )
        )
    return kwargs


def _results(chance: random.Random, current: bool = True) -> dict[str, Any]:
    kwargs = _command_results(chance, current)
    if chance.random() < 0.3:
        kwargs["scheduled_command"] = {"command": "acme-find", "next_run_in_seconds": 30, "args": {"id": "1"}}
    then = _options(
        chance,
        readable_output=lambda: _word(chance),
        outputs=lambda: _json(chance),
        outputs_key_field=lambda: "other",
        entry_type=lambda: 4,
        raw_response=lambda: _nested(chance, 1),
    )
    given = {"kwargs": kwargs, "then": then if chance.random() < 0.3 else {}}
    return {"what": "results", "with": to_json(given), "server": _server(chance)}


def _older_results(chance: random.Random) -> dict[str, Any]:
    return _results(chance, current=False)


def _shape(chance: random.Random, depth: int = 2) -> Any:
    kind = chance.randrange(9 if depth else 7)
    if kind == 0:
        return {"CommandResults": _result_kwargs(chance)}
    if kind == 1:
        return {"Type": chance.choice((1, 4, 19)), "Contents": _word(chance)}
    if kind == 2:
        return Related({"Type": chance.choice((1, 19)), "Contents": "x"})
    if kind == 3:
        return chance.choice(
            ({"mapping": {"id": "the id"}}, {"remote": {"id": 1}}, {"remote": {}}, {"modified": ["1"]})
        )
    if kind in (4, 5, 6):
        return _scalar(chance)
    return [_shape(chance, depth - 1) for _ in range(chance.randrange(4))]


def _return(chance: random.Random) -> dict[str, Any]:
    return {"what": "return", "with": to_json({"results": _shape(chance)}), "server": _server(chance)}


def _ending(chance: random.Random) -> dict[str, Any]:
    server = {
        "command": chance.choice(("acme-scan", "fetch-incidents", "get-modified-remote-data", "test-module")),
        "params": chance.choice(
            ({}, {"apikey": "running", "credentials": {"identifier": "u", "password": "abc"}})
        ),
    }
    if chance.random() < 0.3:
        server["kind"] = "script"
    message: Any = chance.choice((_word(chance), _word(chance) * 20000, None, 5, {"a": "abc"}))
    if chance.random() < 0.7:
        options = _options(chance, error=lambda: _word(chance), outputs=lambda: {"a": 1})
        return _called("return_error", message, server=server, **options)
    if chance.random() < 0.5:
        options = _options(chance, exit=lambda: True, warning=lambda: "why", outputs=lambda: {"a": 1})
        return _called("return_warning", message, server=server, **options)
    options = _options(
        chance,
        outputs=lambda: chance.choice(({"a": 1}, {}, None)),
        raw_response=lambda: _nested(chance, 1),
        timeline=lambda: chance.choice(({"Value": "x"}, [{"Value": "x", "Category": "y"}], [])),
        ignore_auto_extract=lambda: True,
    )
    return _called("return_outputs", _word(chance), server=server, **options)


def _poll(chance: random.Random, current: bool = True) -> dict[str, Any]:
    decorator = {"name": "acme-find"}
    decorator.update(
        _options(
            chance,
            interval=lambda: _seconds(chance),
            timeout=lambda: chance.choice((600, 0, None, "600", 1)),
            poll_message=lambda: chance.choice(("Waiting", "", None)),
            polling_arg_name=lambda: "poll",
            requires_polling_arg=lambda: chance.choice((False, True, 0)),
        )
    )
    args = _options(
        chance,
        job_id=lambda: _scalar(chance),
        url=lambda: _json(chance, 1),
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
        "more": [_scalar(chance)] if chance.random() < 0.2 else [],
        "options": {"client": "a client"} if chance.random() < 0.2 else {},
        "by_name": chance.random() < 0.15,
        "sets": _options(
            chance, job_id=lambda: "17", first_run=lambda: False, polling=lambda: chance.choice((True, ""))
        ),
        "fails": chance.random() < 0.05,
        "goes_on": goes_on,
        "next": chance.choice(
            (None, None, {}, "the same", {"job_id": "17", "polling": True}, {"hide_polling_output": ""})
        ),
        "response": _response(chance, current),
        "partial": chance.choice((None, None, None, {"readable_output": "so far"}, {}, "text", [])),
    }
    if isinstance(given["partial"], dict):
        given["partial"] = given["partial"] and _result_kwargs(chance)
    return {"what": "poll", "with": to_json(given), "server": _server(chance)}


def _response(chance: random.Random, current: bool) -> Any:
    return chance.choice((None, _word(chance), [_word(chance), 1], {"Type": 1, "Contents": "done"}))


def _request(chance: random.Random) -> dict[str, Any]:
    client = _options(
        chance,
        verify=lambda: chance.choice((True, False)),
        ok_codes=lambda: chance.choice(((200, 404), [500], ())),
        headers=lambda: {"Authorization": "x"},
        auth=lambda: ("user", "password"),
        timeout=lambda: 5,
    )
    request = _options(
        chance,
        url_suffix=lambda: chance.choice(("scans", "/scans", "")),
        full_url=lambda: chance.choice(("https://other.example.com", None)),
        headers=lambda: chance.choice(({}, {"Accept": "*/*"})),
        params=lambda: {"a b": "c/d"},
        json_data=lambda: {"url": "x"},
        timeout=lambda: chance.choice((10, 0)),
        resp_type=lambda: chance.choice(("json", "JSON", "text", "content", "response", "xml", "other")),
        ok_codes=lambda: chance.choice(((200,), [404, 204], None)),
        return_empty_response=lambda: True,
        empty_valid_codes=lambda: chance.choice(([200], [], None)),
        error_handler=lambda: FUNCTIONS["none"],
        with_metrics=lambda: True,
        retries=lambda: 2,
        allow_redirects=lambda: False,
    )
    failures = (
        "ConnectTimeout", "SSLError", "ProxyError", "ConnectionError", "RetryError", "ReadTimeout", "InvalidURL",
    )  # fmt: skip
    given = {
        "client": client,
        "request": request,
        "status": chance.choice((200, 200, 201, 204, 302, 400, 401, 404, 429, 500, 503)),
        "body": chance.choice((b'{"id": 1}', b'{"id": 1}', b"", b"no json", b"<a>b</a>", b"<a>", b"[]")),
        "fails": chance.choice(failures) if chance.random() < 0.3 else "",
        "reason": chance.choice((["why"], [5, "why"], [])),
    }
    return {"what": "request", "with": to_json(given), "server": {}}


ROWS = {
    "feed_related_indicators": ("FeedRelatedIndicators", [["x", "URL"], []]),
    "behaviors": ("Behaviors", [["details", "action"]]),
    "community_notes": ("CommunityNotes", [["note"]]),
    "publications": ("Publications", [["source", "title"], []]),
    "threat_types": ("ThreatTypes", [["malware", 5]]),
    "whois_records": ("WhoisRecord", [["key", "value", "date"]]),
    "dns_records": ("DNSRecord", [["A", 60, "1.1.1.1"]]),
    "certificates": ("Certificates", [["to", "by"]]),
    "hashes": ("Hash", [["md5", "x"]]),
    "rank": ("Rank", [[3, "source"]]),
    "signature": ("FileSignature", [["a", "b", "c", "d", "e", "f"]]),
}


def _indicator(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(("IP", "URL", "Domain", "File", "Endpoint"))
    names = [name for name in getattr(Common, kind).FIELDS if name != "dbot_score" and name not in ROWS]
    main = {"IP": "ip", "URL": "url", "Domain": "domain", "Endpoint": "id"}.get(kind)
    kwargs: dict[str, Any] = {main: chance.choice(("the one", "", None))} if main else {}
    wanted = [name for name in names if name not in kwargs and name != "relationships"]
    kwargs.update({name: _field(chance, name) for name in wanted if chance.random() < 0.3})
    if chance.random() < 0.2:
        kwargs["relationships"] = [Indicator({"Relationship": "x"}), Indicator({})]
    if chance.random() < 0.03:
        kwargs["no_such_field"] = 1
    rows = {
        name: ROWS[name] for name in getattr(Common, kind).FIELDS if name in ROWS and chance.random() < 0.3
    }
    score = {
        "indicator": "the one",
        "indicator_type": chance.choice(("ip", "url", "file", "domain", "nothing"))
        if chance.random() < 0.2
        else "url",
        "score": chance.choice((0, 1, 2, 3, 3, 3, 4, None)) if chance.random() < 0.3 else 3,
        **_options(
            chance,
            integration_name=lambda: "Acme",
            malicious_description=lambda: "bad",
            reliability=lambda: chance.choice(("A - Completely reliable", "never", "")),
            message=lambda: "Not found",
        ),
    }
    case_values: dict[str, Any] = {
        "kind": kind,
        "args": [],
        "kwargs": kwargs,
        "rows": rows,
        "score": None if kind == "Endpoint" or chance.random() < 0.1 else score,
    }
    return {"what": "indicator", "with": to_json(case_values), "server": _server(chance)}


def _field(chance: random.Random, name: str) -> Any:
    if name == "status":
        return chance.choice(("Online", "Offline", "Unknown", "asleep"))
    if name == "is_isolated":
        return chance.choice(("Yes", "No", "Pending isolation", "maybe"))
    return chance.choice(("text", "", 0, 5, None, ["a"], True))


MAKERS: list[tuple[Callable[[random.Random], dict[str, Any]], int]] = [
    (_boolean, 3),
    (_number, 4),
    (_list, 4),
    (_params, 2),
    (_version, 3),
    (_table, 12),
    (_transformer, 6),
    (_helper, 10),
    (_file, 2),
    (_schedule, 4),
    (_results, 9),
    (_return, 5),
    (_ending, 4),
    (_poll, 20),
    (_request, 8),
    (_indicator, 8),
]
