"""Ways of telling commands apart, from ``match`` to loops: what is put into each runs, and what was there still does."""

from __future__ import annotations

from pathlib import Path

import pytest

from polltool.cli.main import main
from polltool.simulate.suite import run_scenario
from tests.scaffold.forms import FORMS, integration
from tests.scaffold.integrations import PAIR, SINGLE, contents, split
from tests.scaffold.test_existing import sound

OTHER = """\
integration: Acme.yml
command: acme-scan-list
params:
  url: https://acme.test
  credentials:
    password: x
replies:
- request: GET /v1/scans
  json:
  - id: '7'
expect:
  outcome: done
  context:
    Acme.Scan[0].id: '7'
"""


@pytest.mark.parametrize("form", FORMS)
def test_what_is_put_in_runs_and_what_was_there_still_does(tmp_path: Path, form: str) -> None:
    """The other command's reply is the same, in as many requests."""
    code = integration(form)
    target = split(tmp_path, code=code)
    other = target / "other.scenario.yml"
    other.write_text(OTHER)
    options = PAIR if len(form) % 2 else SINGLE
    assert main(["new-polling-command", str(target), *options, "--no-tests", "--no-readme"]) == 0
    sound(target)
    result = run_scenario(str(other))
    assert result.passed, (result.error, result.unmet)


def test_where_an_assertion_keeps_new_commands_away_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = integration("two-level").replace(
        "    group,", "    assert command in ('test-module', 'acme-scan-list')\n    group,"
    )
    target = split(tmp_path, code=code)
    before = contents(target)
    assert main(["new-polling-command", str(target), *PAIR]) == 1
    assert "the command does not get beyond line" in capsys.readouterr().err
    assert contents(target) == before


def test_what_prepares_most_commands_is_not_passed_by(tmp_path: Path) -> None:
    """A test that leaves out few commands does what a new one needs as well: none is dealt with before it."""
    code = integration("getattr").replace(
        "    runner =", "    if command != 'test-module':\n        client.list_scans(1)\n    runner ="
    )
    target = split(tmp_path, code=code)
    before = contents(target)
    assert main(["new-polling-command", str(target), *PAIR]) == 1
    assert contents(target) == before


def test_a_case_is_what_to_paste_into_a_match(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = integration("match or").replace(
        "    match command:", "    assert command in OLD\n    match command:"
    )
    target = split(tmp_path, code=code)
    assert main(["new-polling-command", str(target), *PAIR]) == 1
    assert "case 'acme-scan-find':" in capsys.readouterr().err
