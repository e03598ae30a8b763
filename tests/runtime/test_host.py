"""The demisto object."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from polltool import runtime
from polltool.runtime import Demisto, DemistoScript, UnavailableError, as_entries, current, demisto, use


def test_a_run_is_what_it_was_given() -> None:
    with use(Demisto("acme-scan", {"url": "x"}, {"server": "https://acme"}, version="6.10.0")):
        assert demisto.command() == "acme-scan"
        assert demisto.getArg("url") == "x"
        assert demisto.getParam("server") == "https://acme"
        assert runtime.is_demisto_version_ge("6.2.0")
        assert runtime.get_demisto_version_as_str() == "6.10.0-1000000"
        demisto.args()["seen"] = True
        assert demisto.callingContext["args"] == {"url": "x", "seen": True}


def test_runs_follow_each_other_and_may_be_nested() -> None:
    outer = current()
    with use(Demisto("first")):
        with use(Demisto("second")):
            assert demisto.command() == "second"
        assert demisto.command() == "first"
    assert current() is outer


def test_what_it_did_can_be_read_afterwards() -> None:
    run = Demisto("acme-scan")
    with use(run):
        runtime.return_results([runtime.CommandResults(readable_output="a"), "b", {"some": "data"}])
        demisto.debug("looking")
        demisto.setIntegrationContext({"token": "t"})
    assert [entry.get("HumanReadable") or entry["Contents"] for entry in run.entries] == [
        "a",
        "b",
        '{"some": "data"}',
    ]
    assert run.logs == [("debug", "looking")]
    assert run.integration_context == {"token": "t"}


def test_mocks_of_unit_tests_reach_the_run() -> None:
    with use(Demisto("acme-scan", {"a": 1})) as run:
        with mock.patch.object(demisto, "args", return_value={"b": 2}):
            assert demisto.args() == run.args() == {"b": 2}
        assert demisto.args() == {"a": 1}


def test_a_script_has_no_command_and_says_so() -> None:
    with use(DemistoScript("AScript", {"a": 1})):
        assert not hasattr(demisto, "command")
        assert not runtime.is_integration_command_execution()
        with pytest.raises(AttributeError, match=r"demisto\.params is not available to a script"):
            demisto.params()


def test_what_needs_a_server_says_so() -> None:
    with use(Demisto()):
        with pytest.raises(UnavailableError, match="execute_command"):
            demisto.executeCommand("acme-scan", {})
        with pytest.raises(AttributeError, match="searchIndicators"):
            demisto.searchIndicators(query="x")
    with use(Demisto(execute_command=lambda command, args: [{"Type": 1, "Contents": command}])):
        assert runtime.execute_command("acme-scan", {}) == "acme-scan"
    failing = Demisto(execute_command=lambda command, args: [{"Type": 4, "Contents": "no"}])
    with use(failing):
        assert runtime.execute_command("acme-scan", {}, fail_on_error=False) == (False, "no")
        with pytest.raises(runtime.DemistoException, match="acme-scan"):
            runtime.execute_command("acme-scan", {})
        with runtime.older_library(), pytest.raises(SystemExit):
            runtime.execute_command("acme-scan", {})
    assert failing.entries[-1]["Type"] == 4


def test_the_integration_context_is_stored_and_versioned() -> None:
    with use(Demisto()) as run:
        kept = {"jobs": ["1"]}
        runtime.set_integration_context(kept)
        kept["jobs"].append("2")
        assert runtime.get_integration_context() == {"jobs": ["1"]}
        _, version = runtime.get_integration_context_with_version()
        runtime.set_integration_context({"jobs": []}, version=version)
        with pytest.raises(ValueError, match="DB Version"):
            runtime.set_integration_context({}, version=version)
        with pytest.raises(TypeError):
            runtime.set_integration_context({"a": object()})
        run.setIntegrationContext({"jobs": '[{"id": 1}, {"id": 3}]'})
        changes = {"jobs": [{"id": 2}, {"id": 1, "remove": True}]}
        runtime.set_to_integration_context_with_retries(changes, {"jobs": "id"})
        assert run.integration_context == {"jobs": '[{"id": 3}, {"id": 2}]'}


def test_errors_end_the_run_with_an_entry_that_hides_secrets() -> None:
    with use(Demisto("acme-scan", params={"apikey": "s3cret", "credentials": {"password": "w0rd"}})) as run:
        with pytest.raises(SystemExit) as ended:
            runtime.return_error("s3cret and w0rd are no good")
        assert ended.value.code == 0
    (entry,) = run.entries
    assert entry["Type"] == runtime.EntryType.ERROR
    assert entry["Contents"] == "<XX_REPLACED> and <XX_REPLACED> are no good"


def test_the_middle_of_long_errors_is_cut_out() -> None:
    with use(Demisto("acme-scan")) as run:
        with pytest.raises(SystemExit):
            runtime.return_error("x" * 60_000)
        with runtime.older_library(), pytest.raises(SystemExit):
            runtime.return_error("x" * 60_000)
    assert [len(entry["Contents"]) for entry in run.entries] == [50_035, 60_000]


def test_fetching_commands_raise_instead() -> None:
    with use(Demisto("fetch-incidents")) as run, pytest.raises(Exception, match="no luck"):
        runtime.return_error("no luck")
    assert not run.entries


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made.txt").write_text("made", encoding="utf-8")
    with use(Demisto(files={"7": {"id": "7", "path": str(tmp_path / "x.json"), "name": "x.json"}})) as run:
        entry = runtime.fileResult("report.txt", "é")
        moved = runtime.file_result_existing_file("made.txt", "shown.txt")
        (tmp_path / "x.json").write_text('{"a": 1}', encoding="utf-8")
        assert runtime.safe_load_json("7") == {"a": 1}
        with pytest.raises(ValueError, match="entry id '8'"):
            demisto.getFilePath("8")
        with pytest.raises(SystemExit):
            runtime.safe_load_json("8")
    assert (tmp_path / f"1_{entry['FileID']}").read_bytes() == "é".encode()
    assert (tmp_path / f"1_{moved['FileID']}").read_text(encoding="utf-8") == "made"
    assert (moved["File"], moved["Type"]) == ("shown.txt", runtime.EntryType.FILE)
    assert run.entries[0]["Type"] == runtime.EntryType.ERROR


def test_context_data() -> None:
    with use(Demisto(context={"Acme": {"Scan": {"ID": 1}}})):
        assert demisto.get(demisto.context(), "Acme.Scan.ID") == 1
        assert demisto.dt(demisto.context(), "Acme.Scan.ID") == 1
        assert demisto.gets({}, "a") == "None"
        with pytest.raises(UnavailableError):
            demisto.dt(demisto.context(), "Acme.Scan(val.ID == 1)")
        demisto.setContext("Acme.Scan.Status", "ok")
        assert demisto.context()["Acme"]["Scan"] == {"ID": 1, "Status": "ok"}


def test_what_becomes_an_entry() -> None:
    assert as_entries(None) == [{"Type": 1, "Contents": "None", "ContentsFormat": "text"}]
    assert as_entries([b"a", ("b",)]) == [
        {"Type": 1, "Contents": "a", "ContentsFormat": "text"},
        {"Type": 1, "Contents": "b", "ContentsFormat": "text"},
    ]
    entry = {"Type": 4, "Contents": "no"}
    assert as_entries(entry) == [entry]
