"""Small integrations and scripts, and the findings of one rule on them."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from polltool.engine import lint_paths
from polltool.findings import Finding
from polltool.rules.base import Settings

YML = """\
commonfields:
  id: {name}
  version: -1
name: {name}
category: Utilities
configuration: []
script:
  type: python
  subtype: python3
  script: '-'
  commands:
{commands}
{fromversion}
"""
SCRIPT = """\
commonfields:
  id: {name}
  version: -1
name: {name}
type: python
subtype: python3
script: '-'
scripttarget: 0
{root}
fromversion: 6.5.0
"""


def command(name: str, *arguments: str, polling: bool = True) -> str:
    """A command's yml: an argument is its name, or its name and more keys (``job_id, required: true``)."""
    lines = [f"- name: {name}", *(["  polling: true"] if polling else [])]
    if arguments:
        lines.append("  arguments:")
    for argument in arguments:
        first, *more = re.split(r"; ", argument)
        lines.append(f"  - name: {first}")
        lines.extend(f"    {line}" for line in more)
    return "\n".join(lines)


POLLING = "polling; predefined: ['true', 'false']"
HIDE = "hide_polling_output; hidden: true"


@dataclass(frozen=True)
class Told:
    """A finding, as tests speak of it: line is that in the code or in the yml, text what stands there."""

    severity: str
    text: str
    command: str | None
    argument: str | None
    message: str
    related: tuple[str, ...]
    yml: bool


@dataclass(frozen=True)
class Linter:
    """Writes an item and gives the findings of one rule."""

    root: Path
    code: str

    def integration(
        self,
        commands: Sequence[str] | str,
        code: str,
        *,
        modules: Mapping[str, str] | None = None,
        fromversion: str | None = "6.5.0",
        settings: Settings | None = None,
    ) -> list[Told]:
        text = "\n".join([commands] if isinstance(commands, str) else commands)
        version = f"fromversion: {fromversion}" if fromversion else ""
        yml = YML.format(name="Acme", commands=textwrap.indent(text, "  "), fromversion=version)
        self._write("Packs/Acme/Integrations/Acme/Acme.yml", yml)
        self._write("Packs/Acme/Integrations/Acme/Acme.py", textwrap.dedent(code).lstrip("\n"))
        for name, module in (modules or {}).items():
            self._write(f"Packs/ApiModules/Scripts/{name}/{name}.py", textwrap.dedent(module).lstrip("\n"))
        return self.lint(settings)

    def script(self, root: str, code: str, name: str = "AcmeWait") -> list[Told]:
        self._write(
            f"Packs/Acme/Scripts/{name}/{name}.yml",
            SCRIPT.format(name=name, root=textwrap.dedent(root).strip()),
        )
        self._write(f"Packs/Acme/Scripts/{name}/{name}.py", textwrap.dedent(code).lstrip("\n"))
        return self.lint()

    def lint(self, settings: Settings | None = None) -> list[Told]:
        report = lint_paths(
            [self.root], select=[self.code, "POL000"], cwd=os.fspath(self.root), settings=settings
        )
        assert not report.failures, report.failures
        return [self._told(finding) for finding in report.findings]

    def _told(self, finding: Finding) -> Told:
        lines = (self.root / finding.place.path).read_text().split("\n")
        return Told(
            finding.severity.label,
            lines[finding.place.line - 1].strip(),
            finding.command,
            finding.argument,
            finding.message,
            tuple(related.message for related in finding.related),
            finding.place.path.endswith(".yml"),
        )

    def _write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
