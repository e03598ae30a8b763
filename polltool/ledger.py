"""Findings of a run against the baselines that are in force for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from polltool.config import Configurations
from polltool.discovery import yml_of
from polltool.errors import Failure
from polltool.findings import Finding, in_order
from polltool.policies import Policies
from polltool.records import dataclass
from polltool.workspace import Workspace

if TYPE_CHECKING:
    from polltool.baseline import Judged

_OF_THE_WHOLE = frozenset({"POL501", "POL502"})
"""Rules whose findings rest on what the rest of the run shows: in a part of it they may be missing."""
_OF_ALL_ITEMS = frozenset({"POL001", "POL002", "POL003", "POL004"})
"""Rules that speak of more items with ``--all``."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Findings that are new, those that a baseline knows, and what to tell of it."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    notes: tuple[str, ...]


class Ledger:
    """What a run looked at: an entry of a baseline is stale only where its rule did and found less."""

    __slots__ = ("_configurations", "_everything", "_failed", "_given", "_policies", "_workspace", "_ymls")

    def __init__(
        self,
        workspace: Workspace,
        configurations: Configurations,
        policies: Policies,
        given: Sequence[str],
        ymls: Iterable[str],
        failures: Iterable[Failure],
        everything: bool,
    ) -> None:
        self._workspace = workspace
        self._configurations = configurations
        self._policies = policies
        self._given = [workspace.absolute(path) for path in given]
        self._ymls = frozenset(ymls)
        self._failed = frozenset(failure.path for failure in failures)
        self._everything = everything

    def settle(self, findings: Sequence[Finding], baseline: str | None) -> Settled:
        """Part the findings by the baseline at this absolute path, else by the configured ones.

        :raises BaselineError: a baseline cannot be read or is none.
        """
        parts: dict[str, list[Finding]] = {}
        new: list[Finding] = []
        if baseline is not None:
            parts[baseline] = list(findings)
        else:
            for yml in self._ymls:
                configured = self._configurations.of(yml).baseline
                if configured is not None:
                    parts.setdefault(configured, [])
            for finding in findings:
                path = self._workspace.absolute(finding.place.path)
                configured = self._configurations.of(path).baseline
                (new if configured is None else parts.setdefault(configured, [])).append(finding)
        if not parts:
            return Settled(in_order(new), (), ())
        from polltool.baseline import read_baseline, split, stale_note  # most runs have no baseline

        known: list[Finding] = []
        notes: list[str] = []
        for path, own in sorted(parts.items()):
            read = read_baseline(self._workspace, path)
            fresh, taken, unmatched = split(self._workspace, own, read)
            new += fresh
            known += taken
            note = stale_note(self._workspace, read, unmatched, self._judged_for(path))
            notes += [] if note is None else [note]
        return Settled(in_order(new), in_order(known), tuple(notes))

    def write(self, findings: Sequence[Finding], baseline: str) -> Settled:
        """Write all findings to the baseline at this absolute path.

        :raises BaselineError: what is there is no baseline, or it cannot be written.
        """
        from polltool.baseline import can_be_known, write_baseline

        known = [finding for finding in findings if can_be_known(finding)]
        write_baseline(self._workspace, baseline, known, self._judged_for(baseline))
        count = f"{len(known)} finding{'' if len(known) == 1 else 's'}"
        new = tuple(finding for finding in findings if not can_be_known(finding))
        return Settled(new, tuple(known), (f"{count} written to {self._workspace.display(baseline)}",))

    def _judged_for(self, baseline: str) -> Judged:
        """Tells whether a rule looked at a file in this run, for the entries of a baseline."""
        folder = os.path.dirname(baseline)
        whole = any(_below(folder, path) for path in self._given)

        def judged(path: str, code: str) -> bool:
            if (code in _OF_THE_WHOLE and not whole) or (code in _OF_ALL_ITEMS and not self._everything):
                return False
            yml = path if path in self._ymls else yml_of(self._workspace, path)
            if yml is None or yml not in self._ymls:
                return whole and not self._workspace.exists(
                    path
                )  # it is gone, and so is what was found in it
            return self._workspace.display(yml) not in self._failed and self._policies.of(yml).runs(code)

        return judged


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
