"""Requests of integrations get canned replies, through whatever library they are sent."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

from polltool.simulate.http import CannedHttp, intercepted
from polltool.simulate.replies import NetworkError, Reply, ReplyBook, UnexpectedRequest, When

API = "https://api.acme.example"
JSON = {"Content-Type": "application/json"}


class Clock:
    """Counts the seconds that replies take."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def now(self) -> float:
        return sum(self.waited)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)


@contextmanager
def replies(*given: Reply) -> Iterator[tuple[ReplyBook, list[float]]]:
    book, clock = ReplyBook(given), Clock()
    with intercepted(book, clock.wait):
        yield book, clock.waited


class TestRequests:
    def test_a_reply_is_what_the_scenario_says(self) -> None:
        with replies(Reply("GET", "/v1", status=202, content=b'{"a": 1}', headers=JSON)):
            response = requests.get(f"{API}/v1", timeout=60)
        assert (response.status_code, response.json()) == (202, {"a": 1})
        assert response.headers["content-type"] == "application/json"

    def test_what_was_sent_is_seen(self) -> None:
        when = When(query={"q": "1"}, headers={"X-Key": "k"}, json={"url": "x"})
        with replies(Reply("POST", "/v1", when)) as (book, _):
            requests.post(f"{API}/v1", params={"q": 1}, json={"url": "x"}, headers={"X-Key": "k"}, timeout=60)
        assert book.log[0].request.line == f"POST {API}/v1?q=1"

    def test_files_are_seen(self) -> None:
        with replies(Reply("POST", "/v1", When(body="content of a.txt"))):
            requests.post(f"{API}/v1", files={"file": ("a.txt", b"content of a.txt")}, timeout=60)

    def test_retries_of_an_adapter_work(self) -> None:
        retry = urllib3.Retry(total=3, status_forcelist=[503], backoff_factor=1)
        session = requests.Session()
        session.mount("https://", HTTPAdapter(max_retries=retry))
        with replies(Reply("GET", "/v1", status=503, times=2), Reply("GET", "/v1", content=b"ok")) as (
            book,
            _,
        ):
            assert session.get(f"{API}/v1").text == "ok"
        assert [exchange.status for exchange in book.log] == [503, 503, 200]

    def test_redirects_are_followed(self) -> None:
        moved = Reply("GET", "/old", status=302, headers={"Location": f"{API}/new"})
        with replies(moved, Reply("GET", "/new", content=b"here")):
            assert requests.get(f"{API}/old", timeout=60).text == "here"

    def test_a_delay_passes_on_the_clock(self) -> None:
        with replies(Reply("GET", "/v1", delay=2.5)) as (_, waited):
            requests.get(f"{API}/v1")
        assert waited == [2.5]

    @pytest.mark.parametrize("timeout", [3, (60, 3)])
    def test_a_delay_beyond_the_timeout_times_out(self, timeout: float | tuple[float, float]) -> None:
        with replies(Reply("GET", "/v1", delay=100)) as (_, waited), pytest.raises(requests.ReadTimeout):
            requests.get(f"{API}/v1", timeout=timeout)
        assert waited == [3]

    @pytest.mark.parametrize(
        ("error", "kind"),
        [
            (NetworkError.TIMEOUT, requests.exceptions.ReadTimeout),
            (NetworkError.CONNECT_TIMEOUT, requests.exceptions.ConnectTimeout),
            (NetworkError.CONNECTION, requests.exceptions.ConnectionError),
            (NetworkError.SSL, requests.exceptions.SSLError),
            (NetworkError.PROXY, requests.exceptions.ProxyError),
        ],
    )
    def test_errors(self, error: NetworkError, kind: type[Exception]) -> None:
        with replies(Reply("GET", "/v1", error=error)) as (book, _), pytest.raises(kind):
            requests.get(f"{API}/v1", timeout=60)
        assert book.log[0].status is None

    def test_a_request_without_a_reply_is_not_caught_as_an_error_of_the_service(self) -> None:
        raised = pytest.raises(UnexpectedRequest, match="has no replies")
        with replies() as (book, _), raised, contextlib.suppress(Exception):
            requests.get(f"{API}/v1", timeout=60)
        assert len(book.unexpected) == 1

    def test_afterwards_all_is_as_before(self) -> None:
        def patched() -> tuple[object, ...]:
            return (
                HTTPAdapter.send,
                urllib3.HTTPConnectionPool.urlopen,
                urllib.request.AbstractHTTPHandler.do_open,
            )

        before = patched()
        with replies():
            pass
        assert patched() == before

    def test_without_the_extra_a_request_names_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = importlib.util.find_spec

        def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
            return None if name == "responses" else real(name, package)

        monkeypatch.setattr(importlib.util, "find_spec", find_spec)
        with (
            replies(Reply("GET", "/v1")) as (book, _),
            pytest.raises(UnexpectedRequest, match=r"pip install 'polltool\[simulate\]'"),
        ):
            requests.get(f"{API}/v1", timeout=60)
        assert len(book.unexpected) == 1


