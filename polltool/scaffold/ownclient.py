"""A client of the new commands' own, where nothing in the code sends requests that they could use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from polltool.code.bindings import parameters
from polltool.records import dataclass, field
from polltool.scaffold.codeindex import FunctionDef
from polltool.scaffold.codescope import Scopes, dotted
from polltool.scaffold.rendering import python_text
from polltool.scaffold.requesthabit import PLATFORM_CLIENTS, ClientStyle, RequestHabit
from polltool.scaffold.requestpaths import is_address
from polltool.simulate.subject import ParameterDefault

_TEXT, _ENCRYPTED, _BOOLEAN, _CREDENTIALS, _CERTIFICATE = 0, 4, 8, 9, 14
_URL = re.compile(r"url|uri\b|server(?!.*(?:_ip|port|version))|endpoint|base_?address", re.I)
_HOST = re.compile(r"host|fqdn|domain_?name", re.I)
_OTHER_URL = re.compile(
    r"proxy|threshold|callback|redirect|webhook|post_|push|auth|token|login|feed_urls|broker|queue|default|port\b|"
    r"external|repository|topic|mail",
    re.I,
)
_INSECURE = re.compile(r"insecure|unsecure|trust_?any|not?_?verify", re.I)
_SCHEME = re.compile(r"""['"]https?://(?:['"]|\{|%s)""")
_HTTP = re.compile(r"https?://[^/\s{}%]+(?:/[^\s{}%?#]*)?\Z", re.I)
NAME = "service_client"
"""What the function that makes the client is called."""


@dataclass(frozen=True, slots=True)
class OwnClient:
    """How the function ``name`` makes a client: expressions for what the platform's client takes.

    ``credentials`` is the parameter that holds a user and a password, ``token`` one that holds a
    secret text; at most one is given. ``told`` says in words where address and secret come from.
    ``samples`` are parameters that it needs to run. ``present``: the code has that function.
    """

    name: str
    address: str
    verify: str
    proxy: str
    credentials: str | None
    token: str | None
    user: bool
    told: str
    present: bool
    samples: Mapping[str, str] = field(default_factory=dict)

    @property
    def uses_params(self) -> bool:
        """Whether the parameters are needed at all."""
        given = (self.address, self.verify, self.proxy)
        return bool(self.credentials or self.token) or any("params" in text for text in given)

    @property
    def style(self) -> ClientStyle:
        """What sends requests by it."""
        return _style(self.name)


def own_client(scopes: Scopes, declared: Sequence[ParameterDefault]) -> OwnClient | None:
    """A client for an integration's service; None where its address or its secret is not plain."""
    code = scopes.module.file.text
    taken = {*scopes.functions, *scopes.classes, *scopes.bindings(None)}
    if taken & {*PLATFORM_CLIENTS}:
        return None
    where = _parameter_address(declared, code) or _constant_address(scopes)
    if where is None:
        return None
    address, told, samples = where
    secrets = [one for one in declared if one.type in (_ENCRYPTED, _CREDENTIALS)]
    if not secrets and any(one.type == _CERTIFICATE for one in declared):
        return None
    secrets.sort(key=lambda one: (not one.required, one.type != _CREDENTIALS))
    secret = secrets[0] if secrets else None
    held = secret is not None and secret.type == _CREDENTIALS
    names = (NAME, *(f"{NAME}_{number}" for number in range(2, 100)))
    present = _client_maker(scopes)
    return OwnClient(
        name=present or next(name for name in names if name not in taken),
        address=address,
        verify=_boolean(declared, _INSECURE, "not {}", "True"),
        proxy=_boolean(declared, re.compile("proxy", re.I), "{}", "False"),
        credentials=secret.name if secret is not None and held else None,
        token=secret.name if secret is not None and not held else None,
        user=held and re.search(r"\bidentifier\b", code) is not None,
        present=present is not None,
        told=told if secret is None else f"{told} and the secret from the parameter {secret.name}",
        samples=samples,
    )


def _style(name: str) -> ClientStyle:
    return ClientStyle(
        None, None, RequestHabit(f"{name}()._http_request", method="method", path="url_suffix")
    )


def made_by_function(scopes: Scopes) -> ClientStyle | None:
    """Requests by a function of the module that makes a client of the platform anew, if there is one."""
    name = _client_maker(scopes)
    return None if name is None else _style(name)


def _client_maker(scopes: Scopes) -> str | None:
    made = (
        name
        for name, function in scopes.functions.items()
        if isinstance(function, ast.FunctionDef) and _makes_client(scopes, function)
    )
    return next(made, None)


def _makes_client(scopes: Scopes, function: FunctionDef) -> bool:
    """Whether a function that asks for nothing returns a client of the platform, and nothing else."""
    spec = function.args
    if len(parameters(function)) > len(spec.defaults) or function.decorator_list:
        return False
    values = scopes.returned(function)
    return bool(values) and all(
        isinstance(value, ast.Call) and dotted(value.func) in PLATFORM_CLIENTS for value in values
    )


def _parameter_address(
    declared: Sequence[ParameterDefault], code: str
) -> tuple[str, str, Mapping[str, str]] | None:
    """The address that a parameter gives: an expression, in words, and what the parameter may be."""
    fields = [one for one in declared if one.type == _TEXT and not _OTHER_URL.search(one.name)]
    fields.sort(key=lambda one: (not one.required, not re.search("url|server", one.name, re.I)))
    for one in fields:
        key = python_text(one.name)
        named = _URL.search(one.name) or _HOST.search(one.name)
        if named and one.default and "://" not in one.default and "." in one.default:
            return f"'https://' + params[{key}].strip()", _told(one), {}
        if _URL.search(one.name):
            return f"params[{key}].strip()", _told(one), {one.name: "https://example.com"}
        if _HOST.search(one.name) and _SCHEME.search(code):
            return f"'https://' + params[{key}].strip()", _told(one), {one.name: "example.com"}
    return None


def _told(one: ParameterDefault) -> str:
    return f"the address from the parameter {one.name}"


def _constant_address(scopes: Scopes) -> tuple[str, str, Mapping[str, str]] | None:
    """The address that the module has as a constant, or that a client of its gets."""
    for name, text in _constants(scopes):
        if is_address(name) and name not in scopes.module.rebound:
            return name, f"the address from {name} ({text})", {}
    for call in scopes.index.calls:
        for keyword in call.keywords:
            given = _http_text(keyword.value)
            if keyword.arg in ("base_url", "server_url", "url_base") and given is not None:
                return python_text(given), f"the address {given}", {}
    return None


def _constants(scopes: Scopes) -> Iterator[tuple[str, str]]:
    for name, nodes in scopes.bindings(None).items():
        values = scopes.values(name, None)
        text = _http_text(values[0]) if len(nodes) == 1 and values else None
        if text is not None:
            yield name, text


def _http_text(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _HTTP.match(node.value):
        return node.value
    return None


def _boolean(declared: Sequence[ParameterDefault], name: re.Pattern[str], form: str, otherwise: str) -> str:
    found = next((one for one in declared if one.type == _BOOLEAN and name.search(one.name)), None)
    if found is None:
        return otherwise
    return form.format(f"argToBoolean(params.get({python_text(found.name)}) or False)")
