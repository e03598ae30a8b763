"""Indicators with their scores."""

from __future__ import annotations

import random
from typing import Any

from bench.differential.material import a_server, some_of
from bench.differential.values import Indicator, to_json
from polltool.runtime import Common

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


def indicator(chance: random.Random) -> dict[str, Any]:
    """An indicator of any kind."""
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
        **some_of(
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
    return {"what": "indicator", "with": to_json(case_values), "server": a_server(chance)}


def _field(chance: random.Random, name: str) -> Any:
    if name == "status":
        return chance.choice(("Online", "Offline", "Unknown", "asleep"))
    if name == "is_isolated":
        return chance.choice(("Yes", "No", "Pending isolation", "maybe"))
    return chance.choice(("text", "", 0, 5, None, ["a"], True))
