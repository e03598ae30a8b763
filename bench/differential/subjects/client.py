"""Requests to a service by the library's client."""

from __future__ import annotations

import random
from typing import Any

from bench.differential.material import some_of
from bench.differential.values import FUNCTIONS, to_json


def request(chance: random.Random) -> dict[str, Any]:
    """A request of a client, and what comes back."""
    client = some_of(
        chance,
        verify=lambda: chance.choice((True, False)),
        ok_codes=lambda: chance.choice(((200, 404), [500], ())),
        headers=lambda: {"Authorization": "x"},
        auth=lambda: ("user", "password"),
        timeout=lambda: 5,
    )
    request = some_of(
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
