"""Canned HTTP replies: which of a scenario's replies answers a request, and why none does.

Nothing here sends or intercepts anything; polltool.simulate.http brings the requests.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from polltool.records import dataclass, field
from polltool.simulate.book import Book, used_up
from polltool.simulate.errors import Stopped

_SHOWN = 10
"""How many replies an error message lists."""

_BODY = 200
"""How much of a request's body, or of a value, an error message shows, in characters."""


_OTHER_METHOD = "another method"
_OTHER_URL = "another URL"


class _Missing(Enum):
    MISSING = "missing"


MISSING = _Missing.MISSING
"""Stands for no value where None is one."""


class NetworkError(Enum):
    """What a reply may be instead of an answer: the ways in which a request fails."""

    TIMEOUT = "timeout"
    CONNECT_TIMEOUT = "connect-timeout"
    CONNECTION = "connection"
    SSL = "ssl"
    PROXY = "proxy"


class Unexpected(Stopped):
    """Something that no canned reply answers; the text says what was asked and expected."""


class UnexpectedRequest(Unexpected):
    """No reply answers an HTTP request."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as an integration sent it."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def line(self) -> str:
        """Method and URL."""
        return f"{self.method} {self.url}"

    @property
    def query(self) -> dict[str, list[str]]:
        """The URL's parameters; one may occur several times."""
        return parse_qs(urlsplit(self.url).query, keep_blank_values=True)

    @property
    def text(self) -> str:
        """The body as text, what is no UTF-8 replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body's JSON value, MISSING where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return MISSING


@dataclass(frozen=True, slots=True)
class When:
    """What a request has to bear, beside its method and URL, for a reply to answer it.

    ``json`` has to be contained in the body: keys that it does not name may be there.
    ``body`` is a text that the body contains; header names are compared without case.
    """

    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = MISSING
    body: str | None = None

    def refusal(self, request: HttpRequest) -> str | None:
        """Why the request is not meant, None if it is."""
        query = request.query
        for name, value in self.query.items():
            wanted = [_text(item) for item in value] if isinstance(value, list) else [_text(value)]
            if query.get(name) != wanted:
                return f"query {name}: {_shown(query.get(name))}, not {_shown(wanted)}"
        headers = {name.casefold(): value for name, value in request.headers.items()}
        for name, value in self.headers.items():
            given = headers.get(name.casefold())
            if given != _text(value):
                return f"header {name}: {given if given is not None else 'none'}, not {_text(value)}"
        if self.json is not MISSING:
            difference = _difference(self.json, request.json, "")
            if difference is not None:
                return f"json {difference}"
        if self.body is not None and self.body not in request.text:
            return f"the body does not contain {self.body!r}"
        return None


@dataclass(frozen=True, slots=True)
class Reply:
    """One canned reply.

    ``url`` is a path (``/v1/scans/*``) or a whole URL; ``*`` and ``{name}`` stand for one
    part of the path, ``**`` for any number of parts; a query in it has to be in the request.
    ``delay`` is in (virtual) seconds; ``times`` is how often it answers, None for ever;
    ``line`` is where it stands in its scenario, 0 for one made in code.
    """

    method: str
    url: str
    when: When = field(default_factory=When)
    status: int = 200
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    times: int | None = 1
    error: NetworkError | None = None
    line: int = 0

    @property
    def request(self) -> str:
        """Method and URL as the scenario has them."""
        return f"{self.method} {self.url}"

    def refusal(self, request: HttpRequest) -> str | None:
        """Why this does not answer the request, None if it does."""
        if self.method not in ("ANY", request.method):
            return _OTHER_METHOD
        path, query = _split_query(self.url)
        if not _pattern(path).fullmatch(_comparable(request.url, with_host="://" in path)):
            return _OTHER_URL
        if query:
            reason = When(query=dict(query)).refusal(request)
            if reason is not None:
                return reason
        return self.when.refusal(request)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with the reply that it got, None where none answered it."""

    request: HttpRequest
    reply: Reply | None

    @property
    def status(self) -> int | None:
        """The status, None where the request failed or got no reply."""
        return None if self.reply is None or self.reply.error is not None else self.reply.status


class ReplyBook(Book[Reply]):
    """The replies of one sequence, used up in order, and the log of what was asked."""

    def __init__(self, replies: Sequence[Reply] = (), origin: str = "the scenario") -> None:
        super().__init__(replies, origin)
        self.log: list[Exchange] = []
        self.unexpected: list[UnexpectedRequest] = []

    def answer(self, request: HttpRequest) -> Reply:
        """The first reply that means this request and is not used up.

        :raises UnexpectedRequest: there is none; its text says what was asked and expected.
        """
        reply = self._take(lambda reply: reply.refusal(request))
        self.log.append(Exchange(request, reply))
        if reply is None:
            raise self.refuse(self._message(request))
        return reply

    def refuse(self, message: str) -> UnexpectedRequest:
        """Note that a request cannot be answered; what to raise then."""
        self.unexpected.append(UnexpectedRequest(message))
        return self.unexpected[-1]

    def _message(self, request: HttpRequest) -> str:
        lines = [f"unexpected request: {request.line}"]
        if request.body:
            text = request.text
            lines.append(f"  with the body {text[:_BODY]}{' ...' if len(text) > _BODY else ''}")
        if not self._replies:
            lines.append(f"  {self._origin} has no replies")
            return "\n".join(lines)
        lines.append(f"  none of the replies of {self._origin} answers it:")
        near = sorted(self._replies, key=lambda reply: _distance(reply.refusal(request)))
        for reply in near[:_SHOWN]:
            where = f"line {reply.line}: " if reply.line else ""
            lines.append(f"    {where}{reply.request} ({reply.refusal(request) or used_up(reply.times)})")
        if len(self._replies) > _SHOWN:
            lines.append(f"    and {len(self._replies) - _SHOWN} more")
        return "\n".join(lines)


def with_body(
    headers: Mapping[str, str], json_value: Any = MISSING, text: str | None = None, content: bytes = b""
) -> tuple[bytes, dict[str, str]]:
    """The content of a reply, made of JSON or a text if given, and its headers, then with the type of these."""
    if json_value is not MISSING:
        content, kind = json.dumps(json_value, ensure_ascii=False).encode(), "application/json"
    elif text is not None:
        content, kind = text.encode(), "text/plain; charset=utf-8"
    else:
        return content, dict(headers)
    typed = any(name.casefold() == "content-type" for name in headers)
    return content, dict(headers) if typed else {**headers, "Content-Type": kind}


def _distance(refusal: str | None) -> int:
    """How far a reply is from the request that it refuses: the nearest are shown first."""
    if refusal is None:
        return 0
    return {_OTHER_URL: 2, _OTHER_METHOD: 3}.get(refusal, 1)


def _split_query(url: str) -> tuple[str, tuple[tuple[str, list[str]], ...]]:
    path, _, query = url.partition("?")
    return path, tuple(parse_qs(query, keep_blank_values=True).items())


@functools.lru_cache(maxsize=4096)
def _pattern(url: str) -> re.Pattern[str]:
    """A path or whole URL, without its query, as a regular expression."""
    scheme, separator, rest = url.rpartition("://")
    if separator:
        host, slash, path = rest.partition("/")
        host = host.lower().removesuffix({"https": ":443", "http": ":80"}.get(scheme.lower(), ""))
        url = f"{scheme.lower()}://{host}{slash or '/'}{path}"
    parts = re.split(r"(/\*\*(?=/|$)|\*\*|\*|\{[^{}/]*\})", url)
    source = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            source += re.escape(unquote(part))
        elif part == "/**":
            source += "(?:/.*)?"
        elif part == "**":
            source += ".*"
        else:
            source += "[^/]*" if part == "*" else "[^/]+"
    return re.compile(source, re.DOTALL)


@functools.lru_cache(maxsize=4096)
def _comparable(url: str, *, with_host: bool) -> str:
    """The URL, or its path, in the spelling that patterns are held against."""
    split = urlsplit(url)
    path = unquote(split.path) or "/"
    if not with_host:
        return path
    host = (split.hostname or "").lower()
    default = {"http": 80, "https": 443}.get(split.scheme)
    port = "" if split.port in (None, default) else f":{split.port}"
    return f"{split.scheme}://{host}{port}{path}"


def _text(value: object) -> str:
    """A value as a query or a header spells it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _shown(values: Sequence[str] | None) -> str:
    return "none" if values is None else ", ".join(values) or "empty"


def _difference(wanted: Any, given: Any, at: str) -> str | None:
    """Where ``given`` lacks what ``wanted`` names, None where it has it all."""
    where = at or "body"
    if given is MISSING:
        return f"{where}: none, not {shown_json(wanted)}" if at else "expected, but the body is no JSON"
    if isinstance(wanted, dict) and isinstance(given, dict):
        for key, value in wanted.items():
            name = f"{at}.{key}" if at else str(key)
            difference = _difference(value, given.get(key, MISSING), name)
            if difference is not None:
                return difference
        return None
    return None if wanted == given else f"{where}: {shown_json(given)}, not {shown_json(wanted)}"


def shown_json(value: object) -> str:
    """A value as JSON, cut to what a message has room for."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _BODY else text[:_BODY] + " ..."
