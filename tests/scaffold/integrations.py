"""Integrations to put commands into, in the styles that content has."""

from __future__ import annotations

from pathlib import Path

YML = """\
commonfields:
  id: Acme
  version: -1
name: Acme
display: Acme
category: Forensics & Malware Analysis
description: Scans with Acme.
configuration:
- display: Server URL
  name: url
  required: true
  type: 0
- display: ''
  displaypassword: API key
  name: credentials
  required: true
  type: 9
script:
  commands:
  - name: acme-scan-list
    description: Lists scans.
    arguments:
    - name: limit
      description: How many.
      defaultValue: '50'
    outputs:
    - contextPath: Acme.Scan.id
      description: The ID.
      type: String
  script: '-'
  type: python
  subtype: python3
  dockerimage: demisto/python3:3.11.10.116949
fromversion: 6.5.0
tests:
- No tests
"""

CODE = """\
import demistomock as demisto
from CommonServerPython import *


class Client(BaseClient):
    def list_scans(self, limit):
        return self._http_request(method='GET', url_suffix='/v1/scans', params={'limit': limit})


def scan_list_command(client, args):
    scans = client.list_scans(args.get('limit'))
    return CommandResults(outputs_prefix='Acme.Scan', outputs_key_field='id', outputs=scans)


def main():
    params = demisto.params()
    command = demisto.command()
    args = demisto.args()
    try:
        client = Client(base_url=params['url'], headers={'Key': params['credentials']['password']})
        if command == 'test-module':
            client.list_scans(1)
            return_results('ok')
        elif command == 'acme-scan-list':
            return_results(scan_list_command(client, args))
        else:
            raise NotImplementedError(command)
    except Exception as error:
        return_error(f'Failed: {error}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""

README = """\
# Acme

Scans with Acme.

## Commands

### acme-scan-list

***
Lists scans.

#### Base Command

`acme-scan-list`

## Troubleshooting

Ask Acme.
"""

TEST = """\
from Acme import scan_list_command


def test_list():
    assert callable(scan_list_command)
"""

PAIR = (
    *("--submit", "acme-scan-submit", "--find", "acme-scan-find", "--state", "scan_id"),
    *("--arg", "url:required:The URL to scan", "--arg", "priority"),
    *("--submit-request", "POST /v1/scans", "--find-request", "GET /v1/scans/{scan_id}"),
)
"""The options of a pair."""

SINGLE = (
    *("--command", "acme-url-scan", "--state", "scan_id", "--arg", "url:required:The URL to scan."),
    *("--submit-request", "POST /v1/scans", "--find-request", "GET /v1/scans/{scan_id}"),
)
"""The options of a single command."""


def split(
    folder: Path,
    *,
    yml: str = YML,
    code: str = CODE,
    readme: str = README,
    test: str = TEST,
    name: str = "Acme",
) -> Path:
    """An integration with its code, its tests and its README beside it; its folder."""
    target = folder / "Packs" / "Acme" / "Integrations" / name
    target.mkdir(parents=True)
    texts = {
        f"{name}.yml": yml,
        f"{name}.py": code,
        "README.md": readme,
        f"{name}_test.py": test.replace("Acme", name),
    }
    for file, text in texts.items():
        if text:
            (target / file).write_bytes(text.encode())
    return target


def unified(folder: Path, *, yml: str = YML, code: str = CODE) -> Path:
    """An integration with its code inside the yml; the yml's path."""
    target = folder / "Packs" / "Acme" / "Integrations" / "integration-Acme.yml"
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"    {line}\n" if line else "\n" for line in code.splitlines())
    target.write_bytes(yml.replace("  script: '-'\n", f"  script: |-\n{lines}").encode())
    return target


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
