"""What a finding is known by from run to run, whatever moves above it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from polltool.findings import Finding, Identity
from polltool.result import Report


class Numbered(NamedTuple):
    """A finding with its number (from 1) among those of its file with the same rule, command and argument."""

    finding: Finding
    number: int

    @property
    def fingerprint(self) -> str:
        """The same in every run as long as path, rule, command, argument and number are; 64 hex digits."""
        key = [*self.finding.identity, self.number]
        return hashlib.sha256(json.dumps(key).encode("ascii")).hexdigest()


def staying(report: Report) -> list[Numbered]:
    """The findings of a report without those that are suppressed or in the baseline."""
    out = {*report.suppressed, *report.baselined}
    return [each for each in numbered(report) if each.finding not in out]


def numbered(report: Report) -> Iterator[Numbered]:
    """All findings of a report in its order; no two of them have the same fingerprint.

    What is suppressed is numbered too: a new suppression must not rename what is left. Lines
    take no part, so that a line inserted above changes nothing.
    """
    seen: Counter[Identity] = Counter()
    findings = chain(report.findings, report.suppressed, report.baselined)
    for finding in sorted(findings, key=lambda finding: finding.sort_key):
        seen[finding.identity] += 1
        yield Numbered(finding, seen[finding.identity])
