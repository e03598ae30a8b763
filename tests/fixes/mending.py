"""Small integrations with one mistake in the code, and what the rule's fix makes of it."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from polltool.edits import apply
from polltool.engine import Report, lint_paths
from polltool.findings import Finding, Fix

YML = """\
commonfields:
  id: Acme
  version: -1
name: Acme
display: Acme
category: Utilities
description: Asks Acme.
configuration: []
script:
  type: python
  subtype: python3
{script}
  commands:
{commands}
fromversion: 6.5.0
"""
SCAN = """\
- name: acme-scan
  polling: true
  arguments:
  - name: job_id
    required: true
  - name: verbose
  - name: polling
    predefined: ['true', 'false']
  - name: interval_in_seconds
  - name: timeout
  - name: hide_polling_output
    hidden: true
"""
MAIN = """

def main():
    if demisto.command() == 'acme-scan':
        return_results(scan_command(demisto.args(), Client()))


main()
"""
"""What stands below the functions."""
FOLDER = "Packs/Acme/Integrations/Acme"


@dataclass(frozen=True)
class Mender:
    """Writes an integration, and makes the fixes of one rule."""

    root: Path
    rule: str
    commands: str = SCAN
    modules: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The Python file."""
        return self.root / FOLDER / "Acme.py"

    def write(self, code: str) -> None:
        """Write the integration with its code beside it."""
        commands = textwrap.indent(self.commands, "  ")
        yml = YML.format(script="  script: '-'", commands=commands.rstrip())
        self.put(f"{FOLDER}/Acme.yml", yml.encode())
        self.put(f"{FOLDER}/Acme.py", code.encode())
        for name, module in self.modules.items():
            self.put(f"Packs/ApiModules/Scripts/{name}/{name}.py", module.encode())

    def embed(self, code: str, header: str = "|-", indent: str = "    ") -> None:
        """Write the integration with its code inside the yml, as a block scalar."""
        body = textwrap.indent(code, indent, lambda line: line.strip() != "")
        commands = textwrap.indent(self.commands, "  ").rstrip()
        yml = YML.format(script=f"  script: {header}\n{body.rstrip()}", commands=commands)
        self.put(f"{FOLDER}/Acme.yml", yml.encode())

    def put(self, path: str, data: bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def lint(self) -> Report:
        report = lint_paths([self.root], cwd=os.fspath(self.root))
        assert not report.failures, report.failures
        return report

    def found(self, report: Report | None = None) -> list[Finding]:
        """The rule's findings."""
        report = report or self.lint()
        return [finding for finding in report.findings if finding.code == self.rule]

    def mend(self, code: str) -> str:
        """What the rule's fixes make of the code, one after the other; each has to hold."""
        self.write(textwrap.dedent(code).lstrip("\n"))
        self.mend_all()
        return self.path.read_bytes().decode()

    def mend_all(self) -> list[Fix]:
        """Make all of the rule's fixes; each mends its finding and brings no other."""
        made: list[Fix] = []
        report = self.lint()
        assert self.found(report), "the mistake is not found"
        while found := [finding for finding in self.found(report) if finding.fix is not None]:
            fix = found[0].fix
            assert fix is not None
            make(self.root, fix)
            made.append(fix)
            before, report = report, self.lint()
            assert_better(before, report, fix)
        return made

    def refuses(self, code: str) -> bool:
        """Whether the mistake is found in the code and none of its findings has a fix."""
        self.write(textwrap.dedent(code).lstrip("\n"))
        found = self.found()
        assert found, "the mistake is not found"
        return all(finding.fix is None for finding in found)


def make(root: Path, fix: Fix) -> None:
    """Make a fix, as bytes go."""
    for name in {edit.path for edit in fix.edits}:
        path = root / name
        data = path.read_bytes()
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        text = data[len(mark) :].decode()
        edits = [edit for edit in fix.edits if edit.path == name]
        path.write_bytes(mark + apply(text, edits).encode())


def assert_better(before: Report, after: Report, fix: Fix) -> None:
    """The fix took a finding away and brought no other."""
    new = Counter(map(key, after.findings)) - Counter(map(key, before.findings))
    assert not new, f"{fix.message} brings {list(new)}"
    assert len(after.findings) < len(before.findings), f"{fix.message} does not help"


def key(finding: Finding) -> tuple[str, str | None, str | None]:
    """What a finding is known by when lines have moved."""
    return finding.code, finding.command, finding.argument
