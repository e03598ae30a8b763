"""Where an integration's requests are caught and answered: no request leaves this machine.

``requests`` is intercepted at its adapters by the responses library (so that sessions,
mounted adapters and their retries work), urllib3's pools and urllib.request where they are
called directly. httpx is intercepted at its transports once it is imported.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import Message
from http.client import responses as reasons
from types import ModuleType
from typing import Any
from unittest import mock
from urllib.response import addinfourl

from polltool.simulate.options import Clock
from polltool.simulate.replies import HttpRequest, NetworkError, Reply, ReplyBook, UnexpectedRequest
from polltool.simulate.sequence import Request

EXTRA = "polltool[simulate]"

Sleep = Callable[[float], None]
"""Lets (virtual) seconds pass, as ``time.sleep`` does."""


class CannedHttp:
    """The replies of one simulation, in the place of the network while it lasts.

    :param origin: what messages call the place where the replies stand.
    """

    def __init__(self, replies: Sequence[Reply] = (), origin: str = "the scenario") -> None:
        self.book = ReplyBook(replies, origin)
        self._taken = 0
        self._refused = 0

    def installed(self, clock: Clock) -> contextlib.AbstractContextManager[None]:
        """Answer requests until the manager is left; delays pass on the clock."""
        return intercepted(self.book, clock.wait)

    def taken(self) -> tuple[Request, ...]:
        """The requests made since this was last asked."""
        new = self.book.log[self._taken :]
        self._taken = len(self.book.log)
        return tuple(
            Request(0, 0, exchange.request.method, exchange.request.url, exchange.status) for exchange in new
        )

    def refused(self) -> UnexpectedRequest | None:
        """What the last request without a reply raised, since this was last asked."""
        unexpected = self.book.unexpected
        last = unexpected[-1] if len(unexpected) > self._refused else None
        self._refused = len(unexpected)
        return last

    def leftovers(self) -> tuple[str, ...]:
        """The replies that nothing asked for, in words."""
        return tuple(_leftover(reply, used) for reply, used in self.book.unused())


def _leftover(reply: Reply, used: int) -> str:
    where = f" (line {reply.line})" if reply.line else ""
    if not used:
        return f"nothing asks for the reply to {reply.request}{where}"
    return f"the reply to {reply.request}{where} is used {used} of {reply.times} times"


@contextlib.contextmanager
def intercepted(book: ReplyBook, sleep: Sleep) -> Iterator[None]:
    """Have every HTTP request answered from the book while the context lasts.

    A request that it does not answer raises ``UnexpectedRequest``; so does every request
    through ``requests`` where the extra is not installed, naming it.
    """
    with contextlib.ExitStack() as stack:
        if importlib.util.find_spec("requests") is not None:
            if importlib.util.find_spec("responses") is None:
                _refuse_requests(stack, book)
            else:
                _intercept_requests(stack, book, sleep)
            _intercept_urllib3(stack, book, sleep)
        _intercept_urllib(stack, book, sleep)
        if "httpx" in sys.modules:
            _intercept_httpx(stack, sys.modules["httpx"], book, sleep)
        yield


def _answer(book: ReplyBook, request: HttpRequest, sleep: Sleep, timeout: object) -> Reply:
    """The reply, when its delay has passed.

    :raises TimeoutError: the delay is longer than the caller is willing to wait.
    """
    reply = book.answer(request)
    limit = _seconds(timeout)
    if limit is not None and reply.delay > limit:
        sleep(limit)
        raise TimeoutError(f"no reply within {limit:g} s")
    if reply.delay:
        sleep(reply.delay)
    return reply


def _seconds(timeout: object) -> float | None:
    """How long a caller waits for a reply, of the forms that libraries have for it."""
    if isinstance(timeout, tuple) and timeout:
        timeout = timeout[-1]
    if not isinstance(timeout, (int, float)):
        timeout = getattr(timeout, "read_timeout", None) if timeout is not None else None
    return float(timeout) if isinstance(timeout, (int, float)) and timeout > 0 else None


def _bytes(body: object) -> bytes:
    """A request's body, whatever a library was given for one."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    try:
        return b"".join(_bytes(part) for part in body)  # type: ignore[attr-defined]
    except TypeError:
        return str(body).encode()


def _headers(headers: object) -> dict[str, str]:
    if not isinstance(headers, Mapping):
        return {}
    return {
        str(name): value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in headers.items()
    }


# -- requests


def _refuse_requests(stack: contextlib.ExitStack, book: ReplyBook) -> None:
    import requests.adapters

    def send(_adapter: object, request: Any, *_args: object, **_kwargs: object) -> object:
        raise book.refuse(
            f"the integration asked for {request.method} {request.url}; canned replies to HTTP requests "
            f"need the extra {EXTRA}: pip install '{EXTRA}'"
        )

    stack.enter_context(mock.patch.object(requests.adapters.HTTPAdapter, "send", send))


