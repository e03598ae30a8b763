"""Names around feeds, fetches, searches and the server that integrations take from the platform's library."""

from __future__ import annotations

import gzip
import importlib
import json
import re
import sys
import types
from typing import Any

import pytest

from polltool.runtime import (
    AutoFocusKeyRetriever,
    Demisto,
    DemistoException,
    FeedIndicatorType,
    IndicatorsSearcher,
    auto_detect_indicator_type,
    aws_table_to_markdown,
    create_indicator_result_with_dbotscore_unknown,
    emailRegex,
    filter_incidents_by_duplicates_and_limit,
    get_feed_last_run,
    get_fetch_run_time_range,
    get_last_mirror_run,
    get_pack_version,
    get_x_content_info_headers,
    ipv6cidrRegex,
    is_mac_address,
    json2xml,
    scoreToReputation,
    send_events_to_xsiam,
    set_feed_last_run,
    tableToMarkdown,
    update_last_run_object,
    urlRegex,
    use,
    xml2json,
)


class TestXml:
    def test_attributes_texts_and_repeated_elements(self) -> None:
        found = json.loads(xml2json("<a x='1'>t<b/><b>2</b><n:c xmlns:n='urn:n'> 3 </n:c>tail</a>"))
        assert found == {
            "a": {"@x": "1", "b": [None, "2"], "c": {"#tail": "tail", "#text": "3"} | {}, "#text": "t"}
        }

    def test_back_and_forth(self) -> None:
        data = {"scan": {"@id": "7", "host": ["a", "b"], "state": "done"}}
        text = json2xml(json.dumps(data))
        assert text == b'<scan id="7"><host>a</host><host>b</host><state>done</state></scan>'
        assert json.loads(xml2json(text)) == data

    def test_two_roots_are_refused(self) -> None:
        with pytest.raises(ValueError, match="multiple tags"):
            json2xml({"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("https://acme.test/a?b=c", "https://acme.test/a?b=c"),
        ("see hxxp://acme[.]test/x", "hxxp://acme[.]test/x"),
        ("www.acme.test", "www.acme.test"),
        ("192.0.2.1/path", "192.0.2.1/path"),
        ("acme.test/path", "acme.test/path"),
        ("nothing here", None),
    ],
)
def test_urls_are_found(text: str, whole: str | None) -> None:
    found = re.search(urlRegex, text)
    assert (found and found.group(1)) == whole


