"""Reading arguments, tables, names, files: the library's helpers, called as they are."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bench.differential.material import KEYS, WORDS, a_scalar, a_word, called, json_value, nested, some_of
from bench.differential.values import FUNCTIONS, to_json

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


def boolean(chance: random.Random) -> dict[str, Any]:
    """`argToBoolean`."""
    return called("argToBoolean", a_scalar(chance) if chance.random() < 0.9 else nested(chance))


def number(chance: random.Random) -> dict[str, Any]:
    """`arg_to_number`."""
    options = some_of(chance, arg_name=lambda: "limit", required=lambda: chance.choice((True, False, 1)))
    return called("arg_to_number", nested(chance, 1), **options)


def a_list(chance: random.Random) -> dict[str, Any]:
    """`argToList`."""
    options = some_of(
        chance,
        separator=lambda: chance.choice((";", " ", ",", "|")),
        transform=lambda: FUNCTIONS[chance.choice(("upper", "int", "str", "shown"))],
    )
    return called("argToList", nested(chance, 2), **options)


def params(chance: random.Random) -> dict[str, Any]:
    """`assign_params`."""
    options = some_of(
        chance, keys_to_ignore=lambda: ["id", "url"], values_to_ignore=lambda: (chance.choice(WORDS), None)
    )
    names = ("id", "status", "url", "other")
    return called("assign_params", **options, **{name: nested(chance, 1) for name in names})


def version(chance: random.Random) -> dict[str, Any]:
    """`is_demisto_version_ge`."""
    server = {"version": chance.choice(VERSIONS), "build_number": chance.choice(("12345", "x", "1", ""))}
    more = [chance.choice(("12345", "99999", "", "y", 12345))] if chance.random() < 0.5 else []
    return called("is_demisto_version_ge", chance.choice(VERSIONS), *more, server=server)


def table(chance: random.Random) -> dict[str, Any]:
    """`tableToMarkdown`."""
    shape = chance.random()
    rows: Any
    if shape < 0.55:
        keys = chance.sample(KEYS, chance.randrange(1, 5))
        rows = [
            {
                key: json_value(chance) if chance.random() < 0.8 else nested(chance)
                for key in keys
                if chance.random() < 0.9
            }
            for _ in range(chance.randrange(4))
        ]
        if chance.random() < 0.3:
            rows = rows[:1]
    elif shape < 0.75:
        rows = {chance.choice(KEYS): json_value(chance) for _ in range(chance.randrange(4))}
    else:
        rows = nested(chance, 2)
    options = some_of(
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
    return called("tableToMarkdown", chance.choice(("Results", "", None)), rows, **options)


def transformer(chance: random.Random) -> dict[str, Any]:
    """`JsonTransformer`."""
    options = some_of(
        chance,
        flatten=lambda: True,
        keys=lambda: chance.sample(KEYS, 2),
        is_nested=lambda: True,
        func=lambda: FUNCTIONS["shown"],
    )
    return {
        "what": "transform",
        "with": to_json({"kwargs": options, "value": json_value(chance, 4), "pretty": chance.random() < 0.5}),
    }


def helper(chance: random.Random) -> dict[str, Any]:
    """One of `HELPERS`."""
    name = chance.choice(list(HELPERS))
    return called(name, *HELPERS[name](chance))


XML = (
    "<b>x</b>",
    "<b/>",
    "<c id='7'>y</c>",
    " text ",
    "<n:d xmlns:n='urn:x'> z </n:d>",
    "<e><f>1</f> tail </e>",
    "\n",
)

HELPERS: dict[str, Callable[[random.Random], list[Any]]] = {
    "stringEscapeMD": lambda chance: [a_word(chance), chance.random() < 0.5, chance.random() < 0.5],
    "formatCell": lambda chance: [nested(chance), chance.random() < 0.5],
    "flattenCell": lambda chance: [nested(chance), chance.random() < 0.5],
    "create_clickable_url": lambda chance: [chance.choice((a_word(chance), [a_word(chance)], None, []))],
    "url_to_clickable_markdown": lambda chance: [json_value(chance), ["url", "id"]],
    "remove_empty_elements": lambda chance: [nested(chance, 4)],
    "remove_nulls_from_dictionary": lambda chance: [{key: nested(chance, 1) for key in KEYS}],
    "dict_safe_get": lambda chance: [
        nested(chance), chance.sample((*KEYS, 0, 1), 2), a_scalar(chance), chance.choice((None, str, list)), False,
    ],
    "replace_in_keys": lambda chance: [dict.fromkeys(chance.sample(KEYS, 3), 1)],
    "createContext": lambda chance: [
        {key: a_scalar(chance) for key in chance.sample(KEYS, 3)}, chance.choice((None, "7")), None, True,
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
    "encode_string_results": lambda chance: [a_scalar(chance)],
    "b64_encode": lambda chance: [chance.choice((a_word(chance), b"x", None))],
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
    "xml2json": lambda chance: [
        f"<a>{''.join(chance.choice(XML) for _ in range(chance.randrange(5)))}</a>",
        chance.choice(({}, {"pretty": 1})), chance.choice((0, 1)), chance.choice((0, 1)),
    ],
    "json2xml": lambda chance: [
        {"a": {key: chance.choice(("x", ["1", "2"], {"@id": "7", "#text": "é"}, {}, None)) for key in ("b", "@d")}},
    ],
    "is_mac_address": lambda chance: [
        chance.choice(("AA:BB:CC:00:11:22", "aa:bb:cc:00:11:2", "AA-BB-CC-00-11-22", "")),
    ],
    "scoreToReputation": lambda chance: [chance.choice((0, 0.5, 1, 2, 3, 4, 5, None))],
    "aws_table_to_markdown": lambda chance: [
        chance.choice(({"a": nested(chance, 2)}, {"a": ["x"]}, {"a": []}, {"a": [{"b": 1}]}, {}, [], {"a": 1, "b": 2})),
        "T",
    ],
    "filter_incidents_by_duplicates_and_limit": lambda chance: [
        [{"id": number} for number in range(4)], {"found_incident_ids": {1: 5}}, chance.choice((0, 2, 9)), "id",
    ],
    "create_updated_last_run_object": lambda chance: [
        chance.choice(({}, {"limit": 3})), _dated(chance), chance.choice((1, 2, 5)), chance.choice((0, 10)),
        "2022-01-01T00:00:00", "2022-02-01T00:00:00", "at", "%Y-%m-%dT%H:%M:%S", chance.random() < 0.5,
    ],
    "remove_old_incidents_ids": lambda chance: [{"a": 100, "b": 900}, 1000, chance.choice((0, 1, 5, 9))],
    "create_indicator_result_with_dbotscore_unknown": lambda chance: [
        chance.choice(("1.1.1.1", "a" * 32, "b" * 64, "acme.example")),
        chance.choice(("ip", "url", "domain", "file")), chance.choice((None, "C - Fairly reliable")),
    ],
    "set_feed_last_run": lambda chance: [{"a": 1}],
    "get_feed_last_run": lambda chance: [],
    "set_last_mirror_run": lambda chance: [{"a": 1}],
}  # fmt: skip


def _dated(chance: random.Random) -> list[dict[str, Any]]:
    """Incidents with the time at which they were made."""
    return [
        {"id": day, "at": f"2022-01-{day:02}T10:00:00"}
        for day in chance.sample(range(1, 29), chance.randrange(4))
    ]


def _entries(chance: random.Random) -> Any:
    entries = [
        {"Type": chance.choice((1, 4)), "Contents": a_word(chance)} for _ in range(chance.randrange(3))
    ]
    return chance.choice(
        (entries, entries, {"Type": 4, "Contents": "no"}, {"Type": 1, "Contents": ""}, None, "text")
    )


def a_file(chance: random.Random) -> dict[str, Any]:
    """`fileResult`."""
    name = chance.choice(("report.pdf", "../../report.pdf", "a/../b.txt", "é.txt", 5, None))
    options = some_of(chance, file_type=lambda: chance.choice((9, 3, None)))
    return called(
        "fileResult", name, chance.choice((a_word(chance), b"\x00\xff", a_word(chance), None, 5)), **options
    )
