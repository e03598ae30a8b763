"""What sends the new commands' requests where the integration has no class with a method for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from polltool.cli.main import main
from tests.scaffold.integrations import CODE, PAIR, SINGLE, YML, contents, split, unified
from tests.scaffold.test_existing import sound

HEAD = "import demistomock as demisto\nfrom CommonServerPython import *\n"
NO_URL = YML.replace("- display: Server URL\n  name: url\n  required: true\n  type: 0\n", "")
TOKEN = YML.replace("name: credentials\n  required: true\n  type: 9", "name: api_token\n  type: 4")
OPEN = YML.partition("- display: ''")[0] + "script:" + YML.partition("script:")[2]
HOST = YML.replace("name: url\n", "name: hostname\n")


def main_with(made: str, call: str) -> str:
    """The end of an integration's code: its main function, which makes a client and calls a function."""
    return f"""

def main():
    params = demisto.params()
    args = demisto.args()
    command = demisto.command()
{made}
    if command == 'acme-scan-list':
        return_results({call})
    else:
        raise NotImplementedError(command)


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
"""


SDK = HEAD + "import sqlite3\n\n\ndef scan_list(args):\n    return str(sqlite3.connect(':memory:'))\n"
BARE = SDK + main_with("", "scan_list(args)")
SDK_CLASS = (
    HEAD
    + "import sqlite3\n\n\nclass Client:\n    def rows(self):\n        return sqlite3.connect(':memory:')\n"
    + "\n\ndef scan_list(client, args):\n    return str(client.rows())\n"
    + main_with("    client = Client()", "scan_list(client, args)")
)
CONSTANT = BARE.replace("import sqlite3\n", "import sqlite3\n\nBASE_URL = 'https://api.example.com/v2'\n", 1)
PLATFORM = (
    HEAD
    + "\n\ndef scan_list(client, args):\n    return client._http_request('GET', '/v1/scans')\n"
    + main_with("    client = BaseClient(params['url'])", "scan_list(client, args)")
)
GLOBAL = (
    PLATFORM.replace("    client = BaseClient(params['url'])\n", "")
    .replace(
        "\n\ndef scan_list(client, args)",
        "\nclient = BaseClient(demisto.params()['url'])\n\n\ndef scan_list(args)",
    )
    .replace("scan_list(client, args)", "scan_list(args)")
)
FORMS = {
    "no class": (BARE, YML),
    "a class without requests": (SDK_CLASS, YML),
    "a token": (BARE, TOKEN),
    "no secret": (BARE, OPEN),
    "a constant address": (CONSTANT, NO_URL),
    "a host": (BARE.replace("':memory:'", "f'https://{args}'"), HOST),
    "the platform's client": (PLATFORM, YML),
    "a global client of the platform": (GLOBAL, YML),
    "annotated": (SDK_CLASS.replace("(client, args):", "(client: Client, args: dict) -> str:"), YML),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("options", [PAIR, SINGLE], ids=["pair", "single"])
def test_commands_are_sound_and_made_once(tmp_path: Path, form: str, options: tuple[str, ...]) -> None:
    code, yml = FORMS[form]
    target = split(tmp_path, code=code, yml=yml)
    assert main(["new-polling-command", str(target), *options]) == 0
    sound(target)
    after = contents(target)
    assert main(["new-polling-command", str(target), *options]) == 0
    assert contents(target) == after
    text = (target / "Acme.py").read_text()
    assert [line for line in code.split("\n") if line not in text.split("\n")] == []


def test_a_second_pair_uses_the_client_of_the_first(tmp_path: Path) -> None:
    target = split(tmp_path, code=BARE)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert main(["new-polling-command", str(target), *SINGLE]) == 0
    assert (target / "Acme.py").read_text().count("BaseClient(") == 1
    sound(target)


def test_a_unified_yml_gets_the_client_as_well(tmp_path: Path) -> None:
    target = unified(tmp_path, code=SDK_CLASS)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    sound(target)


def test_generated_tests_pass(tmp_path: Path) -> None:
    paths = []
    for name, code in (("Bare", BARE), ("Own", SDK_CLASS), ("Platform", PLATFORM)):
        target = split(tmp_path, code=code, name=name, test="")
        assert main(["new-polling-command", str(target / f"{name}.yml"), *PAIR]) == 0
        paths.append(str(target / f"{name}_test.py"))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", *paths],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_what_the_client_is_made_of_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = split(tmp_path, code=BARE)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    told = capsys.readouterr().err
    assert "service_client, with the address from the parameter url and the secret from the parameter" in told


@pytest.mark.parametrize(
    "yml",
    [
        NO_URL,
        YML.replace("name: url\n", "name: proxy_url\n"),
        YML.replace("type: 9", "type: 14"),
    ],
    ids=["no address", "only a proxy's address", "only a certificate"],
)
def test_where_address_or_secret_is_unknown_nothing_is_written(tmp_path: Path, yml: str) -> None:
    target = split(tmp_path, code=BARE, yml=yml)
    before = contents(target)
    assert main(["new-polling-command", str(target), *PAIR]) == 1
    assert contents(target) == before


RATE_LIMITED = CODE.replace(
    "        return self._http_request(method='GET', url_suffix='/v1/scans', params={'limit': limit})",
    "        return self.send('GET', '/v1/scans', params={'limit': limit})\n\n"
    "    def send(self, method, url_suffix, params=None, json_data=None):\n"
    "        reply = self._http_request(\n"
    "            method=method, url_suffix=url_suffix, params=params, json_data=json_data, ok_codes=(200, 429))\n"
    "        if 'limited' in reply and not demisto.args().get('ran_once_flag'):\n"
    "            args = demisto.args()\n"
    "            args['ran_once_flag'] = True\n"
    "            return_results(CommandResults(scheduled_command=ScheduledCommand(demisto.command(), 60, args)))\n"
    "            sys.exit(0)\n"
    "        return reply",
)


def test_what_all_commands_declare_for_the_client_is_declared(tmp_path: Path) -> None:
    """A client that runs commands again on a rate limit needs an argument of theirs, and so of new ones."""
    commands = "".join(
        f"  - name: acme-scan-{end}\n    description: Scans.\n    polling: true\n    arguments:\n"
        "    - name: limit\n      description: How many.\n"
        "    - name: ran_once_flag\n      description: Whether it ran.\n      hidden: true\n"
        for end in ("list", "again")
    )
    head, _, rest = YML.partition("  - name: acme-scan-list")
    yml = head + commands + "  script: '-'" + rest.partition("  script: '-'")[2]
    code = RATE_LIMITED.replace("== 'acme-scan-list'", "in ('acme-scan-list', 'acme-scan-again')")
    target = split(tmp_path, code=code, yml=yml)
    assert main(["new-polling-command", str(target), *PAIR]) == 0
    assert (target / "Acme.yml").read_text().count("ran_once_flag") == 4
    sound(target)
