"""How one item is to be checked: what its configuration and the command line come to."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from polltool.findings import Finding, Severity
from polltool.records import dataclass, field, replace
from polltool.rules.base import Rule, Settings

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class FileIgnore:
    """The codes of rules that say nothing in files that fit a gitignore ``pattern``.

    The pattern is relative to ``folder``; one that begins with ``!`` means all other files.
    """

    folder: str
    pattern: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """What is asked of the items that share a configuration; it travels to worker processes.

    ``rules`` are those that run (besides POL000), ``known`` all that there are, ``caps`` the
    highest severities that findings may have, by code, ``module_folders`` where shared modules
    lie besides the usual places.
    """

    rules: tuple[Rule, ...] = ()
    known: tuple[Rule, ...] = ()
    settings: Settings = field(default_factory=Settings)
    module_folders: tuple[str, ...] = ()
    caps: Mapping[str, Severity] = field(default_factory=dict)
    file_ignores: tuple[FileIgnore, ...] = ()

    def runs(self, code: str) -> bool:
        """Whether the rule of that code is among those that run."""
        return any(rule.code == code for rule in self.rules)

    def capped(self, finding: Finding) -> Finding:
        """The finding with no more than the severity that its rule may have here."""
        severity = self.severity(finding.code, finding.severity)
        return finding if severity is finding.severity else replace(finding, severity=severity)

    def severity(self, code: str, severity: Severity) -> Severity:
        """The severity that a rule gives to a finding, or the highest that it may have here."""
        return min(severity, self.caps.get(code, severity))

    def silent(self, path: str) -> frozenset[str]:
        """The codes of the rules that say nothing in the file at an absolute path."""
        return _silent(self.file_ignores, path) if self.file_ignores else frozenset()


@functools.lru_cache(maxsize=4096)
def _silent(ignores: tuple[FileIgnore, ...], path: str) -> frozenset[str]:
    codes: frozenset[str] = frozenset()
    for ignore in ignores:
        if _fits(ignore.folder, ignore.pattern, path):
            codes |= ignore.codes
    return codes


def _fits(folder: str, pattern: str, path: str) -> bool:
    inner = os.path.relpath(path, folder).replace(os.sep, "/")
    if inner.startswith("../"):
        return False
    wanted = pattern.removeprefix("!")
    return _matches(wanted, inner) is not pattern.startswith("!")


def _matches(pattern: str, inner: str) -> bool:
    return bool(_spec(pattern).match_file(inner))


@functools.cache
def _spec(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([pattern])
