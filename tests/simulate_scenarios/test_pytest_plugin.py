"""The pytest plugin, in a content repository of its own that knows nothing of polltool."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_imports import loaded_after
from tests.documents import blocks

# Runs of pytest inside pytest forget what they were the first to import, and not all of it can be
# imported twice.
for _name in ("requests", "responses", "polltool.report.simulation_text", "polltool.simulate.standins"):
    importlib.import_module(_name)
importlib.import_module("polltool.runtime")
importlib.import_module("polltool.simulate.testing")

pytest_plugins = ["pytester"]

EXAMPLES = Path(__file__).parents[2] / "examples"
FIXTURE = "_".join(["polling", "server"])
"""Not in one piece: a test file that has it is one that uses it, and this one does not."""

FOLDER = "Packs/AcmeScan/Integrations/AcmeScan"

SEQUENCE = """
    import demistomock as demisto
    from CommonServerPython import DemistoException
    from AcmeScan import Client, url_find_command

    PARAMS = {'url': 'https://api.acme.example', 'credentials': {'password': 'not-a-real-key'}}

    def test_a_url_is_scanned(SERVER):
        SERVER.params = PARAMS
        SERVER.reply('POST', '/v1/scans', json={'id': '42', 'status': 'queued'})
        SERVER.reply('GET', '/v1/scans/42', json={'id': '42', 'status': 'running'}, times=2)
        SERVER.reply('GET', '/v1/scans/42', json={'id': '42', 'status': 'done', 'verdict': 'bad'})
        result = SERVER.run('acme-url-submit', {'url': 'https://evil.example', 'polling': 'true'})
        assert result.outcome == 'done'
        assert [run.command for run in result.runs] == ['acme-url-submit'] + ['acme-url-find'] * 2
        assert result.context['Acme']['Scan']['verdict'] == 'bad'
        assert SERVER.unused() == ()

    def test_a_scan_fails(SERVER):
        SERVER.params = PARAMS
        SERVER.reply('GET', '/v1/scans/1', json={'id': '1', 'status': 'failed', 'reason': 'broken'})
        result = SERVER.run('acme-url-find', {'scan_id': '1', 'polling': 'true'})
        assert result.outcome == 'error'
        assert 'Scan 1 failed: broken' in result.message
"""


@pytest.fixture(autouse=True)
def _repository(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shutil.copytree(EXAMPLES / "Packs", pytester.path / "Packs")
    for written in pytester.path.rglob("*_test.py"):
        written.unlink()
    before = set(sys.modules)
    yield
    left = {name for name in set(sys.modules) - before if "Acme" in name or name.startswith("CommonServer")}
    assert not left, f"the plugin leaves modules behind: {left}"


def run(pytester: pytest.Pytester, path: str, *options: str) -> pytest.RunResult:
    # Hypothesis, where it is installed, would be imported whole for each of these runs.
    return pytester.runpytest_inprocess(path, "-p", "no:hypothesispytest", "-p", "no:asyncio", *options)


def write(pytester: pytest.Pytester, text: str, name: str = "AcmeScan_test.py") -> str:
    path = pytester.path / FOLDER / name
    pytester.makepyfile(text.replace("SERVER", FIXTURE))
    next(pytester.path.glob("test_*.py")).rename(path)
    return str(path)


def test_a_sequence_runs_in_a_test(pytester: pytest.Pytester) -> None:
    run(pytester, write(pytester, SEQUENCE)).assert_outcomes(passed=2)


def test_what_the_documentation_shows_runs(pytester: pytest.Pytester) -> None:
    page = (EXAMPLES.parent / "docs" / "simulate.md").read_text(encoding="utf-8")
    (code,) = blocks(page, "python")
    run(pytester, write(pytester, code)).assert_outcomes(passed=1)


def test_a_failing_test_shows_the_timeline(pytester: pytest.Pytester) -> None:
    path = write(
        pytester,
        """
        def test_it(SERVER):
            SERVER.params = {'url': 'https://api.acme.example', 'credentials': {'password': 'not-a-real-key'}}
            SERVER.reply('GET', '/v1/scans/42', json={'id': '42', 'status': 'running'})
            assert SERVER.run('acme-url-find', {'scan_id': '42', 'polling': 'true'}).outcome == 'done'
        """,
    )
    result = run(pytester, path)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*polling sequence of acme-url-find*", "*run 2  acme-url-find*"])


def test_another_item_can_be_loaded(pytester: pytest.Pytester) -> None:
    path = write(
        pytester,
        """
        def test_a_script(SERVER):
            SERVER.load('../../Scripts/AcmeScanWait')
            SERVER.command_reply('acme-scan-list', [{'id': '1', 'status': 'running'}])
            SERVER.command_reply('acme-scan-list', [{'id': '1', 'status': 'done'}])
            result = SERVER.run(args={'scan_ids': '1'})
            assert (result.outcome, len(result.runs)) == ('done', 2)
        """,
        "other_test.py",
    )
    run(pytester, path).assert_outcomes(passed=1)


def test_context_goes_on_from_one_run_to_the_next(pytester: pytest.Pytester) -> None:
    path = write(
        pytester,
        """
        def test_it(SERVER):
            SERVER.params = {'url': 'https://api.acme.example', 'credentials': {'password': 'not-a-real-key'}}
            for id_ in '12':
                SERVER.reply('GET', '/v1/scans/*', json={'id': id_, 'status': 'done'})
                SERVER.run('acme-url-find', {'scan_id': id_})
            assert [scan['id'] for scan in SERVER.context['Acme']['Scan']] == ['1', '2']
            assert [request.status for request in SERVER.requests] == [200, 200]
        """,
    )
    run(pytester, path).assert_outcomes(passed=1)


PLAIN = """
    import demistomock as demisto
    from AcmeScan import url_find_command

    def test_it():
        assert demisto.args() == {}
"""


def test_tests_that_do_not_ask_for_it_are_left_alone(pytester: pytest.Pytester) -> None:
    result = run(pytester, write(pytester, PLAIN))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*No module named 'demistomock'*"])


def test_all_tests_can_ask_for_it_on_the_command_line(pytester: pytest.Pytester) -> None:
    run(pytester, write(pytester, PLAIN), "--polltool").assert_outcomes(passed=1)


def test_all_tests_can_ask_for_it_in_the_configuration(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\npolltool_stand_ins = true\n")
    run(pytester, write(pytester, PLAIN)).assert_outcomes(passed=1)


def test_modules_that_exist_are_taken_as_they_are(pytester: pytest.Pytester) -> None:
    (pytester.path / "real").mkdir()
    (pytester.path / "real" / "demistomock.py").write_text("REAL = True\n")
    pytester.makeini("[pytest]\npythonpath = real\n")
    path = write(
        pytester,
        """
        import demistomock

        def test_it(SERVER):
            assert demistomock.REAL
        """,
    )
    run(pytester, path).assert_outcomes(passed=1)
    sys.modules.pop("demistomock", None)


def test_it_costs_nothing_until_it_is_used() -> None:
    loaded = loaded_after("import polltool.pytest_plugin")
    assert {name for name in loaded if name.startswith("polltool")} == {"polltool", "polltool.pytest_plugin"}
