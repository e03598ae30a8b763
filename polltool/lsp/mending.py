"""Changes that are tried in memory before they are offered: fixes together, and ignore comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from polltool.edits import Edit, apply
from polltool.engine import Report, lint_paths
from polltool.findings import Finding
from polltool.fixing.files import Files
from polltool.fixing.loop import make_fixes
from polltool.fixing.texts import file_text
from polltool.index import Facts
from polltool.lsp.checker import Checked
from polltool.lsp.texts import differences
from polltool.source import Source
from polltool.workspace import Workspace

_IGNORE = re.compile(r"#\s*polltool:\s*ignore\s*\[[^\[\]]*[^\s,\[\]]")
_LINES_TRIED = 4
"""How many lines below its own a comment is tried on, where a string or a continued line is in the way."""


@dataclass(frozen=True)
class Mender:
    """Tries changes of one file against another lint of its item.

    ``overlay`` are the unsaved texts by absolute path, ``facts`` what is known of other items.
    """

    checked: Checked
    path: str
    source: Source
    overlay: Mapping[str, bytes]
    facts: Facts = ()

    def fix_all(self, wanted: Callable[[Finding], bool], *, unsafe: bool) -> list[Edit]:
        """The edits of this file that mend the wanted findings in it, as far as they hold together."""
        files = Files(
            Workspace(self.checked.root, self.overlay),
            self._before.ymls,
            self.checked.files,
            only=self.path,
        )
        shown = files.workspace.display(self.path)
        fixing = make_fixes(
            self._before,
            self._lint,
            files,
            unsafe=unsafe,
            wanted=lambda finding: finding.place.path == shown and wanted(finding),
        )
        for change in fixing.changes:
            if change.path == shown:
                new = file_text(shown, change.new).source.text
                return list(differences(self.path, self.source.text, new))
        return []

    def suppress(self, finding: Finding) -> Edit | None:
        """The comment that suppresses one finding and nothing else; None where none was found."""
        for edit in self._comments(finding):
            text = apply(self.source.text, [edit]).encode("utf-8", "replace")
            after = self._lint(self._ymls, {self.path: text}, self.facts)
            if not after.failures and _only_gone(finding, self._before.findings, after.findings):
                return edit
        return None

    def _comments(self, finding: Finding) -> Iterator[Edit]:
        source, place = self.source, finding.place
        for line in range(place.line, place.line + 1 + _LINES_TRIED):
            yield _comment(self.path, source, line, finding.code)
        if place.end_line > place.line + _LINES_TRIED:
            yield _comment(self.path, source, place.end_line, finding.code)

    @property
    def _ymls(self) -> list[str]:
        return [path for path in self.checked.files if path in self.checked.views]

    @cached_property
    def _before(self) -> Report:
        return self._lint(self._ymls, {}, self.facts)

    def _lint(self, ymls: Sequence[str], texts: Mapping[str, bytes], facts: Facts) -> Report:
        return lint_paths(
            ymls, cwd=self.checked.root, overlay={**self.overlay, **texts}, facts=facts or self.facts
        )


def _comment(path: str, source: Source, line: int, code: str) -> Edit:
    """The edit that adds a code to the ignore comment of a line, or a comment to the line."""
    text = source.line(line)
    start = source.offset(line, 1)
    match = _IGNORE.search(text)
    if match is not None:
        return Edit(path, start + match.end(), start + match.end(), f", {code}")
    bare = text.rstrip(" \t")
    return Edit(path, start + len(bare), start + len(text), f"  # polltool: ignore[{code}]")


def _only_gone(finding: Finding, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Whether a finding is gone, perhaps with others of its rule on its line, and no other has come."""
    counts = Counter(map(_mark, before))
    left = Counter(map(_mark, after))
    gone, come = counts - left, left - counts
    return not come and gone[_mark(finding)] > 0 and {mark[0] for mark in gone} == {finding.code}


def _mark(finding: Finding) -> tuple[str, str, str, int]:
    return (finding.code, finding.place.path, finding.message, finding.place.line)
