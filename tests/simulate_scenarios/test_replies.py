"""Which canned reply answers a request, and what is said when none does."""

from __future__ import annotations

import json

import pytest

from polltool.simulate.commandreplies import CommandBook, CommandReply, UnexpectedCommand, note_entry
from polltool.simulate.replies import HttpRequest, Reply, ReplyBook, UnexpectedRequest, When

API = "https://api.acme.example"


def get(path: str) -> HttpRequest:
    return HttpRequest("GET", API + path)


def post(path: str, body: object) -> HttpRequest:
    return HttpRequest("POST", API + path, {"Content-Type": "application/json"}, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/v1/scans", "/v1/scans"),
        ("/v1/scans", "/v1/scans?limit=5"),
        ("/v1/scans/*", "/v1/scans/42"),
        ("/v1/scans/{scan_id}/report", "/v1/scans/42/report"),
        ("/**/scans", "/scans"),
        ("/**/scans", "/api/v1/scans"),
        ("/v1/**", "/v1/a/b/c"),
        ("**", "/anything/at/all"),
        ("/v1/scans?state=a&state=b", "/v1/scans?state=a&x=1&state=b"),
        ("/v1/a b", "/v1/a%20b"),
        ("/v1/a%20b", "/v1/a%20b"),
        ("/v1/q(1)+[2]", "/v1/q(1)+[2]"),
        ("https://api.acme.example/v1", "/v1"),
        ("https://*.acme.example/v1", "/v1"),
        ("https://api.acme.example:443/v1", "/v1"),
        ("/", ""),
    ],
)
def test_a_url_that_is_meant(pattern: str, path: str) -> None:
    assert Reply("GET", pattern).refusal(get(path)) is None


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/v1/scans", "/v1/scans/42"),
        ("/v1/scans", "/api/v1/scans"),
        ("/v1/scans/*", "/v1/scans/42/report"),
        ("/v1/scans/{scan_id}", "/v1/scans/"),
        ("/v1/scans?state=a", "/v1/scans?state=b"),
        ("/v1/scans?state=a", "/v1/scans"),
        ("/v1.scans", "/v1xscans"),
        ("http://api.acme.example/v1", "/v1"),
        ("https://other.example/v1", "/v1"),
        ("https://api.acme.example:8443/v1", "/v1"),
    ],
)
def test_a_url_that_is_not_meant(pattern: str, path: str) -> None:
    assert Reply("GET", pattern).refusal(get(path)) is not None


def test_methods() -> None:
    assert Reply("GET", "/v1").refusal(post("/v1", {})) == "another method"
    assert Reply("ANY", "/v1").refusal(post("/v1", {})) is None


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        (When(json={"url": "x"}), None),
        (When(json={"options": {"deep": True}}), None),
        (When(json={"url": "y"}), 'json url: "x", not "y"'),
        (When(json={"options": {"deep": False}}), "json options.deep: true, not false"),
        (When(json={"user": None}), "json user: none, not null"),
        (When(body='"url"'), None),
        (When(body="<xml"), "the body does not contain '<xml'"),
        (When(headers={"content-type": "application/json"}), None),
        (When(headers={"X-Key": "1"}), "header X-Key: none, not 1"),
        (When(query={"page": 2, "all": True}), None),
        (When(query={"page": 3}), "query page: 2, not 3"),
        (When(query={"tag": ["a", "b"]}), None),
        (When(query={"tag": "a"}), "query tag: a, b, not a"),
    ],
)
def test_what_else_a_request_has_to_bear(when: When, refusal: str | None) -> None:
    request = post("/v1?page=2&all=true&tag=a&tag=b", {"url": "x", "options": {"deep": True, "other": 1}})
    assert Reply("POST", "/v1", when).refusal(request) == refusal


def test_a_body_that_is_no_json_is_said_to_be_none() -> None:
    refusal = Reply("POST", "/v1", When(json={"a": 1})).refusal(HttpRequest("POST", API + "/v1", {}, b"a=1"))
    assert refusal == "json expected, but the body is no JSON"


def test_replies_are_used_up_in_order() -> None:
    book = ReplyBook(
        [
            Reply("GET", "/v1", content=b"first"),
            Reply("GET", "/other", content=b"other"),
            Reply("GET", "/v1", content=b"second", times=2),
            Reply("GET", "/v1", content=b"ever", times=None),
        ]
    )
    given = [book.answer(get("/v1")).content for _ in range(5)]
    assert given == [b"first", b"second", b"second", b"ever", b"ever"]
    assert [reply.content for reply, _ in book.unused()] == [b"other"]
    assert [exchange.status for exchange in book.log] == [200] * 5


def test_an_unexpected_request_says_what_was_asked_and_expected() -> None:
    book = ReplyBook(
        [
            Reply("GET", "/v1/scans/1", line=3),
            Reply("POST", "/v1/scans", line=5),
            Reply("POST", "/v1/scans", When(json={"url": "y"}), line=9),
            Reply("DELETE", "/v1/scans", line=12),
        ],
        "a.scenario.yml",
    )
    book.answer(post("/v1/scans", {"url": "x"}))
    with pytest.raises(UnexpectedRequest) as caught:
        book.answer(post("/v1/scans", {"url": "x"}))
    assert str(caught.value).splitlines() == [
        "unexpected request: POST https://api.acme.example/v1/scans",
        '  with the body {"url": "x"}',
        "  none of the replies of a.scenario.yml answers it:",
        "    line 5: POST /v1/scans (used up: it answers once)",
        '    line 9: POST /v1/scans (json url: "x", not "y")',
        "    line 3: GET /v1/scans/1 (another method)",
        "    line 12: DELETE /v1/scans (another method)",
    ]
    assert book.unexpected == [caught.value]
    assert book.log[-1].status is None


def test_no_except_exception_of_an_integration_hides_it() -> None:
    assert not issubclass(UnexpectedRequest, Exception)
    assert not issubclass(UnexpectedCommand, Exception)


def test_a_long_list_of_replies_is_cut() -> None:
    book = ReplyBook([Reply("GET", f"/v1/{number}") for number in range(50)])
    with pytest.raises(UnexpectedRequest, match="and 40 more"):
        book.answer(get("/v2"))


class TestExecuteCommand:
    def test_replies_are_used_up_in_order_by_their_arguments(self) -> None:
        book = CommandBook(
            [
                CommandReply("acme-get", (note_entry("a"),), {"id": "1"}),
                CommandReply("acme-get", (note_entry("b"),), times=None),
            ]
        )
        given = [book.answer("acme-get", {"id": id_, "x": 1})[0]["Contents"] for id_ in ("2", "1", "1")]
        assert given == ["b", "a", "b"]

    def test_entries_are_fresh_each_time(self) -> None:
        book = CommandBook([CommandReply("acme-get", (note_entry({"list": []}),), times=None)])
        book.answer("acme-get", {})[0]["Contents"]["list"].append(1)
        assert book.answer("acme-get", {})[0]["Contents"] == {"list": []}

    def test_an_unexpected_call_says_what_was_called_and_expected(self) -> None:
        book = CommandBook([CommandReply("acme-get", (), {"id": "1"}, line=7)], "a.scenario.yml")
        with pytest.raises(UnexpectedCommand) as caught:
            book.answer("acme-get", {"id": "2"})
        assert str(caught.value).splitlines() == [
            'unexpected executeCommand: acme-get with {"id": "2"}',
            "  none of the replies of a.scenario.yml answers it:",
            '    line 7: acme-get (id: "2", not "1")',
        ]
