"""Names that integrations take from the platform's library beside those that poll."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from polltool.runtime import (
    LOG,
    CommandResults,
    Common,
    DBotScoreType,
    Demisto,
    DemistoException,
    EntityRelationship,
    FeedIndicatorType,
    ThreatIntel,
    add_sensitive_log_strs,
    epochToTimestamp,
    formatEpochDate,
    ipv6Regex,
    is_ipv6_valid,
    older_library,
    parse_date_string,
    use,
)

Relationships = EntityRelationship.Relationships


def relationship(**options: Any) -> EntityRelationship:
    given = {
        "name": Relationships.RESOLVES_TO,
        "entity_a": "acme.example",
        "entity_a_type": FeedIndicatorType.Domain,
        "entity_b": "192.0.2.1",
        "entity_b_type": FeedIndicatorType.IP,
    }
    return EntityRelationship(**{**given, **options})


class TestRelationships:
    def test_an_entry_has_both_ends_and_the_name_from_the_other_end(self) -> None:
        assert relationship(brand="Acme", source_reliability="A - Completely reliable").to_entry() == {
            "name": "resolves-to",
            "reverseName": "resolved-from",
            "type": "IndicatorToIndicator",
            "entityA": "acme.example",
            "entityAFamily": "Indicator",
            "entityAType": "Domain",
            "entityB": "192.0.2.1",
            "entityBFamily": "Indicator",
            "entityBType": "IP",
            "fields": {},
            "reliability": "A - Completely reliable",
            "brand": "Acme",
        }

    def test_what_feeds_get_names_neither_source_nor_reliability(self) -> None:
        indicator = relationship(brand="Acme", fields={"tags": "x"}).to_indicator()
        assert "brand" not in indicator
        assert indicator["fields"] == {"tags": "x"}

    def test_without_another_end_there_is_none(self) -> None:
        nowhere = relationship(entity_b="")
        assert (nowhere.to_entry(), nowhere.to_indicator(), nowhere.to_context()) == ({}, {}, {})

    def test_results_and_indicators_carry_them(self) -> None:
        score = Common.DBotScore("acme.example", DBotScoreType.DOMAIN, "Acme", Common.DBotScore.GOOD)
        one = relationship()
        domain = Common.Domain("acme.example", score, relationships=[one, relationship(entity_b=None)])
        entry = CommandResults(indicator=domain, relationships=[one]).to_context()
        assert entry["Relationships"] == [one.to_entry()]
        assert entry["EntryContext"][Common.Domain.CONTEXT_PATH][0]["Relationships"] == [
            {
                "Relationship": "resolves-to",
                "EntityA": "acme.example",
                "EntityAType": "Domain",
                "EntityB": "192.0.2.1",
                "EntityBType": "IP",
            }
        ]

    def test_a_name_that_nobody_knows_is_related(self) -> None:
        assert relationship(name="knows").to_entry()["reverseName"] == "related-to"
        assert relationship(name="knows", reverse_name="known-by").to_entry()["reverseName"] == "known-by"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"relationship_type": "Other"},
            {"entity_a_family": "Other"},
            {"entity_b_family": "Other"},
            {"source_reliability": "Other"},
        ],
    )
    def test_what_is_none_of_the_types_is_an_error(self, wrong: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="Invalid"):
            relationship(**wrong)


class TestIndicators:
    def test_a_vulnerability_has_a_score_that_says_nothing(self) -> None:
        cve = Common.CVE("CVE-2014-0160", "5.0", "2014", "2020", "a leak", cvss_version="2")
        assert cve.to_context() == {
            Common.CVE.CONTEXT_PATH: {
                "ID": "CVE-2014-0160",
                "CVSS": {"Score": "5.0", "Version": "2"},
                "Published": "2014",
                "Modified": "2020",
                "Description": "a leak",
            },
            Common.DBotScore.CONTEXT_PATH: {
                "Indicator": "CVE-2014-0160",
                "Type": "cve",
                "Vendor": None,
                "Score": 0,
            },
        }

    def test_a_vulnerability_without_figures_has_none(self) -> None:
        cve = Common.CVE("CVE-1", None, None, None, None, vulnerable_products=[Common.CPE("cpe:2.3:a:b")])
        assert cve.to_context()[Common.CVE.CONTEXT_PATH] == {
            "ID": "CVE-1",
            "CVSS": {},
            "VulnerableProducts": [{"CPE": "cpe:2.3:a:b"}],
        }

    def test_a_vulnerability_carries_the_table_that_its_score_is_made_of(self) -> None:
        cve = Common.CVE("CVE-1", "9.8", None, None, None, cvss_vector="AV:N", cvss_table=[{"metric": "AV"}])
        assert cve.to_context()[Common.CVE.CONTEXT_PATH]["CVSS"] == {
            "Score": "9.8",
            "Vector": "AV:N",
            "Table": [{"metric": "AV"}],
        }

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"status": "Asleep"}, "Status 'Asleep' is none of Online, Offline, Unknown"),
            ({"is_isolated": "Maybe"}, "IsIsolated 'Maybe' is none of Yes, No, Pending isolation"),
        ],
    )
    def test_an_endpoint_is_in_one_of_the_known_states(self, given: dict[str, str], said: str) -> None:
        with pytest.raises(ValueError, match=said):
            Common.Endpoint("1", **given).to_context()
        Common.Endpoint("1", status="Offline", is_isolated="No").to_context()

    def test_an_email_address_with_a_bad_score_has_no_part_for_it(self) -> None:
        score = Common.DBotScore("a@acme.example", DBotScoreType.EMAIL, "Acme", Common.DBotScore.BAD)
        email = Common.EMAIL("a@acme.example", score, domain="acme.example")
        assert email.to_context()[Common.EMAIL.CONTEXT_PATH] == {
            "Email": {"Address": "a@acme.example"},
            "Domain": "acme.example",
        }


class TestResults:
    def test_a_period_is_no_place_for_outputs_but_was_one(self) -> None:
        with older_library():
            assert CommandResults(outputs_prefix=".", outputs=[1]).outputs == [1]
        with pytest.raises(ValueError, match="outputs_prefix cannot be a period"):
            CommandResults(outputs_prefix=".", outputs=[1])

    def test_indicators_are_given_in_one_way(self) -> None:
        one = Common.CVE("CVE-1", None, None, None, None)
        with pytest.raises(ValueError, match="indicators is DEPRECATED, use only indicator"):
            CommandResults(indicator=one, indicators=[one])

    def test_what_replaces_a_key_needs_one_above_it(self) -> None:
        results = CommandResults(outputs_prefix="Acme", outputs={"a": 1}, replace_existing=True)
        with pytest.raises(DemistoException, match="outputs_prefix must be a nested path to replace"):
            results.to_context()


ADDRESSES = {
    "192.0.2.1": "IP",
    "192.0.2.0/24": "CIDR",
    "2001:db8::1": "IPv6",
    "2001:db8::/32": "IPv6CIDR",
    "2001:db8::/129": None,
    "acme.example": None,
    "1.2.3": None,
}


@pytest.mark.parametrize(("address", "kind"), ADDRESSES.items())
def test_types_of_addresses(address: str, kind: str | None) -> None:
    assert FeedIndicatorType.ip_to_indicator_type(address) == kind


@pytest.mark.parametrize(
    "address",
    [
        "1:2:3:4:5:6:7:8",
        "1::",
        "::1",
        "::",
        "1::8",
        "1:2::7:8",
        "1:2:3:4:5:6:7::",
        "::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33",
        "1:2:3:4:5:6:7",
        "1::2::3",
        "12345::1",
        ":1",
        "1:",
        "g::1",
        "1:2:3:4:5:6:7:8:9",
    ],
)
def test_the_pattern_of_version_6_is_that_of_addresses(address: str) -> None:
    assert bool(re.match(ipv6Regex, address)) == is_ipv6_valid(address)


def test_names_of_types_and_objects() -> None:
    assert FeedIndicatorType.is_valid_type("Registry Key")
    assert not FeedIndicatorType.is_valid_type("Registry")
    assert FeedIndicatorType.indicator_type_by_server_version("STIX Malware") == "Malware"
    assert ThreatIntel.ObjectsScore.CAMPAIGN == 3
    assert ThreatIntel.ObjectsNames.TOOL == "Tool"


def test_a_sensitive_text_is_masked_however_it_is_written() -> None:
    with use(Demisto("acme-find")):
        add_sensitive_log_strs("very secret/word")
        try:
            told = LOG("sent very secret/word and very+secret%2Fword")
        finally:
            LOG.replace_strs.clear()
            LOG.messages.clear()
    assert told == "sent <XX_REPLACED> and <XX_REPLACED>"


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2019-09-17T06:16:39", 0),
        ("2019-09-17T06:16:39Z", 0),
        ("2019-09-17T06:16:39.22Z", 220000),
        ("2019-09-17T06:16:39.4040+05:00", 404000),
        ("2019-09-17T06:16:39.123456789+09:00", 123456),
    ],
)
def test_dates_are_read_with_and_without_fractions_and_zone(text: str, microsecond: int) -> None:
    assert parse_date_string(text) == datetime(2019, 9, 17, 6, 16, 39, microsecond)


def test_a_format_of_the_date_s_beginning_is_enough() -> None:
    assert parse_date_string("2019-09-17T06:16:39", "%Y-%m-%d") == datetime(2019, 9, 17, 6, 16, 39)


@pytest.mark.parametrize("text", ["yesterday", "2019-09-17", "2019-13-17T06:16:39Z", ""])
def test_what_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="time data"):
        parse_date_string(text)


@pytest.mark.usefixtures("utc")
def test_seconds_and_milliseconds_as_text() -> None:
    assert epochToTimestamp(1_568_700_999_000) == "2019-09-17 06:16:39"
    assert formatEpochDate(1_568_700_999) == "Tue Sep 17 06:16:39 2019"
    assert formatEpochDate(None) == ""