def _intercept_requests(stack: contextlib.ExitStack, book: ReplyBook, sleep: Sleep) -> None:
    import requests
    import responses

    errors: dict[NetworkError, type[requests.RequestException]] = {
        NetworkError.TIMEOUT: requests.exceptions.ReadTimeout,
        NetworkError.CONNECT_TIMEOUT: requests.exceptions.ConnectTimeout,
        NetworkError.CONNECTION: requests.exceptions.ConnectionError,
        NetworkError.SSL: requests.exceptions.SSLError,
        NetworkError.PROXY: requests.exceptions.ProxyError,
    }

    def reply_to(prepared: Any) -> tuple[int, dict[str, str], bytes]:
        request = HttpRequest(
            str(prepared.method), str(prepared.url), _headers(prepared.headers), _bytes(prepared.body)
        )
        try:
            reply = _answer(book, request, sleep, prepared.req_kwargs.get("timeout"))
        except TimeoutError as error:
            raise requests.exceptions.ReadTimeout(str(error), request=prepared) from None
        if reply.error is not None:
            raise errors[reply.error](_failure(reply, request), request=prepared)
        return reply.status, dict(reply.headers), reply.content

    class Anything(responses.CallbackResponse):
        """Means every request: which reply it gets is told by the book."""

        def matches(self, request: Any) -> tuple[bool, str]:
            return True, ""

    double = responses.RequestsMock(assert_all_requests_are_fired=False)
    double.add(Anything("GET", "https://polltool.invalid", reply_to, content_type=None))
    stack.enter_context(double)


def _failure(reply: Reply, request: HttpRequest) -> str:
    what = {
        NetworkError.TIMEOUT: "timed out waiting for a reply",
        NetworkError.CONNECT_TIMEOUT: "timed out connecting",
        NetworkError.CONNECTION: "connection refused",
        NetworkError.SSL: "certificate verify failed",
        NetworkError.PROXY: "cannot connect to proxy",
    }
    assert reply.error is not None
    return f"{request.line}: {what[reply.error]} (a reply of the scenario)"


# -- urllib3, called directly


def _intercept_urllib3(stack: contextlib.ExitStack, book: ReplyBook, sleep: Sleep) -> None:
    import urllib3

    def urlopen(
        pool: Any, method: str, url: str, body: object = None, headers: object = None, **options: Any
    ) -> object:
        request = HttpRequest(method.upper(), _whole_url(pool, url), _headers(headers), _bytes(body))
        try:
            reply = _answer(book, request, sleep, options.get("timeout"))
        except TimeoutError as error:
            raise urllib3.exceptions.ReadTimeoutError(pool, url, str(error)) from None
        if reply.error in (NetworkError.TIMEOUT, NetworkError.CONNECT_TIMEOUT):
            raise urllib3.exceptions.ReadTimeoutError(pool, url, _failure(reply, request))
        if reply.error is not None:
            raise urllib3.exceptions.ProtocolError(_failure(reply, request))
        return urllib3.HTTPResponse(
            body=io.BytesIO(reply.content),
            headers=dict(reply.headers),
            status=reply.status,
            reason=reasons.get(reply.status),
            preload_content=bool(options.get("preload_content", True)),
        )

    stack.enter_context(mock.patch.object(urllib3.HTTPConnectionPool, "urlopen", urlopen))


def _whole_url(pool: Any, url: str) -> str:
    if "://" in url:
        return url
    default = {"http": 80, "https": 443}.get(pool.scheme)
    port = "" if pool.port in (None, default) else f":{pool.port}"
    return f"{pool.scheme}://{pool.host}{port}{url}"


# -- urllib.request


def _intercept_urllib(stack: contextlib.ExitStack, book: ReplyBook, sleep: Sleep) -> None:
    def do_open(_handler: object, _connection: object, given: Any, **_options: object) -> object:
        request = HttpRequest(
            given.get_method(),
            given.full_url,
            {**given.headers, **given.unredirected_hdrs},
            _bytes(given.data),
        )
        reply = _answer(book, request, sleep, given.timeout)
        if reply.error in (NetworkError.TIMEOUT, NetworkError.CONNECT_TIMEOUT):
            raise TimeoutError(_failure(reply, request))
        if reply.error is not None:
            raise urllib.error.URLError(_failure(reply, request))
        headers = Message()
        for name, value in reply.headers.items():
            headers[name] = value
        response = addinfourl(io.BytesIO(reply.content), headers, given.full_url, reply.status)
        response.msg = reasons.get(reply.status, "")  # type: ignore[attr-defined]
        return response

    stack.enter_context(mock.patch.object(urllib.request.AbstractHTTPHandler, "do_open", do_open))


# -- httpx


def _intercept_httpx(stack: contextlib.ExitStack, httpx: ModuleType, book: ReplyBook, sleep: Sleep) -> None:
    def respond(given: Any, body: bytes) -> object:
        request = HttpRequest(given.method, str(given.url), _headers(given.headers), body)
        timeouts = given.extensions.get("timeout") or {}
        try:
            reply = _answer(book, request, sleep, timeouts.get("read"))
        except TimeoutError as error:
            raise httpx.ReadTimeout(str(error), request=given) from None
        if reply.error is not None:
            kinds = {
                NetworkError.TIMEOUT: httpx.ReadTimeout,
                NetworkError.CONNECT_TIMEOUT: httpx.ConnectTimeout,
                NetworkError.PROXY: httpx.ProxyError,
            }
            kind = kinds.get(reply.error, httpx.ConnectError)
            raise kind(_failure(reply, request), request=given)
        return httpx.Response(reply.status, headers=dict(reply.headers), content=reply.content)

    def handle_request(_transport: object, given: Any) -> object:
        return respond(given, given.read())

    async def handle_async_request(_transport: object, given: Any) -> object:
        return respond(given, await given.aread())

    stack.enter_context(mock.patch.object(httpx.HTTPTransport, "handle_request", handle_request))
    stack.enter_context(
        mock.patch.object(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)
    )
