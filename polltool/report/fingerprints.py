"""What a finding is known by from run to run, whatever moves above it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from polltool.findings import Finding


class Numbered(NamedTuple):
    """A finding with its number (from 1) among those of its file with the same rule, command and argument."""

    finding: Finding
    number: int

    @property
    def fingerprint(self) -> str:
        """The same in every run as long as path, rule, command, argument and number are; 64 hex digits."""
        finding = self.finding
        key = [finding.place.path, finding.code, finding.command, finding.argument, self.number]
        return hashlib.sha256(json.dumps(key).encode("ascii")).hexdigest()


def numbered(findings: Iterable[Finding]) -> Iterator[Numbered]:
    """The findings in the order of reports; no two of them have the same fingerprint.

    Lines take no part, so that a line inserted above changes nothing.
    """
    seen: Counter[tuple[str, str, str | None, str | None]] = Counter()
    for finding in sorted(findings, key=lambda finding: finding.sort_key):
        key = (finding.place.path, finding.code, finding.command, finding.argument)
        seen[key] += 1
        yield Numbered(finding, seen[key])