def test_addresses_are_told_apart() -> None:
    assert re.match(emailRegex, "a.b+c@acme.test")
    assert re.match(emailRegex, "nobody") is None
    assert re.match(ipv6cidrRegex, "2001:db8::/32")
    assert re.match(ipv6cidrRegex, "2001:db8::") is None
    assert is_mac_address("aa:bb:cc:00:11:22")
    assert not is_mac_address("aa-bb-cc-00-11-22")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("192.0.2.0/24", FeedIndicatorType.CIDR),
        ("192.0.2.1", FeedIndicatorType.IP),
        ("2001:db8::1", FeedIndicatorType.IPv6),
        ("2001:db8::/32", FeedIndicatorType.IPv6CIDR),
        ("a" * 32, FeedIndicatorType.File),
        ("https://acme.test", FeedIndicatorType.URL),
        ("a@acme.test", FeedIndicatorType.Email),
        ("CVE-2022-12345", FeedIndicatorType.CVE),
        ("acme.test", FeedIndicatorType.Domain),
        ("*.acme.test", FeedIndicatorType.DomainGlob),
        ("acme", None),
    ],
)
def test_indicators_are_detected(value: str, kind: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = types.SimpleNamespace(suffix="test" if value.endswith(".test") else "")
    package: Any = types.ModuleType("tldextract")
    package.TLDExtract = lambda **_options: lambda _value: known
    monkeypatch.setitem(sys.modules, "tldextract", package)
    with use(Demisto()):
        assert auto_detect_indicator_type(value) == kind


def test_detecting_needs_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tldextract", None)
    with pytest.raises(Exception, match="Missing tldextract"):
        auto_detect_indicator_type("acme.test")


class TestSearching:
    def found(self, version: str, **options: Any) -> tuple[list[int], list[dict[str, Any]]]:
        """The sizes of the pages, and what the server was asked."""
        asked: list[dict[str, Any]] = []

        def search(**args: Any) -> dict[str, Any]:
            asked.append(args)
            last = len(asked) == 3
            return {"iocs": [{"id": 1}] * 2, "total": 6, "searchAfter": None if last else len(asked)}

        host = Demisto(version=version)
        host.searchIndicators = search  # type: ignore[attr-defined]
        with use(host):
            return [len(page["iocs"]) for page in IndicatorsSearcher(size=2, **options)], asked

    def test_pages_follow_the_servers_token(self) -> None:
        sizes, asked = self.found("6.5.0", query="type:IP")
        assert sizes == [2, 2, 2]
        assert [one.get("searchAfter") for one in asked] == [None, 1, 2]
        assert "page" not in asked[0]

    def test_older_servers_count_pages(self) -> None:
        sizes, asked = self.found("6.0.0", query="type:IP")
        assert sizes == [2, 2, 2]
        assert [one["page"] for one in asked] == [0, 1, 2]

    def test_a_limit_ends_it(self) -> None:
        assert self.found("6.5.0", limit=3)[0] == [2, 2]


class TestFetching:
    def test_what_was_fetched_is_left_out(self) -> None:
        last = {"found_incident_ids": {1: 5}}
        incidents = [{"id": 1}, {"id": 2}, {"id": 3}]
        assert filter_incidents_by_duplicates_and_limit(incidents, last, 1, "id") == [{"id": 2}]

    def test_a_full_run_that_looks_back_asks_for_more_next_time(self) -> None:
        incidents = [{"id": 1, "at": "2022-01-01T10:00:00"}, {"id": 2, "at": "2022-01-01T09:00:00"}]
        full = update_last_run_object({"limit": 2}, incidents, 2, "start", "end", 5, "at", "id")
        assert (full["time"], full["limit"], set(full["found_incident_ids"])) == ("start", 4, {1, 2})
        rest = update_last_run_object({}, incidents, 5, "start", "end", 5, "at", "id")
        assert (rest["time"], rest["limit"]) == ("2022-01-01T10:00:00", 5)
        assert update_last_run_object({}, [], 5, "start", "end", 0, "at", "id") == {"time": "end", "limit": 5}

    def test_the_range_reaches_back(self) -> None:
        pytest.importorskip("dateparser")
        begin, end = get_fetch_run_time_range({"time": "2022-01-01T00:00:00"}, "3 days", look_back=5)
        assert begin == "2022-01-01T00:00:00" < end
        begin, end = get_fetch_run_time_range({"time": end}, "3 days", look_back=5)
        assert begin < end

    def test_feeds_move_to_the_last_run_once(self) -> None:
        host = Demisto(integration_context={"etag": "1"})
        with use(host):
            assert get_feed_last_run() == {"etag": "1"}
            assert (host.getLastRun(), host.getIntegrationContext()) == ({"etag": "1"}, {})
            set_feed_last_run({"etag": "2"})
            assert get_feed_last_run() == {"etag": "2"}

    def test_mirroring_needs_a_newer_server(self) -> None:
        with use(Demisto(version="6.5.0")), pytest.raises(DemistoException, match=r"below 6\.6\.0"):
            get_last_mirror_run()


class TestEvents:
    def sent(
        self, monkeypatch: pytest.MonkeyPatch, events: Any, reply: str = "false"
    ) -> tuple[dict[str, Any], Demisto]:
        """What was sent, and the host."""
        given: dict[str, Any] = {}

        class Client:
            def __init__(self, base_url: str) -> None:
                given["base_url"] = base_url

            def _http_request(self, **options: Any) -> dict[str, str]:
                given.update(options)
                return {"error": reply}

        module = importlib.import_module("polltool.runtime.events")
        monkeypatch.setattr(module, "BaseClient", Client)
        host = Demisto()
        host.getLicenseCustomField = lambda name: name.rpartition(".")[2]  # type: ignore[attr-defined]
        with use(host):
            send_events_to_xsiam(events, "Acme", "Scan")
        return given, host

    def test_dictionaries_go_as_lines_of_json(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given, host = self.sent(monkeypatch, [{"a": 1}, {"b": 2}])
        assert gzip.decompress(given["data"]) == b'{"a": 1}\n{"b": 2}'
        assert given["headers"]["format"] == "json"
        assert given["full_url"] == "https://api-url/logs/v1/xsiam"
        assert host.stored["updateModuleHealth"] == {"eventsPulled": 2}

    def test_a_text_has_an_event_a_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given, host = self.sent(monkeypatch, "one\ntwo\nthree")
        assert given["headers"]["format"] == "text"
        assert host.stored["updateModuleHealth"] == {"eventsPulled": 3}

    def test_nothing_is_not_sent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given, host = self.sent(monkeypatch, [])
        assert (given, host.stored["updateModuleHealth"]) == ({}, {"eventsPulled": 0})

    def test_what_is_not_taken_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(DemistoException, match="too many"):
            self.sent(monkeypatch, ["x"], "too many")
        with pytest.raises(DemistoException, match="Unsupported type"):
            self.sent(monkeypatch, {"a": 1})


class TestServer:
    def test_headers_name_the_integration(self) -> None:
        host = Demisto(brand="Acme", version="6.5.0", build_number="7")
        host.getLicenseID = lambda: "lic"  # type: ignore[attr-defined]
        with use(host):
            headers = get_x_content_info_headers()
        assert headers["X-Content-Name"] == "Acme"
        assert headers["X-Content-Server-Version"] == "6.5.0-7"
        assert headers["X-Content-LicenseID"] == "lic"

    def test_a_key_is_the_given_one_or_the_servers(self) -> None:
        host = Demisto()
        host.getAutoFocusApiKey = lambda: "own"  # type: ignore[attr-defined]
        with use(host):
            assert [AutoFocusKeyRetriever(key).key for key in ("given", "")] == ["given", "own"]
        with use(Demisto(version="6.0.0")), pytest.raises(DemistoException, match="configure an API Key"):
            AutoFocusKeyRetriever("")

    def test_the_packs_version_is_found_by_the_integrations_display_name(self) -> None:
        packs = [
            {
                "name": "Pack",
                "currentVersion": "1.2.3",
                "contentItems": {"integration": [{"name": "Acme v2"}]},
            }
        ]

        def ask(_method: str, uri: str, body: str) -> dict[str, str]:
            if uri == "/settings/integration/search":
                return {"body": json.dumps({"configurations": [{"id": "Acme", "display": "Acme v2"}]})}
            return {"body": json.dumps({"packs": packs}) if "Acme v2" in body or "Pack" in body else "<html>"}

        host = Demisto(brand="Acme")
        host.internalHttpRequest = ask  # type: ignore[attr-defined]
        with use(host):
            assert get_pack_version() == "1.2.3"
            assert get_pack_version("Pack") == "1.2.3"
            assert get_pack_version("Other") == ""


def test_a_reputation_of_what_nobody_knows() -> None:
    with use(Demisto(brand="Acme")):
        entry = create_indicator_result_with_dbotscore_unknown("a" * 64, "file").to_context()
    assert "|SHA256|Result|" in entry["HumanReadable"]
    assert "Not found" in entry["HumanReadable"]
    (score,) = next(value for key, value in entry["EntryContext"].items() if key.startswith("DBotScore"))
    assert (score["Score"], score["Message"]) == (0, "No results found.")
    with pytest.raises(ValueError, match="incorrect"):
        create_indicator_result_with_dbotscore_unknown("no hash", "file")


def test_words_and_tables() -> None:
    assert [scoreToReputation(score) for score in (0, 0.5, 3, 7)] == [
        "Unknown",
        "Informational",
        "Bad",
        "None",
    ]
    assert aws_table_to_markdown({"Rows": [{"a": 1}]}, "T") == tableToMarkdown("T", [{"a": 1}])
    assert aws_table_to_markdown({"Rows": ["a"]}, "T") == tableToMarkdown("T", {"Rows": ["a"]})
