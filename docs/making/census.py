"""Count what a run over a repository found, by rule, with the places: the tables of a page.

``polltool lint Packs --format json > lint.json; python -m docs.making.census lint.json``
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SEVERITIES = ("error", "warning", "info")


def tables(findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The lines of both tables: the rules with their counts, then errors and warnings by place."""
    yield "| rule | name | errors | warnings | infos |"
    yield "| --- | --- | --- | --- | --- |"
    for code, name in sorted({(finding["code"], finding["name"]) for finding in findings}):
        counts = [
            sum(one["code"] == code and one["severity"] == severity for one in findings)
            for severity in SEVERITIES
        ]
        yield f"| {code} | {name} | {' | '.join(str(count or '') for count in counts)} |"
    yield ""
    yield "| rule | severity | pack | file | findings |"
    yield "| --- | --- | --- | --- | --- |"
    places = Counter(
        (one["code"], SEVERITIES.index(one["severity"]), *pack_and_file(one["path"]))
        for one in findings
        if one["severity"] != "info"
    )
    for (code, severity, pack, file), count in sorted(places.items()):
        yield f"| {code} | {SEVERITIES[severity]} | {pack} | {file} | {count} |"


def pack_and_file(path: str) -> tuple[str, str]:
    """The pack that a path lies in, and the file's name."""
    parts = path.split("/")
    return (parts[parts.index("Packs") + 1] if "Packs" in parts[:-1] else ""), parts[-1]


if __name__ == "__main__":
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("\n".join(tables(document["findings"])))