class TestUrllib3:
    def test_a_reply(self) -> None:
        with replies(Reply("POST", "/v1", When(json={"a": 1}), content=b'{"b": 2}', headers=JSON)):
            response = urllib3.PoolManager().request("POST", f"{API}/v1", body=json.dumps({"a": 1}))
        assert (response.status, json.loads(response.data)) == (200, {"b": 2})

    def test_errors(self) -> None:
        down, slow = Reply("GET", "/down", error=NetworkError.CONNECTION), Reply("GET", "/slow", delay=9)
        pool = urllib3.PoolManager()
        with replies(down, slow):
            with pytest.raises(urllib3.exceptions.ProtocolError):
                pool.request("GET", f"{API}/down")
            with pytest.raises(urllib3.exceptions.ReadTimeoutError):
                pool.request("GET", f"{API}/slow", timeout=urllib3.Timeout(read=3))


class TestUrllib:
    def test_a_reply(self) -> None:
        request = urllib.request.Request(f"{API}/v1", data=b"a=1", headers={"X-Key": "k"})
        when = When(headers={"x-key": "k"}, body="a=1")
        with (
            replies(Reply("POST", "/v1", when, content=b"ok", headers=JSON)),
            urllib.request.urlopen(request) as got,
        ):
            assert (got.status, got.read(), got.headers["content-type"]) == (200, b"ok", "application/json")

    def test_a_status_that_is_an_error(self) -> None:
        with replies(Reply("GET", "/v1", status=404)), pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"{API}/v1")
        caught.value.close()
        assert caught.value.code == 404

    def test_errors(self) -> None:
        down, slow = Reply("GET", "/down", error=NetworkError.CONNECTION), Reply("GET", "/slow", delay=9)
        with replies(down, slow):
            with pytest.raises(urllib.error.URLError):
                urllib.request.urlopen(f"{API}/down")
            with pytest.raises(TimeoutError):
                urllib.request.urlopen(f"{API}/slow", timeout=3)


def test_httpx_where_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    httpx = pytest.importorskip("httpx")
    assert "httpx" in sys.modules
    with replies(Reply("POST", "/v1", When(json={"a": 1}), content=b'{"b": 2}', headers=JSON)):
        assert httpx.post(f"{API}/v1", json={"a": 1}).json() == {"b": 2}
    with replies(Reply("GET", "/v1", error=NetworkError.TIMEOUT)), pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{API}/v1")


def test_requests_are_told_once_each_and_replies_left_over_are_named() -> None:
    http = CannedHttp([Reply("GET", "/v1", times=3, line=4), Reply("GET", "/v2", line=9)])
    with http.installed(Clock()):
        requests.get(f"{API}/v1", timeout=60)
        assert [(request.method, request.url, request.status) for request in http.taken()] == [
            ("GET", f"{API}/v1", 200)
        ]
        assert http.taken() == ()
    assert http.leftovers() == (
        "the reply to GET /v1 (line 4) is used 1 of 3 times",
        "nothing asks for the reply to GET /v2 (line 9)",
    )
